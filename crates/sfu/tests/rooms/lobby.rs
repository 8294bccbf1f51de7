//! Those who knock.

use crate::support::{Key, MINUTE, SECOND, World, card, offer, over};
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Over, Request, Role, Rules};

const OPEN: Rules =
    Rules { lobby: Switch::Off, locked: Switch::Off, guests_share: Switch::On, guests_speak: Switch::On };

#[test]
fn whoever_comes_before_the_host_waits_and_knocks_once_the_room_is_open() {
    let (mut world, key) = (World::new(), Key::new(7));
    let ben = world.knock(&key, "Ben");
    assert_eq!(world.heard(ben)[1..], ["waits ForHost"]);
    world.advance(MINUTE);
    let ana = world.open(&key, "Ana");
    assert_eq!(world.heard(ben), ["waits ForAdmission"]);
    world.advance(SECOND);
    assert_eq!(world.heard(ana).last().unwrap(), "knocking: 1 Ben");
}

#[test]
fn where_there_is_no_lobby_those_who_waited_are_seated_when_the_room_opens() {
    let (mut world, key) = (World::new(), Key::new(7));
    let [ben, cem] = ["Ben", "Cem"].map(|name| world.knock(&key, name));
    world.ask(ben, Request::Rename(card("Benjamin")));
    world.forget();
    world.open_wide(&key, "Ana");
    assert_eq!(world.heard(ben), ["seat 1 as Guest", "roster: 0 Ana host, 1 Benjamin"]);
    assert_eq!(world.heard(cem)[0], "seat 2 as Guest");
    assert_eq!(world.machine.figures().early, 0);
}

#[test]
fn nobody_waits_for_ever() {
    let (mut world, key, other) = (World::new(), Key::new(7), Key::new(8));
    world.open(&key, "Ana");
    let [early, knocking] = [&other, &key].map(|key| world.knock(key, "Ben"));
    world.advance(MINUTE + MINUTE);
    let left = world.knock(&other, "Cem");
    world.ask(left, Request::Leave);
    assert_eq!(world.heard(left).last().unwrap(), "closed");
    world.advance(Millis::minutes(28) - Millis(1));
    assert_eq!(world.heard(early).last().unwrap(), "waits ForHost");
    assert_eq!(world.heard(knocking).last().unwrap(), "waits ForAdmission");
    world.advance(Millis(1));
    assert_eq!(world.heard(early), over(Over::NobodyCame));
    assert_eq!(world.heard(knocking), over(Over::NobodyCame));
    assert_eq!((world.machine.figures().early, world.machine.figures().knocking), (0, 0));
}

#[test]
fn only_so_many_wait_at_one_room() {
    let mut world = World::with(|settings| settings.knocking_per_room = 2);
    let key = Key::new(7);
    let mut knock = || {
        let guest = world.knock(&key, "Ben");
        world.heard(guest).swap_remove(1)
    };
    assert_eq!([knock(), knock(), knock()], ["waits ForHost", "waits ForHost", "over: Crowded"]);
    world.open(&key, "Ana");
    let third = world.knock(&key, "Cem");
    assert_eq!(world.heard(third)[1..], over(Over::Crowded));
}

#[test]
fn a_host_turns_somebody_away() {
    let (mut world, key) = (World::new(), Key::new(7));
    let ana = world.open(&key, "Ana");
    let ben = world.knock(&key, "Ben");
    world.settle();
    world.ask(ana, Request::Deny(MemberId(1)));
    assert_eq!(world.heard(ben), over(Over::Denied));
    world.advance(SECOND);
    assert_eq!(world.heard(ana), ["knocking: "]);
    for request in [Request::Deny(MemberId(1)), Request::Admit(MemberId(1))] {
        world.ask(ana, request);
        assert_eq!(world.heard(ana), ["declined: NobodyThere"]);
    }
}

