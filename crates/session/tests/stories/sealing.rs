//! Calls whose frames are sealed twice: only where somebody wants it and both can, decided before there are any frames.

use crate::support::{ANA, BEN, Pair, Start, connections};
use heliograph_session::{
    Ability, Event, Parting, SealerState, SealingStage, SealingView, Section, StartWith, Unsealed,
};
use heliograph_wire::control::{Message, Readiness, Switch};
use heliograph_wire::{Millis, Private};

fn connected(mut pair: Pair) -> Pair {
    pair.connect();
    pair
}

/// Two who are connected, the second of whom wants calls sealed twice whomever they talk to.
fn wanted() -> Pair {
    let mut pair = Pair::chromium();
    pair.does(BEN, Event::SealingPreferred(Switch::On));
    connected(pair)
}

fn call(pair: &mut Pair, caller: usize) {
    pair.does(caller, Event::CallChosen(StartWith::Voice));
    pair.does(caller, Event::CallJoined);
    pair.does(1 - caller, Event::CallAnswered(StartWith::Voice));
}

fn sealing(pair: &Pair, who: usize) -> SealingView {
    pair.talk(who).sealing.expect("they are connected")
}

fn stages(pair: &Pair) -> [SealingStage; 2] {
    [ANA, BEN].map(|who| sealing(pair, who).stage)
}

fn steps(pair: &Pair, who: usize) -> Vec<&'static str> {
    pair.sides[who].browser.studio.steps.clone()
}

fn receives(pair: &mut Pair, who: usize, message: &Message) {
    let peer = connections(pair, who)[0];
    pair.does(who, Event::Received { peer, bytes: Private::new(message.encode()) });
}

fn refuses(pair: &mut Pair, who: usize, count: u32) {
    let peer = connections(pair, who)[0];
    pair.does(who, Event::FramesRefused { peer, section: Section::Voice, count });
}

const UNWANTED: SealingStage = SealingStage::Unsealed(Unsealed::NotWanted);
const NOT_STARTED: SealingStage = SealingStage::Unsealed(Unsealed::NotStarted);

#[test]
fn a_call_that_nobody_wants_sealed_is_none_of_it() {
    let mut pair = connected(Pair::chromium());
    assert_eq!(stages(&pair), [SealingStage::Open; 2]);
    call(&mut pair, BEN);
    assert_eq!((steps(&pair, ANA), steps(&pair, BEN)), (vec!["add media"], vec!["accept media"]));
    assert_eq!(stages(&pair), [UNWANTED; 2]);
}

#[test]
fn one_who_wants_it_is_enough_where_both_can() {
    for caller in [ANA, BEN] {
        let mut pair = wanted();
        assert_eq!(stages(&pair), [SealingStage::Agreed; 2], "before anybody calls");
        call(&mut pair, caller);
        assert_eq!(steps(&pair, ANA), ["start sealer", "seal sections", "add media"]);
        assert_eq!(steps(&pair, BEN), ["start sealer", "seal sections", "accept media"]);
        assert_eq!(stages(&pair), [SealingStage::Sealed; 2]);
        let [ana, ben] = [ANA, BEN].map(|who| pair.sides[who].browser.studio.keys[0]);
        assert_eq!((ana.0, ana.1, ben.1), (ben.0, 0, 1), "one key, and an index for each");
    }
}

#[test]
fn it_can_be_wanted_until_the_first_call() {
    for who in [ANA, BEN] {
        let mut pair = connected(Pair::chromium());
        pair.does(who, Event::SealingChosen);
        assert_eq!(stages(&pair), [SealingStage::Agreed; 2]);
        assert_eq!([ANA, BEN].map(|who| sealing(&pair, who).wanted), [Switch::On; 2]);

        let mut late = connected(Pair::chromium());
        call(&mut late, ANA);
        late.does(who, Event::SealingChosen);
        late.does(who, Event::SealingPreferred(Switch::On));
        assert_eq!(stages(&late), [UNWANTED; 2]);
        assert_eq!(steps(&late, ANA), ["add media"]);
    }
}

#[test]
fn whoever_comes_to_prefer_it_while_they_talk_has_it_at_once() {
    let mut pair = connected(Pair::chromium());
    pair.does(ANA, Event::SettingsChosen);
    pair.does(ANA, Event::SealingPreferred(Switch::On));
    assert_eq!(stages(&pair), [SealingStage::Agreed; 2]);
}

#[test]
fn a_browser_or_version_that_cannot_is_named_and_the_call_goes_on() {
    for unable in [ANA, BEN] {
        let mut pair = Pair::chromium().lacking(unable, Ability::SealFrames);
        pair.does(1 - unable, Event::SealingPreferred(Switch::On));
        let mut pair = connected(pair);
        pair.does(unable, Event::SealingChosen);
        assert_eq!(sealing(&pair, unable).stage, SealingStage::Unsealed(Unsealed::ThisBrowser));
        assert_eq!(sealing(&pair, 1 - unable).stage, SealingStage::Unsealed(Unsealed::OtherSide));
        assert_eq!(sealing(&pair, 1 - unable).wanted, Switch::On);
        call(&mut pair, unable);
        assert_eq!((steps(&pair, ANA), steps(&pair, BEN)), (vec!["add media"], vec!["accept media"]));
    }
}

