use serde::{Deserialize, Serialize};

/// What one side puts into a call. Whether its sound and pictures arrive is another question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its microphone.
    pub microphone: Microphone,
    /// Its camera.
    pub camera: Switch,
    /// Its screen.
    pub screen: Switch,
}

/// What can be heard of one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Microphone {
    /// It has none, or does not use it.
    #[default]
    Absent,
    /// It is there, and silent.
    Muted,
    /// It is open.
    Live,
}

/// Whether something is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Switch {
    /// It is not.
    #[default]
    Off,
    /// It is.
    On,
}

/// How far one side is with sealing the frames of this connection's calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Readiness {
    /// It cannot, or no longer.
    Unable,
    /// It can, and its person has not asked for it.
    Able,
    /// It can, and its person wants it.
    Wanted,
    /// It seals from the first frame on.
    Ready,
}
