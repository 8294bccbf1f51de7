//! Whether the frames of a connection's calls are sealed a second time, which both sides decide before there are any
//! (`docs/protocol/control.md`, *Sealing calls twice*): where both browsers can and one person wants it, each side gets
//! ready with the key that comes with the safety words, and says so. The calls are sealed if and only if both are ready
//! when the media sections are made; a connection that began without goes on without.

use heliograph_wire::control::{Message, Readiness, Switch};
use heliograph_wire::resume::Role;
use heliograph_wire::{Millis, PeerId, Private};

use super::refusals::Refusals;
use crate::context::Context;
use crate::link::Link;
use crate::patience::SEALING_LIMIT;
use crate::{Ability, Effect, FrameKeys, SealerState, SealingStage, SealingView, Unsealed, sdp};

pub(super) struct Sealing {
    peer: PeerId,
    role: Role,
    /// Whether this side's person wants it.
    wish: Switch,
    /// What this side has said last.
    mine: Readiness,
    /// This side has said that it is ready, whatever it says now.
    was_ready: bool,
    /// The most that the other side has said. Older versions say nothing.
    theirs: Option<Readiness>,
    /// The other side has said that it cannot, whatever it said before, or says later.
    they_gave_up: bool,
    stage: SealingStage,
    /// There are media sections, or will be at once: the matter is decided.
    has_sections: bool,
    /// This side's person wanted it, has calls without, and has not read that yet.
    let_down: Switch,
    /// Until when a call waits for what is under way.
    waits_until: Option<Millis>,
    refusals: Refusals,
}

impl Sealing {
    /// Tells the other side what this one can and wants.
    pub(super) fn begin(link: &Link, context: &mut Context<'_>) -> Self {
        let mut sealing = Self {
            peer: link.peer,
            role: link.role(),
            wish: context.sealing(),
            mine: Readiness::Unable,
            was_ready: false,
            theirs: None,
            they_gave_up: false,
            stage: SealingStage::Unsealed(Unsealed::ThisBrowser),
            has_sections: false,
            let_down: Switch::Off,
            waits_until: None,
            refusals: Refusals::default(),
        };
        if context.environment.abilities.contains(&Ability::SealFrames) {
            sealing.stage = SealingStage::Open;
            sealing
                .say(if sealing.wish == Switch::On { Readiness::Wanted } else { Readiness::Able }, context);
        }
        sealing
    }

    /// This side's person wants it.
    pub(super) fn choose(&mut self, context: &mut Context<'_>) {
        self.wish = Switch::On;
        if self.stage == SealingStage::Open && self.mine < Readiness::Wanted {
            self.say(Readiness::Wanted, context);
        }
    }

    /// The other side says how far it is; it does not go back, but for the word that it cannot, which is its last. What
    /// it says comes by two ways, and so in any order.
    pub(super) fn heard(&mut self, readiness: Readiness, context: &mut Context<'_>) {
        self.they_gave_up |= readiness == Readiness::Unable;
        match (self.stage, readiness) {
            (SealingStage::Open, Readiness::Unable) => self.give_up(Unsealed::OtherSide, context),
            (SealingStage::Starting | SealingStage::Agreed, Readiness::Unable) => {
                self.give_up(Unsealed::NotStarted, context);
            }
            (SealingStage::Sealed, Readiness::Unable) => self.stage = SealingStage::Broken,
            (
                SealingStage::Open | SealingStage::Starting | SealingStage::Unsealed(Unsealed::NotStarted),
                more,
            ) => {
                self.theirs = self.theirs.max(Some(more));
                self.notice_a_split();
            }
            // It is decided.
            (
                SealingStage::Agreed
                | SealingStage::Sealed
                | SealingStage::Broken
                | SealingStage::Unsealed(_),
                _,
            ) => {}
        }
    }

    /// Says once more, over another way, what was said last: an offer that takes that way must not overtake it.
    pub(super) fn repeat(&self, context: &mut Context<'_>) {
        let bytes = Private::new(Message::Sealing(self.mine).encode());
        context.push(Effect::SayAtReunion { peer: self.peer, bytes });
    }

    /// The browser says what came of getting ready.
    pub(super) fn started(&mut self, sealer: SealerState, context: &mut Context<'_>) {
        match (self.stage, sealer) {
            (SealingStage::Starting, SealerState::Ready) if self.mine < Readiness::Ready => {
                self.say(Readiness::Ready, context);
            }
            (SealingStage::Starting | SealingStage::Agreed, SealerState::Failed) => {
                log::warn!("what seals frames has failed");
                self.give_up(Unsealed::NotStarted, context);
            }
            (SealingStage::Sealed, SealerState::Failed) => {
                log::warn!("what seals frames has failed in a call");
                self.say(Readiness::Unable, context);
                self.stage = SealingStage::Broken;
            }
            // Said twice, or too late to matter.
            _ => {}
        }
    }

