//! What can be captured for a call, with which device, and how that went (W3C Media Capture and Streams).

use heliograph_wire::Private;
use heliograph_wire::control::Switch;

use crate::Facing;

/// Something that a call can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capture {
    /// A microphone.
    Microphone,
    /// A camera.
    Camera,
    /// A screen, a window or a tab, which the person picks in the browser's own question.
    Screen,
}

/// What the browser calls a device, the same for as long as this page lives.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceId(pub Private<String>);

/// A device to choose.
#[derive(Clone, PartialEq, Eq)]
pub struct Device {
    /// What the browser calls it.
    pub id: DeviceId,
    /// What people call it; empty until the browser may say.
    pub label: Private<String>,
}

/// All devices to choose from.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Devices {
    /// Cameras.
    pub cameras: Vec<Device>,
    /// Microphones.
    pub microphones: Vec<Device>,
    /// Loudspeakers and headphones; none where the browser does not let a page choose.
    pub speakers: Vec<Device>,
}

/// Which device to capture with.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Pick {
    /// Whichever the browser prefers.
    #[default]
    Any,
    /// This one.
    Device(DeviceId),
    /// The camera that looks this way; where none says where it looks, the next one.
    Facing(Facing),
}

/// What is captured.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Captured {
    /// The device, where it has a name.
    pub device: Option<DeviceId>,
    /// Where the camera looks, where it says so.
    pub facing: Option<Facing>,
    /// Whether a screen comes with the sound of the system.
    pub sound: Switch,
}

/// Why something cannot be captured (W3C Media Capture and Streams, section 10.3.2; Screen Capture, section 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureError {
    /// The person, or a rule of the browser or the system, does not allow it.
    Refused,
    /// There is no such device.
    Absent,
    /// Another program or page uses it.
    Busy,
    /// The page came over an insecure connection.
    InsecurePage,
    /// It does not work, and no other cause is known.
    Failed,
}

/// How much of the line a call may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Thrift {
    /// As much as it carries.
    #[default]
    Full,
    /// As little as people can do with.
    LowData,
}

/// A picture of the page that shows something live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scene {
    /// What this side's camera sees.
    MyCamera,
    /// This side's screen.
    MyScreen,
    /// What the other side's camera sees.
    TheirCamera,
    /// The other side's screen.
    TheirScreen,
}

/// One of two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// This one.
    Me,
    /// The other one.
    Other,
}

/// Whether somebody speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Voice {
    /// Nothing is heard.
    #[default]
    Silent,
    /// Somebody speaks.
    Speaking,
}

/// A sound that calls for attention; each is a few notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// The other side has begun a call.
    Ringing,
    /// Somebody has come into the call.
    Joined,
    /// Somebody has left it.
    Left,
    /// A message or an offer of files has come while the page was not looked at.
    Message,
}

/// What a key means during a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Mute, or the opposite.
    Microphone,
    /// Camera on, or off.
    Camera,
    /// Push to talk, down.
    TalkDown,
    /// Push to talk, up again.
    TalkUp,
}
