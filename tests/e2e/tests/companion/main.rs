//! The page as the companion serves it, and what the companion does for it besides.

#[path = "../support/mod.rs"]
mod support;

mod blind;
mod page;
mod relayed;
mod restart;
mod ring;
mod sockets;
mod wake;
mod words;
