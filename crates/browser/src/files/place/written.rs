use std::cell::Cell;

use heliograph_session::FilesFault;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemWritableFileStream};

use crate::census::Counted;

/// A file being written. The browser writes to another one until this one is closed (WHATWG File System, section 2.6);
/// both are erased when it is dropped before.
pub(crate) struct Written {
    stream: Option<FileSystemWritableFileStream>,
    file: FileSystemFileHandle,
    home: Home,
    /// What the browser has written is filled anew.
    spare: Cell<Option<Uint8Array>>,
    _counted: Counted,
}

/// Where a file lies.
#[derive(Clone)]
pub(crate) enum Home {
    Folder(FileSystemDirectoryHandle, String),
    /// Nothing is known but the file.
    Unknown,
}

impl Written {
    pub(crate) async fn open(file: FileSystemFileHandle, home: Home) -> Result<Self, JsValue> {
        let stream = JsFuture::from(file.create_writable()).await?;
        Ok(Self {
            stream: Some(stream.unchecked_into()),
            file,
            home,
            spare: Cell::default(),
            _counted: Counted::file(),
        })
    }

    pub(crate) async fn write(&self, bytes: &[u8]) -> Result<(), FilesFault> {
        let Some(stream) = &self.stream else { return Err(FilesFault::NotWritable) };
        // What the browser writes later has to lie outside of this module's memory, which moves when it grows.
        let length = bytes.len() as u32;
        let spare = self.spare.take().filter(|spare| spare.length() == length);
        let outside = spare.unwrap_or_else(|| Uint8Array::new_with_length(length));
        outside.copy_from(bytes);
        let written = stream.write_with_js_u8_array(&outside).map_err(|error| fault(&error))?;
        JsFuture::from(written).await.map_err(|error| fault(&error))?;
        self.spare.set(Some(outside));
        Ok(())
    }

    /// Puts what was written in its place.
    pub(crate) async fn close(mut self) -> Result<FileSystemFileHandle, FilesFault> {
        if let Some(stream) = &self.stream {
            JsFuture::from(stream.close()).await.map_err(|error| fault(&error))?;
        }
        self.stream = None;
        Ok(self.file.clone())
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let Some(stream) = self.stream.take() else { return };
        let (file, home) = (self.file.clone(), self.home.clone());
        spawn_local(async move {
            // A file cannot be erased while it is being written. What cannot be erased at all stays, and is empty.
            let _ = JsFuture::from(stream.abort()).await;
            if let Some(erased) = home.erase(&file) {
                let _ = JsFuture::from(erased).await;
            }
        });
    }
}

impl Home {
    pub(super) fn erase(&self, file: &FileSystemFileHandle) -> Option<Promise> {
        match self {
            Self::Folder(folder, name) => Some(folder.remove_entry(name)),
            // Some browsers can do this, too.
            Self::Unknown => {
                let remove = Reflect::get(file, &JsValue::from_str("remove")).ok()?;
                remove.dyn_into::<Function>().ok()?.call0(file).ok()?.dyn_into().ok()
            }
        }
    }
}

/// What a refusal of the browser's means to people.
pub(crate) fn fault(error: &JsValue) -> FilesFault {
    if crate::carry::named(error, "QuotaExceededError") {
        FilesFault::NoRoom
    } else {
        FilesFault::NotWritable
    }
}
