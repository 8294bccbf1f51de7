//! Sequence numbers, timestamps and frame numbers of what one receiver gets in one section.
//!
//! What goes out is made of runs: packets that follow each other in the same incoming stream, and whose numbers all move
//! by the same amount. A run ends where a packet is left out on purpose, or where another stream takes its place. So a
//! packet that was lost keeps its number until it comes, and one that was left out never had one.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::facts::{Numbers, PictureId};
use super::projection::{Beginning, Origin, Outgoing, Packet};

mod window;

use window::Window;

/// So many runs are remembered: at fifteen frames a second left out, four seconds of them.
const RUNS: usize = 64;

/// A clock that is off by more than this from one packet to the next has jumped.
const JUMP: Duration = Duration::from_secs(10);

/// Up to which layers packets go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    pub(super) spatial: u8,
    pub(super) temporal: u8,
}

/// What a stream carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sound,
    Picture,
}

impl Kind {
    /// The ticks of a second: RFC 7587, section 4.1, and what all formats of pictures have.
    const fn clock(self) -> u32 {
        match self {
            Self::Sound => 48_000,
            Self::Picture => 90_000,
        }
    }
}

/// The numbers of an outgoing stream.
#[derive(Debug)]
pub(super) struct Numbering {
    kind: Kind,
    runs: VecDeque<Run>,
    sent: Window,
    /// The next sequence number, where nothing is lost.
    next: u64,
    last: Last,
}

/// Packets whose numbers move by the same amount.
#[derive(Clone, Copy, Debug)]
struct Run {
    stream: u32,
    limits: Limits,
    /// The first sequence number, as it came in and as it goes out.
    came: u64,
    goes: u64,
    shift: Shift,
}

/// By how much numbers move.
#[derive(Clone, Copy, Debug, Default)]
struct Shift {
    timestamp: u32,
    picture: u16,
    base: u8,
    key: u8,
    frame: u16,
}

/// What the newest packet has.
#[derive(Clone, Copy, Debug)]
struct Last {
    arrived: Option<Instant>,
    timestamp: u32,
    /// From one timestamp to the next, at least.
    step: u32,
    /// By how much timestamps are ahead of the time that went by.
    ahead: u32,
    picture: u16,
    base: u8,
    key: u8,
    frame: u16,
    /// The newest picture that was left out, as it came in: all its packets count as one.
    left_out: Option<u16>,
}

/// Where a packet that comes late belongs.
pub(super) struct Place {
    index: usize,
    sequence: u64,
    /// Up to which layers packets went on there.
    pub(super) limits: Limits,
}

impl Numbering {
    pub(super) fn new(kind: Kind, beginning: Beginning) -> Self {
        let clock = kind.clock();
        Self {
            kind,
            runs: VecDeque::new(),
            sent: Window::default(),
            next: u64::from(beginning.sequence),
            last: Last {
                arrived: None,
                timestamp: beginning.timestamp,
                // A packet of sound has 20 ms of it mostly. Pictures have no length.
                step: if kind == Kind::Sound { clock / 50 } else { clock / 1_000 },
                ahead: 0,
                picture: 0,
                base: 0,
                key: 0,
                frame: 0,
                left_out: None,
            },
        }
    }

    /// A packet goes on as the first after another stream, or after a pause.
    pub(super) fn begin(&mut self, packet: &Packet, limits: Limits) -> Outgoing {
        let timestamp = self.continue_clock(packet.arrived);
        let numbers = packet.facts.numbers;
        let shift = Shift {
            timestamp: timestamp.wrapping_sub(packet.timestamp),
            picture: self
                .last
                .picture
                .wrapping_add(1)
                .wrapping_sub(numbers.picture.map_or(0, PictureId::value)),
            base: self.last.base.wrapping_add(1).wrapping_sub(numbers.base.unwrap_or(0)),
            key: self.last.key.wrapping_add(1).wrapping_sub(numbers.key.unwrap_or(0)),
            frame: self.last.frame.wrapping_add(1).wrapping_sub(numbers.frame.unwrap_or(0)),
        };
        self.last.left_out = None;
        #[cfg(feature = "faults")]
        if !self.runs.is_empty() && crate::faults::is_planted(crate::faults::Fault::Rewrite) {
            self.next += 1;
        }
        let run = Run { stream: packet.stream, limits, came: packet.sequence, goes: self.next, shift };
        self.push(run);
        let outgoing = self.send(run, packet, self.next);
        // Somebody else begins to speak (RFC 3551, section 4.1).
        let marker = outgoing.marker || self.kind == Kind::Sound;
        Outgoing { first: true, marker, ..outgoing }
    }

