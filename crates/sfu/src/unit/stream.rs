use std::time::{Duration, Instant};

use heliograph_wire::room::{Layer, Source};

use super::bucket::Bucket;
use crate::forward::allot::{TEMPORAL_LAYERS, is_high_enough};
use crate::forward::facts::Reader;
use crate::forward::keyframes::Keyframes;
use crate::forward::layer::Meter;
use crate::forward::ring::{Budget, Ring};
use crate::forward::{facts::Facts, projection};
use crate::peer::{Format, Packet, Section, Track};

/// What is kept of a picture, for those of its packets that come in another order where a receiver begins.
const BEHIND: Budget = Budget { bytes: 64 * 1024, age: Duration::from_millis(500), packets: 32 };

/// Packets of one sound in a second: browsers put 10 ms into each at least, and what waited comes at once.
const SOUND: u64 = 110;

/// The heights of a camera's layers as pages send them, and the bits in a second that each is taken for until it is
/// measured.
const CAMERA: [(u16, u32); 3] = [(180, 150_000), (360, 500_000), (720, 1_700_000)];
/// Screens mostly stand still, and there is no smaller layer: one begins on a line of which nothing is known yet.
const SCREEN: (u16, u32) = (1_080, 800_000);

/// Something that a member puts in: one source of theirs (SSRC).
pub(super) struct Stream {
    /// The place of the member.
    pub(super) place: usize,
    pub(super) track: Track,
    pub(super) format: Format,
    pub(super) source: u32,
    pub(super) reader: Reader,
    pub(super) meter: Meter,
    /// Whether it came when that was last looked at.
    pub(super) comes: bool,
    pub(super) keyframes: Keyframes,
    /// Packets that may come; of a picture, what its member may put in is all that counts.
    pace: Option<Bucket>,
    pub(super) ring: Ring<(Packet, Facts)>,
    /// Where it goes: the places of members, and their sections.
    pub(super) watchers: Vec<(usize, Section)>,
}

impl Stream {
    pub(super) fn new(place: usize, track: Track, packet: &Packet) -> Self {
        let assumed = match track {
            Track::Sound(_) => 40_000,
            Track::Picture(source, layer) => assumed(source, layer).1,
        };
        Self {
            place,
            track,
            format: packet.format,
            source: packet.source,
            reader: Reader::new(packet.format.codec),
            meter: Meter::new([assumed; TEMPORAL_LAYERS]),
            comes: true,
            keyframes: Keyframes::default(),
            pace: matches!(track, Track::Sound(_)).then(|| Bucket::new(SOUND, SOUND)),
            ring: Ring::new(BEHIND),
            watchers: Vec::new(),
        }
    }

    /// Whether a packet is not one too many.
    pub(super) fn may_go(&mut self, now: Instant) -> bool {
        self.pace.as_mut().is_none_or(|pace| pace.take(now, 1))
    }

    /// Whether a packet goes on where this stream is.
    pub(super) fn goes_on(&self, packet: &Packet) -> bool {
        self.source == packet.source && self.format == packet.format
    }
}

/// How high a layer is taken to be, and for how many bits in a second.
pub(super) fn assumed(source: Source, layer: Layer) -> (u16, u32) {
    match source {
        Source::Camera => CAMERA[usize::from(layer.0).min(CAMERA.len() - 1)],
        Source::Screen => SCREEN,
    }
}

/// The smallest layer that is high enough for a tile, or the largest.
pub(super) fn sufficing(source: Source, height: u16) -> Layer {
    let layers = match source {
        Source::Camera => CAMERA.len() as u8,
        Source::Screen => 1,
    };
    let suffices = |layer: &Layer| is_high_enough(assumed(source, *layer).0, height);
    (0..layers).map(Layer).find(suffices).unwrap_or(Layer(layers - 1))
}

/// A packet as projections see it.
pub(super) fn seen(stream: u32, packet: &Packet, facts: Facts) -> projection::Packet {
    projection::Packet {
        stream,
        sequence: packet.number,
        timestamp: packet.time,
        marker: packet.marker,
        arrived: packet.arrived,
        facts,
    }
}
