//! Many at once, and those who mean no good: others do not suffer from it.

use crate::support::{ALL, HOUR, Key, MINUTE, SECOND, World, card, offer, over};
use heliograph_sfu::rooms::Event;
use heliograph_wire::Millis;
use heliograph_wire::room::{GROUP_AT_MOST, Hand, Notice, Over, Request};

#[test]
fn thirty_who_come_at_once_are_told_of_each_other_in_one_go() {
    let (mut world, key) = (World::new(), Key::new(7));
    let ana = world.open_wide(&key, "Ana");
    let guests: Vec<_> = (0..29).map(|_| world.knock(&key, "somebody")).collect();
    world.advance(SECOND);
    let told = world.told(ana);
    let sizes: Vec<_> = told
        .iter()
        .filter_map(|notice| match notice {
            Notice::Here(all) => Some(all.len()),
            _ => None,
        })
        .collect();
    assert_eq!(sizes, [30]);
    for guest in guests {
        assert_eq!(world.told(guest).len(), 4, "welcome, seat, roster, and one list of all");
    }
}

#[test]
fn ten_thousand_who_join_from_one_place_take_no_more_than_its_share() {
    let mut world = World::with(|settings| settings.guests_per_source = 16);
    let key = Key::new(7);
    let [ana] = world.gather(&key, ["Ana"]);
    for _ in 0..10_000 {
        let guest = world.arrive_from(66);
        world.knock_as(guest, &key, "Eve");
        world.lose(guest);
        assert!(world.machine.figures().members <= 17);
    }
    let [guests, sources, rooms, seats, ..] = world.machine.entries();
    assert!((guests, rooms) == (1, 1) && seats <= 17 && sources <= 3);
    world.forget();
    let ben = world.knock(&key, "Ben");
    assert!(world.heard(ben)[1].starts_with("seat "), "others come in");
    world.advance(MINUTE);
    assert_eq!(world.machine.figures().members, 2, "and the seats of those who went are empty");
    assert!(world.heard(ana).len() <= 40, "nobody hears of each that tried");
}

#[test]
fn ten_thousand_who_join_from_everywhere_fill_one_room_and_no_more() {
    let mut world = World::with(|settings| (settings.guests, settings.members) = (500, 80));
    let [full, other] = [Key::new(7), Key::new(8)];
    world.gather(&full, ["Ana"]);
    world.gather(&other, ["Ben"]);
    for _ in 0..10_000 {
        world.knock(&full, "Eve");
        world.forget();
    }
    assert_eq!(world.machine.figures().members, 51, "a room has fifty members at most");
    let friend = world.knock(&other, "Cem");
    assert_eq!(world.heard(friend)[1], "seat 1 as Guest");
    for _ in 0..100 {
        world.knock(&other, "Eve");
    }
    assert_eq!(world.machine.figures().members, 80, "and there are so many in all rooms");
}

#[test]
fn one_source_has_so_many_sockets_and_opens_so_many_in_a_minute() {
    let mut world = World::with(|settings| settings.guests_per_source = 4);
    let guests: Vec<_> = (0..5).map(|_| world.arrive_from(66)).collect();
    assert_eq!(world.heard(guests[3]), ["welcome"]);
    assert_eq!(world.heard(guests[4]), over(Over::Crowded));
    let other = world.arrive_from(67);
    assert_eq!(world.heard(other), ["welcome"]);
    world.lose(guests[0]);
    let next = world.arrive_from(66);
    assert_eq!(world.heard(next), ["welcome"]);
    for _ in 0..10 {
        let guest = world.arrive_from(66);
        world.lose(guest);
    }
    let last = world.arrive_from(66);
    assert_eq!(world.heard(last), over(Over::TooOften(4)));
}

#[test]
fn however_many_seats_one_source_has_so_many_of_its_offers_reach_the_unit() {
    let mut world = World::with(|settings| settings.offers_per_minute = 5);
    let key = Key::new(7);
    let ana = world.open_wide(&key, "Ana");
    let mut eves = Vec::new();
    for _ in 0..8 {
        let eve = world.arrive_from(66);
        world.knock_as(eve, &key, "Eve");
        eves.push(eve);
    }
    world.forget();
    eves.iter().for_each(|eve| world.ask(*eve, offer(1, "sections")));
    assert_eq!(world.commands().len(), 5);
    let refused = eves.into_iter().filter(|eve| world.heard(*eve).contains(&"refused 1".to_owned()));
    assert_eq!(refused.count(), 3);
    world.ask(ana, offer(1, "sections"));
    assert_eq!(world.commands().len(), 1, "others are answered");
}

