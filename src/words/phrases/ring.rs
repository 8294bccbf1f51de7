use heliograph_session::{NoteStage, RingEnd, RingProblem, Standing};

use super::WakingPhrases;

/// What is said where somebody is rung by a link.
pub(crate) struct RingPhrases {
    pub(crate) be_reachable: &'static str,
    /// What the first link is called.
    pub(crate) first_label: &'static str,
    pub(crate) reachable: &'static str,
    pub(crate) making: &'static str,
    pub(crate) standing: fn(Standing) -> &'static str,
    pub(crate) resume: &'static str,
    /// Back to the links, from a conversation that is over.
    pub(crate) to_links: &'static str,
    /// The link to keep.
    pub(crate) to_keep: &'static str,
    pub(crate) private_link: &'static str,
    pub(crate) private_hint: &'static str,
    pub(crate) days: fn(u16) -> String,
    pub(crate) trial: &'static str,
    pub(crate) here_only: &'static str,
    /// The links to give away.
    pub(crate) to_give: &'static str,
    pub(crate) to_give_hint: &'static str,
    pub(crate) no_links: &'static str,
    pub(crate) unnamed_link: &'static str,
    pub(crate) caller_link: &'static str,
    pub(crate) link_of: fn(&str) -> String,
    pub(crate) rename: &'static str,
    pub(crate) label: &'static str,
    pub(crate) save_label: &'static str,
    pub(crate) revoke: &'static str,
    pub(crate) revoke_question: &'static str,
    pub(crate) yes_revoke: &'static str,
    pub(crate) no_keep: &'static str,
    pub(crate) new_link: &'static str,
    pub(crate) new_label: &'static str,
    pub(crate) make_link: &'static str,
    pub(crate) no_room: &'static str,
    /// How a ring is noticed.
    pub(crate) attention: &'static str,
    pub(crate) attention_hint: &'static str,
    pub(crate) hushed: &'static str,
    pub(crate) sounds: &'static str,
    pub(crate) try_sound: &'static str,
    pub(crate) allow_notifications: &'static str,
    pub(crate) notifications_allowed: &'static str,
    pub(crate) notifications_refused: &'static str,
    pub(crate) notifications_absent: &'static str,
    /// While the page is closed.
    pub(crate) waking: WakingPhrases,
    /// Calls that were missed.
    pub(crate) missed: &'static str,
    pub(crate) by_link: fn(&str) -> String,
    pub(crate) forget_missed: &'static str,
    pub(crate) erase: &'static str,
    pub(crate) erase_question: &'static str,
    pub(crate) yes_erase: &'static str,
    pub(crate) erased: &'static str,

    /// While it rings.
    pub(crate) rings: fn(&str) -> String,
    pub(crate) somebody: &'static str,
    pub(crate) since: &'static str,
    pub(crate) answer: &'static str,
    pub(crate) answer_directly: &'static str,
    pub(crate) wants_directly: &'static str,
    pub(crate) decline: &'static str,
    pub(crate) not_now: &'static str,
    pub(crate) short_note: &'static str,
    pub(crate) say_not_now: &'static str,
    pub(crate) silence: &'static str,
    pub(crate) silenced: &'static str,
    /// A ring that was made at quite another time, by the caller's clock.
    pub(crate) clocks_differ: &'static str,
    pub(crate) ended: fn(RingEnd, &str) -> String,
    pub(crate) connecting_relayed: &'static str,
    pub(crate) connecting_directly: &'static str,
    pub(crate) stop_connecting: &'static str,

    /// Ringing somebody.
    pub(crate) ring_somebody: &'static str,
    pub(crate) ring_meaning: &'static str,
    pub(crate) your_name: &'static str,
    pub(crate) directly: &'static str,
    pub(crate) ring: &'static str,
    pub(crate) it_rings: &'static str,
    pub(crate) it_rings_hint: &'static str,
    pub(crate) hang_up: &'static str,
    pub(crate) answered_relayed: &'static str,
    pub(crate) answered_directly: &'static str,
    pub(crate) declined: &'static str,
    pub(crate) not_now_said: &'static str,
    pub(crate) unanswered: &'static str,
    pub(crate) note: &'static str,
    pub(crate) note_hint: &'static str,
    /// So many letters more than fit.
    pub(crate) too_long: fn(usize) -> String,
    pub(crate) leave_note: &'static str,
    pub(crate) note_stage: fn(NoteStage) -> &'static str,
    pub(crate) ring_again: &'static str,
    pub(crate) problem: fn(RingProblem) -> &'static str,
}
