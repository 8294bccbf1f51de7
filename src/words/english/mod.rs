use heliograph_session::{Carrier, Mark, Parting, Problem, Step, StunError};

use super::{Language, Words};

/// English, the language that is always there.
pub const ENGLISH: Language = Language(&WORDS);

static WORDS: Words = Words {
    heliograph: "Heliograph",
    tagline: "Talk directly, with no server in between.",
    how_it_works: "You carry two short codes by hand, one there and one back, in any way you like. After \
        that your two browsers talk to each other alone, encrypted.",
    invite_someone: "Invite someone",
    have_an_invite: "I have an invite",
    settings: "Settings",
    back: "Back",
    home: "Home",
    save: "Save",

    stun_server: "STUN server",
    stun_none: "none",
    stun_hint: "Behind most home routers, a browser learns its public address only by asking a STUN server. \
        Leave this empty to ask nobody: as a rule you then connect within one network only. It is \
        forgotten when you close this page.",
    stun_problem,

    send_this_invite: "Send this invite",
    invite_link: "Invite link",
    invite_code: "Invite code",
    invite_picture: "QR code of this invite",
    invite_file: "Invite file",
    new_code: "New code",
    making_code: "Making a code…",
    invite_age,
    earlier_invite,
    they_sent_a_reply: "They sent a reply",
    their_reply: "Their reply",
    connect: "Connect",
    connecting: "Connecting…",

    join: "Join",
    join_hint: "Paste the link or the code you were sent, or open the file. You can also paste or drop it \
        anywhere on this page.",
    their_invite: "Their invite",
    continue_: "Continue",
    join_it_instead: "Join it instead",

    send_reply_back: "Send this reply back",
    reply_hint: "Send it to the person who invited you, in whatever way the invite came. Keep this page open: \
        you are connected as soon as they enter it, and they may take their time.",
    foreign_reply_hint: "The invite comes from another program. Paste this answer there. Plain text messages \
        will work; what Heliograph adds (delivery marks, reconnecting) will not.",
    reply_link: "Reply link",
    reply_code: "Reply code",
    reply_picture: "QR code of this reply",
    reply_file: "Reply file",
    reply_replaced: "Your earlier reply has stopped working. Please send this one instead.",
    waiting: "Waiting for the other side. There is no hurry.",
    waiting_for_old,

    this_is_a_reply: "This is a reply",
    looking_for_the_invite: "Looking for the page that made the invite…",
    paste_reply_there: "It belongs to an invite that was made on another page, in another browser or on \
        another device. Copy it from here and paste it there, under “They sent a reply”.",
    handed_over: "Handed over",
    close_this_tab: "The page that made the invite has taken this reply. You can close this tab and go there.",

    copy_link: "Copy link",
    link_for_this_device: "This link opens on this device only, where the page is served. For another device, \
        send the code.",
    copy_code: "Copy code",
    share: "Share",
    save_as_file: "Save as file",
    open_a_file: "Open a file",
    paste_here: "Paste it here",
    carried,
    overtaken: "More ways to reach you were found since then. If you have not sent it yet, take it once more.",
    not_carried,

    connected: "Connected",
    disconnected: "No longer connected",
    link_steady: "Your two browsers talk directly, and encrypted.",
    plain_link: "The other side uses another program: plain text only, without delivery marks.",
    link_broken: "The connection does not answer. Looking for another way… What you write is kept and sent \
        when it is back.",
    leave: "Leave",
    invite_again: "Invite again",
    parting,

    messages: "Messages",
    nothing_written: "Nothing written yet.",
    new_conversation: "A new conversation. Whoever is connected now has seen nothing of what is above.",
    earlier_not_shown: "Earlier messages are not shown.",
    message: "Message",
    write_here: "Write a message",
    send: "Send",
    you: "You",
    they: "They",
    mark,

    problem,
};

fn minutes(minutes: u64) -> String {
    match minutes {
        0 => "just now".to_owned(),
        1 => "a minute ago".to_owned(),
        minutes if minutes < 120 => format!("{minutes} minutes ago"),
        minutes => format!("{} hours ago", minutes / 60),
    }
}

fn invite_age(age: u64) -> String {
    format!("Made {}. Keep this page open until they reply.", minutes(age))
}

fn earlier_invite(age: u64) -> String {
    format!("The one you sent {} still works too.", minutes(age))
}

fn waiting_for_old(age: u64) -> String {
    format!(
        "Waiting for the other side. The invite was made about {}: make sure their page is still open.",
        minutes(age)
    )
}

const fn carried(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::CopiedCode => "Code copied.",
        Carrier::CopiedLink => "Link copied.",
        Carrier::ShareSheet => "Shared.",
        Carrier::File => "Saved as a file.",
    }
}

