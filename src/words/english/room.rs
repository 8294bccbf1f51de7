use heliograph_session::{RoomEnd, RoomProblem};
use heliograph_wire::room::{Declined, Over, Role};

use crate::words::RoomPhrases;

pub(in crate::words) static PHRASES: RoomPhrases = RoomPhrases {
    open: "Open a room",

    titled: |name| format!("Room “{name}”"),
    of_yours: "This room is yours. It is open as soon as you go in, and you let others in by its link.",
    of_somebody: "Somebody has invited you to this room.",
    sealed_before: "What is said, shown and written in a room is sealed for the people in it. The server passes it on \
        and can neither see nor hear it; it sees who is there, and when.",
    your_name: "Your name",
    name_hint: "The others in the room see it. You may leave it out.",
    try_out: "Try camera and microphone",
    turn_both_on: "Turn on camera and microphone",
    not_sent_yet: "Only you see and hear this until you are in the room.",
    go_in: "Join the room",
    ask_to_join: "Ask to join",
    connecting: "Asking the server …",
    waits_for_host: "The host is not there yet",
    waits_for_host_hint: "The room is not open before its host comes. Leave this page open: it goes on by itself.",
    waits_for_admission: "You have knocked",
    waits_for_admission_hint: "Somebody in the room has to let you in. Leave this page open: it goes on by itself.",
    stop_waiting: "Stop waiting",

    over,
    over_hint,
    key: "The key of your room",
    copy_key: "Copy the key",
    again: "Try again",
    come_back: "Come back",
    open_another: "Open another room",

    sealed: "Sealed: the server can neither see nor hear this room.",
    in_the_room: "In the room",
    nobody_else: "Nobody else is here yet. Send them the link.",
    joining: "Sound and pictures are about to come.",
    poor_line: "Your connection is poor. Pictures may stand still for a while; sound comes first.",
    connection_lost: "The connection is gone. It is looked for again by itself, and your seat is kept for half a minute.",
    unnamed: |number| format!("Guest {number}"),
    you: "You",
    you_named: |name| format!("{name} (you)"),
    camera_of: |name| format!("Camera of {name}"),
    screen_of: |name| format!("Screen of {name}"),
    your_camera: "Your camera",
    your_screen: "Your screen",
    larger: |name| format!("Show {name} large"),
    as_before: |name| format!("Show {name} no longer large"),
    previous_page: "Those before",
    next_page: "More people",
    page_of: |page, pages| format!("{page} of {pages}"),

    is_muted: "muted",
    speaks: "speaking",
    hand_in_order: |place| format!("hand raised, number {place}"),
    is_poor: "poor connection",
    is_away: "connection gone, may come back",
    is_short: "no room for the picture on your line",
    shares: "sharing the screen",

    raise_hand: "Raise hand",
    lower_hand: "Lower hand",
    chat: "Chat",
    people: "People",
    people_counted: |count| match count {
        1 => "One person".to_owned(),
        _ => format!("{count} people"),
    },
    more: "More",
    speaker_layout: "Who speaks in large",
    gallery_layout: "Everybody alike",
    leave: "Leave the room",
    end: "End for all",
    end_question: "Everybody has to leave the room then, and it is closed.",
    yes_end: "Yes, end it",
    no_go_on: "No, go on",
    close: "Close",

    role: |role| match role {
        Role::Host => "Host",
        Role::CoHost => "Co-host",
        Role::Guest => "Guest",
    },
    about: |name| format!("What to do about {name}"),
    ask_to_mute: "Ask to mute",
    stop_share: "Stop their sharing",
    take_hand_down: "Take the hand down",
    make_co_host: "Make co-host",
    make_guest: "No longer co-host",
    remove: "Remove",
    remove_question: "They leave the room at once. They can knock again, unless you lock the room.",
    yes_remove: "Yes, remove them",
    no_keep: "No, leave them",
    ask_all_to_mute: "Ask all to mute",
    rules: "Rules of the room",
    lobby: "Whoever knocks waits to be let in",
    locked: "Lock the room: nobody else comes in",
    guests_share: "Guests may share their screens",
    guests_speak: "Guests may speak",

    knocks: |name| format!("{name} would like to come in"),
    many_knock: |count| format!("{count} people would like to come in"),
    admit: |name| format!("Let {name} in"),
    admit_all: "Let all in",
    turn_away: |name| format!("Turn {name} away"),

    invite: "Invite people",
    invite_hint: "Whoever opens this link can knock here.",
    link: "Link to this room",
    here_only: "This link leads to this device only, since you opened the page under an address that leads nowhere elsewhere. \
        Open the page under the server’s own address, and open your room there.",
    picture: "QR code of this room",
    is_locked: "The room is locked, so the link lets nobody in now.",
    host_link: "Your host’s link",
    host_hint: "Keep it for yourself: whoever opens it comes in as the host. Save it if you want to open this room again another \
        day.",

    chat_hint: "Whoever comes later does not see this. The server can read it.",
    to_whom: "To",
    everybody: "Everybody",
    for_you_alone: "to you alone",
    for_one_alone: |name| format!("to {name} alone"),

    came: |names| format!("{} {} here now.", listed(names), if names.len() == 1 { "is" } else { "are" }),
    gone: |names| format!("{} {} left.", listed(names), if names.len() == 1 { "has" } else { "have" }),
    wants_to_speak: |name| format!("{name} wants to speak."),
    mute_asked: |name| format!("{name} asks you to mute."),
    mute_now: "Mute now",
    stay_unmuted: "Not now",
    share_stopped: |name| format!("{name} has ended your sharing of the screen."),
    role_now: |role| match role {
        Role::Host => "You are the host now.",
        Role::CoHost => "You are a co-host now: you can let people in and keep order.",
        Role::Guest => "You are no longer a co-host.",
    },
    ends_in: |minutes| match minutes {
        0 | 1 => "The room ends in less than a minute: rooms last only so long on this server.".to_owned(),
        _ => format!("The room ends in {minutes} minutes: rooms last only so long on this server."),
    },
    low_data_on: "Low data: you send a small picture, and get only one. Sound comes first.",
    problem,
    dismiss: "All right",
};

