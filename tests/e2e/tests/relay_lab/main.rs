//! The companion in a public network, between people behind NATs.

#[path = "../support/mod.rs"]
mod support;

mod direct;
mod ears;
mod finding;
mod matrix;
mod meeting;
mod over_tcp;
mod privacy;
mod restart;
mod rooms;
