//! Safety words: the exchange that ends in the same four words on both sides, unless somebody sits in between.

use heliograph_wire::control::Message;
use heliograph_wire::resume::{Fingerprints, Role};
use heliograph_wire::safety::{commitment, frame_key, words};
use heliograph_wire::{Millis, Private};

use crate::conversation::Trust;
use crate::patience::SAFETY_LIMIT;
use crate::{Language, SafetyView, SafetyWords};

/// What a side brings to the exchange.
pub(crate) struct Ingredients {
    pub(crate) role: Role,
    pub(crate) prints: Fingerprints,
    /// Fresh random bytes that the other side has not seen.
    pub(crate) nonce: [u8; 16],
}

/// The exchange on one connection.
pub(crate) struct Safety {
    ingredients: Ingredients,
    progress: Progress,
    /// When the words count as overdue; none once they do. What comes later is as good as what comes in time: people
    /// have slow lines and devices that sleep.
    overdue_at: Option<Millis>,
}

enum Progress {
    /// The answerer waits for the offerer's commitment.
    CommitmentDue,
    /// The offerer waits for the answerer's nonce.
    NonceDue { list: Language },
    /// The answerer waits for the offerer to open its commitment.
    OpeningDue { digest: [u8; 32], list: Option<Language> },
    /// Both sides know the words, and the key that comes with them, until nobody needs it.
    Done { numbers: [u8; 4], list: Option<Language>, frame_key: Option<Private<[u8; 32]>> },
}

/// The other side broke the rules of the exchange: an honest page never does.
#[derive(Debug)]
pub(crate) struct Forged;

impl Safety {
    /// Begins the exchange; the offerer has something to send.
    pub(crate) fn begin(ingredients: Ingredients, list: Language, now: Millis) -> (Self, Option<Message>) {
        let (progress, first) = match ingredients.role {
            Role::Answerer => (Progress::CommitmentDue, None),
            Role::Offerer => {
                let digest = commitment(ingredients.role, &ingredients.prints, &ingredients.nonce);
                (Progress::NonceDue { list }, Some(Message::Commitment { digest, list: list.number() }))
            }
        };
        (Self { ingredients, progress, overdue_at: Some(now + SAFETY_LIMIT) }, first)
    }

    pub(crate) fn committed(&mut self, digest: [u8; 32], list: u8) -> Result<Message, Forged> {
        let Progress::CommitmentDue = self.progress else { return Err(Forged) };
        self.progress = Progress::OpeningDue { digest, list: Language::numbered(list) };
        Ok(Message::SafetyNonce(self.ingredients.nonce))
    }

    pub(crate) fn nonce_received(&mut self, theirs: [u8; 16]) -> Result<Message, Forged> {
        let Progress::NonceDue { list } = self.progress else { return Err(Forged) };
        let Ingredients { prints, nonce, .. } = &self.ingredients;
        self.progress = Progress::done(prints, [nonce, &theirs], Some(list));
        Ok(Message::Opening(*nonce))
    }

    pub(crate) fn opened(&mut self, theirs: [u8; 16]) -> Result<(), Forged> {
        let Progress::OpeningDue { digest, list } = self.progress else { return Err(Forged) };
        let Ingredients { role, prints, nonce } = &self.ingredients;
        if commitment(role.other(), prints, &theirs) != digest {
            return Err(Forged);
        }
        self.progress = Progress::done(prints, [&theirs, nonce], list);
        Ok(())
    }

    pub(crate) fn tick(&mut self, now: Millis) {
        self.overdue_at = self.overdue_at.filter(|at| now < *at);
    }

    pub(crate) const fn deadline(&self) -> Option<Millis> {
        match self.progress {
            Progress::CommitmentDue | Progress::NonceDue { .. } | Progress::OpeningDue { .. } => {
                self.overdue_at
            }
            Progress::Done { .. } => None,
        }
    }

    /// Whoever seals frames has the base key, or nobody will: a key that is kept can be found.
    pub(crate) fn forget_frame_key(&mut self) {
        if let Progress::Done { frame_key, .. } = &mut self.progress {
            *frame_key = None;
        }
    }

    /// The base key of sealed frames, once both sides know the words, until it is forgotten.
    pub(crate) const fn frame_key(&self) -> Option<&Private<[u8; 32]>> {
        match &self.progress {
            Progress::Done { frame_key, .. } => frame_key.as_ref(),
            Progress::CommitmentDue | Progress::NonceDue { .. } | Progress::OpeningDue { .. } => None,
        }
    }

    pub(crate) const fn view(&self, trust: Trust) -> SafetyView {
        match (&self.progress, self.overdue_at) {
            (Progress::Done { numbers, list: Some(list), .. }, _) => SafetyView::Shown {
                words: SafetyWords { list: *list, numbers: *numbers },
                compared: trust.compared,
                vouch: trust.vouch,
            },
            (Progress::Done { list: None, .. }, _) => SafetyView::OtherList,
            (_, Some(_)) => SafetyView::Pending,
            (_, None) => SafetyView::Overdue,
        }
    }
}

