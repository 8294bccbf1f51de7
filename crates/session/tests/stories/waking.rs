//! Somebody is told of rings while no page of theirs is open.

use heliograph_session::{
    CalleeStage, Event, Notifications, RingEvent, Screen, Waking, WakingProblem, WakingStage, WakingView,
};
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{ENDPOINT_LIMIT, Notice, Over, SUBSCRIPTIONS_AT_MOST};

use crate::support::{ANA, Awake, BEN, EVE, Pair, SERVICE, private, push_of};

impl Pair {
    /// Ana can be rung, and the companion would wake her device.
    fn wakeable() -> Self {
        let mut pair = Self::reachable();
        pair.sides[ANA].browser.desk.allows = Notifications::Allowed;
        pair.restarts_waking(1);
        pair
    }

    /// The same, and she wants it.
    fn awake() -> Self {
        let mut pair = Self::wakeable();
        pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
        pair.assert_is_on();
        pair
    }

    /// The companion is started again, with this key.
    fn restarts_waking(&mut self, key: u8) {
        self.companion.restarts_waking(self.now, Some(push_of(key)));
        self.comes_back();
    }

    fn comes_back(&mut self) {
        self.hangs_up();
        self.wait(Millis::minutes(1));
    }

    /// Ana has another device, which has another push service and is to be woken, too.
    fn has_second_device(&mut self) {
        self.second_device().elsewhere = Some("https://a.elsewhere.example".to_owned());
        self.opens_second_page();
        self.rings(EVE, RingEvent::WakingChosen(Switch::On));
        assert!(matches!(self.second_page().stage, WakingStage::On(_)));
    }

    /// Ana's private link is open where Eve was: on another device of Ana's, or in another tab.
    fn opens_second_page(&mut self) {
        let link = self.private_link();
        self.sides[EVE].browser.desk.allows = Notifications::Allowed;
        self.opens(EVE, &link);
    }

    fn second_page(&self) -> WakingView {
        match self.callee_at(EVE).stage {
            CalleeStage::Attended(view) => view.waking.expect("it is no question"),
            _ => panic!("the second page is not rung"),
        }
    }

    fn second_device(&mut self) -> &mut Awake {
        &mut self.sides[EVE].browser.desk.awake
    }

    fn waking_view(&self) -> Option<WakingView> {
        self.attended().waking
    }

    fn waking(&self) -> WakingView {
        self.waking_view().expect("it is no question")
    }

    fn device(&mut self) -> &mut Awake {
        &mut self.sides[ANA].browser.desk.awake
    }

    fn endpoint(&mut self) -> Option<String> {
        self.device().subscription.as_ref().map(|(endpoint, _)| endpoint.clone())
    }

    #[track_caller]
    fn assert_is_on(&self) {
        let view = self.waking();
        assert!(view.stage == WakingStage::On("push.example.org".to_owned()), "{:?}", view.problem);
        assert!(view.kept == Switch::On && view.problem.is_none());
    }

    /// Nothing is left of it in the browser, and nobody is woken.
    #[track_caller]
    fn assert_is_off(&mut self, problem: Option<WakingProblem>) {
        let view = self.waking();
        assert!(view.stage == WakingStage::Off && view.kept == Switch::Off);
        assert_eq!(view.problem, problem);
        assert!(self.device().kept.is_none() && self.device().subscription.is_none());
        self.assert_wakes(&[]);
    }

    /// Ben rings; so many devices are woken in each ring from here on.
    #[track_caller]
    fn assert_wakes(&mut self, devices: &[usize]) {
        self.companion.woken.clear();
        self.rung_by_ben();
        // A companion wakes devices up to three seconds later, at a moment that nobody knows.
        self.wait(Millis::seconds(3));
        self.rings(BEN, RingEvent::HungUp);
        self.wait(Millis::seconds(1));
        assert_eq!(self.companion.woken, devices);
    }
}

