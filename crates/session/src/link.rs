//! One established connection: is it alive, and what to do when it is not.

use heliograph_wire::control::Message;
use heliograph_wire::resume::Role;
use heliograph_wire::{Millis, PeerId, Private};

use crate::negotiation::{Manners, Negotiation, Way};
use crate::{Effect, Health, Route};

/// How often each side asks whether the other is there.
const PING_EVERY: Millis = Millis::seconds(5);

/// Something comes each few seconds, or the way is slower than it ever is.
const LULL: Millis = Millis::seconds(8);

/// Silence for this long, while pings go out, counts as a break that ICE has not noticed.
const SILENCE_LIMIT: Millis = Millis::seconds(12);

/// A break shorter than this mends itself.
const RESTART_AFTER: Millis = Millis::seconds(3);

/// How often a restart is asked for while the link is broken, and for how long after one nobody is listened to: what
/// was asked meanwhile comes all at once, with the way itself.
const ASK_AGAIN_AFTER: Millis = Millis::seconds(10);

/// A break longer than this is the end of the connection: ICE consent is gone by then (RFC 7675, section 5.1).
const BREAK_LIMIT: Millis = Millis::seconds(30);

/// Two who are relayed can come back to each other after a longer one: a server may take its time to start anew.
const RELAYED_BREAK_LIMIT: Millis = Millis::minutes(2);

/// So is a silence longer than this, while pings go out, whatever the browser says of the route meanwhile.
const DEAF_AFTER: Millis = Millis::seconds(42);

pub(crate) struct Link {
    pub(crate) peer: PeerId,
    role: Role,
    pub(crate) negotiation: Negotiation,
    next_ping: Millis,
    pings: u32,
    pings_unanswered: u32,
    heard: Millis,
    route: Route,
    state: State,
    /// When this side last restarted ICE.
    restarted: Option<Millis>,
    /// Another path is agreed on, and the other side has not asked for the restart yet.
    changes: bool,
    /// How long a break may last.
    break_limit: Millis,
}

enum State {
    Steady,
    /// Pings above `last_ping` went out after the break: an answer to one shows that it is over.
    Broken {
        since: Millis,
        /// When to do something about it, unless it was done.
        act: Option<Millis>,
        last_ping: u32,
    },
}

/// A break lasted too long.
pub(crate) struct Lost;

impl Link {
    pub(crate) const fn new(peer: PeerId, role: Role, now: Millis) -> Self {
        let manners = match role {
            Role::Offerer => Manners::Impolite,
            Role::Answerer => Manners::Polite,
        };
        Self {
            peer,
            role,
            negotiation: Negotiation::new(peer, manners),
            next_ping: Millis(now.0 + PING_EVERY.0),
            pings: 0,
            pings_unanswered: 0,
            heard: now,
            route: Route::Open,
            state: State::Steady,
            restarted: None,
            changes: false,
            break_limit: BREAK_LIMIT,
        }
    }

    pub(crate) const fn health(&self) -> Health {
        match self.state {
            State::Steady => Health::Steady,
            State::Broken { .. } => Health::Broken,
        }
    }

    pub(crate) const fn role(&self) -> Role {
        self.role
    }

    /// Whether what one side says reaches the other now, as far as is known.
    pub(crate) fn is_alive(&self, now: Millis) -> bool {
        self.health() == Health::Steady && now.since(self.heard) < LULL
    }

    /// Something arrived, so the other side is there.
    pub(crate) fn heard(&mut self, now: Millis) {
        self.heard = now;
        self.pings_unanswered = 0;
        if self.route == Route::Open {
            self.state = State::Steady;
        }
    }

    /// The other side has answered a ping: there and back, the way is open.
    pub(crate) const fn ponged(&mut self, number: u32) {
        if let State::Broken { last_ping, .. } = self.state
            && number > last_ping
        {
            self.route = Route::Open;
            self.state = State::Steady;
        }
    }

    pub(crate) fn route_changed(&mut self, now: Millis, route: Route) {
        self.route = route;
        match route {
            Route::Open => self.state = State::Steady,
            Route::Broken | Route::Failed => self.breaks(now),
            // A restart under way: neither better nor worse than before.
            Route::Seeking => {}
        }
    }

