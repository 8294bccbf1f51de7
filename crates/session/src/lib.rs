//! The mind of the app: one conversation between two people, from the invite to the goodbye.
//!
//! What it is: a machine. Everything that happens is an [`Event`], everything to be done about it is an
//! [`Effect`], everything that is true is in the [`View`]. What it is not: it has no clock, socket, browser,
//! task or random generator; a shell passes those in and performs what comes out.
//!
//! ```
//! use heliograph_session::{Effect, Environment, Event, Screen, Session};
//! use heliograph_wire::Millis;
//!
//! let mut session = Session::new(Environment::default());
//! let mut effects = Vec::new();
//! session.handle(Millis(0), Event::InviteChosen, &mut effects);
//! assert!(matches!(effects[..], [Effect::CreateOffer { .. }]));
//! assert!(matches!(session.view(Millis(0)).screen, Screen::Invite(_)));
//! ```
#![warn(missing_docs)]

mod carry;
mod chat;
mod context;
mod conversation;
mod effect;
mod environment;
mod event;
mod feed;
mod greeting;
mod invite;
mod link;
mod negotiation;
mod patience;
mod preferences;
mod problem;
mod reply;
mod safety;
mod scan;
mod session;
mod talk;
mod view;

pub use carry::Carrier;
pub use effect::{Channel, Effect};
pub use environment::{Bindings, Environment, Network, Page, ShareSheet, StunError, StunServer};
pub use event::{Event, Kind, Route, Step};
pub use preferences::{Keeping, Language, Name, PUBLIC_SERVERS, PreferenceError, Stun, StunEntry, Theme};
pub use problem::{Parting, Problem};
pub use scan::{Camera, CameraError, Cameras, Facing, Torch};
pub use session::Session;
pub use view::{
    Arrival, AsideView, Author, CarriedView, CodeView, Compared, Entry, Health, HomeView, InviteView,
    JoinView, Line, LinkView, Mark, Memory, ReplyView, SafetyView, SafetyWords, ScanView, Screen,
    SettingsView, StrayView, StunView, TalkView, View, Vouch,
};
