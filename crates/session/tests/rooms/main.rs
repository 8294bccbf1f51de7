//! What people in rooms live through, told on a moved clock with their sessions, the companion's own machine of rooms, and
//! pretended browsers and media.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod anything;
mod coming;
mod coming_back;
mod group;
mod hosts;
mod line;
mod meeting;
mod support;
mod talk;
mod tiles;
