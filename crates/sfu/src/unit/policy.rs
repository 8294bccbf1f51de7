use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use heliograph_wire::room::{Layer, MemberId, RIDS, Source, Tile, Upstream as Watched, Voice};

use super::Unit;
use super::stream::assumed;
use crate::doors::{Happened, RoomNumber, Who};
use crate::forward::allot::{Line, Offered, READY_FOR, Wish, probed};
use crate::forward::projection::Target;
use crate::forward::upstream::{Layers, Upstream};
use crate::peer::{Report, Section, Sound, Track};

/// How often it is said whose connection is poor.
const JUDGED_EACH: Duration = Duration::from_secs(2);

/// Whoever made for many key frames asks for the next so much later.
const PUT_OFF: Duration = Duration::from_millis(500);

/// What one voice takes of a line, in bits in a second, with what is around it.
const VOICE: u64 = 60_000;

/// While somebody is short of something, their line is filled to so many hundredths of what it is known to carry: an
/// estimate stands on what comes, and falls far below what the line carries where little is sent on it.
const FILLED_TO: u64 = 85;

/// On a line that carries less than this, sound needs what there is.
const FILLED_FROM: u64 = 200_000;

const ALL_LAYERS: u8 = u8::MAX;

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
    fn watchers_of(&self, who: Who, source: Source) -> Vec<usize> {
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
        for (member, place) in &places {
            soonest(&mut due, self.look_upstream(room, Who { room: number, member: *member }, *place));
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

    /// Gives voices to the sections of one member.
    fn reseat(&mut self, room: usize, who: Who, place: usize) {
        let Some(known) = self.rooms.get(room) else { return };
        let others: Vec<MemberId> = known
            .speakers
            .voices()
            .iter()
            .copied()
            .filter(|mouth| known.owner(*mouth).is_some_and(|(owner, _)| owner != who.member))
            .collect();
        // Nobody has this number: the member's own were left out above.
        let nobody = MemberId(u16::MAX);
        let Some(connection) = self.connection(place) else { return };
        let changed = connection.seats.seat(nobody, &others);
        let seated = *connection.seats.sections();
        let mut owners: Vec<Option<(MemberId, Sound)>> = Vec::new();
        for mouth in seated {
            owners.push(mouth.and_then(|mouth| self.rooms.get(room).and_then(|known| known.owner(mouth))));
        }
        for (section, owner) in owners.iter().enumerate() {
            let section = section as u8;
            let stream = owner.and_then(|(member, sound)| {
                let place = self.other(who.room, member)?;
                self.connection(place)?.stream(Track::Sound(sound))
            });
            let Some(connection) = self.connection(place) else { return };
            let target = stream.map(|stream| Target { stream, spatial: u8::MAX, temporal: u8::MAX });
            if let Some(lane) = connection.lane(Section::Voice(section)) {
                lane.projection.aim(target);
            }
            self.follow(place, Section::Voice(section));
        }
        if !changed.is_empty() {
            let voice = |section: u8| Voice {
                section,
                member: owners[usize::from(section)].map(|(member, _)| member),
            };
            let voices = changed.into_iter().map(voice).collect();
            self.happened.push(Happened::Voices { who, voices });
        }
    }

    /// Says what one member gets of what they have on show.
    fn allot(&mut self, number: RoomNumber, place: usize) {
        let now = self.now();
        let Some(member) = self.members.get(place) else { return };
        let (who, tiles) = (member.who, member.tiles.clone());
        let offered: Vec<Vec<Offered>> = tiles.iter().map(|tile| self.layers(number, place, tile)).collect();
        let wishes: Vec<Wish<'_>> = tiles
            .iter()
            .zip(&offered)
            .map(|(tile, layers)| Wish {
                section: tile.section,
                height: tile.height,
                weight: tile.weight,
                layers,
            })
            .collect();
        let most = self.settings.limits.bits_per_member;
        let Some(connection) = self.connection(place).filter(|known| known.is_connected) else { return };
        let estimate = if connection.is_silent(now) { 0 } else { connection.line.bits().min(most) };
        let voices = connection.seats.sections().iter().flatten().count() as u64;
        let allotment = connection.allotter.allot(now, Line { estimate, sound: voices * VOICE }, &wishes);
        if !wishes.is_empty() {
            let is_short = allotment.sections.iter().any(|allotted| allotted.short);
            let (wish, least) = if estimate < FILLED_FROM {
                (probed(allotment.desired, estimate), 0)
            } else {
                (allotment.desired.max(READY_FOR), u64::from(is_short) * estimate * FILLED_TO / 100)
            };
            connection.wished = if is_short { allotment.desired.min(most) } else { 0 };
            connection.peer.wish(wish.min(most), least);
        }
        if let Some(again) = allotment.again {
            connection.allot_by(again);
        }
        let mut targets = BTreeMap::new();
        let mut short = Vec::new();
        for (allotted, tile) in allotment.sections.iter().zip(&tiles) {
            if allotted.choice.is_none() && allotted.short {
                short.push(*tile);
            }
            let target = allotted.choice.and_then(|choice| {
                let stream = self.picture(self.other(number, tile.member)?, tile.source, choice.layer)?;
                Some(Target { stream, spatial: u8::MAX, temporal: choice.temporal })
            });
            targets.insert(allotted.section, target);
        }
        self.aim(place, &targets);
        let Some(connection) = self.connection(place) else { return };
        if connection.short != short {
            connection.short.clone_from(&short);
            self.happened.push(Happened::Short { who, tiles: short });
        }
        self.soil(place);
    }

    /// Aims the lanes of a member's pictures.
    fn aim(&mut self, place: usize, targets: &BTreeMap<u8, Option<Target>>) {
        let now = self.now();
        let Some(lanes) = self.connection(place).map(|connection| connection.pictures.len()) else { return };
        for section in 0..lanes as u8 {
            let target = targets.get(&section).copied().flatten();
            let Some(lane) =
                self.connection(place).and_then(|connection| connection.lane(Section::Picture(section)))
            else {
                continue;
            };
            let rests = lane.shed_until.filter(|until| now < *until);
            lane.shed_until = rests;
            lane.projection.aim(target.filter(|_| rests.is_none()));
            let awaited = lane.awaits(now);
            let is_put_off = awaited.is_none() && lane.projection.awaits_key().is_some();
            self.follow(place, Section::Picture(section));
            if let Some(until) = rests
                && let Some(connection) = self.connection(place)
            {
                connection.allot_by(until);
            }
            if is_put_off && let Some(connection) = self.connection(place) {
                connection.allot_by(now + PUT_OFF);
            }
            if let Some(awaited) = awaited {
                self.need_key_frame(awaited);
            }
        }
    }

    /// What there is of a picture that can be sent to a member, the smallest first.
    fn layers(&self, number: RoomNumber, receiver: usize, tile: &Tile) -> Vec<Offered> {
        let sender = self.other(number, tile.member).filter(|sender| *sender != receiver);
        let Some(connection) = sender.and_then(|sender| self.members.get(sender)?.connection.as_ref()) else {
            return Vec::new();
        };
        let Some(peer) =
            self.members.get(receiver).and_then(|member| Some(&member.connection.as_ref()?.peer))
        else {
            return Vec::new();
        };
        let mut offered: Vec<(bool, Offered)> = Vec::new();
        for (track, stream) in &connection.streams {
            let (Track::Picture(source, layer), Some(stream)) = (track, self.streams.get(stream)) else {
                continue;
            };
            if *source != tile.source || !peer.speaks(stream.format) {
                continue;
            }
            let (comes, bits) = (stream.meter.bits(self.now()).is_some(), stream.meter.measured());
            offered.push((comes, Offered { layer: layer.0, height: assumed(*source, *layer).0, bits }));
        }
        // A picture of which nothing comes stands still, as screens do. It may move at any time.
        let stands_still = offered.iter().all(|(comes, _)| !comes);
        offered.retain(|(comes, _)| *comes || stands_still);
        let mut offered: Vec<Offered> = offered.into_iter().map(|(_, offered)| offered).collect();
        offered.sort_by_key(|offered| offered.layer);
        offered
    }

    /// Looks after what one member sends: which layers are watched, and key frames that did not come. Says when to come
    /// back.
    fn look_upstream(&mut self, room: usize, who: Who, place: usize) -> Option<Instant> {
        let now = self.now();
        let mut due = None;
        let streams = self.connection(place)?.streams.clone();
        let mut watched: BTreeMap<Source, Layers> = BTreeMap::new();
        let mut turned = Vec::new();
        for (track, number) in streams {
            let Track::Picture(source, layer) = track else { continue };
            let Some(stream) = self.streams.get_mut(&number) else { continue };
            let is_watched = !stream.watchers.is_empty();
            if stream.comes != stream.meter.bits(now).is_some() {
                stream.comes = !stream.comes;
                turned.push(source);
            }
            let layers = watched.entry(source).or_default();
            if is_watched {
                stream.meter.asked(now);
                *layers = layers.with(layer.0);
            } else {
                stream.meter.unasked();
                stream.keyframes.forget();
            }
            soonest(&mut due, stream.meter.missed_at().filter(|_| stream.comes));
            let ask = stream.keyframes.tick(now);
            soonest(&mut due, stream.keyframes.deadline());
            if ask {
                self.ask_key_frame(number);
            }
        }
        for source in turned {
            self.watchers_of(who, source).into_iter().for_each(|watcher| self.allot_soon(watcher));
        }
        let known = self.rooms.get_mut(room)?;
        let mut pictures = Vec::new();
        for (source, layers) in watched {
            let upstream = known.upstreams.entry((who.member, source)).or_insert_with(|| {
                // Pages begin with all of them, and those who are going to watch say so in a moment.
                let mut upstream = Upstream::default();
                upstream.watch(now, Layers(ALL_LAYERS));
                upstream
            });
            if let Some(wanted) = upstream.watch(now, layers) {
                let layers = wanted.iter().filter(|layer| *layer < of(source)).map(Layer).collect();
                pictures.push(Watched { source, layers });
            }
            soonest(&mut due, upstream.deadline());
        }
        if !pictures.is_empty() {
            self.happened.push(Happened::Wanted { who, pictures });
        }
        due
    }
}

/// The layers that there may be of a picture.
const fn of(source: Source) -> u8 {
    match source {
        Source::Camera => RIDS.len() as u8,
        Source::Screen => 1,
    }
}

fn soonest(due: &mut Option<Instant>, at: Option<Instant>) {
    *due = [*due, at].into_iter().flatten().min();
}