    /// Goes on as far as both sides have come; the key is there once the safety words are known.
    pub(super) fn look(&mut self, key: Option<&Private<[u8; 32]>>, context: &mut Context<'_>) {
        if let (SealingStage::Open, Some(key)) = (self.stage, key) {
            match self.theirs {
                // Whoever can has said so before it did its part for the words.
                None => self.give_up(Unsealed::OtherSide, context),
                Some(_) if self.is_wanted() => self.start(key, context),
                Some(_) => {}
            }
        }
        if self.stage == SealingStage::Starting && self.was_ready && self.they_are_ready() {
            self.stage = SealingStage::Agreed;
            context.push(Effect::SealSections(self.peer));
        }
    }

    /// Whether the key has not been handed over so far, and may have to be.
    pub(super) fn may_need_the_key(&self) -> bool {
        self.stage == SealingStage::Open
    }

    /// Whether this side may make the media sections now, which decides the matter. They wait for what is under way, for
    /// a while; whoever holds back what the two say to each other does not make that pass.
    pub(super) fn lets_sections_be_made(&mut self, link: &Link, context: &mut Context<'_>) -> bool {
        if self.is_under_way() {
            if !link.is_alive(context.now) {
                self.waits_until = None;
                return false;
            }
            let until = *self.waits_until.get_or_insert(context.now + SEALING_LIMIT);
            if context.now < until {
                return false;
            }
        }
        self.waits_until = None;
        self.decide(context);
        true
    }

    /// Nobody calls, or no longer.
    pub(super) const fn nobody_waits(&mut self) {
        self.waits_until = None;
    }

    /// The other side offers what may be media sections, which decides the matter.
    pub(super) fn offered(&mut self, description: &Private<String>, context: &mut Context<'_>) {
        if sdp::has_media(description) {
            self.decide(context);
        }
    }

    /// Frames were refused.
    pub(super) fn refused(&mut self, count: u32, now: Millis) {
        if matches!(self.stage, SealingStage::Sealed | SealingStage::Broken) {
            self.refusals.add(count, now);
        }
    }

    /// This side's person has read what went wrong.
    pub(super) fn alerts_closed(&mut self) {
        self.let_down = Switch::Off;
        self.refusals = Refusals::default();
    }

    pub(super) const fn deadline(&self) -> Option<Millis> {
        self.waits_until
    }

    pub(super) fn view(&self) -> SealingView {
        SealingView {
            wanted: if self.is_wanted() { Switch::On } else { Switch::Off },
            stage: if self.is_under_way() { SealingStage::Starting } else { self.stage },
            tampering: self.refusals.told(),
            let_down: self.let_down,
        }
    }

    /// Whether anybody wants it.
    fn is_wanted(&self) -> bool {
        self.wish == Switch::On || self.theirs >= Some(Readiness::Wanted)
    }

    fn is_under_way(&self) -> bool {
        match self.stage {
            SealingStage::Open => self.is_wanted(),
            SealingStage::Starting => true,
            SealingStage::Agreed
            | SealingStage::Sealed
            | SealingStage::Broken
            | SealingStage::Unsealed(_) => false,
        }
    }

    fn they_are_ready(&self) -> bool {
        self.theirs == Some(Readiness::Ready) && !self.they_gave_up
    }

    fn start(&mut self, key: &Private<[u8; 32]>, context: &mut Context<'_>) {
        self.stage = SealingStage::Starting;
        let index = match self.role {
            Role::Offerer => 0,
            Role::Answerer => 1,
        };
        context.push(Effect::StartSealer { peer: self.peer, keys: FrameKeys { index, base: key.clone() } });
    }

    /// There are media sections from now on: they are sealed or not.
    fn decide(&mut self, context: &mut Context<'_>) {
        match self.stage {
            SealingStage::Agreed => {
                log::info!("calls are sealed twice");
                self.stage = SealingStage::Sealed;
            }
            SealingStage::Open if !self.is_wanted() => self.give_up(Unsealed::NotWanted, context),
            SealingStage::Open | SealingStage::Starting => self.give_up(Unsealed::NotStarted, context),
            SealingStage::Sealed | SealingStage::Broken | SealingStage::Unsealed(_) => {}
        }
        if !std::mem::replace(&mut self.has_sections, true) && matches!(self.stage, SealingStage::Unsealed(_))
        {
            self.let_down = self.wish;
        }
        self.notice_a_split();
    }

