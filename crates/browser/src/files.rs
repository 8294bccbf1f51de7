//! Files on their way: what was picked, what is sent, and where it goes what arrives.
//!
//! The bytes never meet the session. It says what goes where; here they are pumped through the file channel of a
//! connection by the machines of `heliograph-transfer`.

mod bell;
mod line;
mod pick;
mod place;
mod progress;
mod pump;
mod receipt;
mod shelf;
mod walk;

use std::collections::BTreeMap;
use std::rc::Rc;

use heliograph_session::{Event, FilesFault, Into, PickId, Position, TransferId, Way};
use heliograph_transfer as transfer;
use heliograph_wire::PeerId;
use heliograph_wire::control::{Holding, Offered};
use js_sys::Promise;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::RtcDataChannel;

use crate::emit::Emit;
use crate::file;
use line::{Line, Wire};
use receipt::Receipts;

pub use pick::pick_files;
pub(crate) use pick::{Brought, bring, draw_picked, pick_one};

/// All files on their way, over whatever connection.
pub(crate) struct Files {
    emit: Emit,
    lines: BTreeMap<PeerId, Line>,
    /// What this side sends, by its numbers.
    sent: BTreeMap<u32, PickId>,
    receipts: Receipts,
}

impl Files {
    pub(crate) fn new(emit: &Emit) -> Self {
        spawn_local(place::erase_leftovers());
        Self {
            emit: emit.clone(),
            lines: BTreeMap::new(),
            sent: BTreeMap::new(),
            receipts: Receipts::new(emit),
        }
    }

    /// Has files cross this connection from now on, where they do not already.
    pub(crate) fn connect(&mut self, peer: PeerId, channel: Option<RtcDataChannel>) {
        if let Some(channel) = channel {
            self.lines.entry(peer).or_insert_with(|| Line::open(channel, &self.receipts, &self.emit));
        }
    }

    /// The connection is gone: what came over it can go on over another one.
    pub(crate) fn disconnect(&mut self, peer: PeerId) {
        if let Some(line) = self.lines.remove(&peer) {
            self.receipts.interrupt(line.wire());
        }
    }

    pub(crate) fn send(&mut self, peer: PeerId, number: u32, picked: PickId, from: Position) {
        let Some(pick) = shelf::find(picked) else { return self.vanished(number) };
        self.sent.insert(number, picked);
        let Some(wire) = self.wire(peer) else { return };
        let from = transfer::Position { file: from.file, offset: from.offset };
        if wire.start(number, pick, from).is_err() {
            let transfer = TransferId { way: Way::Out, number };
            self.emit.later(Event::FilesFailed { transfer, fault: FilesFault::NotAsSaid });
        }
    }

    pub(crate) fn receive(&self, peer: PeerId, number: u32, offered: Offered, into: Into) {
        if let Some(wire) = self.wire(peer) {
            self.receipts.receive(number, wire, offered, into);
        }
    }

    pub(crate) fn hold(&self, transfer: TransferId, holding: Holding) {
        // What comes in is held by its sender.
        if transfer.way == Way::Out {
            for line in self.lines.values() {
                match holding {
                    Holding::Paused => line.wire().hold(transfer.number),
                    Holding::Going => line.wire().release(transfer.number),
                }
            }
        }
    }

    pub(crate) fn forget(&mut self, transfer: TransferId) {
        match transfer.way {
            Way::In => self.receipts.forget(transfer.number),
            Way::Out => {
                for line in self.lines.values() {
                    line.wire().stop(transfer.number);
                }
                if let Some(picked) = self.sent.remove(&transfer.number) {
                    forget_picked(picked);
                }
            }
        }
    }

    pub(crate) fn save(&self, transfer: TransferId) {
        if transfer.way == Way::In {
            self.receipts.save(transfer.number);
        }
    }

    /// Reads the first of the files that were picked as a code.
    pub(crate) fn read_as_code(&self, picked: PickId) {
        match shelf::remove(picked).and_then(|pick| pick.first()) {
            Some(first) => file::read(first, self.emit.clone()),
            None => self.emit.later(Event::FileRefused),
        }
    }

    fn wire(&self, peer: PeerId) -> Option<&Rc<Wire>> {
        self.lines.get(&peer).map(Line::wire)
    }

    fn vanished(&self, number: u32) {
        let transfer = TransferId { way: Way::Out, number };
        self.emit.later(Event::FilesFailed { transfer, fault: FilesFault::Vanished });
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        std::mem::take(&mut self.sent).into_values().for_each(forget_picked);
    }
}

pub(crate) fn forget_picked(picked: PickId) {
    drop(shelf::remove(picked));
}

/// Lets the browser finish something whose outcome nobody waits for.
pub(crate) fn ignore(promise: Promise) {
    spawn_local(async move {
        let _ = JsFuture::from(promise).await;
    });
}