#[test]
fn a_device_is_woken_once_its_person_wants_that_and_until_they_do_not() {
    let mut pair = Pair::wakeable();
    let view = pair.waking();
    assert!(view.stage == WakingStage::Off && view.kept == Switch::Off && view.problem.is_none());
    assert_eq!(view.services, ["*.elsewhere.example", "push.example.org"]);
    assert!(pair.endpoint().is_none(), "the push service is asked unasked");
    pair.assert_wakes(&[]);

    pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
    pair.assert_is_on();
    assert_eq!((pair.device().asked, pair.device().kept.clone()), (1, Some(pair.private_link())));
    pair.assert_wakes(&[1]);

    pair.rings(ANA, RingEvent::WakingChosen(Switch::Off));
    pair.assert_is_off(None);
}

#[test]
fn a_page_that_is_opened_again_goes_on_with_the_same_subscription() {
    let mut pair = Pair::awake();
    let (link, endpoint) = (pair.private_link(), pair.endpoint());
    pair.reloads(ANA);
    assert!(matches!(pair.view(ANA).screen, Screen::Home(_)));
    pair.assert_wakes(&[1]);
    let asked = pair.companion.heard.len();
    pair.opens(ANA, &link);
    pair.assert_is_on();
    assert_eq!((pair.endpoint(), pair.device().asked), (endpoint, 1));
    assert_eq!(pair.companion.heard.len(), asked + 1, "the companion is told what it knows");
    pair.assert_wakes(&[1]);
}

#[test]
fn who_is_erased_is_forgotten_by_the_browser_as_well() {
    let mut pair = Pair::awake();
    pair.rings(ANA, RingEvent::EraseChosen);
    assert!(pair.device().kept.is_none() && pair.device().subscription.is_none());
    let mut other = Pair::awake();
    // Somebody else's part of the same browser is left as it is.
    other.rings(ANA, RingEvent::Chosen { label: private("Chor") });
    let before = other.endpoint();
    other.rings(ANA, RingEvent::EraseChosen);
    assert!(before.is_some() && other.endpoint() == before && other.device().kept.is_some());
}

#[test]
fn who_forgets_everything_leaves_no_private_link_in_the_browser() {
    let mut pair = Pair::awake();
    pair.does(ANA, Event::ForgetChosen);
    assert!(pair.device().kept.is_none() && pair.device().subscription.is_none());
}

#[test]
fn what_the_companion_or_the_browser_lost_is_made_anew_without_a_question() {
    let mut pair = Pair::awake();
    let mut before = pair.endpoint();
    // The companion does not keep the one before as well.
    let mut is_renewed = |pair: &mut Pair, kept: usize| {
        pair.assert_is_on();
        let now = pair.endpoint();
        assert!(now.is_some() && now != before, "the subscription is as it was");
        before = now;
        pair.assert_wakes(&[kept]);
    };
    // It has another key.
    pair.restarts_waking(2);
    is_renewed(&mut pair, 1);
    assert_eq!(pair.device().subscription.as_ref().map(|(_, key)| key[0]), Some(2));
    // A push service may have said that there is no such subscription any more.
    pair.companion.forgets_subscriptions();
    pair.restarts_waking(2);
    is_renewed(&mut pair, 1);
    pair.device().subscription = None;
    pair.comes_back();
    is_renewed(&mut pair, 1);
    assert_eq!(pair.device().asked, 1);
}

#[test]
fn whoever_has_taken_the_permission_back_is_told_so_and_not_asked() {
    let mut pair = Pair::awake();
    pair.device().subscription = None;
    pair.sides[ANA].browser.desk.allows = Notifications::Refused;
    pair.comes_back();
    let view = pair.waking();
    assert!(view.stage == WakingStage::Off && view.problem == Some(WakingProblem::Refused));
    assert!(view.kept == Switch::On && pair.device().asked == 1);
    pair.rings(ANA, RingEvent::WakingChosen(Switch::Off));
    assert!(pair.device().kept.is_none() && pair.waking().kept == Switch::Off);
}

