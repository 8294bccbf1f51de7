//! People who find each other at a companion.

use heliograph_wire::Private;
use heliograph_wire::control::Switch;

use crate::{Copied, Path, Problem};

/// Two people who want to meet by words, as one of them sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct WordsView {
    /// Whether this side would connect directly, if the other one would as well.
    pub direct: Switch,
    /// How far it is.
    pub stage: WordsStage,
    /// Where the other one finds this page, if anywhere.
    pub page: Option<Private<String>>,
    /// What came of copying the words.
    pub copied: Option<Copied>,
    /// What went wrong last, or is worth a warning.
    pub problem: Option<Problem>,
}

/// How far it is.
#[derive(Clone, PartialEq, Eq)]
pub enum WordsStage {
    /// The person chooses: words drawn for them, or words that they type.
    Choosing,
    /// The words are being drawn or hashed, and the companion is asked.
    Preparing,
    /// The other one is waited for.
    Waiting {
        /// The number and words to tell them; none where they know the words.
        code: Option<Private<String>>,
        /// How long the wait goes on, in minutes, rounded up.
        minutes_left: u64,
        /// Whether the companion is out of reach, and is tried again.
        returning: bool,
    },
    /// The other one is there, and the connection is being made, on this path.
    Connecting(Path),
}
