//! Those at the other ends of the sockets of pages, and what each of them has yet to read.

use crate::outbox::{Full, Outbox};
use axum::body::Bytes;
use std::{collections::HashMap, hash::Hash, sync::Arc};

/// All of them, by what the machine calls them that talks to them.
pub(crate) struct Readers<Guest> {
    /// Those who are here and were not dismissed.
    present: HashMap<Guest, Arc<Outbox>>,
    /// Those who were dismissed, and may still read why.
    leaving: HashMap<Guest, Arc<Outbox>>,
}

impl<Guest> Default for Readers<Guest> {
    fn default() -> Self {
        Self { present: HashMap::new(), leaving: HashMap::new() }
    }
}

impl<Guest: Copy + Ord + Hash> Readers<Guest> {
    /// Somebody has come.
    pub(crate) fn add(&mut self, guest: Guest, outbox: Arc<Outbox>) {
        self.present.insert(guest, outbox);
    }

    /// Whether somebody is here, and was not dismissed.
    pub(crate) fn has(&self, guest: Guest) -> bool {
        self.present.contains_key(&guest)
    }

    /// Somebody has gone. Says whether they were here until then.
    pub(crate) fn remove(&mut self, guest: Guest) -> bool {
        self.leaving.remove(&guest);
        self.present.remove(&guest).is_some()
    }

    /// Nothing follows for somebody, who may still read what waits.
    pub(crate) fn dismiss(&mut self, guest: Guest) {
        if let Some(outbox) = self.present.remove(&guest) {
            outbox.close();
            self.leaving.insert(guest, outbox);
        }
    }

    /// Nothing follows for anybody. They are here until they leave.
    pub(crate) fn close(&self) {
        self.present.values().for_each(|outbox| outbox.close());
    }

    /// Notes that somebody is refused something.
    pub(crate) fn note_refusal(&self, guest: Guest) {
        if let Some(outbox) = self.present.get(&guest) {
            outbox.note_refusal();
        }
    }

    /// Tells somebody something. Whoever does not read is let go for it, of which `let_go` hears; where nothing has room any
    /// more, whoever has the most waiting, and not who happens to be told next.
    pub(crate) fn tell(&mut self, guest: Guest, notice: &Bytes, mut let_go: impl FnMut(Guest)) {
        while let Some(outbox) = self.present.get(&guest) {
            let slowest = match outbox.put(notice.clone()) {
                Ok(()) => return,
                Err(Full::Here) => guest,
                Err(Full::Everywhere) => self.slowest().unwrap_or(guest),
            };
            if let Some(outbox) = self.leaving.get(&slowest) {
                outbox.give_up();
            } else if let Some(outbox) = self.present.remove(&slowest) {
                outbox.give_up();
                let_go(slowest);
            }
        }
    }

    /// Who has the most waiting, if anything waits for anybody.
    fn slowest(&self) -> Option<Guest> {
        let all = self.present.iter().chain(&self.leaving).map(|(guest, outbox)| (outbox.bytes(), *guest));
        all.max().filter(|(bytes, _)| *bytes > 0).map(|(_, guest)| guest)
    }

    /// Whether nobody is here any more, nor on their way out.
    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.present.is_empty() && self.leaving.is_empty()
    }
}