fn not_carried(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::CopiedCode | Carrier::CopiedLink => {
            "The browser did not allow copying. Select the text and copy it yourself."
        }
        Carrier::ShareSheet => "The browser could not share it. Please copy it instead.",
        Carrier::File => "The browser could not save a file. Please copy the code instead.",
    }
}

fn stun_problem(error: StunError) -> &'static str {
    match error {
        StunError::NotStun => "Only STUN servers can be set here, not TURN servers.",
        StunError::NotAHost => "This is not a server's name. Write it like stun.example.org:3478.",
        StunError::BadPort => "The port after the colon must be a number from 1 to 65535.",
    }
}

fn parting(parting: Parting) -> &'static str {
    match parting {
        Parting::Left => "The other side has left.",
        Parting::Closed => {
            "The other side is gone without a word: their page was probably closed. Invite them again to go on."
        }
        Parting::NoWayBack => {
            "The connection broke and no other way was found. Your messages are kept: invite the same person \
            again, or join their new invite. If their page is still open too, you go on where you were."
        }
        Parting::Refused => {
            "This browser could not follow a change that the other side proposed, so the connection ended. \
            Invite them again to go on."
        }
        Parting::Hostile => {
            "The other side sent something that Heliograph would never send, so the connection was closed for \
            your safety."
        }
    }
}

fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Sending => "sending",
        Mark::Sent => "sent",
        Mark::Delivered => "delivered",
        Mark::Lost => "not delivered",
    }
}

fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::Empty => "There is nothing here yet. Paste the code, or open its file.",
        Problem::NotACode => "This is not a Heliograph code. Copy the whole link or code you were sent.",
        Problem::CutShort => "The code is cut short: its end is missing. Copy all of it.",
        Problem::Mistyped => "A character of this code is wrong or missing. Please copy it again.",
        Problem::NewerVersion => {
            "This code was made by a newer version of Heliograph. Reload this page, or get the newer version."
        }
        Problem::Damaged => "This code is damaged. Ask for a new one.",
        Problem::TooLong => "This text is far too long for a code. Copy only the link or the code.",
        Problem::NotACodeFile => "This file holds no Heliograph code.",
        Problem::BadDescription => {
            "This comes from another program, but it cannot be used: its connection description is incomplete."
        }
        Problem::OwnInvite => {
            "This is your own invite. Send it to the other person, and enter their reply here."
        }
        Problem::OwnReply => "This is your own reply. Send it to the person who invited you.",
        Problem::InviteInsteadOfReply => "This is an invite, but a reply is due here.",
        Problem::ReplyInsteadOfInvite => {
            "This is a reply, but an invite is due here. Enter it on the page where the invite was made."
        }
        Problem::ReplyToAnother => {
            "This reply belongs to another invite, or to one that is too old. Send them the invite shown above."
        }
        Problem::ForeignReply => {
            "This reply comes from another program, which cannot answer a Heliograph invite. Ask for an invite \
            from that program and join it instead."
        }
        Problem::AlreadyConnecting => "A reply was already entered. Wait a moment for it to connect.",
        Problem::NoNetwork => {
            "There seems to be no network. Connect this device to one; the code then appears."
        }
        Problem::NoRoute => {
            "Both codes are right, but your two devices cannot reach each other. Try the fresh invite shown \
            above. If that fails too, use the same Wi-Fi, or set a STUN server in the settings on both sides."
        }
        Problem::BrowserRefused(step) => refused(step),
        Problem::HandshakeFailed => {
            "Somebody was reached, but not the one whose code you have: a code was changed on its way, or it is \
            from an older invite. Start again with a fresh invite."
        }
        Problem::ReplyReplaced => {
            "They made another reply after the one you entered first. An invite can be answered only once, so \
            please send them the fresh one above."
        }
        Problem::GoneBeforeGreeting => {
            "The other side was reached, and went away before you were connected. Start again with a fresh invite."
        }
        Problem::NoGreeting => "The other side was reached but did not answer as Heliograph does. Try again.",
        Problem::NoCommonVersion => {
            "The two sides run versions of Heliograph that do not understand each other. Update the older one."
        }
        Problem::MessageTooLong => "This message is too long to send at once. Please split it.",
        Problem::Busy => "You are in a conversation. Leave it first, then enter the code again.",
    }
}

const fn refused(step: Step) -> &'static str {
    match step {
        Step::Describe => {
            "This browser would not make a connection. WebRTC may be switched off in its settings or by an \
            extension."
        }
        Step::AcceptDescription => {
            "This browser would not accept the other side's code. Ask for a new one, or try another browser."
        }
        Step::AcceptCandidate | Step::Send => "This browser broke off the connection. Please try again.",
    }
}
