//! Who is in a room, who speaks there, and in which order their pictures are laid out.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Attendee, Card, Hand, Knocker, MemberId, NAME_LIMIT, Part, Role, Source};

use crate::rendezvous::plain;
use crate::{KnockerView, Layout, PersonView, Pin, Voice};

/// Who came or left since it was looked at last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changed {
    Nobody,
    Came,
    Left,
}

/// Everybody who is in the room, and whoever knocks.
pub(super) struct People {
    me: MemberId,
    /// Who has a seat, as the companion says.
    seated: BTreeMap<MemberId, Attendee>,
    /// Who is in the group, and what they call themselves.
    members: BTreeMap<MemberId, Private<String>>,
    /// Who is in the room: whoever is both, and this side.
    attendees: BTreeMap<MemberId, Attendee>,
    knocking: Rc<Vec<KnockerView>>,
    /// The loudest first.
    speaking: Vec<MemberId>,
    poor: BTreeSet<MemberId>,
    /// In which order the others are laid out: whoever speaks and would not be seen comes to the front.
    order: Vec<MemberId>,
    /// Who spoke last, of the others.
    speaker: Option<MemberId>,
}

impl People {
    pub(super) fn new(me: MemberId) -> Self {
        Self {
            me,
            seated: BTreeMap::new(),
            members: BTreeMap::new(),
            attendees: BTreeMap::new(),
            knocking: Rc::default(),
            speaking: Vec::new(),
            poor: BTreeSet::new(),
            order: Vec::new(),
            speaker: None,
        }
    }

    /// This side sits on this seat from now on; who else is there is said next.
    pub(super) fn sit(&mut self, me: MemberId) {
        self.me = me;
    }

    /// These have seats at the companion, and nobody else.
    pub(super) fn are_seated(&mut self, attendees: Vec<Attendee>) {
        self.seated = attendees.into_iter().map(|attendee| (attendee.member, attendee)).collect();
    }

    /// These came to seats, or changed.
    pub(super) fn have_seats(&mut self, attendees: Vec<Attendee>) {
        self.seated.extend(attendees.into_iter().map(|attendee| (attendee.member, attendee)));
    }

    /// Somebody has no seat any more.
    pub(super) fn gave_up(&mut self, member: MemberId) {
        self.seated.remove(&member);
    }

    /// These are members of the group, and call themselves that: nobody else is in the room.
    pub(super) fn are_members(&mut self, members: BTreeMap<MemberId, Private<String>>) {
        self.members = members;
    }

    /// All who have seats at the companion.
    pub(super) fn seats(&self) -> BTreeSet<MemberId> {
        self.seated.keys().copied().collect()
    }

    /// All of them whose sockets are there.
    pub(super) fn present(&self) -> BTreeSet<MemberId> {
        let present = self.seated.values().filter(|attendee| attendee.present == Switch::On);
        present.map(|attendee| attendee.member).collect()
    }

    /// Puts together who is in the room: members of the group who have seats, and this side. Says who came or left.
    pub(super) fn settle(&mut self) -> Changed {
        let me = self.me;
        let named = |attendee: &Attendee| {
            let name = match self.members.get(&attendee.member) {
                Some(name) => name,
                None if attendee.member == me => &attendee.card.name,
                None => return None,
            };
            let card = Card { name: plain(name.reveal(), NAME_LIMIT) };
            Some((attendee.member, Attendee { card, ..attendee.clone() }))
        };
        let before = std::mem::take(&mut self.attendees);
        self.attendees = self.seated.values().filter_map(named).collect();
        let here = &self.attendees;
        self.order.retain(|member| here.contains_key(member) && *member != me);
        self.speaking.retain(|member| here.contains_key(member));
        self.speaker.take_if(|member| !here.contains_key(member));
        self.poor.retain(|member| here.contains_key(member));
        let new = here.keys().filter(|member| **member != me && !self.order.contains(member));
        let new: Vec<_> = new.copied().collect();
        self.order.extend(new);
        let others = |people: &BTreeMap<MemberId, Attendee>, besides: &BTreeMap<MemberId, Attendee>| {
            people.keys().any(|member| *member != me && !besides.contains_key(member))
        };
        // Whoever comes finds everybody there.
        if !before.contains_key(&me) {
            Changed::Nobody
        } else if others(&self.attendees, &before) {
            Changed::Came
        } else if others(&before, &self.attendees) {
            Changed::Left
        } else {
            Changed::Nobody
        }
    }

    /// These speak; so many of the others are on show.
    pub(super) fn speak(&mut self, speaking: Vec<MemberId>, on_show: usize) {
        let me = self.me;
        if let Some(loudest) = speaking.iter().find(|member| **member != me && self.is_here(**member)) {
            self.speaker = Some(*loudest);
        }
        for member in speaking.iter().filter(|member| **member != me) {
            let Some(place) = self.order.iter().position(|other| other == member) else { continue };
            if on_show > 0 && place >= on_show {
                // Those in between move by one, and whoever is last on show makes room.
                let member = self.order.remove(place);
                self.order.insert(0, member);
            }
        }
        self.speaking = speaking;
    }

