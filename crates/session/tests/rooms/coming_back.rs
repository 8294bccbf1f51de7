//! What breaks, and how people come back from it.

use heliograph_session::{Capture, Connection, Event, Network, RoomEnd, RoomEvent, RoomStage};
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Over, Request, Role};

use crate::support::{ANA, BEN, House, MOMENT};

#[test]
fn a_socket_that_breaks_is_opened_again_at_once_and_nobody_sees_it() {
    let mut house = House::full(2);
    house.has_camera(BEN, Switch::On);
    let (ben, lines) = (house.member(BEN), house.pages[BEN].lines);
    house.sockets_break();
    house.wait(MOMENT);
    assert_eq!((house.member(BEN), house.connection(BEN)), (ben, Connection::Steady));
    assert_eq!(house.pages[BEN].lines, lines, "what was heard and seen went on");
    let people = house.inside(ANA).people;
    let person = people.iter().find(|person| person.member == ben).expect("Ben is there");
    assert_eq!((person.present, person.part.camera), (Switch::On, Switch::On));
}

#[test]
fn a_page_that_finds_no_companion_tries_again_with_growing_pauses_and_gives_up_at_last() {
    let mut house = House::full(2);
    house.companion.up = false;
    house.sockets_break();
    house.wait(Millis::seconds(20));
    assert_eq!(house.connection(BEN), Connection::ComingBack);
    house.wait(Millis::minutes(2));
    assert_eq!(house.end(BEN), RoomEnd::Silent);
    assert!(house.pages[BEN].line.is_none() && house.pages[BEN].open.is_empty());
}

#[test]
fn a_seat_that_is_gone_is_knocked_for_again() {
    let mut house = House::full(3);
    house.companion.up = false;
    house.companion.loses(house.now, BEN, &mut house.pages);
    house.wait(Millis::seconds(40));
    house.companion.up = true;
    house.wait(Millis::seconds(20));
    assert!(matches!(house.view(BEN).stage, RoomStage::ForAdmission));
    assert!(house.pages[BEN].line.is_none(), "nobody is heard before they are let in");
    house.does(ANA, RoomEvent::AllAdmitted);
    house.wait(MOMENT);
    assert_eq!(house.connection(BEN), Connection::Steady);
}

#[test]
fn everybody_is_back_after_the_companion_was_started_again() {
    let mut house = House::full(3);
    for who in 0..3 {
        house.has_camera(who, Switch::On);
    }
    let members: Vec<_> = (0..3).map(|who| house.member(who)).collect();
    house.companion_restarts();
    house.wait(Millis::seconds(10));
    for (who, member) in members.into_iter().enumerate() {
        let view = house.inside(who);
        assert_eq!((view.me, view.connection), (member, Connection::Steady));
        assert_eq!(house.pages[who].lines, 2, "the media of a companion that is gone are worth nothing");
        assert!(view.people.iter().all(|person| person.part.camera == Switch::On));
    }
    assert_eq!(house.inside(ANA).role, Role::Host);
}

#[test]
fn everybody_moves_to_another_process_at_once() {
    let mut house = House::full(2);
    house.companion_moves();
    house.wait(MOMENT);
    for who in [ANA, BEN] {
        assert_eq!(house.connection(who), Connection::Steady);
        assert_eq!((house.pages[who].lines, house.inside(who).people.len()), (2, 2));
    }
}

#[test]
fn a_companion_that_is_stopped_and_started_again_is_come_back_to() {
    let mut house = House::full(2);
    house.companion.stops(house.now, &mut house.pages);
    house.wait(MOMENT);
    assert_eq!(house.connection(BEN), Connection::ComingBack);
    house.companion_restarts();
    house.wait(Millis::seconds(20));
    assert_eq!((house.connection(ANA), house.connection(BEN)), (Connection::Steady, Connection::Steady));
}

