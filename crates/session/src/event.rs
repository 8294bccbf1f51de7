use heliograph_wire::control::Switch;
use heliograph_wire::{PeerId, Private};

use crate::{
    AppEvent, Camera, Capture, CaptureError, Captured, Carrier, Compared, DeviceId, Devices, Fate,
    FilesFault, Keeping, Key, Language, LineKey, Measured, Pick, Picked, Position, RelayEvent,
    RendezvousEvent, RoomEvent, Scene, SealerState, Section, StartWith, StunEntry, Theme, Thrift, Torch,
    TransferId, Voice, Who,
};
pub use heliograph_signal::Kind;

/// Something that happened: a person meant something, a browser object reports, or time passed.
#[derive(Clone, PartialEq)]
pub enum Event {
    /// The person wants to invite somebody.
    InviteChosen,
    /// The person has an invite.
    JoinChosen,
    /// The person wants to see the settings; whatever the page was doing goes on meanwhile.
    SettingsChosen,
    /// The person wants to know how it works; whatever the page was doing goes on meanwhile.
    HelpChosen,
    /// The person wants to know about the app itself; whatever the page was doing goes on meanwhile.
    AboutChosen,
    /// The person wants one screen back; what the screen was doing ends.
    BackChosen,
    /// The person wants to begin anew, whatever the screen.
    HomeChosen,
    /// The person pasted, typed or opened a text that should hold a code, or a picture of it.
    TextEntered(Private<String>),
    /// The person opened a file that is too large to hold a code, or that is not text.
    FileRefused,
    /// The person opened a picture in which no QR code can be found.
    PictureRefused,
    /// The browser could not look for a QR code in a picture that the person opened.
    PictureUnread,
    /// The person wants to look for a code with the camera.
    ScanChosen,
    /// The person does not want to look any longer.
    ScanStopped,
    /// The person wants the camera that looks the other way.
    OtherCameraChosen,
    /// The person wants the camera's light on or off.
    TorchChosen(Torch),
    /// The page was opened by a link, or a link was opened in it: the fragment, without `#`.
    LinkOpened(Private<String>),
    /// The person wants to carry the code shown by this carrier.
    CarrierChosen(Carrier),
    /// The person selected the code shown and copied it.
    CopiedByHand(Carrier),
    /// The browser has carried a code (copied, saved, handed to the share sheet).
    Carried {
        /// The connection that the code leads to.
        peer: PeerId,
        /// How it went.
        carrier: Carrier,
    },
    /// The browser would not carry a code.
    CarryingFailed {
        /// The connection that the code leads to.
        peer: PeerId,
        /// How it would have gone.
        carrier: Carrier,
    },
    /// The person wants a fresh invite; the one shown stays answerable.
    RenewChosen,
    /// The person entered an invite where a reply was due, and wants to join that one.
    SwitchChosen,
    /// The person filled in the settings that are typed.
    SettingsEntered {
        /// Whom to ask for one's own public address.
        stun: StunEntry,
        /// What to be called; nothing when it is empty.
        name: Private<String>,
    },
    /// The person chose a language; none follows the browser.
    LanguageChosen(Option<Language>),
    /// The person chose the colours.
    ThemeChosen(Theme),
    /// The person wants notes played that call for attention, or none.
    SoundsChosen(Switch),
    /// The person wants calls sealed twice from now on, or no longer.
    SealingPreferred(Switch),
    /// The person said whether the settings are to be kept.
    KeepingChosen(Keeping),
    /// The person wants everything forgotten that is known of them here.
    ForgetChosen,
    /// The person compared the safety words with the other side's.
    WordsCompared(Compared),
    /// The person says that what they scanned was the other person's own screen, in front of them.
    ScanVouched,
    /// The person sends a chat message.
    MessageWritten(Private<String>),
    /// The person leaves the conversation.
    LeaveChosen,
    /// The person is writing.
    WritingNoticed,
    /// The place to write goes away, with this in it.
    DraftLeft(Private<String>),
    /// The person replies to a message with the next one, or does not after all.
    ReplyChosen(Option<LineKey>),
    /// The person reacts to a message; an empty text takes that back.
    ReactionChosen {
        /// The message.
        line: LineKey,
        /// An emoji.
        emoji: Private<String>,
    },
    /// The person copies the text of a message.
    CopyChosen(Private<String>),
    /// The person said whether the chat is to be kept on the device.
    ChatKeepingChosen(Keeping),
    /// The person wants the whole chat forgotten, here and on the device.
    ChatForgetChosen,

