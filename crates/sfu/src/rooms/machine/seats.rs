//! Seats: who takes one, leaves it, and comes back to it; and how a room ends.

use heliograph_machine::{Source, Talk};
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{
    Card, GROUP_AT_MOST, Gone, Hand, MemberId, Notice, Over, Part as Put, Role, SEAT_WAITS, Seat as Given,
    Waits,
};

use super::{Part, Rooms, Speaker, Timer, command, tell};
use crate::doors::{Command, RoomNumber, Who};
use crate::rooms::event::{Action, Guest};
use crate::rooms::group::Pace;
use crate::rooms::media::Media;
use crate::rooms::room::{Entry, Presence, Room, Seat};

/// More members of one room than this there are never: each of them is in its group as well.
const MEMBERS: u16 = GROUP_AT_MOST as u16;

/// Somebody who gets a new seat.
pub(super) struct Newcomer {
    /// The number that they have already.
    pub member: Option<MemberId>,
    pub holder: [u8; 8],
    pub card: Card,
    pub role: Role,
    pub entry: Entry,
    pub inherited: Option<u32>,
}

impl Rooms {
    /// Gives somebody a new seat, and tells all who are there.
    pub(super) fn sit(
        &mut self,
        guest: Guest,
        number: RoomNumber,
        newcomer: Newcomer,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let source = self.source_of(guest)?;
        let room = self.rooms.get_mut(&number).ok_or(Over::NobodyCame)?;
        let drawn = newcomer.member.or_else(|| room.numbers.draw());
        let member = drawn.ok_or(Over::Full)?;
        let off = Switch::Off;
        let seat = Seat {
            presence: Presence::Here(guest),
            source,
            holder: newcomer.holder,
            entry: newcomer.entry,
            card: newcomer.card,
            role: newcomer.role,
            part: Put { microphone: off, camera: off, screen: off },
            hand: Hand::Down,
            inherited: newcomer.inherited,
            talk: Talk::default(),
            pace: Pace::default(),
            media: Media::default(),
        };
        room.seats.insert(member, seat);
        room.news.here.insert(member);
        self.note(number);
        self.members += 1;
        self.figures.seated += 1;
        self.sources.count_one(source, |used| &mut used.members);
        self.take_part(guest, Part::Seated { room: number, member });
        self.tell_seated(guest, (number, member), actions);
        Ok(())
    }

    /// Somebody comes to the seat that they have, by another socket.
    pub(super) fn take_seat(
        &mut self,
        guest: Guest,
        (number, member): (RoomNumber, MemberId),
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let source = self.source_of(guest)?;
        let room = self.rooms.get_mut(&number).ok_or(Over::NoSeat)?;
        let seat = room.seats.get_mut(&member).ok_or(Over::NoSeat)?;
        let before = std::mem::replace(&mut seat.presence, Presence::Here(guest));
        let former = std::mem::replace(&mut seat.source, source);
        seat.media.begin_anew();
        let told = seat.media.told();
        room.group.come_back(member);
        room.news.here.insert(member);
        self.note(number);
        self.sources.count_one(source, |used| &mut used.members);
        self.sources.give_back(former, |used| &mut used.members);
        self.figures.returned += 1;
        self.take_part(guest, Part::Seated { room: number, member });
        match before {
            Presence::Here(earlier) => self.dismiss(earlier, Over::Replaced, actions),
            Presence::Away { until } => self.timers.clear(until, Timer::Away(number, member)),
        }
        self.tell_seated(guest, (number, member), actions);
        actions.extend(told.into_iter().map(|notice| tell(guest, notice)));
        Ok(())
    }