#[test]
fn what_does_not_start_on_either_side_is_told_to_both_and_the_call_goes_on() {
    for failing in [ANA, BEN] {
        let mut pair = Pair::chromium();
        pair.sides[failing].browser.studio.sealer = Start::Fails;
        pair.does(BEN, Event::SealingPreferred(Switch::On));
        let mut pair = connected(pair);
        assert_eq!(stages(&pair), [NOT_STARTED; 2]);
        call(&mut pair, ANA);
        assert_eq!(steps(&pair, ANA), ["start sealer", "stop sealer", "add media"]);
        assert_eq!(steps(&pair, BEN), ["start sealer", "stop sealer", "accept media"]);
    }
}

#[test]
fn a_call_waits_fifteen_seconds_for_what_starts_slowly() {
    for slow in [ANA, BEN] {
        let mut pair = Pair::chromium();
        pair.sides[slow].browser.studio.sealer = Start::TakesForever;
        pair.does(ANA, Event::SealingPreferred(Switch::On));
        let mut pair = connected(pair);
        call(&mut pair, BEN);
        pair.wait(Millis(14_900));
        assert_eq!(stages(&pair), [SealingStage::Starting; 2]);
        assert!(pair.sides[ANA].browser.studio.sections.is_empty());
        pair.wait(Millis(200));
        assert_eq!(stages(&pair), [NOT_STARTED; 2]);
        assert_eq!(steps(&pair, ANA), ["start sealer", "stop sealer", "add media"]);
        assert_eq!(steps(&pair, BEN), ["start sealer", "stop sealer", "accept media"]);
        // What comes after all is too late.
        let peer = connections(&pair, slow)[0];
        pair.does(slow, Event::SealerChanged { peer, sealer: SealerState::Ready });
        assert_eq!(stages(&pair), [NOT_STARTED; 2]);
    }
}

/// Whoever is on the way can hold back what the two say to each other, and needs to understand nothing for that.
#[test]
fn nobody_on_the_way_makes_a_call_go_on_without() {
    let mut pair = Pair::chromium();
    pair.sides[BEN].browser.studio.sealer = Start::TakesForever;
    pair.does(ANA, Event::SealingPreferred(Switch::On));
    let mut pair = connected(pair);
    call(&mut pair, ANA);
    pair.network.up = false;
    let peer = connections(&pair, BEN)[0];
    pair.does(BEN, Event::SealerChanged { peer, sealer: SealerState::Ready });
    pair.wait(Millis::seconds(25));
    assert_eq!(
        (sealing(&pair, ANA).stage, steps(&pair, ANA)),
        (SealingStage::Starting, vec!["start sealer"])
    );
    pair.network.up = true;
    pair.wait(Millis::seconds(1));
    assert_eq!(stages(&pair), [SealingStage::Sealed; 2]);
}

#[test]
fn a_call_that_waits_begins_as_soon_as_both_are_ready() {
    let mut pair = Pair::chromium();
    pair.sides[BEN].browser.studio.sealer = Start::TakesForever;
    pair.does(ANA, Event::SealingPreferred(Switch::On));
    let mut pair = connected(pair);
    call(&mut pair, ANA);
    pair.wait(Millis::seconds(3));
    let peer = connections(&pair, BEN)[0];
    pair.does(BEN, Event::SealerChanged { peer, sealer: SealerState::Ready });
    assert_eq!(stages(&pair), [SealingStage::Sealed; 2]);
    assert_eq!(steps(&pair, ANA), ["start sealer", "seal sections", "add media"]);
    assert_eq!(steps(&pair, BEN), ["start sealer", "seal sections", "accept media"]);
}

#[test]
fn each_call_that_waits_has_its_own_fifteen_seconds() {
    let mut pair = Pair::chromium();
    pair.sides[ANA].browser.studio.sealer = Start::TakesForever;
    pair.does(ANA, Event::SealingPreferred(Switch::On));
    let mut pair = connected(pair);
    for _ in 0..3 {
        pair.does(ANA, Event::CallChosen(StartWith::Voice));
        pair.does(ANA, Event::CallJoined);
        pair.wait(Millis::seconds(14));
        pair.does(ANA, Event::HangUpChosen);
        pair.wait(Millis::seconds(14));
    }
    assert_eq!(steps(&pair, ANA), ["start sealer"]);
}

#[test]
fn words_that_are_held_back_hold_a_call_for_fifteen_seconds_and_nothing_is_sealed_without_them() {
    let mut pair = Pair::chromium();
    pair.network.holds_safety_words = true;
    pair.does(ANA, Event::SealingPreferred(Switch::On));
    let mut pair = connected(pair);
    pair.does(ANA, Event::CallChosen(StartWith::Voice));
    pair.does(ANA, Event::CallJoined);
    for _ in 0..3 {
        // Whoever holds them back lets something else through: a silent line is no reason to go on without.
        receives(&mut pair, ANA, &Message::Typing);
        pair.wait(Millis(4_950));
    }
    assert_eq!((sealing(&pair, ANA).stage, steps(&pair, ANA).len()), (SealingStage::Starting, 0));
    receives(&mut pair, ANA, &Message::Typing);
    pair.wait(Millis(200));
    assert_eq!((sealing(&pair, ANA).stage, steps(&pair, ANA)), (NOT_STARTED, vec!["add media"]));
}

