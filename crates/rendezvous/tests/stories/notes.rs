use crate::support::{Callee, DAY, Disk, MINUTE, TODAY, World, over, sealed};
use heliograph_rendezvous::{Guest, Record};
use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{NOTE_LIMIT, NOTES_AT_MOST, Notice, Over, Request};

/// Somebody rings, and nobody answers.
fn ring_in_vain(world: &mut World, who: &str) -> Guest {
    let caller = world.ring(1, who);
    world.advance(Millis(120_310));
    assert_eq!(world.heard(caller), ["ringing", "unanswered"]);
    caller
}

fn leave(world: &mut World, caller: Guest, text: &str) {
    world.ask(caller, Request::LeaveNote { note: sealed(text) });
}

fn notes(world: &World, callee: Callee) -> Vec<String> {
    let record = Record::decode(&world.kept[&callee.key]).unwrap();
    record.notes.iter().map(|note| String::from_utf8(note.sealed.reveal().clone()).unwrap()).collect()
}

/// A callee with a link who is not here.
fn away() -> (World, Callee) {
    let mut world = World::new();
    let callee = Callee::new(1);
    let device = callee.with_link(&mut world, 1);
    world.lose(device);
    (world, callee)
}

#[test]
fn a_missed_call_waits_for_the_callee() {
    let (mut world, callee) = away();
    ring_in_vain(&mut world, "ben");
    assert_eq!(notes(&world, callee), ["ben"]);
    world.restart();
    let device = callee.attend(&mut world);
    assert_eq!(world.heard(device), ["attended for 92 days: link 1", "missed: ben"]);
}

#[test]
fn a_note_takes_the_place_of_the_introduction_once() {
    let (mut world, callee) = away();
    let caller = ring_in_vain(&mut world, "ben");
    leave(&mut world, caller, "call me back");
    assert_eq!(notes(&world, callee), ["call me back"]);
    world.advance(Millis(299));
    assert!(world.heard(caller).is_empty());
    world.advance(Millis(1));
    assert_eq!(world.heard(caller), ["noted"]);
    leave(&mut world, caller, "and again");
    assert_eq!(world.heard(caller), over(Over::Mistaken));
    assert_eq!(notes(&world, callee), ["call me back"]);
}

