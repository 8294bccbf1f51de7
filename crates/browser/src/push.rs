//! Has the browser tell of rings while no page is open (W3C Push API): its push service, and the service worker that it
//! starts.

use std::cell::RefCell;
use std::collections::VecDeque;

use futures::future::{Either, select};
use heliograph_session::{
    BrowserSubscription, Event, Notifications, RendezvousEvent, Waking, WakingEffect, WakingEvent,
    WakingProblem,
};
use heliograph_wire::control::Switch;
use heliograph_wire::{Millis, Private};
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Navigator, Window};

use crate::app::{self, ring};
use crate::emit::Emit;
use crate::environment::has;
use crate::notify;
use crate::script::{called, called_with, member, object, text};
use crate::timer::pause;

/// A push service that is not reached within this time is none.
const PATIENCE: Millis = Millis::seconds(30);

thread_local! {
    static SENTENCES: RefCell<[String; 2]> = RefCell::default();
    /// What is to be done; the first is being done.
    static QUEUE: RefCell<VecDeque<WakingEffect>> = const { RefCell::new(VecDeque::new()) };
}

/// Says with which title and words the person is told of a ring from now on, where no page is open.
pub fn word_rings(sentences: [String; 2]) {
    SENTENCES.replace(sentences);
}

/// Whether this browser can do that here.
pub(crate) fn waking(window: &Window) -> Waking {
    if !app::has_worker(window) {
        Waking::Absent
    } else if has(window, "PushManager") && has(window, "Notification") {
        Waking::Present
    } else if is_kept_from_it(&window.navigator()) {
        Waking::FromHomeScreen
    } else {
        Waking::Absent
    }
}

/// Only where apps have to be put on the Home screen for it, the browser says that this one was not.
fn is_kept_from_it(navigator: &Navigator) -> bool {
    member(navigator, "standalone").is_some_and(|standalone| standalone.is_falsy())
}

/// One after the other: what is given up has to be there, and nothing may be begun behind it that was wished before it.
pub(crate) fn perform(effect: WakingEffect, emit: &Emit) {
    let before = QUEUE.with_borrow_mut(|queue| {
        queue.push_back(effect);
        queue.len() - 1
    });
    if before == 0 {
        spawn_local(in_turn(emit.clone()));
    }
}

async fn in_turn(emit: Emit) {
    while let Some(effect) = QUEUE.with_borrow(|queue| queue.front().cloned()) {
        let event = performed(effect, &emit).await;
        emit.now(Event::Rendezvous(RendezvousEvent::Waking(event)));
        QUEUE.with_borrow_mut(VecDeque::pop_front);
    }
}

async fn performed(effect: WakingEffect, emit: &Emit) -> WakingEvent {
    match effect {
        WakingEffect::Find => find().await,
        WakingEffect::Subscribe { key, ask } => subscribed(&key, ask, emit).await,
        WakingEffect::Keep(address) => keep(&address).await,
        WakingEffect::GiveUp(page) => give_up(page).await,
    }
}

async fn find() -> WakingEvent {
    let Some(kept) = ring::kept().await else { return WakingEvent::Unanswered };
    let address = kept.map(Private::new);
    let subscription = in_time(present()).await.as_ref().and_then(read);
    WakingEvent::Found { address, subscription }
}

fn read(subscription: &JsValue) -> Option<BrowserSubscription> {
    let endpoint = Private::new(text(subscription, "endpoint")?);
    // Browsers that do not say whose it is make a new one.
    let key = member(subscription, "options").and_then(|options| member(&options, "applicationServerKey"));
    let key =
        key.and_then(|key| key.dyn_into::<ArrayBuffer>().ok()).map(|key| Uint8Array::new(&key).to_vec());
    Some(BrowserSubscription { endpoint, key: key.unwrap_or_default() })
}

async fn subscribed(key: &[u8], ask: Switch, emit: &Emit) -> WakingEvent {
    if ask == Switch::On {
        notify::asked().await;
    }
    let allowed = notify::notifications();
    emit.now(Event::Rendezvous(RendezvousEvent::NotificationsChanged(allowed)));
    if allowed != Notifications::Allowed {
        return WakingEvent::NotSubscribed(WakingProblem::Refused);
    }
    match in_time(async { Some(subscribe(key).await) }).await {
        Some(Ok(endpoint)) => WakingEvent::Subscribed(endpoint),
        Some(Err(problem)) => WakingEvent::NotSubscribed(problem),
        None => WakingEvent::NotSubscribed(WakingProblem::Unreachable),
    }
}

/// There is one subscription for all pages of a site; the one before is worth nothing from here on.
async fn subscribe(key: &[u8]) -> Result<Private<String>, WakingProblem> {
    let manager = manager().await.ok_or(WakingProblem::NotKeptHere)?;
    end().await;
    let options =
        object(&[("userVisibleOnly", JsValue::TRUE), ("applicationServerKey", Uint8Array::from(key).into())]);
    let asked = called_with(&manager, "subscribe", &options).ok_or(WakingProblem::NoService)?;
    let asked: Promise = asked.dyn_into().map_err(|_| WakingProblem::NoService)?;
    let subscription = JsFuture::from(asked).await.map_err(|error| problem(&error))?;
    let endpoint = text(&subscription, "endpoint").ok_or(WakingProblem::NoService)?;
    Ok(Private::new(endpoint))
}

/// Why the browser did not subscribe (W3C Push API, section 5).
fn problem(error: &JsValue) -> WakingProblem {
    match text(error, "name").as_deref() {
        Some("NotAllowedError") => WakingProblem::Refused,
        Some("NotSupportedError") => WakingProblem::NoService,
        _ => WakingProblem::Unreachable,
    }
}

async fn keep(address: &Private<String>) -> WakingEvent {
    let [title, body] =
        SENTENCES.with_borrow(|sentences| sentences.each_ref().map(|text| text.as_str().into()));
    let address = address.reveal().as_str().into();
    let news = object(&[("title", title), ("body", body), ("address", address)]);
    if ring::keep(news).await { WakingEvent::Kept } else { WakingEvent::NotKept }
}

async fn give_up(page: Option<Private<String>>) -> WakingEvent {
    if let Some(page) = page {
        match ring::kept().await {
            Some(Some(kept)) if kept != *page.reveal() => return WakingEvent::GivenUp,
            Some(_) => {}
            None => return WakingEvent::Unanswered,
        }
    }
    let forgotten = ring::forget().await;
    // Where the push service is not told, what it sends meets a worker that knows of nobody any more.
    in_time(async {
        end().await;
        Some(())
    })
    .await;
    if forgotten.is_some() { WakingEvent::GivenUp } else { WakingEvent::Unanswered }
}

async fn end() {
    if let Some(subscription) = present().await {
        done(called(&subscription, "unsubscribe")).await;
    }
}

/// The subscription that there is.
async fn present() -> Option<JsValue> {
    done(called(&manager().await?, "getSubscription")).await.filter(|found| !found.is_null())
}

async fn manager() -> Option<JsValue> {
    member(&ring::registration().await?, "pushManager")
}

async fn done(promise: Option<JsValue>) -> Option<JsValue> {
    JsFuture::from(promise?.dyn_into::<Promise>().ok()?).await.ok()
}

async fn in_time<T>(act: impl Future<Output = Option<T>>) -> Option<T> {
    match select(Box::pin(act), Box::pin(pause(PATIENCE))).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => None,
    }
}
