//! What a browser measures of a connection (W3C WebRTC Statistics).

use heliograph_wire::Private;

use crate::SealingMeasured;

/// What was measured at one moment. Counts are totals since the connection began.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Measured {
    /// There and back, in microseconds.
    pub round_trip: Option<u64>,
    /// Bytes sent over the route in use.
    pub bytes_sent: u64,
    /// Bytes received over it.
    pub bytes_received: u64,
    /// How the packets go.
    pub route: RouteKind,
    /// Both ends of it.
    pub ends: Option<Private<[String; 2]>>,
    /// What is sent, one for each that is.
    pub sent: Vec<StreamMeasured>,
    /// What is received.
    pub received: Vec<StreamMeasured>,
    /// What was sealed and opened, one for each section; none where nothing is.
    pub sealing: Vec<SealingMeasured>,
}

/// How packets go between two peers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RouteKind {
    /// Not known.
    #[default]
    Unknown,
    /// Within one network, or on one device.
    SameNetwork,
    /// Straight through the Internet.
    Direct,
    /// By way of a relay.
    Relayed,
}

/// One media section (RFC 8829, section 3.4.1) of a call; they come in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// The microphone's sound.
    Voice,
    /// The camera's picture.
    Camera,
    /// The screen's picture.
    Screen,
    /// The sound that comes with the screen.
    ScreenSound,
}

/// What was measured of one stream.
#[derive(Clone, PartialEq, Eq)]
pub struct StreamMeasured {
    /// What it carries.
    pub section: Section,
    /// Its codec's name, such as `VP9`.
    pub codec: Option<String>,
    /// Bytes of its payload.
    pub bytes: u64,
    /// Packets.
    pub packets: u64,
    /// Packets that the receiver missed; of what is sent, as the other side reports.
    pub lost: u64,
    /// Jitter in microseconds.
    pub jitter: Option<u64>,
    /// Width and height of its picture in pixels.
    pub size: Option<(u32, u32)>,
    /// Frames encoded or decoded.
    pub frames: u64,
}