#[test]
fn coming_back_from_elsewhere_counts_there() {
    let mut world = World::with(|settings| settings.guests_per_source = 2);
    let key = Key::new(7);
    world.open_wide(&key, "Ana");
    let mut enter = |source| {
        let guest = world.arrive_from(source);
        world.knock_as(guest, &key, "Ben");
        let ticket = world.ticket(guest);
        world.lose(guest);
        let again = world.come_back_with(ticket, "Ben");
        world.heard(again).swap_remove(1)
    };
    (0..3).for_each(|_| assert!(enter(66).starts_with("seat "), "their sources have room again"));
}

#[test]
fn those_who_knock_and_go_use_up_nothing() {
    let (mut world, key) = (World::new(), Key::new(7));
    let ana = world.open(&key, "Ana");
    for _ in 0..=u16::MAX {
        let guest = world.knock(&key, "Eve");
        world.lose(guest);
        world.advance(Millis(10));
        world.forget();
    }
    let ben = world.knock(&key, "Ben");
    assert_eq!(world.heard(ben)[1], "waits ForAdmission");
    world.ask(ana, Request::AdmitAll);
    assert!(world.heard(ben)[0].starts_with("seat "));
}

#[test]
fn there_are_so_many_sockets_in_all() {
    let mut world = World::with(|settings| settings.guests = 3);
    let guests: Vec<_> = (0..4).map(|_| world.arrive()).collect();
    assert_eq!(world.heard(guests[3]), over(Over::Crowded));
    assert_eq!(world.machine.figures().refused, 1);
}

#[test]
fn one_source_knocks_so_often_in_a_minute() {
    let mut world = World::with(|settings| settings.knocks_per_minute = 2);
    let key = Key::new(7);
    let mut knock = || {
        let guest = world.arrive_from(66);
        world.knock_as(guest, &key, "Eve");
        world.heard(guest).swap_remove(1)
    };
    assert_eq!([knock(), knock(), knock()], ["waits ForHost", "waits ForHost", "over: TooOften(30)"]);
}

#[test]
fn whoever_floods_is_let_go_and_the_others_hear_little_of_it() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    let mut flood = [
        Request::Raise(Hand::Up(0)),
        Request::Put(ALL),
        Request::Rename(card("Eve")),
        Request::Show(Vec::new()),
        Request::Raise(Hand::Down),
    ]
    .into_iter()
    .cycle();
    // The first was the knock.
    for _ in 1..900 {
        world.ask(ben, flood.next().unwrap());
        world.advance(Millis(1));
    }
    assert!(world.heard(ana).len() <= 20);
    assert!(world.heard(ben).len() <= 20);
    world.ask(ben, flood.next().unwrap());
    assert_eq!(world.heard(ben), over(Over::TooOften(60)));
    world.advance(SECOND);
    assert_eq!(world.heard(ana).last().unwrap(), "here: 1 Eve mic cam screen hand 180 away");
}

#[test]
fn whoever_sends_what_is_no_message_is_let_go() {
    let key = Key::new(7);
    let (mut world, [_, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.handle(Event::Garbled(ben));
    assert_eq!(world.heard(ben), over(Over::Mistaken));
    world.advance(HOUR);
    assert_eq!(world.machine.figures().members, 1);
}

#[test]
fn a_room_takes_as_many_members_as_a_group_and_each_hears_of_all_in_one_message() {
    let mut world = World::with(|settings| settings.members_per_room = u16::MAX);
    let key = Key::new(7);
    let name = "x".repeat(64);
    world.open_wide(&key, &name);
    for _ in 0..GROUP_AT_MOST {
        world.knock(&key, &name);
        world.forget();
    }
    assert_eq!(world.machine.figures().members, GROUP_AT_MOST);
    world.advance(SECOND + SECOND);
}
