use crate::seeds::description;
use heliograph_session::{InviteView, Kind};
use heliograph_signal::{Reading, Stamp, fingerprint, pack_answer, pack_offer, read};
use heliograph_wire::{
    Millis, PeerId, Private,
    control::{Candidate, Hello, Message, OLDEST_VERSION, VERSION},
    resume::{Fingerprints, Role, Token},
    safety::commitment,
};

/// Descriptions with this first byte are the session's own; the other side's have [`THEIRS`].
const OURS: u8 = 0xA0;
const THEIRS: u8 = 0xB0;

/// The bytes that the session draws for a conversation.
pub(super) const OUR_NONCE: [u8; 16] = [7; 16];
const THEIR_NONCE: [u8; 16] = [9; 16];

/// The person on the other side, who does what a whole Heliograph would do.
#[derive(Default)]
pub(super) struct Counterpart {
    met: Option<Met>,
    /// What the session said of itself last.
    heard: Option<Hello>,
    /// What both will share once the session shows that they are connected.
    agreed: Option<Token>,
    token: Option<Token>,
}

/// How the two exchanged their codes.
#[derive(Clone, Copy)]
enum Met {
    ByTheirInvite { offerer: [u8; 32] },
    ByOurInvite { offerer: [u8; 32], answerer: [u8; 32] },
}

/// What the session's own browser describes for a connection.
pub(super) fn own_description(peer: PeerId, kind: Kind) -> String {
    description([OURS, (peer.0 & 0xFF) as u8], kind)
}

impl Counterpart {
    /// An invite of the other side, each number another.
    pub(super) fn invite(&mut self, number: u8) -> Option<String> {
        let sdp = description([THEIRS, number], Kind::Offer);
        self.met = Some(Met::ByTheirInvite { offerer: fingerprint(&sdp)? });
        Some(pack_offer(&sdp, Stamp::at(Millis(0))).ok()?.code.text())
    }

    /// A reply to the invite on show, each number another.
    pub(super) fn reply(&mut self, invite: &InviteView, number: u8) -> Option<String> {
        let code = invite.code.as_ref()?;
        let Ok(Reading::Offer(offer)) = read(code.text.reveal()) else {
            panic!("the session's own invite cannot be read");
        };
        let sdp = description([THEIRS, number], Kind::Answer);
        self.met =
            Some(Met::ByOurInvite { offerer: offer.description.fingerprint(), answerer: fingerprint(&sdp)? });
        Some(pack_answer(&sdp, offer.tag).ok()?.code.text())
    }

    /// Notes what the session sends.
    pub(super) fn hear(&mut self, bytes: &[u8]) {
        match Message::decode(bytes) {
            Ok(Some(Message::Hello(hello))) => self.heard = Some(hello),
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => panic!("the session sends what its own version cannot read"),
        }
    }

    /// A greeting over the connection `peer`, with proof of the conversation so far.
    pub(super) fn hello(&mut self, peer: PeerId) -> Message {
        let mut hello = Hello { version: VERSION, oldest: OLDEST_VERSION, nonce: THEIR_NONCE, resumes: None };
        if let Some((role, prints)) = self.prints(peer) {
            let theirs = self.heard.as_ref().and_then(|hello| hello.resumes);
            let known = self.token.as_ref();
            hello.resumes = known.map(|token| token.proof(role.other(), &prints));
            let expected = known.map(|token| token.proof(role, &prints));
            let (offerer, answerer) = match role {
                Role::Offerer => (&OUR_NONCE, &THEIR_NONCE),
                Role::Answerer => (&THEIR_NONCE, &OUR_NONCE),
            };
            let resumed = known.filter(|_| expected == theirs).cloned();
            self.agreed = Some(resumed.unwrap_or_else(|| Token::new(&prints, offerer, answerer)));
        }
        Message::Hello(hello)
    }

    /// The session shows that the two are connected.
    pub(super) fn greeted(&mut self) {
        if let Some(agreed) = self.agreed.take() {
            self.token = Some(agreed);
        }
    }

    /// A message of a conversation, of the kind that the number names.
    pub(super) fn message(&self, peer: PeerId, number: u8, text: Private<String>) -> Message {
        let id = u64::from(number / 8) + 1;
        match number % 12 {
            0 => Message::Chat { id, text, replies_to: None },
            1 => Message::Delivered(id),
            2 => Message::Offer(Private::new(description([THEIRS, number], Kind::Offer))),
            3 => Message::Answer(Private::new(description([THEIRS, number], Kind::Answer))),
            4 => Message::Candidate(Candidate { line: text, mid: "0".to_owned() }),
            5 => Message::Ping(u32::from(number)),
            6 => Message::Pong(u32::from(number)),
            7 => Message::Goodbye,
            8 => Message::Name(text),
            9 => Message::Commitment { digest: self.commitment(peer), list: number / 12 },
            10 => Message::SafetyNonce(THEIR_NONCE),
            _ => Message::Opening(THEIR_NONCE),
        }
    }

    /// What [`Message::Opening`] with this side's nonce opens.
    fn commitment(&self, peer: PeerId) -> [u8; 32] {
        let prints = self.prints(peer);
        prints.map_or([0; 32], |(role, prints)| commitment(role.other(), &prints, &THEIR_NONCE))
    }

    /// The session's role on this connection, and both fingerprints.
    fn prints(&self, peer: PeerId) -> Option<(Role, Fingerprints)> {
        match self.met? {
            Met::ByOurInvite { offerer, answerer } => {
                Some((Role::Offerer, Fingerprints { offerer, answerer }))
            }
            Met::ByTheirInvite { offerer } => {
                let answerer = fingerprint(&own_description(peer, Kind::Answer))?;
                Some((Role::Answerer, Fingerprints { offerer, answerer }))
            }
        }
    }
}
