use heliograph_session::RelayFault;

/// What is said about the relay of the server that the page came from.
pub(crate) struct RelayPhrases {
    pub(crate) hide: &'static str,
    pub(crate) hide_hint: &'static str,
    pub(crate) invite_hides: &'static str,
    pub(crate) hidden: &'static str,
    /// In a conversation: to connect directly from now on, what that means, and the answers.
    pub(crate) directly: &'static str,
    pub(crate) directly_question: &'static str,
    pub(crate) no_direct_way: &'static str,
    /// The server is about to be stopped; it does not answer while the way is broken.
    pub(crate) stopping: &'static str,
    pub(crate) away: &'static str,
    pub(crate) ask_them: &'static str,
    pub(crate) leave_it: &'static str,
    pub(crate) they_are_asked: &'static str,
    /// What the other side wants.
    pub(crate) they_want_directly: &'static str,
    pub(crate) agree: &'static str,
    pub(crate) disagree: &'static str,
    /// What to know of such an invite where no other device reaches the server by the page's address.
    pub(crate) here_only: &'static str,
    /// Below an invite that waits for a server.
    pub(crate) asked_again: &'static str,
    pub(crate) fault: fn(RelayFault) -> &'static str,
}
