//! One transfer, and how it stands.

use heliograph_wire::control::{Holding, Offered, Shown, Switch};
use heliograph_wire::files::{PICTURE_LIMIT, PICTURE_TYPES};

use super::progress::Progress;
use super::{Into, PickId, TransferId};
use crate::{TransferEnd, TransferState, TransferView};

pub(super) struct Transfer {
    pub(super) offered: Offered,
    /// What the shell knows the files by, at their sender.
    pub(super) picked: Option<PickId>,
    pub(super) into: Into,
    pub(super) held_here: Holding,
    pub(super) held_there: Holding,
    pub(super) phase: Phase,
    pub(super) progress: Progress,
}

/// Where a transfer stands, pauses aside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nobody has said whether it is wanted.
    Offered,
    /// The receiver gets ready, or has told the sender so.
    Preparing,
    Going,
    /// Without a connection.
    Waiting,
    Stored,
    Ended(TransferEnd),
}

impl Phase {
    pub(super) const fn is_over(self) -> bool {
        matches!(self, Self::Stored | Self::Ended(_))
    }
}

impl Transfer {
    pub(super) fn new(offered: Offered, picked: Option<PickId>, into: Into) -> Self {
        let (held_here, held_there) = (Holding::Going, Holding::Going);
        Self {
            offered,
            picked,
            into,
            held_here,
            held_there,
            phase: Phase::Offered,
            progress: Progress::default(),
        }
    }

    pub(super) fn state(&self) -> TransferState {
        match self.phase {
            Phase::Offered => TransferState::Offered,
            Phase::Stored => TransferState::Stored,
            Phase::Ended(end) => TransferState::Ended(end),
            Phase::Waiting => TransferState::Waiting,
            Phase::Preparing | Phase::Going if self.held_here == Holding::Paused => TransferState::PausedHere,
            Phase::Preparing | Phase::Going if self.held_there == Holding::Paused => {
                TransferState::PausedThere
            }
            Phase::Preparing => TransferState::Preparing,
            Phase::Going => TransferState::Going,
        }
    }

    pub(super) fn view(&self, id: TransferId) -> TransferView {
        TransferView {
            id,
            name: self.offered.name.clone(),
            files: self.offered.files,
            bytes: self.offered.bytes,
            media_type: self.offered.media_type.clone(),
            shown: self.offered.shown,
            picture: None,
            again: Switch::Off,
            state: self.state(),
            arrived: 0,
            speed: None,
            time_left: None,
        }
    }
}

pub(super) fn is_picture(offered: &Offered) -> bool {
    offered.shown == Shown::Picture
        && offered.files == 1
        && offered.bytes <= PICTURE_LIMIT
        && PICTURE_TYPES.contains(&offered.media_type.as_str())
}

/// A media type as RFC 6838, section 4.2, spells it; nothing where it is spelled otherwise.
pub(super) fn plain_type(media_type: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+/".contains(c);
    if media_type.chars().all(plain) { media_type.to_owned() } else { String::new() }
}
