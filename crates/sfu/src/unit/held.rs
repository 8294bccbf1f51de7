use std::time::{Duration, Instant};

use super::Unit;
use super::member::Connection;

/// So long the rest of a frame is waited for. It cannot be shown before it is there as a whole, and what goes to one page
/// at once takes the system a fraction of what it takes one by one.
const HOLD: Duration = Duration::from_millis(1);

/// Those who are to be sent part of a frame.
#[derive(Default)]
pub(super) struct Held {
    /// Their places. Some may have been sent it since.
    places: Vec<usize>,
    /// When all of them are sent what there is.
    pub(super) until: Option<Instant>,
}

impl Held {
    /// A member is sent what waits for them once the frame is whole, or in a moment.
    pub(super) fn hold(&mut self, now: Instant, place: usize, connection: &mut Connection) {
        if !connection.is_held {
            connection.is_held = true;
            self.places.push(place);
            self.until.get_or_insert(now + HOLD);
        }
    }
}

impl Unit {
    /// Those for whom a frame was waited for long enough have something to do.
    pub(super) fn release(&mut self) {
        if self.held.until.is_none_or(|until| self.now() < until) {
            return;
        }
        self.held.until = None;
        for place in std::mem::take(&mut self.held.places) {
            if self.connection(place).is_some_and(|connection| connection.is_held) {
                self.soil(place);
            }
        }
    }

    /// Forgets those who were sent something since they were held.
    pub(super) fn forget_released(&mut self) {
        let Self { held, members, .. } = self;
        held.places.retain(|place| {
            let member = members.get(*place);
            member.and_then(|it| it.connection.as_ref()).is_some_and(|connection| connection.is_held)
        });
        if held.places.is_empty() {
            held.until = None;
        }
    }
}
