//! Perfect negotiation in band (RFC 8829, section 4.1.8; W3C WebRTC, section 10.7), as decisions only.

use heliograph_wire::control::{Candidate, Message};
use heliograph_wire::{PeerId, Private};

use crate::sdp::{DtlsRole, for_travel, in_role, version};
use crate::{Effect, Kind};

/// Who yields when both sides make an offer at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manners {
    /// Takes its own offer back.
    Polite,
    /// Ignores the other's offer.
    Impolite,
}

impl Manners {
    /// Whoever invited is impolite, and active since the first answer.
    const fn role_of_the_other(self) -> DtlsRole {
        match self {
            Self::Polite => DtlsRole::Active,
            Self::Impolite => DtlsRole::Passive,
        }
    }
}

/// How the messages of a negotiation reach the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Over the control channel.
    Channel,
    /// Over the relay's socket, since the channel is dead.
    Reunion,
}

/// One side of an endless renegotiation.
pub(crate) struct Negotiation {
    peer: PeerId,
    /// The way that the next description takes.
    pub(crate) way: Way,
    /// The way that the last one took: candidates follow it, and its answer comes by it.
    taken_way: Way,
    /// The version of the last offer that was taken.
    taken: Option<u64>,
    manners: Manners,
    phase: Phase,
    again: bool,
    ignoring: bool,
}

enum Phase {
    /// Nothing is under way.
    Stable,
    /// The browser makes our offer; candidates that overtake it wait.
    Making { early: Vec<Candidate> },
    /// Our offer is on its way.
    Offered,
    /// The browser makes our answer; candidates that overtake it wait.
    Answering { early: Vec<Candidate> },
}

impl Negotiation {
    pub(crate) const fn new(peer: PeerId, manners: Manners) -> Self {
        Self {
            peer,
            way: Way::Channel,
            taken_way: Way::Channel,
            taken: None,
            manners,
            phase: Phase::Stable,
            again: false,
            ignoring: false,
        }
    }

    /// Whether an offer of this side is being made, or waits for its answer.
    pub(crate) const fn is_offering(&self) -> bool {
        matches!(self.phase, Phase::Making { .. } | Phase::Offered)
    }

    /// Something changed that the other side must hear of.
    pub(crate) fn want(&mut self, effects: &mut Vec<Effect>) {
        match self.phase {
            Phase::Stable => {
                self.phase = Phase::Making { early: Vec::new() };
                effects.push(Effect::MakeOffer(self.peer));
            }
            Phase::Making { .. } | Phase::Offered | Phase::Answering { .. } => self.again = true,
        }
    }

    /// The browser has a local description, or it grew.
    pub(crate) fn described(&mut self, kind: Kind, sdp: Private<String>, effects: &mut Vec<Effect>) {
        match (&mut self.phase, kind) {
            (Phase::Making { early }, Kind::Offer) => {
                let early = core::mem::take(early);
                self.phase = Phase::Offered;
                self.taken_way = self.way;
                self.send(Message::Offer(for_travel(&sdp)), effects);
                self.send_candidates(early, effects);
            }
            (Phase::Answering { early }, Kind::Answer) => {
                let early = core::mem::take(early);
                self.phase = Phase::Stable;
                self.taken_way = self.way;
                self.send(Message::Answer(for_travel(&sdp)), effects);
                self.send_candidates(early, effects);
                self.settle(effects);
            }
            // A description that only grew, or an offer that was taken back, changes nothing.
            (Phase::Stable | Phase::Making { .. } | Phase::Offered | Phase::Answering { .. }, _) => {}
        }
    }

    /// The browser would not make a description; whatever changes next is a new reason to try.
    pub(crate) fn refused(&mut self) {
        self.phase = Phase::Stable;
        self.again = false;
    }

    /// An offer that waits for its answer was lost on a dead way, and another one takes its place.
    pub(crate) fn overtake(&mut self) {
        if let Phase::Offered = self.phase {
            self.phase = Phase::Stable;
        }
    }

    pub(crate) fn candidate_found(&mut self, candidate: Candidate, effects: &mut Vec<Effect>) {
        match &mut self.phase {
            Phase::Making { early } | Phase::Answering { early } => early.push(candidate),
            Phase::Stable | Phase::Offered => self.send_candidates(vec![candidate], effects),
        }
    }

    pub(crate) fn offer_received(&mut self, sdp: Private<String>, effects: &mut Vec<Effect>) {
        // What was under way when the channel died arrives when it lives again, later than what came the other way.
        let version = version(&sdp);
        if version < self.taken {
            return;
        }
        let glare = self.is_offering();
        self.ignoring = glare && self.manners == Manners::Impolite;
        if self.ignoring {
            return;
        }
        self.again |= glare;
        self.taken = version;
        self.phase = Phase::Answering { early: Vec::new() };
        let sdp = in_role(&for_travel(&sdp), self.manners.role_of_the_other());
        effects.push(Effect::AcceptOffer { peer: self.peer, sdp });
    }

