use heliograph_session::WakingProblem;

/// What is said of a device that is told of rings while no page is open there.
pub(crate) struct WakingPhrases {
    pub(crate) title: &'static str,
    pub(crate) meaning: &'static str,
    /// The third party, before anything is asked of it.
    pub(crate) services: &'static str,
    pub(crate) learns: &'static str,
    /// That the browser keeps the private link.
    pub(crate) keeps: &'static str,
    pub(crate) begin: &'static str,
    pub(crate) busy: &'static str,
    pub(crate) on: fn(&str) -> String,
    pub(crate) end: &'static str,
    pub(crate) from_home_screen: &'static str,
    /// A push service of this company, at this host.
    pub(crate) service_of: fn(&str, &str) -> String,
    pub(crate) problem: fn(WakingProblem) -> &'static str,
    /// What the browser says when somebody rang. The ring may be over by then.
    pub(crate) somebody_rang: &'static str,
    pub(crate) come: &'static str,
}