#[test]
fn each_reason_why_it_cannot_be_is_told_and_it_can_be_tried_again() {
    for problem in [WakingProblem::Refused, WakingProblem::NoService, WakingProblem::Unreachable] {
        let mut pair = Pair::wakeable();
        pair.device().fails = Some(problem);
        pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
        pair.assert_is_off(Some(problem));
        pair.device().fails = None;
        pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
        pair.assert_is_on();
    }
    let too_long = format!("{SERVICE}/{}", "x".repeat(ENDPOINT_LIMIT));
    for elsewhere in ["https://elsewhere.example", "http://push.example.org", &too_long] {
        let mut pair = Pair::wakeable();
        pair.device().elsewhere = Some(elsewhere.to_owned());
        pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
        pair.assert_is_off(Some(WakingProblem::OtherService));
    }
    let mut pair = Pair::wakeable();
    pair.device().forgets = true;
    pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
    pair.assert_is_off(Some(WakingProblem::NotKeptHere));

    let mut pair = Pair::wakeable();
    pair.companion.keeps = false;
    pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
    pair.assert_is_off(Some(WakingProblem::NotKeptThere));
}

#[test]
fn a_browser_is_woken_for_one_private_link_and_the_one_before_is_given_up() {
    let mut pair = Pair::awake();
    let (first, endpoint) = (pair.private_link(), pair.endpoint());
    pair.rings(ANA, RingEvent::Chosen { label: private("Chor") });
    let view = pair.waking();
    assert!(view.stage == WakingStage::Off && view.kept == Switch::Off);
    pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
    pair.assert_is_on();
    let second = pair.private_link();
    assert!(pair.endpoint() != endpoint && pair.device().kept == Some(second));
    pair.opens(ANA, &first);
    assert!(pair.waking().stage == WakingStage::Off && pair.waking().kept == Switch::Off);
}

#[test]
fn a_companion_that_wakes_nobody_any_more_leaves_something_to_be_ended() {
    let mut pair = Pair::reachable();
    assert!(pair.waking_view().is_none(), "nobody would be woken");
    pair = Pair::awake();
    pair.companion.restarts_waking(pair.now, None);
    pair.comes_back();
    let view = pair.waking();
    assert!(view.stage == WakingStage::Off && view.problem == Some(WakingProblem::Withdrawn));
    pair.rings(ANA, RingEvent::WakingChosen(Switch::Off));
    assert!(pair.waking_view().is_none() && pair.device().kept.is_none());
}

#[test]
fn where_it_cannot_be_nothing_is_said_of_it_unless_the_home_screen_would_help() {
    let mut pair = Pair::wakeable();
    let link = pair.private_link();
    pair.device().means = Waking::Absent;
    pair.reloads(ANA);
    pair.opens(ANA, &link);
    assert!(pair.waking_view().is_none());
    pair.device().means = Waking::FromHomeScreen;
    pair.reloads(ANA);
    pair.opens(ANA, &link);
    assert!(pair.waking().stage == WakingStage::FromHomeScreen);
    pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
    assert!(pair.device().subscription.is_none());
}

#[test]
fn a_companion_that_goes_away_meanwhile_is_told_when_it_is_back() {
    let mut pair = Pair::wakeable();
    pair.companion.up = false;
    pair.hangs_up();
    pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
    assert!(pair.waking().stage == WakingStage::Busy, "the companion could not be told");
    pair.companion.up = true;
    pair.wait(Millis::minutes(1));
    pair.assert_is_on();
    pair.assert_wakes(&[1]);
}

#[test]
fn who_is_erased_on_one_device_is_forgotten_by_all_of_them() {
    let mut pair = Pair::awake();
    pair.has_second_device();
    pair.rings(ANA, RingEvent::EraseChosen);
    for who in [ANA, EVE] {
        let device = &pair.sides[who].browser.desk.awake;
        assert!(device.kept.is_none() && device.subscription.is_none(), "a device is left awake");
        assert_eq!(device.count, 1, "a device subscribed again");
    }
    // The same, where the other one was away meanwhile.
    let mut pair = Pair::awake();
    let link = pair.private_link();
    pair.has_second_device();
    pair.reloads(EVE);
    pair.rings(ANA, RingEvent::EraseChosen);
    pair.opens(EVE, &link);
    assert!(pair.second_page().stage == WakingStage::Off);
    assert_eq!(pair.second_device().count, 1);
    assert!(pair.second_device().kept.is_none() && pair.second_device().subscription.is_none());
}

