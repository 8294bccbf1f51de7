//! What the page keeps on the device: texts in the storage of the place that the page came from.

use heliograph_wire::Private;
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// One text that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    Settings,
    Chat,
}

impl Kept {
    const fn key(self) -> &'static str {
        match self {
            Self::Settings => "heliograph",
            Self::Chat => "heliograph-chat",
        }
    }
}

/// What was kept; none where the browser keeps nothing, or does not say.
pub(crate) fn kept(what: Kept) -> Option<Private<String>> {
    storage()?.get_item(what.key()).ok().flatten().map(Private::new)
}

pub(crate) fn keep(what: Kept, text: &Private<String>) -> Result<(), NotKept> {
    let storage = storage().ok_or(NotKept)?;
    storage.set_item(what.key(), text.reveal()).map_err(|_: JsValue| NotKept)
}

pub(crate) fn forget(what: Kept) {
    if let Some(storage) = storage() {
        // A storage that removes nothing has kept nothing either.
        let _ = storage.remove_item(what.key());
    }
}

/// The storage is switched off, full, or not for pages like this one.
#[derive(Debug)]
pub(crate) struct NotKept;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
