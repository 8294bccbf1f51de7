//! Fuzz targets: everything that reads what comes from outside, as functions of arbitrary bytes.
//!
//! What it is: the same targets for two ways of running them, guided by coverage (`coverage/`) and by random
//! changes of valid input within a given time (`src/bin/bounded.rs`). What it is not: a list of known cases;
//! those are the vectors and the tests of each crate. A target panics when a promise is broken.
//!
//! ```
//! heliograph_fuzz::code(b"no code at all");
//! ```

mod code;
mod control;
mod files;
#[cfg(not(target_arch = "wasm32"))]
mod frame;
#[cfg(not(target_arch = "wasm32"))]
mod keys;
#[cfg(not(target_arch = "wasm32"))]
mod media;
mod pack;
mod rendezvous;
#[cfg(not(target_arch = "wasm32"))]
mod room;
mod seeds;
mod session;
mod steps;
mod target;
mod turn;
#[cfg(not(target_arch = "wasm32"))]
mod unit;

pub use code::code;
pub use control::control;
pub use files::files;
#[cfg(not(target_arch = "wasm32"))]
pub use frame::frame;
#[cfg(not(target_arch = "wasm32"))]
pub use keys::keys;
#[cfg(not(target_arch = "wasm32"))]
pub use media::media;
pub use pack::pack;
pub use rendezvous::rendezvous;
#[cfg(not(target_arch = "wasm32"))]
pub use room::room;
pub use session::session;
pub use target::Target;
pub use turn::turn;
#[cfg(not(target_arch = "wasm32"))]
pub use unit::unit;
