//! The companion: one small server that a person can run. It serves the app, answers STUN, and relays between people of
//! one exchange who cannot reach each other directly.
//!
//! It is no open TURN server: nothing that it relays leaves it but to those who are in the same exchange, and it sees
//! sealed packets only. It keeps no accounts and no record of who was there.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use heliograph_relay::{Config, Running};
//!
//! let state = std::env::temp_dir().join(format!("companion-{}", std::process::id()));
//! let running = Running::start(Config::on_loopback(state.clone()))?;
//! println!("http://{}/", running.tcp()[0]);
//! # drop(running);
//! # std::fs::remove_dir_all(state)?;
//! # Ok(())
//! # }
//! ```
#![warn(missing_docs)]

mod alarm;
mod allowance;
mod app;
pub mod cli;
pub mod client;
mod config;
pub mod doctor;
mod doors;
mod exchange;
mod http;
mod lan;
mod logging;
mod metrics;
mod outbox;
mod plane;
mod ports;
mod pseudonym;
mod push;
mod reach;
mod readers;
mod rendezvous;
mod reunions;
mod rooms;
mod server;
mod shared;
mod signals;
mod source;
mod state;
mod stream;
mod tls;
mod trouble;
mod udp;

pub use config::{
    Config, ConfigError, Contact, Fault, Forwarding, HostKey, InviteId, Layer, Limits, LogKind, LogLevel,
    Network, OpenRelay, Port, Push, Relay, RelayKind, Ring, RoomMakers, Rooms, Tls, TlsKind,
};
pub use push::Service;
pub use rendezvous::StoreError;
pub use rooms::RoomsError;
pub use server::{Running, StartError, Successor};
pub use state::{Secrets, State, StateError};