#[test]
fn a_page_that_is_loaded_again_is_back_at_its_seat_as_it_was() {
    let mut house = House::full(2);
    house.happens(BEN, Event::MicrophoneChosen(Switch::On));
    house.has_camera(BEN, Switch::On);
    for who in [BEN, ANA] {
        let (member, name) = (house.member(who), house.view(who).name);
        house.reloads(who);
        let view = house.inside(who);
        assert_eq!((view.me, view.connection, house.view(who).name), (member, Connection::Steady, name));
    }
    assert!(house.pages[BEN].open.contains(&Capture::Microphone));
    assert!(house.pages[BEN].open.contains(&Capture::Camera));
    assert_eq!(house.inside(ANA).role, Role::Host);
    assert!(house.view(ANA).host_link.is_some());
    assert!(house.pages[ANA].open.is_empty(), "what was off stays off");
    assert!(house.inside(ANA).people.iter().all(|person| person.present == Switch::On));
}

#[test]
fn a_tab_that_the_browser_brings_back_much_later_captures_nobody() {
    let mut house = House::full(2);
    house.has_camera(BEN, Switch::On);
    let kept = house.pages[BEN].kept.clone();
    house.happens(BEN, Event::PageClosing);
    house.companion.loses(house.now, BEN, &mut house.pages);
    house.wait(Millis::minutes(60));
    house.pages[BEN].kept = house.pages[BEN].kept.clone().or(kept);
    house.pages[BEN].reload();
    house.wait(MOMENT);
    assert!(house.pages[BEN].open.is_empty() && house.pages[BEN].sockets.is_empty());
    assert_eq!(house.lobby(BEN).hosts, Switch::Off);
}

#[test]
fn another_network_needs_another_socket_and_another_way() {
    let mut house = House::full(2);
    house.asked(BEN);
    let offers = house.pages[BEN].offers.len();
    house.happens(BEN, Event::NetworkChanged(Network::Absent));
    house.happens(BEN, Event::NetworkChanged(Network::Present));
    house.wait(MOMENT);
    assert!(house.asked(BEN).iter().any(|request| matches!(request, Request::Return { .. })));
    assert!(house.pages[BEN].offers[offers..].iter().any(|(_, restart)| *restart == Switch::On));
    assert_eq!((house.connection(BEN), house.pages[BEN].lines), (Connection::Steady, 1));
}

#[test]
fn a_device_that_has_slept_comes_back_though_nothing_told_that_its_socket_is_dead() {
    let mut house = House::full(2);
    house.wait(Millis::minutes(3));
    house.asked(BEN);
    // Nothing happens anywhere, and then it is much later.
    house.now = house.now + Millis::minutes(10);
    house.wait(MOMENT);
    assert!(house.asked(BEN).iter().any(|request| matches!(request, Request::Return { .. })));
    assert_eq!(house.connection(BEN), Connection::Steady);
}

#[test]
fn whoever_comes_in_another_tab_is_told_in_this_one() {
    let mut house = House::full(3);
    // The third page is the second tab: it has what the first one kept.
    let kept = house.pages[BEN].kept.clone();
    house.companion.loses(house.now, 2, &mut house.pages);
    house.pages[2].kept = kept;
    house.pages[2].reload();
    house.wait(MOMENT);
    assert_eq!(house.end(BEN), RoomEnd::Over(Over::Replaced));
    assert!(house.is_in(2));
}

#[test]
fn a_host_who_comes_with_the_kept_link_is_the_host_on_any_device() {
    let mut house = House::full(3);
    let link = house.view(ANA).host_link.expect("the host has one").text().reveal().clone();
    house.companion.up = false;
    house.companion.loses(house.now, ANA, &mut house.pages);
    house.companion.up = true;
    house.does(2, RoomEvent::Left);
    house.opens(2, &link);
    house.enters(2, "Ana’s phone");
    assert_eq!(house.inside(2).role, Role::Host);
}

#[test]
fn a_host_whose_seat_is_gone_opens_the_room_again() {
    let mut house = House::hosted(1);
    house.companion.up = false;
    house.sockets_break();
    house.wait(Millis::seconds(45));
    house.companion.up = true;
    house.wait(Millis::seconds(20));
    assert_eq!((house.inside(ANA).role, house.connection(ANA)), (Role::Host, Connection::Steady));
}
