use std::cell::Cell;
use std::rc::Rc;

use heliograph_session::{Event, Key};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, KeyboardEvent};

use crate::emit::Emit;
use crate::listener::Listener;

/// Where a letter is something that a person writes or looks for.
const TAKES_LETTERS: &str =
    "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";

/// Where the space bar presses what has the focus.
const TAKES_SPACE: &str =
    "input, textarea, select, [contenteditable], button, a, summary, [role=button], [role=switch]";

/// The keys that mean something during a call, for as long as this lives.
pub(crate) struct Keys {
    _listeners: Vec<Listener>,
}

impl Keys {
    pub(crate) fn listen(emit: &Emit) -> Self {
        let Some(window) = web_sys::window() else { return Self { _listeners: Vec::new() } };
        let Some(document) = window.document() else { return Self { _listeners: Vec::new() } };
        let talking = Rc::new(Cell::new(false));
        let silence = silence(&talking, emit);
        let (lifted, left, hidden) = (silence.clone(), silence.clone(), silence);
        let listeners = vec![
            Listener::on(&document, "keydown", pressed(&document, &talking, emit)),
            Listener::on(&document, "keyup", move |event: KeyboardEvent| {
                if event.code() == "Space" {
                    lifted();
                }
            }),
            // A key that is released elsewhere is released unheard.
            Listener::on(&window, "blur", move |_: web_sys::Event| left()),
            Listener::on(&document, "visibilitychange", move |_: web_sys::Event| hidden()),
        ];
        Self { _listeners: listeners }
    }
}

fn pressed(document: &Document, talking: &Rc<Cell<bool>>, emit: &Emit) -> impl Fn(KeyboardEvent) + use<> {
    let (document, talking, emit) = (document.clone(), Rc::clone(talking), emit.clone());
    move |event: KeyboardEvent| {
        let with_others = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
        if with_others || event.is_composing() || event.default_prevented() {
            return;
        }
        let focus = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let within = |selector| focus.as_ref().is_some_and(|it| matches!(it.closest(selector), Ok(Some(_))));
        // Behind a dialog nothing is in reach.
        let covered = matches!(document.query_selector("dialog[open]"), Ok(Some(_)));
        match meaning(&event).as_str() {
            " " if !within(TAKES_SPACE) => {
                // The page would scroll.
                event.prevent_default();
                if !event.repeat() && !covered && !talking.replace(true) {
                    emit.now(Event::KeyPressed(Key::TalkDown));
                }
            }
            letter @ ("m" | "v") if !event.repeat() && !covered && !within(TAKES_LETTERS) => {
                let key = if letter == "m" { Key::Microphone } else { Key::Camera };
                emit.now(Event::KeyPressed(key));
            }
            _ => {}
        }
    }
}

/// The letter on the key, or where it lies for those who write other letters.
fn meaning(event: &KeyboardEvent) -> String {
    let key = event.key();
    if key.is_ascii() {
        return key.to_ascii_lowercase();
    }
    event.code().strip_prefix("Key").unwrap_or_default().to_ascii_lowercase()
}

fn silence(talking: &Rc<Cell<bool>>, emit: &Emit) -> impl Fn() + Clone + use<> {
    let (talking, emit) = (Rc::clone(talking), emit.clone());
    move || {
        if talking.replace(false) {
            emit.now(Event::KeyPressed(Key::TalkUp));
        }
    }
}
