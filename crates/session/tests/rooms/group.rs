//! Who is in the room is who is in its group, and whatever breaks, everybody is in one.

use heliograph_session::{Problem, RoomEvent, RoomProblem};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{GroupNotice, MemberId, Notice, Source};
use heliograph_wire::{Millis, Private};

use crate::support::{ANA, BEN, EVE, House, MOMENT, private};

/// What is the same for all who are in the same group.
fn code(house: &House, who: usize) -> Option<[u8; 32]> {
    house.inside(who).code.map(|code| *code.reveal())
}

fn names(house: &House, who: usize) -> Vec<String> {
    house.inside(who).people.iter().map(|person| person.name.reveal().clone()).collect()
}

/// All of these are in one group, with these many people.
fn are_one(house: &House, everybody: &[usize]) {
    let first = code(house, everybody[0]).expect("there are keys");
    for who in everybody {
        assert_eq!(code(house, *who), Some(first), "{who} is in another group");
        assert_eq!(house.inside(*who).people.len(), everybody.len(), "as {who} sees it");
    }
}

#[test]
fn everybody_in_a_room_has_the_same_code_and_another_one_whenever_somebody_comes_or_goes() {
    let mut house = House::full(3);
    are_one(&house, &[ANA, BEN, EVE]);
    let before = code(&house, ANA);
    house.does(EVE, RoomEvent::Left);
    house.wait(MOMENT);
    are_one(&house, &[ANA, BEN]);
    assert_ne!(code(&house, ANA), before);
}

#[test]
fn whoever_comes_later_knows_the_name_that_somebody_took_in_the_room() {
    let mut house = House::hosted(2);
    house.does(ANA, RoomEvent::Renamed(private("Anabel")));
    let link = house.guest_link();
    house.opens(BEN, &link);
    house.enters(BEN, "Ben");
    house.does(ANA, RoomEvent::AllAdmitted);
    house.wait(MOMENT);
    house.wait(MOMENT);
    assert_eq!(names(&house, BEN), ["Ben", "Anabel"]);
}

#[test]
fn pictures_are_expected_of_whom_they_are_shown_as_and_of_nobody_else() {
    let mut house = House::full(3);
    house.has_camera(BEN, Switch::On);
    house.has_camera(EVE, Switch::On);
    let (ben, eve) = (house.member(BEN), house.member(EVE));
    house.shows(ANA, &[ben, eve], 360);
    let expected = |house: &House| house.pages[ANA].expected.values().copied().collect::<Vec<_>>();
    let both = expected(&house);
    assert_eq!(both.len(), 2);
    assert!(both[0].0 != both[1].0 && both.iter().all(|(_, source)| *source == Source::Camera));
    house.shows(ANA, &[eve], 360);
    assert_eq!(expected(&house), [both[1]]);
    house.does(EVE, RoomEvent::Left);
    house.wait(MOMENT);
    assert_eq!(expected(&house), []);
}

#[test]
fn a_page_that_is_loaded_again_is_in_the_group_once() {
    let mut house = House::full(3);
    let before = code(&house, ANA);
    house.reloads(BEN);
    house.wait(MOMENT);
    are_one(&house, &[ANA, BEN, EVE]);
    assert_ne!(code(&house, ANA), before, "it has other keys");
}

#[test]
fn what_was_missed_while_a_socket_was_broken_is_heard_later() {
    let mut house = House::full(3);
    house.companion.loses(house.now, BEN, &mut house.pages);
    house.does(EVE, RoomEvent::Left);
    house.wait(Millis::seconds(3));
    are_one(&house, &[ANA, BEN]);
}

#[test]
fn a_companion_that_was_started_again_finds_the_group_as_it_was() {
    let mut house = House::full(3);
    let before = code(&house, ANA);
    house.companion_restarts();
    house.wait(Millis::seconds(5));
    are_one(&house, &[ANA, BEN, EVE]);
    assert_eq!(code(&house, ANA), before, "nobody was put out and nobody let in");
}

#[test]
fn whoever_dies_is_put_out_and_the_next_one_leads_the_group_on() {
    let mut house = House::full(3);
    // It is the one whose turn it would be.
    house.companion.loses(house.now, ANA, &mut house.pages);
    house.pages[ANA].events.clear();
    let (ben, eve) = (BEN, EVE);
    for _ in 0..80 {
        house.companion.loses(house.now, ANA, &mut house.pages);
        house.pages[ANA].events.clear();
        house.wait(MOMENT);
    }
    are_one(&house, &[ben, eve]);
}

#[test]
fn nobody_is_in_the_room_because_the_companion_says_so() {
    let mut house = House::full(2);
    let mut ghost = Vec::new();
    house.companion.says(BEN, Notice::Here(std::mem::take(&mut ghost)), &mut house.pages);
    let attendee = heliograph_wire::room::Attendee {
        member: MemberId(77),
        card: heliograph_wire::room::Card { name: private("Ghost") },
        role: heliograph_wire::room::Role::Host,
        part: heliograph_wire::room::Part { camera: Switch::On, ..Default::default() },
        hand: heliograph_wire::room::Hand::Down,
        present: Switch::On,
    };
    house.companion.says(BEN, Notice::Here(vec![attendee]), &mut house.pages);
    house.wait(MOMENT);
    assert_eq!(names(&house, BEN), ["guest 1", "Ana"]);
}

#[test]
fn forged_commits_welcomes_and_words_change_nothing_for_long() {
    let mut house = House::full(2);
    let junk = || Private::new(vec![7; 200]);
    let by = house.member(ANA);
    for notice in [
        GroupNotice::Committed { by, epoch: u64::MAX, bytes: junk() },
        GroupNotice::Welcomed { by, bytes: junk() },
        GroupNotice::Joins { member: MemberId(50), package: junk() },
        GroupNotice::Rejoin,
    ] {
        house.companion.says(BEN, Notice::Group(notice), &mut house.pages);
        house.wait(Millis::seconds(12));
        are_one(&house, &[ANA, BEN]);
    }
    let said = Notice::Said { from: by, to: heliograph_wire::room::Audience::Everybody, bytes: junk() };
    house.companion.says(BEN, said, &mut house.pages);
    house.wait(MOMENT);
    assert!(house.inside(BEN).lines.is_empty());
}

#[test]
fn a_browser_without_keys_says_so_and_sends_nothing() {
    let mut house = House::hosted(2);
    let link = house.guest_link();
    house.pages[BEN].is_without_keys = true;
    house.opens(BEN, &link);
    house.enters(BEN, "Ben");
    house.does(ANA, RoomEvent::AllAdmitted);
    house.wait(Millis::seconds(3));
    assert_eq!(house.problem(BEN), Some(Problem::Room(RoomProblem::NoKeys)));
    assert!(house.pages[BEN].line.is_none(), "no connection is made that cannot be sealed");
}
