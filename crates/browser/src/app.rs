//! The app itself as the page finds it: `globalThis.heliograph`, which `assets/start.js` defines alike in each form.

mod install;
mod own_file;
pub(crate) mod ring;
mod store;

use heliograph_session::{Ability, AppEffect, AppEvent, Event, Form};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Window;

use crate::emit::Emit;
use crate::environment::has;
use crate::listener::Listener;
use crate::script::{member, text};
use install::Install;

/// What attends to the app itself for as long as the page lives.
pub(crate) struct App {
    emit: Emit,
    install: Install,
    _shown: Option<Listener>,
}

impl App {
    pub(crate) fn start(emit: &Emit) -> Self {
        store::start(emit);
        Self { emit: emit.clone(), install: Install::listen(emit), _shown: shown(emit) }
    }

    pub(crate) fn perform(&self, effect: AppEffect) {
        match effect {
            AppEffect::Identify => own_file::identify(self.emit.clone()),
            AppEffect::Save => own_file::save(self.emit.clone()),
            AppEffect::Pick => own_file::pick(self.emit.clone()),
            AppEffect::Install => self.install.ask(),
            AppEffect::OpenLinks => install::open_links(),
            AppEffect::LookForUpdate => store::look_for_update(self.emit.clone()),
            AppEffect::TakeUpdate(id) => store::take_update(id, self.emit.clone()),
            AppEffect::Restart => restart(),
        }
    }
}

/// The form in which the app came here; a page without any was put together by hand.
pub(crate) fn form() -> Form {
    match itself().and_then(|itself| text(&itself, "form")).as_deref() {
        Some("site") => Form::Site,
        Some("extension") => Form::Extension,
        Some(_) | None => Form::File,
    }
}

/// What this browser can do for the app.
pub(crate) fn abilities(window: &Window) -> [(Ability, bool); 2] {
    [
        (Ability::StoreApp, has_worker(window)),
        (Ability::OpenLinks, is_trusted(window) && has(&window.navigator(), "registerProtocolHandler")),
    ]
}

/// Whether the page has a service worker here.
pub(crate) fn has_worker(window: &Window) -> bool {
    is_trusted(window) && has(&window.navigator(), "serviceWorker") && store::script().is_some()
}

fn is_trusted(window: &Window) -> bool {
    window.is_secure_context() && form() == Form::Site
}

fn itself() -> Option<JsValue> {
    member(&js_sys::global(), "heliograph")
}

fn shown(emit: &Emit) -> Option<Listener> {
    let document = web_sys::window()?.document()?;
    let (emit, page) = (emit.clone(), document.clone());
    Some(Listener::on(&document, "visibilitychange", move |_: web_sys::Event| {
        if !page.hidden() {
            emit.now(Event::App(AppEvent::Shown));
        }
    }))
}

/// Once the present call is over: until then the page may still be held open.
fn restart() {
    spawn_local(async {
        if let Some(window) = web_sys::window() {
            // A page that cannot be loaded anew goes on as it is.
            let _ = window.location().reload();
        }
    });
}
