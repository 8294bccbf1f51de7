//! Files of the page's own on the disk, which no other program sees (WHATWG File System, section 3).

use heliograph_session::FilesFault;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions, StorageEstimate,
};

use super::leftovers::{page_folder, storage};
use super::writer::Writer;
use super::written::{Home, Written, fault};
use crate::blob_address::BlobAddress;

/// A file of the page's own that is whole; erased when it is dropped.
pub(crate) struct Entry {
    folder: FileSystemDirectoryHandle,
    name: String,
}

/// A file of the page's own that is being written.
pub(crate) struct Draft {
    folder: FileSystemDirectoryHandle,
    name: String,
    pen: Pen,
}

/// What writes a file of the page's own.
enum Pen {
    Worker(Writer),
    /// Where there is no such worker.
    Page(Written),
}

impl Draft {
    /// A new file with room for so many bytes; none where the browser has no such files.
    pub(super) async fn open(bytes: u64) -> Result<Option<Self>, FilesFault> {
        let Some(folder) = page_folder().await else { return Ok(None) };
        if room().await.is_some_and(|room| room < bytes) {
            return Err(FilesFault::NoRoom);
        }
        let name = fresh_name();
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let file = JsFuture::from(folder.get_file_handle_with_options(&name, &options)).await;
        let Ok(file) = file.map(JsValue::unchecked_into::<FileSystemFileHandle>) else { return Ok(None) };
        let home = Home::Folder(folder.clone(), name.clone());
        let pen = match Writer::open(file.clone(), home.clone()).await {
            Some(writer) => Some(Pen::Worker(writer)),
            // Some browsers have such files for workers alone.
            None => Written::open(file, home).await.ok().map(Pen::Page),
        };
        Ok(pen.map(|pen| Self { folder, name, pen }))
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), FilesFault> {
        match &mut self.pen {
            Pen::Worker(writer) => writer.write(bytes).await,
            Pen::Page(written) => written.write(bytes).await,
        }
    }

    /// The file is whole; the page finds it there.
    pub(super) async fn close(self) -> Result<(Entry, BlobAddress), FilesFault> {
        let file = match self.pen {
            Pen::Worker(writer) => writer.close().await?,
            Pen::Page(written) => written.close().await?,
        };
        let entry = Entry { folder: self.folder, name: self.name };
        let file = JsFuture::from(file.get_file()).await.map_err(|error| fault(&error))?;
        let address = BlobAddress::of(file.unchecked_ref::<File>()).ok_or(FilesFault::NotWritable)?;
        Ok((entry, address))
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        crate::files::ignore(self.folder.remove_entry(&self.name));
    }
}

/// How many bytes more the browser would keep for this page.
async fn room() -> Option<u64> {
    let estimate = JsFuture::from(storage()?.estimate().ok()?).await.ok()?;
    let estimate: StorageEstimate = estimate.unchecked_into();
    let (quota, usage) = (estimate.get_quota()?, estimate.get_usage().unwrap_or(0.0));
    Some((quota - usage).max(0.0) as u64)
}

/// The file's own name goes nowhere near the disk before the person saves it.
fn fresh_name() -> String {
    thread_local! {
        static LAST: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    }
    LAST.set(LAST.get() + 1);
    LAST.get().to_string()
}
