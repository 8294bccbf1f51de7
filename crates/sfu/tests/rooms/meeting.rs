//! From an empty companion to people who hear each other, and out again.

use crate::support::{ALL, Key, MINUTE, SECOND, World, done, offer, over, say};
use heliograph_sfu::{Answer, Command, Happened};
use heliograph_wire::Private;
use heliograph_wire::room::{MemberId, Over, Request};

#[test]
fn a_host_opens_a_room_and_lets_in_who_knocks() {
    let (mut world, key) = (World::new(), Key::new(7));
    let ana = world.open(&key, "Ana");
    assert_eq!(world.heard(ana), ["welcome", "seat 0 as Host lobby", "roster: 0 Ana host"]);
    let ben = world.knock(&key, "Ben");
    assert_eq!(world.heard(ben), ["welcome", "waits ForAdmission"]);
    world.advance(SECOND);
    assert_eq!(world.heard(ana), ["here: 0 Ana host", "knocking: 1 Ben"]);
    world.ask(ana, Request::Admit(MemberId(1)));
    assert_eq!(world.heard(ben), ["seat 1 as Guest lobby", "roster: 0 Ana host, 1 Ben"]);
    world.advance(SECOND);
    assert_eq!(world.heard(ana), ["here: 1 Ben", "knocking: "]);
    assert_eq!(world.machine.figures().members, 2);
}

#[test]
fn an_offer_goes_to_the_unit_and_its_answer_comes_back() {
    let key = Key::new(7);
    let (mut world, [ana, _]) = World::room(&key, ["Ana", "Ben"]);
    world.ask(ana, offer(5, "sections"));
    let commands = world.commands();
    let [Command::Offer { who, number, .. }] = commands[..] else { panic!("no offer") };
    assert_eq!(done(&commands[0]), "offer 1 of 0: sections");
    let answer = Answer::Taken(Private::new("mirrored".to_owned()));
    world.unit(Happened::Answered { who, number, answer });
    assert_eq!(world.heard(ana), ["answer 5: mirrored"]);
}

#[test]
fn what_somebody_puts_in_and_says_reaches_the_others() {
    let key = Key::new(7);
    let (mut world, [ana, ben, cem]) = World::room(&key, ["Ana", "Ben", "Cem"]);
    world.ask(ben, Request::Put(ALL));
    assert_eq!(world.done(), ["let 1: mic cam screen"]);
    world.ask(ben, say(None, "hello"));
    world.ask(ben, say(Some(2), "psst"));
    assert_eq!(world.heard(ana), ["here: 1 Ben mic cam screen", "1 says: hello"]);
    assert_eq!(world.heard(cem), ["here: 1 Ben mic cam screen", "1 says: hello", "1 says alone: psst"]);
    assert_eq!(world.heard(ben), ["here: 1 Ben mic cam screen"]);
}

#[test]
fn the_room_closes_behind_the_last() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.ask(ana, Request::Leave);
    assert_eq!(world.heard(ana), over(Over::Left));
    world.advance(SECOND);
    assert_eq!(world.heard(ben), ["0 gone: Left"]);
    assert_eq!(world.done(), ["remove 0"]);
    world.ask(ben, Request::Leave);
    assert_eq!(world.heard(ben), over(Over::Left));
    assert_eq!(world.done(), ["end"]);
    world.advance(MINUTE);
    let [guests, _, rooms, seats, early, timers, group] = world.machine.entries();
    assert_eq!([guests, rooms, seats, early, timers, group], [0; 6]);
}