    /// The person wants a call, and to try camera and microphone first.
    CallChosen(StartWith),
    /// The person is content with what they tried, and joins the call.
    CallJoined,
    /// The person joins the call that the other side has begun, at once.
    CallAnswered(StartWith),
    /// The person does not want to join the call that the other side has begun.
    CallDeclined,
    /// The person wants to choose devices, or is done with that.
    DevicesChosen(Switch),
    /// The person chose a camera or microphone.
    DevicePicked {
        /// Which of the two.
        capture: Capture,
        /// The device.
        pick: Pick,
    },
    /// The person chose where to hear the call.
    SpeakerPicked(DeviceId),
    /// The person wants to be heard, or not.
    MicrophoneChosen(Switch),
    /// The person wants to be seen, or not.
    CameraChosen(Switch),
    /// The person wants their screen to be seen, or not.
    ScreenChosen(Switch),
    /// The person chose how much of the line the call may use.
    ThriftChosen(Thrift),
    /// The person wants the calls of this conversation sealed twice.
    SealingChosen,
    /// The person has read what went wrong with sealing calls twice.
    SealingAlertsClosed,
    /// The person leaves the call, and stays in the conversation.
    HangUpChosen,
    /// The person pressed or released a key that means something in a call.
    KeyPressed(Key),
    /// The person wants something in a small window of its own, or back.
    FloatChosen(Scene),
    /// The person wants the call on the whole screen, or back.
    FullScreenChosen,
    /// The person wants to see how the connection does, or no longer.
    StatisticsChosen(Switch),
    /// The person wants to see the addresses in use, or no longer.
    AddressesChosen(Switch),

    /// The person picked, dropped or pasted files; the shell holds them until it is told what to do with them.
    FilesPicked(Picked),
    /// The person picked or dropped files that are all pictures, which may say where they were taken.
    PicturesPicked(Picked),
    /// The person says what is to become of such pictures.
    PicturesDecided(Fate),
    /// What the person picked cannot be read, or is nothing.
    PickingFailed,
    /// What the person picked as a picture cannot be drawn anew, so nothing of it is sent.
    PictureNotDrawn,
    /// The person takes the files that are offered.
    FilesAccepted(TransferId),
    /// The person does not want the files that are offered.
    FilesRefused(TransferId),
    /// The person wants a transfer to pause.
    FilesPaused(TransferId),
    /// The person wants a transfer to go on.
    FilesContinued(TransferId),
    /// The person wants a transfer to end.
    FilesCancelled(TransferId),
    /// The person wants a received file once more.
    FilesSaveChosen(TransferId),

