use heliograph_wire::{PeerId, Private, control::Candidate};

use crate::{Carrier, Facing, StunServer, Torch};

/// Something to be done; a shell performs it and reports what came of it as the next [`Event`](crate::Event).
#[derive(Clone, PartialEq)]
pub enum Effect {
    /// Make a connection with a control channel, and its offer.
    CreateOffer {
        /// The new connection.
        peer: PeerId,
        /// Asked for reflexive addresses; none means none.
        servers: Vec<StunServer>,
    },
    /// Make a connection that answers an offer.
    CreateAnswer {
        /// The new connection.
        peer: PeerId,
        /// The SDP to accept.
        offer: Private<String>,
        /// Who opens the channel.
        channel: Channel,
        /// Asked for reflexive addresses; none means none.
        servers: Vec<StunServer>,
    },
    /// From now on, have a connection ask these servers and no others.
    SetServers {
        /// The connection.
        peer: PeerId,
        /// Asked for reflexive addresses; none means none.
        servers: Vec<StunServer>,
    },
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
    /// Keep this text on the device, in place of the one kept before.
    Keep(Private<String>),
    /// Erase everything that this page has kept on the device.
    Forget,
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
