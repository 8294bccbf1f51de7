//! A seat at a place: who else is there, and which of them has the same words.

use std::collections::BTreeMap;

use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{Heard, Lane, Letter, Notice, Over, Pairing, Request, Task};
use heliograph_wire::{Millis, Private};

use super::bridge::Bridge;
use super::meeting::{come, refused};
use super::record::Record;
use super::socket::{Hold, Ready, Socket};
use super::vigil::Vigil;
use super::{RendezvousEffect, RendezvousProblem};
use crate::context::Context;
use crate::patience::{COMPARE_LIMIT, PARTNER_LIMIT, RUNS_AT_MOST};
use crate::view::WordsStage;
use crate::{Effect, Path, Problem};

pub(super) struct Wait {
    desk: Desk,
    vigil: Vigil,
    seat: u16,
    record: Record,
    others: BTreeMap<u16, Other>,
    lanes: u32,
    partner: Option<Partner>,
    /// Somebody else came with the same words, or to the same number.
    third: bool,
}

/// What there is between this side and the companion.
enum Desk {
    /// Nothing yet: the tab was loaded again.
    Far,
    Near(Socket),
    /// Nothing any more: the place is over, and two who have begun to connect do not need it.
    Done,
}

/// Somebody else at the place.
struct Other {
    lane: Lane,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing came from them yet.
    New,
    /// Their words are being compared; whoever falls silent meanwhile may have found out that theirs are others.
    Compared { until: Millis },
    /// They have the same.
    Agreed,
    /// They do not.
    Stranger,
}

/// The one who has the same words.
struct Partner {
    seat: u16,
    presence: Presence,
    lane: Lane,
    until: Millis,
    bridge: Option<Box<Bridge>>,
}

/// Whether the partner is at the companion.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Here,
    Gone,
}

/// What comes of something that happened.
pub(super) enum Next {
    Wait,
    Warn(RendezvousProblem),
    Fail(Problem),
}

const fn fail(problem: RendezvousProblem) -> Next {
    Next::Fail(Problem::Rendezvous(problem))
}

impl Wait {
    pub(super) fn begin(mut socket: Socket, seat: u16, record: Record) -> Self {
        socket.is_settled();
        Self::of(Desk::Near(socket), seat, record)
    }

    /// As a tab kept it; the companion says which seat it was.
    pub(super) fn kept(record: Record) -> Self {
        Self::of(Desk::Far, u16::MAX, record)
    }

    fn of(desk: Desk, seat: u16, record: Record) -> Self {
        let (vigil, others) = (Vigil::default(), BTreeMap::new());
        Self { desk, vigil, seat, record, others, lanes: 0, partner: None, third: false }
    }

    pub(super) const fn has_partner(&self) -> bool {
        self.partner.is_some()
    }

    pub(super) const fn socket(&mut self) -> Option<&mut Socket> {
        match &mut self.desk {
            Desk::Near(socket) => Some(socket),
            Desk::Far | Desk::Done => None,
        }
    }

    pub(super) fn bridge(&mut self) -> Option<&mut Bridge> {
        self.partner.as_mut()?.bridge.as_deref_mut()
    }

    pub(super) fn into_bridge(self) -> Option<(Box<Bridge>, bool)> {
        Some((self.partner?.bridge?, self.third))
    }

    pub(super) fn come_back(&self, ready: &Ready, context: &mut Context<'_>) {
        if let (Desk::Near(socket), true) = (&self.desk, ready.companion == self.record.companion) {
            let request = match &self.record.ticket {
                Some(ticket) => Request::Return { ticket: ticket.clone() },
                None => come(&self.record.pairing, ready.work),
            };
            socket.say(request, context);
        }
    }

    /// Comes to the companion anew: after sleep, or in another network, nothing may have told that the socket is dead.
    pub(super) fn renew(&mut self, context: &mut Context<'_>) {
        if let Desk::Near(socket) = &mut self.desk {
            socket.close(context);
            *socket = Socket::open(context);
        }
    }

    /// Leaves the seat for good.
    pub(super) fn leave(&self, context: &mut Context<'_>) {
        if let Desk::Near(socket) = &self.desk {
            socket.say(Request::Leave, context);
            socket.close(context);
        }
        context.push(Effect::Rendezvous(RendezvousEffect::EndKeys));
        context.push(Effect::Rendezvous(RendezvousEffect::ForgetMeeting));
    }

    pub(super) fn keep(&mut self, direct: Switch, context: &mut Context<'_>) {
        self.record.direct = direct;
        let text = match (&self.partner, &self.record.pairing) {
            // The next page cannot go on with their lane, and there is one run for each seat: it takes another one.
            (Some(_), Pairing::Bucket(_)) => Record { ticket: None, ..self.record.clone() }.text(),
            _ => self.record.text(),
        };
        context.push(Effect::Rendezvous(RendezvousEffect::KeepMeeting(text)));
    }

