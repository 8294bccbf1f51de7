//! What members of a room get of each other, from a whole unit over pretended lines: whose voices, which layers, and what
//! goes first where a line is narrow.

#[path = "../support/mod.rs"]
mod support;

mod codecs;
mod keyframes;
mod lines;
mod pictures;
mod streams;
mod temporal;
mod voices;
