//! What a person does to the page as a whole: paste, drop, follow a link, lose the network, close it.

use heliograph_session::{Event, Network};
use heliograph_wire::Private;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Element, EventTarget};

use crate::emit::Emit;
use crate::environment::take_fragment;
use crate::files::{Brought, bring};
use crate::listener::Listener;

/// Fields where pasted text is a code; pasted anywhere else in a field it is just text.
const CODE_FIELD: &str = "[data-takes-code]";
const ANY_FIELD: &str = "input, textarea, [contenteditable]";

pub(crate) struct Page {
    _listeners: Vec<Listener>,
}

impl Page {
    pub(crate) fn listen(emit: &Emit) -> Self {
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            listeners.push(Listener::on(&window, "hashchange", hash_changed(emit)));
            listeners.push(Listener::on(&window, "online", network(emit, Network::Present)));
            listeners.push(Listener::on(&window, "offline", network(emit, Network::Absent)));
            listeners.push(Listener::on(&window, "pagehide", page_closing(emit)));
            if let Some(document) = window.document() {
                listeners.push(Listener::on(&document, "paste", pasted(emit)));
                listeners
                    .push(Listener::on(&document, "dragover", |event: DragEvent| event.prevent_default()));
                listeners.push(Listener::on(&document, "drop", dropped(emit)));
            }
        }
        Self { _listeners: listeners }
    }
}

fn hash_changed(emit: &Emit) -> impl Fn(web_sys::Event) + use<> {
    let emit = emit.clone();
    move |_| {
        if let Some(fragment) = take_fragment() {
            emit.now(Event::LinkOpened(fragment));
        }
    }
}

fn network(emit: &Emit, network: Network) -> impl Fn(web_sys::Event) + use<> {
    let emit = emit.clone();
    move |_| emit.now(Event::NetworkChanged(network))
}

fn page_closing(emit: &Emit) -> impl Fn(web_sys::Event) + use<> {
    let emit = emit.clone();
    move |_| emit.now(Event::PageClosing)
}

fn pasted(emit: &Emit) -> impl Fn(ClipboardEvent) + use<> {
    let emit = emit.clone();
    move |event: ClipboardEvent| {
        let Some(transfer) = event.clipboard_data() else { return };
        let text = text_in(&transfer);
        // What is copied out of a document comes as a picture of itself, too; a copied file comes with its name.
        let brought = Brought::pasted(&transfer).filter(|brought| !brought.pictures(text.as_deref()));
        match (brought, text) {
            (Some(brought), _) => {
                event.prevent_default();
                bring(brought, &emit);
            }
            (None, Some(text)) if takes_codes(event.target()) => {
                emit.now(Event::TextEntered(Private::new(text)));
            }
            (None, _) => {}
        }
    }
}

fn dropped(emit: &Emit) -> impl Fn(DragEvent) + use<> {
    let emit = emit.clone();
    move |event: DragEvent| {
        let Some(transfer) = event.data_transfer() else { return event.prevent_default() };
        match (Brought::dropped(&transfer), text_in(&transfer)) {
            (Some(brought), _) => {
                event.prevent_default();
                bring(brought, &emit);
            }
            // Text that is dropped into a field of another kind goes where it was dropped.
            (None, text) if takes_codes(event.target()) => {
                event.prevent_default();
                if let Some(text) = text {
                    emit.now(Event::TextEntered(Private::new(text)));
                }
            }
            (None, _) => {}
        }
    }
}

fn takes_codes(target: Option<EventTarget>) -> bool {
    let Some(element) = target.and_then(|target| target.dyn_into::<Element>().ok()) else { return true };
    let within = |selector| matches!(element.closest(selector), Ok(Some(_)));
    within(CODE_FIELD) || !within(ANY_FIELD)
}

fn text_in(transfer: &DataTransfer) -> Option<String> {
    transfer.get_data("text/plain").ok().filter(|text| !text.is_empty())
}
