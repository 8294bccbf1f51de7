use heliograph_session::RelayFault;

use crate::words::RelayPhrases;

pub(super) const PHRASES: RelayPhrases = RelayPhrases {
    hide: "Hide our addresses from each other",
    hide_hint: "Everything then goes through the server that this page came from. It learns both addresses, when you talk \
        and how much. What you say, show and send stays encrypted between the two of you.",
    invite_hides: "This invite hides your addresses from each other: everything goes through the server that this page \
        came from. It learns both addresses, when you talk and how much, but not what.",
    hidden: "Through the server that this page came from, so your addresses are hidden from each other. The server knows \
        them, and when you talk, but not what.",
    directly: "Connect directly",
    directly_question: "You then learn each other’s network addresses, and once a direct way is found, the server has no part in what \
        follows. They are asked first.",
    no_direct_way: "You agreed to connect directly. Until a direct way is found, everything still goes through the server that \
        this page came from.",
    stopping: "The server that everything goes through is about to be stopped. If it is started again soon, you go on by \
        yourselves, without new codes.",
    away: "The server that everything goes through does not answer. If it is back soon, you go on by yourselves, \
        without new codes. What you write meanwhile arrives then.",
    ask_them: "Ask them",
    leave_it: "Leave it as it is",
    they_are_asked: "They are asked whether that is all right with them.",
    they_want_directly: "They would like to connect directly. You then learn each other’s network addresses.",
    agree: "Agree",
    disagree: "No, leave it as it is",
    here_only: "Invite and server are reached from this device only, since you opened the page under an address that leads \
        nowhere elsewhere. For another device, open the page under one of the addresses that the server printed when it was \
        started, and make the invite there.",
    asked_again: "The server is asked again every few seconds.",
    fault: |fault| match fault {
        RelayFault::NotHere => {
            "This invite goes through a server, and this page did not come from it. Open the invite as the link that you \
            were sent, or ask for a direct invite."
        }
        RelayFault::Unknown => {
            "This invite goes through another server than the one this page came from. Open it as the link that you were sent, or \
            ask for a direct invite."
        }
        RelayFault::Busy => {
            "The server has as much to do as it can at the moment. Wait a minute and try again, or connect directly."
        }
        RelayFault::Stopping => {
            "The server that this page came from is about to stop. Try again when it is back, or connect directly."
        }
        RelayFault::Silent => {
            "The server that this page came from does not answer, so it cannot be used. Check your connection and try \
            again, or connect directly."
        }
    },
};
