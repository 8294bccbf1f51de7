//! A forwarding unit and pages, on a pretended network with a clock that is moved. The pages are str0m, as whole clients.

#![allow(dead_code, reason = "each test uses some of it")]

mod film;
mod guest;
mod link;
mod net;

pub use film::{Film, Frame};
pub use guest::{CAMERA, Got, Guest, MICROPHONE, SCREEN, SCREEN_SOUND};
pub use link::Link;
pub use net::{ALL, Net, UNIT, at_unit, part};
