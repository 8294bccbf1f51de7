//! Two sessions on a moved clock, each with a browser that does what real ones were measured to do.

mod awake;
mod browser;
#[path = "../../rooms/support/chance.rs"]
mod chance;
mod companion;
mod depot;
mod log;
mod ringing;
mod server;
mod studio;

use std::rc::Rc;

use heliograph_session::{
    Ability, Author, Bindings, Effect, Entry, Environment, Event, Form, Page, RendezvousEvent, Screen,
    Session, TalkView, View,
};
use heliograph_wire::{Millis, PeerId, Private};

pub(crate) use awake::{Awake, SERVICE, push_of};
pub(crate) use browser::{Browser, Network};
pub(crate) use chance::Chance;
pub(crate) use companion::Companion;
pub(crate) use ringing::PAUSE;
pub(crate) use studio::Start;

/// The moment every story begins at.
pub(crate) const START: Millis = Millis(1_790_000_000_000);

/// One person: a session and the browser it runs in.
pub(crate) struct Side {
    pub(crate) session: Session,
    pub(crate) browser: Browser,
}

/// What a device keeps for a page.
#[derive(Default)]
struct Kept {
    preferences: Option<String>,
    chat: Option<String>,
    meeting: Option<String>,
    awake: Awake,
    /// What its browser cannot do.
    lacks: Vec<Ability>,
}

/// Two people and the network between them; a third reaches the companion only.
pub(crate) struct Pair {
    pub(crate) now: Millis,
    pub(crate) sides: [Side; 3],
    pub(crate) network: Network,
    pub(crate) companion: Companion,
}

pub(crate) const ANA: usize = 0;
pub(crate) const BEN: usize = 1;
pub(crate) const EVE: usize = 2;

pub(crate) fn private(text: &str) -> Private<String> {
    Private::new(text.to_owned())
}

impl Pair {
    pub(crate) fn new(ana: Bindings, ben: Bindings) -> Self {
        log::install();
        let sides = [(ANA, ana), (BEN, ben), (EVE, Bindings::Kept)];
        let sides = sides.map(|(who, bindings)| Self::side(who, bindings, Kept::default()));
        let companion = Companion::new(START);
        Self { now: START, sides, network: Network::default(), companion }
    }

    fn side(who: usize, bindings: Bindings, kept: Kept) -> Side {
        let page = Page::Shared(private("https://example.org/heliograph/"));
        let mut browser = Browser::new(who, bindings);
        browser.kept.clone_from(&kept.preferences);
        browser.depot.chat.clone_from(&kept.chat);
        browser.desk.kept.clone_from(&kept.meeting);
        let waking = kept.awake.means;
        browser.desk.awake = kept.awake;
        // Ana's browser speaks German, Ben's English.
        let languages = [["de-AT", "en"], ["fr", "en-GB"], ["en", "fr"]][who].map(str::to_owned).to_vec();
        let abilities = [Ability::StoreApp, Ability::SealFrames];
        let environment = Environment {
            form: Form::Site,
            page,
            bindings,
            languages,
            abilities: Rc::new(abilities.into_iter().filter(|it| !kept.lacks.contains(it)).collect()),
            kept: kept.preferences.map(Private::new),
            kept_chat: kept.chat.map(Private::new),
            kept_meeting: kept.meeting.map(Private::new),
            waking,
            ..Environment::default()
        };
        Side { session: Session::new(environment), browser }
    }

    /// Two Chromiums.
    pub(crate) fn chromium() -> Self {
        Self::new(Bindings::Kept, Bindings::Kept)
    }

    /// This one's browser cannot do that.
    pub(crate) fn lacking(mut self, who: usize, ability: Ability) -> Self {
        let kept = Kept { lacks: vec![ability], ..Kept::default() };
        self.sides[who] = Self::side(who, self.sides[who].browser.bindings(), kept);
        self
    }

    pub(crate) fn does(&mut self, who: usize, event: Event) {
        let mut effects = Vec::new();
        self.sides[who].session.handle(self.now, event, &mut effects);
        self.perform(who, effects);
        self.settle();
    }

    pub(crate) fn pastes(&mut self, who: usize, text: &str) {
        self.does(who, Event::TextEntered(private(text)));
    }

    pub(crate) fn writes(&mut self, who: usize, text: &str) {
        self.does(who, Event::MessageWritten(private(text)));
    }

    /// Lets time pass, waking everybody when they want to be woken.
    pub(crate) fn wait(&mut self, span: Millis) {
        let end = self.now + span;
        loop {
            let wakes = self
                .sides
                .iter()
                .flat_map(|side| [side.session.deadline(), side.browser.deadline()].into_iter().flatten());
            match wakes.chain(self.companion.deadline()).min().filter(|wake| *wake <= end) {
                Some(wake) => self.now = self.now.max(wake),
                None => break,
            }
            for who in [ANA, BEN, EVE] {
                if self.sides[who].session.deadline().is_some_and(|at| at <= self.now) {
                    self.does(who, Event::Woke);
                    let next = self.sides[who].session.deadline();
                    assert!(next.is_none_or(|at| at > self.now), "a session is woken for nothing");
                }
            }
            self.settle();
        }
        self.now = end;
        self.settle();
    }

