//! From a lane that two people share to a connection between them: the codes that others carry by hand go over the lane.

use heliograph_signal::{Reading, read};
use heliograph_wire::control::Message;
use heliograph_wire::rendezvous::Letter;
use heliograph_wire::resume::Token;
use heliograph_wire::{Millis, PeerId, Private};

use super::RendezvousProblem;
use crate::context::{Context, Incoming};
use crate::greeting::{Met, Nonces};
use crate::invite::Invite;
use crate::patience::{BRIDGE_LIMIT, GREETING_LIMIT, LANE_WAITS_FOR_CANDIDATES, LEFT_LIMIT};
use crate::reply::{Reply, Unanswerable};
use crate::session::screens;
use crate::{Arrival, Event, Path, Problem, Relay, RelayFault};

/// A connection on its way, by letters.
pub(crate) struct Bridge {
    path: Path,
    until: Millis,
    part: Part,
    said: Option<Private<String>>,
    /// Since when there is something to say that has not been said.
    ready: Option<Millis>,
}

enum Part {
    Inviting(Box<Invite>),
    /// The other side's offer is due.
    Awaiting,
    Replying(Box<Reply>),
}

impl Bridge {
    /// This side makes the offer.
    pub(crate) fn offer(path: Path, context: &mut Context<'_>) -> Self {
        context.path = path;
        let invite = Invite::begin(context);
        Self::new(path, Part::Inviting(Box::new(invite)), context.now)
    }

    /// The other side makes it.
    pub(crate) fn await_offer(path: Path, now: Millis) -> Self {
        Self::new(path, Part::Awaiting, now)
    }

    fn new(path: Path, part: Part, now: Millis) -> Self {
        Self { path, until: now + BRIDGE_LIMIT, part, said: None, ready: None }
    }

    pub(crate) const fn path(&self) -> Path {
        self.path
    }

    /// Whether the two cannot be connected yet without more that is said over the lane.
    pub(crate) const fn needs_lane(&self) -> bool {
        match &self.part {
            Part::Inviting(invite) => !invite.is_connecting(),
            Part::Awaiting => true,
            Part::Replying(_) => self.said.is_none(),
        }
    }

    /// Takes a code of the other side's.
    pub(crate) fn heard(&mut self, letter: &Letter, context: &mut Context<'_>) -> Result<(), Problem> {
        context.path = self.path;
        match (letter, &mut self.part) {
            (Letter::Offer(text), Part::Awaiting | Part::Replying(_)) => self.offered(text, context),
            (Letter::Answer(text), Part::Inviting(invite)) => {
                let Ok(Reading::Answer(answer)) = read(text.reveal()) else { return Err(mistaken()) };
                // The same again, with more candidates, is fed to the browser as well.
                if invite.answers(answer.tag) {
                    invite.reply_entered(&answer, Arrival::Sent, context);
                }
                Ok(())
            }
            (Letter::Ended, _) => Err(Problem::Rendezvous(RendezvousProblem::WentAway)),
            // What crossed something else on its way.
            (Letter::Offer(_) | Letter::Answer(_) | Letter::Wish { .. } | Letter::Taken, _) => Ok(()),
        }
    }

    fn offered(&mut self, text: &Private<String>, context: &mut Context<'_>) -> Result<(), Problem> {
        let Ok(Reading::Offer(offer)) = read(text.reveal()) else { return Err(mistaken()) };
        // Whoever answers tells where they are, so the other side does not choose the path alone.
        if Path::of(&offer.description) != self.path {
            return Err(mistaken());
        }
        match &mut self.part {
            Part::Replying(reply) if reply.answers(offer.tag) => reply.invited_again(&offer, context.now),
            part => {
                if let Part::Replying(reply) = part {
                    context.push(crate::Effect::Close(reply.peer()));
                }
                self.said = None;
                *part = Part::Replying(Box::new(Reply::begin(Incoming::Ours(offer), Arrival::Sent, context)));
            }
        }
        Ok(())
    }

    /// What is to be said to the other side now: a code, as soon as it has what it needs, and again whenever it has more.
    pub(crate) fn letter(&mut self, now: Millis) -> Option<Letter> {
        let (code, is_whole) = match &self.part {
            Part::Inviting(invite) if !invite.is_connecting() => invite.code()?,
            Part::Replying(reply) => reply.code()?,
            Part::Inviting(_) | Part::Awaiting => return None,
        };
        if self.said.as_ref() == Some(&code) {
            self.ready = None;
            return None;
        }
        let since = *self.ready.get_or_insert(now);
        if !is_whole && now < since + LANE_WAITS_FOR_CANDIDATES {
            return None;
        }
        self.ready = None;
        self.said = Some(code.clone());
        Some(match &self.part {
            Part::Inviting(_) => Letter::Offer(code),
            Part::Awaiting | Part::Replying(_) => Letter::Answer(code),
        })
    }