#[test]
fn a_host_lets_all_in_for_whom_there_is_room() {
    let mut world = World::with(|settings| settings.members_per_room = 3);
    let key = Key::new(7);
    let ana = world.open(&key, "Ana");
    let guests = ["Ben", "Cem", "Dora"].map(|name| world.knock(&key, name));
    world.settle();
    world.ask(ana, Request::AdmitAll);
    let seats = guests.map(|guest| world.heard(guest).first().cloned());
    assert_eq!(seats[..2], [1, 2].map(|seat| Some(format!("seat {seat} as Guest lobby"))));
    assert_eq!(seats[2], None, "whoever does not fit goes on knocking");
    world.advance(SECOND);
    assert_eq!(world.heard(ana), ["declined: Full", "here: 1 Ben, 2 Cem", "knocking: 3 Dora"]);
    world.ask(ana, Request::Admit(MemberId(3)));
    assert_eq!(world.heard(ana), ["declined: Full"]);
    world.ask(guests[0], Request::Leave);
    world.ask(ana, Request::AdmitAll);
    assert_eq!(world.heard(guests[2])[0], "seat 3 as Guest lobby");
}

#[test]
fn nobody_new_comes_into_a_locked_or_a_full_room() {
    let mut world = World::with(|settings| settings.members_per_room = 2);
    let key = Key::new(7);
    let [ana, _] = world.gather(&key, ["Ana", "Ben"]);
    let cem = world.knock(&key, "Cem");
    assert_eq!(world.heard(cem)[1..], over(Over::Full));
    world.ask(ana, Request::Rule(Rules { locked: Switch::On, ..OPEN }));
    let dora = world.knock(&key, "Dora");
    assert_eq!(world.heard(dora)[1..], over(Over::Locked));
}

#[test]
fn whoever_knocked_before_a_room_was_locked_may_still_be_let_in() {
    let (mut world, key) = (World::new(), Key::new(7));
    let ana = world.open(&key, "Ana");
    let ben = world.knock(&key, "Ben");
    world.ask(ana, Request::Rule(Rules { locked: Switch::On, ..Rules::default() }));
    world.ask(ana, Request::Admit(MemberId(1)));
    assert_eq!(world.heard(ben)[2], "seat 1 as Guest lobby locked");
}

#[test]
fn a_host_comes_into_a_full_room_if_none_is_there() {
    let mut world = World::with(|settings| settings.members_per_room = 2);
    let key = Key::new(7);
    let [ana, _] = world.gather(&key, ["Ana", "Ben"]);
    let second = world.open(&key, "Ana\u{2019}s phone");
    assert_eq!(world.heard(second)[1..], over(Over::Full));
    world.ask(ana, Request::Leave);
    world.knock(&key, "Cem");
    let again = world.open(&key, "Ana");
    assert_eq!(world.heard(again)[1], "seat 3 as Host");
}

#[test]
fn without_a_lobby_everybody_who_knocks_comes_in() {
    let mut world = World::with(|settings| settings.members_per_room = 2);
    let key = Key::new(7);
    let ana = world.open(&key, "Ana");
    let [ben, cem] = ["Ben", "Cem"].map(|name| world.knock(&key, name));
    world.settle();
    world.ask(ana, Request::Rule(OPEN));
    assert_eq!(world.heard(ben)[0], "seat 1 as Guest");
    assert_eq!(world.heard(cem), over(Over::Full));
    world.advance(SECOND);
    assert_eq!(world.heard(ana), ["here: 1 Ben", "ruled", "knocking: "]);
}

#[test]
fn hosts_alone_hear_who_knocks() {
    let key = Key::new(7);
    let (mut world, [ana, ben, cem]) = World::room(&key, ["Ana", "Ben", "Cem"]);
    world.ask(ana, Request::Rule(Rules::default()));
    world.settle();
    let dora = world.knock(&key, "Dora");
    world.ask(dora, Request::Rename(card("Dorothea")));
    world.advance(SECOND);
    assert_eq!(world.heard(ana), ["knocking: 3 Dorothea"]);
    assert!(world.heard(ben).is_empty() && world.heard(cem).is_empty());
    world.ask(ana, Request::Appoint(MemberId(1), Role::CoHost));
    world.advance(SECOND);
    assert_eq!(world.heard(ben), ["here: 1 Ben co-host", "knocking: 3 Dorothea"]);
    let again = world.come_back(ben, "Ben");
    assert_eq!(world.heard(again).last().unwrap(), "knocking: 3 Dorothea");
    world.lose(dora);
    world.advance(SECOND);
    assert_eq!(world.heard(again).last().unwrap(), "knocking: ");
}

