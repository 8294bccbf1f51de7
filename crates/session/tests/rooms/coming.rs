//! Who does not come in, and why.

use heliograph_session::{Event, RoomEnd, RoomEvent, RoomStage};
use heliograph_sfu::rooms::Creation;
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Over, Rules};

use crate::support::{ANA, BEN, EVE, House, MOMENT, private};

fn knocking() -> House {
    let mut house = House::hosted(2);
    let link = house.guest_link();
    house.opens(BEN, &link);
    house.enters(BEN, "Ben");
    house
}

#[track_caller]
fn ended(house: &House, who: usize, why: RoomEnd, again: Switch) {
    assert_eq!(house.end(who), why);
    let RoomStage::Over(over) = house.view(who).stage else { panic!("it is not over") };
    assert_eq!(over.again, again);
    let page = &house.pages[who];
    assert!(page.open.is_empty() && page.sockets.is_empty() && page.line.is_none() && page.kept.is_none());
}

#[test]
fn a_host_may_turn_somebody_away_who_may_knock_again() {
    let mut house = knocking();
    let member = house.inside(ANA).knocking[0].member;
    house.does(ANA, RoomEvent::Denied(member));
    house.wait(MOMENT);
    ended(&house, BEN, RoomEnd::Over(Over::Denied), Switch::On);
    house.does(BEN, RoomEvent::CameAgain);
    assert_eq!(house.lobby(BEN).name.reveal(), "Ben");
    house.enters(BEN, "Ben");
    assert!(matches!(house.view(BEN).stage, RoomStage::ForAdmission));
}

#[test]
fn a_host_may_remove_somebody() {
    let mut house = House::full(3);
    house.has_camera(BEN, Switch::On);
    let member = house.member(BEN);
    house.does(ANA, RoomEvent::Removed(member));
    house.wait(MOMENT);
    ended(&house, BEN, RoomEnd::Over(Over::Removed), Switch::Off);
    assert_eq!(house.inside(EVE).people.len(), 2);
}

#[test]
fn a_room_that_is_locked_or_full_lets_nobody_in() {
    let mut house = House::hosted(2);
    let link = house.guest_link();
    house.does(ANA, RoomEvent::RulesChosen(Rules { locked: Switch::On, ..Rules::default() }));
    house.wait(MOMENT);
    house.opens(BEN, &link);
    house.enters(BEN, "Ben");
    ended(&house, BEN, RoomEnd::Over(Over::Locked), Switch::On);

    let mut house = House::of(2);
    house.companion.sets(|settings| settings.members_per_room = 1);
    house.does(ANA, RoomEvent::Chosen);
    house.does(ANA, RoomEvent::RulesChosen(Rules { lobby: Switch::Off, ..Rules::default() }));
    house.enters(ANA, "Ana");
    let link = house.guest_link();
    house.opens(BEN, &link);
    house.enters(BEN, "Ben");
    ended(&house, BEN, RoomEnd::Over(Over::Full), Switch::On);
}

#[test]
fn a_host_ends_the_room_for_everybody() {
    let mut house = House::full(2);
    house.does(ANA, RoomEvent::EndedForAll);
    house.wait(MOMENT);
    ended(&house, BEN, RoomEnd::Over(Over::Ended), Switch::Off);
    ended(&house, ANA, RoomEnd::Over(Over::Ended), Switch::On);
}

#[test]
fn a_room_lasts_as_long_as_rooms_may_and_says_how_long_that_is() {
    let mut house = House::of(2);
    house.companion.sets(|settings| settings.hours = Some(1));
    house.does(ANA, RoomEvent::Chosen);
    house.enters(ANA, "Ana");
    assert_eq!(house.inside(ANA).minutes_left, Some(60));
    house.wait(Millis::minutes(30));
    assert_eq!(house.inside(ANA).minutes_left, Some(30));
    house.wait(Millis::minutes(29));
    assert!(house.inside(ANA).news.contains(&heliograph_session::RoomNews::Ending));
    house.wait(Millis::minutes(2));
    ended(&house, ANA, RoomEnd::Over(Over::TimeUp), Switch::On);
}

#[test]
fn where_rooms_are_for_the_invited_an_invite_helps_and_a_false_one_does_not() {
    let mut house = House::of(1);
    house.companion.sets(|settings| settings.creation = Creation::Invited { revoked: Default::default() });
    house.does(ANA, RoomEvent::Chosen);
    house.enters(ANA, "Ana");
    ended(&house, ANA, RoomEnd::Over(Over::NeedsInvite), Switch::Off);
    let name = house.view(ANA).name;
    house.happens(ANA, Event::LinkOpened(private("i=AAAA")));
    assert!(house.lobby(ANA).hosts == Switch::On && house.view(ANA).name == name, "it is for this room");
    house.enters(ANA, "Ana");
    ended(&house, ANA, RoomEnd::Over(Over::BadInvite), Switch::Off);
}

#[test]
fn whoever_opens_an_invite_makes_a_room_of_their_own() {
    let mut house = House::of(1);
    house.happens(ANA, Event::LinkOpened(private("i=AAAA")));
    assert_eq!(house.lobby(ANA).hosts, Switch::On);
    let fragment = house.pages[ANA].fragment.clone().expect("the link of the room");
    assert!(fragment.starts_with("r="), "nobody else is handed the invite");
}

#[test]
fn where_rooms_are_for_listed_keys_the_person_is_told_theirs() {
    let mut house = House::of(1);
    house.companion.sets(|settings| settings.creation = Creation::Listed(Default::default()));
    house.does(ANA, RoomEvent::Chosen);
    house.enters(ANA, "Ana");
    let RoomStage::Over(over) = house.view(ANA).stage else { panic!("it is not over") };
    assert_eq!(over.why, RoomEnd::Over(Over::NotListed));
    assert_eq!(over.key.expect("the key to list").len(), 43);
}

#[test]
fn a_companion_that_does_not_answer_is_given_up() {
    let mut house = House::hosted(2);
    let link = house.guest_link();
    house.companion.up = false;
    house.opens(BEN, &link);
    house.enters(BEN, "Ben");
    assert!(matches!(house.view(BEN).stage, RoomStage::Entering));
    house.wait(Millis::minutes(3));
    ended(&house, BEN, RoomEnd::Silent, Switch::On);
}

#[test]
fn a_name_that_is_none_is_refused_and_the_person_stays_in_the_lobby() {
    let mut house = House::hosted(2);
    let link = house.guest_link();
    house.opens(BEN, &link);
    house.enters(BEN, &"b".repeat(65));
    assert!(house.problem(BEN).is_some() && house.lobby(BEN).hosts == Switch::Off);
    house.enters(BEN, "");
    assert!(house.problem(BEN).is_none());
    assert!(matches!(house.view(BEN).stage, RoomStage::ForAdmission), "nobody has to have a name");
}