    /// The companion does no more here; a reason that passes is waited out.
    pub(super) fn over(&mut self, over: Over, context: &mut Context<'_>) -> Option<RendezvousProblem> {
        if let Over::Stopping | Over::Crowded(_) | Over::TooOften(_) = over {
            return None;
        }
        // The other one's channel may have opened a moment before this one's does.
        if let Some(Partner { bridge: Some(bridge), .. }) = &mut self.partner
            && bridge.other_left(context.now).is_ok()
        {
            if let Desk::Near(socket) = &self.desk {
                socket.close(context);
            }
            self.desk = Desk::Done;
            return None;
        }
        match (over, self.partner.is_some()) {
            (Over::NoPlace, _) if self.gives_up_seat(context) => None,
            (Over::NoPlace, true) => Some(RendezvousProblem::WentAway),
            // The other one found the words to differ, and is not asked to prove it.
            (Over::NoPlace, false) if self.record.runs > 0 => Some(RendezvousProblem::WrongWords),
            (over, _) => Some(refused(over)),
        }
    }

    /// Where somebody else has the seat since a restart of the companion, there are others in the same bucket.
    fn gives_up_seat(&mut self, context: &mut Context<'_>) -> bool {
        if !matches!(self.record.pairing, Pairing::Bucket(_)) || self.record.ticket.take().is_none() {
            return false;
        }
        for other in std::mem::take(&mut self.others).into_values() {
            keys(Task::Forget(other.lane), context);
        }
        self.lose_partner(context);
        true
    }

    fn lose_partner(&mut self, context: &mut Context<'_>) {
        if let Some(Partner { bridge: Some(mut bridge), .. }) = self.partner.take() {
            bridge.close(context);
        }
    }

    pub(super) fn told(&mut self, notice: Notice, context: &mut Context<'_>) -> Next {
        match notice {
            Notice::Seated { seat, ticket, seconds, .. } => {
                self.seat = seat;
                self.record.ticket = Some(ticket);
                self.record.until = context.now + Millis::seconds(u64::from(seconds));
                if let Desk::Near(socket) = &mut self.desk {
                    socket.is_settled();
                }
                self.keep(self.record.direct, context);
                Next::Wait
            }
            Notice::Here(seat) => {
                self.is_here(seat, context);
                Next::Wait
            }
            Notice::Gone(seat) => {
                if let Some(partner) = self.partner.as_mut().filter(|partner| partner.seat == seat) {
                    partner.presence = Presence::Gone;
                }
                // A seat whose words were compared stays known, since it has had its run.
                if let Some(Other { lane, state: State::New }) = self.others.get(&seat) {
                    keys(Task::Forget(*lane), context);
                    self.others.remove(&seat);
                }
                Next::Wait
            }
            Notice::Said { from, sealed } => self.said(from, sealed, context),
            Notice::Crowd if matches!(self.record.pairing, Pairing::Nameplate(_)) => {
                self.third = true;
                Next::Warn(RendezvousProblem::Third)
            }
            // A bucket holds people with other words.
            _ => Next::Wait,
        }
    }

    fn is_here(&mut self, seat: u16, context: &mut Context<'_>) {
        if let Some(partner) = self.partner.as_mut().filter(|partner| partner.seat == seat) {
            partner.presence = Presence::Here;
            // What was said last may have gone to a socket that was dead.
            if let Some(bridge) = &mut partner.bridge {
                bridge.say_again();
            }
            return;
        }
        if seat == self.seat || self.others.len() >= OTHERS_AT_MOST {
            return;
        }
        match self.others.get(&seat) {
            // Whoever comes again knows nothing of what was said before.
            Some(Other { lane, state: State::New }) => keys(Task::Forget(*lane), context),
            // One run for each: or else a single stranger would have as many tries as there are.
            Some(_) => return,
            None => {}
        }
        self.lanes += 1;
        let lane = Lane(self.lanes);
        self.others.insert(seat, Other { lane, state: State::New });
        keys(
            Task::Meet {
                lane,
                words: self.record.words.clone(),
                pairing: self.record.pairing.clone(),
                companion: self.record.companion,
                seats: [self.seat, seat],
            },
            context,
        );
    }

