//! How long things last.

use crate::support::{HOUR, Key, MINUTE, SECOND, World, over};
use heliograph_sfu::rooms::Event;
use heliograph_wire::Millis;
use heliograph_wire::room::{Notice, Over, Request};

#[test]
fn a_room_ends_when_its_time_is_up_and_says_so_before() {
    let mut world = World::with(|settings| (settings.hours, settings.wait_minutes) = (Some(1), 120));
    let key = Key::new(7);
    let ana = world.open(&key, "Ana");
    let ben = world.knock(&key, "Ben");
    world.forget();
    world.advance(HOUR - MINUTE - MINUTE);
    assert_eq!(world.heard(ana)[2..], ["ends in 600 s"]);
    world.advance(MINUTE);
    assert_eq!(world.heard(ana), ["ends in 60 s"]);
    world.advance(MINUTE);
    assert_eq!(world.heard(ana), over(Over::TimeUp));
    assert_eq!(world.heard(ben).last().unwrap(), "closed");
    assert_eq!(world.done(), ["end"]);
    let again = world.open(&key, "Ana");
    assert_eq!(world.heard(again)[1], "seat 0 as Host lobby", "and may be opened again");
}

#[test]
fn a_page_knows_how_long_its_room_lasts() {
    let mut world = World::with(|settings| settings.hours = Some(2));
    let key = Key::new(7);
    world.open_wide(&key, "Ana");
    world.advance(HOUR);
    let left = |world: &mut World, guest| {
        let told = world.told(guest);
        let seat = told.into_iter().find_map(|notice| match notice {
            Notice::Seated(seat) => Some(seat),
            _ => None,
        });
        seat.unwrap().seconds_left
    };
    let ben = world.knock(&key, "Ben");
    assert_eq!(left(&mut world, ben), Some(3_600));
    let mut endless = World::with(|settings| settings.hours = None);
    let ana = endless.open(&key, "Ana");
    assert_eq!(left(&mut endless, ana), None);
    endless.advance(Millis(1_000 * HOUR.0));
    assert_eq!(endless.machine.figures().members, 1);
}

#[test]
fn whoever_says_nothing_is_let_go_after_a_minute() {
    let mut world = World::new();
    let guest = world.arrive();
    world.advance(MINUTE - Millis(1));
    assert_eq!(world.heard(guest), ["welcome"]);
    world.advance(Millis(1));
    assert_eq!(world.heard(guest), over(Over::Mistaken));
    assert_eq!(world.machine.figures().undecided, 0);
}

#[test]
fn at_the_end_everybody_goes() {
    let (mut world, key) = (World::new(), Key::new(7));
    let [ana, ben] = world.gather(&key, ["Ana", "Ben"]);
    let early = world.knock(&Key::new(8), "Cem");
    let undecided = world.arrive();
    world.lose(ben);
    world.forget();
    world.handle(Event::Stopping);
    for guest in [ana, early, undecided] {
        assert_eq!(world.heard(guest), over(Over::Stopping));
    }
    assert_eq!(world.done(), ["end"]);
    let late = world.arrive();
    assert_eq!(world.heard(late), over(Over::Stopping));
    let [guests, _, rooms, seats, early, timers, group] = world.machine.entries();
    assert_eq!([guests, rooms, seats, early, timers, group], [0; 6]);
    world.restart();
    let ana = world.come_back(ana, "Ana");
    assert_eq!(world.heard(ana)[1], "seat 0 as Host", "who comes at once to the next one has the seat");
}

#[test]
fn changes_are_gathered_for_a_moment() {
    let key = Key::new(7);
    let (mut world, [ana, _]) = World::room(&key, ["Ana", "Ben"]);
    world.knock(&key, "Cem");
    world.advance(Millis(20));
    let dora = world.knock(&key, "Dora");
    world.ask(dora, Request::Leave);
    world.advance(Millis(32));
    assert!(world.heard(ana).is_empty());
    world.advance(Millis(1));
    assert_eq!(world.heard(ana), ["3 gone: Left", "here: 2 Cem"]);
    world.advance(SECOND);
    assert!(world.heard(ana).is_empty());
}
