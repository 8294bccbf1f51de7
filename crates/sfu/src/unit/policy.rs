use std::time::{Duration, Instant};

use heliograph_wire::room::{MemberId, Source};

use super::Unit;
use crate::doors::{Happened, Who};
use crate::peer::{Report, Track};

/// How often it is said whose connection is poor.
const JUDGED_EACH: Duration = Duration::from_secs(2);

impl Unit {
    /// What a member may put in is something else.
    pub(super) fn part_changed(&mut self, place: usize) {
        let Some(member) = self.members.get(place) else { return };
        let Some(connection) = &member.connection else { return };
        let stopped: Vec<u32> = connection
            .streams
            .iter()
            .filter(|(track, _)| !member.may(*track))
            .map(|(_, number)| *number)
            .collect();
        for number in &stopped {
            self.drop_stream(*number);
        }
        if let Some(connection) = self.connection(place) {
            connection.streams.retain(|(_, number)| !stopped.contains(number));
        }
        self.room_due(place, self.now());
    }

    /// A stream came that was not there before.
    pub(super) fn stream_came(&mut self, place: usize, track: Track) {
        let now = self.now();
        let Some(who) = self.members.get(place).map(|member| member.who) else { return };
        match track {
            Track::Sound(_) => {
                if let Some(room) = self.room_of(place) {
                    room.reseat = true;
                }
            }
            Track::Picture(source, _) => {
                self.watchers_of(who, source).into_iter().for_each(|watcher| self.allot_soon(watcher));
            }
        }
        self.room_due(place, now);
    }

    /// The places of those who have a picture on show.
    pub(super) fn watchers_of(&self, who: Who, source: Source) -> Vec<usize> {
        let Some(room) = self.numbers.get(&who.room).and_then(|room| self.rooms.get(*room)) else {
            return Vec::new();
        };
        let shows = |place: &usize| {
            let tiles = self.members.get(*place).map_or(&[][..], |member| &member.tiles[..]);
            tiles.iter().any(|tile| tile.member == who.member && tile.source == source)
        };
        room.members.values().copied().filter(shows).collect()
    }

    /// A member's line is like this.
    pub(super) fn reported(&mut self, place: usize, report: Report) {
        let now = self.now();
        let Some(connection) = self.connection(place) else { return };
        let before = connection.line.bits();
        connection.line.reported(report);
        if let Some(bits) = connection.line.doubt(connection.wished) {
            connection.peer.estimate(bits);
        }
        // What differs by little changes nothing.
        if connection.line.bits().abs_diff(before) > before / 32 {
            connection.allot_by(now);
            self.room_due(place, now);
        }
    }

    /// Looks after a room: what is due of all that is decided a few times in a second, and not for each packet.
    pub(super) fn tick(&mut self, room: usize) {
        let now = self.now();
        let Some(known) = self.rooms.get_mut(room) else { return };
        (known.due, known.ticked) = (None, Some(now));
        let number = known.number;
        let changed = known.speakers.judge(now);
        let reseat = std::mem::take(&mut known.reseat) || changed.voices;
        if changed.speaking {
            let members = known.speaking();
            self.happened.push(Happened::Speaking { room: number, members });
        }
        let places: Vec<(MemberId, usize)> =
            known.members.iter().map(|(member, place)| (*member, *place)).collect();
        let mut due = known.speakers.deadline();
        for (member, place) in &places {
            if reseat {
                self.reseat(room, Who { room: number, member: *member }, *place);
            }
            let Some(connection) = self.connection(*place) else { continue };
            if connection.allot_at.is_some_and(|at| at <= now) {
                connection.allot_at = None;
                self.allot(number, *place);
            }
            soonest(&mut due, self.connection(*place).and_then(|connection| connection.allot_at));
        }
        let on_show = self.on_show(&places);
        for (member, place) in &places {
            let who = Who { room: number, member: *member };
            soonest(&mut due, self.look_upstream(room, who, *place, &on_show));
        }
        soonest(&mut due, self.judge_lines(room, &places));
        if let Some(at) = due {
            self.due(room, at);
        }
    }

    /// Says whose connection is poor, where that changed.
    fn judge_lines(&mut self, room: usize, places: &[(MemberId, usize)]) -> Option<Instant> {
        let now = self.now();
        let known = self.rooms.get(room)?;
        if known.judged.is_some_and(|judged| now < judged + JUDGED_EACH) {
            return known.judged.map(|judged| judged + JUDGED_EACH);
        }
        let is_poor = |place: usize| {
            let connection = self.members.get(place).and_then(|member| member.connection.as_ref());
            connection
                .is_some_and(|known| known.is_connected && (known.line.is_poor() || known.is_silent(now)))
        };
        let poor: Vec<MemberId> =
            places.iter().filter(|(_, place)| is_poor(*place)).map(|(member, _)| *member).collect();
        let known = self.rooms.get_mut(room)?;
        known.judged = Some(now);
        if known.poor != poor {
            known.poor.clone_from(&poor);
            self.happened.push(Happened::Poor { room: self.rooms.get(room)?.number, members: poor });
        }
        Some(now + JUDGED_EACH)
    }
}

pub(super) fn soonest(due: &mut Option<Instant>, at: Option<Instant>) {
    *due = [*due, at].into_iter().flatten().min();
}