    pub(super) fn are_poor(&mut self, members: Vec<MemberId>) {
        self.poor = members.into_iter().collect();
    }

    pub(super) fn knock(&mut self, knocking: Vec<Knocker>) -> bool {
        let more = knocking.iter().any(|knocker| self.knocking.iter().all(|it| it.member != knocker.member));
        let view = |knocker: Knocker| {
            let Card { name } = plain_card(&knocker.card);
            KnockerView { member: knocker.member, name }
        };
        self.knocking = Rc::new(knocking.into_iter().map(view).collect());
        more
    }

    pub(super) fn knocking(&self) -> Rc<Vec<KnockerView>> {
        Rc::clone(&self.knocking)
    }

    pub(super) const fn me(&self) -> MemberId {
        self.me
    }

    pub(super) fn is_here(&self, member: MemberId) -> bool {
        self.attendees.contains_key(&member)
    }

    pub(super) fn is_poor(&self, member: MemberId) -> bool {
        self.poor.contains(&member)
    }

    /// How many others there are.
    pub(super) fn others(&self) -> usize {
        self.attendees.len().saturating_sub(usize::from(self.is_here(self.me)))
    }

    /// What somebody calls themselves; empty for whoever is not there.
    pub(super) fn name(&self, member: MemberId) -> Private<String> {
        let attendee = self.attendees.get(&member);
        attendee.map_or_else(|| Private::new(String::new()), |attendee| attendee.card.name.clone())
    }

    /// What somebody puts in.
    pub(super) fn part(&self, member: MemberId) -> Part {
        self.attendees.get(&member).map(|attendee| attendee.part).unwrap_or_default()
    }

    pub(super) fn role(&self, member: MemberId) -> Option<Role> {
        self.attendees.get(&member).map(|attendee| attendee.role)
    }

    /// This side first, then hosts, then those who came earlier.
    pub(super) fn view(&self) -> Vec<PersonView> {
        let mut hands: Vec<(u32, MemberId)> = self.attendees.values().filter_map(raised).collect();
        hands.sort_unstable();
        let place = |member| hands.iter().position(|(_, other)| *other == member);
        let person = |attendee: &Attendee| PersonView {
            member: attendee.member,
            name: attendee.card.name.clone(),
            is_me: switch(attendee.member == self.me),
            role: attendee.role,
            part: attendee.part,
            hand: place(attendee.member).and_then(|place| u32::try_from(place + 1).ok()),
            present: attendee.present,
            voice: if self.speaking.contains(&attendee.member) { Voice::Speaking } else { Voice::Silent },
            poor: switch(self.poor.contains(&attendee.member)),
        };
        let mut people: Vec<PersonView> = self.attendees.values().map(person).collect();
        people.sort_by_key(|person| (person.is_me == Switch::Off, core::cmp::Reverse(person.role)));
        people
    }

    /// Every picture that there is to show, the most important one first, and whether the first is large. Of whoever is
    /// here, the camera has a tile in any case.
    pub(super) fn tiles(&self, layout: Layout, pinned: Option<Pin>) -> (Vec<Pin>, bool) {
        let camera = |member| Pin { member, source: Source::Camera };
        let shares = |member: &MemberId| self.part(*member).screen == Switch::On;
        let screens = self.order.iter().copied().filter(shares);
        let screens = screens.map(|member| Pin { member, source: Source::Screen });
        let speaker = match layout {
            Layout::Gallery => None,
            Layout::Speaker => self.speaker.or_else(|| self.order.first().copied()).map(camera),
        };
        let pinned = pinned.filter(|pin| self.can_be_seen(*pin));
        let mut tiles: Vec<Pin> = pinned.into_iter().chain(screens).chain(speaker).collect();
        let is_large = !tiles.is_empty();
        if self.is_here(self.me) {
            tiles.push(camera(self.me));
        }
        tiles.extend(self.order.iter().copied().map(camera));
        let mut seen = Vec::with_capacity(tiles.len());
        tiles.retain(|tile| {
            let is_new = !seen.contains(tile);
            if is_new {
                seen.push(*tile);
            }
            is_new
        });
        (tiles, is_large)
    }

    /// Whether somebody's picture, or their tile, is there.
    pub(super) fn can_be_seen(&self, pin: Pin) -> bool {
        let is_there = self.is_here(pin.member);
        is_there && (pin.source == Source::Camera || self.part(pin.member).screen == Switch::On)
    }
}

/// Nobody's name changes how the page around it is laid out.
fn plain_card(card: &Card) -> Card {
    Card { name: plain(card.name.reveal(), NAME_LIMIT) }
}

fn raised(attendee: &Attendee) -> Option<(u32, MemberId)> {
    match attendee.hand {
        Hand::Up(number) => Some((number, attendee.member)),
        Hand::Down => None,
    }
}

pub(super) const fn switch(on: bool) -> Switch {
    if on { Switch::On } else { Switch::Off }
}

