use std::time::{Duration, Instant};

use heliograph_machine::Chance;
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Layer, Part, Source, Tile, VOICES_AT_MOST};

use super::bucket::Bucket;
use super::chance::beginning;
use super::line::Line;
use super::settings::Limits;
use super::short::Short;
use crate::doors::{Path, Who};
use crate::forward::allot::Allotter;
use crate::forward::keyframes::Allowance;
use crate::forward::projection::Projection;
use crate::forward::speakers::Seats;
use crate::peer::{Peer, Section, Sound, Track, Way};

/// Whoever signs no binding request and no media for so long is not sent anything until they do: consent (RFC 7675) as
/// ICE-lite has it. It is of the member, not of each way: whoever has the password can name another one (RFC 8445, section 19.5.1).
const SILENT_AFTER: Duration = Duration::from_secs(20);

/// Ways by which one member comes at a time, and how soon another one may take the place of one.
const PATHS: usize = 8;
const PATHS_IN_100_SECONDS: u64 = 20;

/// Packets of control (RTCP, STUN, DTLS) of one member in a second: reports come 20 times in a second at most.
const CONTROL: u64 = 400;

/// Bytes of these: reports of what 20 Mbit/s brought are a third of it. What is asked for again, the engine looks up
/// number by number.
const CONTROL_BYTES: u64 = 32_000;

/// Packets of media of one member in a second, beside one for each [`BYTES_OF_EACH`] bytes that may come: two sounds, and
/// small frames of four pictures, with what is sent again.
const PACKETS: u64 = 500;

/// Packets of pictures that fill a line are longer.
const BYTES_OF_EACH: u64 = 800;

/// How long a picture rests that there was no room for, and how often twice as long.
const REST: Duration = Duration::from_millis(500);
const MOST_REPEATED: u32 = 3;

/// After so long it is as if it had not rested.
const FORGOTTEN: Duration = Duration::from_secs(10);

/// What a unit knows of a member.
pub(super) struct Member {
    pub(super) who: Who,
    pub(super) part: Part,
    pub(super) tiles: Vec<Tile>,
    pub(super) connection: Option<Connection>,
}

impl Member {
    pub(super) const fn new(who: Who) -> Self {
        Self { who, part: NOTHING, tiles: Vec::new(), connection: None }
    }

    /// Whether the member may put this in.
    pub(super) fn may(&self, track: Track) -> bool {
        let switch = match track {
            Track::Sound(Sound::Microphone) => self.part.microphone,
            Track::Picture(Source::Camera, _) => self.part.camera,
            Track::Picture(Source::Screen, _) | Track::Sound(Sound::Screen) => self.part.screen,
        };
        switch == Switch::On
    }

    /// The pictures that the member may put in.
    pub(super) fn pictures(&self) -> impl Iterator<Item = Source> {
        [Source::Camera, Source::Screen]
            .into_iter()
            .filter(|source| self.may(Track::Picture(*source, Layer(0))))
    }
}

const NOTHING: Part = Part { microphone: Switch::Off, camera: Switch::Off, screen: Switch::Off };

/// A member's connection.
pub(super) struct Connection {
    pub(super) peer: Box<dyn Peer>,
    /// By what binding requests name it.
    pub(super) name: u64,
    /// Of the page's certificate.
    pub(super) fingerprint: Private<String>,
    /// The names of its sections.
    pub(super) sections: Vec<String>,
    pub(super) paths: Vec<(Path, Way)>,
    new_paths: Bucket,
    /// It has something to do before the unit is flushed.
    pub(super) is_dirty: bool,
    /// What waits for it is part of a frame.
    pub(super) is_held: bool,
    pub(super) is_connected: bool,
    pub(super) heard: Instant,
    pub(super) media_in: Bucket,
    /// The same in packets: each of them costs something with everybody who gets it, however short it is.
    pub(super) packets_in: Bucket,
    pub(super) control_in: Bucket,
    pub(super) control_bytes_in: Bucket,
    pub(super) out: Bucket,
    pub(super) line: Line,
    /// Bits in a second that all they have on show would take, where they get less; none where they do not.
    pub(super) wished: u64,
    pub(super) voices: Vec<Lane>,
    pub(super) pictures: Vec<Lane>,
    pub(super) seats: Seats,
    pub(super) allotter: Allotter,
    pub(super) short: Short,
    /// What comes in, by the numbers of the streams.
    pub(super) streams: Vec<(Track, u32)>,
    /// How often what comes of each may be another stream, which all who watch it have to be told.
    turns: Vec<(Track, Allowance)>,
}

