//! Two people meet by words: from the wish for it to an open channel.

use heliograph_wire::control::{Message, Switch};
use heliograph_wire::rendezvous::{Notice, Outcome, Over, Pairing, Request, Task};
use heliograph_wire::resume::Token;
use heliograph_wire::{Millis, PeerId, Private};

use super::bridge::Bridge;
use super::record::Record;
use super::socket::{Hold, Ready, Socket};
use super::wait::{Next, Wait};
use super::{AtCompanion, RendezvousEffect, RendezvousProblem, SocketId, WordsEvent};
use crate::context::Context;
use crate::greeting::{Met, Nonces};
use crate::patience::{SECRET_LIMIT, SOCKET_TRIES};
use crate::view::{WordsStage, WordsView};
use crate::{Copied, Effect, Environment, Event, Network, Page, Problem};

/// The screen on which two people find each other by words.
pub(crate) struct Meeting {
    direct: Switch,
    stage: Stage,
    copied: Option<Copied>,
    problem: Option<Problem>,
}

enum Stage {
    Choosing,
    /// The worker draws words.
    Drawing {
        until: Millis,
    },
    /// The companion is asked who it is.
    Opening {
        socket: Socket,
        goal: Goal,
    },
    /// The worker says where typed words meet.
    Placing {
        socket: Socket,
        ready: Ready,
    },
    /// The companion is asked for a seat.
    Asking {
        socket: Socket,
        secret: Secret,
    },
    Waiting(Box<Wait>),
    /// The channel is open, and the companion has done its part.
    Greeting {
        bridge: Box<Bridge>,
        third: bool,
    },
}

enum Goal {
    /// A place for these words, which were drawn.
    Open(Private<String>),
    /// The place of what was typed.
    Find(Private<String>),
}

/// What the two share, and where it is used.
struct Secret {
    words: Private<String>,
    /// None until the companion has given a number.
    pairing: Option<Pairing>,
    companion: [u8; 16],
}

/// Two people met, and whether somebody else tried to.
pub(crate) struct MetByWords {
    pub(crate) met: Met,
    pub(crate) third: bool,
}

impl Meeting {
    /// Nothing was chosen yet.
    pub(crate) const fn begin() -> Self {
        Self { direct: Switch::Off, stage: Stage::Choosing, copied: None, problem: None }
    }

    /// Goes on with what this tab kept, if it may.
    pub(crate) fn kept(text: &Private<String>) -> Option<Self> {
        let record = Record::of_text(text.reveal())?;
        let direct = record.direct;
        let stage = Stage::Waiting(Box::new(Wait::kept(record)));
        Some(Self { direct, stage, copied: None, problem: None })
    }

    pub(crate) const fn problem(&mut self, problem: Option<Problem>) {
        self.problem = problem;
    }

    /// Whether something would be lost by leaving.
    pub(crate) const fn is_waited_for(&self) -> bool {
        !matches!(self.stage, Stage::Choosing)
    }

    /// Takes what concerns the connection on its way.
    pub(crate) fn happened(&mut self, event: Event, context: &mut Context<'_>) {
        match event {
            Event::CopyChosen(text) => return context.push(Effect::Copy(text)),
            Event::Copied => self.copied = Some(Copied::Done),
            Event::CopyingFailed => self.copied = Some(Copied::Failed),
            Event::NetworkChanged(Network::Present) => {
                if let Stage::Waiting(wait) = &mut self.stage {
                    wait.renew(context);
                }
            }
            // Whatever is left concerns the connection.
            _ => {}
        }
        self.connection_event(event, context);
    }

    pub(crate) fn channel_opened(
        &mut self,
        peer: PeerId,
        nonces: Nonces,
        token: Option<&Token>,
        context: &mut Context<'_>,
    ) {
        let Some(bridge) = self.bridge() else { return };
        if !bridge.channel_opened(peer, nonces, token, context) {
            return;
        }
        if let Stage::Waiting(wait) = std::mem::replace(&mut self.stage, Stage::Choosing) {
            wait.leave(context);
            self.stage = match wait.into_bridge() {
                Some((bridge, third)) => Stage::Greeting { bridge, third },
                None => Stage::Choosing,
            };
        }
    }

    pub(crate) fn received(
        &mut self,
        peer: PeerId,
        message: Option<Message>,
        token: Option<&Token>,
        context: &mut Context<'_>,
    ) -> Option<MetByWords> {
        let third = match &self.stage {
            Stage::Greeting { third, .. } => *third,
            _ => false,
        };
        match self.bridge()?.received(peer, message, token, context) {
            Ok(met) => met.map(|met| MetByWords { met, third }),
            Err(problem) => {
                self.end(problem, context);
                None
            }
        }
    }