    pub(crate) fn tick(&mut self, now: Millis, effects: &mut Vec<Effect>) -> Result<(), Lost> {
        // A page that was suspended has a long silence behind it but few pings.
        if self.pings_unanswered > 2 {
            let silence = now.since(self.heard);
            if silence >= DEAF_AFTER + self.break_limit.since(BREAK_LIMIT) {
                return Err(Lost);
            }
            if silence >= SILENCE_LIMIT {
                self.breaks(now);
            }
        }
        if now >= self.next_ping {
            self.next_ping = now + PING_EVERY;
            self.pings = self.pings.wrapping_add(1);
            self.pings_unanswered = self.pings_unanswered.saturating_add(1);
            self.send(&Message::Ping(self.pings), effects);
        }
        if let State::Broken { since, act, .. } = &mut self.state {
            if now.since(*since) >= self.break_limit {
                return Err(Lost);
            }
            if act.is_some_and(|act| now >= act) && self.negotiation.way == Way::Channel {
                match self.role {
                    Role::Offerer => {
                        *act = None;
                        self.restart(now, effects);
                    }
                    Role::Answerer => {
                        *act = Some(now + ASK_AGAIN_AFTER);
                        self.send(&Message::RestartWanted, effects);
                    }
                }
            }
        }
        Ok(())
    }

    /// The other side has lost the way. What it asks for may have come with the way itself, after a restart of this side.
    pub(crate) fn restart_wanted(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let done = self.restarted.is_some_and(|restarted| now.since(restarted) < ASK_AGAIN_AFTER);
        let changes = std::mem::take(&mut self.changes);
        if self.role == Role::Offerer && (changes || !done && !self.negotiation.is_offering()) {
            self.restart(now, effects);
        }
    }

    /// Both sides are configured for another path: a restart of ICE leads there.
    pub(crate) fn change_route(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        match self.role {
            Role::Offerer => self.restart(now, effects),
            Role::Answerer => self.send(&Message::RestartWanted, effects),
        }
    }

    /// This side is configured for another path, and the other side will be.
    pub(crate) const fn expect_change(&mut self) {
        self.changes = true;
    }

    /// The other side can be found again even where the only way is gone.
    pub(crate) const fn may_come_back(&mut self) {
        self.break_limit = RELAYED_BREAK_LIMIT;
    }

    /// Since when the link has been broken.
    pub(crate) const fn broken_since(&self) -> Option<Millis> {
        match self.state {
            State::Steady => None,
            State::Broken { since, .. } => Some(since),
        }
    }

    /// The way is known to be gone, before the browser has noticed.
    pub(crate) fn way_is_gone(&mut self, now: Millis) {
        self.route = Route::Broken;
        self.breaks(now);
    }

    /// Nobody comes back after the usual time, now that the two need no relay.
    pub(crate) const fn may_not_come_back(&mut self) {
        self.negotiation.way = Way::Channel;
        self.break_limit = BREAK_LIMIT;
    }

    /// Restarts over another way than the channel, which may have swallowed the offer before.
    pub(crate) fn restart_elsewhere(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.negotiation.overtake();
        self.restart(now, effects);
    }

    fn restart(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.restarted = Some(now);
        effects.push(Effect::RestartIce(self.peer));
        self.negotiation.want(effects);
    }

    pub(crate) fn deadline(&self) -> Millis {
        match self.state {
            State::Steady => self.next_ping,
            State::Broken { act: Some(act), .. } if self.negotiation.way == Way::Channel => {
                self.next_ping.min(act)
            }
            State::Broken { since, .. } => self.next_ping.min(since + self.break_limit),
        }
    }

    pub(crate) fn send(&self, message: &Message, effects: &mut Vec<Effect>) {
        effects.push(Effect::Send { peer: self.peer, bytes: Private::new(message.encode()) });
    }