    /// How many numbers would be open before a packet of the stream that is forwarded, since the newest that went out.
    pub(super) fn opened_by(&self, sequence: u64) -> u64 {
        let goes = self.runs.back().map_or(self.next, |run| run.goes + sequence.saturating_sub(run.came));
        goes.saturating_sub(self.sent.end())
    }

    /// The next packet of the stream goes on; what lies between it and the one before may still come.
    pub(super) fn forward(&mut self, packet: &Packet) -> Option<Outgoing> {
        self.realign(packet);
        let run = *self.runs.back()?;
        let sequence = run.goes + packet.sequence.checked_sub(run.came)?;
        Some(self.send(run, packet, sequence))
    }

    /// The next packet of the stream is left out.
    pub(super) fn leave_out(&mut self, packet: &Packet) {
        self.realign(packet);
        let Some(mut run) = self.runs.back().copied() else { return };
        // Whole frames that are left out leave no gap either: receivers would wait for them.
        if let Some(picture) = packet.facts.numbers.picture.map(PictureId::value)
            && self.last.left_out != Some(picture)
        {
            self.last.left_out = Some(picture);
            run.shift.picture = run.shift.picture.wrapping_sub(1);
        }
        self.skip(run, packet.sequence);
        // Frames before it may have numbers that are kept for them.
        self.note(&run.outgoing(packet, self.next), packet.arrived);
    }

    /// The next packet of the stream is left out, and nothing is known of it but its number.
    pub(super) fn pass_over(&mut self, sequence: u64) {
        if let Some(run) = self.runs.back().copied() {
            self.skip(run, sequence);
        }
    }

    fn skip(&mut self, run: Run, sequence: u64) {
        if let Some(behind) = sequence.checked_sub(run.came) {
            self.next = run.goes + behind;
            self.push(Run { came: sequence.saturating_add(1), goes: self.next, ..run });
        }
    }

    /// From a packet on, packets of the stream go on up to other layers.
    pub(super) fn limit(&mut self, sequence: u64, limits: Limits) {
        let Some(run) = self.runs.back().copied() else { return };
        if run.limits == limits {
            return;
        }
        let Some(behind) = sequence.checked_sub(run.came) else { return };
        self.push(Run { came: sequence, goes: run.goes + behind, limits, ..run });
    }

    /// Whether a packet of a stream is older than what went on of it.
    pub(super) fn is_past(&self, stream: u32, sequence: u64) -> bool {
        let Some(index) = self.runs.iter().rposition(|run| run.stream == stream) else { return false };
        let run = self.runs[index];
        let end = self.runs.get(index + 1).map_or(self.next, |next| next.goes);
        sequence < run.came + (end - run.goes)
    }

    /// Where a packet belongs that was not the next one of its stream; none where no number was kept for it, or it went
    /// out already.
    pub(super) fn place(&self, stream: u32, sequence: u64) -> Option<Place> {
        let index = self.runs.iter().rposition(|run| run.stream == stream && run.came <= sequence)?;
        let run = self.runs[index];
        let goes = run.goes + (sequence - run.came);
        let end = self.runs.get(index + 1).map_or(self.next, |next| next.goes);
        (goes < end && self.sent.is_open(goes)).then_some(Place { index, sequence: goes, limits: run.limits })
    }

    /// A packet goes on that came late.
    pub(super) fn fill(&mut self, packet: &Packet, place: &Place) -> Outgoing {
        self.sent.set(place.sequence);
        self.runs[place.index].outgoing(packet, place.sequence)
    }

    /// Where an outgoing packet came from, or would have.
    pub(super) fn origin(&self, sequence: u64) -> Option<Origin> {
        let index = self.runs.partition_point(|run| run.goes <= sequence).checked_sub(1)?;
        let run = self.runs[index];
        (sequence < self.next)
            .then(|| Origin { stream: run.stream, sequence: run.came + (sequence - run.goes) })
    }

