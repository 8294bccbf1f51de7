//! One ring, from its socket to the answer, or to the note that is left where there is none.

use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{Answer, Heard, Intro, Lane, Letter, Notice, Outcome, Over, Request, Task};
use heliograph_wire::{Millis, Private};

use super::link::CallerLink;
use super::plain::plain;
use super::{NOTE_BYTES, RingProblem, of_connection, refused};
use crate::context::Context;
use crate::patience::{NOTE_LIMIT, RING_LIMIT, SOCKET_TRIES};
use crate::rendezvous::bridge::Bridge;
use crate::rendezvous::socket::{Hold, Ready, Socket};
use crate::view::{CallerStage, NoteStage};
use crate::{Effect, Path, Problem, RendezvousEffect, SocketId};

pub(super) struct Calling {
    link: CallerLink,
    intro: Who,
    socket: Socket,
    lane: Lane,
    step: Step,
}

/// Who rings.
pub(super) struct Who {
    pub(super) name: Private<String>,
    pub(super) direct: Switch,
}

enum Step {
    /// The companion is asked whether it hears.
    Opening,
    /// The worker seals who rings; this is the work that the companion asked for.
    Sealing {
        work: u64,
    },
    /// It was told to ring.
    Asked,
    Ringing {
        until: Millis,
    },
    Connecting(Box<Bridge>),
    Unanswered(NoteStage),
    /// A note is on its way.
    Noting {
        until: Millis,
    },
}

/// What comes of something that happened.
pub(super) enum Next {
    Wait,
    Declined,
    NotNow(Private<String>),
    Fail(Problem),
}

const fn fail(problem: RingProblem) -> Next {
    Next::Fail(Problem::Ring(problem))
}

impl Calling {
    pub(super) fn begin(link: CallerLink, intro: Who, lane: Lane, context: &mut Context<'_>) -> Self {
        Self { link, intro, socket: Socket::open(context), lane, step: Step::Opening }
    }

    pub(super) const fn is_waited_for(&self) -> bool {
        !matches!(self.step, Step::Unanswered(_) | Step::Noting { .. })
    }

    pub(super) fn is(&self, id: SocketId) -> bool {
        self.socket.is(id)
    }

    pub(super) fn told(&mut self, notice: Notice, context: &mut Context<'_>) -> Next {
        if let Some(ready) = self.socket.told(&notice, context) {
            self.seal(&ready, context);
            return Next::Wait;
        }
        match (notice, &mut self.step) {
            (Notice::Ringing, Step::Asked) => {
                self.socket.is_settled();
                self.step = Step::Ringing { until: context.now + RING_LIMIT };
            }
            (Notice::Heard(sealed), _) => context.keys(Task::Hear { lane: self.lane, bytes: sealed }),
            (Notice::Unanswered, Step::Asked | Step::Ringing { .. }) => {
                self.step = Step::Unanswered(NoteStage::Open);
            }
            (Notice::Unanswered, Step::Connecting(bridge)) => {
                if let Err(problem) = bridge.other_left(context.now) {
                    return Next::Fail(of_connection(problem));
                }
            }
            (Notice::Noted, Step::Noting { .. }) => {
                self.leave(context);
                self.socket.closed(context.now);
                self.step = Step::Unanswered(NoteStage::Left);
            }
            (Notice::Over(over), _) => return self.over(over),
            // What belongs to words or to a callee, or comes late.
            _ => {}
        }
        Next::Wait
    }

    fn over(&mut self, over: Over) -> Next {
        match (&self.step, refused(over)) {
            (Step::Unanswered(NoteStage::Left), _) => Next::Wait,
            (Step::Unanswered(_) | Step::Noting { .. }, _) => {
                self.step = Step::Unanswered(NoteStage::TooLate);
                Next::Wait
            }
            (Step::Connecting(bridge), _) if !bridge.needs_lane() => Next::Wait,
            (_, Some(problem)) => fail(problem),
            (_, None) => fail(RingProblem::Silent),
        }
    }

