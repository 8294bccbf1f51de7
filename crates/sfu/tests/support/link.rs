use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// One direction of a line: so slow, so long, so bad.
pub(crate) struct Link {
    /// Bits in a second; none where it is as fast as can be.
    pub(crate) bits: Option<u64>,
    pub(crate) delay: Duration,
    /// Packets of a thousand that are lost.
    pub(crate) lost: u32,
    /// Bytes that wait before it; what is more is lost.
    pub(crate) queue: usize,
    /// Whether nothing comes through.
    pub(crate) is_cut: bool,
    /// Only packets of which this holds come through.
    pub(crate) passes: fn(&[u8]) -> bool,
    free_at: Option<Instant>,
    on_the_way: VecDeque<(Instant, Vec<u8>)>,
    chance: u64,
    pub(crate) dropped: u64,
}

impl Link {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            bits: None,
            delay: Duration::from_millis(10),
            lost: 0,
            queue: 64 * 1024,
            is_cut: false,
            passes: |_| true,
            free_at: None,
            on_the_way: VecDeque::new(),
            chance: seed | 1,
            dropped: 0,
        }
    }

    pub(crate) fn send(&mut self, now: Instant, packet: &[u8]) {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        let free_at = self.free_at.unwrap_or(now).max(now);
        let waiting =
            self.bits.map_or(0, |bits| (free_at - now).as_micros() as usize * bits as usize / 8_000_000);
        if self.is_cut
            || !(self.passes)(packet)
            || self.chance % 1_000 < u64::from(self.lost)
            || waiting + packet.len() > self.queue
        {
            self.dropped += 1;
            return;
        }
        let takes = self.bits.map_or(0, |bits| packet.len() as u64 * 8_000_000 / bits);
        let sent = free_at + Duration::from_micros(takes);
        self.free_at = Some(sent);
        self.on_the_way.push_back((sent + self.delay, packet.to_vec()));
    }

    pub(crate) fn arrived(&mut self, now: Instant) -> Option<Vec<u8>> {
        if self.on_the_way.front()?.0 > now {
            return None;
        }
        self.on_the_way.pop_front().map(|(_, packet)| packet)
    }
}
