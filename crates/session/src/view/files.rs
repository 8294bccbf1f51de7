//! Files on their way, as facts.

use heliograph_wire::control::{Shown, Switch};
use heliograph_wire::{Millis, Private};

use crate::TransferId;

/// Files that one side gives to the other.
#[derive(Clone, PartialEq, Eq)]
pub struct TransferView {
    /// The transfer.
    pub id: TransferId,
    /// What it is called: safe to show, and the name under which it is saved.
    pub name: Private<String>,
    /// How many files there are.
    pub files: u32,
    /// How many bytes they have in all.
    pub bytes: u64,
    /// The media type of a single file, as its sender says; empty where it is not known.
    pub media_type: String,
    /// How it is meant to be shown.
    pub shown: Shown,
    /// Where the page finds the picture, once it is there.
    pub picture: Option<Private<String>>,
    /// Whether it can be saved once more.
    pub again: Switch,
    /// How it stands.
    pub state: TransferState,
    /// How much has arrived, in bytes.
    pub arrived: u64,
    /// How fast it goes, in bytes per second.
    pub speed: Option<u64>,
    /// How long it will take at that speed.
    pub time_left: Option<Millis>,
}

/// How a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferState {
    /// The receiver's person has not said whether they want it.
    Offered,
    /// The receiver's browser asks where to put it, or gets ready.
    Preparing,
    /// It goes.
    Going,
    /// It pauses, since this side's person wants that.
    PausedHere,
    /// It pauses, since the other side's person wants that.
    PausedThere,
    /// The connection is gone; it goes on with the next one between the same two.
    Waiting,
    /// All of it arrived, was checked and is stored.
    Stored,
    /// It is over before that.
    Ended(TransferEnd),
}

/// Why a transfer is over before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferEnd {
    /// The receiver's person does not want it.
    Refused,
    /// This side's person stopped it.
    CancelledHere,
    /// The other side's person stopped it.
    CancelledThere,
    /// The file cannot be read any more, at its sender.
    Vanished,
    /// There is no room for it here.
    NoRoomHere,
    /// There is no room for it there.
    NoRoomThere,
    /// It is larger than this browser can take.
    TooLarge,
    /// The browser cannot write where the person said.
    NotWritable,
    /// What came is not what was announced, or not what its hash says.
    NotAsSaid,
    /// A page was closed or lost what it needs to go on.
    Lost,
}
