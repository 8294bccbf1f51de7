use std::cell::{Cell, RefCell};
use std::rc::Rc;

use heliograph_session::{Event, TransferId};
use heliograph_wire::Millis;

use crate::emit::Emit;
use crate::environment::now;
use crate::timer::Timer;

/// How often people are told how far something is.
const PACE: Millis = Millis(400);

/// Tells people how far a transfer is.
pub(crate) struct Progress(Rc<Telling>);

struct Telling {
    transfer: TransferId,
    total: u64,
    reached: Cell<u64>,
    told_at: Cell<Option<Millis>>,
    /// Tells what was too early to tell, so that nothing stays untold where nothing more comes.
    later: RefCell<Option<Timer>>,
    emit: Emit,
}

impl Progress {
    pub(crate) fn towards(total: u64, transfer: TransferId, emit: &Emit) -> Self {
        Self(Rc::new(Telling {
            transfer,
            total,
            reached: Cell::default(),
            told_at: Cell::default(),
            later: RefCell::default(),
            emit: emit.clone(),
        }))
    }

    /// It has come so far: told now, or soon; the end is told in any case.
    pub(crate) fn reached(&self, bytes: u64) {
        let telling = &self.0;
        telling.reached.set(bytes);
        let passed = telling.told_at.get().map(|told_at| now().since(told_at));
        match passed.filter(|passed| *passed < PACE && bytes != telling.total) {
            None => telling.tell(),
            Some(passed) => {
                let mut later = telling.later.borrow_mut();
                if later.is_none() {
                    let weak = Rc::downgrade(telling);
                    *later = Timer::once(PACE.since(passed), move || {
                        if let Some(telling) = weak.upgrade() {
                            telling.tell();
                        }
                    });
                }
            }
        }
    }
}

impl Telling {
    fn tell(&self) {
        self.told_at.set(Some(now()));
        self.later.take();
        self.emit.later(Event::FilesMoved { transfer: self.transfer, bytes: self.reached.get() });
    }
}
