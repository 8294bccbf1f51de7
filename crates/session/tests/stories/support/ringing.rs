//! What people do who ring each other.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use heliograph_keys::Keys;
use heliograph_session::{
    AttendedView, CalleeStage, CalleeView, CallerStage, CallerView, Event, Problem, RelayEvent,
    RendezvousEvent, RingEvent, RingId, RingProblem, Screen, Services, Sound,
};
use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{Intro, Lane, Notice, Outcome, Task};
use heliograph_wire::{Millis, Private};

use super::{ANA, BEN, Chance, EVE, Pair, private};

/// A ring is brought to the callee, or a note taken, so long after it was asked for.
pub(crate) const PAUSE: Millis = Millis(310);

impl Pair {
    /// People whose pages come from a companion where people ring each other.
    pub(crate) fn at_companion() -> Self {
        let mut pair = Self::chromium();
        for who in [ANA, BEN, EVE] {
            pair.sides[who].browser.relay = Ok(());
            let services = Services { words: true, ring: true, rooms: false };
            pair.does(who, Event::Relay(RelayEvent::Found { stun: Vec::new(), services }));
        }
        pair
    }

    /// The same; Ana can be rung, and Ben has her link.
    pub(crate) fn reachable() -> Self {
        let mut pair = Self::at_companion();
        pair.rings(ANA, RingEvent::Chosen { label: private("Mein Link") });
        let link = pair.given_link();
        pair.opens(BEN, &link);
        pair
    }

    /// The same; Ben rings.
    pub(crate) fn ringing() -> Self {
        let mut pair = Self::reachable();
        pair.rung_by_ben();
        assert_eq!(pair.callee().rings.len(), 1, "it does not ring");
        pair
    }

    pub(crate) fn rings(&mut self, who: usize, event: RingEvent) {
        self.does(who, Event::Rendezvous(RendezvousEvent::Ring(event)));
    }

    /// Ben rings, on the page of a link.
    pub(crate) fn rung_by_ben(&mut self) {
        self.rings(BEN, RingEvent::Rung { name: private("Ben") });
        self.wait(PAUSE);
    }

    /// Opens what stands behind the `#` of this link.
    pub(crate) fn opens(&mut self, who: usize, link: &str) {
        let fragment = link.split_once('#').expect("a link").1;
        self.does(who, Event::LinkOpened(private(fragment)));
    }

    pub(crate) fn callee_at(&self, who: usize) -> CalleeView {
        match self.view(who).screen {
            Screen::Callee(callee) => (*callee).clone(),
            _ => panic!("this page is not a callee's"),
        }
    }

    pub(crate) fn callee(&self) -> CalleeView {
        self.callee_at(ANA)
    }

    pub(crate) fn attended(&self) -> AttendedView {
        match self.callee().stage {
            CalleeStage::Attended(view) => *view,
            _ => panic!("Ana cannot be rung"),
        }
    }

    pub(crate) fn private_link(&self) -> String {
        self.attended().private_link.text().reveal().clone()
    }

    /// The first link that Ana gives away.
    pub(crate) fn given_link(&self) -> String {
        self.attended().links[0].link.text().reveal().clone()
    }

    pub(crate) fn caller(&self) -> CallerView {
        match self.view(BEN).screen {
            Screen::Caller(caller) => (*caller).clone(),
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
    pub(crate) fn assert_ring_problem(&self, who: usize, problem: RingProblem) {
        let found = match self.view(who).screen {
            Screen::Home(home) => home.problem,
            Screen::Callee(callee) => callee.problem,
            Screen::Caller(caller) => caller.problem,
            _ => panic!("no page of a ring is on show"),
        };
        assert_eq!(found, Some(Problem::Ring(problem)));
    }

    /// How often it has been heard that somebody rings.
    pub(crate) fn heard_rings(&self, who: usize) -> usize {
        self.sides[who].browser.studio.sounds.iter().filter(|it| **it == Sound::Ringing).count()
    }

    /// The companion says something that it would not say by itself.
    pub(crate) fn tells(&mut self, who: usize, notice: Notice) {
        let socket = *self.sides[who].browser.desk.open_sockets().last().expect("a socket");
        self.does(who, Event::Rendezvous(RendezvousEvent::Told { socket, notice }));
    }

    pub(crate) fn intro(&self, name: &str) -> Intro {
        Intro { name: private(name), direct: Switch::Off, at: self.now.0, note: private("") }
    }

    /// Somebody with Ana's link seals this to her, each time in another way.
    pub(crate) fn sealed_to_ana(&self, intro: &Intro, seed: u64) -> Private<Vec<u8>> {
        let link = self.given_link();
        let key = URL_SAFE_NO_PAD.decode(link.rsplit_once('.').expect("a key").1).expect("base64url");
        let key = key.try_into().expect("32 bytes");
        let intro = Private::new(intro.encode());
        match Keys::new(Chance(seed)).perform(Task::Ring { lane: Lane(1), key, intro }) {
            Outcome::Say { bytes, .. } => bytes,
            _ => panic!("nothing was sealed"),
        }
    }
}
