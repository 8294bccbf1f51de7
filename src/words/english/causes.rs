//! Sentences for what went wrong: what it was, and what to do now.

use heliograph_session::{CaptureError, IS_SITE, Parting, Problem, Step};

pub(super) const fn parting(parting: Parting) -> &'static str {
    match parting {
        Parting::Left => "The other side has left.",
        Parting::Closed => {
            "The other side closed the connection without a word: their page was closed, or the safety words differed \
            there. Ask them in some other way before you go on."
        }
        Parting::NoWayBack => {
            "The connection broke and no other way was found. Your messages are kept: invite the same person \
            again, or join their new invite. If their page is still open too, you go on where you were."
        }
        Parting::RelayAway => {
            "The server that everything went through does not answer. Your messages are kept. Once it is back, invite the \
            same person again; if their page is still open too, you go on where you were. An invite to connect directly \
            needs no server."
        }
        Parting::Refused => {
            "This browser could not follow a change that the other side proposed, so the connection ended. \
            Invite them again to go on."
        }
        Parting::Hostile => {
            "The other side sent something that Heliograph would never send, so the connection was closed for \
            your safety."
        }
        Parting::Forged => {
            "Somebody may sit between you and the other person: the safety words were tampered with. The \
            connection is closed. Do not go on here. Meet, or call each other in another way, and begin anew with codes that \
            nobody else can change."
        }
        Parting::WordsDiffer => {
            "Different words mean that somebody may sit between you and read along. The connection is closed. \
            Take what was written as read by others, and begin anew with codes carried in another way: best scanned \
            from each other's screens."
        }
    }
}

pub(super) fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::Rendezvous(problem) => (super::meet::PHRASES.problem)(problem),
        Problem::Ring(problem) => (super::ring::PHRASES.problem)(problem),
        Problem::Empty => "There is nothing here yet. Paste the code, or open its file.",
        Problem::NotACode => "This is not a Heliograph code. Copy the whole link or code you were sent.",
        Problem::CutShort => "The code is cut short: its end is missing. Copy all of it.",
        Problem::Mistyped => "A character of this code is wrong or missing. Please copy it again.",
        Problem::NewerVersion => {
            "This code was made by a newer version of Heliograph. Get the newer version, then try again."
        }
        Problem::Damaged => "This code is damaged. Ask for a new one.",
        Problem::TooLong => "This text is far too long for a code. Copy only the link or the code.",
        Problem::NoCodeInPicture => {
            "No QR code can be found in this picture. Take one that is sharp and shows all of the code with its \
            white edge, or paste the code instead."
        }
        Problem::PictureUnread => {
            "This browser did not manage to look for a QR code in the picture. Choose the picture once more, or \
            paste the code instead."
        }
        Problem::NotACodeFile => "This file holds no Heliograph code.",
        Problem::BadDescription => {
            "This comes from another program, but it cannot be used: its connection description is incomplete."
        }
        Problem::OwnInvite => {
            "This is your own invite. Send it to the other person, and enter their reply here."
        }
        Problem::OwnReply => "This is your own reply. Send it to the person who invited you.",
        Problem::InviteInsteadOfReply => {
            "This is an invite, but a reply is due here. If you join it, your own invite ends."
        }
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
            "No connection was made, though both codes are right. Is their page still open? Send them the fresh invite \
            below. If your two devices cannot reach each other, use the same Wi-Fi, or choose a STUN server in the \
            settings on both sides."
        }
        Problem::NoRouteThroughRelay => {
            "No connection was made, though both codes are right. Is their page still open? If the server was started anew \
            after you made the invite, that invite leads nowhere. Send them the fresh one below."
        }
        Problem::BrowserRefused(step) => refused(step),
        Problem::HandshakeFailed => {
            "Somebody was reached, but not the one whose code you have: a code was changed on its way, or it is \
            from an older invite. Start again with a fresh invite."
        }
        Problem::InviteWithdrawn => {
            "You changed who learns your address. The invite you sent before told others, so it is withdrawn: please \
            send this one instead."
        }
        Problem::ReplyReplaced => {
            "They made another reply after the one you entered first. An invite can be answered only once, so \
            please send them the fresh one below."
        }
        Problem::GoneBeforeGreeting => {
            "The other side was reached, and went away before you were connected. Start again with a fresh invite."
        }
        Problem::NoGreeting => "The other side was reached but did not answer as Heliograph does. Try again.",
        Problem::NoCommonVersion => {
            "The two sides run versions of Heliograph that do not understand each other. Update the older one."
        }
        Problem::MessageTooLong => "This message is too long to send at once. Please split it.",
        Problem::NothingPicked => {
            "Nothing that can be sent was found in what you chose. Please choose it again."
        }
        Problem::PictureNotDrawn => {
            "This picture cannot be made anew here, and so not without the place and camera it may name. Choose “Send files” to send it as it is."
        }
        Problem::NobodyToSendTo => {
            "There is nobody connected to send this to. Connect first, then choose it again."
        }
        Problem::NoFilesThere => "The other person uses another program, which takes no files.",
        Problem::ChatNotKept => {
            "Your browser does not let this page keep anything on this device, so the chat is not kept."
        }
        Problem::DirectRefused => "They would rather leave it as it is: through the server.",
        Problem::NoRelay(fault) => (super::relay::PHRASES.fault)(fault),
        // No other form of the app knows of rooms.
        Problem::Room(problem) if IS_SITE => (super::room::PHRASES.problem)(problem),
        Problem::Room(_) => "",
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

pub(super) const fn camera(error: CaptureError) -> &'static str {
    match error {
        CaptureError::Refused => {
            "This page may not use the camera. To allow it, open the camera or lock sign in the address bar and \
            try again. Or paste the code, or open a picture of it."
        }
        CaptureError::Absent => "No camera was found. Paste the code instead, or open a picture of it.",
        CaptureError::Busy => {
            "The camera is being used by another program. Close that one and try again, or paste the code."
        }
        CaptureError::InsecurePage => {
            "Browsers give the camera only to pages that come over https or from this device. Paste the code, \
            open its file or a picture of it, or scan it with your phone's own camera app."
        }
        CaptureError::Failed => {
            "The camera does not work in this browser. Paste the code instead, or open a picture of it."
        }
    }
}
