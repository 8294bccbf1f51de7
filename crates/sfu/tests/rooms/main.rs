//! What people in rooms live through, on a moved clock.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod meeting;
mod returning;
mod support;