    /// The offerer goes on without only after its word that it cannot. Where its sections are there and it still counts
    /// on both being ready, it has not heard in time that this side is not, and seals what this side cannot open.
    fn notice_a_split(&mut self) {
        let is_unsealed = self.stage == SealingStage::Unsealed(Unsealed::NotStarted);
        let counts_on_it = self.role == Role::Answerer && self.was_ready && self.they_are_ready();
        if is_unsealed && self.has_sections && counts_on_it {
            log::warn!("the other side seals calls, and this one does not");
            (self.stage, self.let_down) = (SealingStage::Broken, Switch::Off);
        }
    }

    /// Goes on without, and says so where the other side may count on it.
    fn give_up(&mut self, why: Unsealed, context: &mut Context<'_>) {
        if why == Unsealed::NotStarted {
            self.say(Readiness::Unable, context);
        }
        if matches!(self.stage, SealingStage::Starting | SealingStage::Agreed) {
            context.push(Effect::StopSealer(self.peer));
        }
        self.stage = SealingStage::Unsealed(why);
    }

    fn say(&mut self, readiness: Readiness, context: &mut Context<'_>) {
        self.mine = readiness;
        self.was_ready |= readiness == Readiness::Ready;
        context.send(self.peer, &Message::Sealing(readiness));
    }
}

#[cfg(test)]
mod tests {
    use super::Sealing;
    use crate::context::Ground;
    use crate::link::Link;
    use crate::patience::SEALING_LIMIT;
    use crate::{Ability, Effect, Environment, Route, SealerState, SealingStage, Unsealed};
    use heliograph_wire::control::{Message, Readiness, Switch};
    use heliograph_wire::resume::Role;
    use heliograph_wire::{Millis, PeerId, Private};
    use std::rc::Rc;

    const KEY: Private<[u8; 32]> = Private::new([7; 32]);

    /// One side of a connection, and what it has had done since somebody looked.
    struct Side {
        ground: Ground,
        link: Link,
        sealing: Sealing,
        effects: Vec<Effect>,
    }

    impl Side {
        fn new(abilities: &[Ability]) -> Self {
            Self::of(Role::Answerer, abilities)
        }

        fn of(role: Role, abilities: &[Ability]) -> Self {
            let abilities = Rc::new(abilities.iter().copied().collect());
            let mut ground = Ground::new(Environment { abilities, ..Environment::default() });
            let mut effects = Vec::new();
            let link = Link::new(PeerId(1), role, Millis(0));
            let sealing = Sealing::begin(&link, &mut ground.context(Millis(0), &mut effects));
            Self { ground, link, sealing, effects }
        }

        fn able() -> Self {
            Self::new(&[Ability::SealFrames])
        }

        fn hears(&mut self, readiness: Readiness) {
            let context = &mut self.ground.context(Millis(0), &mut self.effects);
            self.sealing.heard(readiness, context);
            self.sealing.look(Some(&KEY), context);
        }

        fn starts(&mut self, sealer: SealerState) {
            let context = &mut self.ground.context(Millis(0), &mut self.effects);
            self.sealing.started(sealer, context);
            self.sealing.look(Some(&KEY), context);
        }

        fn chooses(&mut self) {
            let context = &mut self.ground.context(Millis(0), &mut self.effects);
            self.sealing.choose(context);
            self.sealing.look(Some(&KEY), context);
        }

        /// The other side was there a moment ago.
        fn makes_sections(&mut self, now: Millis) -> bool {
            self.link.heard(now);
            self.tries_to_make_sections(now)
        }

        fn tries_to_make_sections(&mut self, now: Millis) -> bool {
            let context = &mut self.ground.context(now, &mut self.effects);
            self.sealing.lets_sections_be_made(&self.link, context)
        }

        fn is_offered_media(&mut self) {
            let offer = Private::new("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n".to_owned());
            let context = &mut self.ground.context(Millis(0), &mut self.effects);
            self.sealing.offered(&offer, context);
        }

        /// What it had done since the last time, in order.
        fn did(&mut self) -> Vec<String> {
            let name = |effect: Effect| match effect {
                Effect::Send { bytes, .. } => match Message::decode(bytes.reveal()) {
                    Ok(Some(Message::Sealing(readiness))) => format!("say {readiness:?}"),
                    _ => panic!("only this is told"),
                },
                Effect::StartSealer { keys, .. } => format!("start as {}", keys.index),
                Effect::SealSections(_) => "seal".to_owned(),
                Effect::StopSealer(_) => "stop".to_owned(),
                _ => panic!("nothing else is done"),
            };
            self.effects.drain(..).map(name).collect()
        }