    fn said(&mut self, from: u16, sealed: Private<Vec<u8>>, context: &mut Context<'_>) -> Next {
        let runs_at_most = self.runs_at_most();
        let Some(other) = self.others.get_mut(&from) else { return Next::Wait };
        let lane = other.lane;
        match other.state {
            State::Stranger => return Next::Wait,
            // Whoever has been found has nothing to fear from others, and is not disturbed by them.
            State::New if self.partner.is_some() && self.record.runs >= runs_at_most => return Next::Wait,
            State::New => {
                // From here on the other side may have learned whether one guess of theirs is right.
                if self.record.runs >= runs_at_most {
                    return fail(match self.record.pairing {
                        Pairing::Nameplate(_) => RendezvousProblem::WrongWords,
                        Pairing::Bucket(_) => RendezvousProblem::ManyStrangers,
                    });
                }
                other.state = State::Compared { until: context.now + COMPARE_LIMIT };
                self.record.runs += 1;
                self.keep(self.record.direct, context);
            }
            State::Compared { .. } | State::Agreed => {}
        }
        keys(Task::Hear { lane, bytes: sealed }, context);
        Next::Wait
    }

    const fn runs_at_most(&self) -> u8 {
        match self.record.pairing {
            Pairing::Nameplate(_) => 1,
            Pairing::Bucket(_) => RUNS_AT_MOST,
        }
    }

    /// The worker has sealed something.
    pub(super) fn sealed(&self, lane: Lane, sealed: Private<Vec<u8>>, context: &mut Context<'_>) {
        let seat = self.others.iter().find(|(_, other)| other.lane == lane).map(|(seat, _)| *seat);
        if let (Some(to), Desk::Near(socket)) = (seat, &self.desk) {
            socket.say(Request::Say { to, sealed }, context);
        }
    }

    /// The worker has opened something.
    pub(super) fn heard(
        &mut self,
        lane: Lane,
        heard: Heard,
        direct: Switch,
        context: &mut Context<'_>,
    ) -> Next {
        match heard {
            Heard::Say(bytes) => self.sealed(lane, bytes, context),
            Heard::Agreed { say } => {
                if let Some(bytes) = say {
                    self.sealed(lane, bytes, context);
                }
                return self.agreed(lane, direct, context);
            }
            Heard::Wrong => return self.is_wrong(lane, context),
            Heard::Letter(bytes) => {
                if let Some(letter) = Letter::decode(bytes.reveal()) {
                    return self.letter(lane, &letter, direct, context);
                }
            }
            Heard::Nothing => {}
        }
        Next::Wait
    }

    fn agreed(&mut self, lane: Lane, direct: Switch, context: &mut Context<'_>) -> Next {
        let found = self.others.iter_mut().find(|(_, other)| other.lane == lane);
        let Some((&seat, other)) = found else { return Next::Wait };
        other.state = State::Agreed;
        self.record.runs = self.record.runs.saturating_sub(match self.record.pairing {
            // A number is for two, and for once.
            Pairing::Nameplate(_) => 0,
            Pairing::Bucket(_) => 1,
        });
        if self.partner.as_ref().is_some_and(Partner::may_be_connected) {
            say(lane, &Letter::Taken, context);
            self.third = true;
            return Next::Warn(RendezvousProblem::Third);
        }
        log::info!("two people have the same words");
        say(lane, &Letter::Wish { direct }, context);
        self.lose_partner(context);
        let (presence, until) = (Presence::Here, context.now + PARTNER_LIMIT);
        self.partner = Some(Partner { seat, presence, lane, until, bridge: None });
        self.keep(direct, context);
        Next::Wait
    }

    fn is_wrong(&mut self, lane: Lane, context: &mut Context<'_>) -> Next {
        keys(Task::Forget(lane), context);
        if let Some(other) = self.others.values_mut().find(|other| other.lane == lane) {
            other.state = State::Stranger;
        }
        match self.record.pairing {
            Pairing::Nameplate(_) => fail(RendezvousProblem::WrongWords),
            Pairing::Bucket(_) if self.record.runs >= RUNS_AT_MOST && !self.has_partner() => {
                fail(RendezvousProblem::ManyStrangers)
            }
            Pairing::Bucket(_) => Next::Wait,
        }
    }

    fn letter(&mut self, lane: Lane, letter: &Letter, direct: Switch, context: &mut Context<'_>) -> Next {
        let Some(partner) = self.partner.as_mut().filter(|partner| partner.lane == lane) else {
            return Next::Wait;
        };
        match (letter, &mut partner.bridge) {
            (Letter::Taken, _) => return fail(RendezvousProblem::Taken),
            (Letter::Ended, _) => return fail(RendezvousProblem::WentAway),
            (Letter::Wish { direct: theirs }, None) => {
                let path = match (direct, theirs) {
                    (Switch::On, Switch::On) => Path::Direct,
                    _ => Path::Relayed,
                };
                let bridge = if self.seat < partner.seat {
                    Bridge::offer(path, context)
                } else {
                    Bridge::await_offer(path, context.now)
                };
                partner.bridge = Some(Box::new(bridge));
            }
            (letter, Some(bridge)) => {
                if let Err(problem) = bridge.heard(letter, context) {
                    return Next::Fail(problem);
                }
            }
            // A code before a wish: nobody of ours says that.
            (_, None) => return fail(RendezvousProblem::Mistaken),
        }
        Next::Wait
    }

