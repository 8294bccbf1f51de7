use std::cell::Cell;

use heliograph_wire::Millis;
use wasm_bindgen_futures::spawn_local;

use super::private::Entry;
use crate::blob_address::BlobAddress;
use crate::environment::now;
use crate::timer::linger;

/// How long a browser may take to begin copying what it was given.
const BEGINNING: u64 = 60_000;

/// How many bytes a slow disk copies in a millisecond.
const PACE: u64 = 10_000;

/// A file that the page holds for a person. Browsers do not say when they have copied a download, so that it outlives
/// being dropped for as long as that may take; what is left when the page ends is erased by the next one.
pub(crate) struct Held {
    file: Option<Stored>,
    handed_over: Cell<Option<Millis>>,
}

/// Where it lies, and the page's own file that it is where it is not in memory.
struct Stored {
    address: BlobAddress,
    _entry: Option<Entry>,
}

impl Held {
    pub(super) fn new(address: BlobAddress, entry: Option<Entry>) -> Self {
        Self { file: Some(Stored { address, _entry: entry }), handed_over: Cell::default() }
    }

    /// Where the page finds it.
    pub(super) fn address(&self) -> &str {
        self.file.as_ref().map_or("", |file| file.address.text())
    }

    pub(super) fn hand_over(&self, name: &str) {
        if let Some(file) = &self.file {
            self.handed_over.set(Some(now()));
            file.address.download(name);
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let (Some(mut file), Some(handed_over)) = (self.file.take(), self.handed_over.get()) else { return };
        let copied = BEGINNING + file.address.size() / PACE;
        let left = copied.saturating_sub(now().since(handed_over).0);
        if left > 0 {
            file.address.count_no_more();
            spawn_local(async move {
                linger(Millis(left)).await;
                drop(file);
            });
        }
    }
}