/// Ana, Ben and 3 others.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, other, third] => format!("{one}, {other} and {third}"),
        [one, other, rest @ ..] => format!("{one}, {other} and {} others", rest.len()),
    }
}

fn over(end: RoomEnd) -> &'static str {
    match end {
        RoomEnd::Over(over) => match over {
            Over::Left => "You have left the room.",
            Over::Removed => "You were removed from the room.",
            Over::Denied => "You were not let in.",
            Over::Locked => "The room is locked.",
            Over::Full => "The room is full.",
            Over::Ended => "The room was ended for all.",
            Over::TimeUp => "The time of the room is up.",
            Over::NobodyCame => "Nobody came who could let you in.",
            Over::NoSeat => "Your seat in the room is gone.",
            Over::NotHost => "This is not the link of the room’s host.",
            Over::NeedsInvite => "Rooms are opened here by those only who have an invite of this server.",
            Over::BadInvite => "This invite of the server does not hold.",
            Over::NotListed => "Rooms are opened here by those only whose keys are known to the server.",
            Over::Crowded => "The server has all the rooms and people that it can take.",
            Over::TooOften(_) => "There were many tries from your network in a short time.",
            Over::Stopping => "The server is about to be stopped.",
            Over::Replaced => "You are in this room in another tab or window.",
            Over::Mistaken => "The server and this page do not understand each other.",
        },
        RoomEnd::Silent => "The server does not answer.",
        RoomEnd::NoRooms => "There are no rooms on this server.",
        RoomEnd::NoKeys => "The part of this page that keeps your keys did not start.",
        RoomEnd::BrowserRefused => "This browser would not make the connection to the room.",
    }
}

fn over_hint(end: RoomEnd) -> &'static str {
    match end {
        RoomEnd::Over(over) => match over {
            Over::Left => "You can come back as long as it is open.",
            Over::Removed => "A host did that. If it was a mistake, ask them, and open the link once more.",
            Over::Denied => {
                "A host did that. If it was a mistake, ask them in another way, and knock once more."
            }
            Over::Locked => "Ask somebody in it to unlock it, then try again.",
            Over::Full => "As many people are in it as may be. Try again when somebody has left.",
            Over::Ended => "A host did that. With the same link it can be opened again by its host.",
            Over::TimeUp => "Rooms last only so long on this server. Its host can open it again.",
            Over::NobodyCame => "Ask whoever gave you the link when the room is open, and try again then.",
            Over::NoSeat => "You were away for too long, or the server was started again. Come in once more.",
            Over::NotHost => "Open the whole link that you kept when you opened the room.",
            Over::NeedsInvite => {
                "Ask whoever runs it for one, and open its link here. Rooms of others are open to you by their links."
            }
            Over::BadInvite => {
                "It has run out, or was made by another server. Ask whoever runs this one for another."
            }
            Over::NotListed => {
                "Send whoever runs it the key below, and ask them to list it. Rooms of others are open to you by their links."
            }
            Over::Crowded => "Wait a few minutes, then try again.",
            Over::TooOften(_) => "Wait a minute, then try again.",
            Over::Stopping => "Try again when it is back.",
            Over::Replaced => "Go on there, or come in here instead.",
            Over::Mistaken => "Load the page again; it may be another version.",
        },
        RoomEnd::Silent => "Check your connection, and try again in a moment.",
        RoomEnd::NoRooms => "Open the whole link at the server that it names, as you were given it.",
        RoomEnd::NoKeys => "Load the page again, or use another browser.",
        RoomEnd::BrowserRefused => {
            "WebRTC may be switched off in its settings or by an extension. Try again, or use another browser."
        }
    }
}

fn declined(declined: Declined) -> &'static str {
    match declined {
        Declined::NotYours => "Only a host can do that.",
        Declined::NobodyThere => "They are not there any more.",
        Declined::TooOften => "That was too often, or too much at once. Wait a moment.",
        Declined::Full => "The room is full, so nobody else can be let in.",
        Declined::AgainstRules => "The host keeps this for hosts here.",
    }
}

fn problem(problem: RoomProblem) -> &'static str {
    match problem {
        RoomProblem::DamagedLink => {
            "This link to a room is not whole. Ask for it once more, and open or copy all of it."
        }
        RoomProblem::Elsewhere => {
            "This link to a room has to be opened at the server that it names, not on this page. Open the whole link as \
            you were given it."
        }
        RoomProblem::Declined(why) => declined(why),
        RoomProblem::Name(error) => (super::settings::PHRASES.error)(error),
        RoomProblem::NotSaid => {
            "The room is not reached at the moment, so nothing was sent. Try again in a moment."
        }
        RoomProblem::NoKeys => {
            "This browser could not begin to seal what is said and shown, so nothing is sent and nothing is heard. Load the \
            page again; if that does not help, use another browser."
        }
        RoomProblem::NoWay => {
            "Sound and pictures of the room do not come through to this device. Another network may help, or whoever runs \
            the server."
        }
    }
}