    fn breaks(&mut self, now: Millis) {
        if let State::Steady = self.state {
            log::info!("the route between two peers broke");
            self.state = State::Broken { since: now, act: Some(now + RESTART_AFTER), last_ping: self.pings };
            self.next_ping = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Link, Way};
    use crate::{Effect, Health, Kind, Route};
    use heliograph_wire::control::Message;
    use heliograph_wire::resume::Role;
    use heliograph_wire::{Millis, PeerId, Private};

    fn link(role: Role) -> Link {
        Link::new(PeerId(1), role, Millis(0))
    }

    /// Wakes the link whenever it wants to be woken, until `end`; the other side never answers.
    fn run(link: &mut Link, end: Millis) -> (Vec<Effect>, Option<Millis>) {
        let mut effects = Vec::new();
        while link.deadline() <= end {
            let now = link.deadline();
            if link.tick(now, &mut effects).is_err() {
                return (effects, Some(now));
            }
        }
        (effects, None)
    }

    fn restarts(effects: &[Effect]) -> usize {
        effects.iter().filter(|effect| matches!(effect, Effect::RestartIce(_))).count()
    }

    #[test]
    fn a_silent_link_is_broken_restarted_once_and_given_up_in_the_end() {
        let mut link = link(Role::Offerer);
        let (effects, lost) = run(&mut link, Millis::seconds(120));
        assert_eq!(restarts(&effects), 1);
        assert_eq!(lost, Some(Millis::seconds(45)));
    }

    #[test]
    fn a_browser_that_calls_a_dead_route_open_again_and_again_is_not_believed() {
        let mut link = link(Role::Answerer);
        for second in 1..120 {
            let now = Millis::seconds(second);
            link.route_changed(now, if second % 2 == 0 { Route::Open } else { Route::Broken });
            if link.tick(now, &mut Vec::new()).is_err() {
                assert!((42..50).contains(&second), "given up after {second} s");
                return;
            }
        }
        panic!("a dead link lives for ever");
    }

    #[test]
    fn a_link_that_answers_stays_steady() {
        let mut link = link(Role::Offerer);
        let mut effects = Vec::new();
        for second in 1..600 {
            link.heard(Millis::seconds(second));
            assert!(link.tick(Millis::seconds(second), &mut effects).is_ok());
        }
        assert_eq!(link.health(), Health::Steady);
        assert_eq!(restarts(&effects), 0);
    }

    #[test]
    fn a_suspended_page_does_not_take_its_own_sleep_for_a_break() {
        let mut link = link(Role::Offerer);
        assert!(link.tick(Millis::minutes(60), &mut Vec::new()).is_ok());
        assert_eq!(link.health(), Health::Steady);
    }

    #[test]
    fn a_break_that_mends_itself_needs_no_restart() {
        let mut link = link(Role::Offerer);
        link.route_changed(Millis::seconds(1), Route::Broken);
        assert_eq!(link.health(), Health::Broken);
        let (effects, _) = run(&mut link, Millis::seconds(3));
        link.route_changed(Millis(3_500), Route::Open);
        assert_eq!(link.health(), Health::Steady);
        assert_eq!(restarts(&effects), 0);
    }

    #[test]
    fn a_ping_answered_after_the_break_ends_it() {
        let mut link = link(Role::Offerer);
        let _ = run(&mut link, Millis::seconds(6));
        link.route_changed(Millis::seconds(6), Route::Broken);
        link.ponged(1);
        assert_eq!(link.health(), Health::Broken);
        let _ = run(&mut link, Millis::seconds(6));
        link.ponged(2);
        assert_eq!(link.health(), Health::Steady);
    }

    fn wishes(effects: &[Effect]) -> usize {
        let wish = Message::RestartWanted.encode();
        let is_one =
            |effect: &&Effect| matches!(effect, Effect::Send { bytes, .. } if *bytes.reveal() == wish);
        effects.iter().filter(is_one).count()
    }

    #[test]
    fn the_offering_side_restarts_and_the_answering_side_asks_it_to() {
        let (mut offerer, mut answerer) = (link(Role::Offerer), link(Role::Answerer));
        for link in [&mut offerer, &mut answerer] {
            link.route_changed(Millis(0), Route::Broken);
        }
        let (effects, _) = run(&mut offerer, Millis::seconds(5));
        assert_eq!((restarts(&effects), wishes(&effects)), (1, 0));
        let (effects, _) = run(&mut answerer, Millis::seconds(5));
        assert_eq!((restarts(&effects), wishes(&effects)), (0, 1));
        let (effects, _) = run(&mut answerer, Millis::seconds(15));
        assert_eq!((restarts(&effects), wishes(&effects)), (0, 1), "it is asked for again");
    }

    #[test]
    fn a_restart_that_is_asked_for_is_made_once_and_by_the_offering_side_only() {
        let restarts_for = |link: &mut Link, now| {
            let mut effects = Vec::new();
            link.restart_wanted(now, &mut effects);
            restarts(&effects)
        };
        let mut offerer = link(Role::Offerer);
        assert_eq!(restarts_for(&mut offerer, Millis::seconds(1)), 1);
        let sdp = || Private::new(String::new());
        offerer.negotiation.described(Kind::Offer, sdp(), &mut Vec::new());
        assert_eq!(restarts_for(&mut offerer, Millis::seconds(20)), 0, "its offer is on its way");
        offerer.negotiation.answer_received(sdp(), Way::Channel, &mut Vec::new());
        assert_eq!(restarts_for(&mut offerer, Millis::seconds(21)), 1);
        offerer.negotiation.described(Kind::Offer, sdp(), &mut Vec::new());
        offerer.negotiation.answer_received(sdp(), Way::Channel, &mut Vec::new());
        assert_eq!(restarts_for(&mut offerer, Millis::seconds(29)), 0, "it has only just restarted");
        assert_eq!(restarts_for(&mut link(Role::Answerer), Millis::seconds(1)), 0);
    }
}
