//! Transfers on their way in: each has a place to go and a task that stores what arrives.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{AbortHandle, abortable};
use heliograph_session::{Event, FilesFault, Into, Position, TransferId, Way};
use heliograph_transfer::{Announced, Arrival, Incoming};
use heliograph_wire::Private;
use heliograph_wire::control::Offered;
use heliograph_wire::files::Taken;
use wasm_bindgen_futures::spawn_local;

use super::line::Wire;
use super::place::{Kept, NoPlace, Place};
use super::progress::Progress;
use crate::census::Counted;
use crate::emit::Emit;

/// All transfers on their way in, by their sender's numbers.
#[derive(Clone)]
pub(crate) struct Receipts {
    all: Rc<RefCell<BTreeMap<u32, Receipt>>>,
    emit: Emit,
}

/// One transfer on its way in, or stored. Whoever drops it erases what is not whole, and what is the page's own.
struct Receipt {
    /// The connection that it comes over.
    wire: Weak<Wire>,
    stage: Stage,
    arrivals: UnboundedSender<Arrival>,
    storing: AbortHandle,
}

enum Stage {
    /// The person is being asked where it goes.
    Asking,
    /// It is known to the connection, if there is one.
    Under,
    /// There is no connection.
    Interrupted(Box<Incoming>),
    Stored(Kept),
}

impl Receipts {
    pub(crate) fn new(emit: &Emit) -> Self {
        Self { all: Rc::default(), emit: emit.clone() }
    }

    /// Hands on what has arrived.
    pub(crate) fn take(&self, arrival: Arrival) {
        let number = match &arrival {
            Arrival::File { transfer, .. }
            | Arrival::Bytes { transfer, .. }
            | Arrival::FileWhole { transfer, .. }
            | Arrival::Whole { transfer }
            | Arrival::Failed { transfer, .. } => *transfer,
            Arrival::Taken(_) => return,
        };
        if let Some(receipt) = self.all.borrow().get(&number) {
            // The task that stores ends before its receipt only when it has failed.
            let _ = receipt.arrivals.unbounded_send(arrival);
        }
    }

    /// Begins to receive, or goes on over this connection.
    pub(crate) fn receive(&self, number: u32, wire: &Rc<Wire>, offered: Offered, into: Into) {
        let known = self.all.borrow_mut().get_mut(&number).and_then(|receipt| receipt.go_on(number, wire));
        match known {
            Some(Known::Ready(at)) => self.emit.later(Event::FilesReady { number, at }),
            Some(Known::Asking) => {}
            Some(Known::Failed) => {
                self.forget(number);
                let transfer = TransferId { way: Way::In, number };
                self.emit.later(Event::FilesFailed { transfer, fault: FilesFault::NotAsSaid });
            }
            None => self.begin(number, wire, offered, into),
        }
    }

    /// The connection is gone: what came over it waits for another one.
    pub(crate) fn interrupt(&self, wire: &Rc<Wire>) {
        for (number, receipt) in self.all.borrow_mut().iter_mut() {
            if std::ptr::eq(receipt.wire.as_ptr(), Rc::as_ptr(wire)) {
                if let Stage::Under = receipt.stage
                    && let Some(incoming) = wire.inbox.borrow_mut().interrupt(*number)
                {
                    receipt.stage = Stage::Interrupted(Box::new(incoming));
                }
                receipt.wire = Weak::new();
            }
        }
    }

    pub(crate) fn forget(&self, number: u32) {
        let receipt = self.all.borrow_mut().remove(&number);
        if let Some(wire) = receipt.and_then(|receipt| receipt.wire.upgrade()) {
            wire.inbox.borrow_mut().forget(number);
        }
    }

    /// Gives a stored file to the person once more.
    pub(crate) fn save(&self, number: u32) {
        if let Some(Receipt { stage: Stage::Stored(kept), .. }) = self.all.borrow().get(&number) {
            kept.save();
        }
    }

    fn begin(&self, number: u32, wire: &Rc<Wire>, offered: Offered, into: Into) {
        let (arrivals, queue) = unbounded();
        let task = self.clone().store(number, Wanted { offered, into }, queue);
        let (storing, task) = abortable(task);
        let receipt = Receipt { wire: Rc::downgrade(wire), stage: Stage::Asking, arrivals, storing: task };
        // One of the same number belonged to somebody else.
        self.forget(number);
        self.all.borrow_mut().insert(number, receipt);
        spawn_local(async move {
            let _ = storing.await;
        });
    }

