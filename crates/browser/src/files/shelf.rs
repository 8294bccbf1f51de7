//! What a person has picked, until it is sent or forgotten.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use heliograph_session::PickId;
use heliograph_transfer::Source;
use heliograph_wire::Private;
use web_sys::File;

use crate::blob_address::BlobAddress;
use crate::census::Counted;

/// Files that a person picked in one go.
pub(crate) struct Pick {
    pub(crate) files: Vec<PickedFile>,
    /// The file as it was picked, where another one is sent in its place.
    pub(crate) original: Option<File>,
    /// Where the page finds the picture to be sent.
    pub(crate) picture: Option<BlobAddress>,
}

/// One of them.
pub(crate) struct PickedFile {
    pub(crate) file: File,
    /// Its name after those of its folders, with `/` in between.
    pub(crate) path: String,
}

impl Pick {
    pub(crate) fn sources(&self) -> Vec<Source> {
        let source = |picked: &PickedFile| Source {
            path: Private::new(picked.path.clone()),
            size: picked.file.size() as u64,
        };
        self.files.iter().map(source).collect()
    }

    /// The first file, as it was picked.
    pub(crate) fn first(&self) -> Option<File> {
        self.original.clone().or_else(|| self.files.first().map(|picked| picked.file.clone()))
    }
}

thread_local! {
    /// Pages pick files and sessions send them; both know them by a number alone.
    static SHELF: RefCell<Shelf> = const { RefCell::new(Shelf { last: 0, picks: BTreeMap::new() }) };
}

struct Shelf {
    last: u32,
    picks: BTreeMap<PickId, (Rc<Pick>, Counted)>,
}

pub(crate) fn put(pick: Pick) -> PickId {
    SHELF.with_borrow_mut(|shelf| {
        shelf.last += 1;
        let id = PickId(shelf.last);
        shelf.picks.insert(id, (Rc::new(pick), Counted::file()));
        id
    })
}

pub(crate) fn find(id: PickId) -> Option<Rc<Pick>> {
    SHELF.with_borrow(|shelf| shelf.picks.get(&id).map(|(pick, _)| Rc::clone(pick)))
}

pub(crate) fn remove(id: PickId) -> Option<Rc<Pick>> {
    SHELF.with_borrow_mut(|shelf| shelf.picks.remove(&id).map(|(pick, _)| pick))
}