    pub(crate) fn tick(&mut self, context: &mut Context<'_>) {
        match &mut self.stage {
            Stage::Drawing { until } if context.now >= *until => {
                return self.fail(RendezvousProblem::NoKeys, context);
            }
            Stage::Placing { socket, .. } => {
                if socket.tick(context) == Hold::Lost {
                    // The companion has said what it had to.
                    return self.fail(RendezvousProblem::NoKeys, context);
                }
            }
            Stage::Opening { socket, .. } | Stage::Asking { socket, .. } => {
                if socket.tick(context) == Hold::Lost {
                    return self.lost(context);
                }
            }
            Stage::Waiting(wait) => {
                if let Some(problem) = wait.tick(context) {
                    return self.fail(problem, context);
                }
            }
            Stage::Choosing | Stage::Drawing { .. } | Stage::Greeting { .. } => {}
        }
        self.tick_connection(context);
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        match &self.stage {
            Stage::Choosing => None,
            Stage::Drawing { until } => Some(*until),
            Stage::Opening { socket, .. } | Stage::Placing { socket, .. } | Stage::Asking { socket, .. } => {
                socket.deadline()
            }
            Stage::Waiting(wait) => Some(wait.deadline()),
            Stage::Greeting { bridge, .. } => Some(bridge.deadline()),
        }
    }

    /// A moment from which whole minutes lead to each change of what is shown.
    pub(crate) const fn minutes_from(&self) -> Option<Millis> {
        match &self.stage {
            Stage::Waiting(wait) => Some(wait.minutes_from()),
            _ => None,
        }
    }

    pub(crate) fn view(&self, now: Millis, environment: &Environment) -> WordsView {
        let stage = match &self.stage {
            Stage::Choosing => WordsStage::Choosing,
            Stage::Drawing { .. } | Stage::Opening { .. } | Stage::Placing { .. } | Stage::Asking { .. } => {
                WordsStage::Preparing
            }
            Stage::Waiting(wait) => wait.view(now),
            Stage::Greeting { bridge, .. } => WordsStage::Connecting(bridge.path()),
        };
        let page = match &environment.page {
            Page::Shared(page) => Some(page.clone()),
            // Its address leads nowhere elsewhere.
            Page::Local | Page::ThisDevice(_) => None,
        };
        WordsView { direct: self.direct, stage, page, copied: self.copied, problem: self.problem }
    }

    /// Closes all that it holds; the person may choose anew.
    pub(crate) fn close(&mut self, context: &mut Context<'_>) {
        match std::mem::replace(&mut self.stage, Stage::Choosing) {
            Stage::Choosing => return,
            Stage::Drawing { .. } => {}
            Stage::Opening { socket, .. } | Stage::Placing { socket, .. } | Stage::Asking { socket, .. } => {
                socket.close(context);
            }
            Stage::Waiting(wait) => {
                wait.leave(context);
                if let Some((mut bridge, _)) = wait.into_bridge() {
                    bridge.close(context);
                }
                return;
            }
            Stage::Greeting { mut bridge, .. } => return bridge.close(context),
        }
        context.push(Effect::Rendezvous(RendezvousEffect::EndKeys));
    }

    fn fail(&mut self, problem: RendezvousProblem, context: &mut Context<'_>) {
        self.end(Problem::Rendezvous(problem), context);
    }

    fn end(&mut self, problem: Problem, context: &mut Context<'_>) {
        log::info!("two people did not meet: {problem:?}");
        self.close(context);
        self.problem = Some(problem);
    }

    /// The companion takes the first request at this socket.
    fn ready(&mut self, ready: Ready, context: &mut Context<'_>) {
        let stage = std::mem::replace(&mut self.stage, Stage::Choosing);
        self.stage = match stage {
            Stage::Opening { socket, goal: Goal::Open(words) } => {
                socket.say(Request::Open { work: ready.work }, context);
                let secret = Secret { words, pairing: None, companion: ready.companion };
                Stage::Asking { socket, secret }
            }
            Stage::Opening { socket, goal: Goal::Find(typed) } => {
                keys(Task::PlaceWords { typed, companion: ready.companion }, context);
                Stage::Placing { socket, ready }
            }
            Stage::Asking { socket, secret } => {
                if let Some(pairing) = &secret.pairing {
                    socket.say(come(pairing, ready.work), context);
                }
                Stage::Asking { socket, secret }
            }
            Stage::Waiting(wait) => {
                wait.come_back(&ready, context);
                Stage::Waiting(wait)
            }
            other => other,
        };
    }

