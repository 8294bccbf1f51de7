use std::collections::BTreeMap;
use std::ops::Bound;

use heliograph_wire::files::{Chunk, Message, Taken};

use crate::outgoing::{Outgoing, Pace, Part};
use crate::{NotInIt, Position, Source, Step, digest};

/// Everything on its way out of one connection; transfers take turns, a chunk each.
#[derive(Default)]
pub struct Outbox {
    transfers: BTreeMap<u32, Outgoing>,
    /// Whose turn it was last.
    last: u32,
}

impl Outbox {
    /// Begins a transfer at this place, or goes on there.
    ///
    /// # Errors
    /// [`NotInIt`], where the transfer has no such place: the other side says where it wants to go on.
    pub fn start(&mut self, transfer: u32, sources: Vec<Source>, from: Position) -> Result<(), NotInIt> {
        self.transfers.insert(transfer, Outgoing::new(transfer, sources, from)?);
        Ok(())
    }

    /// Sends nothing more of a transfer for now.
    pub fn hold(&mut self, transfer: u32) {
        self.pace(transfer, Pace::Held);
    }

    /// Goes on with a transfer that was held.
    pub fn release(&mut self, transfer: u32) {
        self.pace(transfer, Pace::Going);
    }

    /// Forgets a transfer; nothing more of it is sent.
    pub fn forget(&mut self, transfer: u32) {
        self.transfers.remove(&transfer);
    }

    /// What the other side has stored lets more be sent.
    pub fn taken(&mut self, taken: Taken) {
        if let Some(outgoing) = self.transfers.get_mut(&taken.transfer) {
            outgoing.taken(taken);
        }
    }

    /// How many bytes of a transfer the other side has stored.
    pub fn bytes_taken(&self, transfer: u32) -> Option<u64> {
        self.transfers.get(&transfer).map(Outgoing::bytes_taken)
    }

    /// What to read and send next; none while everything was sent, is held, or waits for the other side.
    #[expect(clippy::should_implement_trait, reason = "more may come after nothing, so this is no iterator")]
    pub fn next(&mut self) -> Option<Step> {
        self.next_of(|_| true)
    }

    /// What to read and send next of those transfers.
    pub fn next_of(&mut self, wanted: impl Fn(u32) -> bool) -> Option<Step> {
        let after = (Bound::Excluded(self.last), Bound::Unbounded);
        let turns: Vec<u32> = self
            .transfers
            .range(after)
            .chain(self.transfers.range(..=self.last))
            .map(|(id, _)| *id)
            .filter(|id| wanted(*id))
            .collect();
        turns.into_iter().find_map(|transfer| {
            let step = self.transfers.get_mut(&transfer)?.next(transfer)?;
            self.last = transfer;
            Some(step)
        })
    }

    /// The messages that a step begins with. The bytes that were read for it follow, in pieces of any size, and nothing
    /// may come in between.
    ///
    /// There is nothing to send if the transfer was forgotten, or if something else was read than was asked for.
    pub fn heads(&self, step: &Step, bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
        let outgoing = self.transfers.get(&step.transfer)?;
        if bytes.len() != step.length() as usize {
            return None;
        }
        let Step { transfer, position: Position { file, offset }, part } = *step;
        let mut heads = Vec::new();
        match part {
            Part::End => heads.push(Message::End { transfer }.encode()),
            Part::First(_) => heads.extend(outgoing.introduction(transfer, file).map(|file| file.encode())),
            Part::More(_) => {}
        }
        if !bytes.is_empty() {
            let digest = digest(offset, bytes);
            let chunk = Chunk { transfer, file, offset, length: step.length(), digest };
            heads.push(Message::Chunk(chunk).encode());
        }
        Some(heads)
    }

    fn pace(&mut self, transfer: u32, pace: Pace) {
        if let Some(outgoing) = self.transfers.get_mut(&transfer) {
            outgoing.set_pace(pace);
        }
    }
}