#[cfg(test)]
mod tests {
    use super::{Changed, People};
    use crate::{Layout, Pin};
    use heliograph_wire::Private;
    use heliograph_wire::control::Switch;
    use heliograph_wire::room::{Attendee, Card, Hand, MemberId, Part, Role, Source};

    fn attendee(member: u16) -> Attendee {
        Attendee {
            member: MemberId(member),
            card: Card { name: Private::new(format!("member {member}")) },
            role: Role::Guest,
            part: Part { camera: Switch::On, ..Part::default() },
            hand: Hand::Down,
            present: Switch::On,
        }
    }

    fn people(others: u16) -> People {
        let mut people = People::new(MemberId(1));
        people.are_seated((1..=others + 1).map(attendee).collect());
        let name = |member| (MemberId(member), Private::new(format!("member {member}")));
        people.are_members((1..=others + 1).map(name).collect());
        assert_eq!(people.settle(), Changed::Nobody, "whoever comes finds everybody there");
        people
    }

    /// Something of theirs is another thing from now on.
    fn changes(people: &mut People, attendee: Attendee) {
        people.have_seats(vec![attendee]);
        assert_eq!(people.settle(), Changed::Nobody);
    }

    fn order(people: &People, layout: Layout) -> Vec<u16> {
        people.tiles(layout, None).0.iter().map(|tile| tile.member.0).collect()
    }

    #[test]
    fn only_members_of_the_group_are_in_the_room_and_by_the_names_that_they_say() {
        let mut people = people(1);
        people.have_seats(vec![attendee(7)]);
        assert_eq!(people.settle(), Changed::Nobody, "the companion alone brings nobody in");
        assert!(!people.is_here(MemberId(7)));
        let members = [(1, "Ana"), (2, "Ben"), (7, "Eve")];
        people.are_members(
            members.map(|(member, name)| (MemberId(member), Private::new(name.to_owned()))).into(),
        );
        assert_eq!(people.settle(), Changed::Came);
        let view = people.view();
        assert_eq!(
            view.iter().map(|person| person.name.reveal().as_str()).collect::<Vec<_>>(),
            ["Ana", "Ben", "Eve"]
        );
        people.are_members([(MemberId(1), Private::new("Ana".to_owned()))].into());
        assert_eq!(people.settle(), Changed::Left, "nor does it keep anybody in");
    }

    #[test]
    fn whoever_speaks_comes_to_the_front_only_if_they_would_not_be_seen() {
        let mut people = people(5);
        assert_eq!(order(&people, Layout::Gallery), [1, 2, 3, 4, 5, 6]);
        people.speak(vec![MemberId(3), MemberId(1)], 3);
        assert_eq!(order(&people, Layout::Gallery), [1, 2, 3, 4, 5, 6]);
        people.speak(vec![MemberId(6)], 3);
        assert_eq!(order(&people, Layout::Gallery), [1, 6, 2, 3, 4, 5]);
    }

    #[test]
    fn whoever_spoke_last_stays_large_while_nobody_speaks() {
        let mut people = people(3);
        people.speak(vec![MemberId(3)], 9);
        people.speak(vec![], 9);
        assert_eq!(order(&people, Layout::Speaker), [3, 1, 2, 4]);
        people.speak(vec![MemberId(1)], 9);
        assert_eq!(order(&people, Layout::Speaker), [3, 1, 2, 4], "nobody looks at themselves");
        people.gave_up(MemberId(3));
        assert_eq!(people.settle(), Changed::Left);
        assert_eq!(order(&people, Layout::Speaker), [2, 1, 4]);
    }

    #[test]
    fn a_screen_is_large_and_a_pinned_picture_before_it() {
        let mut people = people(3);
        let mut sharing = attendee(4);
        sharing.part.screen = Switch::On;
        changes(&mut people, sharing);
        let screen = Pin { member: MemberId(4), source: Source::Screen };
        let (tiles, is_large) = people.tiles(Layout::Gallery, None);
        assert!(is_large && tiles[0] == screen && tiles.len() == 5);
        let pinned = Pin { member: MemberId(2), source: Source::Camera };
        let (tiles, _) = people.tiles(Layout::Gallery, Some(pinned));
        assert!(tiles[..2] == [pinned, screen] && tiles.len() == 5);
        changes(&mut people, attendee(4));
        let (tiles, is_large) = people.tiles(Layout::Gallery, Some(screen));
        assert!(!is_large && tiles.len() == 4, "what is not there any more is not pinned");
    }

    #[test]
    fn hands_are_numbered_in_the_order_in_which_they_went_up() {
        let mut people = people(3);
        for (member, number) in [(4, 12), (2, 70)] {
            changes(&mut people, Attendee { hand: Hand::Up(number), ..attendee(member) });
        }
        let view = people.view();
        let hands: Vec<_> = view.iter().filter_map(|it| Some((it.member.0, it.hand?))).collect();
        assert_eq!(hands, [(2, 2), (4, 1)]);
        assert!(view[0].is_me == Switch::On);
    }
}
