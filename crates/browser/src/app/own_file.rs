//! The app as a file: what runs here, and the single file, to be saved or given away.

use heliograph_session::{AppEvent, Digest, Event};
use heliograph_wire::Millis;
use sha2::{Digest as _, Sha256};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, FilePropertyBag};

use super::itself;
use crate::blob_address::BlobAddress;
use crate::emit::Emit;
use crate::files::pick_one;
use crate::script::{called, member, text};
use crate::timer::linger;

/// How long a browser may take to copy what it was given; it does not say when it has.
const COPIED_AFTER: Millis = Millis::seconds(60);

/// Finds out what runs here.
pub(super) fn identify(emit: Emit) {
    spawn_local(async move {
        let event = running().await.map_or(AppEvent::Unreadable, AppEvent::Known);
        emit.now(Event::App(event));
    });
}

/// Saves the single file under its released name.
pub(super) fn save(emit: Emit) {
    spawn_local(async move {
        let event = saved().await.map_or(AppEvent::FileMissing, AppEvent::Saved);
        emit.now(Event::App(event));
    });
}

/// Picks the single file, as if the person had chosen it in a dialog.
pub(super) fn pick(emit: Emit) {
    spawn_local(async move {
        match file().await {
            Some(file) => pick_one(file, &emit).await,
            None => emit.now(Event::App(AppEvent::FileMissing)),
        }
    });
}

async fn running() -> Option<Digest> {
    let running = promised("running").await?;
    let blob: Blob = member(&running, "blob")?.dyn_into().ok()?;
    digest(text(&running, "name")?, &blob).await
}

async fn saved() -> Option<Digest> {
    let file = file().await?;
    let digest = digest(file.name(), &file).await?;
    let mut address = BlobAddress::of(&file)?;
    address.download(&digest.name)?;
    address.count_no_more();
    spawn_local(async move {
        linger(COPIED_AFTER).await;
        drop(address);
    });
    Some(digest)
}

async fn file() -> Option<File> {
    let blob: Blob = promised("file").await?.dyn_into().ok()?;
    let name = text(&itself()?, "fileName")?;
    let options = FilePropertyBag::new();
    options.set_type(&blob.type_());
    File::new_with_blob_sequence_and_options(&js_sys::Array::of1(&blob), &name, &options).ok()
}

async fn promised(name: &str) -> Option<wasm_bindgen::JsValue> {
    let promise: js_sys::Promise = called(&itself()?, name)?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

/// Hashed here, since browsers keep their own hashes from pages that came over plain http.
async fn digest(name: String, blob: &Blob) -> Option<Digest> {
    let bytes = JsFuture::from(blob.array_buffer()).await.ok()?;
    let bytes = js_sys::Uint8Array::new(&bytes).to_vec();
    Some(Digest { name, sha256: Sha256::digest(&bytes).into() })
}
