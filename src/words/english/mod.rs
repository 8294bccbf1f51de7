//! English, the language that is always there.

mod app;
mod call;
mod causes;
mod chat;
mod files;
mod help;
mod meet;
mod relay;
mod ring;
pub(super) mod room;
mod sealing;
mod settings;
mod waking;

use heliograph_session::Carrier;

use super::{CameraPhrases, Phrases, SafetyPhrases};

pub(super) static PHRASES: Phrases = Phrases {
    give_up_question: "Somebody may be about to answer: if you go back, the code you have given them ends.",
    yes_give_up: "Yes, go back",
    no_stay: "No, stay here",
    direction: "ltr",
    heliograph: "Heliograph",
    tagline: "Talk directly, with no server in between.",
    how_it_goes: "One small code there, one back, carried by hand. After that your two browsers talk to each \
        other alone, encrypted.",
    invite_someone: "Invite someone",
    scan_an_invite: "Scan an invite",
    have_an_invite: "I have an invite",
    everything_forgotten: "Everything is forgotten.",
    back: "Back",
    home: "Home",

    together: "You are together",
    apart: "You are in different places",
    let_them_scan: "Let them scan this",
    brightness_hint: "Turn up the brightness of your screen.",
    invite_link: "Invite link",
    invite_code: "Invite code",
    invite_picture: "QR code of this invite",
    invite_file: "Invite file",
    new_code: "New code",
    making_code: "Making a code…",
    invite_age,
    earlier_invite,
    send_this_invite: "Send them this invite",
    then_scan_theirs: "Then scan what they show you",
    then_enter_theirs: "Then enter what they send back",
    scan_their_reply: "Scan their reply",
    their_reply: "Their reply",
    connect: "Connect",
    connecting: "Connecting…",

    join: "Join",
    join_hint: "Paste the link or the code you were sent, or open the file or a picture of the QR code. You can \
        also paste or drop it anywhere on this page.",
    their_invite: "Their invite",
    continue_: "Continue",
    join_it_instead: "Join it instead",

    send_reply_back: "Send this reply back",
    sent_reply_hint: "Send it to the person who invited you, in whatever way the invite came. Keep this page \
        open: you are connected as soon as they enter it, and they may take their time.",
    scanned_reply_hint: "They choose “Scan their reply” and point their camera here. You are connected as soon \
        as it has seen this.",
    foreign_reply_hint: "The invite comes from another program. Paste this answer there. Plain text messages \
        will work; what Heliograph adds (delivery marks, safety words, reconnecting) will not.",
    show_this_to_them: "Show this to them; they scan it",
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
        another device. Copy it from here and paste it there, under “Their reply”.",
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
    link_weak: "The connection is weak. Pictures may stand still for a while; sound comes first.",
    link_broken: "The connection does not answer. Looking for another way… What you write is kept and sent \
        when it is back.",
    leave: "Leave",
    invite_again: "Invite again",
    parting: causes::parting,

    problem: causes::problem,

    camera: CameraPhrases {
        camera: "Camera",
        scan_with_the_camera: "Scan with the camera",
        starting: "Starting the camera…",
        may_ask: "Your browser may ask whether this page can use the camera. The picture never leaves your \
            device. As long as it is allowed, your codes hold this device's addresses in its own network.",
        point_at_the_code: "Point the camera at the QR code.",
        stop: "Stop scanning",
        other_camera: "Other camera",
        light_on: "Turn the light on",
        light_off: "Turn the light off",
        error: causes::camera,
    },

    safety: SafetyPhrases {
        safety_words: "Safety words",
        meaning: "Read these words to each other, best in a call. If they are the same, nobody sits between you.",
        same: "They are the same",
        different: "They are different",
        checked: "Checked",
        scanned_their_screen: "I scanned their own screen",
        verified_by_scan: "Verified by scan",
        differ_question: "Did even one word differ? Then somebody may sit between you, and the connection ends.",
        yes_differ: "Yes, end it",
        no_same_after_all: "No, look again",
        compare_again: "Compare again",
        pending: "Making safety words…",
        ready: "Four safety words are here to be compared.",
        overdue: "The safety words have not come yet. The other side may be slow, or somebody in between may be \
            stopping them. Until they come, nothing is checked.",
        absent: "The other side's program makes no safety words, so you cannot check here that nobody sits between \
            you.",
        other_list: "The other side's newer version takes its safety words from a list that this page does not \
            have. Get the newer version, then connect again.",
    },

    call: call::CALL,
    statistics: call::STATISTICS,
    sealing: sealing::PHRASES,
    chat: chat::PHRASES,
    files: files::PHRASES,
    settings: settings::PHRASES,
    help: help::PHRASES,
    app: app::PHRASES,
    relay: relay::PHRASES,
    meet: meet::PHRASES,
    ring: ring::PHRASES,
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

const fn not_carried(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::CopiedCode | Carrier::CopiedLink => {
            "The browser did not allow copying. Select the text and copy it yourself."
        }
        Carrier::ShareSheet => "The browser could not share it. Please copy it instead.",
        Carrier::File => "The browser could not save a file. Please copy the code instead.",
    }
}