#[test]
fn what_is_ended_in_one_tab_is_not_begun_again_by_another() {
    let mut pair = Pair::awake();
    // One browser, of which the second tab is still told what it had a moment ago.
    *pair.second_device() = pair.device().clone();
    pair.opens_second_page();
    assert!(matches!(pair.second_page().stage, WakingStage::On(_)));
    pair.rings(ANA, RingEvent::WakingChosen(Switch::Off));
    pair.assert_is_off(None);
    assert!(pair.second_page().stage == WakingStage::Off);
    assert_eq!(pair.second_device().count, 1, "the other tab subscribed again");
    *pair.second_device() = pair.device().clone();
    pair.comes_back();
    let view = pair.second_page();
    assert!(view.stage == WakingStage::Off && view.kept == Switch::Off && view.problem.is_none());
    pair.assert_wakes(&[]);
}

#[test]
fn a_device_that_made_room_for_another_leaves_it_in_its_place() {
    let mut pair = Pair::awake();
    pair.companion.adds_subscriptions(SUBSCRIPTIONS_AT_MOST as u8 - 1);
    pair.restarts_waking(1);
    pair.assert_is_on();
    pair.has_second_device();
    let view = pair.waking();
    assert!(view.stage == WakingStage::Off && view.kept == Switch::On);
    assert_eq!(view.problem, Some(WakingProblem::Ended));
    assert_eq!(pair.device().count, 1, "it pushes out the next one in turn");
    // Its person may have it back.
    pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
    pair.assert_is_on();
    pair.assert_wakes(&[SUBSCRIPTIONS_AT_MOST]);
}

#[test]
fn a_companion_that_refuses_a_subscription_is_not_asked_again_and_again() {
    let mut pair = Pair::wakeable();
    pair.companion.meddles = Some(|notice| match notice {
        Notice::Attended { subscriptions, .. } if !subscriptions.is_empty() => {
            Notice::Over(Over::TooOften(5))
        }
        notice => notice,
    });
    pair.rings(ANA, RingEvent::WakingChosen(Switch::On));
    let view = pair.waking();
    assert!(view.stage == WakingStage::Off && view.problem == Some(WakingProblem::NotKeptThere));
    assert!(pair.device().kept.is_none() && pair.device().subscription.is_none());
    pair.companion.meddles = None;
    pair.comes_back();
    assert!(pair.waking().stage == WakingStage::Off);
    assert_eq!(pair.device().count, 1);
}

#[test]
fn a_worker_that_does_not_answer_is_not_taken_for_one_that_keeps_nothing() {
    let mut pair = Pair::awake();
    pair.device().is_silent = true;
    pair.rings(ANA, RingEvent::WakingChosen(Switch::Off));
    let view = pair.waking();
    assert!(view.stage == WakingStage::Off && view.kept == Switch::On, "the private link is still kept");
    pair.device().is_silent = false;
    pair.rings(ANA, RingEvent::WakingChosen(Switch::Off));
    pair.assert_is_off(None);

    // A page that could not find out what there is ends it when all is erased, and nobody else's.
    for is_own in [true, false] {
        let mut pair = Pair::awake();
        let link = pair.private_link();
        pair.reloads(ANA);
        pair.device().is_silent = true;
        pair.opens(ANA, &link);
        assert!(pair.waking_view().is_none(), "nobody knows yet");
        pair.device().is_silent = false;
        if !is_own {
            pair.device().kept = Some("https://example.org/heliograph/#somebody".to_owned());
        }
        pair.rings(ANA, RingEvent::EraseChosen);
        assert_eq!((pair.device().kept.is_none(), pair.device().subscription.is_none()), (is_own, is_own));
    }
}

#[test]
fn what_the_browser_has_for_another_callee_by_now_is_left_to_them() {
    let mut pair = Pair::awake();
    let theirs = Some("https://example.org/heliograph/#somebody".to_owned());
    pair.device().kept.clone_from(&theirs);
    pair.rings(ANA, RingEvent::WakingChosen(Switch::Off));
    assert!(pair.waking().stage == WakingStage::Off);
    assert!(pair.device().kept == theirs && pair.device().subscription.is_some());
    pair.assert_wakes(&[]);
}
