//! What the page keeps on the device: texts in the storage of the place that the page came from.

use heliograph_wire::Private;
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// One text that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    Settings,
    Chat,
    /// A wait for somebody: in this tab alone.
    Meeting,
}

impl Kept {
    const fn key(self) -> &'static str {
        match self {
            Self::Settings => "heliograph",
            Self::Chat => "heliograph-chat",
            Self::Meeting => "heliograph-meeting",
        }
    }
}

/// What was kept; none where the browser keeps nothing, or does not say.
pub(crate) fn kept(what: Kept) -> Option<Private<String>> {
    storage(what)?.get_item(what.key()).ok().flatten().map(Private::new)
}

pub(crate) fn keep(what: Kept, text: &Private<String>) -> Result<(), NotKept> {
    let storage = storage(what).ok_or(NotKept)?;
    storage.set_item(what.key(), text.reveal()).map_err(|_: JsValue| NotKept)
}

pub(crate) fn forget(what: Kept) {
    if let Some(storage) = storage(what) {
        // A storage that removes nothing has kept nothing either.
        let _ = storage.remove_item(what.key());
    }
}

/// The storage is switched off, full, or not for pages like this one.
#[derive(Debug)]
pub(crate) struct NotKept;

fn storage(what: Kept) -> Option<Storage> {
    let window = web_sys::window()?;
    match what {
        Kept::Settings | Kept::Chat => window.local_storage().ok()?,
        Kept::Meeting => window.session_storage().ok()?,
    }
}
