//! What is said about sealing calls twice.

use heliograph_session::SealingStage;

pub(crate) struct SealingPhrases {
    /// The choice in the settings, and what it is for.
    pub(crate) prefer: &'static str,
    pub(crate) prefer_hint: &'static str,
    /// The choice in one conversation, and before a call of it.
    pub(crate) choose: &'static str,
    pub(crate) choose_in_call: &'static str,
    /// How it stands there.
    pub(crate) stage: fn(SealingStage) -> &'static str,
    /// Something in between may change frames.
    pub(crate) tampering: &'static str,
    /// What went wrong was read.
    pub(crate) dismiss: &'static str,
    /// In the statistics.
    pub(crate) heading: &'static str,
    pub(crate) sealed: fn(u64) -> String,
    pub(crate) opened: fn(u64) -> String,
    pub(crate) refused: fn(u64) -> String,
    pub(crate) cost: fn(u64) -> String,
}
