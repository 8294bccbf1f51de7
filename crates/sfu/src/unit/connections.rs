use heliograph_wire::Private;
use heliograph_wire::room::{Part, TILES_AT_MOST, Tile};

use super::chance::credentials;
use super::member::{Connection, Member};
use super::offer::Offer;
use super::room::Room;
use super::{Polled, Unit, stun};
use crate::doors::{Answer, Arrival, Happened, Path, RoomNumber, Who};
use crate::peer::{Ending, Peer, Polled as Given, Received, RtcPeer, Taken, Turn, Way};

/// A datagram of IPv4 is no longer, and nothing of WebRTC's is nearly as long.
const LONGEST: usize = 2_000;

impl Unit {
    pub(super) fn offered(&mut self, who: Who, number: u32, sdp: &str, bits_per_second: u32) {
        let answer = match self.answer(who, sdp, bits_per_second) {
            Some(answer) => {
                self.counters.offers_taken += 1;
                Answer::Taken(answer)
            }
            None => {
                self.counters.offers_refused += 1;
                Answer::Refused
            }
        };
        self.happened.push(Happened::Answered { who, number, answer });
    }

    fn answer(&mut self, who: Who, sdp: &str, bits_per_second: u32) -> Option<Private<String>> {
        let offer = Offer::read(sdp)?;
        let place = self.seat(who)?;
        let known = self.connection(place).filter(|known| known.fingerprint.reveal() == offer.fingerprint);
        let answer = match known {
            Some(_) => self.change(place, &offer)?,
            // Another certificate is another connection, in place of the one before.
            None => self.connect(place, &offer)?,
        };
        let (now, pictures) = (self.now(), offer.pictures());
        let Self { members, chance, .. } = self;
        let connection = members.get_mut(place)?.connection.as_mut()?;
        connection.sections = offer.sections.iter().map(|name| (*name).to_owned()).collect();
        connection.widen(pictures, chance);
        connection.admit_media(bits_per_second);
        self.allot_by(place, now);
        self.look_by(place, now);
        self.soil(place);
        if let Some(room) = self.room_of(place) {
            room.reseat = true;
        }
        self.room_due(place, now);
        Some(answer)
    }

    fn connect(&mut self, place: usize, offer: &Offer<'_>) -> Option<Private<String>> {
        let has_one = self.connection(place).is_some();
        if !has_one && self.names.len() >= self.settings.limits.members {
            return None;
        }
        let (name, fresh) = credentials(&mut self.chance, self.settings.shard);
        let mut peer = RtcPeer::new(self.start.as_ref()?, self.now(), fresh.clone());
        let Taken { answer, .. } = peer.take(self.now(), offer, fresh)?;
        self.disconnect(place);
        let mut connection = Connection::new(self.now(), Box::new(peer), name, &self.settings.limits);
        connection.fingerprint = Private::new(offer.fingerprint.to_owned());
        self.members.get_mut(place)?.connection = Some(connection);
        self.names.insert(name, place);
        Some(answer)
    }

    fn change(&mut self, place: usize, offer: &Offer<'_>) -> Option<Private<String>> {
        let (name, fresh) = credentials(&mut self.chance, self.settings.shard);
        let now = self.now();
        let sections = &self.connection(place)?.sections;
        // Sections stay what they are; only more of them come.
        let goes_on = offer.sections.len() >= sections.len()
            && offer.sections.iter().zip(sections).all(|(offered, known)| *offered == known.as_str());
        if !goes_on {
            return None;
        }
        // An engine that refuses an offer halfway may have taken the other half; so another one tries it first.
        let mut trial = RtcPeer::new(self.start.as_ref()?, now, fresh.clone());
        trial.take(now, offer, fresh.clone())?;
        let connection = self.connection(place)?;
        let Taken { answer, restarted } = connection.peer.take(now, offer, fresh)?;
        if restarted {
            let before = std::mem::replace(&mut connection.name, name);
            self.names.remove(&before);
            self.names.insert(name, place);
        }
        Some(answer)
    }

    /// The place of a member, who is made known here where they are not.
    pub(super) fn seat(&mut self, who: Who) -> Option<usize> {
        if let Some(place) = self.places.get(&who) {
            return Some(*place);
        }
        // Those who are told of and never offer anything count too.
        if self.members.len() >= 2 * self.settings.limits.members {
            return None;
        }
        let place = self.members.put(Member::new(who));
        self.places.insert(who, place);
        let Self { rooms, numbers, .. } = self;
        let room = *numbers.entry(who.room).or_insert_with(|| rooms.put(Room::new(who.room)));
        rooms.get_mut(room)?.members.insert(who.member, place);
        Some(place)
    }