    /// Says once more what was said last: the other side may have missed it.
    pub(crate) fn say_again(&mut self) {
        self.said = None;
    }

    /// The other side is not at the companion any more, though not all may have been said.
    pub(crate) fn other_left(&mut self, now: Millis) -> Result<(), Problem> {
        if self.needs_lane() {
            return Err(Problem::Rendezvous(RendezvousProblem::WentAway));
        }
        self.until = self.until.min(now + LEFT_LIMIT);
        Ok(())
    }

    pub(crate) fn relay_granted(
        &mut self,
        peer: PeerId,
        relay: Relay,
        exchange: crate::Exchange,
        context: &mut Context<'_>,
    ) {
        context.path = self.path;
        match &mut self.part {
            Part::Inviting(invite) => invite.relay_granted(peer, (relay, exchange), context),
            Part::Replying(reply) => reply.relay_granted(peer, relay, context),
            Part::Awaiting => {}
        }
    }

    pub(crate) fn relay_refused(
        &mut self,
        peer: PeerId,
        fault: RelayFault,
        now: Millis,
    ) -> Result<(), Problem> {
        match &mut self.part {
            Part::Inviting(invite) => {
                invite.relay_refused(peer, fault, now);
                Ok(())
            }
            Part::Replying(reply) => reply.relay_refused(peer, fault).map_err(why),
            Part::Awaiting => Ok(()),
        }
    }

    pub(crate) fn happened(&mut self, event: Event, context: &mut Context<'_>) -> Result<(), Problem> {
        context.path = self.path;
        match &mut self.part {
            Part::Inviting(invite) => {
                screens::inviting(invite, event, context);
                self.refusal()
            }
            Part::Replying(reply) => screens::replying(reply, event, context).map_err(why),
            Part::Awaiting => Ok(()),
        }
    }

    pub(crate) fn channel_opened(
        &mut self,
        peer: PeerId,
        nonces: Nonces,
        token: Option<&Token>,
        context: &mut Context<'_>,
    ) -> bool {
        self.until = self.until.max(context.now + GREETING_LIMIT);
        match &mut self.part {
            Part::Inviting(invite) => {
                invite.channel_opened(peer, nonces, token, context);
                true
            }
            Part::Replying(reply) if reply.peer() == peer => {
                reply.channel_opened(nonces, token, context);
                true
            }
            Part::Replying(_) | Part::Awaiting => false,
        }
    }

    pub(crate) fn received(
        &mut self,
        peer: PeerId,
        message: Option<Message>,
        token: Option<&Token>,
        context: &mut Context<'_>,
    ) -> Result<Option<Met>, Problem> {
        match &mut self.part {
            Part::Inviting(invite) => {
                let met = invite.received(peer, message, token, context);
                self.refusal().map(|()| met)
            }
            Part::Replying(reply) if reply.peer() == peer => reply.received(message, token).map_err(why),
            Part::Replying(_) | Part::Awaiting => Ok(None),
        }
    }

    pub(crate) fn tick(&mut self, context: &mut Context<'_>) -> Result<(), Problem> {
        if context.now >= self.until {
            return Err(match self.path {
                Path::Relayed => Problem::NoRouteThroughRelay,
                Path::Direct => Problem::NoRoute,
            });
        }
        context.path = self.path;
        match &mut self.part {
            Part::Inviting(invite) => {
                invite.tick(context);
                self.refusal()
            }
            Part::Replying(reply) => reply.tick(context).map_err(why),
            Part::Awaiting => Ok(()),
        }
    }

    pub(crate) fn deadline(&self) -> Millis {
        let part = match &self.part {
            Part::Inviting(invite) => invite.deadline(),
            Part::Replying(reply) => Some(reply.deadline()),
            Part::Awaiting => None,
        };
        let ready = self.ready.map(|since| since + LANE_WAITS_FOR_CANDIDATES);
        [part, ready].into_iter().flatten().fold(self.until, Millis::min)
    }

    pub(crate) fn close(&mut self, context: &mut Context<'_>) {
        match &mut self.part {
            Part::Inviting(invite) => invite.close(context),
            Part::Replying(reply) => context.push(crate::Effect::Close(reply.peer())),
            Part::Awaiting => {}
        }
    }

    /// An invite makes a fresh offer where one came to nothing; here that is enough to know.
    fn refusal(&self) -> Result<(), Problem> {
        match &self.part {
            Part::Inviting(invite) => match invite.trouble() {
                // A server that may change its mind is asked again.
                Some(Problem::NoRelay(fault)) if fault.may_pass() => Ok(()),
                Some(Problem::NoNetwork) | None => Ok(()),
                Some(problem) => Err(problem),
            },
            Part::Replying(_) | Part::Awaiting => Ok(()),
        }
    }
}

const fn mistaken() -> Problem {
    Problem::Rendezvous(RendezvousProblem::Mistaken)
}

const fn why(Unanswerable(problem): Unanswerable) -> Problem {
    problem
}
