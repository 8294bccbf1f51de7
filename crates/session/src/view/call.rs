//! A call, as facts.

use std::collections::BTreeSet;
use std::rc::Rc;

use heliograph_wire::Private;
use heliograph_wire::control::{Microphone, Part};

use crate::{Ability, Cameras, CaptureError, Captured, DeviceId, Devices, RouteKind, Section, Thrift, Voice};

/// A call, or the chance of one.
#[derive(Clone, PartialEq, Eq)]
pub struct CallView {
    /// Where this side stands.
    pub stage: CallStage,
    /// What this side captures.
    pub mine: MineView,
    /// What the other side puts in; none when it is not in the call.
    pub theirs: Option<Part>,
    /// Whether this side is alone in the call, and why.
    pub company: Company,
    /// Whether this side speaks.
    pub my_voice: Voice,
    /// Whether the other side speaks.
    pub their_voice: Voice,
    /// The devices to choose from, while the person chooses.
    pub devices: Option<DevicesView>,
    /// Whether there is another camera to turn to.
    pub cameras: Cameras,
    /// How much of the line the call may use.
    pub thrift: Thrift,
    /// What this browser can do beyond what all can.
    pub abilities: Rc<BTreeSet<Ability>>,
}

/// Where this side stands in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallStage {
    /// Not in it. Where the other side is, it waits for an answer.
    Out,
    /// Not in it, though the other side is: the person has said that they do not want to join.
    Declined,
    /// Trying camera and microphone before joining.
    Trying,
    /// In it.
    In,
}

/// Whether whoever is in a call is alone in it, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Company {
    /// The other side has not come yet.
    Awaited,
    /// The other side's person has said that they do not come now.
    Declined,
    /// It is there.
    Present,
    /// It was there.
    Gone,
}

/// What a call begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartWith {
    /// Camera and microphone.
    Video,
    /// The microphone.
    Voice,
    /// Neither: the person hears and sees.
    Nothing,
}

/// What this side captures.
#[derive(Clone, PartialEq, Eq)]
pub struct MineView {
    /// The microphone.
    pub microphone: CaptureView,
    /// What is let through of it.
    pub muted: Microphone,
    /// The camera.
    pub camera: CaptureView,
    /// The screen.
    pub screen: CaptureView,
}

/// How a capture stands.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum CaptureView {
    /// It is off.
    #[default]
    Off,
    /// The browser opens it, and may be asking the person.
    Starting,
    /// It is on.
    On(Captured),
    /// It would not start, or broke off.
    Failed(CaptureError),
}

/// Devices to choose from, and which are in use.
#[derive(Clone, PartialEq, Eq)]
pub struct DevicesView {
    /// All of them.
    pub devices: Rc<Devices>,
    /// The camera in use.
    pub camera: Option<DeviceId>,
    /// The microphone in use.
    pub microphone: Option<DeviceId>,
    /// The speaker in use; none is the system's own choice.
    pub speaker: Option<DeviceId>,
}

/// How a connection does.
#[derive(Clone, PartialEq, Eq)]
pub struct StatisticsView {
    /// How packets go.
    pub route: RouteKind,
    /// Both ends of the route, this side's first, where the person asked for them.
    pub ends: Option<Private<[String; 2]>>,
    /// The last minutes, oldest first.
    pub samples: Rc<Vec<Sample>>,
    /// What is sent at the moment.
    pub sent: Vec<StreamView>,
    /// What is received at the moment.
    pub received: Vec<StreamView>,
    /// What is sealed and opened; none where nothing is.
    pub sealing: Vec<SealedView>,
}

/// How a connection did over a short while.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// There and back, in microseconds.
    pub round_trip: Option<u64>,
    /// Packets lost on their way here, in thousandths of those sent.
    pub loss: Option<u32>,
    /// The worst jitter of what is received, in microseconds.
    pub jitter: Option<u64>,
    /// Bits sent per second.
    pub sent: u64,
    /// Bits received per second.
    pub received: u64,
}

/// How one stream does.
#[derive(Clone, PartialEq, Eq)]
pub struct StreamView {
    /// What it carries.
    pub section: Section,
    /// Its codec.
    pub codec: Option<String>,
    /// Bits per second.
    pub rate: u64,
    /// Width and height of its picture in pixels.
    pub size: Option<(u32, u32)>,
    /// Frames per second.
    pub frames: Option<u32>,
}

/// What becomes of one section's frames that are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedView {
    /// The section.
    pub section: Section,
    /// Frames sealed per second.
    pub sealed: u64,
    /// Frames opened per second.
    pub opened: u64,
    /// Frames refused since the connection began.
    pub refused: u64,
    /// What a frame takes on average, in microseconds; none where there was none. It tells how long it takes to come
    /// through, and not how much work it is, and counts those, too, that were dropped at once.
    pub cost: Option<u64>,
}
