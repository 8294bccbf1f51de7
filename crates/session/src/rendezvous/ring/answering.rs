//! A ring that was answered on this page, until the channel is open.

use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{Answer, Lane, Letter, Request, Task};

use super::rings::Ring;
use crate::context::Context;
use crate::rendezvous::bridge::Bridge;
use crate::{Path, Problem};

pub(super) struct Answering {
    /// The companion's number of the ring.
    number: u32,
    lane: Lane,
    pub(super) name: Private<String>,
    pub(super) bridge: Box<Bridge>,
    said: Said,
}

/// What was said to whoever rang: the first takes the ring.
enum Said {
    Nothing,
    Something,
}

impl Answering {
    /// Answers; they connect directly only if both want to.
    pub(super) fn begin(ring: Ring, direct: Switch, context: &mut Context<'_>) -> Self {
        let (direct, path) = match (ring.direct, direct) {
            (Switch::On, Switch::On) => (Switch::On, Path::Direct),
            (Switch::On | Switch::Off, _) => (Switch::Off, Path::Relayed),
        };
        let Ring { number, lane, name, .. } = ring;
        let answer = Answer::Taken { direct };
        context.keys(Task::Say { lane, bytes: Private::new(answer.encode()) });
        let bridge = Box::new(Bridge::offer(path, context));
        Self { number, lane, name, bridge, said: Said::Nothing }
    }

    pub(super) const fn is(&self, number: u32) -> bool {
        self.number == number
    }

    /// What to say to the companion, where what was sealed is this ring's.
    pub(super) fn sealed(&mut self, lane: Lane, sealed: Private<Vec<u8>>) -> Option<Request> {
        if lane != self.lane {
            return None;
        }
        let ring = self.number;
        Some(match std::mem::replace(&mut self.said, Said::Something) {
            Said::Nothing => Request::Take { ring, sealed },
            Said::Something => Request::Tell { ring, sealed },
        })
    }

    /// Whoever rang says something.
    pub(super) fn told(&self, number: u32, sealed: Private<Vec<u8>>, context: &mut Context<'_>) {
        if number == self.number {
            context.keys(Task::Hear { lane: self.lane, bytes: sealed });
        }
    }

    /// It was opened, if this lane is this ring's.
    pub(super) fn heard(
        &mut self,
        lane: Lane,
        bytes: &Private<Vec<u8>>,
        context: &mut Context<'_>,
    ) -> Result<(), Problem> {
        match Letter::decode(bytes.reveal()) {
            Some(letter) if lane == self.lane => self.bridge.heard(&letter, context),
            // Another version's letter, or of a ring that is over.
            _ => Ok(()),
        }
    }

    /// Says what the connection on its way wants said.
    pub(super) fn say_letters(&mut self, context: &mut Context<'_>) {
        if let Some(letter) = self.bridge.letter(context.now) {
            context.keys(Task::Say { lane: self.lane, bytes: Private::new(letter.encode()) });
        }
    }

    /// Ends it, and says by which ring and lane the other one is to be told so.
    pub(super) fn close(mut self, context: &mut Context<'_>) -> (u32, Lane) {
        self.bridge.close(context);
        (self.number, self.lane)
    }
}
