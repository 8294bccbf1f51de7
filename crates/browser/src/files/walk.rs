//! Finds all files in folders that were dropped (WICG Entries API, section 7.3).

use futures::future::join_all;
use heliograph_wire::files::FILES_LIMIT;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry, FileSystemFileEntry,
};

use super::shelf::PickedFile;

/// How deep folders may lie in each other.
const DEPTH: usize = 64;

/// How many files are asked for at once.
const AT_ONCE: usize = 64;

/// An entry, and how many folders it lies in.
struct Found {
    entry: FileSystemEntry,
    depth: usize,
}

/// All files in these entries, in the order of their folders; none, where there are too many, or one cannot be read.
pub(super) async fn walk(entries: Vec<FileSystemEntry>) -> Option<Vec<PickedFile>> {
    let mut files = Vec::new();
    let mut left: Vec<Found> = entries.into_iter().rev().map(|entry| Found { entry, depth: 0 }).collect();
    while let Some(Found { entry, depth }) = left.pop() {
        if entry.is_file() {
            let mut together = vec![entry];
            while together.len() < AT_ONCE && left.last().is_some_and(|found| found.entry.is_file()) {
                together.extend(left.pop().map(|found| found.entry));
            }
            for file in join_all(together.iter().map(file)).await {
                files.push(file?);
            }
        } else if depth < DEPTH {
            let inside = children(entry.unchecked_ref()).await?;
            left.extend(inside.into_iter().rev().map(|entry| Found { entry, depth: depth + 1 }));
        } else {
            return None;
        }
        if files.len() + left.len() > FILES_LIMIT as usize {
            return None;
        }
    }
    Some(files)
}

async fn file(entry: &FileSystemEntry) -> Option<PickedFile> {
    let file: &FileSystemFileEntry = entry.unchecked_ref();
    let file = called_back(|done, failed| file.file_with_callback_and_callback(done, failed)).await?;
    let path = entry.full_path().trim_start_matches('/').to_owned();
    Some(PickedFile { file: file.unchecked_into::<File>(), path })
}

/// A reader gives a part of them each time, and none at the end.
async fn children(folder: &FileSystemDirectoryEntry) -> Option<Vec<FileSystemEntry>> {
    let reader: FileSystemDirectoryReader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let read = |done: &Function, failed: &Function| {
            // Where it fails at once, it has failed nonetheless.
            if reader.read_entries_with_callback_and_callback(done, failed).is_err() {
                let _ = failed.call0(&JsValue::NULL);
            }
        };
        let part: Array = called_back(read).await?.unchecked_into();
        if part.length() == 0 {
            return Some(all);
        }
        all.extend(part.iter().map(JsValue::unchecked_into::<FileSystemEntry>));
        if all.len() > FILES_LIMIT as usize {
            return None;
        }
    }
}

async fn called_back(start: impl Fn(&Function, &Function)) -> Option<JsValue> {
    let promise = Promise::new(&mut |done, failed| start(&done, &failed));
    JsFuture::from(promise).await.ok()
}
