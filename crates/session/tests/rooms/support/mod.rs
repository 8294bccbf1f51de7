//! People, their pages, and the companion at which they meet.

mod chance;
mod companion;
mod page;

use heliograph_session::{
    Connection, Event, InRoomView, LobbyView, Problem, RoomEnd, RoomEvent, RoomStage, RoomView, Screen,
};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Request, Source};
use heliograph_wire::{Millis, Private};

pub(crate) use companion::{Answers, Companion};
pub(crate) use page::Page;

/// The host, and guests.
pub(crate) const ANA: usize = 0;
pub(crate) const BEN: usize = 1;
pub(crate) const EVE: usize = 2;

pub(crate) const START: Millis = Millis(1_790_000_000_000);

/// Longer than the companion gathers news.
pub(crate) const MOMENT: Millis = Millis(500);

/// More often at one moment nobody has to be woken.
const WAKES_AT_ONCE: usize = 64;

/// Everybody, and what lies between them.
pub(crate) struct House {
    pub(crate) now: Millis,
    pub(crate) pages: Vec<Page>,
    pub(crate) companion: Companion,
}

impl House {
    /// So many people, none of whom is in a room.
    pub(crate) fn of(people: usize) -> Self {
        let pages = (0..people).map(Page::new).collect();
        Self { now: START, pages, companion: Companion::new(START) }
    }

    /// Ana's room, in which she is alone.
    pub(crate) fn hosted(people: usize) -> Self {
        let mut house = Self::of(people);
        house.does(ANA, RoomEvent::Chosen);
        house.enters(ANA, "Ana");
        house
    }

    /// Ana's room, with everybody in it.
    pub(crate) fn full(people: usize) -> Self {
        let mut house = Self::hosted(people);
        let link = house.guest_link();
        for who in 1..people {
            house.opens(who, &link);
            house.enters(who, &format!("guest {who}"));
        }
        house.does(ANA, RoomEvent::AllAdmitted);
        house.wait(MOMENT);
        house
    }

    pub(crate) fn happens(&mut self, who: usize, event: Event) {
        self.pages[who].events.push_back(event);
        self.settle();
    }

    pub(crate) fn does(&mut self, who: usize, event: RoomEvent) {
        self.happens(who, Event::Room(event));
    }

    pub(crate) fn enters(&mut self, who: usize, name: &str) {
        self.does(who, RoomEvent::Entered { name: private(name) });
        self.wait(MOMENT);
    }

    pub(crate) fn opens(&mut self, who: usize, link: &str) {
        let fragment = link.split_once('#').expect("a link").1;
        self.happens(who, Event::LinkOpened(private(fragment)));
    }

    pub(crate) fn has_camera(&mut self, who: usize, wanted: Switch) {
        self.happens(who, Event::CameraChosen(wanted));
        self.wait(MOMENT);
    }

    /// Everything that happens until then.
    pub(crate) fn wait(&mut self, time: Millis) {
        self.settle();
        let until = self.now + time;
        let (mut last, mut wakes) = (self.now, 0);
        while let Some(next) = self.deadline().filter(|next| *next <= until) {
            self.now = self.now.max(next);
            wakes = if self.now == last { wakes + 1 } else { 0 };
            assert!(wakes < WAKES_AT_ONCE, "somebody wants to be woken for nothing");
            last = self.now;
            for page in &mut self.pages {
                if page.session.deadline().is_some_and(|at| at <= self.now) {
                    page.events.push_back(Event::Woke);
                }
            }
            self.companion.wake(self.now, &mut self.pages);
            self.settle();
        }
        self.now = until;
    }

    fn deadline(&self) -> Option<Millis> {
        let pages = self.pages.iter().filter_map(|page| page.session.deadline());
        pages.chain(self.companion.deadline()).min()
    }

    fn settle(&mut self) {
        loop {
            let mut quiet = true;
            for who in 0..self.pages.len() {
                while let Some(event) = self.pages[who].events.pop_front() {
                    quiet = false;
                    let mut effects = Vec::new();
                    self.pages[who].session.handle(self.now, event, &mut effects);
                    for effect in effects {
                        if let Some(effect) = self.pages[who].perform(effect) {
                            self.companion.perform(self.now, who, effect, &mut self.pages);
                        }
                    }
                }
            }
            if quiet {
                return;
            }
        }
    }

    /// All sockets break.
    pub(crate) fn sockets_break(&mut self) {
        self.companion.hangs_up(self.now, &mut self.pages);
        self.settle();
    }

    /// The companion is started again, with the same secret and nothing else.
    pub(crate) fn companion_restarts(&mut self) {
        self.companion.hangs_up(self.now, &mut self.pages);
        self.companion.restarts(self.now);
        self.settle();
    }

    /// Another process takes over.
    pub(crate) fn companion_moves(&mut self) {
        self.companion.moves(self.now, &mut self.pages);
        self.settle();
    }

    /// A page is loaded again.
    pub(crate) fn reloads(&mut self, who: usize) {
        self.happens(who, Event::PageClosing);
        self.companion.loses(self.now, who, &mut self.pages);
        self.pages[who].reload();
        let fragment = self.pages[who].fragment.take();
        if let Some(fragment) = fragment {
            self.happens(who, Event::LinkOpened(private(&fragment)));
        }
        self.wait(MOMENT);
    }

    pub(crate) fn view(&self, who: usize) -> RoomView {
        match self.pages[who].session.view(self.now).screen {
            Screen::Room(view) => (*view).clone(),
            _ => panic!("this page is at no room"),
        }
    }

    pub(crate) fn inside(&self, who: usize) -> InRoomView {
        match self.view(who).stage {
            RoomStage::In(view) => *view,
            _ => panic!("{who} is not in the room"),
        }
    }

    pub(crate) fn lobby(&self, who: usize) -> LobbyView {
        match self.view(who).stage {
            RoomStage::Lobby(view) => view,
            _ => panic!("{who} is not in the lobby"),
        }
    }

    pub(crate) fn is_in(&self, who: usize) -> bool {
        matches!(self.view(who).stage, RoomStage::In(_))
    }

    pub(crate) fn end(&self, who: usize) -> RoomEnd {
        match self.view(who).stage {
            RoomStage::Over(over) => over.why,
            _ => panic!("it is not over for {who}"),
        }
    }

    pub(crate) fn problem(&self, who: usize) -> Option<Problem> {
        self.view(who).problem
    }

    pub(crate) fn connection(&self, who: usize) -> Connection {
        self.inside(who).connection
    }

    pub(crate) fn member(&self, who: usize) -> MemberId {
        self.inside(who).me
    }

    pub(crate) fn guest_link(&self) -> String {
        self.view(ANA).guest_link.expect("a link").text().reveal().clone()
    }

    /// The page shows the cameras of these, each so high.
    pub(crate) fn shows(&mut self, who: usize, members: &[MemberId], height: u16) {
        let tile = |member: &MemberId| heliograph_session::ShownTile {
            member: *member,
            source: Source::Camera,
            height,
        };
        self.does(who, RoomEvent::TilesShown(members.iter().map(tile).collect()));
        self.wait(MOMENT);
    }

    /// What somebody asked the companion for since this was last looked at.
    pub(crate) fn asked(&mut self, who: usize) -> Vec<Request> {
        std::mem::take(&mut self.pages[who].asked)
    }
}

pub(crate) fn private(text: &str) -> Private<String> {
    Private::new(text.to_owned())
}
