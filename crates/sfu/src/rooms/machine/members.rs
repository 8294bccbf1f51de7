//! What members say.

use heliograph_machine::Quota;
use heliograph_wire::room::{
    Audience, Declined, Gone, Hand, MemberId, Notice, Over, Part, Request, SAID_LIMIT, SDP_LIMIT,
    TILES_AT_MOST,
};
use heliograph_wire::{Millis, Private};

use super::{Rooms, Speaker, command, tell, welcome::checked};
use crate::doors::{Command, Who};
use crate::rooms::event::Action;
use crate::rooms::room::{Seat, tell_all};

/// How much one member says to others: lines of a chat, quickly written, and signs of applause.
const TALK: Quota = Quota { within: Millis::seconds(10), messages: 30, bytes: 32 * 1024 };

impl Rooms {
    pub(super) fn by_member(
        &mut self,
        speaker: Speaker,
        request: Request,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        match request {
            Request::Offer { number, sdp } if sdp.reveal().len() <= SDP_LIMIT => {
                return self.offer(speaker, number, sdp, actions);
            }
            Request::Show(tiles) if tiles.len() <= TILES_AT_MOST => {
                return self.show(speaker, tiles, actions);
            }
            Request::Say { to, bytes } if bytes.reveal().len() <= SAID_LIMIT => {
                self.say(speaker, to, bytes, actions);
            }
            Request::Group(request) => return self.by_group(speaker, request, actions),
            Request::Put(part) => self.put(speaker, part, actions),
            Request::Raise(hand) => self.raise(speaker, hand),
            Request::Rename(card) => {
                let card = checked(card)?;
                self.change_seat(speaker, |seat| seat.card = card);
            }
            Request::Leave => {
                self.unseat((speaker.room, speaker.member), Gone::Left, actions);
                self.dismiss(speaker.guest, Over::Left, actions);
            }
            Request::Admit(_)
            | Request::AdmitAll
            | Request::Deny(_)
            | Request::Remove(_)
            | Request::AskToMute(_)
            | Request::AskAllToMute
            | Request::StopShare(_)
            | Request::Lower(_)
            | Request::Appoint(..)
            | Request::Rule(_)
            | Request::End => self.by_host(speaker, request, actions),
            // What is too long, and what is for those who have no seat yet.
            Request::Offer { .. }
            | Request::Show(_)
            | Request::Say { .. }
            | Request::Open(_)
            | Request::Knock { .. }
            | Request::Return { .. } => return Err(Over::Mistaken),
        }
        Ok(())
    }

    /// Says something to everybody else, or to one of them.
    fn say(
        &mut self,
        speaker: Speaker,
        to: Option<MemberId>,
        bytes: Private<Vec<u8>>,
        actions: &mut Vec<Action>,
    ) {
        if let Err(declined) = self.count_talk(speaker, bytes.reveal().len()) {
            return self.decline(speaker.guest, declined, actions);
        }
        self.figures.said += 1;
        // Nobody hears somebody of whom they have not heard.
        self.tell_news(speaker.room, actions);
        let Some(room) = self.rooms.get(&speaker.room) else { return };
        let from = speaker.member;
        let Some(to) = to else {
            return tell_all(
                room.others(from),
                Notice::Said { from, to: Audience::Everybody, bytes },
                actions,
            );
        };
        match room.seats.get(&to).and_then(Seat::guest) {
            Some(guest) => actions.push(tell(guest, Notice::Said { from, to: Audience::Alone, bytes })),
            None => self.decline(speaker.guest, Declined::NobodyThere, actions),
        }
    }

    /// Counts what somebody makes others hear.
    pub(super) fn count_talk(&mut self, speaker: Speaker, bytes: usize) -> Result<(), Declined> {
        let now = self.now.monotonic;
        let seat = self.seat_mut(speaker).ok_or(Declined::NobodyThere)?;
        if seat.talk.counts(now, bytes, TALK) { Ok(()) } else { Err(Declined::TooOften) }
    }

    /// Puts something in, as far as the rules let them.
    fn put(&mut self, speaker: Speaker, part: Part, actions: &mut Vec<Action>) {
        let Some(room) = self.rooms.get(&speaker.room) else { return };
        let Some(seat) = room.seats.get(&speaker.member) else { return };
        let permitted = seat.permitted(part, room.rules);
        self.change_seat(speaker, |seat| seat.part = permitted);
        if permitted != part {
            self.decline(speaker.guest, Declined::AgainstRules, actions);
        }
        let who = Who { room: speaker.room, member: speaker.member };
        actions.push(command(who.room, Command::Let { who, part: permitted }));
    }

    /// Takes away what a member put in.
    pub(super) fn take_away(&mut self, who: Who, part: Part, actions: &mut Vec<Action>) {
        let Some(room) = self.rooms.get_mut(&who.room) else { return };
        let Some(seat) = room.seats.get_mut(&who.member).filter(|seat| seat.part != part) else { return };
        seat.part = part;
        room.news.here.insert(who.member);
        self.note(who.room);
        actions.push(command(who.room, Command::Let { who, part }));
    }

    fn raise(&mut self, speaker: Speaker, hand: Hand) {
        let Some(room) = self.rooms.get_mut(&speaker.room) else { return };
        let Some(seat) = room.seats.get_mut(&speaker.member) else { return };
        seat.hand = match (seat.hand, hand) {
            (_, Hand::Down) => Hand::Down,
            (Hand::Up(number), Hand::Up(_)) => Hand::Up(number),
            (Hand::Down, Hand::Up(_)) => {
                room.hands = room.hands.saturating_add(1);
                Hand::Up(room.hands)
            }
        };
        room.news.here.insert(speaker.member);
        self.note(speaker.room);
    }

    /// Changes something of a member that all are told of.
    pub(super) fn change_seat(&mut self, speaker: Speaker, change: impl FnOnce(&mut Seat)) {
        let Some(room) = self.rooms.get_mut(&speaker.room) else { return };
        let Some(seat) = room.seats.get_mut(&speaker.member) else { return };
        change(seat);
        room.news.here.insert(speaker.member);
        self.note(speaker.room);
    }

    pub(super) fn seat_mut(&mut self, speaker: Speaker) -> Option<&mut Seat> {
        self.rooms.get_mut(&speaker.room)?.seats.get_mut(&speaker.member)
    }
}
