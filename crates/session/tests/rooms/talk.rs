//! What is written in a room, and who wants to speak.

use heliograph_session::{Event, Problem, RoomAudience, RoomEvent, RoomProblem, Sound};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::room::TEXT_LIMIT;

use crate::support::{ANA, BEN, EVE, House, MOMENT, private};

fn writes(house: &mut House, who: usize, text: &str) {
    house.does(who, RoomEvent::Written { to: None, text: private(text) });
    house.wait(MOMENT);
}

#[test]
fn what_is_written_to_everybody_is_read_by_everybody() {
    let mut house = House::full(3);
    writes(&mut house, BEN, " Good morning ");
    for who in [ANA, BEN, EVE] {
        let view = house.inside(who);
        let line = &view.lines[0];
        assert_eq!((line.text.reveal().as_str(), line.name.reveal().as_str()), ("Good morning", "guest 1"));
        assert!(line.author == house.member(BEN) && line.to == RoomAudience::Everybody);
        assert_eq!(line.mine == Switch::On, who == BEN);
        assert_eq!(view.unread, u32::from(who != BEN));
    }
    assert!(house.pages[ANA].sounds.contains(&Sound::Message));
}

#[test]
fn what_is_written_to_one_is_read_by_that_one_alone() {
    let mut house = House::full(3);
    let eve = house.member(EVE);
    house.does(BEN, RoomEvent::Written { to: Some(eve), text: private("for you") });
    house.wait(MOMENT);
    assert!(house.inside(ANA).lines.is_empty());
    assert!(house.inside(EVE).lines[0].to == RoomAudience::Me);
    assert!(matches!(&house.inside(BEN).lines[0].to, RoomAudience::One { member, .. } if *member == eve));
    house.does(EVE, RoomEvent::Left);
    house.wait(MOMENT);
    house.does(BEN, RoomEvent::Written { to: Some(eve), text: private("are you there?") });
    assert!(house.problem(BEN).is_some() && house.inside(BEN).lines.len() == 1);
}

#[test]
fn what_is_seen_is_not_unread() {
    let mut house = House::full(2);
    writes(&mut house, BEN, "one");
    writes(&mut house, BEN, "two");
    assert_eq!(house.inside(ANA).unread, 2);
    house.does(ANA, RoomEvent::ChatShown(Switch::On));
    assert_eq!(house.inside(ANA).unread, 0);
    writes(&mut house, BEN, "three");
    assert_eq!(house.inside(ANA).unread, 0);
    house.does(ANA, RoomEvent::ChatShown(Switch::Off));
    writes(&mut house, BEN, "four");
    assert_eq!(house.inside(ANA).unread, 1);
}

#[test]
fn what_cannot_be_said_now_is_not_shown_as_said() {
    let mut house = House::full(2);
    house.companion.up = false;
    house.sockets_break();
    house.does(BEN, RoomEvent::Written { to: None, text: private("hello?") });
    assert_eq!(house.problem(BEN), Some(Problem::Room(RoomProblem::NotSaid)));
    assert!(house.inside(BEN).lines.is_empty());
    house.does(ANA, RoomEvent::Written { to: None, text: Private::new("a".repeat(TEXT_LIMIT + 1)) });
    assert!(house.problem(ANA).is_some());
}

#[test]
fn a_line_keeps_the_name_that_its_author_had() {
    let mut house = House::full(2);
    writes(&mut house, BEN, "one");
    house.does(BEN, RoomEvent::Renamed(private("Benjamin")));
    house.wait(MOMENT);
    writes(&mut house, BEN, "two");
    let names: Vec<_> = house.inside(ANA).lines.iter().map(|line| line.name.reveal().clone()).collect();
    assert_eq!(names, ["guest 1", "Benjamin"]);
}

#[test]
fn hands_are_seen_in_their_order_and_a_host_takes_them_down() {
    let mut house = House::full(3);
    for who in [EVE, BEN] {
        house.does(who, RoomEvent::HandChosen(Switch::On));
        house.wait(MOMENT);
    }
    let hand = |house: &House, who| {
        let member = house.member(who);
        let people = house.inside(ANA).people;
        people.iter().find(|person| person.member == member).and_then(|person| person.hand)
    };
    assert_eq!((hand(&house, EVE), hand(&house, BEN), hand(&house, ANA)), (Some(1), Some(2), None));
    let eve = house.member(EVE);
    house.does(ANA, RoomEvent::Lowered(eve));
    house.does(BEN, RoomEvent::HandChosen(Switch::Off));
    house.wait(MOMENT);
    assert_eq!((hand(&house, EVE), hand(&house, BEN)), (None, None));
}

#[test]
fn a_link_is_copied_and_handed_on() {
    let mut house = House::full(2);
    let link = house.guest_link();
    house.happens(BEN, Event::CopyChosen(private(&link)));
    assert_eq!(house.pages[BEN].copied, std::slice::from_ref(&link));
    assert!(house.view(BEN).copied.is_some_and(|copied| *copied.text.reveal() == link));
    house.does(BEN, RoomEvent::ShareChosen(private(&link)));
    assert_eq!(house.pages[BEN].shared, [link]);
}
