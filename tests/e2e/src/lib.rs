//! Stock browsers driven from outside, as a person would: things are found by the role and the accessible name that
//! the browser itself computed, and by nothing else. A control that assistive technology cannot find fails a test.
//!
//! This crate is no test framework: its tests are ordinary ones, in `tests/`.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use heliograph_e2e::{Browser, Kind, Site};
//!
//! let site = Site::start().await?;
//! let ana = Browser::start(Kind::Chromium).await?;
//! let page = ana.open(site.url()).await?;
//! page.button("Invite someone").click().await?;
//! let code = page.textbox("Invite code").filled().await?;
//! assert!(!code.is_empty());
//! ana.finish().await
//! # }
//! ```

mod accessibility;
pub mod addresses;
mod axe;
mod bidi;
mod browser;
pub mod calls;
pub mod camera;
pub mod capture;
mod companion;
mod downloads;
mod driver;
mod extension;
mod from_within;
mod hold;
pub mod hooks;
mod kind;
pub mod lab;
mod look;
mod made_file;
pub mod memory;
mod page;
pub mod people;
mod phrases;
mod process;
mod push_service;
pub mod recorder;
mod redact;
pub mod relay;
mod roles;
pub mod rooms;
pub mod sealed;
pub mod search;
pub mod senses;
mod setup;
mod sight;
mod site;
pub mod traces;
mod transfers;
mod watch;

pub use axe::Axe;
pub use browser::{Browser, BrowserBuilder};
pub use camera::Camera;
pub use companion::Companion;
pub use kind::{Addresses, Kind, Language, Scheme};
pub use look::{PATIENCE, Wanted};
pub use made_file::{MadeFile, hash_of};
pub use page::Page;
pub use push_service::{PushService, Pushed};
pub use redact::redact;
pub use sight::Frame;
pub use site::{Site, dist, file_url, pictures, root};
pub use transfers::Transfer;
