use heliograph_session::WakingProblem;

use crate::words::WakingPhrases;

pub(super) const PHRASES: WakingPhrases = WakingPhrases {
    title: "When this page is closed",
    meaning: "Your browser can tell you that somebody rings while this page is not open. You then have two minutes to open \
        it and answer.",
    services: "This goes through a third party: the push service that the maker of your browser runs. It is one of these:",
    learns: "The push service learns when somebody rings you, in which browser, and through which server. It does not learn \
        who rings, nor what you talk about.",
    keeps: "To open the right page, this browser keeps your private link until you end it here. Do this only on a device that \
        is yours.",
    begin: "Ring me also when this page is closed",
    busy: "One moment …",
    on: |service| {
        format!("Your browser tells you of rings while this page is closed. That goes through {service}.")
    },
    end: "Ring me only while this page is open",
    from_home_screen: "On this device, only apps on the Home screen can be told of rings while they are closed. Put Heliograph \
        there by Share and “Add to Home Screen”, open it, and paste your private link.",
    service_of: |company, host| format!("{company} ({host})"),
    problem: |problem| match problem {
        WakingProblem::Refused => {
            "Notifications are not allowed for this page, so your browser could not tell you of a ring. Allow them in the \
            settings of your browser, then try again."
        }
        WakingProblem::NoService => "This browser has no push service, so it cannot be told of rings.",
        WakingProblem::Unreachable => {
            "Your browser does not reach its push service. Some browsers have none, or have it switched off. Check your \
            connection and the settings of your browser, then try again."
        }
        WakingProblem::OtherService => {
            "Your browser’s push service is none of those that this server sends to. Whoever runs the server can change that."
        }
        WakingProblem::NotKeptHere => {
            "This browser could not keep what it needs for that. Close all pages of Heliograph, open your private link again, \
            and try once more."
        }
        WakingProblem::NotKeptThere => {
            "The server could not keep what it needs for that, so nothing has changed. Try again later."
        }
        WakingProblem::Ended => {
            "This device is not told of rings any more: that was ended in another tab, or newer devices have taken its place. \
            You can begin it again."
        }
        WakingProblem::Withdrawn => {
            "This server does not tell closed pages of rings any more. Your browser still keeps your private link for it."
        }
    },
    somebody_rang: "Somebody rang you",
    come: "Open Heliograph to answer, or to see who it was.",
};
