use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Instant;

use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig, RtcError};

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datagram {
    /// To whom.
    pub to: SocketAddr,
    /// What.
    pub bytes: Vec<u8>,
}

/// One end of a connection, by str0m: whatever is done with it, what it then has to send and to say is taken out at once.
pub struct Peer {
    rtc: Rtc,
    at: SocketAddr,
    deadline: Instant,
    out: VecDeque<Datagram>,
    events: VecDeque<Event>,
}

/// What a peer is made with: packets as they are, VP8 and Opus.
pub fn settings() -> RtcConfig {
    Rtc::builder()
        .set_rtp_mode(true)
        .set_stats_interval(None)
        .clear_codecs()
        .enable_vp8(true)
        .enable_opus(true, false)
}

impl Peer {
    /// A peer at this address; its one candidate.
    pub fn new(settings: RtcConfig, now: Instant, at: SocketAddr) -> Result<Self, RtcError> {
        let mut rtc = settings.build(now);
        rtc.add_local_candidate(Candidate::host(at, "udp")?);
        let mut peer = Self { rtc, at, deadline: now, out: VecDeque::new(), events: VecDeque::new() };
        peer.drain();
        Ok(peer)
    }

    /// Where it is.
    pub const fn at(&self) -> SocketAddr {
        self.at
    }

    /// Whether it has not ended.
    pub fn is_alive(&self) -> bool {
        self.rtc.is_alive()
    }

    /// Does something with the connection, and takes out what follows from it.
    pub fn with<T>(&mut self, work: impl FnOnce(&mut Rtc) -> T) -> T {
        let outcome = work(&mut self.rtc);
        self.drain();
        outcome
    }

    /// Takes what came from somebody. What is no packet at all is passed over.
    pub fn receive(&mut self, now: Instant, from: SocketAddr, bytes: &[u8]) {
        if let Ok(receive) = Receive::new(Protocol::Udp, from, self.at, bytes) {
            self.input(Input::Receive(now, receive));
        }
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Instant) {
        if self.deadline <= now {
            self.input(Input::Timeout(now));
        }
    }

    /// When [`tick`](Self::tick) is due.
    pub const fn deadline(&self) -> Instant {
        self.deadline
    }

    /// What is to be sent next.
    pub fn next_out(&mut self) -> Option<Datagram> {
        self.out.pop_front()
    }

    /// What it says next.
    pub fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn input(&mut self, input: Input<'_>) {
        if self.rtc.handle_input(input).is_err() {
            self.rtc.disconnect();
        }
        self.drain();
    }

    fn drain(&mut self) {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => {
                    self.deadline = at;
                    return;
                }
                Ok(Output::Transmit(transmit)) => {
                    self.out
                        .push_back(Datagram { to: transmit.destination, bytes: transmit.contents.into() });
                }
                Ok(Output::Event(event)) => self.events.push_back(event),
                Err(_) => self.rtc.disconnect(),
            }
        }
    }
}
