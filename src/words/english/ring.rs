use heliograph_session::{NoteStage, RingEnd, RingProblem, Standing};

use crate::words::RingPhrases;

pub(super) const PHRASES: RingPhrases = RingPhrases {
    be_reachable: "Be reachable by a link",
    first_label: "My link",
    reachable: "Be reachable",
    making: "Making your links …",
    standing: |standing| match standing {
        Standing::Asking => "Asking the server …",
        Standing::Reachable => "Reachable. Leave this page open; it may lie in the background.",
        Standing::Away => {
            "Not reachable at the moment: the server does not answer. It is tried again by itself."
        }
        Standing::Elsewhere => {
            "Not reachable here: this page does not come from a server that rings people. Open your private link at the \
            server where you made it."
        }
        Standing::Stopped => "Not reachable by this page.",
    },
    resume: "Be reachable again",
    to_links: "Links and missed calls",
    to_keep: "Your private link",
    private_link: "Private link",
    private_hint: "Keep it for yourself: bookmark this page now. Whoever opens this link is rung in your place and can answer \
        as you. You can open it on several devices.",
    days: |days| match days {
        1 => "If you do not open it for a day, the server forgets you and all your links.".to_owned(),
        _ => format!("If you do not open it for {days} days, the server forgets you and all your links."),
    },
    trial: "If you close this page before you have copied or shared a link, everything is forgotten an hour after it was made, \
        unless you come back or somebody rings you.",
    here_only: "These links lead to this device only, since you opened the page under an address that leads nowhere \
        elsewhere. Open the page under the server’s own address, and make your links there.",
    to_give: "Links to give away",
    to_give_hint: "Whoever opens one of these can ring you. Different links for different people can be taken back one by one. \
        The server does not learn what you call them.",
    no_links: "There is none. Make one, or nobody can ring you.",
    unnamed_link: "Link without a name",
    caller_link: "Link to give away",
    link_of: |label| format!("Link: {label}"),
    rename: "Rename",
    label: "What you call it",
    save_label: "Save",
    revoke: "Withdraw",
    revoke_question: "Whoever has this link can never ring you by it again, and is not told why.",
    yes_revoke: "Yes, withdraw it",
    no_keep: "No, keep it",
    new_link: "New link",
    new_label: "Who or what it is for",
    make_link: "Make a link",
    no_room: "There may be no more links. Withdraw one to make another.",
    attention: "When it rings",
    attention_hint: "Before the first click on a page, browsers often let it make no sound. Try it once.",
    hushed: "You have switched all sounds off in the settings, so it does not ring aloud.",
    sounds: "Ring aloud",
    try_sound: "Hear it",
    allow_notifications: "Allow notifications",
    notifications_allowed: "While you look elsewhere, your browser notifies you.",
    notifications_refused: "Notifications are not allowed for this page. You can change that in the settings of your browser.",
    notifications_absent: "This browser shows no notifications of this page.",
    waking: super::waking::PHRASES,
    missed: "Missed calls",
    by_link: |label| format!("by “{label}”"),
    forget_missed: "Forget missed calls",
    erase: "Erase everything",
    erase_question: "The server forgets you, all your links and missed calls, at once and for good. Nobody can ring you by \
        these links again.",
    yes_erase: "Yes, erase everything",
    erased: "Everything is erased. Your links lead nowhere any more, and neither does the bookmark, if you made one.",

    rings: |name| format!("{name} rings"),
    somebody: "Somebody without a name",
    since: "since",
    answer: "Answer",
    answer_directly: "Answer and connect directly",
    wants_directly: "They would like to connect directly. You then learn each other’s network addresses. If you just answer, \
        everything goes through the server.",
    decline: "Decline",
    not_now: "Not now …",
    short_note: "A short note for them",
    say_not_now: "Send",
    silence: "Silence",
    silenced: "It rings without a sound.",
    clocks_differ: "Their clock and yours differ by more than ten minutes, so it does not ring aloud. It may also be an earlier \
        ring that the server brings once more. You can answer all the same: nobody else learns anything by it.",
    ended: |end, name| match end {
        RingEnd::Elsewhere => format!("{name} rang; another of your devices took care of it."),
        RingEnd::HungUp => format!("{name} has stopped ringing."),
        RingEnd::Unanswered => format!("{name} rang, and nobody answered."),
    },
    connecting_relayed: "Connecting through the server …",
    connecting_directly: "Connecting directly, as both of you want …",
    stop_connecting: "Stop",

    ring_somebody: "Ring somebody",
    ring_meaning: "With this link you ring the person who gave it to you, in their browser. They see the name that you type \
        here. The server learns neither your name nor what you say.",
    your_name: "Your name",
    directly: "Connect directly if they agree",
    ring: "Ring",
    it_rings: "It rings …",
    it_rings_hint: "It may take two minutes. Leave this page open; it may lie in the background.",
    hang_up: "Hang up",
    answered_relayed: "They answer. Connecting through the server …",
    answered_directly: "They answer, and both of you want to connect directly. Connecting …",
    declined: "They cannot talk now.",
    not_now_said: "They cannot talk now. They say:",
    unanswered: "No answer. They may not be there, or the link may have been withdrawn.",
    note: "A note for them",
    note_hint: "They find it when they are back, if the link holds. The server cannot read it.",
    too_long: |letters| match letters {
        1 => "Too long by one letter.".to_owned(),
        _ => format!("Too long by {letters} letters."),
    },
    leave_note: "Leave the note",
    note_stage: |stage| match stage {
        NoteStage::Open => "",
        NoteStage::Leaving => "One moment …",
        NoteStage::Left => "Your note is left. They find it if the link holds.",
        NoteStage::TooLate => "It is too late for a note now. Ring again, then you can leave one.",
    },
    ring_again: "Ring again",
    problem: |problem| match problem {
        RingProblem::DamagedLink => {
            "This link is not whole. Ask for it once more, and open or copy all of it."
        }
        RingProblem::Elsewhere => {
            "This link has to be opened at the server that it names, not on this page. Open the whole link as you were \
            given it."
        }
        RingProblem::NoKeys => {
            "This browser could not start the part of the page that keeps your keys. Load the page again, or use another \
            browser."
        }
        RingProblem::Silent => {
            "The server does not answer, so nothing was done. Check your connection, and try it again in a moment."
        }
        RingProblem::NoName => "Type a name, so that they know who rings.",
        RingProblem::Name(error) => (super::settings::PHRASES.error)(error),
        RingProblem::NoteTooLong => "This note is too long. Please shorten it.",
        RingProblem::WentAway => {
            "The other person was there, and ended it before you were connected. You can ring once more."
        }
        RingProblem::NoWay => {
            "You were about to be connected, but no way was found between your two devices. Ring once more; if \
            you wanted to connect directly, leave that out."
        }
        RingProblem::TooManyLinks => "There are as many links as may be. Withdraw one to make another.",
        RingProblem::NotKept => "The server could not keep that, so nothing has changed. Try it again later.",
        RingProblem::TooOften => {
            "There were many tries in a short time, from your network or to this person. Wait a few minutes, then try again."
        }
        RingProblem::Crowded => "The server has all the work that it can do. Wait a minute, then try again.",
        RingProblem::Stopping => "The server is about to be stopped. You can try again once it is back.",
        RingProblem::Replaced => {
            "Your private link is open on many other pages, so this one is not rung any more. Close some of them."
        }
        RingProblem::Mistaken => {
            "The server or the other person’s page said something that makes no sense. Load this page again; it may be \
            another version."
        }
    },
};
