//! What members say about the group of a room. The companion puts it in one order for all, and hands it on.

use heliograph_wire::room::{
    COMMIT_LIMIT, Declined, GROUP_AT_MOST, GroupRequest, MemberId, Notice, Over, PACKAGE_LIMIT, WELCOME_LIMIT,
};

use super::{Rooms, Speaker, Timer};
use crate::doors::RoomNumber;
use crate::rooms::event::Action;
use crate::rooms::group::{Commit, Group, Telling};
use crate::rooms::room::{Seat, tell_all};

impl Rooms {
    pub(super) fn by_group(
        &mut self,
        speaker: Speaker,
        request: GroupRequest,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        if is_too_long(&request) {
            return Err(Over::Mistaken);
        }
        let now = self.now.monotonic;
        let seat = self.seat_mut(speaker).ok_or(Over::NoSeat)?;
        if !seat.pace.counts(now, &request) {
            self.decline(speaker.guest, Declined::TooOften, actions);
            return Ok(());
        }
        let Speaker { room: number, member, .. } = speaker;
        match request {
            GroupRequest::Join { package } => {
                self.change_group(number, actions, |group, tellings| {
                    group.join(member, package, now, tellings);
                });
            }
            GroupRequest::Commit { epoch, bytes, mut welcome } => {
                if let Some(welcome) = &mut welcome {
                    welcome.joiners.retain(|joiner| self.is_present(number, *joiner));
                }
                let commit = Commit { by: member, epoch: epoch.number, bytes };
                let counts = self.change_group(number, actions, |group, tellings| {
                    group.commit(epoch.group, commit, welcome, tellings)
                });
                self.figures.committed += u64::from(counts == Some(true));
            }
            GroupRequest::Reached(epoch) => {
                self.change_group(number, actions, |group, tellings| group.reached(member, epoch, tellings));
            }
            GroupRequest::Resume(epoch) => {
                self.change_group(number, actions, |group, tellings| group.resume(member, epoch, tellings));
            }
        }
        Ok(())
    }

    /// Nobody came back with the group of an earlier process.
    pub(super) fn wait_no_more(&mut self, number: RoomNumber, actions: &mut Vec<Action>) {
        self.change_group(number, actions, Group::wait_no_more);
    }

    /// Does something with a room's group, and tells what comes of it.
    pub(super) fn change_group<T>(
        &mut self,
        number: RoomNumber,
        actions: &mut Vec<Action>,
        change: impl FnOnce(&mut Group, &mut Vec<Telling>) -> T,
    ) -> Option<T> {
        let room = self.rooms.get_mut(&number)?;
        let (before, mut tellings) = (room.group.due(), Vec::new());
        let changed = change(&mut room.group, &mut tellings);
        if let Some(due) = before {
            self.timers.clear(due, Timer::Group(number));
        }
        if let Some(due) = room.group.due() {
            self.timers.set(due, Timer::Group(number));
        }
        for Telling { to, notice } in tellings {
            let guests = to.iter().filter_map(|member| room.seats.get(member).and_then(Seat::guest));
            tell_all(guests.collect(), Notice::Group(notice), actions);
        }
        Some(changed)
    }

    /// Whether somebody has a seat in a room, and their socket is there.
    fn is_present(&self, number: RoomNumber, member: MemberId) -> bool {
        let seat = self.rooms.get(&number).and_then(|room| room.seats.get(&member));
        seat.and_then(Seat::guest).is_some()
    }
}

fn is_too_long(request: &GroupRequest) -> bool {
    match request {
        GroupRequest::Join { package } => package.reveal().len() > PACKAGE_LIMIT,
        GroupRequest::Commit { bytes, welcome, .. } => {
            bytes.reveal().len() > COMMIT_LIMIT
                || welcome.as_ref().is_some_and(|welcome| {
                    welcome.joiners.len() > GROUP_AT_MOST || welcome.bytes.reveal().len() > WELCOME_LIMIT
                })
        }
        GroupRequest::Reached(_) | GroupRequest::Resume(_) => false,
    }
}
