//! Calls: two people see and hear each other, show their screens, and change what they send.

#[path = "../support/mod.rs"]
mod support;

mod couple;
mod devices;
mod glare;
mod meeting;
mod partings;
mod screen;
mod statistics;
mod without;