/// What goes to a member by one section.
pub(super) struct Lane {
    pub(super) projection: Projection,
    /// The streams that know of this lane.
    pub(super) follows: [Option<u32>; 2],
    /// How often there may be a key frame because of the lane, whatever the reason.
    pub(super) asks: Allowance,
    /// The stream that it was granted one of, which has not come.
    granted: Option<u32>,
    pub(super) rest: Rest,
}

/// Nothing goes by a lane for a while, since there was no room: for twice as long where that was so just before. Each
/// time that it begins anew costs a key frame, which comes to everybody.
#[derive(Default)]
pub(super) struct Rest {
    ends: Option<Instant>,
    /// How often it was soon after another one.
    repeated: u32,
}

impl Rest {
    /// Begins, and says when it ends; none where it has begun already.
    pub(super) fn begin(&mut self, now: Instant) -> Option<Instant> {
        if self.until(now).is_some() {
            return None;
        }
        let is_forgotten = self.ends.is_none_or(|ended| now >= ended + FORGOTTEN);
        self.repeated = if is_forgotten { 0 } else { self.repeated + 1 };
        self.ends = Some(now + REST.saturating_mul(1 << self.repeated.min(MOST_REPEATED)));
        self.ends
    }

    /// When it ends; none where there is none.
    pub(super) fn until(&self, now: Instant) -> Option<Instant> {
        self.ends.filter(|ends| now < *ends)
    }
}

impl Lane {
    fn new(section: Section, chance: &mut Chance) -> Self {
        let beginning = beginning(chance);
        Self {
            projection: match section {
                Section::Voice(_) => Projection::sound(beginning),
                Section::Picture(_) => Projection::picture(beginning),
            },
            follows: [None; 2],
            asks: Allowance::default(),
            granted: None,
            rest: Rest::default(),
        }
    }
}

impl Lane {
    /// The stream that a key frame is to be asked of, if there is one that the lane cannot begin without.
    pub(super) fn awaits(&mut self, now: Instant) -> Option<u32> {
        let awaited = self.projection.awaits_key();
        if awaited.is_none() || awaited != self.granted {
            self.granted = awaited.filter(|_| self.asks.take(now));
        }
        self.granted
    }
}

impl Connection {
    pub(super) fn new(now: Instant, peer: Box<dyn Peer>, name: u64, limits: &Limits) -> Self {
        let out = limits.bits_per_member / 8;
        Self {
            peer,
            name,
            fingerprint: Private::new(String::new()),
            sections: Vec::new(),
            paths: Vec::new(),
            // Counted in hundredths, since they come slowly.
            new_paths: Bucket::new(PATHS_IN_100_SECONDS, 100 * PATHS as u64),
            is_dirty: false,
            is_held: false,
            is_connected: false,
            heard: now,
            // An offer says how much may come.
            media_in: Bucket::new(0, u64::MAX),
            packets_in: Bucket::new(0, u64::MAX),
            control_in: Bucket::new(CONTROL, CONTROL),
            control_bytes_in: Bucket::new(CONTROL_BYTES, 2 * CONTROL_BYTES),
            out: Bucket::new(out, out / 2),
            line: Line::default(),
            wished: 0,
            voices: Vec::new(),
            pictures: Vec::new(),
            seats: Seats::default(),
            allotter: Allotter::default(),
            short: Short::default(),
            streams: Vec::new(),
            turns: Vec::new(),
        }
    }

