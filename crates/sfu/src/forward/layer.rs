//! What comes in of one layer: how many bits, and whether any.

use std::time::{Duration, Instant};

use super::allot::TEMPORAL_LAYERS;

/// Bits are counted in this many parts,
const PARTS: usize = 8;

/// each of this length.
const PART: Duration = Duration::from_millis(250);

const WINDOW: Duration = Duration::from_millis(250 * PARTS as u64);

/// What comes anew begins with a key frame, which tells little of the rest: so many parts have to be over.
const ENOUGH: usize = 4;

/// What is asked for comes within this time, or it does not come: a sender has no room for it on its own line.
pub const COMES_WITHIN: Duration = Duration::from_secs(3);

/// What came goes on within this time.
pub const GOES_ON_WITHIN: Duration = Duration::from_millis(1_500);

/// Measures one incoming stream.
#[derive(Clone, Debug)]
pub struct Meter {
    parts: [[u64; TEMPORAL_LAYERS]; PARTS],
    /// How many are over, and the one that is not.
    over: usize,
    index: usize,
    since: Option<Instant>,
    last: Option<Instant>,
    asked: Option<Instant>,
    bits: [u32; TEMPORAL_LAYERS],
}

impl Meter {
    /// Nothing came yet. Until then it counts as one of so many bits in a second.
    pub fn new(assumed: [u32; TEMPORAL_LAYERS]) -> Self {
        Self {
            parts: Default::default(),
            over: 0,
            index: 0,
            since: None,
            last: None,
            asked: None,
            bits: assumed,
        }
    }

    /// A packet of so many bytes came.
    pub fn count(&mut self, now: Instant, temporal: u8, bytes: usize) {
        let has_paused = self.last.is_none_or(|last| now.saturating_duration_since(last) >= WINDOW);
        self.last = Some(now);
        match self.since {
            Some(since) if !has_paused => self.roll(now, since),
            Some(_) | None => {
                (self.parts, self.over) = (Default::default(), 0);
                self.since = Some(now);
            }
        }
        let layer = usize::from(temporal).min(TEMPORAL_LAYERS - 1);
        self.parts[self.index][layer] += bytes as u64 * 8;
    }

    /// The stream is asked for from now on, if it was not.
    pub fn asked(&mut self, now: Instant) {
        self.asked.get_or_insert(now);
    }

    /// Nobody asks for the stream any more.
    pub fn unasked(&mut self) {
        self.asked = None;
    }

    /// The bits of a second, up to and with each temporal layer, as they were when it came last; none where it was asked
    /// for and does not come.
    pub fn bits(&self, now: Instant) -> Option<[u32; TEMPORAL_LAYERS]> {
        self.missed_at().is_none_or(|missed| now < missed).then_some(self.bits)
    }

    /// When it is missed, if nothing comes before; none where nobody asks for it.
    pub fn missed_at(&self) -> Option<Instant> {
        let asked = self.asked?;
        Some(match self.last {
            Some(last) if last >= asked => last + GOES_ON_WITHIN,
            Some(_) | None => asked + COMES_WITHIN,
        })
    }

    /// Whether something came of late.
    pub fn moves(&self, now: Instant) -> bool {
        self.last.is_some_and(|last| now < last + GOES_ON_WITHIN)
    }

    /// What [`bits`](Self::bits) says, whether it comes or not.
    pub fn measured(&self) -> [u32; TEMPORAL_LAYERS] {
        self.bits
    }

    /// Ends the parts that are over. They are few, since there was no long pause.
    fn roll(&mut self, now: Instant, mut since: Instant) {
        while now.saturating_duration_since(since) >= PART {
            since += PART;
            self.over = (self.over + 1).min(PARTS);
            self.sum_up();
            self.index = (self.index + 1) % PARTS;
            self.parts[self.index] = Default::default();
        }
        self.since = Some(since);
    }

    fn sum_up(&mut self) {
        if self.over < ENOUGH {
            return;
        }
        let millis = self.over as u64 * PART.as_millis() as u64;
        let mut bits = 0;
        for layer in 0..TEMPORAL_LAYERS {
            bits += self.parts.iter().map(|part| part[layer]).sum::<u64>();
            self.bits[layer] = u32::try_from(bits * 1_000 / millis).unwrap_or(u32::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{COMES_WITHIN, GOES_ON_WITHIN, Meter};

    /// Thirty frames a second for so many seconds: every other one of the upper temporal layer, and smaller.
    fn send(meter: &mut Meter, start: Instant, seconds: u32) -> Instant {
        for frame in 0..seconds * 30 {
            let now = start + Duration::from_secs(1) * frame / 30;
            meter.count(now, (frame % 2) as u8, if frame % 2 == 0 { 2_000 } else { 1_000 });
        }
        start + Duration::from_secs(1) * seconds
    }

    #[test]
    fn what_comes_is_measured_layer_by_layer() {
        let start = Instant::now();
        let mut meter = Meter::new([1, 2, 3]);
        assert_eq!(meter.bits(start), Some([1, 2, 3]));
        let now = send(&mut meter, start, 5);
        let [base, both, all] = meter.bits(now).unwrap();
        assert!((230_000..=250_000).contains(&base), "{base}");
        assert!((345_000..=375_000).contains(&both), "{both}");
        assert_eq!(both, all);
    }

    #[test]
    fn a_pause_forgets_nothing_and_the_key_frame_behind_it_tells_nothing() {
        let start = Instant::now();
        let mut meter = Meter::new([1, 2, 3]);
        let now = send(&mut meter, start, 5);
        let before = meter.bits(now).unwrap();
        let now = now + Duration::from_secs(3_600);
        assert_eq!(meter.bits(now), Some(before));
        meter.count(now, 0, 40_000);
        meter.count(now + Duration::from_millis(500), 0, 1);
        assert_eq!(meter.bits(now), Some(before));
    }

    #[test]
    fn what_is_asked_for_and_does_not_come_is_not_there() {
        let start = Instant::now();
        let mut meter = Meter::new([1, 2, 3]);
        meter.asked(start);
        meter.asked(start + Duration::from_secs(2));
        assert!(meter.bits(start + COMES_WITHIN - Duration::from_millis(1)).is_some());
        assert_eq!(meter.bits(start + COMES_WITHIN), None);
        meter.unasked();
        assert!(meter.bits(start + COMES_WITHIN).is_some());
        meter.asked(start + COMES_WITHIN);
        assert!(meter.bits(start + COMES_WITHIN).is_some());
        let now = send(&mut meter, start + COMES_WITHIN, 5);
        assert!(meter.bits(now).is_some());
        let missed = meter.missed_at().unwrap();
        assert!(missed > now && missed <= now + GOES_ON_WITHIN);
        assert_eq!(meter.bits(missed), None);
    }
}
