//! What people do who ring each other.

use heliograph_session::{
    AttendedView, CalleeStage, CalleeView, CallerStage, CallerView, Event, Problem, RelayEvent,
    RendezvousEvent, RingEvent, RingId, RingProblem, Screen, Services, Sound,
};
use heliograph_wire::control::Switch;

use super::{ANA, BEN, Pair, private};

impl Pair {
    /// Two people whose pages come from a companion where people ring each other.
    pub(crate) fn at_companion() -> Self {
        let mut pair = Self::chromium();
        for who in [ANA, BEN] {
            pair.sides[who].browser.relay = Ok(());
            pair.finds_companion(who);
        }
        pair
    }

    /// The same two; Ana can be rung, and Ben has her link.
    pub(crate) fn reachable() -> Self {
        let mut pair = Self::at_companion();
        pair.rings(ANA, RingEvent::Chosen { label: private("Mein Link") });
        let link = pair.given_link();
        pair.opens(BEN, &link);
        pair
    }

    /// The same two; Ben rings.
    pub(crate) fn ringing() -> Self {
        let mut pair = Self::reachable();
        pair.rings(BEN, RingEvent::Rung { name: private("Ben") });
        assert_eq!(pair.callee().rings.len(), 1, "it does not ring");
        pair
    }

    pub(crate) fn finds_companion(&mut self, who: usize) {
        let services = Services { words: true, ring: true };
        self.does(who, Event::Relay(RelayEvent::Found { stun: Vec::new(), services }));
    }

    pub(crate) fn rings(&mut self, who: usize, event: RingEvent) {
        self.does(who, Event::Rendezvous(RendezvousEvent::Ring(event)));
    }

    /// Opens what stands behind the `#` of this link.
    pub(crate) fn opens(&mut self, who: usize, link: &str) {
        let fragment = link.split_once('#').expect("a link").1;
        self.does(who, Event::LinkOpened(private(fragment)));
    }

    pub(crate) fn callee(&self) -> CalleeView {
        match self.view(ANA).screen {
            Screen::Callee(callee) => *callee,
            _ => panic!("Ana's page is another one"),
        }
    }

    pub(crate) fn attended(&self) -> AttendedView {
        match self.callee().stage {
            CalleeStage::Attended(view) => *view,
            _ => panic!("Ana cannot be rung"),
        }
    }

    /// The first link that Ana gives away.
    pub(crate) fn given_link(&self) -> String {
        self.attended().links[0].link.text().reveal().clone()
    }

    pub(crate) fn caller(&self) -> CallerView {
        match self.view(BEN).screen {
            Screen::Caller(caller) => caller,
            _ => panic!("Ben's page is another one"),
        }
    }

    pub(crate) fn caller_stage(&self) -> CallerStage {
        self.caller().stage
    }

    /// The ring that Ana sees first.
    pub(crate) fn ring(&self) -> RingId {
        self.callee().rings[0].id
    }

    pub(crate) fn answers(&mut self, direct: Switch) {
        let ring = self.ring();
        self.rings(ANA, RingEvent::Answered { ring, direct });
    }

    #[track_caller]
    pub(crate) fn expect_ring_problem(&self, who: usize, problem: RingProblem) {
        let found = match self.view(who).screen {
            Screen::Home(home) => home.problem,
            Screen::Callee(callee) => callee.problem,
            Screen::Caller(caller) => caller.problem,
            _ => panic!("no page of a ring is on show"),
        };
        assert_eq!(found, Some(Problem::Ring(problem)));
    }

    /// The sockets that a page still has at the companion.
    pub(crate) fn sockets(&self, who: usize) -> usize {
        self.sides[who].browser.visit.sockets.len()
    }

    /// How often it has been heard that somebody rings.
    pub(crate) fn heard_rings(&self, who: usize) -> usize {
        self.sides[who].browser.studio.sounds.iter().filter(|it| **it == Sound::Ringing).count()
    }
}