        fn stage(&self) -> SealingStage {
            self.sealing.view().stage
        }
    }

    #[test]
    fn nothing_is_started_that_nobody_wants() {
        let mut side = Side::able();
        side.hears(Readiness::Able);
        assert_eq!(side.did(), ["say Able"]);
        assert_eq!((side.stage(), side.sealing.view().wanted), (SealingStage::Open, Switch::Off));
        assert!(side.sealing.may_need_the_key());
        assert!(side.makes_sections(Millis(0)));
        assert_eq!(side.stage(), SealingStage::Unsealed(Unsealed::NotWanted));
        side.chooses();
        side.hears(Readiness::Wanted);
        assert!(side.did().is_empty(), "it is decided");
    }

    #[test]
    fn it_is_sealed_once_both_are_ready_whoever_is_first() {
        for theirs_first in [false, true] {
            let mut side = Side::able();
            side.hears(Readiness::Able);
            side.chooses();
            assert_eq!(side.did(), ["say Able", "say Wanted", "start as 1"]);
            if theirs_first {
                side.hears(Readiness::Ready);
                side.starts(SealerState::Ready);
            } else {
                side.starts(SealerState::Ready);
                side.hears(Readiness::Ready);
            }
            assert_eq!(
                (side.did(), side.stage()),
                (vec!["say Ready".into(), "seal".into()], SealingStage::Agreed)
            );
            assert!(side.makes_sections(Millis(0)));
            assert_eq!((side.did().len(), side.stage()), (0, SealingStage::Sealed));
        }
    }

    #[test]
    fn a_wish_of_the_other_side_is_enough() {
        let mut side = Side::able();
        side.hears(Readiness::Wanted);
        side.starts(SealerState::Ready);
        assert_eq!(side.did(), ["say Able", "start as 1", "say Ready"]);
        assert!(!side.sealing.may_need_the_key());
        assert_eq!(side.stage(), SealingStage::Starting);
    }

    #[test]
    fn whoever_says_nothing_until_the_words_are_known_cannot() {
        let mut side = Side::able();
        side.chooses();
        assert_eq!(side.stage(), SealingStage::Unsealed(Unsealed::OtherSide));
        assert_eq!(side.did(), ["say Able", "say Wanted"]);
        let mut incapable = Side::new(&[]);
        incapable.hears(Readiness::Ready);
        incapable.chooses();
        incapable.starts(SealerState::Ready);
        assert!(incapable.did().is_empty());
        assert_eq!(incapable.stage(), SealingStage::Unsealed(Unsealed::ThisBrowser));
    }

    #[test]
    fn a_failure_on_either_side_is_told_and_final() {
        let mut here = Side::able();
        here.hears(Readiness::Wanted);
        here.starts(SealerState::Failed);
        assert_eq!(here.did(), ["say Able", "start as 1", "say Unable", "stop"]);
        let mut there = Side::able();
        there.hears(Readiness::Wanted);
        there.starts(SealerState::Ready);
        there.hears(Readiness::Ready);
        there.hears(Readiness::Unable);
        assert_eq!(there.did(), ["say Able", "start as 1", "say Ready", "seal", "say Unable", "stop"]);
        for mut side in [here, there] {
            side.starts(SealerState::Ready);
            side.chooses();
            [Readiness::Able, Readiness::Wanted, Readiness::Ready].into_iter().for_each(|it| side.hears(it));
            assert!(side.did().is_empty());
            assert_eq!(side.stage(), SealingStage::Unsealed(Unsealed::NotStarted));
        }
    }

    #[test]
    fn what_fails_once_calls_are_sealed_is_said_to_be_broken_and_nothing_goes_on_unsealed() {
        let sealed = || {
            let mut side = Side::able();
            side.hears(Readiness::Ready);
            side.starts(SealerState::Ready);
            assert!(side.makes_sections(Millis(0)));
            side.did();
            side
        };
        let mut here = sealed();
        here.starts(SealerState::Failed);
        assert_eq!((here.did(), here.stage()), (vec!["say Unable".into()], SealingStage::Broken));
        let mut there = sealed();
        there.hears(Readiness::Unable);
        assert_eq!((there.did().len(), there.stage()), (0, SealingStage::Broken));
    }

