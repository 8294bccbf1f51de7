use heliograph_session::{RendezvousProblem, Strength};

/// What is said where two people meet by words.
pub(crate) struct MeetPhrases {
    pub(crate) meet: &'static str,
    pub(crate) meaning: &'static str,
    /// The two ways to begin.
    pub(crate) new_words: &'static str,
    pub(crate) new_words_hint: &'static str,
    pub(crate) make_words: &'static str,
    pub(crate) have_words: &'static str,
    pub(crate) have_words_hint: &'static str,
    pub(crate) the_words: &'static str,
    pub(crate) enter: &'static str,
    pub(crate) strength: fn(Strength) -> &'static str,
    /// Whether the two connect directly.
    pub(crate) directly: &'static str,
    pub(crate) directly_hint: &'static str,
    /// While the other one is waited for.
    pub(crate) preparing: &'static str,
    pub(crate) tell_them: &'static str,
    pub(crate) your_words: &'static str,
    pub(crate) copy_words: &'static str,
    pub(crate) where_to: fn(&str) -> String,
    pub(crate) waiting: &'static str,
    pub(crate) minutes_left: fn(u64) -> String,
    pub(crate) returning: &'static str,
    pub(crate) stop: &'static str,
    pub(crate) connecting_relayed: &'static str,
    pub(crate) connecting_directly: &'static str,
    pub(crate) problem: fn(RendezvousProblem) -> &'static str,
}