    /// Takes an answer that came by this way.
    pub(crate) fn answer_received(&mut self, sdp: Private<String>, way: Way, effects: &mut Vec<Effect>) {
        // One to an offer that was taken back, or that took another way, has nothing to answer.
        if let Phase::Offered = self.phase
            && way == self.taken_way
        {
            self.phase = Phase::Stable;
            effects.push(Effect::AcceptAnswer { peer: self.peer, sdp: for_travel(&sdp) });
            self.settle(effects);
        }
    }

    pub(crate) fn candidate_received(&self, candidate: Candidate, effects: &mut Vec<Effect>) {
        if !self.ignoring {
            effects.push(Effect::AddCandidate { peer: self.peer, candidate });
        }
    }

    fn settle(&mut self, effects: &mut Vec<Effect>) {
        if core::mem::take(&mut self.again) {
            self.want(effects);
        }
    }

    fn send_candidates(&self, candidates: Vec<Candidate>, effects: &mut Vec<Effect>) {
        for candidate in candidates {
            self.send(Message::Candidate(candidate), effects);
        }
    }

    fn send(&self, message: Message, effects: &mut Vec<Effect>) {
        let (peer, bytes) = (self.peer, Private::new(message.encode()));
        effects.push(match self.taken_way {
            Way::Channel => Effect::Send { peer, bytes },
            Way::Reunion => Effect::SayAtReunion { peer, bytes },
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Manners, Negotiation, Way};
    use crate::{Effect, Kind};
    use heliograph_wire::control::Message;
    use heliograph_wire::{PeerId, Private};

    /// Two sides and the messages between them; each browser answers at once and correctly.
    struct Pair {
        sides: [Negotiation; 2],
        inbox: [Vec<Message>; 2],
        made: [u32; 2],
        agreed: u32,
    }

    fn sdp(text: &str) -> Private<String> {
        Private::new(text.to_owned())
    }

    impl Pair {
        fn new() -> Self {
            let side = |manners| Negotiation::new(PeerId(1), manners);
            Self {
                sides: [side(Manners::Impolite), side(Manners::Polite)],
                inbox: [Vec::new(), Vec::new()],
                made: [0, 0],
                agreed: 0,
            }
        }

        fn want(&mut self, side: usize) {
            let mut effects = Vec::new();
            self.sides[side].want(&mut effects);
            self.perform(side, effects);
        }

        fn perform(&mut self, side: usize, effects: Vec<Effect>) {
            for effect in effects {
                let mut next = Vec::new();
                match effect {
                    Effect::MakeOffer(_) => {
                        self.made[side] += 1;
                        self.sides[side].described(Kind::Offer, sdp("offer"), &mut next);
                    }
                    Effect::AcceptOffer { .. } => {
                        self.sides[side].described(Kind::Answer, sdp("answer"), &mut next);
                    }
                    Effect::AcceptAnswer { .. } => self.agreed += 1,
                    Effect::Send { bytes, .. } => {
                        self.inbox[1 - side].push(Message::decode(bytes.reveal()).unwrap().unwrap());
                    }
                    _ => panic!("not an effect of a negotiation"),
                }
                self.perform(side, next);
            }
        }

        fn deliver(&mut self) {
            while self.inbox.iter().any(|inbox| !inbox.is_empty()) {
                for side in 0..2 {
                    for message in core::mem::take(&mut self.inbox[side]) {
                        let mut effects = Vec::new();
                        match message {
                            Message::Offer(sdp) => self.sides[side].offer_received(sdp, &mut effects),
                            Message::Answer(sdp) => {
                                self.sides[side].answer_received(sdp, Way::Channel, &mut effects);
                            }
                            _ => panic!("not a message of a negotiation"),
                        }
                        self.perform(side, effects);
                    }
                }
            }
        }
    }

    #[test]
    fn one_wish_is_one_agreement() {
        let mut pair = Pair::new();
        pair.want(1);
        pair.deliver();
        assert_eq!((pair.made, pair.agreed), ([0, 1], 1));
    }

    #[test]
    fn two_wishes_at_once_end_in_two_agreements() {
        let mut pair = Pair::new();
        pair.want(0);
        pair.want(1);
        pair.deliver();
        // The polite side takes its offer back and makes it again after the other's.
        assert_eq!((pair.made, pair.agreed), ([1, 2], 2));
    }

    #[test]
    fn wishes_during_an_offer_become_one_more_offer() {
        let mut pair = Pair::new();
        pair.want(0);
        pair.want(0);
        pair.want(0);
        pair.deliver();
        assert_eq!((pair.made, pair.agreed), ([2, 0], 2));
    }
}
