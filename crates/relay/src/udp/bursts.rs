use heliograph_turn::Client;

/// Destinations that are collected for at a time.
const OPEN: usize = 32;

/// The most bytes of one burst: what a datagram of IPv4 can hold, since the system takes a burst for one at first.
const LONGEST: usize = 65_507;

/// Packets on their way out, collected by destination: those of one length that follow each other go to the system
/// together.
///
/// Each packet is copied here once. Sending from where it arrived would save that, but would tie a burst to what one
/// client sent in one message of the system, and calls of the system are what costs.
pub(crate) struct Bursts {
    bursts: Vec<Burst>,
    /// How many of them are in use, from the front.
    used: usize,
    most: usize,
}

struct Burst {
    to: Option<Client>,
    bytes: Vec<u8>,
    /// How long each packet is.
    length: usize,
    count: usize,
    /// A shorter packet has ended it.
    is_whole: bool,
}

impl Bursts {
    /// Bursts of at most so many packets.
    pub(crate) fn new(most: usize) -> Self {
        let empty = || Burst { to: None, bytes: Vec::new(), length: 0, count: 0, is_whole: false };
        Self { bursts: (0..OPEN).map(|_| empty()).collect(), used: 0, most: most.max(1) }
    }

    /// Adds a packet, and hands those that have to go before it to `send`: whom they go to, their bytes, and how long
    /// each is.
    pub(crate) fn add(&mut self, to: Client, packet: &[u8], mut send: impl FnMut(Client, &[u8], usize)) {
        if packet.is_empty() {
            return;
        }
        let place = match self.bursts.iter().take(self.used).position(|burst| burst.to == Some(to)) {
            Some(place) => {
                if !self.bursts[place].takes(packet.len(), self.most) {
                    self.bursts[place].send(&mut send);
                }
                place
            }
            None if self.used < self.bursts.len() => {
                self.used += 1;
                self.used - 1
            }
            None => {
                self.flush(send);
                self.used = 1;
                0
            }
        };
        self.bursts[place].add(to, packet);
    }

    /// Hands on everything.
    pub(crate) fn flush(&mut self, mut send: impl FnMut(Client, &[u8], usize)) {
        for burst in self.bursts.iter_mut().take(self.used) {
            burst.send(&mut send);
            burst.to = None;
        }
        self.used = 0;
    }
}

impl Burst {
    fn takes(&self, length: usize, most: usize) -> bool {
        self.count == 0
            || !self.is_whole
                && length <= self.length
                && self.count < most
                && self.bytes.len() + length <= LONGEST
    }

    fn add(&mut self, to: Client, packet: &[u8]) {
        if self.count == 0 {
            self.length = packet.len();
        }
        self.to = Some(to);
        self.is_whole = packet.len() < self.length;
        self.count += 1;
        self.bytes.extend_from_slice(packet);
    }

    fn send(&mut self, send: &mut impl FnMut(Client, &[u8], usize)) {
        if let (Some(to), false) = (self.to, self.bytes.is_empty()) {
            send(to, &self.bytes, self.length);
        }
        self.bytes.clear();
        self.count = 0;
        self.is_whole = false;
    }
}

#[cfg(test)]
mod tests {
    use super::{Bursts, OPEN};
    use heliograph_turn::{Client, Transport};
    use std::net::Ipv4Addr;

    fn client(port: u16) -> Client {
        let at = |port| (Ipv4Addr::LOCALHOST, port).into();
        Client { transport: Transport::Udp, local: at(3478), remote: at(port) }
    }

    /// What is sent, as port, bytes in all and bytes of each, when packets of these lengths go to these ports.
    fn sent(packets: &[(u16, usize)]) -> Vec<(u16, usize, usize)> {
        let mut bursts = Bursts::new(4);
        let mut sent = Vec::new();
        let mut send = |to: Client, bytes: &[u8], length| sent.push((to.remote.port(), bytes.len(), length));
        for (port, length) in packets {
            bursts.add(client(*port), &vec![7; *length], &mut send);
        }
        bursts.flush(&mut send);
        sent
    }

    #[test]
    fn packets_of_one_length_go_together_and_a_shorter_one_ends_them() {
        assert_eq!(sent(&[(1, 9), (1, 9), (1, 5), (1, 5)]), [(1, 23, 9), (1, 5, 5)]);
        assert_eq!(sent(&[(1, 9), (1, 10)]), [(1, 9, 9), (1, 10, 10)]);
        assert_eq!(sent(&[(1, 9); 5]), [(1, 36, 9), (1, 9, 9)]);
        assert_eq!(sent(&[(1, 0)]), []);
    }

    #[test]
    fn packets_between_others_stay_in_order() {
        assert_eq!(sent(&[(1, 9), (2, 9), (1, 9), (2, 8), (2, 9)]), [(2, 17, 9), (1, 18, 9), (2, 9, 9)]);
    }

    #[test]
    fn more_destinations_than_places_lose_nothing() {
        let packets: Vec<_> = (0..3 * OPEN as u16).map(|port| (port, 9)).collect();
        let sent = sent(&packets);
        assert_eq!(sent.len(), packets.len());
        assert!(sent.iter().all(|(_, bytes, length)| (*bytes, *length) == (9, 9)));
    }

    #[test]
    fn a_burst_is_never_longer_than_a_datagram() {
        let sent = {
            let mut bursts = Bursts::new(1000);
            let mut sent = Vec::new();
            let mut send = |_: Client, bytes: &[u8], _| sent.push(bytes.len());
            for _ in 0..5 {
                bursts.add(client(1), &vec![7; 16_000], &mut send);
            }
            bursts.flush(&mut send);
            sent
        };
        assert_eq!(sent, [64_000, 16_000]);
    }
}
