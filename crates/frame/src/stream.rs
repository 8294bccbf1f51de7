//! One stream of one sender in one epoch, as it is opened.

use alloc::vec::Vec;

use crate::key::StreamKey;
use crate::key_id::KeyId;
use crate::open::Refusal;
use crate::window::{Place, Window};

/// A stream goes from one track to another when what is shown changes; what was on those before is forgotten at last.
const ORDERS_AT_MOST: usize = 8;

/// What is known of a stream.
pub(crate) struct Opened {
    /// Tells its key from all others that there ever were.
    pub(crate) number: u32,
    pub(crate) id: KeyId,
    pub(crate) key: StreamKey,
    pub(crate) proof: Proof,
    /// Shared by all tracks: what came by one comes by no other.
    pub(crate) window: Window,
    orders: Vec<Order>,
}

/// Whether a frame of a stream was opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    Missing,
    Given,
}

/// How far a track has come with a stream.
struct Order {
    track: u32,
    /// The highest counter, and the timestamp of that frame.
    newest: (u64, u32),
    /// Whether the next one may have any, after a pause.
    begins_anew: bool,
}

impl Opened {
    pub(crate) fn new(number: u32, id: KeyId, key: StreamKey) -> Self {
        Self { number, id, key, proof: Proof::Missing, window: Window::default(), orders: Vec::new() }
    }

    pub(crate) fn pause(&mut self, track: u32) {
        let orders = self.orders.iter_mut().filter(|order| order.track == track);
        orders.for_each(|order| order.begins_anew = true);
    }

    /// Whether a timestamp is later than all that came by a track.
    pub(crate) fn is_later(&self, track: u32, timestamp: u32) -> bool {
        let order = self.orders.iter().find(|order| order.track == track);
        // By another track it has nothing to do at all.
        order.is_none_or(|order| later(timestamp, order.newest.1) > 0)
    }

    /// Remembers a frame, unless its place in time is not its place among the frames. The sender counts in the order of
    /// time, while receivers play in the order of the timestamps, which whoever forwards the frame can write.
    pub(crate) fn take(&mut self, track: u32, counter: u64, timestamp: u32) -> Result<(), Refusal> {
        if self.window.inspect(counter) == Place::Gone {
            return Err(Refusal::Repeated);
        }
        match self.orders.iter_mut().find(|order| order.track == track) {
            Some(order) => order.take(counter, timestamp)?,
            None => {
                if self.orders.len() >= ORDERS_AT_MOST {
                    self.orders.remove(0);
                }
                self.orders.push(Order { track, newest: (counter, timestamp), begins_anew: false });
            }
        }
        self.window.commit(counter);
        self.proof = Proof::Given;
        Ok(())
    }
}

impl Order {
    fn take(&mut self, counter: u64, timestamp: u32) -> Result<(), Refusal> {
        let (highest, newest) = self.newest;
        let later = later(timestamp, newest);
        if counter < highest {
            return if later <= 0 { Ok(()) } else { Err(Refusal::Disordered) };
        }
        if later < 0 && !self.begins_anew {
            return Err(Refusal::Disordered);
        }
        self.newest = (counter, timestamp);
        self.begins_anew = false;
        Ok(())
    }
}

/// How much later one timestamp is than another one, which may be on either side of the end of all.
const fn later(timestamp: u32, other: u32) -> i32 {
    timestamp.wrapping_sub(other).cast_signed()
}
