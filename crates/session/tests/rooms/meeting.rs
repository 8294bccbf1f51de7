//! From the wish for a room to people who hear and see each other.

use heliograph_session::{Capture, Connection, Event, Key, RoomEvent, RoomStage, Screen, StartWith};
use heliograph_wire::Millis;
use heliograph_wire::control::{Microphone, Switch};
use heliograph_wire::room::{Request, Role};

use crate::support::{ANA, BEN, EVE, House, MOMENT, private};

#[test]
fn a_host_makes_a_room_and_a_guest_is_let_in() {
    let mut house = House::of(2);
    house.does(ANA, RoomEvent::Chosen);
    assert_eq!(house.lobby(ANA).hosts, Switch::On);
    house.enters(ANA, "Ana");
    assert_eq!(house.inside(ANA).role, Role::Host);

    let link = house.guest_link();
    house.opens(BEN, &link);
    assert_eq!(house.lobby(BEN).hosts, Switch::Off);
    assert_eq!(house.view(BEN).name, house.view(ANA).name, "both call the room the same");
    house.enters(BEN, "Ben");
    assert!(matches!(house.view(BEN).stage, RoomStage::ForAdmission));
    let knocking = house.inside(ANA).knocking;
    assert_eq!((knocking.len(), knocking[0].name.reveal().as_str()), (1, "Ben"));

    house.does(ANA, RoomEvent::Admitted(knocking[0].member));
    house.wait(MOMENT);
    for who in [ANA, BEN] {
        let view = house.inside(who);
        let names: Vec<_> = view.people.iter().map(|person| person.name.reveal().as_str()).collect();
        assert_eq!(names, if who == ANA { ["Ana", "Ben"] } else { ["Ben", "Ana"] });
        assert!(view.knocking.is_empty());
        assert_eq!(view.connection, Connection::Steady);
    }
    assert_eq!(house.inside(BEN).role, Role::Guest);
}

#[test]
fn a_guest_who_comes_before_the_host_waits_for_one() {
    let mut house = House::hosted(2);
    let link = house.guest_link();
    let host_link = house.view(ANA).host_link.expect("the host has one").text().reveal().clone();
    house.does(ANA, RoomEvent::EndedForAll);
    house.wait(MOMENT);
    house.opens(BEN, &link);
    house.enters(BEN, "Ben");
    assert!(matches!(house.view(BEN).stage, RoomStage::ForHost));
    house.opens(ANA, &host_link);
    house.enters(ANA, "Ana");
    assert!(matches!(house.view(BEN).stage, RoomStage::ForAdmission));
    house.does(ANA, RoomEvent::AllAdmitted);
    house.wait(MOMENT);
    assert!(house.is_in(BEN));
}

#[test]
fn the_address_bar_shows_the_link_for_everybody_to_the_host_as_well() {
    let house = House::full(2);
    let fragment = house.pages[ANA].fragment.clone().expect("the address bar shows a link");
    assert!(house.guest_link().ends_with(&format!("#{fragment}")));
    assert_eq!(house.pages[BEN].fragment, Some(fragment.clone()));
    let host_link = house.view(ANA).host_link.expect("the host has one");
    assert!(!host_link.text().reveal().ends_with(&fragment));
    assert!(house.view(BEN).host_link.is_none());
}

#[test]
fn what_is_tried_in_the_lobby_is_put_in_at_once_and_what_is_off_stays_off() {
    let mut house = House::hosted(2);
    let link = house.guest_link();
    house.opens(BEN, &link);
    assert!(house.pages[BEN].open.is_empty(), "nobody is captured before they want it");
    house.happens(BEN, Event::CallChosen(StartWith::Video));
    house.happens(BEN, Event::MicrophoneChosen(Switch::Off));
    house.enters(BEN, "Ben");
    house.does(ANA, RoomEvent::AllAdmitted);
    house.wait(MOMENT);
    let ben = house.member(BEN);
    let people = house.inside(ANA).people;
    let part = people.iter().find(|person| person.member == ben).expect("Ben is there").part;
    assert_eq!((part.microphone, part.camera, part.screen), (Switch::Off, Switch::On, Switch::Off));
    assert_eq!(house.pages[BEN].part, part);
    house.happens(BEN, Event::MicrophoneChosen(Switch::On));
    house.wait(MOMENT);
    assert_eq!(house.pages[BEN].gate, Microphone::Live);
    let people = house.inside(ANA).people;
    assert!(people.iter().any(|person| person.member == ben && person.part.microphone == Switch::On));
}

