//! Who is writing.

use heliograph_wire::Millis;
use heliograph_wire::control::{Message, Switch};

/// A word that somebody writes holds for this long.
const HOLDS: Millis = Millis::seconds(6);

/// The other side is told at most this often.
const TOLD_EVERY: Millis = Millis::seconds(3);

/// What both sides know of each other's writing.
#[derive(Default)]
pub(crate) struct Typing {
    heard_until: Option<Millis>,
    told: Option<Millis>,
}

impl Typing {
    /// This side's person writes; what to tell the other side, if it is time.
    pub(crate) fn noticed(&mut self, now: Millis) -> Option<Message> {
        if self.told.is_some_and(|told| now.since(told) < TOLD_EVERY) {
            return None;
        }
        self.told = Some(now);
        Some(Message::Typing)
    }

    /// What was written has been sent.
    pub(crate) const fn wrote(&mut self) {
        self.told = None;
    }

    pub(crate) fn heard_of(&mut self, now: Millis) {
        self.heard_until = Some(now + HOLDS);
    }

    /// The other side's message has come.
    pub(crate) const fn came(&mut self) {
        self.heard_until = None;
    }

    pub(crate) fn tick(&mut self, now: Millis) {
        self.heard_until.take_if(|until| now >= *until);
    }

    pub(crate) const fn deadline(&self) -> Option<Millis> {
        self.heard_until
    }

    /// Whether the other side is writing.
    pub(crate) const fn heard(&self) -> Switch {
        if self.heard_until.is_some() { Switch::On } else { Switch::Off }
    }
}
