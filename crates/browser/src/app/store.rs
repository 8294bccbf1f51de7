//! The service worker, which stores the app on the device: it is asked, and answers.

use futures::future::{Either, select};
use heliograph_session::{AppEvent, Event, Language, Update};
use heliograph_wire::Millis;
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MessageChannel, MessageEvent};

use super::itself;
use crate::emit::Emit;
use crate::environment::has;
use crate::script::{function, member, object, text};
use crate::timer::pause;

/// Browsers end a worker that is at one thing for longer.
const PATIENCE: Millis = Millis::minutes(5);

/// More changes than anybody reads.
const CHANGES_READ: u32 = 64;

/// The worker's script, as the browser wants it named; none in forms that store nothing.
pub(super) fn script() -> Option<JsValue> {
    member(&itself()?, "serviceWorker")
}

/// Has the browser run the worker, and reports when the app is stored.
pub(super) fn start(emit: &Emit) {
    let emit = emit.clone();
    spawn_local(async move {
        if register().await.is_some() && answers_yes(Question::of("store")).await {
            emit.now(Event::App(AppEvent::Stored));
        }
    });
}

pub(super) fn look_for_update(emit: Emit) {
    spawn_local(async move {
        let found = ask(Question::of("look")).await.and_then(|answer| update(&answer));
        if let Some(update) = found {
            emit.now(Event::App(AppEvent::UpdateFound(update)));
        }
    });
}

pub(super) fn take_update(id: String, emit: Emit) {
    spawn_local(async move {
        let taken = answers_yes(Question { id: Some(&id), ..Question::of("take") }).await;
        let event = if taken { AppEvent::UpdateTaken } else { AppEvent::UpdateFailed };
        emit.now(Event::App(event));
    });
}

async fn register() -> Option<()> {
    let script = script()?;
    let workers = workers()?;
    // The worker's own text is compared with the server's each time, whatever caches say.
    let options = object(&[("updateViaCache", JsValue::from_str("none"))]);
    let registered = function(&workers, "register")?.call2(&workers, &script, &options).ok()?;
    JsFuture::from(registered.dyn_into::<Promise>().ok()?).await.ok().map(drop)
}

/// What the worker is asked.
pub(super) struct Question<'a> {
    pub(super) name: &'static str,
    /// The version that it is about.
    pub(super) id: Option<&'a str>,
    /// What is to be said of rings.
    pub(super) news: JsValue,
}

impl Question<'_> {
    pub(super) const fn of(name: &'static str) -> Self {
        Self { name, id: None, news: JsValue::UNDEFINED }
    }
}

async fn answers_yes(question: Question<'_>) -> bool {
    ask(question).await.is_some_and(|answer| answer.is_truthy())
}

/// What the worker answers, once there is one that works.
pub(super) async fn ask(question: Question<'_>) -> Option<JsValue> {
    let answer = Box::pin(async {
        let worker = member(&registration().await?, "active")?;
        let channel = MessageChannel::new().ok()?;
        let Question { name, id, news } = question;
        let message = object(&[("question", name.into()), ("id", id.into()), ("news", news)]);
        let ports = Array::of1(&channel.port2());
        let answer = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
        function(&worker, "postMessage")?.call2(&worker, &message, &ports).ok()?;
        let event: MessageEvent = JsFuture::from(answer).await.ok()?.dyn_into().ok()?;
        channel.port1().close();
        Some(event.data())
    });
    match select(answer, Box::pin(pause(PATIENCE))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => None,
    }
}

/// The worker's registration, once there is one that works.
pub(super) async fn registration() -> Option<JsValue> {
    let ready: Promise = member(&workers()?, "ready")?.dyn_into().ok()?;
    JsFuture::from(ready).await.ok()
}

/// The version that the worker has found, as its server describes it.
fn update(answer: &JsValue) -> Option<Update> {
    let changes = member(answer, "changes");
    let changes = Language::ALL.map(|language| {
        let listed = changes.as_ref().and_then(|changes| member(changes, language.tag()));
        let listed = listed.and_then(|listed| listed.dyn_into::<Array>().ok()).unwrap_or_default();
        listed.slice(0, CHANGES_READ).iter().filter_map(|change| change.as_string()).collect()
    });
    Some(Update::announced(text(answer, "id")?, &text(answer, "version")?, changes))
}

fn workers() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    // Pages that came over plain http have none.
    has(&navigator, "serviceWorker").then(|| member(&navigator, "serviceWorker")).flatten()
}
