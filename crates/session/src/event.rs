use heliograph_wire::{PeerId, Private};

use crate::{Camera, CameraError, Carrier, Compared, Keeping, Language, StunEntry, Theme, Torch};
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

    /// The camera looks, or what is known of it changed.
    CameraOpened(Camera),
    /// The camera cannot be used, or not any longer.
    CameraFailed(CameraError),
    /// The camera sees a QR code that holds this text.
    CodeScanned(Private<String>),
    /// The browser would not keep the settings.
    KeepingFailed,
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
            Self::BackChosen => "back chosen",
            Self::HomeChosen => "home chosen",
            Self::TextEntered(_) => "text entered",
            Self::FileRefused => "file refused",
            Self::PictureRefused => "picture refused",
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
            Self::KeepingChosen(_) => "keeping chosen",
            Self::ForgetChosen => "forget chosen",
            Self::WordsCompared(_) => "words compared",
            Self::ScanVouched => "scan vouched for",
            Self::MessageWritten(_) => "message written",
            Self::LeaveChosen => "leave chosen",
            Self::CameraOpened(_) => "camera opened",
            Self::CameraFailed(_) => "camera failed",
            Self::CodeScanned(_) => "code scanned",
            Self::KeepingFailed => "keeping failed",
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
            Self::ReplyHandedOver(_) => "reply handed over",
            Self::ReplyTaken(_) => "reply taken",
            Self::NetworkChanged(_) => "network changed",
            Self::PageClosing => "page closing",
            Self::Woke => "woke",
        }
    }

    /// Whether a person meant something, which settles what went wrong before.
    pub(crate) const fn is_the_persons(&self) -> bool {
        matches!(
            self,
            Self::TextEntered(_)
                | Self::FileRefused
                | Self::LinkOpened(_)
                | Self::RenewChosen
                | Self::PictureRefused
                | Self::ScanChosen
                | Self::SettingsEntered { .. }
                | Self::KeepingChosen(_)
                | Self::MessageWritten(_)
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