    /// A capture has begun.
    CaptureStarted {
        /// What.
        capture: Capture,
        /// With what.
        captured: Captured,
    },
    /// It cannot begin, or it broke off.
    CaptureFailed {
        /// What.
        capture: Capture,
        /// Why.
        error: CaptureError,
    },
    /// The person ended it outside of the page, in the browser's own bar.
    CaptureEnded(Capture),
    /// These devices are there.
    DevicesListed(Devices),
    /// Somebody has begun to speak, or is silent again.
    VoiceChanged {
        /// Who.
        who: Who,
        /// Whether they speak.
        voice: Voice,
    },
    /// A connection was measured.
    LinkMeasured {
        /// The connection.
        peer: PeerId,
        /// What came of it.
        measured: Measured,
    },
    /// What seals frames has got ready, or has failed: at the start, or because it came to an end later.
    SealerChanged {
        /// The connection.
        peer: PeerId,
        /// How it is now.
        sealer: SealerState,
    },
    /// In the last second frames came that were not what the other side had sealed; they were dropped.
    FramesRefused {
        /// The connection.
        peer: PeerId,
        /// What they were to be.
        section: Section,
        /// How many.
        count: u32,
    },
    /// A text is in the clipboard.
    Copied,
    /// The browser would not put a text into the clipboard.
    CopyingFailed,
    /// The shell can take a transfer's bytes from this place on.
    FilesReady {
        /// The other side's number of it.
        number: u32,
        /// What has arrived and is stored.
        at: Position,
    },
    /// The person closed the question where to put a transfer; it can be taken later.
    FilesPutBack {
        /// The other side's number of it.
        number: u32,
    },
    /// So much of a transfer has arrived at its receiver and is stored there. At most five a second.
    FilesMoved {
        /// The transfer.
        transfer: TransferId,
        /// In all, in bytes.
        bytes: u64,
    },
    /// A transfer from the other side is whole, checked and stored.
    FilesStored {
        /// The other side's number of it.
        number: u32,
        /// The name under which it can be found.
        name: Private<String>,
        /// Whether the shell has it to give once more.
        again: Switch,
    },
    /// The shell cannot go on with a transfer; it has kept nothing of it.
    FilesFailed {
        /// The transfer.
        transfer: TransferId,
        /// Why.
        fault: FilesFault,
    },
    /// A received picture can be shown.
    PictureReady {
        /// The other side's number of the transfer.
        number: u32,
        /// Where the page finds it: an address that this page alone knows.
        address: Private<String>,
    },

    /// The camera looks, or what is known of it changed.
    CameraOpened(Camera),
    /// The camera cannot be used, or not any longer.
    CameraFailed(CaptureError),
    /// The camera sees a QR code that holds this text.
    CodeScanned(Private<String>),
    /// The browser would not keep the settings.
    KeepingFailed,
    /// The browser would not keep the chat.
    ChatKeepingFailed,
    /// A connection has a local description, or it grew by a candidate.
    Described {
        /// The connection.
        peer: PeerId,
        /// Offer or answer.
        kind: Kind,
        /// The whole description so far.
        sdp: Private<String>,
    },
    /// A connection found a candidate of its own.
    CandidateFound {
        /// The connection.
        peer: PeerId,
        /// As it travels in band.
        candidate: heliograph_wire::control::Candidate,
    },
    /// A connection has found all its candidates.
    GatheringEnded(PeerId),
    /// The browser refused a step.
    StepRefused {
        /// The connection.
        peer: PeerId,
        /// What it would not do.
        step: Step,
    },
    /// The way between two peers changed.
    RouteChanged {
        /// The connection.
        peer: PeerId,
        /// What the browser says of it.
        route: Route,
    },
    /// There is a way, but the DTLS handshake over it failed: somebody else answers, or a code was changed.
    HandshakeFailed(PeerId),
    /// The browser wants to renegotiate.
    NegotiationNeeded(PeerId),
    /// The channel between two peers is open.
    ChannelOpened {
        /// The connection.
        peer: PeerId,
        /// Fresh random bytes that name this conversation.
        nonce: [u8; 16],
        /// Fresh random bytes for its safety words.
        safety_nonce: [u8; 16],
    },
    /// The channel between two peers has closed.
    ChannelClosed(PeerId),
    /// Bytes came over the control channel.
    Received {
        /// The connection.
        peer: PeerId,
        /// One whole message.
        bytes: Private<Vec<u8>>,
    },
    /// Text came over the channel of another tool.
    TextReceived {
        /// The connection.
        peer: PeerId,
        /// One whole message.
        text: Private<String>,
    },

