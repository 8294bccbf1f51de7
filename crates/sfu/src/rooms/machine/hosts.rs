//! What hosts and co-hosts do.

use heliograph_wire::control::Switch;
use heliograph_wire::room::{Declined, Gone, Hand, MemberId, Notice, Over, Part, Request, Role, Rules};

use super::{Rooms, Speaker, tell};
use crate::doors::{RoomNumber, Who};
use crate::rooms::event::{Action, Guest};
use crate::rooms::room::{Told, tell_all};

impl Rooms {
    /// Does what a host asks for, and says so where it cannot be done.
    pub(super) fn by_host(&mut self, speaker: Speaker, request: Request, actions: &mut Vec<Action>) {
        if let Err(declined) = self.moderate(speaker, request, actions) {
            self.decline(speaker.guest, declined, actions);
        }
    }

    fn moderate(
        &mut self,
        speaker: Speaker,
        request: Request,
        actions: &mut Vec<Action>,
    ) -> Result<(), Declined> {
        let own = self.role_of(speaker.room, speaker.member)?;
        if own == Role::Guest {
            return Err(Declined::NotYours);
        }
        match request {
            Request::Admit(member) => self.admit(speaker, member, actions),
            Request::AdmitAll => self.admit_all(speaker, actions),
            Request::Deny(member) => self.deny(speaker, member, actions),
            Request::Remove(member) => {
                if self.role_of(speaker.room, member)? >= own {
                    return Err(Declined::NotYours);
                }
                self.remove(speaker.room, member, actions);
            }
            Request::AskToMute(member) => {
                self.role_of(speaker.room, member)?;
                self.ask_to_mute(speaker, |other| other == member, actions)?;
            }
            Request::AskAllToMute => self.ask_to_mute(speaker, |other| other != speaker.member, actions)?,
            Request::StopShare(member) => self.stop_share(speaker, member, actions)?,
            Request::Lower(member) => {
                self.role_of(speaker.room, member)?;
                self.change_seat(Speaker { member, ..speaker }, |seat| seat.hand = Hand::Down);
            }
            Request::Appoint(member, role) => {
                let theirs = self.role_of(speaker.room, member)?;
                if own != Role::Host || theirs == Role::Host {
                    return Err(Declined::NotYours);
                }
                self.appoint(speaker.room, member, role, actions);
            }
            Request::Rule(rules) => self.rule(speaker.room, rules, actions),
            Request::End => self.close(speaker.room, Over::Ended, actions),
            // What needs no host is done elsewhere.
            _ => return Err(Declined::NotYours),
        }
        Ok(())
    }

    fn role_of(&self, number: RoomNumber, member: MemberId) -> Result<Role, Declined> {
        let room = self.rooms.get(&number).ok_or(Declined::NobodyThere)?;
        room.seats.get(&member).map(|seat| seat.role).ok_or(Declined::NobodyThere)
    }

    fn remove(&mut self, number: RoomNumber, member: MemberId, actions: &mut Vec<Action>) {
        let Some(room) = self.rooms.get_mut(&number) else { return };
        let Some(seat) = room.seats.get(&member) else { return };
        let (guest, source) = (seat.guest(), seat.source);
        room.watch(source);
        room.revoke_editions();
        self.unseat((number, member), Gone::Removed, actions);
        if let Some(guest) = guest {
            self.dismiss(guest, Over::Removed, actions);
        }
    }

    /// Asks those to switch the microphone off who have it on.
    fn ask_to_mute(
        &mut self,
        speaker: Speaker,
        is_asked: impl Fn(MemberId) -> bool,
        actions: &mut Vec<Action>,
    ) -> Result<(), Declined> {
        self.count_talk(speaker, 0)?;
        let room = self.rooms.get(&speaker.room).ok_or(Declined::NobodyThere)?;
        let asked = room
            .seats
            .iter()
            .filter(|(member, seat)| is_asked(**member) && seat.part.microphone == Switch::On);
        let guests: Vec<Guest> = asked.filter_map(|(_, seat)| seat.guest()).collect();
        tell_all(guests, Notice::MuteAsked { by: speaker.member }, actions);
        Ok(())
    }

    fn stop_share(
        &mut self,
        speaker: Speaker,
        member: MemberId,
        actions: &mut Vec<Action>,
    ) -> Result<(), Declined> {
        let room = self.rooms.get(&speaker.room).ok_or(Declined::NobodyThere)?;
        let seat = room.seats.get(&member).ok_or(Declined::NobodyThere)?;
        if seat.part.screen == Switch::Off {
            return Ok(());
        }
        let part = Part { screen: Switch::Off, ..seat.part };
        actions.extend(seat.guest().map(|guest| tell(guest, Notice::ShareStopped { by: speaker.member })));
        self.take_away(Who { room: speaker.room, member }, part, actions);
        Ok(())
    }

    fn appoint(&mut self, number: RoomNumber, member: MemberId, role: Role, actions: &mut Vec<Action>) {
        let Some(room) = self.rooms.get_mut(&number) else { return };
        let Some(seat) = room.seats.get_mut(&member).filter(|seat| seat.role != role) else { return };
        let before = std::mem::replace(&mut seat.role, role);
        room.news.here.insert(member);
        if role < before {
            room.revoke_editions();
        } else {
            room.change_edition();
        }
        if before == Role::Guest && !room.knockers.is_empty() {
            room.news.knocking = Told::AsItWas;
        }
        self.note(number);
        self.hold_to_rules(number, actions);
    }

    /// Other rules hold from now on.
    pub(super) fn rule(&mut self, number: RoomNumber, rules: Rules, actions: &mut Vec<Action>) {
        let Some(room) = self.rooms.get_mut(&number).filter(|room| room.rules != rules) else { return };
        room.rules = rules;
        room.change_edition();
        room.news.rules = Told::AsItWas;
        self.note(number);
        self.hold_to_rules(number, actions);
        if rules.lobby == Switch::Off {
            self.open_door(number, actions);
        }
    }

    /// Takes away what guests put in and may not.
    fn hold_to_rules(&mut self, number: RoomNumber, actions: &mut Vec<Action>) {
        let Some(room) = self.rooms.get(&number) else { return };
        let changed =
            room.seats.iter().map(|(member, seat)| (*member, seat.permitted(seat.part, room.rules)));
        for (member, part) in changed.collect::<Vec<_>>() {
            self.take_away(Who { room: number, member }, part, actions);
        }
    }
}