#[test]
fn the_talk_key_lets_be_heard_for_as_long_as_it_is_held() {
    let mut house = House::full(2);
    house.happens(BEN, Event::MicrophoneChosen(Switch::On));
    house.happens(BEN, Event::MicrophoneChosen(Switch::Off));
    house.happens(BEN, Event::KeyPressed(Key::TalkDown));
    assert_eq!(house.pages[BEN].part.microphone, Switch::On);
    house.happens(BEN, Event::KeyPressed(Key::TalkUp));
    assert_eq!(house.pages[BEN].part.microphone, Switch::Off);
}

#[test]
fn whoever_leaves_leaves_nothing_behind() {
    for back in [Event::Room(RoomEvent::Left), Event::HomeChosen, Event::BackChosen] {
        let mut house = House::full(2);
        house.has_camera(BEN, Switch::On);
        assert!(house.pages[BEN].kept.is_some() && house.pages[BEN].line.is_some());
        house.happens(BEN, back);
        house.wait(MOMENT);
        let page = &house.pages[BEN];
        assert!(
            page.open.is_empty() && page.sockets.is_empty() && page.line.is_none() && page.kept.is_none()
        );
        assert_eq!(house.inside(ANA).people.len(), 1, "nobody waits for whoever has left");
        house.wait(Millis::minutes(5));
    }
}

#[test]
fn whoever_does_not_wait_any_longer_is_back_in_the_lobby() {
    let mut house = House::hosted(3);
    let link = house.guest_link();
    for who in [BEN, EVE] {
        house.opens(who, &link);
        house.enters(who, "somebody");
    }
    assert_eq!(house.inside(ANA).knocking.len(), 2);
    house.does(BEN, RoomEvent::Left);
    house.wait(MOMENT);
    assert_eq!(house.lobby(BEN).name.reveal(), "somebody");
    assert_eq!(house.inside(ANA).knocking.len(), 1);
    assert!(house.pages[BEN].sockets.is_empty());
}

#[test]
fn a_link_of_another_server_or_one_that_is_not_whole_is_told_from_others() {
    let mut house = House::hosted(2);
    let link = house.guest_link();
    house.happens(BEN, Event::TextEntered(private(&link.replace("example.org", "example.net"))));
    assert!(
        matches!(house.pages[BEN].session.view(house.now).screen, Screen::Home(home) if home.problem.is_some())
    );
    house.happens(BEN, Event::TextEntered(private(&link[..link.len() - 2])));
    assert!(
        matches!(house.pages[BEN].session.view(house.now).screen, Screen::Home(home) if home.problem.is_some())
    );
    house.happens(BEN, Event::TextEntered(private(&format!("Come to {link}."))));
    assert_eq!(house.lobby(BEN).hosts, Switch::Off);
}

#[test]
fn the_way_is_measured_while_there_is_one_and_a_poor_one_is_told() {
    let mut house = House::full(2);
    house.wait(Millis::seconds(10));
    assert!(house.pages[BEN].measurements >= 3);
    let poor = heliograph_session::RoomMeasured { round_trip: Some(900), loss: 0 };
    house.does(BEN, RoomEvent::Measured(poor));
    assert_eq!(house.connection(BEN), Connection::Poor);
    let lossy = heliograph_session::RoomMeasured { round_trip: None, loss: 200 };
    house.does(BEN, RoomEvent::Measured(lossy));
    assert_eq!(house.connection(BEN), Connection::Poor);
    house.does(BEN, RoomEvent::Measured(heliograph_session::RoomMeasured::default()));
    assert_eq!(house.connection(BEN), Connection::Steady);
}

#[test]
fn a_room_that_cannot_be_made_says_so() {
    let mut house = House::of(1);
    house.pages[ANA].is_without_keys = true;
    house.does(ANA, RoomEvent::Chosen);
    assert_eq!(house.end(ANA), heliograph_session::RoomEnd::NoKeys);
}

#[test]
fn nobody_is_asked_for_more_than_they_said() {
    let mut house = House::full(2);
    house.asked(BEN);
    house.wait(Millis::minutes(2));
    assert!(house.asked(BEN).is_empty(), "a quiet room is quiet");
    house.happens(BEN, Event::ScreenChosen(Switch::On));
    house.wait(MOMENT);
    assert!(house.pages[BEN].open.contains(&Capture::Screen));
    assert!(matches!(&house.asked(BEN)[..], [Request::Put(part)] if part.screen == Switch::On));
}