#[test]
fn whoever_knocks_does_nothing_else() {
    let (mut world, key) = (World::new(), Key::new(7));
    world.open(&key, "Ana");
    for request in [
        offer(1, "sections"),
        Request::Admit(MemberId(1)),
        Request::End,
        Request::Rename(card(&"x".repeat(65))),
        Request::Knock { room: key.room, card: card("Ben") },
    ] {
        let ben = world.knock(&key, "Ben");
        world.forget();
        world.ask(ben, request);
        assert_eq!(world.heard(ben), over(Over::Mistaken));
    }
    assert!(world.done().is_empty());
}

#[test]
fn those_who_knock_wait_for_the_host_again_when_all_have_left() {
    let (mut world, key) = (World::new(), Key::new(7));
    let ana = world.open(&key, "Ana");
    let ben = world.knock(&key, "Ben");
    world.advance(MINUTE);
    world.ask(ana, Request::Leave);
    assert_eq!(world.heard(ben)[1..], ["waits ForAdmission", "waits ForHost"]);
    world.advance(Millis::minutes(30) - Millis(1));
    assert!(world.heard(ben).is_empty(), "they wait as long as anybody");
    world.open_wide(&key, "Ana");
    assert_eq!(world.heard(ben)[0], "seat 1 as Guest");
}

#[test]
fn without_any_host_the_room_goes_on_and_its_lobby_waits() {
    let key = Key::new(7);
    let (mut world, [ana, ben, cem]) = World::room(&key, ["Ana", "Ben", "Cem"]);
    world.ask(ana, Request::Rule(Rules::default()));
    world.ask(ana, Request::Leave);
    let dora = world.knock(&key, "Dora");
    assert_eq!(world.heard(dora)[1..], ["waits ForAdmission"]);
    world.ask(ben, Request::Admit(MemberId(3)));
    assert_eq!(world.heard(ben).last().unwrap(), "declined: NotYours");
    world.settle();
    let again = world.open(&key, "Ana");
    assert_eq!(
        world.heard(again)[1..],
        ["seat 4 as Host lobby", "roster: 1 Ben, 2 Cem, 4 Ana host", "knocking: 3 Dora"]
    );
    world.advance(SECOND);
    assert_eq!(world.heard(cem), ["here: 4 Ana host"]);
}

#[test]
fn the_last_sources_from_which_members_were_removed_are_remembered() {
    let (mut world, key) = (World::new(), Key::new(7));
    let ana = world.open_wide(&key, "Ana");
    let remove = |world: &mut World, source| {
        let guest = world.arrive_from(source);
        world.knock_as(guest, &key, "Eve");
        let seat = world.heard(guest).swap_remove(1);
        let number = seat.split(' ').nth(1).and_then(|number| number.parse().ok());
        world.ask(ana, Request::Remove(MemberId(number.expect("a seat"))));
        world.advance(SECOND);
    };
    (0..65).for_each(|source| remove(&mut world, source));
    let knocks = |world: &mut World, source| {
        let guest = world.arrive_from(source);
        world.knock_as(guest, &key, "Eve");
        world.heard(guest).swap_remove(1)
    };
    assert!(knocks(&mut world, 0).starts_with("seat "), "the first is forgotten");
    assert_eq!([knocks(&mut world, 1), knocks(&mut world, 64)], ["waits ForAdmission", "waits ForAdmission"]);
}

#[test]
fn whoever_comes_from_where_somebody_was_removed_waits_in_any_case() {
    let (mut world, key) = (World::new(), Key::new(7));
    let ana = world.open_wide(&key, "Ana");
    let eve = world.arrive_from(66);
    world.knock_as(eve, &key, "Eve");
    world.ask(ana, Request::Remove(MemberId(1)));
    world.settle();
    let again = world.arrive_from(66);
    world.knock_as(again, &key, "somebody");
    assert_eq!(world.heard(again)[1..], ["waits ForAdmission"]);
    let other = world.knock(&key, "Ben");
    assert_eq!(world.heard(other)[1], "seat 3 as Guest");
    world.ask(ana, Request::Rule(Rules { guests_share: Switch::Off, ..OPEN }));
    world.advance(SECOND);
    assert!(world.heard(again).is_empty(), "the lobby that there is for them stays");
    world.ask(ana, Request::Admit(MemberId(2)));
    assert_eq!(world.heard(again)[0], "seat 2 as Guest no-share");
}