    /// Says what the connection on its way wants said.
    pub(super) fn say_letters(&mut self, context: &mut Context<'_>) {
        let Some(Partner { lane, bridge: Some(bridge), .. }) = &mut self.partner else { return };
        if let Some(letter) = bridge.letter(context.now) {
            say(*lane, &letter, context);
        }
    }

    pub(super) fn tick(&mut self, context: &mut Context<'_>) -> Option<RendezvousProblem> {
        if self.vigil.has_slept(context.now) {
            self.renew(context);
        }
        if let Desk::Near(socket) = &mut self.desk
            && socket.tick(context) == Hold::Lost
        {
            socket.closed(context.now);
        }
        if let Desk::Far = self.desk {
            if self.record.runs >= self.runs_at_most() {
                return Some(RendezvousProblem::UsedUp);
            }
            self.desk = Desk::Near(Socket::open(context));
        }
        if let Some(problem) = self.give_up_silent(context) {
            return Some(problem);
        }
        let is_late = self.partner.as_ref().is_some_and(|partner| context.now >= partner.until);
        match &self.partner {
            None if context.now >= self.record.until => Some(RendezvousProblem::NobodyCame),
            Some(Partner { bridge: None, .. }) if is_late => Some(RendezvousProblem::WentAway),
            Some(_) | None => None,
        }
    }

    /// A proof that is never answered counts as a wrong guess.
    fn give_up_silent(&mut self, context: &mut Context<'_>) -> Option<RendezvousProblem> {
        let is_silent =
            |other: &Other| matches!(other.state, State::Compared { until } if context.now >= until);
        let lane = self.others.values().find(|other| is_silent(other))?.lane;
        match self.is_wrong(lane, context) {
            Next::Fail(Problem::Rendezvous(problem)) => Some(problem),
            Next::Fail(_) | Next::Warn(_) | Next::Wait => None,
        }
    }

    fn compared_until(&self) -> Option<Millis> {
        let until = |other: &Other| match other.state {
            State::Compared { until } => Some(until),
            State::New | State::Agreed | State::Stranger => None,
        };
        self.others.values().filter_map(until).min()
    }

    pub(super) fn deadline(&self) -> Millis {
        let own = match &self.partner {
            None => self.record.until,
            Some(Partner { bridge: None, until, .. }) => *until,
            Some(Partner { bridge: Some(bridge), .. }) => bridge.deadline(),
        };
        let socket = match &self.desk {
            Desk::Far => return Millis(0),
            Desk::Near(socket) => socket.deadline(),
            Desk::Done => None,
        };
        let others = [socket, self.vigil.deadline(), self.compared_until()];
        others.into_iter().flatten().fold(own, Millis::min)
    }

    pub(super) const fn minutes_from(&self) -> Millis {
        Millis(self.record.until.0 % Millis::minutes(1).0)
    }

    pub(super) fn view(&self, now: Millis) -> WordsStage {
        if let Some(partner) = &self.partner {
            let path = partner.bridge.as_ref().map_or(Path::Relayed, |bridge| bridge.path());
            return WordsStage::Connecting(path);
        }
        let code = match (&self.record.pairing, self.record.is_drawn) {
            (Pairing::Nameplate(number), true) => {
                Some(Private::new(format!("{number}-{}", self.record.words.reveal())))
            }
            _ => None,
        };
        let left = self.record.until.since(now);
        WordsStage::Waiting {
            code,
            minutes_left: left.0.div_ceil(Millis::minutes(1).0),
            returning: match &self.desk {
                Desk::Far | Desk::Done => false,
                Desk::Near(socket) => socket.failures() > 0,
            },
        }
    }
}

impl Partner {
    /// Whether whoever else has the same words comes too late: a partner who is gone, and had not all that it takes to be
    /// connected, may have come anew.
    fn may_be_connected(&self) -> bool {
        let needs_lane = self.bridge.as_ref().is_none_or(|bridge| bridge.needs_lane());
        self.presence == Presence::Here || !needs_lane
    }
}

/// As many as may wait in a bucket.
const OTHERS_AT_MOST: usize = 32;

fn keys(task: Task, context: &mut Context<'_>) {
    context.push(Effect::Rendezvous(RendezvousEffect::Keys(task)));
}

fn say(lane: Lane, letter: &Letter, context: &mut Context<'_>) {
    keys(Task::Say { lane, bytes: Private::new(letter.encode()) }, context);
}
