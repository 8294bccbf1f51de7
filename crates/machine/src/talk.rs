use heliograph_wire::Millis;

/// How much somebody has said of late.
#[derive(Default)]
pub struct Talk {
    since: Millis,
    messages: u32,
    bytes: usize,
}

/// So much may be said within a span.
#[derive(Clone, Copy)]
pub struct Quota {
    /// Within which.
    pub within: Millis,
    /// So many messages.
    pub messages: u32,
    /// With so many bytes in all.
    pub bytes: usize,
}

impl Talk {
    /// Counts one more, and says whether that may be.
    pub fn counts(&mut self, now: Millis, bytes: usize, quota: Quota) -> bool {
        if now.since(self.since) >= quota.within {
            *self = Self { since: now, ..Self::default() };
        }
        let may = self.messages < quota.messages && self.bytes.saturating_add(bytes) <= quota.bytes;
        if may {
            self.messages += 1;
            self.bytes += bytes;
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::{Quota, Talk};
    use heliograph_wire::Millis;

    const QUOTA: Quota = Quota { within: Millis(1_000), messages: 3, bytes: 10 };

    #[test]
    fn so_many_messages_and_bytes_may_be_said_in_each_span() {
        let mut talk = Talk::default();
        let mut may = |now, bytes| talk.counts(Millis(now), bytes, QUOTA);
        assert!(may(5_000, 0) && may(5_000, 0) && may(5_999, 0));
        assert!(!may(5_999, 0), "a message too many");
        assert!(may(6_000, 10));
        assert!(!may(6_000, 1), "a byte too many");
        assert!(may(6_999, 0), "what was not said does not count");
        assert!(!may(7_000, usize::MAX));
    }
}