    fn placed(&mut self, words: Private<String>, pairing: Pairing, context: &mut Context<'_>) {
        if let Stage::Placing { socket, ready } = std::mem::replace(&mut self.stage, Stage::Choosing) {
            socket.say(come(&pairing, ready.work), context);
            let secret = Secret { words, pairing: Some(pairing), companion: ready.companion };
            self.stage = Stage::Asking { socket, secret };
        }
    }

    fn seated(&mut self, notice: &Notice, context: &mut Context<'_>) {
        let Notice::Seated { seat, nameplate, ticket, seconds } = notice else { return };
        let Stage::Asking { socket, secret } = std::mem::replace(&mut self.stage, Stage::Choosing) else {
            return;
        };
        let is_drawn = secret.pairing.is_none();
        let pairing = match (secret.pairing, nameplate) {
            (Some(pairing), _) => pairing,
            (None, Some(number)) => Pairing::Nameplate(*number),
            (None, None) => {
                socket.close(context);
                return self.fail(RendezvousProblem::Mistaken, context);
            }
        };
        let record = Record {
            words: secret.words,
            pairing,
            ticket: Some(ticket.clone()),
            companion: secret.companion,
            until: context.now + Millis::seconds(u64::from(*seconds)),
            direct: self.direct,
            is_drawn,
            runs: 0,
        };
        self.stage = Stage::Waiting(Box::new(Wait::begin(socket, *seat, record)));
        self.keep(context);
    }

    /// Its socket is of no use any more.
    fn lost(&mut self, context: &mut Context<'_>) {
        let tries = match self.stage {
            Stage::Waiting(_) => u32::MAX,
            Stage::Placing { .. } => 1,
            _ => SOCKET_TRIES,
        };
        let Some(socket) = self.socket() else { return };
        socket.closed(context.now);
        if socket.failures() >= tries {
            return self.fail(RendezvousProblem::Silent, context);
        }
        // Whoever has no seat yet begins anew with the next socket.
        let stage = std::mem::replace(&mut self.stage, Stage::Choosing);
        self.stage = match stage {
            Stage::Asking { socket, secret: Secret { words, pairing: None, .. } } => {
                Stage::Opening { socket, goal: Goal::Open(words) }
            }
            other => other,
        };
    }

    fn keep(&mut self, context: &mut Context<'_>) {
        if let Stage::Waiting(wait) = &mut self.stage {
            wait.keep(self.direct, context);
        }
    }

    fn go_on(&mut self, next: Next, context: &mut Context<'_>) {
        match next {
            Next::Wait => self.say_letters(context),
            Next::Warn(problem) => self.problem = Some(Problem::Rendezvous(problem)),
            Next::Fail(problem) => self.end(problem, context),
        }
    }

    fn socket(&mut self) -> Option<&mut Socket> {
        match &mut self.stage {
            Stage::Choosing | Stage::Drawing { .. } | Stage::Greeting { .. } => None,
            Stage::Opening { socket, .. } | Stage::Placing { socket, .. } | Stage::Asking { socket, .. } => {
                Some(socket)
            }
            Stage::Waiting(wait) => wait.socket(),
        }
    }
}

impl AtCompanion for Meeting {
    fn words_chosen(&mut self, event: WordsEvent, context: &mut Context<'_>) {
        match (event, &self.stage) {
            (WordsEvent::CodeWanted, Stage::Choosing) => {
                keys(Task::DrawWords, context);
                self.stage = Stage::Drawing { until: context.now + SECRET_LIMIT };
            }
            (WordsEvent::Entered(typed), Stage::Choosing) => {
                if typed.reveal().trim().is_empty() {
                    self.problem = Some(Problem::Rendezvous(RendezvousProblem::NoWords));
                } else {
                    self.stage = Stage::Opening { socket: Socket::open(context), goal: Goal::Find(typed) };
                }
            }
            (WordsEvent::DirectChosen(direct), stage) => {
                // What was said to the other one cannot be taken back here, only in the conversation.
                if !matches!(stage, Stage::Waiting(wait) if wait.has_partner()) {
                    self.direct = direct;
                    self.keep(context);
                }
            }
            (WordsEvent::Stopped, _) => self.close(context),
            // Something is under way already.
            (WordsEvent::Chosen | WordsEvent::CodeWanted | WordsEvent::Entered(_), _) => {}
        }
    }

