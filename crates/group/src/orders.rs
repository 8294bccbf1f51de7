//! What the worker of frames is told, past the page.

use std::collections::VecDeque;

use heliograph_wire::Private;
use heliograph_wire::room::Epoch;

/// So many wait for somebody to take them; of more, the oldest are forgotten. Frames tell no more epochs apart.
const WAITING_AT_MOST: usize = 32;

/// Something for the worker of frames to do.
#[derive(Clone, PartialEq, Eq)]
pub enum FrameOrder {
    /// Open frames of this epoch from now on.
    Keys {
        /// The epoch.
        epoch: Epoch,
        /// This member's own index in it.
        index: u8,
        /// Those of all members, of whom alone frames are opened from now on.
        members: Vec<u8>,
        /// What the keys of all its frames come from.
        base: Private<[u8; 32]>,
    },
    /// Seal frames with the keys of this epoch from now on.
    Seal(u64),
    /// Open no frames of epochs before this one any more.
    Close(u64),
}

/// Those that wait.
#[derive(Default)]
pub(crate) struct Orders(VecDeque<FrameOrder>);

impl Orders {
    pub(crate) fn give(&mut self, order: FrameOrder) {
        if self.0.len() == WAITING_AT_MOST {
            self.0.pop_front();
        }
        self.0.push_back(order);
    }

    pub(crate) fn take(&mut self) -> Option<FrameOrder> {
        self.0.pop_front()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