    pub(super) fn closed(&mut self, context: &Context<'_>) -> Next {
        self.socket.closed(context.now);
        match &self.step {
            Step::Opening | Step::Sealing { .. } if self.socket.failures() < SOCKET_TRIES => {
                self.step = Step::Opening;
                Next::Wait
            }
            Step::Opening | Step::Sealing { .. } => {
                fail(if context.services.is_some_and(|services| services.ring) {
                    RingProblem::Silent
                } else {
                    RingProblem::Elsewhere
                })
            }
            // It rings no more, and nobody is rung twice unasked.
            Step::Asked | Step::Ringing { .. } => fail(RingProblem::Silent),
            Step::Connecting(bridge) if bridge.needs_lane() => fail(RingProblem::Silent),
            Step::Connecting(_) | Step::Unanswered(NoteStage::Left) => Next::Wait,
            Step::Unanswered(_) | Step::Noting { .. } => {
                self.step = Step::Unanswered(NoteStage::TooLate);
                Next::Wait
            }
        }
    }

    pub(super) fn done(&mut self, outcome: Outcome, context: &mut Context<'_>) -> Next {
        match outcome {
            Outcome::Worked { challenge, work } => {
                if let Some(ready) = self.socket.worked(&challenge, work, context.now) {
                    self.seal(&ready, context);
                }
            }
            Outcome::Say { lane, bytes } if lane == self.lane => self.sealed(bytes, context),
            Outcome::Heard { lane, heard: Heard::Letter(bytes) } if lane == self.lane => {
                return self.heard(&bytes, context);
            }
            // What nobody said whom the link is for, or what was asked for by a ring before.
            _ => {}
        }
        Next::Wait
    }

    /// Leaves this in place of the introduction.
    pub(super) fn leave_note(&mut self, note: Private<String>, lane: Lane, context: &mut Context<'_>) {
        if let Step::Unanswered(NoteStage::Open) = &self.step {
            self.step = Step::Noting { until: context.now + NOTE_LIMIT };
            self.lane = lane;
            self.introduce(note, context);
        }
    }

    pub(super) fn bridge(&mut self) -> Option<&mut Bridge> {
        match &mut self.step {
            Step::Connecting(bridge) => Some(bridge),
            Step::Opening
            | Step::Sealing { .. }
            | Step::Asked
            | Step::Ringing { .. }
            | Step::Unanswered(_)
            | Step::Noting { .. } => None,
        }
    }

    pub(super) fn into_bridge(self) -> Option<Box<Bridge>> {
        match self.step {
            Step::Connecting(bridge) => Some(bridge),
            Step::Opening
            | Step::Sealing { .. }
            | Step::Asked
            | Step::Ringing { .. }
            | Step::Unanswered(_)
            | Step::Noting { .. } => None,
        }
    }

    /// Says what the connection on its way wants said.
    pub(super) fn say_letters(&mut self, context: &mut Context<'_>) {
        let lane = self.lane;
        if let Some(letter) = self.bridge().and_then(|bridge| bridge.letter(context.now)) {
            context.keys(Task::Say { lane, bytes: Private::new(letter.encode()) });
        }
    }

    pub(super) fn tick(&mut self, context: &mut Context<'_>) -> Next {
        match self.step {
            Step::Opening | Step::Sealing { .. } | Step::Asked if self.socket.tick(context) == Hold::Lost => {
                return match self.step {
                    // The companion has said what it had to.
                    Step::Sealing { .. } => fail(RingProblem::NoKeys),
                    _ => self.closed(context),
                };
            }
            Step::Ringing { until } if context.now >= until => {
                self.step = Step::Unanswered(NoteStage::Open);
            }
            Step::Noting { until } if context.now >= until => return fail(RingProblem::Silent),
            // A ring is bound to its socket.
            Step::Opening
            | Step::Sealing { .. }
            | Step::Asked
            | Step::Ringing { .. }
            | Step::Connecting(_)
            | Step::Unanswered(_)
            | Step::Noting { .. } => {}
        }
        Next::Wait
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        match &self.step {
            Step::Opening | Step::Sealing { .. } | Step::Asked => self.socket.deadline(),
            Step::Ringing { until } | Step::Noting { until } => Some(*until),
            Step::Connecting(bridge) => Some(bridge.deadline()),
            Step::Unanswered(_) => None,
        }
    }

