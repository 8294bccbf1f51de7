//! A forwarding unit and pages, on a pretended network with a clock that is moved. The pages are str0m, as whole clients.

#![allow(dead_code, unused_imports, reason = "each test uses some of it")]

mod film;
mod guest;
mod link;
mod net;
mod whole;

pub(crate) use film::{Film, Frame};
pub(crate) use guest::{CAMERA, Descriptors, Got, Guest, MICROPHONE, SCREEN, SCREEN_SOUND};
pub(crate) use link::Link;
pub(crate) use net::{ALL, Net, UNIT, are_undisturbed, at_unit, part};
pub(crate) use whole::whole;
