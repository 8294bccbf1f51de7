//! Places that the person chooses (WICG File System Access).

use futures::{Stream, StreamExt};
use heliograph_session::FilesFault;
use heliograph_transfer::SafePath;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::stream::JsStream;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions, FileSystemGetFileOptions,
};

use super::written::{Home, Written, fault};
use crate::carry::named;
use crate::environment::has;

/// The most names that are read of a folder which the person chose.
const NAMES: usize = 20_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = showSaveFilePicker, catch)]
    fn show_save_file_picker(options: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_name = showDirectoryPicker, catch)]
    fn show_directory_picker(options: &Object) -> Result<Promise, JsValue>;
}

/// What the person chose.
pub(super) enum Choice {
    File(Written, String),
    Folder(Folder),
    /// They closed the question.
    PutBack,
    /// The browser cannot ask, or would not.
    NotThere,
}

/// Asks where to save one file.
pub(super) async fn file(name: &str) -> Choice {
    let asked = asked("showSaveFilePicker", ("suggestedName", name), show_save_file_picker);
    let handle = match answer(asked).await {
        Ok(handle) => handle.unchecked_into::<FileSystemFileHandle>(),
        Err(choice) => return choice,
    };
    let name = name_of(&handle);
    match Written::open(handle, Home::Unknown).await {
        Ok(file) => Choice::File(file, name),
        Err(_) => Choice::NotThere,
    }
}

/// Asks in which folder to save several.
pub(super) async fn folder() -> Choice {
    let asked = asked("showDirectoryPicker", ("mode", "readwrite"), show_directory_picker);
    match answer(asked).await {
        Ok(handle) => {
            let top = handle.unchecked_into::<FileSystemDirectoryHandle>();
            Choice::Folder(Folder { name: name_of(&top), top, open: None })
        }
        Err(choice) => choice,
    }
}

fn asked(
    question: &str,
    (option, value): (&str, &str),
    ask: fn(&Object) -> Result<Promise, JsValue>,
) -> Option<Promise> {
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &JsValue::from_str(option), &JsValue::from_str(value));
    let window = web_sys::window()?;
    has(&window, question).then(|| ask(&options).ok()).flatten()
}

async fn answer(asked: Option<Promise>) -> Result<JsValue, Choice> {
    match JsFuture::from(asked.ok_or(Choice::NotThere)?).await {
        Ok(handle) => Ok(handle),
        Err(error) if named(&error, "AbortError") => Err(Choice::PutBack),
        Err(_) => Err(Choice::NotThere),
    }
}

fn name_of(handle: &JsValue) -> String {
    let name = Reflect::get(handle, &JsValue::from_str("name"));
    name.ok().and_then(|name| name.as_string()).unwrap_or_default()
}

/// A folder that the person chose, and the file in it that is being written.
pub(crate) struct Folder {
    top: FileSystemDirectoryHandle,
    name: String,
    open: Option<Written>,
}

impl Folder {
    /// What is in it already.
    pub(super) fn names(&self) -> impl Stream<Item = String> + Unpin + use<> {
        let names = JsStream::from(self.top.keys()).take(NAMES);
        Box::pin(names.filter_map(|name| async move { name.ok()?.as_string() }))
    }

    pub(super) async fn begin(&mut self, path: &SafePath) -> Result<(), FilesFault> {
        let mut folder = self.top.clone();
        let options = FileSystemGetDirectoryOptions::new();
        options.set_create(true);
        for name in path.folders() {
            let below = JsFuture::from(folder.get_directory_handle_with_options(name, &options)).await;
            folder = below.map_err(|error| fault(&error))?.unchecked_into();
        }
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let file = JsFuture::from(folder.get_file_handle_with_options(path.name(), &options)).await;
        let file: FileSystemFileHandle = file.map_err(|error| fault(&error))?.unchecked_into();
        let home = Home::Folder(folder, path.name().to_owned());
        self.open = Some(Written::open(file, home).await.map_err(|error| fault(&error))?);
        Ok(())
    }

    pub(super) async fn write(&self, bytes: &[u8]) -> Result<(), FilesFault> {
        match &self.open {
            Some(file) => file.write(bytes).await,
            None => Err(FilesFault::NotWritable),
        }
    }

    pub(super) async fn end(&mut self) -> Result<(), FilesFault> {
        match self.open.take() {
            Some(file) => file.close().await.map(|_| ()),
            None => Ok(()),
        }
    }

    pub(super) fn finish(self) -> String {
        self.name
    }
}
