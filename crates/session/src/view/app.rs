use heliograph_wire::control::Switch;

use crate::{Copied, Digest, Form};

/// The app itself: which one it is, and how to have and to pass it on.
#[derive(Clone, PartialEq, Eq)]
pub struct AboutView {
    /// The form in which it came here.
    pub form: Form,
    /// What runs here.
    pub running: RunningView,
    /// What came of saving or sending it.
    pub file: FileView,
    /// Whether it begins without a connection.
    pub offline: Offline,
    /// Whether the browser offers to install it.
    pub install: Switch,
    /// Whether the browser can open links that hold codes with it.
    pub opens_links: Switch,
    /// Whether somebody is there to send it to.
    pub company: Switch,
    /// What came of copying its SHA-256.
    pub copied: Option<Copied>,
}

/// What is known of what runs here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RunningView {
    /// It is being read.
    #[default]
    Reading,
    /// This is it.
    Known(Digest),
    /// It cannot be read.
    Unreadable,
}

/// What came of saving or sending the single file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FileView {
    /// It was not asked for.
    #[default]
    Untouched,
    /// It is on its way.
    Fetching,
    /// The browser saves this.
    Saved(Digest),
    /// It cannot be had.
    Missing,
}

/// Whether the app begins without a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offline {
    /// It does.
    Yes,
    /// It will, once the browser has stored it.
    NotYet,
    /// Browsers store no page that came in this way.
    NotHere,
}

/// Another version of the app.
#[derive(Clone, PartialEq, Eq)]
pub struct UpdateView {
    /// Its number.
    pub version: String,
    /// What changed, in sentences.
    pub changes: Vec<String>,
    /// Where it stands.
    pub stage: UpdateStage,
    /// Whether something would end with a restart.
    pub at_stake: Switch,
}

/// Where an update stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateStage {
    /// The person is asked.
    Offered,
    /// It is being fetched and checked.
    Taking,
    /// It could not be had whole.
    Failed,
    /// It runs from the next start on.
    Ready,
    /// The page says goodbye and starts anew.
    Restarting,
}
