use crate::doors::{Path, Transmit};

/// The most packets and bytes of one run: what systems take at once.
const PACKETS: usize = 64;
const BYTES: usize = 65_000;

/// Packets on their way out, in order. Those of one length that follow each other to one page are one run, which a
/// shorter one ends: an engine is polled until it has no more, so what a page gets of a frame comes together here.
pub(super) struct Bursts {
    bytes: Vec<u8>,
    runs: Vec<Run>,
}

struct Run {
    path: Path,
    start: usize,
    end: usize,
    length: usize,
}

impl Bursts {
    pub(super) const fn new() -> Self {
        Self { bytes: Vec::new(), runs: Vec::new() }
    }

    pub(super) fn add(&mut self, path: Path, packet: &[u8]) {
        if packet.is_empty() {
            return;
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(packet);
        match self.runs.last_mut() {
            Some(run) if run.takes(path, packet.len()) => run.end = self.bytes.len(),
            _ => self.runs.push(Run { path, start, end: self.bytes.len(), length: packet.len() }),
        }
    }

    pub(super) fn flush(&mut self, send: &mut impl FnMut(Transmit<'_>)) {
        for run in self.runs.drain(..) {
            send(Transmit { path: run.path, packets: &self.bytes[run.start..run.end], length: run.length });
        }
        self.bytes.clear();
        // After a storm the room is given back.
        if self.bytes.capacity() > 4 * 1024 * 1024 {
            self.bytes.shrink_to(1024 * 1024);
        }
    }
}

impl Run {
    fn takes(&self, path: Path, length: usize) -> bool {
        let bytes = self.end - self.start;
        let is_whole = !bytes.is_multiple_of(self.length);
        self.path == path
            && !is_whole
            && length <= self.length
            && bytes / self.length < PACKETS
            && bytes + length <= BYTES
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES, Bursts, PACKETS};
    use crate::doors::{Path, Transport};
    use std::net::Ipv4Addr;

    fn path(port: u16) -> Path {
        let at = |port| (Ipv4Addr::LOCALHOST, port).into();
        Path { transport: Transport::Udp, local: at(1), remote: at(port) }
    }

    /// What is sent, as port, bytes in all and bytes of each, when packets of these lengths go to these ports.
    #[track_caller]
    fn check(packets: &[(u16, usize)], expected: &[(u16, usize, usize)]) {
        let mut bursts = Bursts::new();
        packets.iter().for_each(|(port, length)| bursts.add(path(*port), &vec![7; *length]));
        let mut sent = Vec::new();
        bursts.flush(&mut |run| sent.push((run.path.remote.port(), run.packets.len(), run.length)));
        assert_eq!(sent, expected);
        assert!(bursts.bytes.is_empty() && bursts.runs.is_empty());
    }

    #[test]
    fn packets_of_one_length_go_together_and_a_shorter_one_ends_them() {
        check(&[(1, 9), (1, 9), (1, 5), (1, 5)], &[(1, 23, 9), (1, 5, 5)]);
        check(&[(1, 9), (1, 10)], &[(1, 9, 9), (1, 10, 10)]);
        check(&[(1, 9), (2, 9), (1, 9)], &[(1, 9, 9), (2, 9, 9), (1, 9, 9)]);
        check(&[(1, 0)], &[]);
    }

    #[test]
    fn runs_are_no_longer_than_systems_take() {
        check(&[(1, 9); PACKETS + 1], &[(1, 9 * PACKETS, 9), (1, 9, 9)]);
        check(&[(1, 1_500); 50], &[(1, BYTES / 1_500 * 1_500, 1_500), (1, 7 * 1_500, 1_500)]);
    }
}
