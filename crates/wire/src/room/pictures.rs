use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::MemberId;

/// One picture on show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// By which of the page's sections for pictures it comes, counted from 0.
    pub section: u8,
    /// Whose.
    pub member: MemberId,
    /// Of what.
    pub source: Source,
    /// How high it is shown, in pixels of the device.
    pub height: u16,
    /// Where the line has no room for all, those with the higher number get it first.
    pub weight: u8,
}

/// What a picture is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Source {
    /// The camera.
    Camera,
    /// The screen.
    Screen,
}

/// Whose voice comes by a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// Which of the page's sections for voices, counted from 0.
    pub section: u8,
    /// Whose; none where it is silent.
    pub member: Option<MemberId>,
}

/// What is watched of a picture that this page sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upstream {
    /// Which.
    pub source: Source,
    /// The layers that somebody watches; none of them where it is empty.
    pub layers: Vec<Layer>,
}

/// A layer of a picture: its place in [`RIDS`](super::RIDS).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Layer(pub u8);
