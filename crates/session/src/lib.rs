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

mod app;
mod call;
mod capture;
mod captures;
mod carry;
mod chat;
mod context;
mod conversation;
mod effect;
mod environment;
mod event;
mod feed;
mod fragment;
mod greeting;
mod invite;
mod link;
mod measure;
mod negotiation;
mod patience;
mod preferences;
mod problem;
mod relay;
mod rendezvous;
mod reply;
mod room;
mod safety;
mod scan;
mod sdp;
mod sealing;
mod session;
mod site_only;
mod statistics;
mod talk;
mod transfers;
mod view;

pub use app::{AppEffect, AppEvent, Digest, Form, Update};
pub use capture::{
    Capture, CaptureError, Captured, Device, DeviceId, Devices, Key, Pick, Scene, Sound, Thrift, Voice, Who,
};
pub use carry::Carrier;
pub use effect::{Channel, Effect};
pub use environment::{Ability, Bindings, Environment, Network, Page, ShareSheet, StunError, StunServer};
pub use event::{Event, Kind, Route, Step};
pub use heliograph_signal::Exchange;
pub use heliograph_wire::resume::Role;
pub use heliograph_wire::reunion::Secrets;
pub use measure::{Measured, RouteKind, Section, StreamMeasured};
pub use preferences::{Keeping, Language, Name, PUBLIC_SERVERS, PreferenceError, Stun, StunEntry, Theme};
pub use problem::{Parting, Problem};
pub use relay::{Origin, Path, PathChange, Relay, RelayEvent, RelayFault, RelayState, ReunionEvent, Servers};
pub use rendezvous::{
    BrowserSubscription, LABEL_BYTES, NOTE_BYTES, Notifications, RendezvousEffect, RendezvousEvent,
    RendezvousProblem, RingEvent, RingId, RingProblem, Services, SocketId, Strength, Waking, WakingEffect,
    WakingEvent, WakingProblem, WordsEvent,
};
pub use room::{RoomEffect, RoomEvent, RoomMeasured, RoomProblem, RoomWay, ShownTile};
pub use scan::{Camera, Cameras, Facing, Torch};
pub use sealing::{FrameKeys, SealerState, SealingMeasured, SealingStage, SealingView, Unsealed};
pub use session::Session;
pub use site_only::{IS_SITE, SiteOnly};
pub use transfers::{Fate, FilesFault, Into, PickId, PickMeans, Picked, Position, TransferId, Way};
pub use view::{
    AboutView, Arrival, AsideView, AttendedView, Author, CallStage, CallView, CalleeStage, CalleeView,
    CallerLinkView, CallerStage, CallerView, CaptureView, CarriedView, Clocks, CodeView, Company, Compared,
    Connection, Copied, CopiedView, DevicesView, Entry, FileView, Health, HomeView, InRoomView, InviteView,
    JoinView, KnockerView, Layout, Line, LineKey, LinkView, LobbyView, Mark, Memory, MineView, MissedView,
    MissedWhen, NoteStage, Offline, PersonView, Picture, Pin, Quote, Reactions, ReplyView, RingEnd, RingNews,
    RingView, RoomAudience, RoomEnd, RoomLine, RoomName, RoomNews, RoomOverView, RoomStage, RoomView,
    RunningView, SafetyView, SafetyWords, Sample, ScanView, Screen, SealedView, SettingsView, Standing,
    StartWith, StatisticsView, StrayView, StreamView, StunView, TalkView, TileView, TransferEnd,
    TransferState, TransferView, UpdateStage, UpdateView, View, Vouch, WakingStage, WakingView, WordsStage,
    WordsView,
};