    fn told(&mut self, id: SocketId, notice: Notice, context: &mut Context<'_>) {
        let Some(socket) = self.socket().filter(|socket| socket.is(id)) else { return };
        if let Some(ready) = socket.told(&notice, context) {
            return self.ready(ready, context);
        }
        match (notice, &mut self.stage) {
            (Notice::Over(over), Stage::Waiting(wait)) => {
                if let Some(problem) = wait.over(over, context) {
                    self.fail(problem, context);
                }
            }
            (Notice::Over(over), _) => self.fail(refused(over), context),
            (notice @ Notice::Seated { .. }, Stage::Asking { .. }) => self.seated(&notice, context),
            (notice, Stage::Waiting(wait)) => {
                let next = wait.told(notice, context);
                self.go_on(next, context);
            }
            // What belongs to a ring, or comes late.
            _ => {}
        }
    }

    fn closed(&mut self, id: SocketId, context: &mut Context<'_>) {
        if self.socket().is_some_and(|socket| socket.is(id)) {
            self.lost(context);
        }
    }

    fn done(&mut self, outcome: Outcome, context: &mut Context<'_>) {
        let now = context.now;
        match (outcome, &mut self.stage) {
            (Outcome::Worked { challenge, work }, _) => {
                if let Some(ready) = self.socket().and_then(|socket| socket.worked(&challenge, work, now)) {
                    self.ready(ready, context);
                }
            }
            (Outcome::Drawn(words), Stage::Drawing { .. }) => {
                self.stage = Stage::Opening { socket: Socket::open(context), goal: Goal::Open(words) };
            }
            (Outcome::NoWords, Stage::Placing { .. }) => self.fail(RendezvousProblem::NoWords, context),
            (Outcome::Mistyped, Stage::Placing { .. }) => self.fail(RendezvousProblem::Mistyped, context),
            (Outcome::Placed { words, pairing }, Stage::Placing { .. }) => {
                self.placed(words, pairing, context)
            }
            (Outcome::Say { lane, bytes }, Stage::Waiting(wait)) => wait.sealed(lane, bytes, context),
            (Outcome::Heard { lane, heard }, Stage::Waiting(wait)) => {
                let next = wait.heard(lane, heard, self.direct, context);
                self.go_on(next, context);
            }
            // What was asked for before something else was chosen.
            _ => {}
        }
    }

    fn keys_failed(&mut self, context: &mut Context<'_>) {
        if self.is_waited_for() {
            self.fail(RendezvousProblem::NoKeys, context);
        }
    }

    fn bridge(&mut self) -> Option<&mut Bridge> {
        match &mut self.stage {
            Stage::Waiting(wait) => wait.bridge(),
            Stage::Greeting { bridge, .. } => Some(bridge),
            Stage::Choosing
            | Stage::Drawing { .. }
            | Stage::Opening { .. }
            | Stage::Placing { .. }
            | Stage::Asking { .. } => None,
        }
    }

    fn say_letters(&mut self, context: &mut Context<'_>) {
        if let Stage::Waiting(wait) = &mut self.stage {
            wait.say_letters(context);
        }
    }

    fn not_connected(&mut self, problem: Problem, context: &mut Context<'_>) {
        self.end(problem, context);
    }
}

fn keys(task: Task, context: &mut Context<'_>) {
    context.push(Effect::Rendezvous(RendezvousEffect::Keys(task)));
}

pub(super) const fn come(pairing: &Pairing, work: u64) -> Request {
    match pairing {
        Pairing::Nameplate(nameplate) => Request::Come { work, nameplate: *nameplate },
        Pairing::Bucket(bucket) => Request::Wait { work, bucket: *bucket },
    }
}

/// Why there is no seat.
pub(super) const fn refused(over: Over) -> RendezvousProblem {
    match over {
        Over::Expired => RendezvousProblem::NobodyCame,
        Over::NoPlace => RendezvousProblem::NoPlace,
        Over::Full => RendezvousProblem::Full,
        Over::TooOften(seconds) => RendezvousProblem::TooOften(seconds),
        Over::Crowded(_) => RendezvousProblem::Crowded,
        Over::Stopping => RendezvousProblem::Stopping,
        Over::Replaced => RendezvousProblem::Replaced,
        Over::NotKept | Over::TooManyLinks | Over::Mistaken => RendezvousProblem::Mistaken,
    }
}
