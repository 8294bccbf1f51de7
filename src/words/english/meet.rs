use heliograph_session::{RendezvousProblem, Strength};

use crate::words::MeetPhrases;

pub(super) const PHRASES: MeetPhrases = MeetPhrases {
    meet: "Meet by words",
    meaning: "Both of you type the same words on this page, and you are connected. The server brings you together without \
        learning the words. Whoever has other words is not let in.",
    new_words: "Words made for you",
    new_words_hint: "You get a number and three words, good for one meeting. Tell them to the other person, by phone or in \
        any other way that you trust.",
    make_words: "Make words",
    have_words: "Words you have",
    have_words_hint: "The words that the other person’s page made, or words that the two of you agreed upon.",
    the_words: "The words",
    enter: "Meet",
    strength: |strength| match strength {
        Strength::Unfinished => {
            "If a page made these words, type all of them: a number and three words. If they are your own, take more of them."
        }
        Strength::Weak => {
            "Easy to guess for whoever runs this server. Better take several words that do not belong together, and \
            compare the safety words afterwards."
        }
        Strength::Fair => "Hard to guess. A third word makes it harder; compare the safety words afterwards.",
        Strength::Good => "Hard to guess, unless it is a saying, a name or a line of a song.",
    },
    directly: "Connect directly if the other one wants that, too",
    directly_hint: "You then learn each other’s network addresses. Otherwise everything goes through this server, which \
        learns both addresses, when you talk and how much, but not what.",
    preparing: "One moment …",
    tell_them: "Tell the other person these words:",
    your_words: "Your words",
    copy_words: "Copy the words",
    where_to: |page| format!("They open {page} and choose “Meet by words”."),
    waiting: "Waiting for the other person. Leave this page open; it may lie in the background.",
    minutes_left: |minutes| match minutes {
        1 => "The words hold for one more minute.".to_owned(),
        _ => format!("The words hold for {minutes} more minutes."),
    },
    returning: "The server does not answer. It is tried again by itself; the words still hold.",
    stop: "Stop waiting",
    connecting_relayed: "They are here and have the same words. Connecting through the server …",
    connecting_directly: "They are here and have the same words, and both of you want to connect directly. Connecting …",
    problem: |problem| match problem {
        RendezvousProblem::NoWords => {
            "These are no words that can be used. Type at least one word, and no more than 200 letters."
        }
        RendezvousProblem::Mistyped => {
            "One of these words is not among those that Heliograph makes, so it is mistyped. Compare them with the other \
            person, letter by letter."
        }
        RendezvousProblem::NoKeys => {
            "This browser could not start the part of the page that keeps your words secret. Load the page again, or use \
            another browser."
        }
        RendezvousProblem::Silent => {
            "The server that this page came from does not answer. Check your connection and try again, or invite the \
            other person without a server."
        }
        RendezvousProblem::NobodyCame => "Nobody came in time. Begin again when the other person is ready.",
        RendezvousProblem::NoPlace => {
            "Nobody is waiting under this number. It may be mistyped, too old, or used already; numbers hold for one \
            meeting. Compare it with the other person, or make new words."
        }
        RendezvousProblem::Full => {
            "Two people are there already. If neither of them is the person whom you expect, somebody else has the words: make \
            new ones."
        }
        RendezvousProblem::WrongWords => {
            "Somebody came with other words, so these are used up: nobody may guess twice. Perhaps they were mistyped, \
            perhaps a stranger tried. Make new words and tell them to each other."
        }
        RendezvousProblem::ManyStrangers => {
            "Several people came with other words, so the waiting was ended. Somebody may be guessing, perhaps whoever runs this \
            server. Agree upon other words, or have this page make some."
        }
        RendezvousProblem::Taken => {
            "Somebody else came with the same words before you, and is being connected. If that is not the person whom you \
            expect, somebody knows your words: tell them, and take others."
        }
        RendezvousProblem::Third => {
            "Somebody else came with the same words or number, and was refused. Compare the safety words, to be sure of who \
            you are talking to."
        }
        RendezvousProblem::UsedUp => {
            "The page was loaded again in the very moment in which the words were used, so they are used up. Make new words."
        }
        RendezvousProblem::WentAway => {
            "The other person was there, and went away before you were connected. Begin again, with new words."
        }
        RendezvousProblem::TooOften(_) => {
            "There were many tries from your network in a short time. Wait a minute, then try again."
        }
        RendezvousProblem::Crowded => {
            "The server has as much to do as it can. Wait a minute, then try again."
        }
        RendezvousProblem::Stopping => "The server is about to be stopped. Try again when it is back.",
        RendezvousProblem::Replaced => "This goes on in another tab.",
        RendezvousProblem::Mistaken => {
            "The server or the other page said something that makes no sense here. Load the page again; it may be another \
            version."
        }
    },
};