    #[test]
    fn a_call_waits_fifteen_seconds_for_what_is_under_way() {
        let mut side = Side::able();
        side.hears(Readiness::Wanted);
        side.did();
        assert!(!side.makes_sections(Millis::seconds(1)));
        assert_eq!(side.sealing.deadline(), Some(Millis::seconds(16)));
        assert!(!side.makes_sections(Millis(15_999)));
        assert!(side.makes_sections(Millis::seconds(16)));
        assert_eq!(side.did(), ["say Unable", "stop"]);
        assert_eq!(side.stage(), SealingStage::Unsealed(Unsealed::NotStarted));
        assert_eq!(side.sealing.deadline(), None);
    }

    #[test]
    fn time_in_which_nothing_comes_through_is_not_counted() {
        let mut side = Side::able();
        side.hears(Readiness::Wanted);
        assert!(!side.makes_sections(Millis(0)));
        (1..60).for_each(|second| assert!(!side.tries_to_make_sections(Millis::seconds(second))));
        side.link.route_changed(Millis::seconds(60), Route::Broken);
        (60..120).for_each(|second| assert!(!side.makes_sections(Millis::seconds(second))));
        side.link.route_changed(Millis::seconds(120), Route::Open);
        assert!(!side.makes_sections(Millis::seconds(120)));
        assert!(!side.makes_sections(Millis::seconds(134)));
        assert!(side.makes_sections(Millis::seconds(135)));
    }

    #[test]
    fn whoever_wanted_it_has_to_hear_that_calls_go_on_without() {
        let told = |wishes: bool, why: Option<Readiness>| {
            let mut side = Side::able();
            side.hears(if wishes { Readiness::Able } else { Readiness::Wanted });
            if wishes {
                side.chooses();
            }
            why.into_iter().for_each(|why| side.hears(why));
            assert_eq!(side.sealing.view().let_down, Switch::Off, "there is no call so far");
            side.makes_sections(Millis(0));
            side.makes_sections(SEALING_LIMIT);
            let told = side.sealing.view().let_down;
            side.sealing.alerts_closed();
            side.is_offered_media();
            assert_eq!(side.sealing.view().let_down, Switch::Off, "it is said once");
            told
        };
        assert_eq!(told(true, None), Switch::On);
        assert_eq!(told(true, Some(Readiness::Unable)), Switch::On);
        assert_eq!(told(false, None), Switch::Off, "who did not want it misses nothing");
        let mut late = Side::able();
        late.makes_sections(Millis(0));
        late.chooses();
        assert_eq!(late.sealing.view().let_down, Switch::Off);
    }

    #[test]
    fn whoever_gave_up_in_time_is_not_held_to_what_it_said_before() {
        // A word of the other side's that crosses this side's, which makes the sections.
        let mut offerer = Side::of(Role::Offerer, &[Ability::SealFrames]);
        offerer.hears(Readiness::Wanted);
        offerer.starts(SealerState::Ready);
        assert!(!offerer.makes_sections(Millis(0)));
        assert!(offerer.makes_sections(SEALING_LIMIT));
        assert_eq!(offerer.did(), ["say Able", "start as 0", "say Ready", "say Unable", "stop"]);
        offerer.hears(Readiness::Ready);
        // The other side's last word came before its first.
        let mut answerer = Side::able();
        answerer.hears(Readiness::Wanted);
        answerer.starts(SealerState::Ready);
        answerer.hears(Readiness::Unable);
        answerer.is_offered_media();
        answerer.hears(Readiness::Ready);
        for side in [offerer, answerer] {
            assert_eq!(side.stage(), SealingStage::Unsealed(Unsealed::NotStarted));
        }
    }

    #[test]
    fn an_offer_of_who_counts_on_both_being_ready_is_not_taken_for_a_call_without() {
        for word_comes_first in [false, true] {
            let mut side = Side::able();
            side.hears(Readiness::Wanted);
            side.starts(SealerState::Ready);
            side.did();
            if word_comes_first {
                side.hears(Readiness::Ready);
                side.starts(SealerState::Failed);
                side.is_offered_media();
            } else {
                side.is_offered_media();
                assert_eq!(side.did(), ["say Unable", "stop"], "the other side has to know");
                side.hears(Readiness::Ready);
            }
            assert_eq!(side.stage(), SealingStage::Broken);
        }
    }

    #[test]
    fn who_says_everything_many_times_gets_one_sealer() {
        let mut side = Side::able();
        let all = [Readiness::Ready, Readiness::Able, Readiness::Wanted];
        (0..1_000).for_each(|number| side.hears(all[number % 3]));
        (0..1_000).for_each(|_| side.starts(SealerState::Ready));
        assert_eq!(side.did(), ["say Able", "start as 1", "say Ready", "seal"]);
    }
}
