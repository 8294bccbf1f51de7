use std::time::Instant;

use heliograph_wire::room::Source;

use super::Unit;
use super::bucket::Bucket;
use super::counters::Counters;
use super::member::{Connection, Member};
use super::slab::Slab;
use super::stream::{Stream, seen};
use crate::forward::facts::{Facts, Seen};
use crate::forward::projection::Verdict;
use crate::peer::{Packet, Section, Sent, Track};

/// A packet that says nothing of how loud it is, is taken for a voice of middling loudness.
const LEVEL_UNSAID: u8 = 50;

/// No payload is longer. The longest frame of Opus has 1,276 bytes with what says how it is made (RFC 6716, section 3.2),
/// and browsers make packets of pictures shorter than that. What goes out again has to fit into what networks carry,
/// with the extensions and the tag that are ours, and into the engine's buffer.
const LONGEST_PAYLOAD: usize = 1_300;

/// Nor is a descriptor: three spatial layers with three temporal ones each, and how large they are, take less.
const LONGEST_DESCRIPTOR: usize = 128;

/// Bytes that stay free for sound where packets wait.
const FOR_SOUND: usize = 16 * 1024;

/// Whether there is room for a picture: hundredths of what may go out at once that have to be left.
const LEFT_FOR_PICTURES: u64 = 25;
const LEFT_FOR_SOUND: u64 = 2;

/// What came of a packet at a lane.
#[derive(Default)]
struct Passed {
    /// What the lane is made of is another stream now.
    turned: bool,
    /// What the lane is to be made of cannot begin.
    awaits: Option<u32>,
    /// The lane was given up until then.
    shed: Option<Instant>,
}

impl Unit {
    /// Forwards what a member put in.
    pub(super) fn media(&mut self, place: usize, track: Track, packet: Packet) {
        self.counters.media_in += 1;
        if !track.takes(packet.format.codec)
            || !self.members.get(place).is_some_and(|member| member.may(track))
        {
            self.counters.dropped_forbidden += 1;
            return;
        }
        let Some(number) = self.stream(place, track, &packet) else { return };
        let now = self.now();
        let Some(stream) = self.streams.get_mut(&number) else { return };
        if !stream.may_go(now) {
            self.counters.dropped_flood += 1;
            return;
        }
        let seen = Seen {
            sequence: packet.number,
            timestamp: packet.time,
            marker: packet.marker,
            payload: &packet.payload,
            descriptor: packet.descriptor.as_deref(),
        };
        let Some(facts) = Some(seen).filter(fits).and_then(|seen| stream.reader.read(&seen)) else {
            self.counters.dropped_malformed += 1;
            self.pass_over(number, packet.number);
            return;
        };
        stream.meter.count(now, facts.temporal, packet.payload.len());
        let is_back = !stream.comes;
        if facts.starts_key {
            stream.keyframes.came();
        }
        match track {
            Track::Picture(..) => {
                stream.ring.keep(now, packet.number, packet.payload.len(), (packet.clone(), facts));
            }
            Track::Sound(sound) => {
                let level = packet.level.map_or(LEVEL_UNSAID, |(level, _)| level);
                let member = self.members.get(place).map(|member| member.who.member);
                if let (Some(member), Some(room)) = (member, self.room_of(place)) {
                    let mouth = room.mouth(member, sound);
                    room.speakers.hear(now, mouth, level);
                    if let Some(at) = room.speakers.deadline() {
                        self.room_due(place, at);
                    }
                }
            }
        }
        if is_back {
            self.look_by(place, now);
        }
        self.forward(number, &packet, facts);
    }

    /// The number of the stream that a packet belongs to. Another source or format is another stream; none where they
    /// change too often.
    fn stream(&mut self, place: usize, track: Track, packet: &Packet) -> Option<u32> {
        let now = self.now();
        let before = self.connection(place)?.stream(track);
        if let Some(number) = before
            && self.streams.get(&number).is_some_and(|stream| stream.goes_on(packet))
        {
            return Some(number);
        }
        if !self.connection(place)?.may_turn(now, track) {
            self.counters.dropped_flood += 1;
            return None;
        }
        let mut stream = Stream::new(place, track, packet);
        if let Some(number) = before {
            if let Some(known) = self.streams.get(&number) {
                stream.keyframes.take_after(&known.keyframes);
            }
            self.drop_stream(number);
        }
        let number = self.next_stream;
        self.next_stream = self.next_stream.wrapping_add(1);
        self.streams.insert(number, stream);
        self.counters.streams_begun += 1;
        let connection = self.connection(place)?;
        connection.streams.retain(|(known, _)| *known != track);
        connection.streams.push((track, number));
        self.stream_came(place, track);
        Some(number)
    }

