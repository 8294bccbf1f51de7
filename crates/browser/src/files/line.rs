use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::future::{AbortHandle, abortable};
use heliograph_session::{Event, FilesFault, TransferId, Way};
use heliograph_transfer::{Arrival, Inbox, NotInIt, Outbox, Position};
use heliograph_wire::files::{CHUNK, Taken};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, RtcDataChannel, RtcDataChannelState, RtcDataChannelType};

use super::bell::Bell;
use super::progress::Progress;
use super::pump::pump;
use super::receipt::Receipts;
use super::shelf::Pick;
use crate::emit::Emit;
use crate::listener::Listener;

/// How much waits in the browser before more is handed to it: enough that the line is busy while the page is not.
const LOW_WATER: u32 = 4 * CHUNK;

/// The file channel of one connection, and all that is on its way over it.
pub(crate) struct Line {
    wire: Rc<Wire>,
    pumping: AbortHandle,
    _listeners: [Listener; 3],
}

/// What the sending task and the listeners share.
pub(crate) struct Wire {
    pub(crate) channel: RtcDataChannel,
    pub(crate) outbox: RefCell<Outbox>,
    pub(crate) inbox: RefCell<Inbox>,
    pub(crate) bell: Bell,
    leaving: RefCell<BTreeMap<u32, Leaving>>,
    emit: Emit,
}

/// What is being sent.
struct Leaving {
    pick: Rc<Pick>,
    progress: Progress,
}

impl Line {
    pub(crate) fn open(channel: RtcDataChannel, receipts: &Receipts, emit: &Emit) -> Self {
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        channel.set_buffered_amount_low_threshold(LOW_WATER);
        let (bell, ear) = Bell::new();
        let wire = Rc::new(Wire {
            channel: channel.clone(),
            outbox: RefCell::default(),
            inbox: RefCell::default(),
            bell,
            leaving: RefCell::default(),
            emit: emit.clone(),
        });
        let listeners = [
            Listener::on(&channel, "open", rings(&wire)),
            Listener::on(&channel, "bufferedamountlow", rings(&wire)),
            Listener::on(&channel, "message", received(&wire, receipts)),
        ];
        let (pumping, task) = abortable(pump(Rc::clone(&wire), ear));
        // How it ends does not matter: nobody waits for it.
        spawn_local(async move {
            let _ = pumping.await;
        });
        Self { wire, pumping: task, _listeners: listeners }
    }

    pub(crate) const fn wire(&self) -> &Rc<Wire> {
        &self.wire
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.pumping.abort();
    }
}

impl Wire {
    pub(crate) fn start(&self, number: u32, pick: Rc<Pick>, from: Position) -> Result<(), NotInIt> {
        let sources = pick.sources();
        let total = sources.iter().map(|source| source.size).sum();
        self.outbox.borrow_mut().start(number, sources, from)?;
        let transfer = TransferId { way: Way::Out, number };
        let progress = Progress::towards(total, transfer, &self.emit);
        self.leaving.borrow_mut().insert(number, Leaving { pick, progress });
        self.bell.ring();
        Ok(())
    }

    pub(crate) fn hold(&self, number: u32) {
        self.outbox.borrow_mut().hold(number);
    }

    pub(crate) fn release(&self, number: u32) {
        self.outbox.borrow_mut().release(number);
        self.bell.ring();
    }

    /// Sends nothing more of it.
    pub(crate) fn stop(&self, number: u32) {
        self.outbox.borrow_mut().forget(number);
        self.leaving.borrow_mut().remove(&number);
    }

    pub(crate) fn pick(&self, number: u32) -> Option<Rc<Pick>> {
        self.leaving.borrow().get(&number).map(|leaving| Rc::clone(&leaving.pick))
    }

    /// What is being sent cannot be read any more.
    pub(crate) fn vanished(&self, number: u32) {
        // One that was stopped meanwhile is not missed.
        if self.pick(number).is_some() {
            self.stop(number);
            let transfer = TransferId { way: Way::Out, number };
            self.emit.later(Event::FilesFailed { transfer, fault: FilesFault::Vanished });
        }
    }

    /// Tells the sender what was stored, where that is due.
    pub(crate) fn stored(&self, stored: Taken) {
        let receipt = self.inbox.borrow_mut().stored(stored);
        if let Some(receipt) = receipt.filter(|_| self.is_open()) {
            // A channel that has just closed needs no receipt.
            let _ = self.channel.send_with_u8_array(&receipt);
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.channel.ready_state() == RtcDataChannelState::Open
    }

    pub(crate) fn is_full(&self) -> bool {
        self.channel.buffered_amount() > LOW_WATER
    }

    fn taken(&self, taken: Taken) {
        self.outbox.borrow_mut().taken(taken);
        self.bell.ring();
        let bytes = self.outbox.borrow().bytes_taken(taken.transfer);
        if let Some(leaving) = self.leaving.borrow().get(&taken.transfer)
            && let Some(bytes) = bytes
        {
            leaving.progress.reached(bytes);
        }
    }
}

fn rings(wire: &Rc<Wire>) -> impl Fn(web_sys::Event) + use<> {
    let wire = Rc::clone(wire);
    move |_| wire.bell.ring()
}

/// What a message holds. Its memory is given back at once: browsers look late for what nobody needs any more.
fn taken_out(message: &ArrayBuffer) -> Vec<u8> {
    let bytes = Uint8Array::new(message).to_vec();
    // Browsers that cannot do this free it later.
    let _ = message.transfer_with_length(0);
    bytes
}

fn received(wire: &Rc<Wire>, receipts: &Receipts) -> impl Fn(MessageEvent) + use<> {
    let (wire, receipts) = (Rc::clone(wire), receipts.clone());
    let arrivals = Cell::new(Vec::new());
    move |event: MessageEvent| {
        // A text is no message of this channel, and as unreadable as an empty one.
        let bytes =
            event.data().dyn_into::<ArrayBuffer>().map_or_else(|_| Vec::new(), |message| taken_out(&message));
        let mut arrived = arrivals.take();
        wire.inbox.borrow_mut().receive(&bytes, &mut arrived);
        for arrival in arrived.drain(..) {
            match arrival {
                Arrival::Taken(taken) => wire.taken(taken),
                arrival => receipts.take(arrival),
            }
        }
        arrivals.set(arrived);
    }
}
