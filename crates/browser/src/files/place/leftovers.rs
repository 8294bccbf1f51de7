//! Each page has a folder of its own on the disk, and erases those of pages that are gone.

use futures::StreamExt;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::stream::JsStream;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemGetDirectoryOptions, FileSystemRemoveOptions, StorageManager,
};

use crate::environment::has;

/// What the folders of pages are called, before a number of their own.
const PREFIX: &str = "arriving-";

#[wasm_bindgen]
extern "C" {
    /// W3C Web Locks, section 3.2, which the bindings lack.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, act: &Function) -> Result<Promise, JsValue>;
}

thread_local! {
    /// The name of this page's folder, once it has one.
    static OWN: std::cell::RefCell<Option<String>> = const { std::cell::RefCell::new(None) };
}

pub(super) fn storage() -> Option<StorageManager> {
    let navigator = web_sys::window()?.navigator();
    let is_there = has(&navigator, "storage") && has(&navigator.storage(), "getDirectory");
    is_there.then(|| navigator.storage())
}

/// This page's folder; none where the browser has none for pages, or not here.
pub(super) async fn page_folder() -> Option<FileSystemDirectoryHandle> {
    let root = root().await?;
    let name = own_name().await?;
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    let folder = JsFuture::from(root.get_directory_handle_with_options(&name, &options)).await.ok()?;
    Some(folder.unchecked_into())
}

/// Erases the folders of pages that are gone. A page that is there holds a lock on the name of its own.
pub(crate) async fn erase_leftovers() {
    let (Some(root), Some(locks)) = (root().await, locks()) else { return };
    let mut names = JsStream::from(root.keys());
    while let Some(Ok(name)) = names.next().await {
        if let Some(name) = name.as_string().filter(|name| name.starts_with(PREFIX)) {
            erase_if_left(&root, &locks, name).await;
        }
    }
}

async fn erase_if_left(root: &FileSystemDirectoryHandle, locks: &LockManager, name: String) {
    let only_free = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&only_free, &JsValue::from_str("ifAvailable"), &JsValue::TRUE);
    let (root, folder) = (root.clone(), name.clone());
    let erase = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        if lock.is_null() {
            return JsValue::UNDEFINED;
        }
        let options = FileSystemRemoveOptions::new();
        options.set_recursive(true);
        root.remove_entry_with_options(&folder, &options).into()
    });
    if let Ok(erased) = locks.request(&name, &only_free, erase.unchecked_ref()) {
        // What cannot be erased now is tried again by the next page.
        let _ = JsFuture::from(erased).await;
    }
}

/// A name that no other page has, locked for as long as this page lives.
async fn own_name() -> Option<String> {
    if let Some(name) = OWN.with_borrow(Clone::clone) {
        return Some(name);
    }
    let crypto = web_sys::window()?.crypto().ok()?;
    let mut number = [0; 8];
    crypto.get_random_values_with_u8_array(&mut number).ok()?;
    let name = format!("{PREFIX}{:016x}", u64::from_be_bytes(number));
    let locks = locks()?;
    let (held, is_held) = futures::channel::oneshot::channel();
    let hold = Closure::once_into_js(move |_lock: JsValue| -> JsValue {
        let _ = held.send(());
        Promise::new(&mut |_, _| {}).into()
    });
    // It is let go when the page ends, and not before.
    crate::files::ignore(locks.request(&name, &Object::new(), hold.unchecked_ref()).ok()?);
    is_held.await.ok()?;
    // Another question may have been answered meanwhile.
    Some(OWN.with_borrow_mut(|own| own.get_or_insert(name).clone()))
}

async fn root() -> Option<FileSystemDirectoryHandle> {
    let root = JsFuture::from(storage()?.get_directory()).await.ok()?;
    Some(root.unchecked_into())
}

fn locks() -> Option<LockManager> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &JsValue::from_str("locks")).ok()?;
    (!locks.is_undefined()).then(|| locks.unchecked_into())
}
