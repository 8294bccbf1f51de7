use heliograph_wire::control::{Candidate, Holding, Microphone, Offered, Part};
use heliograph_wire::resume::Role;
use heliograph_wire::reunion::Secrets;
use heliograph_wire::{PeerId, Private};

use crate::{
    AppEffect, Capture, Carrier, DeviceId, Exchange, Facing, FrameKeys, Into, Pick, PickId, Position, Relay,
    RendezvousEffect, RoomEffect, Scene, Servers, Sound, StunServer, Thrift, Torch, TransferId,
};

/// Something to be done; a shell performs it and reports what came of it as the next [`Event`](crate::Event).
#[derive(Clone, PartialEq)]
pub enum Effect {
    /// Make a connection with a control channel, and its offer.
    CreateOffer {
        /// The new connection.
        peer: PeerId,
        /// Whom it asks.
        servers: Servers,
    },
    /// Make a connection that answers an offer.
    CreateAnswer {
        /// The new connection.
        peer: PeerId,
        /// The SDP to accept.
        offer: Private<String>,
        /// Who opens the channel.
        channel: Channel,
        /// Whom it asks.
        servers: Servers,
    },
    /// Ask the server that the page came from for the use of its relay.
    AskRelay {
        /// The connection that is going to use it.
        peer: PeerId,
        /// The exchange to take part in; none begins another.
        exchange: Option<Exchange>,
    },
    /// From now on, have a connection ask these servers and no others; a relay that it has stays.
    SetServers {
        /// The connection.
        peer: PeerId,
        /// Asked for reflexive addresses; none means none.
        servers: Vec<StunServer>,
    },
    /// From now on, let a relayed connection take a direct path where there is one, and tell its own addresses for that.
    AllowDirect {
        /// The connection.
        peer: PeerId,
        /// Asked for reflexive addresses, besides the relay; none means none.
        servers: Vec<StunServer>,
    },
    /// From now on, have a connection use the relay by this leave.
    RenewRelay {
        /// The connection, which has a relay.
        peer: PeerId,
        /// In place of what it has.
        relay: Relay,
    },
    /// Open a socket at the relay of a connection, where the other side finds this one when the way between them is gone; one
    /// that is open is closed first.
    OpenReunion {
        /// The connection.
        peer: PeerId,
        /// Which of the two this side is.
        role: Role,
        /// Where, and what seals what is said there.
        secrets: Secrets,
    },
    /// Say something there, sealed.
    SayAtReunion {
        /// The connection.
        peer: PeerId,
        /// The message.
        bytes: Private<Vec<u8>>,
    },
    /// Close it.
    CloseReunion(PeerId),
    /// Ask for a fresh route with the next offer (RFC 8839, section 4.4.1.1.1).
    RestartIce(PeerId),
    /// Make an in-band offer on a connection that stands.
    MakeOffer(PeerId),
    /// Accept an offer on a connection that stands, and answer it.
    AcceptOffer {
        /// The connection.
        peer: PeerId,
        /// The SDP.
        sdp: Private<String>,
    },
    /// Accept an answer.
    AcceptAnswer {
        /// The connection.
        peer: PeerId,
        /// The SDP.
        sdp: Private<String>,
    },
    /// Tell a connection of a remote candidate.
    AddCandidate {
        /// The connection.
        peer: PeerId,
        /// The candidate.
        candidate: Candidate,
    },
    /// Send one message over the control channel.
    Send {
        /// The connection.
        peer: PeerId,
        /// The message.
        bytes: Private<Vec<u8>>,
    },
    /// Send one text over the channel of another tool.
    SendText {
        /// The connection.
        peer: PeerId,
        /// The message.
        text: Private<String>,
    },
    /// Close a connection and forget it.
    Close(PeerId),
    /// Put a code where the person can carry it from.
    Carry {
        /// The connection that the code leads to.
        peer: PeerId,
        /// Where to.
        carrier: Carrier,
        /// What is carried: a code, a link, or the contents of a file.
        text: Private<String>,
        /// Offer or answer: what the file is named after.
        kind: crate::Kind,
    },
    /// Look for QR codes with a camera; one that is open already is closed first.
    OpenCamera(Facing),
    /// Stop looking, and let go of the camera.
    CloseCamera,
    /// Switch the camera's light.
    SetTorch(Torch),
    /// Capture something; what was captured of the same kind before is let go.
    StartCapture {
        /// What.
        capture: Capture,
        /// With which device.
        pick: Pick,
    },
    /// Stop capturing it: the device's light goes out.
    StopCapture(Capture),
    /// Let the microphone's sound through, or not; holds for those that are opened later, too.
    SetMicrophone(Microphone),
    /// Find out which devices there are, now and whenever that changes.
    ListDevices,
    /// Play what is heard over this device.
    UseSpeaker(Option<DeviceId>),
    /// Get ready to seal the frames of a connection's calls, with these keys; [`Event::SealerChanged`](crate::Event::SealerChanged)
    /// says what came of it.
    StartSealer {
        /// The connection.
        peer: PeerId,
        /// The keys.
        keys: FrameKeys,
    },
    /// Seal what the media sections carry that will be made, and open what comes by them. The sealer is ready.
    SealSections(PeerId),
    /// Seal nothing after all: forget the sealer.
    StopSealer(PeerId),
    /// Add the media sections of a call to a connection; negotiation becomes needed.
    AddMedia(PeerId),
    /// Have a peer hear and see of what is captured as much as this says, and be heard; nothing ends the call.
    SetPart {
        /// The connection.
        peer: PeerId,
        /// What is sent.
        part: Option<Part>,
    },
    /// Use this much of the line.
    SetThrift {
        /// The connection.
        peer: PeerId,
        /// How much.
        thrift: Thrift,
    },
    /// Measure a connection once.
    Measure(PeerId),
    /// Play a few notes.
    Play(Sound),
    /// Show this in a small window above all others, or put it back.
    FloatScene(Scene),
    /// Show the call on the whole screen, or put it back.
    FillScreen,
    /// Put a text into the clipboard.
    Copy(Private<String>),
    /// Give picked files to a peer, from this place on.
    SendFiles {
        /// The connection.
        peer: PeerId,
        /// This side's number of the transfer.
        number: u32,
        /// The files.
        picked: PickId,
        /// Where to begin.
        from: Position,
    },
    /// Get ready for a peer's files: ask the person where to put them where the browser can, and take them from now on.
    /// One that is under way goes on, with this peer.
    ReceiveFiles {
        /// The connection.
        peer: PeerId,
        /// The other side's number of the transfer.
        number: u32,
        /// What was announced.
        offered: Offered,
        /// Where they go.
        into: Into,
    },
    /// Pause a transfer, or go on with it.
    HoldFiles(TransferId, Holding),
    /// Forget a transfer: what was picked, or what has arrived of it but is not whole.
    DropFiles(TransferId),
    /// Forget files that were picked and are not going to be sent.
    DropPicked(PickId),
    /// Draw each of these pictures anew, as ones that the person picked to be seen, and forget them as they are.
    DrawPicked(PickId),
    /// Read the first of these files as a code, and forget them.
    ReadAsCode(PickId),
    /// Give a received file to the person once more.
    SaveFiles(TransferId),
    /// Keep this chat on the device, in place of the one kept before.
    KeepChat(Private<String>),
    /// Erase the chat that is kept on the device.
    ForgetChat,
    /// Keep this text on the device, in place of the one kept before.
    Keep(Private<String>),
    /// Erase the settings that are kept on the device.
    Forget,
    /// Do something about the app itself.
    App(AppEffect),
    /// Do something on the way to somebody whom the companion helps to find.
    Rendezvous(RendezvousEffect),
    /// Do something about a room.
    Room(RoomEffect),
    /// Offer this reply to the other tabs of this page.
    HandOverReply(Private<String>),
    /// Tell the other tabs that this reply was taken.
    AcknowledgeReply(Private<String>),
}

/// Who opens the data channel of a connection that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Both sides, as the negotiated control channel with id 0.
    Control,
    /// The other side, which is another tool.
    Theirs,
}
