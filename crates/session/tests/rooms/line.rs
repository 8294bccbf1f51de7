//! Offers, answers, and ways that break.

use heliograph_session::{Connection, Problem, RoomEvent, RoomProblem, RoomWay};
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::room::Notice;

use crate::support::{ANA, Answers, BEN, House, MOMENT, private};

#[test]
fn a_way_that_breaks_for_a_moment_is_left_alone() {
    let mut house = House::full(2);
    let offers = house.pages[BEN].offers.len();
    house.pages[BEN].way(RoomWay::Broken);
    house.wait(Millis::seconds(2));
    house.pages[BEN].way(RoomWay::Open);
    house.wait(Millis::seconds(30));
    assert_eq!(house.pages[BEN].offers.len(), offers);
    assert_eq!(house.connection(BEN), Connection::Steady);
}

#[test]
fn a_way_that_stays_broken_or_fails_is_replaced_on_the_same_connection() {
    for (way, patience) in [(RoomWay::Broken, Millis::seconds(4)), (RoomWay::Failed, MOMENT)] {
        let mut house = House::full(2);
        house.pages[BEN].way(way);
        house.wait(patience);
        assert_eq!(house.pages[BEN].offers.last().map(|(_, restart)| *restart), Some(Switch::On));
        assert_eq!((house.connection(BEN), house.pages[BEN].lines), (Connection::Steady, 1));
    }
}

#[test]
fn where_no_other_way_is_found_the_connection_is_made_anew() {
    let mut house = House::full(2);
    house.pages[BEN].has_way = false;
    house.pages[BEN].way(RoomWay::Failed);
    house.wait(Millis::seconds(10));
    assert_eq!((house.connection(BEN), house.pages[BEN].lines), (Connection::ComingBack, 1));
    house.pages[BEN].has_way = true;
    house.wait(Millis::seconds(10));
    assert_eq!((house.connection(BEN), house.pages[BEN].lines), (Connection::Steady, 2));
}

#[test]
fn whoever_is_not_reached_directly_is_through_the_relay_before_long() {
    let mut house = House::of(1);
    (house.pages[ANA].has_way, house.pages[ANA].has_relay) = (false, true);
    house.does(ANA, RoomEvent::Chosen);
    house.enters(ANA, "Ana");
    assert_eq!((house.connection(ANA), house.pages[ANA].relays), (Connection::Joining, 0));
    house.wait(Millis::seconds(7));
    assert_eq!((house.connection(ANA), house.pages[ANA].relays), (Connection::Steady, 1));
    assert_eq!(house.problem(ANA), None);
}

#[test]
fn nobody_asks_for_a_relay_who_needs_none() {
    let mut house = House::full(2);
    house.wait(Millis::minutes(5));
    assert_eq!((house.pages[ANA].relays, house.pages[BEN].relays), (0, 0));
}

#[test]
fn media_that_are_never_reached_are_told_and_tried_with_growing_pauses() {
    let mut house = House::full(2);
    house.pages[BEN].has_way = false;
    house.pages[BEN].way(RoomWay::Failed);
    house.wait(Millis::minutes(2));
    assert_eq!(house.problem(BEN), Some(Problem::Room(RoomProblem::NoWay)));
    let tried = house.pages[BEN].lines;
    assert!((3..=8).contains(&tried), "{tried} connections in two minutes");
    house.pages[BEN].has_way = true;
    house.wait(Millis::minutes(1));
    assert_eq!((house.connection(BEN), house.problem(BEN)), (Connection::Steady, None));
}

#[test]
fn an_offer_that_is_refused_is_made_anew_by_another_connection() {
    let mut house = House::hosted(1);
    house.companion.answers = Answers::Refused;
    house.does(ANA, RoomEvent::WayChanged(RoomWay::Failed));
    house.wait(Millis::seconds(20));
    assert_eq!(house.problem(ANA), Some(Problem::Room(RoomProblem::NoWay)));
    let offers = house.pages[ANA].offers.len();
    assert!(offers < 12, "{offers} offers");
    house.companion.answers = Answers::Taken;
    house.wait(Millis::seconds(20));
    assert_eq!((house.connection(ANA), house.problem(ANA)), (Connection::Steady, None));
}

#[test]
fn a_browser_that_makes_no_description_is_asked_again_and_again_but_not_all_the_time() {
    let mut house = House::of(1);
    house.pages[ANA].describes = false;
    house.does(ANA, RoomEvent::Chosen);
    house.enters(ANA, "Ana");
    house.wait(Millis::minutes(1));
    assert_eq!(house.connection(ANA), Connection::Joining);
    assert_eq!(house.problem(ANA), Some(Problem::Room(RoomProblem::NoWay)));
    let offers = house.pages[ANA].offers.len();
    assert!((4..=10).contains(&offers), "{offers} offers in a minute");
}

#[test]
fn a_companion_that_does_not_answer_an_offer_has_a_dead_socket() {
    let mut house = House::full(2);
    house.companion.answers = Answers::Never;
    house.pages[BEN].way(RoomWay::Failed);
    house.wait(Millis::seconds(5));
    let before = house.pages[BEN].sockets.clone();
    house.wait(Millis::seconds(7));
    assert_ne!(house.pages[BEN].sockets, before);
    assert_eq!(house.connection(BEN), Connection::ComingBack);
    house.companion.answers = Answers::Taken;
    house.companion_restarts();
    house.wait(Millis::minutes(1));
    assert_eq!(house.connection(BEN), Connection::Steady);
}

#[test]
fn answers_to_other_offers_change_nothing() {
    let mut house = House::full(2);
    for number in [0, 1, 77, u32::MAX] {
        house.companion.says(BEN, Notice::Answer { number, sdp: private("v=0") }, &mut house.pages);
        house.companion.says(BEN, Notice::Refused { number }, &mut house.pages);
        house.does(BEN, RoomEvent::Settled(number));
        house.does(BEN, RoomEvent::StepRefused(number));
        house.does(BEN, RoomEvent::Offered { number, sdp: private("v=0") });
    }
    house.wait(Millis::seconds(30));
    assert_eq!((house.connection(BEN), house.pages[BEN].lines), (Connection::Steady, 1));
}