    fn forward(&mut self, number: u32, packet: &Packet, facts: Facts) {
        let now = self.now();
        let Self { streams, members, counters, out, dirty, held, .. } = self;
        let Some(stream) = streams.get(&number) else { return };
        // Of a frame that goes on behind this packet, and is not late already.
        let is_part = !packet.marker && stream.ring.ends_with(packet.number);
        let mut later: Vec<(usize, Section, Passed)> = Vec::new();
        for (watcher, section) in &stream.watchers {
            let passed = pass(members, (*watcher, *section), (number, packet, facts), (now, out, counters));
            if let Some(connection) = members.get_mut(*watcher).and_then(|member| member.connection.as_mut())
            {
                if is_part {
                    held.hold(now, *watcher, connection);
                } else if !connection.is_dirty {
                    connection.is_dirty = true;
                    dirty.push(*watcher);
                }
            }
            if passed.turned {
                // What came behind it in another order is offered again, now that it can go on.
                for (_, (packet, facts)) in stream.ring.behind(packet.number) {
                    pass(members, (*watcher, *section), (number, packet, *facts), (now, out, counters));
                }
            }
            if passed.turned || passed.shed.is_some() || passed.awaits.is_some() {
                later.push((*watcher, *section, passed));
            }
        }
        for (watcher, section, passed) in later {
            if passed.turned {
                self.counters.switches += 1;
            }
            if let Some(until) = passed.shed {
                self.allot_by(watcher, until);
            }
            self.follow(watcher, section);
            if let Some(awaited) = passed.awaits {
                self.need_key_frame(awaited);
            }
        }
    }

    /// Lets those who watch a stream know that one of its packets goes nowhere.
    fn pass_over(&mut self, number: u32, packet: u64) {
        let Self { streams, members, .. } = self;
        let Some(stream) = streams.get(&number) else { return };
        for (watcher, section) in &stream.watchers {
            let connection = members.get_mut(*watcher).and_then(|member| member.connection.as_mut());
            if let Some(lane) = connection.and_then(|connection| connection.lane(*section)) {
                lane.projection.pass_over(number, packet);
            }
        }
    }

    /// Lets the streams that a lane is made of know it, and no others.
    pub(super) fn follow(&mut self, place: usize, section: Section) {
        let Self { members, streams, .. } = self;
        let Some(connection) = members.get_mut(place).and_then(|member| member.connection.as_mut()) else {
            return;
        };
        let Some(lane) = connection.lane(section) else { return };
        let follows = lane.projection.streams();
        let before = std::mem::replace(&mut lane.follows, follows);
        if before == follows {
            return;
        }
        let mut senders = Vec::new();
        for number in before.into_iter().flatten().filter(|number| !follows.contains(&Some(*number))) {
            if let Some(stream) = streams.get_mut(&number) {
                stream.watchers.retain(|watcher| *watcher != (place, section));
                senders.push(stream.place);
            }
        }
        for number in follows.into_iter().flatten() {
            if let Some(stream) = streams.get_mut(&number)
                && !stream.watchers.contains(&(place, section))
            {
                stream.watchers.push((place, section));
                senders.push(stream.place);
            }
        }
        if let Section::Picture(_) = section {
            let now = self.now();
            senders.into_iter().for_each(|sender| self.look_by(sender, now));
        }
    }

    /// A receiver cannot go on without a key frame.
    pub(super) fn key_frame_wanted(&mut self, place: usize, section: Section) {
        self.counters.key_frames_wanted += 1;
        let now = self.now();
        let Some(lane) = self.connection(place).and_then(|connection| connection.lane(section)) else {
            return;
        };
        // Whoever asks all the time wears the picture out for everybody.
        if let Some(current) = lane.projection.current()
            && lane.asks.take(now)
        {
            self.need_key_frame(current.stream);
        }
    }

    /// A stream's sender is asked for a key frame, unless that was done just now.
    pub(super) fn need_key_frame(&mut self, number: u32) {
        let now = self.now();
        let Some(stream) = self.streams.get_mut(&number) else { return };
        let (place, ask) = (stream.place, stream.keyframes.need(now));
        let deadline = stream.keyframes.deadline();
        if ask {
            self.ask_key_frame(number);
        }
        if let Some(at) = deadline {
            self.look_by(place, at);
        }
    }

