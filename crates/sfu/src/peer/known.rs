use std::time::{Duration, Instant};

/// The sources that a page is taken to send with. More of them come slowly, each in place of the one that was silent the
/// longest: an engine keeps something for each source that it ever heard of.
pub(super) struct Known {
    sources: Vec<(u32, Instant)>,
    /// Before this no other source takes the place of one.
    next: Option<Instant>,
}

/// Microphone, screen, sound of it, a camera in three layers, what sends them again, and the source of probes; and as
/// many again, for those who start anew.
const AT_ONCE: usize = 24;

/// How long it takes until another one may come.
const ANOTHER_AFTER: Duration = Duration::from_secs(5);

impl Known {
    pub(super) const fn new() -> Self {
        Self { sources: Vec::new(), next: None }
    }

    /// Whether a packet of this source is taken.
    pub(super) fn takes(&mut self, now: Instant, source: u32) -> bool {
        if let Some(place) = self.sources.iter().position(|(known, _)| *known == source) {
            self.sources[place].1 = now;
            return true;
        }
        if self.sources.len() < AT_ONCE {
            self.sources.push((source, now));
            return true;
        }
        if self.next.is_some_and(|next| now < next) {
            return false;
        }
        self.next = Some(now + ANOTHER_AFTER);
        if let Some(oldest) = self.sources.iter_mut().min_by_key(|(_, heard)| *heard) {
            *oldest = (source, now);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{ANOTHER_AFTER, AT_ONCE, Known};
    use std::time::Instant;

    #[test]
    fn sources_come_by_the_dozen_and_then_slowly() {
        let (mut known, now) = (Known::new(), Instant::now());
        let taken = (0..10_000).filter(|source| known.takes(now, *source)).count();
        assert_eq!(taken, AT_ONCE + 1);
        assert!(known.takes(now, 1), "those that are known go on");
        assert!(!known.takes(now + ANOTHER_AFTER / 2, 10_001));
        assert!(known.takes(now + ANOTHER_AFTER, 10_001));
        assert!(known.takes(now + ANOTHER_AFTER, 1), "the silent ones go first");
    }
}