    /// Something happened to the app itself.
    App(AppEvent),
    /// Something happened between the page and the server that it came from.
    Relay(RelayEvent),
    /// Something happened on the way to somebody whom the companion helps to find.
    Rendezvous(RendezvousEvent),
    /// Something happened in a room, or on the way there.
    Room(RoomEvent),
    /// Another tab was opened by a link that holds a reply.
    ReplyHandedOver(Private<String>),
    /// Another tab has taken this reply.
    ReplyTaken(Private<String>),
    /// The device has lost or regained its network, as far as the browser knows.
    NetworkChanged(crate::Network),
    /// The page is about to go away.
    PageClosing,
    /// The deadline has come.
    Woke,
}

impl Event {
    /// The event's name, which says nothing personal: for logs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::InviteChosen => "invite chosen",
            Self::JoinChosen => "join chosen",
            Self::SettingsChosen => "settings chosen",
            Self::HelpChosen => "help chosen",
            Self::AboutChosen => "about chosen",
            Self::BackChosen => "back chosen",
            Self::HomeChosen => "home chosen",
            Self::TextEntered(_) => "text entered",
            Self::FileRefused => "file refused",
            Self::PictureRefused => "picture refused",
            Self::PictureUnread => "picture unread",
            Self::ScanChosen => "scan chosen",
            Self::ScanStopped => "scan stopped",
            Self::OtherCameraChosen => "other camera chosen",
            Self::TorchChosen(_) => "torch chosen",
            Self::LinkOpened(_) => "link opened",
            Self::CarrierChosen(_) => "carrier chosen",
            Self::CopiedByHand(_) => "copied by hand",
            Self::Carried { .. } => "carried",
            Self::CarryingFailed { .. } => "carrying failed",
            Self::RenewChosen => "renew chosen",
            Self::SwitchChosen => "switch chosen",
            Self::SettingsEntered { .. } => "settings entered",
            Self::LanguageChosen(_) => "language chosen",
            Self::ThemeChosen(_) => "theme chosen",
            Self::SoundsChosen(_) => "sounds chosen",
            Self::SealingPreferred(_) => "sealing preferred",
            Self::KeepingChosen(_) => "keeping chosen",
            Self::ForgetChosen => "forget chosen",
            Self::WordsCompared(_) => "words compared",
            Self::ScanVouched => "scan vouched for",
            Self::MessageWritten(_) => "message written",
            Self::LeaveChosen => "leave chosen",
            Self::WritingNoticed => "writing noticed",
            Self::DraftLeft(_) => "draft left",
            Self::ReplyChosen(_) => "reply chosen",
            Self::ReactionChosen { .. } => "reaction chosen",
            Self::CopyChosen(_) => "copy chosen",
            Self::ChatKeepingChosen(_) => "chat keeping chosen",
            Self::ChatForgetChosen => "chat forget chosen",
            Self::CallChosen(_) => "call chosen",
            Self::CallJoined => "call joined",
            Self::CallAnswered(_) => "call answered",
            Self::CallDeclined => "call declined",
            Self::DevicesChosen(_) => "devices chosen",
            Self::DevicePicked { .. } => "device picked",
            Self::SpeakerPicked(_) => "speaker picked",
            Self::MicrophoneChosen(_) => "microphone chosen",
            Self::CameraChosen(_) => "camera chosen",
            Self::ScreenChosen(_) => "screen chosen",
            Self::ThriftChosen(_) => "thrift chosen",
            Self::HangUpChosen => "hang up chosen",
            Self::SealingChosen => "sealing chosen",
            Self::SealingAlertsClosed => "sealing alerts closed",
            Self::KeyPressed(_) => "key pressed",
            Self::FloatChosen(_) => "float chosen",
            Self::FullScreenChosen => "full screen chosen",
            Self::StatisticsChosen(_) => "statistics chosen",
            Self::AddressesChosen(_) => "addresses chosen",
            Self::FilesPicked(_) => "files picked",
            Self::PicturesPicked(_) => "pictures picked",
            Self::PicturesDecided(_) => "pictures decided",
            Self::PickingFailed => "picking failed",
            Self::PictureNotDrawn => "picture not drawn",
            Self::FilesAccepted(_) => "files accepted",
            Self::FilesRefused(_) => "files refused",
            Self::FilesPaused(_) => "files paused",
            Self::FilesContinued(_) => "files continued",
            Self::FilesCancelled(_) => "files cancelled",
            Self::FilesSaveChosen(_) => "files save chosen",
            Self::CaptureStarted { .. } => "capture started",
            Self::CaptureFailed { .. } => "capture failed",
            Self::CaptureEnded(_) => "capture ended",
            Self::DevicesListed(_) => "devices listed",
            Self::VoiceChanged { .. } => "voice changed",
            Self::LinkMeasured { .. } => "link measured",
            Self::SealerChanged { .. } => "sealer changed",
            Self::FramesRefused { .. } => "frames refused",
            Self::Copied => "copied",
            Self::CopyingFailed => "copying failed",
            Self::FilesReady { .. } => "files ready",
            Self::FilesPutBack { .. } => "files put back",
            Self::FilesMoved { .. } => "files moved",
            Self::FilesStored { .. } => "files stored",
            Self::FilesFailed { .. } => "files failed",
            Self::PictureReady { .. } => "picture ready",
            Self::CameraOpened(_) => "camera opened",
            Self::CameraFailed(_) => "camera failed",
            Self::CodeScanned(_) => "code scanned",
            Self::KeepingFailed => "keeping failed",
            Self::ChatKeepingFailed => "chat keeping failed",
            Self::Described { .. } => "described",
            Self::CandidateFound { .. } => "candidate found",
            Self::GatheringEnded(_) => "gathering ended",
            Self::StepRefused { .. } => "step refused",
            Self::RouteChanged { .. } => "route changed",
            Self::HandshakeFailed(_) => "handshake failed",
            Self::NegotiationNeeded(_) => "negotiation needed",
            Self::ChannelOpened { .. } => "channel opened",
            Self::ChannelClosed(_) => "channel closed",
            Self::Received { .. } => "received",
            Self::TextReceived { .. } => "text received",
            Self::App(event) => event.name(),
            Self::Rendezvous(event) => event.name(),
            Self::Room(event) => event.name(),
            Self::Relay(event) => event.name(),
            Self::ReplyHandedOver(_) => "reply handed over",
            Self::ReplyTaken(_) => "reply taken",
            Self::NetworkChanged(_) => "network changed",
            Self::PageClosing => "page closing",
            Self::Woke => "woke",
        }
    }

    /// Whether a person meant something, which settles what went wrong before.
    pub(crate) const fn is_the_persons(&self) -> bool {
        if let Self::Rendezvous(event) = self {
            return event.is_the_persons();
        }
        if let Self::Room(event) = self {
            return event.is_the_persons();
        }
        matches!(
            self,
            Self::TextEntered(_)
                | Self::FileRefused
                | Self::LinkOpened(_)
                | Self::RenewChosen
                | Self::Relay(RelayEvent::PathChosen(_))
                | Self::PictureRefused
                | Self::PictureUnread
                | Self::ScanChosen
                | Self::SettingsEntered { .. }
                | Self::KeepingChosen(_)
                | Self::MessageWritten(_)
                | Self::FilesPicked(_)
                | Self::PicturesPicked(_)
                | Self::CallChosen(_)
                | Self::CallAnswered(_)
        )
    }
}

/// What a browser can refuse to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Create a connection or a local description.
    Describe,
    /// Accept a remote description.
    AcceptDescription,
    /// Accept a remote candidate.
    AcceptCandidate,
    /// Send a message.
    Send,
}

/// What ICE says of the way between two peers (W3C WebRTC, `RTCIceConnectionState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// No way found yet.
    Seeking,
    /// There is a way.
    Open,
    /// The way has not answered for a while.
    Broken,
    /// The browser has given up.
    Failed,
}