    pub(crate) fn view(&self, who: usize) -> View {
        self.sides[who].session.view(self.now)
    }

    pub(crate) fn code(&self, who: usize) -> String {
        match self.view(who).screen {
            Screen::Invite(invite) => invite.code.expect("an invite is on show").text.reveal().clone(),
            Screen::Reply(reply) => reply.code.expect("a reply is on show").text.reveal().clone(),
            _ => panic!("no code is on show"),
        }
    }

    /// Ana invites, Ben answers; the reply is on show but was not carried back.
    pub(crate) fn invite_and_answer(&mut self) -> String {
        self.does(ANA, Event::InviteChosen);
        let invite = self.code(ANA);
        self.pastes(BEN, &invite);
        self.wait(Millis(300));
        self.code(BEN)
    }

    pub(crate) fn connect(&mut self) {
        let reply = self.invite_and_answer();
        self.pastes(ANA, &reply);
        self.wait(Millis::seconds(1));
        assert!(self.talks(ANA) && self.talks(BEN), "the two are not connected");
    }

    /// The connection breaks, and no other way is found.
    pub(crate) fn lose_each_other(&mut self) {
        self.network.up = false;
        for who in [ANA, BEN] {
            let peer = connections(self, who)[0];
            self.does(who, Event::RouteChanged { peer, route: heliograph_session::Route::Broken });
        }
        self.wait(Millis::seconds(60));
        assert!(!self.talks(ANA) && !self.talks(BEN), "the connection is still there");
        self.network.up = true;
    }

    pub(crate) fn scans(&mut self, who: usize, text: &str) {
        self.does(who, Event::CodeScanned(private(text)));
    }

    pub(crate) fn talk(&self, who: usize) -> TalkView {
        match self.view(who).screen {
            Screen::Talk(talk) => *talk,
            _ => panic!("no conversation is on show"),
        }
    }

    pub(crate) fn talks(&self, who: usize) -> bool {
        matches!(self.view(who).screen, Screen::Talk(talk) if talk.parting.is_none())
    }

    /// What `who` sees of the chat.
    pub(crate) fn chat(&self, who: usize) -> Vec<String> {
        let Screen::Talk(talk) = self.view(who).screen else { panic!("no chat is on show") };
        let text = |entry: &Entry| match entry {
            Entry::Line(line) => line.text.reveal().clone(),
            Entry::Files(_) => "files".to_owned(),
            Entry::NewConversation => "---".to_owned(),
        };
        talk.entries.iter().map(text).collect()
    }

    /// What is known of the message that `who` sees in this place.
    pub(crate) fn author(&self, who: usize, place: usize) -> Author {
        let Screen::Talk(talk) = self.view(who).screen else { panic!("no chat is on show") };
        let Entry::Line(line) = &talk.entries[place] else { panic!("no message is there") };
        line.author
    }

    /// A page that knows nothing but what the device keeps takes the place of this one.
    pub(crate) fn reloads(&mut self, who: usize) {
        let before = &mut self.sides[who].browser;
        let kept = Kept {
            awake: std::mem::take(&mut before.desk.awake),
            preferences: before.kept.clone(),
            chat: before.depot.chat.clone(),
            meeting: before.desk.kept.clone(),
            lacks: Vec::new(),
        };
        let bindings = before.bindings();
        self.companion.loses(self.now, who, &mut self.sides);
        let (relay, allows) = (self.sides[who].browser.relay, self.sides[who].browser.desk.allows);
        self.sides[who] = Self::side(who, bindings, kept);
        self.sides[who].browser.relay = relay;
        self.sides[who].browser.desk.allows = allows;
        self.settle();
    }

    /// All sockets of one page close.
    pub(crate) fn loses_socket(&mut self, who: usize) {
        for socket in self.sides[who].browser.desk.open_sockets() {
            self.does(who, Event::Rendezvous(RendezvousEvent::Closed(socket)));
        }
        self.companion.loses(self.now, who, &mut self.sides);
    }

    /// All sockets at the companion close.
    pub(crate) fn hangs_up(&mut self) {
        self.companion.hangs_up(self.now, &mut self.sides);
        self.settle();
    }

    fn perform(&mut self, who: usize, effects: Vec<Effect>) {
        for effect in effects {
            self.sides[who].browser.perform(self.now, effect);
        }
    }

    /// Lets browsers and network act until nothing is left to do at this moment.
    fn settle(&mut self) {
        for _ in 0..10_000 {
            let [ana, ben, _] = &mut self.sides;
            self.network.carry(self.now, &mut ana.browser, &mut ben.browser);
            self.companion.serve(self.now, &mut self.sides);
            let happened = [ANA, BEN, EVE].into_iter().find_map(|who| {
                let event = self.sides[who].browser.events.pop_front()?;
                Some((who, event))
            });
            let Some((who, event)) = happened else { return };
            let mut effects = Vec::new();
            self.sides[who].session.handle(self.now, event, &mut effects);
            self.perform(who, effects);
        }
        panic!("the two never come to rest");
    }
}

/// Connections that a browser still holds.
pub(crate) fn connections(pair: &Pair, who: usize) -> Vec<PeerId> {
    pair.sides[who].browser.open_connections()
}
