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
