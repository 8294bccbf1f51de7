//! The browser's own questions: whether to install the app, and whether to open links that hold codes with it.

use std::cell::RefCell;
use std::rc::Rc;

use heliograph_session::{AppEvent, Event};
use heliograph_wire::control::Switch;

use crate::emit::Emit;
use crate::listener::Listener;
use crate::script::{called, forget};

/// The scheme of links that hold nothing but a code.
const SCHEME: &str = "web+heliograph";

/// The question that the browser is ready to ask.
type Question = Rc<RefCell<Option<web_sys::Event>>>;

pub(super) struct Install {
    question: Question,
    emit: Emit,
    _listeners: Vec<Listener>,
}

impl Install {
    pub(super) fn listen(emit: &Emit) -> Self {
        let question = Question::default();
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            let (asked, events) = (Rc::clone(&question), emit.clone());
            listeners.push(Listener::on(&window, "beforeinstallprompt", move |event: web_sys::Event| {
                event.prevent_default();
                asked.replace(Some(event));
                events.now(Event::App(AppEvent::InstallOffered(Switch::On)));
            }));
            let (asked, events) = (Rc::clone(&question), emit.clone());
            listeners.push(Listener::on(&window, "appinstalled", move |_: web_sys::Event| {
                asked.replace(None);
                events.now(Event::App(AppEvent::InstallOffered(Switch::Off)));
            }));
        }
        Self { question, emit: emit.clone(), _listeners: listeners }
    }

    /// A question can be asked once; the browser offers another one if it likes.
    pub(super) fn ask(&self) {
        if let Some(question) = self.question.take() {
            forget(called(&question, "prompt"));
        }
        self.emit.later(Event::App(AppEvent::InstallOffered(Switch::Off)));
    }
}

/// Has the browser ask whether links that hold codes are to be opened with this page.
pub(super) fn open_links() {
    let Some(window) = web_sys::window() else { return };
    let Ok(page) = window.location().href() else { return };
    let page = page.split(['#', '?']).next().unwrap_or_default();
    let address = format!("{page}#%s");
    // Whether it asks, and what is answered, is between the browser and the person.
    let _ = window.navigator().register_protocol_handler(SCHEME, &address, "Heliograph");
}
