//! What the page keeps on the device: one text, in the storage of the place that the page came from.

use heliograph_wire::Private;
use wasm_bindgen::JsValue;
use web_sys::Storage;

const SETTINGS: &str = "heliograph";

/// Everything that is kept.
const KEYS: [&str; 1] = [SETTINGS];

/// The settings that were kept; none where the browser keeps nothing, or does not say.
pub(crate) fn kept() -> Option<Private<String>> {
    storage()?.get_item(SETTINGS).ok().flatten().map(Private::new)
}

pub(crate) fn keep(text: &Private<String>) -> Result<(), NotKept> {
    let storage = storage().ok_or(NotKept)?;
    storage.set_item(SETTINGS, text.reveal()).map_err(|_: JsValue| NotKept)
}

pub(crate) fn forget() {
    let Some(storage) = storage() else { return };
    for key in KEYS {
        // A storage that removes nothing has kept nothing either.
        let _ = storage.remove_item(key);
    }
}

/// The storage is switched off, full, or not for pages like this one.
#[derive(Debug)]
pub(crate) struct NotKept;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