    /// Lets so many bits of media in, in a second.
    pub(super) fn admit_media(&mut self, bits_per_second: u32) {
        let bytes = u64::from(bits_per_second) / 8;
        // A key frame comes at once; and what is sent again comes on top.
        self.media_in.set(bytes + bytes / 4, bytes.max(512 * 1024));
        let packets = PACKETS + bytes / BYTES_OF_EACH;
        self.packets_in.set(packets, 2 * packets);
    }

    /// Has lanes for as many pictures, and for all voices.
    pub(super) fn widen(&mut self, pictures: usize, chance: &mut Chance) {
        while self.voices.len() < VOICES_AT_MOST {
            let section = Section::Voice(self.voices.len() as u8);
            self.voices.push(Lane::new(section, chance));
        }
        while self.pictures.len() < pictures {
            let section = Section::Picture(self.pictures.len() as u8);
            self.pictures.push(Lane::new(section, chance));
        }
    }

    pub(super) fn lane(&mut self, section: Section) -> Option<&mut Lane> {
        match section {
            Section::Voice(place) => self.voices.get_mut(usize::from(place)),
            Section::Picture(place) => self.pictures.get_mut(usize::from(place)),
        }
    }

    pub(super) fn way(&self, path: Path) -> Option<Way> {
        self.paths.iter().find(|(known, _)| *known == path).map(|(_, way)| *way)
    }

    /// Takes another path, and says which one it takes the place of; none where they come too often.
    pub(super) fn admit(&mut self, now: Instant, path: Path, way: Way) -> Option<Option<Path>> {
        if !self.new_paths.take(now, 100) {
            return None;
        }
        let gone = (self.paths.len() >= PATHS).then(|| self.paths.remove(0).0);
        self.paths.push((path, way));
        Some(gone)
    }

    /// The member gave a sign of themselves. Says whether there was none for a long time.
    pub(super) fn hear(&mut self, now: Instant) -> bool {
        let was_silent = self.is_silent(now);
        self.heard = now;
        was_silent
    }

    /// Nothing was heard of the member for a long time.
    pub(super) fn is_silent(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.heard) > SILENT_AFTER
    }

    pub(super) fn stream(&self, track: Track) -> Option<u32> {
        self.streams.iter().find(|(known, _)| *known == track).map(|(_, number)| *number)
    }

    /// Whether what comes of a track may be another stream from now on.
    pub(super) fn may_turn(&mut self, now: Instant, track: Track) -> bool {
        let known = self.turns.iter().position(|(known, _)| *known == track);
        let place = known.unwrap_or_else(|| {
            self.turns.push((track, Allowance::default()));
            self.turns.len() - 1
        });
        self.turns[place].1.take(now)
    }
}

#[cfg(test)]
mod tests {
    use super::Rest;
    use std::time::{Duration, Instant};

    #[test]
    fn a_lane_that_has_no_room_again_and_again_rests_longer_each_time() {
        let (mut rest, mut now) = (Rest::default(), Instant::now());
        let mut rests = Vec::new();
        for _ in 0..6 {
            let ends = rest.begin(now).unwrap();
            assert_eq!(rest.begin(now + Duration::from_millis(1)), None);
            assert_eq!(rest.until(ends - Duration::from_millis(1)), Some(ends));
            assert_eq!(rest.until(ends), None);
            rests.push((ends - now).as_millis());
            now = ends + Duration::from_secs(1);
        }
        assert_eq!(rests, [500, 1_000, 2_000, 4_000, 4_000, 4_000]);
        now += Duration::from_secs(10);
        assert_eq!(rest.begin(now), Some(now + Duration::from_millis(500)));
    }
}
