//! What hosts do.

use heliograph_session::{Capture, Event, Key, Problem, RoomEvent, RoomNews, RoomProblem};
use heliograph_wire::control::{Microphone, Switch};
use heliograph_wire::room::{Declined, Role, Rules};

use crate::support::{ANA, BEN, EVE, House, MOMENT};

#[test]
fn whoever_is_asked_to_be_silent_decides_themselves() {
    let mut house = House::full(3);
    for who in [BEN, EVE] {
        house.happens(who, Event::MicrophoneChosen(Switch::On));
    }
    house.wait(MOMENT);
    let ben = house.member(BEN);
    house.does(ANA, RoomEvent::MuteAsked(ben));
    house.wait(MOMENT);
    let news = house.inside(BEN).news;
    assert!(matches!(&news[..], [RoomNews::MuteAsked { by }] if by.reveal() == "Ana"));
    assert!(house.inside(EVE).news.is_empty());
    assert_eq!(house.pages[BEN].part.microphone, Switch::On);
    house.does(BEN, RoomEvent::NewsClosed);
    assert!(house.inside(BEN).news.is_empty());
    house.does(ANA, RoomEvent::AllMuteAsked);
    house.wait(MOMENT);
    assert_eq!((house.inside(BEN).news.len(), house.inside(EVE).news.len()), (1, 1));
    assert!(house.inside(ANA).news.is_empty());
}

#[test]
fn a_share_that_a_host_stops_is_captured_no_more() {
    let mut house = House::full(2);
    house.happens(BEN, Event::ScreenChosen(Switch::On));
    house.wait(MOMENT);
    let ben = house.member(BEN);
    house.does(ANA, RoomEvent::ShareStopped(ben));
    house.wait(MOMENT);
    assert!(!house.pages[BEN].open.contains(&Capture::Screen));
    assert!(matches!(&house.inside(BEN).news[..], [RoomNews::ShareStopped { .. }]));
    assert!(house.inside(ANA).people.iter().all(|person| person.part.screen == Switch::Off));
}

#[test]
fn where_guests_may_not_show_their_screens_they_are_told_before_they_choose_one() {
    let mut house = House::full(2);
    house.does(ANA, RoomEvent::RulesChosen(Rules { guests_share: Switch::Off, ..Rules::default() }));
    house.wait(MOMENT);
    assert_eq!(house.inside(BEN).rules.guests_share, Switch::Off);
    house.happens(BEN, Event::ScreenChosen(Switch::On));
    assert_eq!(house.problem(BEN), Some(Problem::Room(RoomProblem::Declined(Declined::AgainstRules))));
    assert!(house.pages[BEN].open.is_empty());
    house.happens(ANA, Event::ScreenChosen(Switch::On));
    assert!(house.pages[ANA].open.contains(&Capture::Screen));
}

#[test]
fn a_share_that_the_rules_end_is_captured_no_more() {
    let mut house = House::full(2);
    house.happens(BEN, Event::ScreenChosen(Switch::On));
    house.wait(MOMENT);
    house.does(ANA, RoomEvent::RulesChosen(Rules { guests_share: Switch::Off, ..Rules::default() }));
    house.wait(MOMENT);
    assert!(!house.pages[BEN].open.contains(&Capture::Screen));
}

#[test]
fn where_guests_may_not_speak_nobody_is_shown_as_heard_who_is_not() {
    let mut house = House::full(2);
    house.happens(BEN, Event::MicrophoneChosen(Switch::On));
    house.wait(MOMENT);
    house.does(ANA, RoomEvent::RulesChosen(Rules { guests_speak: Switch::Off, ..Rules::default() }));
    house.wait(MOMENT);
    assert_eq!((house.pages[BEN].part.microphone, house.pages[BEN].gate), (Switch::Off, Microphone::Muted));
    house.happens(BEN, Event::MicrophoneChosen(Switch::On));
    assert_eq!(house.problem(BEN), Some(Problem::Room(RoomProblem::Declined(Declined::AgainstRules))));
    house.happens(BEN, Event::KeyPressed(Key::TalkDown));
    assert_eq!(house.pages[BEN].gate, Microphone::Muted);
    let ben = house.member(BEN);
    house.does(ANA, RoomEvent::Appointed(ben, Role::CoHost));
    house.wait(MOMENT);
    house.happens(BEN, Event::MicrophoneChosen(Switch::On));
    assert_eq!(house.pages[BEN].part.microphone, Switch::On);
}

#[test]
fn a_guest_who_is_made_a_host_sees_who_knocks_and_lets_them_in() {
    let mut house = House::full(2);
    let ben = house.member(BEN);
    house.does(ANA, RoomEvent::Appointed(ben, Role::CoHost));
    house.wait(MOMENT);
    assert_eq!(house.inside(BEN).role, Role::CoHost);
    assert!(house.inside(BEN).news.contains(&RoomNews::Appointed(Role::CoHost)));
    let link = house.guest_link();
    house.pages.push(crate::support::Page::new(2));
    house.opens(EVE, &link);
    house.enters(EVE, "Eve");
    let knocking = house.inside(BEN).knocking;
    assert_eq!(knocking.len(), 1);
    house.does(BEN, RoomEvent::Admitted(knocking[0].member));
    house.wait(MOMENT);
    assert!(house.is_in(EVE));
    house.does(ANA, RoomEvent::Appointed(ben, Role::Guest));
    house.wait(MOMENT);
    assert_eq!(house.inside(BEN).role, Role::Guest);
}

#[test]
fn what_only_hosts_may_do_is_declined_to_guests() {
    let mut house = House::full(3);
    let eve = house.member(EVE);
    house.does(BEN, RoomEvent::Removed(eve));
    house.wait(MOMENT);
    assert_eq!(house.problem(BEN), Some(Problem::Room(RoomProblem::Declined(Declined::NotYours))));
    assert!(house.is_in(EVE));
}

#[test]
fn a_room_begins_with_the_rules_that_its_host_chose() {
    let mut house = House::of(2);
    house.does(ANA, RoomEvent::Chosen);
    let rules = Rules { lobby: Switch::Off, guests_speak: Switch::Off, ..Rules::default() };
    house.does(ANA, RoomEvent::RulesChosen(rules));
    assert_eq!(house.lobby(ANA).rules, rules);
    house.enters(ANA, "Ana");
    assert_eq!(house.inside(ANA).rules, rules);
    let link = house.guest_link();
    house.opens(BEN, &link);
    house.enters(BEN, "Ben");
    assert!(house.is_in(BEN), "nobody waits where there is no lobby");
}
