use std::collections::BTreeMap;

use heliograph_wire::files::{Chunk, File, Message, Taken};

use crate::Incoming;
use crate::incoming::{Ended, Progress, Use};
use crate::{Lie, SafePath};

/// What came out of a message.
#[derive(Clone, PartialEq, Eq)]
pub enum Arrival {
    /// The next file begins: everything up to its end goes there.
    File {
        /// The sender's number of the transfer.
        transfer: u32,
        /// Where it is saved.
        path: SafePath,
        /// Its size in bytes.
        size: u64,
    },
    /// The next bytes of the present file; they were checked.
    Bytes {
        /// The sender's number of the transfer.
        transfer: u32,
        /// At most a chunk.
        bytes: Vec<u8>,
    },
    /// The present file is whole.
    FileWhole {
        /// The sender's number of the transfer.
        transfer: u32,
    },
    /// Everything that was announced has come.
    Whole {
        /// The sender's number of the transfer.
        transfer: u32,
    },
    /// The other side has stored what this side sent: for the [`Outbox`](crate::Outbox).
    Taken(Taken),
    /// The other side broke its word; the transfer is over and forgotten.
    Failed {
        /// The sender's number of the transfer.
        transfer: u32,
        /// How.
        lie: Lie,
    },
}

/// Everything on its way in from one connection.
#[derive(Default)]
pub struct Inbox {
    transfers: BTreeMap<u32, Incoming>,
    pending: Option<Pending>,
}

/// A chunk whose bytes have not all come.
struct Pending {
    chunk: Chunk,
    /// How many bytes are missing.
    missing: usize,
    /// Those that have come; none are kept of a chunk that nobody wants.
    kept: Option<Vec<u8>>,
}

impl Inbox {
    /// Expects a transfer from its beginning, or from where it was interrupted, on whatever connection.
    pub fn expect(&mut self, transfer: u32, mut incoming: Incoming) {
        self.forget(transfer);
        incoming.go_on();
        self.transfers.insert(transfer, incoming);
    }

    /// Lets go of a transfer, to go on with it later.
    pub fn interrupt(&mut self, transfer: u32) -> Option<Incoming> {
        let incoming = self.transfers.remove(&transfer);
        self.drop_pending(transfer);
        incoming
    }

    /// Forgets a transfer; whatever still comes of it is dropped.
    pub fn forget(&mut self, transfer: u32) {
        self.transfers.remove(&transfer);
        self.drop_pending(transfer);
    }

    /// Notes how much of a transfer was safely stored, in all. What comes back is for the sender.
    pub fn stored(&mut self, stored: Taken) -> Option<Vec<u8>> {
        let taken = self.transfers.get_mut(&stored.transfer)?.stored(stored)?;
        Some(Message::Taken(taken).encode())
    }

    /// Takes one message of the channel.
    pub fn receive(&mut self, message: &[u8], arrivals: &mut Vec<Arrival>) {
        match self.pending.take() {
            Some(pending) => self.receive_piece(pending, message, arrivals),
            None => match Message::decode(message) {
                Ok(Some(Message::File(file))) => self.receive_file(&file, arrivals),
                Ok(Some(Message::Chunk(chunk))) => self.receive_chunk(chunk, arrivals),
                Ok(Some(Message::End { transfer })) => self.receive_end(transfer, arrivals),
                Ok(Some(Message::Taken(taken))) => arrivals.push(Arrival::Taken(taken)),
                // A kind of a later version.
                Ok(None) => {}
                Err(_) => self.fail_all(arrivals),
            },
        }
    }

    fn receive_file(&mut self, file: &File, arrivals: &mut Vec<Arrival>) {
        let transfer = file.transfer;
        let Some(incoming) = self.transfers.get_mut(&transfer) else { return };
        match incoming.begin(file) {
            Ok(None) => {}
            Ok(Some(begun)) => {
                arrivals.push(Arrival::File { transfer, path: begun.path, size: begun.size });
                if begun.progress == Progress::Whole {
                    arrivals.push(Arrival::FileWhole { transfer });
                }
            }
            Err(lie) => self.fail(transfer, lie, arrivals),
        }
    }

    fn receive_chunk(&mut self, chunk: Chunk, arrivals: &mut Vec<Arrival>) {
        let missing = chunk.length as usize;
        let verdict = self.transfers.get(&chunk.transfer).map_or(Ok(Use::Skip), |it| it.check(&chunk));
        let kept = match verdict {
            Ok(Use::Keep) => Some(Vec::with_capacity(missing)),
            Ok(Use::Skip) => None,
            Err(lie) => {
                self.fail(chunk.transfer, lie, arrivals);
                None
            }
        };
        // The bytes follow in any case, and have to be told from messages.
        self.pending = Some(Pending { chunk, missing, kept });
    }

    fn receive_piece(&mut self, pending: Pending, piece: &[u8], arrivals: &mut Vec<Arrival>) {
        let Pending { chunk, missing, mut kept } = pending;
        let Some(missing) = missing.checked_sub(piece.len()) else {
            return self.fail(chunk.transfer, Lie::Size, arrivals);
        };
        if let Some(bytes) = &mut kept {
            bytes.extend_from_slice(piece);
        }
        match kept {
            kept if missing > 0 => self.pending = Some(Pending { chunk, missing, kept }),
            Some(bytes) => self.accept(&chunk, bytes, arrivals),
            None => {}
        }
    }

    fn accept(&mut self, chunk: &Chunk, bytes: Vec<u8>, arrivals: &mut Vec<Arrival>) {
        let transfer = chunk.transfer;
        let Some(incoming) = self.transfers.get_mut(&transfer) else { return };
        match incoming.accept(chunk, &bytes) {
            Ok(progress) => {
                arrivals.push(Arrival::Bytes { transfer, bytes });
                if progress == Progress::Whole {
                    arrivals.push(Arrival::FileWhole { transfer });
                }
            }
            Err(lie) => self.fail(transfer, lie, arrivals),
        }
    }

    fn receive_end(&mut self, transfer: u32, arrivals: &mut Vec<Arrival>) {
        match self.transfers.get_mut(&transfer).map(Incoming::end) {
            None => {}
            Some(Ok(Ended::Now)) => arrivals.push(Arrival::Whole { transfer }),
            Some(Ok(Ended::Before)) => {}
            Some(Err(lie)) => self.fail(transfer, lie, arrivals),
        }
    }

    fn drop_pending(&mut self, transfer: u32) {
        if let Some(pending) = self.pending.as_mut().filter(|pending| pending.chunk.transfer == transfer) {
            pending.kept = None;
        }
    }

    fn fail(&mut self, transfer: u32, lie: Lie, arrivals: &mut Vec<Arrival>) {
        if self.transfers.remove(&transfer).is_some() {
            arrivals.push(Arrival::Failed { transfer, lie });
        }
    }

    /// What cannot be read belongs to any of them.
    fn fail_all(&mut self, arrivals: &mut Vec<Arrival>) {
        for transfer in std::mem::take(&mut self.transfers).into_keys() {
            arrivals.push(Arrival::Failed { transfer, lie: Lie::Unreadable });
        }
    }
}

#[cfg(test)]
mod tests;