    /// Tells somebody which seat is theirs and who else is here.
    fn tell_seated(&self, guest: Guest, (number, member): (RoomNumber, MemberId), actions: &mut Vec<Action>) {
        let Some(room) = self.rooms.get(&number) else { return };
        let Some(seat) = room.seats.get(&member) else { return };
        let left = room.ends.map(|ends| ends.at.since(self.now.monotonic).0.div_ceil(1_000));
        let seated = Given {
            member,
            role: seat.role,
            ticket: self.ticket(room, (member, seat), 0),
            rules: room.rules,
            members_at_most: self.members_at_most(),
            seconds_left: left.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX)),
            bits_per_second: self.settings.bits_per_second,
        };
        actions.push(tell(guest, Notice::Seated(seated)));
        actions.push(tell(guest, Notice::Roster(room.roster())));
        if !room.speaking.is_empty() {
            actions.push(tell(guest, Notice::Speaking(room.speaking.clone())));
        }
        if !room.poor.is_empty() {
            actions.push(tell(guest, Notice::Poor(room.poor.clone())));
        }
        if seat.role > Role::Guest && !room.knockers.is_empty() {
            actions.push(tell(guest, Notice::Knocking(room.knocking())));
        }
    }

    /// A socket is closed, and somebody may come back.
    pub(super) fn seat_left(&mut self, speaker: Speaker, actions: &mut Vec<Action>) {
        let Speaker { guest, room: number, member } = speaker;
        let Some(room) = self.rooms.get_mut(&number) else { return };
        let Some(seat) = room.seats.get_mut(&member) else { return };
        // Where they came back by another socket, they are still here.
        if seat.presence != Presence::Here(guest) {
            return;
        }
        let until = self.now.monotonic + Millis::seconds(SEAT_WAITS.into());
        seat.presence = Presence::Away { until };
        room.news.here.insert(member);
        self.timers.set(until, Timer::Away(number, member));
        self.note(number);
        self.change_group(number, actions, |group, tellings| group.lose(member, tellings));
    }

    /// Nobody came back to a seat.
    pub(super) fn seat_lost(&mut self, number: RoomNumber, member: MemberId, actions: &mut Vec<Action>) {
        self.unseat((number, member), Gone::Lost, actions);
    }

    /// Takes a seat away, and the room with the last. Whoever sat there is not told.
    pub(super) fn unseat(
        &mut self,
        (number, member): (RoomNumber, MemberId),
        why: Gone,
        actions: &mut Vec<Action>,
    ) {
        let Some(room) = self.rooms.get_mut(&number) else { return };
        if room.seats.len() == 1 && room.seats.contains_key(&member) {
            return self.close_empty(number, actions);
        }
        let Some(seat) = room.seats.remove(&member) else { return };
        room.speaking.retain(|other| *other != member);
        room.poor.retain(|other| *other != member);
        room.news.here.remove(&member);
        room.news.gone.push((member, why));
        self.note(number);
        self.forget_seat((number, member), &seat);
        actions.push(command(number, Command::Remove(Who { room: number, member })));
        self.change_group(number, actions, |group, tellings| group.take_out(member, tellings));
    }

    /// Ends a room for all who are there, or wait there.
    pub(super) fn close(&mut self, number: RoomNumber, over: Over, actions: &mut Vec<Action>) {
        let Some(room) = self.take_room(number, actions) else { return };
        for guest in room.guests().into_iter().chain(room.knockers.values().map(|knocker| knocker.guest)) {
            self.dismiss(guest, over, actions);
        }
    }

    /// Nobody is left in a room. Those who knock wait for somebody to open it again.
    fn close_empty(&mut self, number: RoomNumber, actions: &mut Vec<Action>) {
        let Some(room) = self.take_room(number, actions) else { return };
        for visitor in room.knockers.into_values() {
            self.wait_early(visitor.guest, room.id, visitor.card);
            actions.push(tell(visitor.guest, Notice::Waits(Waits::ForHost)));
        }
    }

    /// Takes a room out of the tables.
    fn take_room(&mut self, number: RoomNumber, actions: &mut Vec<Action>) -> Option<Room> {
        let room = self.rooms.remove(&number)?;
        self.numbers.remove(&room.id);
        if let Some(due) = room.news.due {
            self.timers.clear(due, Timer::News(number));
        }
        if let Some(due) = room.group.due() {
            self.timers.clear(due, Timer::Group(number));
        }
        if let Some(ends) = room.ends {
            self.timers.clear(ends.due, Timer::Ends(number));
        }
        for (member, seat) in &room.seats {
            self.forget_seat((number, *member), seat);
        }
        for visitor in room.knockers.values() {
            self.timers.clear(visitor.until, Timer::Waits(visitor.guest));
        }
        self.sources.give_back(room.founder, |used| &mut used.rooms);
        actions.push(command(number, Command::End(number)));
        Some(room)
    }

    /// Nothing is waited for, or counted, of a seat any more.
    fn forget_seat(&mut self, (number, member): (RoomNumber, MemberId), seat: &Seat) {
        if let Presence::Away { until } = seat.presence {
            self.timers.clear(until, Timer::Away(number, member));
        }
        if seat.media.show.waiting.is_some() {
            self.timers.clear(seat.media.show.quiet_until, Timer::Show(number, member));
        }
        self.members -= 1;
        self.sources.give_back(seat.source, |used| &mut used.members);
    }

    /// A room ends, or those who are there are warned of it.
    pub(super) fn room_due(&mut self, number: RoomNumber, actions: &mut Vec<Action>) {
        let now = self.now.monotonic;
        let Some(room) = self.rooms.get_mut(&number) else { return };
        let Some(ends) = &mut room.ends else { return };
        if ends.at <= now {
            return self.close(number, Over::TimeUp, actions);
        }
        ends.go_on(now);
        let seconds = u32::try_from(ends.at.since(now).0.div_ceil(1_000)).unwrap_or(u32::MAX);
        self.timers.set(ends.due, Timer::Ends(number));
        room.tell_all(Notice::Ending { seconds }, actions);
    }

    /// Whether there is room for one more member of this source.
    pub(super) fn has_place(&mut self, source: Source) -> Result<(), Over> {
        let each = self.settings.guests_per_source;
        let has_place = self.members < self.settings.members
            && self.sources.has_room(source, |used| &mut used.members, each);
        if has_place { Ok(()) } else { Err(Over::Crowded) }
    }

    /// Whether as many are in a room as may be.
    pub(super) fn is_full(&self, number: RoomNumber) -> bool {
        let most = usize::from(self.members_at_most());
        self.rooms.get(&number).is_none_or(|room| room.seats.len() >= most)
    }

    fn members_at_most(&self) -> u16 {
        self.settings.members_per_room.clamp(1, MEMBERS)
    }
}