    /// A source whose clock jumps goes on as if it had not: the section may be another source's next, and receivers who
    /// took over such a jump would show neither.
    fn realign(&mut self, packet: &Packet) {
        let (Some(run), Some(arrived)) = (self.runs.back().copied(), self.last.arrived) else { return };
        let timestamp = packet.timestamp.wrapping_add(run.shift.timestamp);
        let ticks = i64::from(timestamp.wrapping_sub(self.last.timestamp) as i32);
        if ticks.abs() <= i64::from(self.kind.clock()) {
            return;
        }
        let passed = self.ticks(packet.arrived.saturating_duration_since(arrived)) as i64;
        if (ticks - passed).abs() <= JUMP.as_secs() as i64 * i64::from(self.kind.clock()) {
            return;
        }
        let Some(behind) = packet.sequence.checked_sub(run.came) else { return };
        let timestamp = self.continue_clock(packet.arrived);
        let shift = Shift { timestamp: timestamp.wrapping_sub(packet.timestamp), ..run.shift };
        self.push(Run { came: packet.sequence, goes: run.goes + behind, shift, ..run });
    }

    fn send(&mut self, run: Run, packet: &Packet, sequence: u64) -> Outgoing {
        let outgoing = run.outgoing(packet, sequence);
        self.sent.set(sequence);
        self.next = sequence + 1;
        self.note(&outgoing, packet.arrived);
        outgoing
    }

    /// Remembers what the newest packet has, or would have had.
    fn note(&mut self, outgoing: &Outgoing, arrived: Instant) {
        let last = &mut self.last;
        let step = outgoing.timestamp.wrapping_sub(last.timestamp);
        if self.kind == Kind::Sound && last.arrived.is_some() && (1..=self.kind.clock() / 10).contains(&step)
        {
            last.step = step;
        }
        if step != 0 || last.arrived.is_none() {
            last.arrived = Some(arrived);
        }
        last.timestamp = outgoing.timestamp;
        let numbers = outgoing.numbers;
        last.picture = numbers.picture.map_or(last.picture, PictureId::value);
        last.base = numbers.base.unwrap_or(last.base);
        last.key = numbers.key.unwrap_or(last.key);
        last.frame = numbers.frame.unwrap_or(last.frame);
    }

    /// The timestamp of a packet that takes the place of another stream's: as much later as time went by, and one step at
    /// least.
    fn continue_clock(&mut self, now: Instant) -> u32 {
        let Some(arrived) = self.last.arrived else { return self.last.timestamp };
        let passed = self.ticks(now.saturating_duration_since(arrived));
        let ahead = u64::from(self.last.ahead);
        let ticks = passed.saturating_sub(ahead).max(u64::from(self.last.step));
        self.last.ahead = u32::try_from((ahead + ticks).saturating_sub(passed)).unwrap_or(0);
        self.last.timestamp.wrapping_add(ticks as u32)
    }

    fn ticks(&self, passed: Duration) -> u64 {
        u64::try_from(passed.as_micros()).unwrap_or(u64::MAX).saturating_mul(u64::from(self.kind.clock()))
            / 1_000_000
    }

    fn push(&mut self, run: Run) {
        // One that nothing went out with leaves no trace.
        if self.runs.back().is_some_and(|last| last.goes == run.goes) {
            self.runs.pop_back();
        }
        if self.runs.len() == RUNS {
            self.runs.pop_front();
        }
        self.runs.push_back(run);
    }
}

impl Run {
    fn outgoing(&self, packet: &Packet, sequence: u64) -> Outgoing {
        let (shift, numbers) = (self.shift, packet.facts.numbers);
        Outgoing {
            sequence,
            timestamp: packet.timestamp.wrapping_add(shift.timestamp),
            marker: packet.marker || packet.facts.ends_frame && packet.facts.spatial == self.limits.spatial,
            numbers: Numbers {
                picture: numbers.picture.map(|picture| picture.moved(shift.picture)),
                base: numbers.base.map(|base| base.wrapping_add(shift.base)),
                key: numbers.key.map(|key| key.wrapping_add(shift.key) & 0x1f),
                frame: numbers.frame.map(|frame| frame.wrapping_add(shift.frame)),
            },
            first: false,
        }
    }
}

impl PictureId {
    pub(super) fn value(self) -> u16 {
        match self {
            Self::Short(value) => u16::from(value),
            Self::Long(value) => value,
        }
    }

    fn moved(self, shift: u16) -> Self {
        match self {
            Self::Short(value) => Self::Short(u16::from(value).wrapping_add(shift) as u8 & 0x7f),
            Self::Long(value) => Self::Long(value.wrapping_add(shift) & 0x7fff),
        }
    }
}
