//! Who may open a room.

use crate::support::{BEGIN, Key, MINUTE, SECRET, World, card, over};
use heliograph_sfu::rooms::{Creation, Guest, Permit};
use heliograph_wire::Private;
use heliograph_wire::room::{Opening, Over, Request, Rules};
use std::collections::BTreeSet;

const PERMIT: Permit = Permit { id: [5; 8], ends: BEGIN + 3_600, rooms: Some(2) };

fn open_changed(world: &mut World, key: &Key, change: impl FnOnce(&mut Opening)) -> Guest {
    let guest = world.arrive();
    let mut opening = key.opening(&world.challenge(guest), "Ana", Rules::default());
    change(&mut opening);
    world.ask(guest, Request::Open(opening));
    guest
}

fn invited(revoked: &[[u8; 8]]) -> World {
    let revoked: BTreeSet<_> = revoked.iter().copied().collect();
    World::with(|settings| settings.creation = Creation::Invited { revoked })
}

#[track_caller]
fn is_opened(world: &mut World, guest: Guest) {
    assert!(world.heard(guest)[1].starts_with("seat 0 as Host"));
}

#[test]
fn nobody_but_the_host_opens_a_room() {
    let (mut world, key, other) = (World::new(), Key::new(7), Key::new(8));
    let elsewhere = world.arrive();
    let stolen = world.challenge(elsewhere);
    let cases: [&dyn Fn(&mut Opening); 5] = [
        &|opening| opening.room = other.room,
        &|opening| opening.key = other.key,
        &|opening| opening.salt = Private::new([1; 16]),
        &|opening| opening.signature[0][0] ^= 1,
        &|opening| opening.signature = key.opening(&stolen, "", Rules::default()).signature,
    ];
    for (place, change) in cases.into_iter().enumerate() {
        let eve = open_changed(&mut world, &key, change);
        assert_eq!(world.heard(eve)[1..], over(Over::NotHost), "case {place}");
    }
    let eve = open_changed(&mut world, &key, |opening| opening.card = card(&"x".repeat(65)));
    assert_eq!(world.heard(eve)[1..], over(Over::Mistaken));
    assert_eq!(world.machine.figures().rooms, 0);
}

#[test]
fn two_rooms_have_nothing_to_do_with_each_other() {
    let (mut world, one, other) = (World::new(), Key::new(7), Key::new(8));
    let [ana, _] = world.gather(&one, ["Ana", "Ben"]);
    let [cem, dora] = world.gather(&other, ["Cem", "Dora"]);
    world.ask(cem, Request::End);
    assert_eq!(world.heard(dora), over(Over::Ended));
    world.advance(MINUTE);
    assert!(world.heard(ana).is_empty());
    assert_eq!((world.machine.figures().rooms, world.machine.figures().opened), (1, 2));
}

#[test]
fn where_rooms_are_for_those_who_are_invited_an_invite_is_needed() {
    let (mut world, key) = (invited(&[]), Key::new(7));
    let without = world.open(&key, "Ana");
    assert_eq!(world.heard(without)[1..], over(Over::NeedsInvite));
    let with = open_changed(&mut world, &key, |opening| opening.permit = Some(PERMIT.sign(&SECRET)));
    is_opened(&mut world, with);
    let guest = world.knock(&key, "Ben");
    assert_eq!(world.heard(guest)[1], "waits ForAdmission", "whoever has the link needs none");
    let second = world.open(&key, "Ana again");
    assert_eq!(world.heard(second)[1], "seat 2 as Host lobby", "nor a host once the room is open");
}

#[test]
fn an_invite_that_ran_out_or_was_made_elsewhere_opens_nothing() {
    let ended = Permit { ends: BEGIN, ..PERMIT };
    let none: &[[u8; 8]] = &[];
    for (revoked, permit) in [
        (none, ended.sign(&SECRET)),
        (none, PERMIT.sign(&Private::new([1; 32]))),
        (none, Private::new(vec![7; 97])),
        (none, Private::new(Vec::new())),
        (&[PERMIT.id], PERMIT.sign(&SECRET)),
    ] {
        let mut world = invited(revoked);
        let guest = open_changed(&mut world, &Key::new(7), |opening| opening.permit = Some(permit));
        assert_eq!(world.heard(guest)[1..], over(Over::BadInvite));
    }
}

#[test]
fn an_invite_is_for_as_many_rooms_as_it_says() {
    let mut world = invited(&[]);
    let mut open = |number| {
        let with = |opening: &mut Opening| opening.permit = Some(PERMIT.sign(&SECRET));
        let guest = open_changed(&mut world, &Key::new(number), with);
        let heard = world.heard(guest).swap_remove(1);
        world.ask(guest, Request::End);
        heard
    };
    let opened = "seat 0 as Host lobby";
    assert_eq!([open(1), open(2), open(1)], [opened, opened, opened]);
    assert_eq!(open(3), "over: BadInvite");
}

#[test]
fn where_hosts_are_listed_others_open_nothing() {
    let (listed, other) = (Key::new(7), Key::new(8));
    let mut world = World::with(|settings| settings.creation = Creation::Listed([listed.key].into()));
    let guest = world.open(&listed, "Ana");
    is_opened(&mut world, guest);
    let guest = world.open(&other, "Eve");
    assert_eq!(world.heard(guest)[1..], over(Over::NotListed));
}

#[test]
fn there_are_as_many_rooms_as_may_be_and_no_more() {
    let mut world = World::with(|settings| settings.rooms = 2);
    let first = world.open(&Key::new(1), "Ana");
    world.open(&Key::new(2), "Ben");
    let third = world.open(&Key::new(3), "Cem");
    assert_eq!(world.heard(third)[1..], over(Over::Crowded));
    world.ask(first, Request::Leave);
    let again = world.open(&Key::new(3), "Cem");
    is_opened(&mut world, again);
}

#[test]
fn one_source_opens_so_many_rooms_and_so_many_in_a_minute() {
    let mut world = World::with(|settings| (settings.rooms_per_source, settings.opens_per_minute) = (2, 4));
    let mut open = |number, source| {
        let (key, guest) = (Key::new(number), world.arrive_from(source));
        let opening = key.opening(&world.challenge(guest), "Ana", Rules::default());
        world.ask(guest, Request::Open(opening));
        world.heard(guest).swap_remove(1)
    };
    let opened = "seat 0 as Host lobby";
    assert_eq!([open(1, 1), open(2, 1), open(3, 1)], [opened, opened, "over: Crowded"]);
    assert_eq!(open(3, 2), opened, "others are not of it");
    assert_eq!(open(4, 1), "over: Crowded");
    assert_eq!(open(4, 1), "over: TooOften(15)");
}
