//! Files that one side gives to the other: offered, taken, paused, gone on with, and how it ended.

mod list;
mod progress;
mod transfer;

pub(crate) use list::Transfers;

use heliograph_wire::Private;
use heliograph_wire::control::{Offered, Whose};

/// Names a transfer of this conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TransferId {
    /// Which way the files go.
    pub way: Way,
    /// Its number among those of the side that offered it.
    pub number: u32,
}

/// Which way something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// From this side to the other.
    Out,
    /// From the other side to this one.
    In,
}

/// Names files that the person picked and the shell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PickId(pub u32);

/// Files that the person picked.
#[derive(Clone, PartialEq, Eq)]
pub struct Picked {
    /// What the shell knows them by.
    pub id: PickId,
    /// How they came.
    pub means: PickMeans,
    /// What the other side is told of them.
    pub offered: Offered,
    /// Where the page finds the picture, if it is one to be shown: an address that this page alone knows.
    pub picture: Option<Private<String>>,
}

/// How files came to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickMeans {
    /// By a button that sends files.
    Chosen,
    /// Dropped or pasted anywhere: a code where codes are due, and something to send in a conversation.
    Brought,
}

/// What becomes of pictures that were picked as files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They are drawn anew: smaller, and without what a camera wrote beside them.
    Drawn,
    /// They are sent as they are.
    Unchanged,
    /// They are not sent.
    NotSent,
}

/// A place in a transfer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The file, counted from 0.
    pub file: u32,
    /// The byte of it, counted from 0.
    pub offset: u64,
}

/// Where received files go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Into {
    /// To the person's disk, in the best way the browser has.
    Disk,
    /// Into the page, as a picture.
    Picture,
}

/// Why the shell cannot go on with a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilesFault {
    /// A file cannot be read any more: it was changed, moved or taken away.
    Vanished,
    /// There is no room for it.
    NoRoom,
    /// It is larger than this browser can take.
    TooLarge,
    /// The browser cannot write where the person said.
    NotWritable,
    /// What came is not what was announced, or not what its hash says.
    NotAsSaid,
}

impl TransferId {
    /// A transfer as the other side names it.
    pub(crate) const fn of_theirs(transfer: heliograph_wire::control::Transfer) -> Self {
        let way = match transfer.whose {
            Whose::Senders => Way::In,
            Whose::Receivers => Way::Out,
        };
        Self { way, number: transfer.number }
    }

    /// The transfer as this side names it to the other.
    pub(crate) const fn to_theirs(self) -> heliograph_wire::control::Transfer {
        let whose = match self.way {
            Way::Out => Whose::Senders,
            Way::In => Whose::Receivers,
        };
        heliograph_wire::control::Transfer { whose, number: self.number }
    }
}
