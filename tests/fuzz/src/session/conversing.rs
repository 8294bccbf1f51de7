//! What happens within a conversation: calls, files, and a chat of more than lines.

use heliograph_session::{
    Capture, CaptureError, Captured, DeviceId, Devices, Event, FilesFault, Keeping, Key, LineKey, Measured,
    Pick, PickId, PickMeans, Picked, Position, StartWith, Thrift, TransferId, Voice, Way, Who,
};
use heliograph_wire::{
    PeerId, Private,
    control::{
        FilesEnd, Holding, Message, Microphone, Offered, Part, Reference, Shown, Switch, Transfer, Whose,
    },
};

/// A call, by its person and their browser.
pub(super) fn call(peer: PeerId, variant: u8) -> Event {
    let switch = if variant & 1 == 0 { Switch::On } else { Switch::Off };
    let captures = [Capture::Microphone, Capture::Camera, Capture::Screen];
    let capture = captures[usize::from(variant / 2) % captures.len()];
    match variant {
        0 => Event::CallChosen(StartWith::Video),
        1 => Event::CallChosen(StartWith::Voice),
        2 => Event::CallJoined,
        3 => Event::CallAnswered(StartWith::Nothing),
        4 => Event::CallAnswered(StartWith::Video),
        5 => Event::CallDeclined,
        6 => Event::HangUpChosen,
        7 | 8 => Event::DevicesChosen(switch),
        9 => Event::DevicePicked { capture: Capture::Camera, pick: Pick::Any },
        10 => Event::SpeakerPicked(DeviceId(Private::new(String::new()))),
        11 | 12 => Event::MicrophoneChosen(switch),
        13 | 14 => Event::CameraChosen(switch),
        15 | 16 => Event::ScreenChosen(switch),
        17 => Event::ThriftChosen(Thrift::LowData),
        18 => Event::KeyPressed(Key::TalkDown),
        19 => Event::KeyPressed(Key::TalkUp),
        20 => Event::KeyPressed(Key::Microphone),
        21 | 22 => Event::StatisticsChosen(switch),
        23..=25 => Event::CaptureStarted { capture, captured: Captured::default() },
        26..=28 => Event::CaptureFailed { capture, error: CaptureError::Busy },
        29 => Event::CaptureEnded(Capture::Screen),
        30 => Event::DevicesListed(Devices::default()),
        _ => Event::LinkMeasured { peer, measured: Measured { bytes_sent: u64::MAX, ..Measured::default() } },
    }
}

/// Files, by their person and the shell.
pub(super) fn files(variant: u8, text: Private<String>) -> Event {
    let number = u32::from(variant & 3);
    let way = if variant & 4 == 0 { Way::Out } else { Way::In };
    let id = TransferId { way, number };
    match variant / 2 {
        0 => Event::FilesPicked(picked(PickMeans::Chosen, text)),
        1 => Event::FilesPicked(picked(PickMeans::Brought, text)),
        2 => Event::FilesAccepted(id),
        3 => Event::FilesRefused(id),
        4 => Event::FilesPaused(id),
        5 => Event::FilesContinued(id),
        6 => Event::FilesCancelled(id),
        7 => Event::FilesSaveChosen(id),
        8 => Event::FilesReady { number, at: Position { file: 0, offset: u64::MAX } },
        9 => Event::FilesPutBack { number },
        10 => Event::FilesMoved { transfer: id, bytes: u64::MAX },
        11 => Event::FilesStored { number, name: text, again: Switch::On },
        12 => Event::FilesFailed { transfer: id, fault: FilesFault::NoRoom },
        13 => Event::PictureReady { number, address: text },
        14 => Event::PickingFailed,
        _ => Event::VoiceChanged { who: Who::Other, voice: Voice::Speaking },
    }
}

/// A chat of more than lines.
pub(super) fn chat(variant: u8, text: Private<String>) -> Event {
    let by = if variant & 8 == 0 { Who::Me } else { Who::Other };
    let line = LineKey { by, id: u64::from(variant / 16) };
    match variant & 7 {
        0 => Event::WritingNoticed,
        1 => Event::ReplyChosen(Some(line)),
        2 => Event::ReactionChosen { line, emoji: text },
        3 => Event::CopyChosen(text),
        4 => Event::ChatKeepingChosen(Keeping::OnThisDevice),
        5 => Event::ChatForgetChosen,
        6 if variant & 16 == 0 => Event::ChatKeepingFailed,
        6 => Event::DraftLeft(text),
        _ => Event::CopyingFailed,
    }
}

/// What the other side says of calls, files and messages.
pub(super) fn message(variant: u8, text: Private<String>) -> Message {
    let number = u32::from(variant & 3);
    let whose = if variant & 4 == 0 { Whose::Senders } else { Whose::Receivers };
    let transfer = Transfer { whose, number };
    let to = Reference { whose, id: u64::from(number) };
    match variant / 3 {
        0 => Message::Typing,
        1 => Message::Reaction { to, emoji: cut(text, 16) },
        2 => Message::Call(None),
        3 => Message::Call(Some(Part {
            microphone: Microphone::Live,
            camera: Switch::On,
            screen: Switch::Off,
        })),
        4 | 5 => Message::FilesOffered { number, offered: offered(cut(text, 256)) },
        6 => Message::FilesWanted { number, file: number, offset: u64::MAX },
        7 => Message::FilesHeld { transfer, holding: Holding::Paused },
        8 => Message::FilesEnded { transfer, end: FilesEnd::Stored },
        9 => Message::FilesEnded { transfer, end: FilesEnd::Lost },
        _ => Message::Chat { id: u64::from(number), text, replies_to: Some(to) },
    }
}

fn picked(means: PickMeans, name: Private<String>) -> Picked {
    Picked { id: PickId(1), means, offered: offered(cut(name, 256)), picture: None }
}

fn offered(name: Private<String>) -> Offered {
    let (media_type, shown) = ("image/png".to_owned(), Shown::Picture);
    Offered { name, files: 1, bytes: 1_000_000, media_type, shown }
}

/// The beginning of a text, as a browser would have it.
fn cut(text: Private<String>, limit: usize) -> Private<String> {
    Private::new(text.reveal().chars().take(limit).collect())
}