#[test]
fn devices_that_are_here_hear_of_both_under_one_number() {
    let mut world = World::new();
    let device = Callee::new(1).with_link(&mut world, 1);
    let caller = ring_in_vain(&mut world, "ben");
    leave(&mut world, caller, "call me back");
    let missed: Vec<_> = world
        .told(device)
        .into_iter()
        .filter_map(|told| match told.notice {
            Notice::Missed(notes) => Some(notes),
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(missed.len(), 2);
    assert_eq!(missed[0].number, missed[1].number);
    assert!(missed[1].sealed == sealed("call me back"));
}

#[test]
fn a_note_is_left_also_where_the_introduction_was_read() {
    let (mut world, callee) = away();
    let caller = ring_in_vain(&mut world, "ben");
    let device = callee.attend(&mut world);
    world.ask(device, Request::NotesRead { up_to: u32::MAX });
    world.forget();
    leave(&mut world, caller, "call me back");
    assert_eq!(world.heard(device), ["missed: call me back"]);
    assert_eq!(notes(&world, callee), ["call me back"]);
}

#[test]
fn a_note_is_left_also_after_an_answer_that_broke_off() {
    let mut world = World::new();
    let callee = Callee::new(1);
    let device = callee.with_link(&mut world, 1);
    let caller = world.ring(1, "ben");
    world.advance(Millis(310));
    let ring = world.ring_number(device);
    world.ask(device, Request::Take { ring, sealed: sealed("hello") });
    world.lose(device);
    assert_eq!(world.heard(caller), ["ringing", "callee says hello", "unanswered"]);
    assert_eq!(notes(&world, callee), [""; 0]);
    leave(&mut world, caller, "call me back");
    assert_eq!(notes(&world, callee), ["call me back"]);
}

#[test]
fn no_note_is_left_before_its_time_or_too_long() {
    let (mut world, _) = away();
    let caller = world.ring(1, "ben");
    world.advance(MINUTE);
    world.forget();
    leave(&mut world, caller, "early");
    assert_eq!(world.heard(caller), over(Over::Mistaken));
    let caller = ring_in_vain(&mut world, "ben");
    leave(&mut world, caller, &"x".repeat(NOTE_LIMIT + 1));
    assert_eq!(world.heard(caller), over(Over::Mistaken));
}

#[test]
fn whoever_may_leave_a_note_has_ten_minutes_for_it() {
    let (mut world, _) = away();
    let caller = ring_in_vain(&mut world, "ben");
    world.advance(Millis::minutes(10));
    assert_eq!(world.heard(caller), over(Over::Expired));
    assert_eq!(world.machine.figures().rings, 0);
}

#[test]
fn notes_that_were_read_are_forgotten() {
    let (mut world, callee) = away();
    ring_in_vain(&mut world, "ben");
    ring_in_vain(&mut world, "cleo");
    let device = callee.attend(&mut world);
    let first = world.told(device).into_iter().find_map(|told| match told.notice {
        Notice::Missed(notes) => Some(notes[0].number),
        _ => None,
    });
    world.ask(device, Request::NotesRead { up_to: first.unwrap() });
    assert_eq!(notes(&world, callee), ["cleo"]);
    assert_eq!(world.machine.figures().notes, 1);
    let writes = world.writes;
    world.ask(device, Request::NotesRead { up_to: first.unwrap() });
    assert_eq!(world.writes, writes, "there was nothing to forget");
}

#[test]
fn numbers_of_notes_only_grow() {
    let (mut world, callee) = away();
    let mut last = 0;
    for _ in 0..3 {
        for _ in 0..2 {
            ring_in_vain(&mut world, "ben");
            let record = Record::decode(&world.kept[&callee.key]).unwrap();
            let number = record.notes.last().unwrap().number;
            assert!(number > last, "{number} after {last}");
            last = number;
            let device = callee.attend(&mut world);
            world.ask(device, Request::NotesRead { up_to: number });
            world.lose(device);
        }
        world.restart_after(DAY);
    }
}

#[test]
fn so_many_notes_wait_and_then_the_oldest_goes() {
    let (mut world, callee) = away();
    for number in 0..NOTES_AT_MOST + 5 {
        ring_in_vain(&mut world, &format!("{number} {}", "x".repeat(1_000)));
    }
    let kept = notes(&world, callee);
    assert_eq!(kept.len(), NOTES_AT_MOST);
    assert!(kept[0].starts_with("5 ") && kept.last().unwrap().starts_with("24 "));
    let device = callee.attend(&mut world);
    let heard = world.heard(device);
    assert_eq!(heard.len(), 3, "no notice is too long");
    assert!(heard[1].starts_with("missed: 5 ") && heard[2].starts_with("missed: 17 "));
}

#[test]
fn notes_are_kept_for_a_week() {
    let (mut world, callee) = away();
    ring_in_vain(&mut world, "ben");
    world.advance(Millis(7 * DAY.0));
    assert_eq!(notes(&world, callee), ["ben"]);
    world.advance(DAY);
    assert_eq!(notes(&world, callee), [""; 0]);
    let record = Record::decode(&world.kept[&callee.key]).unwrap();
    assert_eq!(record.last_day, TODAY, "a call is no sign of life");
}

#[test]
fn a_note_that_cannot_be_kept_is_heard_by_those_who_are_here_alone() {
    let mut world = World::new();
    let device = Callee::new(1).with_link(&mut world, 1);
    world.disk = Disk::Fails;
    ring_in_vain(&mut world, "ben");
    assert_eq!(world.heard(device), ["ben rings", "rang in vain", "missed: ben"]);
    assert_eq!(world.machine.figures().notes, 0);
}