    /// Finds a place for a transfer, and stores what arrives there.
    async fn store(self, number: u32, wanted: Wanted, arrivals: UnboundedReceiver<Arrival>) {
        let _counted = Counted::task();
        let place = match Place::find(&wanted.offered, wanted.into).await {
            Ok(place) => place,
            Err(NoPlace::PutBack) => {
                self.forget(number);
                return self.emit.now(Event::FilesPutBack { number });
            }
            Err(NoPlace::Fault(fault)) => return self.fail(number, fault),
        };
        let Offered { files, bytes, .. } = wanted.offered;
        let incoming = Incoming::new(number, Announced { files, bytes }, place.paths().await);
        self.expect(number, incoming);
        self.emit.now(Event::FilesReady { number, at: Position::default() });
        let transfer = TransferId { way: Way::In, number };
        let progress = Progress::towards(bytes, transfer, &self.emit);
        match self.fill(number, place, progress, arrivals).await {
            Ok(kept) => self.keep(number, kept),
            Err(fault) => self.fail(number, fault),
        }
    }

    fn expect(&self, number: u32, incoming: Incoming) {
        if let Some(receipt) = self.all.borrow_mut().get_mut(&number) {
            receipt.stage = Stage::Interrupted(Box::new(incoming));
            if let Some(wire) = receipt.wire.upgrade() {
                receipt.go_on(number, &wire);
            }
        }
    }

    async fn fill(
        &self,
        number: u32,
        mut place: Place,
        progress: Progress,
        mut arrivals: UnboundedReceiver<Arrival>,
    ) -> Result<Kept, FilesFault> {
        let mut stored = Taken { transfer: number, files: 0, bytes: 0 };
        while let Some(arrival) = arrivals.next().await {
            match arrival {
                Arrival::File { path, size, .. } => place.begin(&path, size).await?,
                Arrival::Bytes { bytes, .. } => {
                    stored.bytes += bytes.len() as u64;
                    place.write(bytes).await?;
                }
                Arrival::FileWhole { .. } => {
                    place.end().await?;
                    stored.files += 1;
                }
                Arrival::Whole { .. } => return place.finish().await,
                Arrival::Failed { lie, .. } => {
                    log::info!("a transfer was ended: {lie}");
                    return Err(FilesFault::NotAsSaid);
                }
                Arrival::Taken(_) => {}
            }
            self.tell(stored, &progress);
        }
        // Nobody waits for it any more.
        Err(FilesFault::NotAsSaid)
    }

    fn tell(&self, stored: Taken, progress: &Progress) {
        let wire = self.all.borrow().get(&stored.transfer).and_then(|receipt| receipt.wire.upgrade());
        if let Some(wire) = wire {
            wire.stored(stored);
        }
        progress.reached(stored.bytes);
    }

    fn keep(&self, number: u32, kept: Kept) {
        kept.hand_over();
        let name = Private::new(kept.name().to_owned());
        let picture = kept.picture().map(|address| Private::new(address.to_owned()));
        let again = kept.again();
        let wire = self.all.borrow_mut().get_mut(&number).and_then(|receipt| {
            receipt.stage = Stage::Stored(kept);
            std::mem::take(&mut receipt.wire).upgrade()
        });
        // What is stored is none of the connection's any more.
        if let Some(wire) = wire {
            wire.inbox.borrow_mut().forget(number);
        }
        if let Some(address) = picture {
            self.emit.now(Event::PictureReady { number, address });
        }
        self.emit.now(Event::FilesStored { number, name, again });
    }

    fn fail(&self, number: u32, fault: FilesFault) {
        self.forget(number);
        let transfer = TransferId { way: Way::In, number };
        self.emit.now(Event::FilesFailed { transfer, fault });
    }
}

/// What is to be received, and where it goes.
struct Wanted {
    offered: Offered,
    into: Into,
}

/// How a transfer that is known already can be received.
enum Known {
    Ready(Position),
    Asking,
    /// Its sender broke its word, which the task that stores has not come to yet.
    Failed,
}

impl Receipt {
    /// Moves to this connection. None, where it is whole, so that what comes is another one.
    fn go_on(&mut self, number: u32, wire: &Rc<Wire>) -> Option<Known> {
        if let Stage::Under = self.stage
            && let Some(before) = self.wire.upgrade()
            && let Some(incoming) = before.inbox.borrow_mut().interrupt(number)
        {
            self.stage = Stage::Interrupted(Box::new(incoming));
        }
        let before = std::mem::replace(&mut self.stage, Stage::Under);
        match before {
            Stage::Asking => {
                self.stage = Stage::Asking;
                self.wire = Rc::downgrade(wire);
                Some(Known::Asking)
            }
            Stage::Interrupted(incoming) => {
                let at = incoming.position();
                wire.inbox.borrow_mut().expect(number, *incoming);
                self.wire = Rc::downgrade(wire);
                Some(Known::Ready(Position { file: at.file, offset: at.offset }))
            }
            Stage::Under => Some(Known::Failed),
            Stage::Stored(kept) => {
                self.stage = Stage::Stored(kept);
                None
            }
        }
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        self.storing.abort();
    }
}
