use heliograph_session::{TransferEnd, TransferState, Way};
use heliograph_wire::Millis;

use crate::words::amounts::{Decimals, Span};
use crate::words::{Content, FilesPhrases, amounts};

pub(super) const PHRASES: FilesPhrases = FilesPhrases {
    send_files: "Send files",
    send_a_folder: "Send a folder",
    send_a_picture: "Send a picture",
    bring_hint: "Files and pictures can be dropped or pasted here, too.",
    pictures_may_tell: "A picture can say where and with what camera it was taken.",
    send_drawn: "Send smaller, without place and camera",
    send_unchanged: "Send as it is",
    do_not_send: "Do not send",
    picture_hint: "“Send a picture” makes it smaller and leaves out where and with what it was taken. “Send files” \
        sends everything as it is.",

    accept: "Accept",
    refuse: "Refuse",
    pause: "Pause",
    go_on: "Continue",
    cancel: "Cancel",
    save_again: "Save again",

    state,
    content,
    count,
    size,
    speed,
    of: "of",
    time_left,
    progress_of,

    picture_from,
    show_large: "Show large",
    save_picture: "Save picture",
    close: "Close",
};

const fn state(way: Way, state: TransferState) -> &'static str {
    match (way, state) {
        (Way::Out, TransferState::Offered) => "Waiting for them to accept",
        (Way::In, TransferState::Offered) => "They offer this. Do you want it?",
        (_, TransferState::Preparing) => "Getting ready",
        (Way::Out, TransferState::Going) => "Sending",
        (Way::In, TransferState::Going) => "Receiving",
        (_, TransferState::PausedHere) => "Paused by you",
        (_, TransferState::PausedThere) => "Paused by them",
        (_, TransferState::Waiting) => "Waits for the connection",
        (Way::Out, TransferState::Stored) => "Sent",
        (Way::In, TransferState::Stored) => "Received",
        (Way::Out, TransferState::Ended(end)) => not_sent(end),
        (Way::In, TransferState::Ended(end)) => not_received(end),
    }
}

const fn not_sent(end: TransferEnd) -> &'static str {
    match end {
        TransferEnd::Refused => "They did not want it.",
        TransferEnd::CancelledHere => "You stopped it.",
        TransferEnd::CancelledThere => "They stopped it.",
        TransferEnd::Vanished => {
            "It can no longer be read here: it was changed, moved or deleted. Choose it again to send it."
        }
        TransferEnd::NoRoomHere => "There is not enough room on this device.",
        TransferEnd::NoRoomThere => {
            "There is not enough room on their device. They can make some; then send it again."
        }
        TransferEnd::TooLarge => {
            "It is larger than their browser can take. Send it in smaller parts, or ask them to use another browser."
        }
        TransferEnd::NotWritable => "Their browser could not write it where they wanted it. Send it again.",
        TransferEnd::NotAsSaid => {
            "What arrived there was not what had been announced, so it was thrown away. Send it again."
        }
        TransferEnd::Lost => "It cannot go on, because a page was closed or reloaded. Send it again.",
    }
}

const fn not_received(end: TransferEnd) -> &'static str {
    match end {
        TransferEnd::Refused => "You did not want it.",
        TransferEnd::CancelledHere => "You stopped it.",
        TransferEnd::CancelledThere => "They stopped it.",
        TransferEnd::Vanished => "They can no longer read it on their side. Ask them to send it again.",
        TransferEnd::NoRoomHere => {
            "There is not enough room on this device. Make some, then ask them to send it again."
        }
        TransferEnd::NoRoomThere => "There is not enough room on their device.",
        TransferEnd::TooLarge => {
            "It is larger than this browser can take. Ask for it in smaller parts, or use another browser."
        }
        TransferEnd::NotWritable => {
            "The browser could not write it there. Ask them to send it again, and choose another place."
        }
        TransferEnd::NotAsSaid => {
            "What came is not what was announced, so it was thrown away. Ask them to send it again."
        }
        TransferEnd::Lost => {
            "It cannot go on, because a page was closed or reloaded. Ask them to send it again."
        }
    }
}

const fn content(content: Content) -> &'static str {
    match content {
        Content::Picture => "Picture",
        Content::Video => "Video",
        Content::Sound => "Sound",
        Content::Text => "Text",
        Content::Document => "Document",
        Content::Archive => "Archive",
        Content::File => "File",
        Content::Files => "Files",
        Content::Folder => "Folder",
    }
}

fn count(files: u32) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}

fn size(bytes: u64) -> String {
    amounts::size(bytes, Decimals::Point)
        .unwrap_or_else(|| if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") })
}

fn speed(bytes: u64) -> String {
    format!("{} per second", size(bytes))
}

fn time_left(time: Millis) -> String {
    match Span::of(time) {
        Span::Moment => "a few seconds left".to_owned(),
        Span::Seconds(seconds) => format!("about {seconds} seconds left"),
        Span::Minutes(1) => "about a minute left".to_owned(),
        Span::Minutes(minutes) => format!("about {minutes} minutes left"),
        Span::Hours(hours) => format!("about {hours} hours left"),
    }
}

fn progress_of(name: &str) -> String {
    format!("Progress of {name}")
}

const fn picture_from(way: Way) -> &'static str {
    match way {
        Way::Out => "Picture from you",
        Way::In => "Picture from them",
    }
}