    pub(super) fn show(&mut self, who: Who, mut tiles: Vec<Tile>) {
        let Some(place) = self.seat(who) else { return };
        tiles.truncate(TILES_AT_MOST);
        let Some(member) = self.members.get_mut(place) else { return };
        let before = std::mem::replace(&mut member.tiles, tiles.clone());
        self.look_at_shown(who.room, before.iter().chain(&tiles));
        self.allot_soon(place);
    }

    pub(super) fn allow(&mut self, who: Who, part: Part) {
        let Some(place) = self.seat(who) else { return };
        if let Some(member) = self.members.get_mut(place) {
            member.part = part;
        }
        self.part_changed(place);
    }

    /// Those whose pictures are on show, or were, are looked after: others may suffice now.
    fn look_at_shown<'a>(&mut self, room: RoomNumber, tiles: impl Iterator<Item = &'a Tile>) {
        let now = self.now();
        for tile in tiles {
            if let Some(shown) = self.other(room, tile.member) {
                self.look_by(shown, now);
            }
        }
    }

    /// What a member gets is to be allotted anew, at once.
    pub(super) fn allot_soon(&mut self, place: usize) {
        self.allot_by(place, self.now());
    }

    pub(super) fn remove(&mut self, who: Who) {
        let Some(place) = self.places.remove(&who) else { return };
        self.disconnect(place);
        let Some(room) = self.numbers.get(&who.room).copied() else { return };
        if let Some(member) = self.members.remove(place) {
            self.look_at_shown(who.room, member.tiles.iter());
        }
        let is_empty = self.rooms.get_mut(room).is_some_and(|room| {
            room.members.remove(&who.member);
            room.forget(place);
            room.upstreams.retain(|(member, _), _| *member != who.member);
            room.members.is_empty()
        });
        if is_empty {
            self.rooms.remove(room);
            self.numbers.remove(&who.room);
            self.room_timers.set(room, None);
        } else {
            self.due(room, self.now());
        }
    }

    pub(super) fn end(&mut self, number: RoomNumber) {
        let Some(room) = self.numbers.get(&number).and_then(|room| self.rooms.get(*room)) else { return };
        let members: Vec<_> = room.members.keys().copied().collect();
        for member in members {
            self.remove(Who { room: number, member });
        }
    }

    /// Forgets a connection, and what came in by it.
    pub(super) fn disconnect(&mut self, place: usize) {
        let Some(member) = self.members.get_mut(place) else { return };
        let Some(connection) = member.connection.take() else { return };
        self.names.remove(&connection.name);
        for (path, _) in &connection.paths {
            self.paths.remove(path);
        }
        self.timers.set(place, None);
        if let Some(room) = self.room_of(place) {
            room.forget(place);
        }
        for (_, number) in &connection.streams {
            self.drop_stream(*number);
        }
        for number in
            connection.voices.iter().chain(&connection.pictures).flat_map(|lane| lane.follows).flatten()
        {
            if let Some(stream) = self.streams.get_mut(&number) {
                stream.watchers.retain(|(watcher, _)| *watcher != place);
                let sender = stream.place;
                self.look_by(sender, self.now());
            }
        }
        self.room_due(place, self.now());
    }

    pub(super) fn arrived(&mut self, path: Path, packet: &[u8]) -> Arrival {
        if packet.len() > LONGEST {
            self.counters.dropped_malformed += 1;
            return Arrival::Unknown;
        }
        let addressee = if stun::is_stun(packet) { stun::addressee(packet) } else { None };
        let place = match addressee {
            Some(addressee) if addressee.shard != self.settings.shard => {
                return Arrival::Elsewhere(addressee.shard);
            }
            Some(addressee) => self.names.get(&addressee.name).copied(),
            None => self.paths.get(&path).copied(),
        };
        let Some((place, way)) = place.and_then(|place| Some((place, self.way(place, path, packet)?))) else {
            self.counters.dropped_unknown += 1;
            return Arrival::Unknown;
        };
        self.take(place, way, packet);
        Arrival::Taken
    }

    /// The way by which a packet came to a member. Another one is remembered once a request that is signed came by it.
    fn way(&mut self, place: usize, path: Path, packet: &[u8]) -> Option<Way> {
        let now = self.now();
        if let Some(way) = self.connection(place)?.way(path) {
            return Some(way);
        }
        let candidate = self.start.as_ref()?.candidate(path.transport, path.local)?;
        let way = Way { transport: path.transport, candidate, remote: path.remote };
        let connection = self.connection(place)?;
        if !connection.peer.vouches(now, way, packet) {
            return None;
        }
        if let Some(gone) = connection.admit(now, path, way)? {
            self.paths.remove(&gone);
        }
        if let Some(before) = self.paths.insert(path, place)
            && before != place
            && let Some(connection) = self.connection(before)
        {
            connection.paths.retain(|(known, _)| *known != path);
        }
        Some(way)
    }

    fn take(&mut self, place: usize, way: Way, packet: &[u8]) {
        let now = self.now();
        self.counters.packets_in += 1;
        self.counters.bytes_in += packet.len() as u64;
        let Self { members, counters, .. } = self;
        let Some(connection) = members.get_mut(place).and_then(|member| member.connection.as_mut()) else {
            return;
        };
        let is_media = packet.first().is_some_and(|first| *first >= 128)
            && packet.get(1).is_some_and(|second| !(64..96).contains(&(second & 0x7f)));
        let may = if is_media {
            connection.packets_in.take(now, 1) && connection.media_in.take(now, packet.len() as u64)
        } else {
            connection.control_in.take(now, 1) && connection.control_bytes_in.take(now, packet.len() as u64)
        };
        if !may {
            counters.dropped_flood += 1;
            return;
        }
        let is_signed = stun::is_stun(packet) && connection.peer.vouches(now, way, packet);
        match connection.peer.receive(now, way, packet) {
            Received::Taken => {
                if is_signed && connection.hear(now) {
                    self.allot_by(place, now);
                }
                self.ask(place);
            }
            Received::Malformed => counters.dropped_malformed += 1,
            Received::Forbidden => counters.dropped_forbidden += 1,
        }
    }

    /// Asks a member's engine what there is, until there is no more. Of whoever is silent nothing is asked.
    pub(super) fn poll(&mut self, place: usize) {
        let now = self.now();
        let Some(connection) = self.connection(place) else { return };
        if connection.is_silent(now) {
            connection.is_dirty = false;
            self.timers.set(place, None);
            return;
        }
        self.ask(place);
    }

    /// The same, also of whoever is silent: what the engine could open is a sign of them, and nothing goes out before it.
    fn ask(&mut self, place: usize) {
        let now = self.now();
        let Self { members, counters, bursts, out, polled, timers, .. } = self;
        let Some(connection) = members.get_mut(place).and_then(|member| member.connection.as_mut()) else {
            return;
        };
        (connection.is_dirty, connection.is_held) = (false, false);
        let is_silent = connection.is_silent(now);
        let Connection { peer, paths, out: own, .. } = &mut *connection;
        let due = peer.poll(now, &mut |given| match given {
            Given::Packet(..) if is_silent => {}
            Given::Packet(way, packet, turn) => {
                let Some((path, _)) = paths.iter().find(|(_, known)| *known == way) else { return };
                bursts.add(*path, packet);
                counters.packets_out += 1;
                counters.sent_again += u64::from(turn == Turn::Again);
                counters.bytes_out += packet.len() as u64;
                own.spend(now, packet.len() as u64);
                out.spend(now, packet.len() as u64);
            }
            Given::Media(track, packet) => polled.push(Polled::Media(track, packet)),
            Given::KeyFrameWanted(section) => polled.push(Polled::KeyFrameWanted(section)),
            Given::Report(report) => polled.push(Polled::Report(report)),
            Given::Connected => polled.push(Polled::Connected),
            Given::Over(ending) => polled.push(Polled::Over(ending)),
        });
        let is_back = polled.iter().any(|given| matches!(given, Polled::Media(..))) && connection.hear(now);
        timers.set(place, due.filter(|_| !connection.is_silent(now)));
        if is_back {
            self.allot_by(place, now);
        }
        if self.polled.is_empty() {
            return;
        }
        let mut polled = std::mem::take(&mut self.polled);
        for given in polled.drain(..) {
            self.given(place, given);
        }
        self.polled = polled;
    }

    fn given(&mut self, place: usize, given: Polled) {
        match given {
            Polled::Media(track, packet) => self.media(place, track, packet),
            Polled::KeyFrameWanted(section) => self.key_frame_wanted(place, section),
            Polled::Report(report) => self.reported(place, report),
            Polled::Connected => {
                self.counters.connected += 1;
                if let Some(connection) = self.connection(place) {
                    connection.is_connected = true;
                }
                if let Some(room) = self.room_of(place) {
                    room.reseat = true;
                }
                self.allot_soon(place);
            }
            Polled::Over(ending) => {
                match ending {
                    Ending::Closed => self.counters.lost += 1,
                    Ending::Failed => self.counters.failed += 1,
                }
                self.disconnect(place);
            }
        }
    }
}
