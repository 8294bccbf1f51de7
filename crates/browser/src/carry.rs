//! Puts a code where a person can carry it from: clipboard, share sheet, file.

use heliograph_session::{Carrier, Event, Kind};
use heliograph_wire::{PeerId, Private};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, HtmlDocument, HtmlTextAreaElement, ShareData};

use crate::blob_address::BlobAddress;
use crate::emit::Emit;
use crate::environment::has;

/// What is carried, and how.
#[derive(Clone, Copy)]
pub(crate) struct Parcel {
    pub(crate) peer: PeerId,
    pub(crate) carrier: Carrier,
    pub(crate) kind: Kind,
}

pub(crate) fn carry(parcel: Parcel, text: &Private<String>, emit: &Emit) {
    match parcel.carrier {
        Carrier::CopiedCode | Carrier::CopiedLink => {
            let (text, emit) = (text.clone(), emit.clone());
            spawn_local(async move { emit.now(parcel.outcome(copy(&text).await)) });
        }
        Carrier::ShareSheet => share(parcel, text.clone(), emit.clone()),
        Carrier::File => {
            let name = match parcel.kind {
                Kind::Offer => "invite.heliograph",
                Kind::Answer => "reply.heliograph",
            };
            let saved = save(name, text).is_some();
            emit.later(parcel.outcome(saved));
        }
    }
}

impl Parcel {
    const fn outcome(self, done: bool) -> Event {
        let Self { peer, carrier, .. } = self;
        if done { Event::Carried { peer, carrier } } else { Event::CarryingFailed { peer, carrier } }
    }
}

/// Puts a text that is no code into the clipboard.
pub(crate) fn copy_text(text: Private<String>, emit: Emit) {
    spawn_local(async move {
        emit.now(if copy(&text).await { Event::Copied } else { Event::CopyingFailed });
    });
}

/// Hands a text that is no code to another app, or to the clipboard where that cannot be done.
pub(crate) fn share_text(text: Private<String>, emit: Emit) {
    let Some(window) = web_sys::window() else { return };
    let sheet = ShareData::new();
    sheet.set_url(text.reveal());
    let shared = window.navigator().share_with_data(&sheet);
    spawn_local(async move {
        match JsFuture::from(shared).await {
            Ok(_) => {}
            // The person closed the sheet.
            Err(error) if named(&error, "AbortError") => {}
            Err(_) => copy_text(text, emit),
        }
    });
}

async fn copy(text: &Private<String>) -> bool {
    write_to_clipboard(text.reveal()).await || copy_by_selection(text.reveal()).is_some()
}

/// The clipboard of secure pages.
async fn write_to_clipboard(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    has(&navigator, "clipboard") && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// The clipboard of pages from plain http or from a file.
fn copy_by_selection(text: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let field: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    field.set_value(text);
    field.set_class_name("off-screen");
    document.body()?.append_child(&field).ok()?;
    field.select();
    let copied = document.dyn_into::<HtmlDocument>().ok()?.exec_command("copy");
    field.remove();
    copied.is_ok_and(|done| done).then_some(())
}

fn share(parcel: Parcel, text: Private<String>, emit: Emit) {
    let Some(window) = web_sys::window() else { return };
    let sheet = ShareData::new();
    let is_link = text.reveal().starts_with("http");
    if is_link {
        sheet.set_url(text.reveal())
    } else {
        sheet.set_text(text.reveal())
    }
    let shared = window.navigator().share_with_data(&sheet);
    spawn_local(async move {
        match JsFuture::from(shared).await {
            Ok(_) => emit.now(parcel.outcome(true)),
            // The person closed the sheet: nothing was carried and nothing is wrong.
            Err(error) if named(&error, "AbortError") => {}
            Err(_) => emit.now(parcel.outcome(false)),
        }
    });
}

pub(crate) fn named(error: &JsValue, name: &str) -> bool {
    let found = js_sys::Reflect::get(error, &JsValue::from_str("name"));
    found.ok().and_then(|found| found.as_string()).is_some_and(|found| found == name)
}

fn save(name: &str, text: &Private<String>) -> Option<()> {
    let parts = js_sys::Array::of1(&JsValue::from_str(text.reveal()));
    let options = BlobPropertyBag::new();
    options.set_type("text/plain");
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let address = BlobAddress::of(&blob)?;
    address.download(name)?;
    // The download has begun by the time the present task ends; the address may go then.
    spawn_local(async move { drop(address) });
    Some(())
}
