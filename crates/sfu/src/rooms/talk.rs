use heliograph_wire::Millis;

/// How much somebody has said of late.
#[derive(Default)]
pub(crate) struct Talk {
    since: Millis,
    messages: u32,
    bytes: usize,
}

/// So much may be said within a span.
#[derive(Clone, Copy)]
pub(crate) struct Quota {
    pub within: Millis,
    pub messages: u32,
    pub bytes: usize,
}

impl Talk {
    /// Counts one more, and says whether that may be.
    pub(crate) fn counts(&mut self, now: Millis, bytes: usize, quota: Quota) -> bool {
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