    pub(super) fn ask_key_frame(&mut self, number: u32) {
        let Some(stream) = self.streams.get(&number) else { return };
        let (place, track) = (stream.place, stream.track);
        let Track::Picture(source, layer) = track else { return };
        self.counters.key_frames_asked += 1;
        if let Some(connection) = self.connection(place) {
            connection.peer.ask_key_frame(source, layer);
            self.soil(place);
        }
    }

    /// Forgets a stream, and lets those who watch it know.
    pub(super) fn drop_stream(&mut self, number: u32) {
        let Some(stream) = self.streams.remove(&number) else { return };
        for (watcher, section) in &stream.watchers {
            if let Some(lane) = self.connection(*watcher).and_then(|connection| connection.lane(*section)) {
                lane.projection.aim(None);
            }
            self.follow(*watcher, *section);
            self.allot_soon(*watcher);
        }
        let member = self.members.get(stream.place).map(|member| member.who.member);
        match stream.track {
            Track::Sound(sound) => {
                if let (Some(member), Some(room)) = (member, self.room_of(stream.place)) {
                    room.hush(member, sound);
                }
            }
            Track::Picture(..) => self.look_by(stream.place, self.now()),
        }
    }

    /// The stream of a picture's layer.
    pub(super) fn picture(&self, place: usize, source: Source, layer: u8) -> Option<u32> {
        let connection = self.members.get(place)?.connection.as_ref()?;
        connection.stream(Track::Picture(source, heliograph_wire::room::Layer(layer)))
    }
}

/// Whether a packet can go out again.
fn fits(seen: &Seen<'_>) -> bool {
    seen.payload.len() <= LONGEST_PAYLOAD
        && seen.descriptor.is_none_or(|descriptor| descriptor.len() <= LONGEST_DESCRIPTOR)
}

/// Offers a packet to one lane.
fn pass(
    members: &mut Slab<Member>,
    (watcher, section): (usize, Section),
    (number, packet, facts): (u32, &Packet, Facts),
    (now, out, counters): (Instant, &mut Bucket, &mut Counters),
) -> Passed {
    let mut passed = Passed::default();
    let Some(connection) = members.get_mut(watcher).and_then(|member| member.connection.as_mut()) else {
        return passed;
    };
    // Before there are keys an engine keeps what it is given, however long that takes.
    if !connection.is_connected {
        return passed;
    }
    let bytes = packet.payload.len();
    let fits = match section {
        Section::Picture(_) => {
            connection.peer.has_room(bytes + FOR_SOUND)
                && connection.out.has(now, LEFT_FOR_PICTURES)
                && out.has(now, LEFT_FOR_PICTURES)
        }
        Section::Voice(_) => {
            connection.peer.has_room(bytes)
                && connection.out.has(now, LEFT_FOR_SOUND)
                && out.has(now, LEFT_FOR_SOUND)
        }
    };
    if !fits || connection.is_silent(now) {
        return shed(connection, section, now, counters);
    }
    let Some(lane) = connection.lane(section) else { return passed };
    let verdict = lane.projection.offer(&seen(number, packet, facts));
    passed.awaits = lane.awaits(now);
    let outgoing = match &verdict {
        Verdict::Forward(outgoing) | Verdict::Fill(outgoing) => outgoing,
        Verdict::Drop => return passed,
    };
    passed.turned = outgoing.first;
    let sent = if matches!(verdict, Verdict::Fill(_)) {
        let empty = Packet { payload: [].into(), ..packet.clone() };
        connection.peer.send(section, &empty, outgoing)
    } else {
        connection.peer.send(section, packet, outgoing)
    };
    if sent == Sent::Queued {
        counters.media_out += 1;
        connection.line.sent();
    }
    passed
}

/// A picture that there is no room for rests until it can begin anew. Of sound single packets are missing.
fn shed(connection: &mut Connection, section: Section, now: Instant, counters: &mut Counters) -> Passed {
    let is_picture = matches!(section, Section::Picture(_));
    if !is_picture {
        counters.shed_sound += 1;
        return Passed::default();
    }
    counters.shed_pictures += 1;
    let Some(lane) = connection.lane(section) else { return Passed::default() };
    lane.projection.aim(None);
    Passed { shed: lane.rest.begin(now), ..Passed::default() }
}