#[test]
fn what_fails_while_the_offer_is_on_its_way_is_broken_for_both_and_goes_on_for_nobody() {
    let mut pair = wanted();
    pair.network.up = false;
    pair.does(ANA, Event::CallChosen(StartWith::Voice));
    pair.does(ANA, Event::CallJoined);
    let peer = connections(&pair, BEN)[0];
    pair.does(BEN, Event::SealerChanged { peer, sealer: SealerState::Failed });
    assert_eq!(stages(&pair), [SealingStage::Sealed, NOT_STARTED], "neither knows of the other");
    pair.network.up = true;
    pair.wait(Millis(1));
    assert_eq!(stages(&pair), [SealingStage::Broken; 2]);
}

#[test]
fn another_connection_begins_anew_with_another_key() {
    let mut pair = wanted();
    call(&mut pair, ANA);
    pair.lose_each_other();
    for who in [ANA, BEN] {
        pair.does(who, Event::BackChosen);
    }
    pair.connect();
    assert_eq!(stages(&pair), [SealingStage::Agreed; 2]);
    let keys = &pair.sides[ANA].browser.studio.keys;
    assert!(keys.len() == 2 && keys[0] != keys[1]);
    call(&mut pair, BEN);
    assert_eq!(stages(&pair), [SealingStage::Sealed; 2]);
}

#[test]
fn words_that_are_forged_end_the_connection_as_ever_whatever_is_sealed() {
    let mut pair = wanted();
    call(&mut pair, ANA);
    receives(&mut pair, BEN, &Message::Opening([9; 16]));
    assert_eq!(pair.talk(BEN).parting, Some(Parting::Forged));
    assert!(pair.talk(BEN).sealing.is_none());
    assert!(connections(&pair, BEN).is_empty());
}

#[test]
fn whoever_says_anything_in_any_order_changes_nothing_that_is_decided() {
    let all = [Readiness::Ready, Readiness::Wanted, Readiness::Able, Readiness::Ready];
    // Ready where nobody can be.
    let mut pair = connected(Pair::chromium().lacking(ANA, Ability::SealFrames));
    (0..100).for_each(|number| receives(&mut pair, ANA, &Message::Sealing(all[number % 4])));
    assert!(steps(&pair, ANA).is_empty());
    // Ready without having been asked: as good as a wish.
    let mut pair = connected(Pair::chromium());
    (0..100).for_each(|number| receives(&mut pair, ANA, &Message::Sealing(all[number % 4])));
    assert_eq!(steps(&pair, ANA), ["start sealer", "seal sections"]);
    receives(&mut pair, ANA, &Message::Sealing(Readiness::Unable));
    (0..100).for_each(|number| receives(&mut pair, ANA, &Message::Sealing(all[number % 4])));
    assert_eq!(steps(&pair, ANA), ["start sealer", "seal sections", "stop sealer"]);
    assert_eq!(sealing(&pair, ANA).stage, NOT_STARTED);
    // Not able any longer, in a call.
    let mut pair = wanted();
    call(&mut pair, ANA);
    receives(&mut pair, ANA, &Message::Sealing(Readiness::Unable));
    assert_eq!(sealing(&pair, ANA).stage, SealingStage::Broken);
    assert!(!steps(&pair, ANA).contains(&"stop sealer"), "nothing goes on unsealed");
}

#[test]
fn from_three_frames_on_that_are_refused_in_ten_seconds_people_are_told() {
    let mut pair = wanted();
    refuses(&mut pair, ANA, 9);
    assert_eq!(sealing(&pair, ANA).tampering, Switch::Off, "nothing is sealed so far");
    call(&mut pair, ANA);
    for _ in 0..3 {
        refuses(&mut pair, ANA, 2);
        pair.wait(Millis::seconds(10));
    }
    assert_eq!(sealing(&pair, ANA).tampering, Switch::Off, "some are, now and then");
    refuses(&mut pair, ANA, 1);
    pair.wait(Millis::seconds(3));
    refuses(&mut pair, ANA, 2);
    assert_eq!(sealing(&pair, ANA).tampering, Switch::On);
    pair.wait(Millis::minutes(1));
    assert_eq!(sealing(&pair, ANA).tampering, Switch::On, "it stays said");
    assert_eq!(sealing(&pair, BEN).tampering, Switch::Off);
    pair.does(ANA, Event::SealingAlertsClosed);
    refuses(&mut pair, ANA, 2);
    assert_eq!(sealing(&pair, ANA).tampering, Switch::Off, "it was read");
    refuses(&mut pair, ANA, 1);
    assert_eq!(sealing(&pair, ANA).tampering, Switch::On, "there is more");
}
