//! What passes between members and the unit.

use heliograph_machine::Rate;
use heliograph_wire::room::{MemberId, Notice, Over, TILES_AT_MOST, Tile};
use heliograph_wire::{Millis, Private};

use super::{Rooms, Speaker, Timer, command, tell};
use crate::doors::{Answer, Command, Happened, RoomNumber, Who};
use crate::rooms::event::Action;
use crate::rooms::media::{Media, Offered};
use crate::rooms::room::Seat;

/// How many offers of one member reach the unit: each costs it work.
const OFFERS: Rate = Rate::per_minute(30);

/// For so long after somebody said what is on show it waits for what they say next.
const SHOWS: Millis = Millis(100);

impl Rooms {
    /// Leads an offer to the unit, one at a time. Where there are several, the newest counts.
    pub(super) fn offer(
        &mut self,
        speaker: Speaker,
        number: u32,
        sdp: Private<String>,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let now = self.now.monotonic;
        let seat = self.seat_mut(speaker).ok_or(Over::NoSeat)?;
        if !seat.media.is_next(number) {
            return Err(Over::Mistaken);
        }
        let (source, taken) = (seat.source, seat.media.offers.take(now, OFFERS));
        let rate = Rate::per_minute(self.settings.offers_per_minute);
        let taken = taken.and_then(|()| self.sources.take(source, |used| &mut used.offers, rate, now));
        if taken.is_err() {
            self.figures.declined += 1;
            actions.push(tell(speaker.guest, Notice::Refused { number }));
            return Ok(());
        }
        let Some(media) = self.media(Who { room: speaker.room, member: speaker.member }) else {
            return Ok(());
        };
        let offered = media.offer(Offered { guest: speaker.guest, number, sdp });
        self.lead(speaker.room, speaker.member, offered, actions);
        Ok(())
    }

    /// What a member wants on show: at once, but not all the time.
    pub(super) fn show(
        &mut self,
        speaker: Speaker,
        tiles: Vec<Tile>,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        if !tiles.iter().all(|tile| usize::from(tile.section) < TILES_AT_MOST) {
            return Err(Over::Mistaken);
        }
        let now = self.now.monotonic;
        let Speaker { room, member, .. } = speaker;
        let show = &mut self.seat_mut(speaker).ok_or(Over::NoSeat)?.media.show;
        if show.quiet_until <= now {
            show.quiet_until = now + SHOWS;
            actions.push(command(room, Command::Show { who: Who { room, member }, tiles }));
        } else {
            let due = show.quiet_until;
            if show.waiting.replace(tiles).is_none() {
                self.timers.set(due, Timer::Show(room, member));
            }
        }
        Ok(())
    }

    pub(super) fn show_waiting(&mut self, room: RoomNumber, member: MemberId, actions: &mut Vec<Action>) {
        let now = self.now.monotonic;
        let Some(media) = self.media(Who { room, member }) else { return };
        if let Some(tiles) = media.show.waiting.take() {
            media.show.quiet_until = now + SHOWS;
            actions.push(command(room, Command::Show { who: Who { room, member }, tiles }));
        }
    }

    /// What happened at the unit, for those whom it concerns.
    pub(super) fn happened(&mut self, happened: Happened, actions: &mut Vec<Action>) {
        match happened {
            Happened::Answered { who, number, answer } => self.answered(who, number, answer, actions),
            Happened::Voices { who, voices } => {
                let Some(media) = self.media(who) else { return };
                media.hear_voices(&voices);
                self.tell_member(who, Notice::Voices(voices), actions);
            }
            Happened::Wanted { who, pictures } => {
                let Some(media) = self.media(who) else { return };
                media.hear_wanted(&pictures);
                self.tell_member(who, Notice::Wanted(pictures), actions);
            }
            Happened::Short { who, tiles } => {
                let Some(media) = self.media(who) else { return };
                media.hear_short(&tiles);
                self.tell_member(who, Notice::Short(tiles), actions);
            }
            Happened::Speaking { room, mut members } => {
                let Some(room) = self.rooms.get_mut(&room) else { return };
                members.retain(|member| room.seats.contains_key(member));
                room.speaking.clone_from(&members);
                room.tell_all(Notice::Speaking(members), actions);
            }
            Happened::Poor { room, mut members } => {
                let Some(room) = self.rooms.get_mut(&room) else { return };
                members.retain(|member| room.seats.contains_key(member));
                room.poor.clone_from(&members);
                room.tell_all(Notice::Poor(members), actions);
            }
        }
    }

    fn answered(&mut self, who: Who, serial: u32, answer: Answer, actions: &mut Vec<Action>) {
        let Some(media) = self.media(who) else { return };
        let answered = media.answered(serial);
        let next = media.next();
        let here = self.guest_of(who);
        if let Some((guest, number)) = answered.filter(|(guest, _)| here == Some(*guest)) {
            let notice = match answer {
                Answer::Taken(sdp) => Notice::Answer { number, sdp },
                Answer::Refused => Notice::Refused { number },
            };
            actions.push(tell(guest, notice));
        }
        self.lead(who.room, who.member, next, actions);
    }

    fn lead(
        &self,
        room: RoomNumber,
        member: MemberId,
        offer: Option<(u32, Private<String>)>,
        actions: &mut Vec<Action>,
    ) {
        let Some((number, sdp)) = offer else { return };
        let (who, bits_per_second) = (Who { room, member }, self.settings.bits_per_second);
        actions.push(command(room, Command::Offer { who, number, sdp, bits_per_second }));
    }

    fn tell_member(&self, who: Who, notice: Notice, actions: &mut Vec<Action>) {
        if let Some(guest) = self.guest_of(who) {
            actions.push(tell(guest, notice));
        }
    }

    fn guest_of(&self, who: Who) -> Option<crate::rooms::event::Guest> {
        self.rooms.get(&who.room)?.seats.get(&who.member).and_then(Seat::guest)
    }

    fn media(&mut self, who: Who) -> Option<&mut Media> {
        Some(&mut self.rooms.get_mut(&who.room)?.seats.get_mut(&who.member)?.media)
    }
}