impl Progress {
    fn done(prints: &Fingerprints, [offerers, answerers]: [&[u8; 16]; 2], list: Option<Language>) -> Self {
        Self::Done {
            numbers: words(prints, offerers, answerers),
            list,
            frame_key: Some(frame_key(prints, offerers, answerers)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ingredients, Safety};
    use crate::conversation::Trust;
    use crate::patience::SAFETY_LIMIT;
    use crate::{Language, SafetyView};
    use heliograph_wire::Millis;
    use heliograph_wire::control::Message;
    use heliograph_wire::resume::{Fingerprints, Role};

    const PRINTS: Fingerprints = Fingerprints { offerer: [1; 32], answerer: [2; 32] };
    const NOW: Millis = Millis(0);

    fn begin(role: Role, prints: Fingerprints, nonce: u8) -> (Safety, Option<Message>) {
        Safety::begin(Ingredients { role, prints, nonce: [nonce; 16] }, Language::German, NOW)
    }

    /// Plays the exchange over a wire that `meddle` may change.
    fn play(
        offerer: (Safety, Option<Message>),
        mut answerer: Safety,
        meddle: impl Fn(Message) -> Message,
    ) -> Result<(Safety, Safety), super::Forged> {
        let (mut offerer, Some(first)) = offerer else { panic!("the offerer begins") };
        let Message::Commitment { digest, list } = meddle(first) else { panic!("by a commitment") };
        let Message::SafetyNonce(nonce) = meddle(answerer.committed(digest, list)?) else {
            panic!("a nonce")
        };
        let Message::Opening(nonce) = meddle(offerer.nonce_received(nonce)?) else { panic!("an opening") };
        answerer.opened(nonce)?;
        Ok((offerer, answerer))
    }

    fn shown(safety: &Safety) -> (Language, [u8; 4]) {
        match safety.view(Trust::default()) {
            SafetyView::Shown { words, .. } => (words.list, words.numbers),
            _ => panic!("no words are shown"),
        }
    }

    #[test]
    fn both_sides_show_the_same_words_from_the_offerers_list() {
        let (offerer, (answerer, _)) = (begin(Role::Offerer, PRINTS, 3), begin(Role::Answerer, PRINTS, 4));
        let (mut offerer, answerer) = play(offerer, answerer, |message| message).expect("an honest exchange");
        assert_eq!(shown(&offerer), shown(&answerer));
        assert_eq!(shown(&offerer).0, Language::German);
        assert!(offerer.frame_key().is_some() && offerer.frame_key() == answerer.frame_key());
        let words = offerer.view(Trust::default());
        offerer.forget_frame_key();
        assert!(offerer.frame_key().is_none() && offerer.view(Trust::default()) == words);
    }

    #[test]
    fn somebody_with_certificates_of_their_own_is_heard() {
        let (front, back) =
            (Fingerprints { answerer: [9; 32], ..PRINTS }, Fingerprints { offerer: [9; 32], ..PRINTS });
        // What is passed on unchanged cannot be opened on the other side...
        let passed_on =
            play(begin(Role::Offerer, front.clone(), 3), begin(Role::Answerer, back.clone(), 4).0, |it| it);
        assert!(passed_on.is_err());
        // ... and who takes part on both sides gets different words on each.
        let (ana, _) =
            play(begin(Role::Offerer, front.clone(), 3), begin(Role::Answerer, front, 8).0, |it| it)
                .expect("one half");
        let (_, ben) = play(begin(Role::Offerer, back.clone(), 8), begin(Role::Answerer, back, 4).0, |it| it)
            .expect("the other");
        assert_ne!(shown(&ana), shown(&ben));
        assert!(ana.frame_key() != ben.frame_key());
    }

    #[test]
    fn a_wrong_opening_and_a_changed_commitment_are_forged() {
        for wrong in [Message::Opening([7; 16]), Message::Commitment { digest: [0; 32], list: 0 }] {
            let meddle = |message: Message| {
                let same = core::mem::discriminant(&message) == core::mem::discriminant(&wrong);
                if same { wrong.clone() } else { message }
            };
            let (answerer, _) = begin(Role::Answerer, PRINTS, 4);
            assert!(play(begin(Role::Offerer, PRINTS, 3), answerer, meddle).is_err());
        }
    }

    #[test]
    fn every_message_out_of_its_turn_is_forged() {
        let (mut answerer, _) = begin(Role::Answerer, PRINTS, 4);
        assert!(answerer.opened([3; 16]).is_err());
        assert!(answerer.nonce_received([3; 16]).is_err());
        answerer.committed([0; 32], 0).expect("the first commitment");
        assert!(answerer.committed([0; 32], 0).is_err());
        let (mut offerer, _) = begin(Role::Offerer, PRINTS, 3);
        assert!(offerer.committed([0; 32], 0).is_err());
        assert!(offerer.opened([3; 16]).is_err());
        offerer.nonce_received([4; 16]).expect("the first nonce");
        assert!(offerer.nonce_received([4; 16]).is_err());
    }

    #[test]
    fn words_that_do_not_come_are_overdue_and_welcome_when_they_do() {
        let (mut offerer, first) = begin(Role::Offerer, PRINTS, 3);
        let (mut answerer, _) = begin(Role::Answerer, PRINTS, 4);
        for safety in [&mut offerer, &mut answerer] {
            assert!(safety.view(Trust::default()) == SafetyView::Pending);
            assert!(safety.frame_key().is_none());
            safety.tick(SAFETY_LIMIT);
            assert!(safety.view(Trust::default()) == SafetyView::Overdue);
            assert_eq!(safety.deadline(), None);
        }
        let (offerer, answerer) = play((offerer, first), answerer, |it| it).expect("an honest exchange");
        assert_eq!(shown(&offerer), shown(&answerer));
    }

    #[test]
    fn a_list_of_a_later_version_is_said_to_be_one() {
        let (mut answerer, _) = begin(Role::Answerer, PRINTS, 4);
        let digest = heliograph_wire::safety::commitment(Role::Offerer, &PRINTS, &[3; 16]);
        answerer.committed(digest, 200).expect("a commitment");
        answerer.opened([3; 16]).expect("its opening");
        assert!(answerer.view(Trust::default()) == SafetyView::OtherList);
    }
}
