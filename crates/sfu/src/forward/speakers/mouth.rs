use std::time::{Duration, Instant};

/// Behind a longer pause than this there was silence, and a packet counts for as long as most of them last.
const PAUSE: Duration = Duration::from_millis(100);
const PACKET: Duration = Duration::from_millis(20);

/// A voice is louder than the noise around it by so many decibels,
const ABOVE_NOISE: f32 = 12.0;

/// and never quieter than this.
const QUIETEST: f32 = 127.0 - 70.0;

/// What is loud for this long is no click.
const ONSET: Duration = Duration::from_millis(80);

/// Who spoke still does, between two words.
const BETWEEN_WORDS: Duration = Duration::from_millis(800);

/// What lasts becomes noise, by so many decibels in a second. Voices pause before that.
const NOISE_RISES: f32 = 3.0;

/// Noise is taken for this at first, and never for more than that.
const NOISE_FIRST: f32 = 40.0;
const NOISE_MOST: f32 = 75.0;

/// How fast a pause tells what the noise is, and how fast loudness follows a voice up and down.
const NOISE_FALLS: Duration = Duration::from_millis(100);
const LOUDNESS_RISES: Duration = Duration::from_millis(300);
const LOUDNESS_FALLS: Duration = Duration::from_millis(1_000);

/// One voice, by how loud its packets are. Loudness is in decibels above silence.
#[derive(Debug)]
pub(super) struct Mouth {
    noise: f32,
    loudness: f32,
    /// For how long it has been loud, pauses counted twice against it.
    loud_for: Duration,
    last: Instant,
    spoke: Option<Instant>,
    /// Since when it has its seat.
    pub(super) seated: Instant,
}

impl Mouth {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            noise: NOISE_FIRST,
            loudness: 0.0,
            loud_for: Duration::ZERO,
            last: now,
            spoke: None,
            seated: now,
        }
    }

    pub(super) fn hear(&mut self, now: Instant, level: u8) {
        let mut passed = now.saturating_duration_since(self.last);
        if passed > PAUSE {
            (passed, self.loud_for) = (PACKET, Duration::ZERO);
        }
        self.loudness = self.loudness(now);
        self.last = self.last.max(now);
        let loud = f32::from(127 - level.min(127));
        if loud < self.noise {
            self.noise += (loud - self.noise) * share(passed, NOISE_FALLS);
        } else {
            self.noise = (self.noise + NOISE_RISES * passed.as_secs_f32()).min(loud).min(NOISE_MOST);
        }
        let above = loud - self.noise;
        if above >= ABOVE_NOISE && loud >= QUIETEST {
            self.loud_for = (self.loud_for + passed).min(ONSET * 2);
            if above > self.loudness {
                self.loudness += (above - self.loudness) * share(passed, LOUDNESS_RISES);
            }
        } else {
            self.loud_for = self.loud_for.saturating_sub(passed * 2);
        }
        if self.loud_for >= ONSET {
            self.spoke = Some(now);
        }
    }

    pub(super) fn speaks(&self, now: Instant) -> bool {
        self.spoke.is_some_and(|spoke| now.saturating_duration_since(spoke) < BETWEEN_WORDS)
    }

    /// When it spoke last.
    pub(super) fn spoke(&self) -> Option<Instant> {
        self.spoke
    }

    /// When anything came last.
    pub(super) fn last(&self) -> Instant {
        self.last
    }

    /// How loud it has been lately, above the noise.
    pub(super) fn loudness(&self, now: Instant) -> f32 {
        self.loudness * (1.0 - share(now.saturating_duration_since(self.last), LOUDNESS_FALLS))
    }
}

/// How far something gets that takes so long to become something else.
fn share(passed: Duration, whole: Duration) -> f32 {
    (passed.as_secs_f32() / whole.as_secs_f32()).min(1.0)
}
