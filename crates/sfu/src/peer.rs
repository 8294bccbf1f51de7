//! A connection to one page, behind one trait: the engine below it can be another one.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use heliograph_wire::Private;
use heliograph_wire::room::{Layer, Source};

use crate::doors::Transport;
use crate::forward::facts::Codec;
use crate::forward::projection::Outgoing;
use crate::unit::Offer;

mod descriptor;
mod dtls;
mod known;
mod rtc;

pub(crate) use descriptor::URI as DESCRIPTOR;
pub(crate) use rtc::{BITS_AT_FIRST, REPORTS_EACH, RtcPeer, Start};

/// What a line is wished to carry, in bits in a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Demand {
    /// The engine looks whether it carries so many.
    pub(crate) bits: u64,
    /// So many are to be on the line also while less is sent.
    pub(crate) least: u64,
}

/// What the unit asks of a connection. None of it waits, and none of it panics: an engine that fails is lost.
pub(crate) trait Peer {
    /// Takes an offer whose sections are in order, and says what answers it. The credentials are taken where the offer
    /// makes the connection or asks for another way (ICE restart), which the answer to this says too.
    fn take(&mut self, now: Instant, offer: &Offer<'_>, fresh: Credentials) -> Option<Taken>;

    /// Whether a binding request that came by a way is signed with the credentials that hold.
    fn vouches(&mut self, now: Instant, way: Way, packet: &[u8]) -> bool;

    /// Takes a packet. What it sets off is to be polled at once.
    fn receive(&mut self, now: Instant, way: Way, packet: &[u8]) -> Received;

    /// Sends a packet by a section. Nothing goes out before the next poll.
    fn send(&mut self, section: Section, packet: &Packet, outgoing: &Outgoing) -> Sent;

    /// Asks the page for a key frame.
    fn ask_key_frame(&mut self, source: Source, layer: Layer);

    /// Says what the line is wished to carry.
    fn demand(&mut self, demand: Demand);

    /// Takes the line for one of so many bits in a second, and looks anew.
    fn estimate(&mut self, bits: u64);

    /// Hands on what there is, and says when there is more, if nothing comes before.
    fn poll(&mut self, now: Instant, take: &mut dyn FnMut(Polled<'_>)) -> Option<Instant>;

    /// Whether so many bytes more can wait for the page.
    fn has_room(&self, bytes: usize) -> bool;

    /// Whether the page can be sent this format.
    fn speaks(&self, format: Format) -> bool;
}

/// A way to a page, as ICE sees it: our end is one of the candidates.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) transport: Transport,
    pub(crate) candidate: SocketAddr,
    pub(crate) remote: SocketAddr,
}

/// By what ICE knows a connection: RFC 8445, section 5.3.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) fragment: Private<String>,
    pub(crate) password: Private<String>,
}

/// What came of an offer.
pub(crate) struct Taken {
    pub(crate) answer: Private<String>,
    /// Whether the new credentials hold.
    pub(crate) restarted: bool,
}

/// What became of a packet at the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Received {
    Taken,
    /// It is none of those that share a port with RTP (RFC 7983), or is cut short.
    Malformed,
    /// It is of a source that the page has no place for.
    Forbidden,
}

/// What became of a packet that was to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    Queued,
    /// The page has no such section, or cannot be sent this format.
    Impossible,
}

/// What an engine hands on.
pub(crate) enum Polled<'a> {
    /// To be sent, for the first time or again.
    Packet(Way, &'a [u8], Turn),
    /// The page put this in.
    Media(Track, Packet),
    /// The page cannot go on with the picture of this section.
    KeyFrameWanted(Section),
    /// How the line is.
    Report(Report),
    /// Packets can go.
    Connected,
    /// Nothing can be done with it any more.
    Over(Ending),
}

/// Whether a packet was sent before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    First,
    Again,
}

/// How a line to a page is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Report {
    /// What it carries, in bits in a second.
    pub(crate) bits: u64,
    /// Bytes that were sent so far.
    pub(crate) sent: u64,
    /// Of what was sent in the last second, the part that did not come.
    pub(crate) lost: f32,
    /// How long there and back takes.
    pub(crate) round_trip: Duration,
}

/// Why an engine ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The page closed it, or its certificate is another one.
    Closed,
    /// It failed.
    Failed,
}

/// Something that a page puts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Track {
    Sound(Sound),
    Picture(Source, Layer),
}

impl Track {
    /// Whether this can be encoded so.
    pub(crate) fn takes(self, codec: Codec) -> bool {
        matches!(self, Self::Sound(_)) == (codec == Codec::Opus)
    }
}

/// Where a sound comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Sound {
    Microphone,
    /// What can be heard of the screen that is shown.
    Screen,
}

/// A section by which something goes to a page, counted from 0 among those of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Section {
    Voice(u8),
    Picture(u8),
}

/// How something is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) codec: Codec,
    /// Tells apart what cannot be decoded by the same decoder: the profile.
    pub(crate) profile: u32,
}

/// A packet of media.
#[derive(Clone)]
pub(crate) struct Packet {
    pub(crate) format: Format,
    /// The source (SSRC) that it came from. Another one begins anew.
    pub(crate) source: u32,
    /// Its sequence number, with what the 16 bits leave out.
    pub(crate) number: u64,
    pub(crate) time: u32,
    pub(crate) marker: bool,
    /// Shared by everybody who gets it.
    pub(crate) payload: Arc<[u8]>,
    pub(crate) arrived: Instant,
    /// How far below the loudest there can be, in decibels (RFC 6464), and whether it is a voice.
    pub(crate) level: Option<(u8, bool)>,
    /// How a picture is turned: 3GPP TS 26.114.
    pub(crate) orientation: Option<Turned>,
    /// Its dependency descriptor.
    pub(crate) descriptor: Option<Arc<[u8]>>,
}

/// How a picture is turned, clockwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turned {
    No,
    Once,
    Twice,
    Thrice,
}
