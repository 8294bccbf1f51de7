//! What people in rooms live through, on a moved clock.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod anything;
mod crowds;
mod group;
mod hosts;
mod lobby;
mod meeting;
mod members;
mod opening;
mod returning;
mod support;
mod times;
