/// What is said about the app itself.
pub(crate) struct AppPhrases {
    pub(crate) about: &'static str,
    pub(crate) version: fn(&str) -> String,
    pub(crate) what_runs: &'static str,
    pub(crate) reading: &'static str,
    pub(crate) unreadable: &'static str,
    pub(crate) sha256_of: fn(&str) -> String,
    pub(crate) copy_sha256: &'static str,

    pub(crate) is_it_genuine: &'static str,
    pub(crate) pages_can_lie: &'static str,
    /// Systems, before the command that each of them has.
    pub(crate) systems: [&'static str; 3],
    pub(crate) where_to_compare: &'static str,

    pub(crate) keep_it: &'static str,
    pub(crate) save: &'static str,
    pub(crate) save_hint: &'static str,
    pub(crate) fetching: &'static str,
    pub(crate) saved: fn(&str) -> String,
    pub(crate) missing: &'static str,
    pub(crate) send: &'static str,
    pub(crate) send_hint: &'static str,
    pub(crate) install: &'static str,
    pub(crate) install_hint: &'static str,
    pub(crate) open_links: &'static str,
    pub(crate) open_links_hint: &'static str,

    pub(crate) without_a_connection: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) offline_not_yet: &'static str,
    pub(crate) offline_not_here: &'static str,

    pub(crate) update: UpdatePhrases,
}

/// What is said about another version.
pub(crate) struct UpdatePhrases {
    pub(crate) there_is: fn(&str) -> String,
    pub(crate) now: &'static str,
    pub(crate) later: &'static str,
    pub(crate) ends_question: &'static str,
    pub(crate) yes_end: &'static str,
    pub(crate) no_go_on: &'static str,
    pub(crate) taking: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) ready: &'static str,
    pub(crate) restart: &'static str,
    pub(crate) restarting: &'static str,
}