    /// Has no more to say at the companion.
    pub(super) fn leave(&self, context: &mut Context<'_>) {
        self.socket.say(Request::Leave, context);
        self.socket.close(context);
        context.push(Effect::Rendezvous(RendezvousEffect::EndKeys));
    }

    pub(super) fn view(&self) -> CallerStage {
        match &self.step {
            Step::Opening | Step::Sealing { .. } | Step::Asked => CallerStage::Preparing,
            Step::Ringing { .. } => CallerStage::Ringing,
            Step::Connecting(bridge) => CallerStage::Connecting(bridge.path()),
            Step::Unanswered(note) => CallerStage::Unanswered(*note),
            Step::Noting { .. } => CallerStage::Unanswered(NoteStage::Leaving),
        }
    }

    /// The companion hears; who rings is sealed at the moment that it says.
    fn seal(&mut self, ready: &Ready, context: &mut Context<'_>) {
        if matches!(self.step, Step::Opening) {
            self.step = Step::Sealing { work: ready.work };
            self.introduce(Private::new(String::new()), context);
        }
    }

    fn introduce(&self, note: Private<String>, context: &mut Context<'_>) {
        let Who { name, direct } = &self.intro;
        let intro = Intro { name: name.clone(), direct: *direct, at: context.now.0, note };
        let intro = Private::new(intro.encode());
        context.keys(Task::Ring { lane: self.lane, key: self.link.key, intro });
    }

    fn sealed(&mut self, sealed: Private<Vec<u8>>, context: &mut Context<'_>) {
        let request = match &self.step {
            Step::Sealing { work } => {
                let request = Request::Ring { work: *work, link: self.link.id.clone(), intro: sealed };
                self.step = Step::Asked;
                request
            }
            Step::Noting { .. } => Request::LeaveNote { note: sealed },
            Step::Connecting(_) => Request::Say { to: 0, sealed },
            // What was to be said before it was over.
            Step::Opening | Step::Asked | Step::Ringing { .. } | Step::Unanswered(_) => return,
        };
        self.socket.say(request, context);
    }

    fn heard(&mut self, bytes: &Private<Vec<u8>>, context: &mut Context<'_>) -> Next {
        match &mut self.step {
            Step::Asked | Step::Ringing { .. } => match Answer::decode(bytes.reveal()) {
                Some(Answer::Taken { direct }) => {
                    // The callee has the last word, but brings nobody to tell more than they offered.
                    let path = match (self.intro.direct, direct) {
                        (Switch::On, Switch::On) => Path::Direct,
                        (Switch::On | Switch::Off, _) => Path::Relayed,
                    };
                    self.step = Step::Connecting(Box::new(Bridge::await_offer(path, context.now)));
                    Next::Wait
                }
                Some(Answer::Declined) => Next::Declined,
                Some(Answer::NotNow(note)) => Next::NotNow(plain(note.reveal(), NOTE_BYTES)),
                None => fail(RingProblem::Mistaken),
            },
            Step::Connecting(bridge) => match Letter::decode(bytes.reveal()) {
                Some(letter) => match bridge.heard(&letter, context) {
                    Ok(()) => Next::Wait,
                    Err(problem) => Next::Fail(of_connection(problem)),
                },
                // Another version's letter.
                None => Next::Wait,
            },
            // What comes late.
            Step::Opening | Step::Sealing { .. } | Step::Unanswered(_) | Step::Noting { .. } => Next::Wait,
        }
    }
}
