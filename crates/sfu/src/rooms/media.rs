use std::collections::BTreeMap;

use heliograph_machine::Allowance;
use heliograph_wire::room::{MemberId, Notice, Tile, Upstream, Voice};
use heliograph_wire::{Millis, Private};

use crate::rooms::event::Guest;

/// What is on its way between a member and the unit, and what the unit last said of them: a page that comes back to its
/// seat has not heard all of it.
#[derive(Default)]
pub(crate) struct Media {
    /// The number of the last offer that went to the unit.
    serial: u32,
    flight: Option<Flight>,
    /// The newest offer that waits for the unit to answer the one before.
    waiting: Option<Offered>,
    pub offers: Allowance,
    /// The page's number of its last offer, at the socket that it has now.
    last: Option<u32>,
    pub show: Show,
    voices: BTreeMap<u8, Option<MemberId>>,
    wanted: Vec<Upstream>,
    short: Vec<Tile>,
}

/// An offer of a page.
pub(crate) struct Offered {
    pub guest: Guest,
    pub number: u32,
    pub sdp: Private<String>,
}

/// An offer that the unit has.
struct Flight {
    serial: u32,
    guest: Guest,
    number: u32,
}

/// What somebody wants to have on show.
#[derive(Default)]
pub(crate) struct Show {
    /// Until then what is said waits.
    pub quiet_until: Millis,
    pub waiting: Option<Vec<Tile>>,
}

impl Media {
    /// Whether the pages of a socket say this number after those before.
    pub(crate) fn is_next(&mut self, number: u32) -> bool {
        let is_next = self.last.is_none_or(|last| number > last);
        if is_next {
            self.last = Some(number);
        }
        is_next
    }

    /// Takes an offer; says under which number it goes to the unit, if it goes now.
    pub(crate) fn offer(&mut self, offered: Offered) -> Option<(u32, Private<String>)> {
        if self.flight.is_some() {
            self.waiting = Some(offered);
            return None;
        }
        self.serial = self.serial.wrapping_add(1);
        self.flight = Some(Flight { serial: self.serial, guest: offered.guest, number: offered.number });
        Some((self.serial, offered.sdp))
    }

    /// The unit has answered. Says whose offer that was, unless they have made another one since.
    pub(crate) fn answered(&mut self, serial: u32) -> Option<(Guest, u32)> {
        let flight = self.flight.take_if(|flight| flight.serial == serial)?;
        self.waiting.is_none().then_some((flight.guest, flight.number))
    }

    /// What waits, once the unit has answered.
    pub(crate) fn next(&mut self) -> Option<(u32, Private<String>)> {
        if self.flight.is_some() {
            return None;
        }
        let offered = self.waiting.take()?;
        self.offer(offered)
    }

    /// The page came by another socket: it numbers its offers anew.
    pub(crate) fn begin_anew(&mut self) {
        self.waiting = None;
        self.last = None;
    }

    pub(crate) fn hear_voices(&mut self, voices: &[Voice]) {
        self.voices.extend(voices.iter().map(|voice| (voice.section, voice.member)));
    }

    pub(crate) fn hear_wanted(&mut self, pictures: &[Upstream]) {
        self.wanted.retain(|known| pictures.iter().all(|picture| picture.source != known.source));
        self.wanted.extend_from_slice(pictures);
    }

    pub(crate) fn hear_short(&mut self, tiles: &[Tile]) {
        self.short = tiles.to_vec();
    }

    /// All that the unit said of a member who was away.
    pub(crate) fn told(&self) -> Vec<Notice> {
        let mut told = Vec::new();
        if !self.voices.is_empty() {
            let voices =
                self.voices.iter().map(|(section, member)| Voice { section: *section, member: *member });
            told.push(Notice::Voices(voices.collect()));
        }
        if !self.wanted.is_empty() {
            told.push(Notice::Wanted(self.wanted.clone()));
        }
        if !self.short.is_empty() {
            told.push(Notice::Short(self.short.clone()));
        }
        told
    }
}
