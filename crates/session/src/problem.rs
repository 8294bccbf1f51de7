//! What can go wrong, as causes that a person can act on; the page finds the sentences.

use crate::{RelayFault, RendezvousProblem, RingProblem, RoomProblem, Step};

/// Why there is no connection any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// The other side left on purpose.
    Left,
    /// The channel closed without a word.
    Closed,
    /// The connection broke and no other way was found.
    NoWayBack,
    /// The connection broke, and the relay that it went through did not come back.
    RelayAway,
    /// The other side sent what Heliograph would never send.
    Hostile,
    /// The browser would not follow what the other side proposed.
    Refused,
    /// The other side broke the rules by which safety words are made.
    Forged,
    /// The person found the safety words to differ.
    WordsDiffer,
}

/// What went wrong, as a cause that a person can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The text is empty.
    Empty,
    /// The text holds no code.
    NotACode,
    /// The code lacks its end.
    CutShort,
    /// The code has a wrong character.
    Mistyped,
    /// The code was made by a later version.
    NewerVersion,
    /// The code is whole but says something impossible.
    Damaged,
    /// The text is longer than any code.
    TooLong,
    /// The file is no text, or too large.
    NotACodeFile,
    /// No QR code can be found in the picture.
    NoCodeInPicture,
    /// The browser could not look for a QR code in the picture.
    PictureUnread,
    /// The raw description of another tool cannot be read.
    BadDescription,
    /// This side's own invite came back.
    OwnInvite,
    /// This side's own reply came back.
    OwnReply,
    /// An invite was entered where a reply is due; it can be joined instead.
    InviteInsteadOfReply,
    /// A reply was entered where an invite is due.
    ReplyInsteadOfInvite,
    /// The reply belongs to an invite that this page does not know (any more).
    ReplyToAnother,
    /// The invite that was carried away is answerable no more, since the person does not want its servers asked.
    InviteWithdrawn,
    /// The reply is another tool's, which cannot answer our invites.
    ForeignReply,
    /// A reply was already accepted.
    AlreadyConnecting,
    /// There seems to be no network.
    NoNetwork,
    /// Both codes are right, but no way was found between the two.
    NoRoute,
    /// Both codes are right, but nothing came through the relay.
    NoRouteThroughRelay,
    /// The browser would not take a step.
    BrowserRefused(Step),
    /// There was a way, but the other end of it was not the one in the code.
    HandshakeFailed,
    /// The other side made another reply after the one that was entered.
    ReplyReplaced,
    /// The other side was reached, and went away before it said hello.
    GoneBeforeGreeting,
    /// The other side opened the channel but did not say hello.
    NoGreeting,
    /// The other side speaks another version.
    NoCommonVersion,
    /// A message is longer than allowed.
    MessageTooLong,
    /// What was picked cannot be read, or is nothing.
    NothingPicked,
    /// A picture cannot be drawn anew, and so not without what the camera wrote beside it.
    PictureNotDrawn,
    /// Files were picked while there is nobody to give them to.
    NobodyToSendTo,
    /// The other side's program takes no files.
    NoFilesThere,
    /// The device does not keep the chat.
    ChatNotKept,
    /// The relay that is to carry the connection may not be used.
    NoRelay(RelayFault),
    /// The other side does not want to connect directly.
    DirectRefused,
    /// Two people did not find each other at the companion.
    Rendezvous(RendezvousProblem),
    /// Somebody is not reachable there, or reaches nobody.
    Ring(RingProblem),
    /// Something in a room was not done.
    Room(RoomProblem),
    /// A code arrived in the middle of a conversation.
    Busy,
}
