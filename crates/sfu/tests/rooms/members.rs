//! What members put in, show and say.

use crate::support::{ALL, Key, MINUTE, SECOND, World, card, done, offer, over, say};
use heliograph_sfu::rooms::Guest;
use heliograph_sfu::{Answer, Command, Happened, Who};
use heliograph_wire::room::{
    Hand, MemberId, Over, Request, SAID_LIMIT, SDP_LIMIT, Source, TILES_AT_MOST, Tile,
};
use heliograph_wire::{Millis, Private};

fn tile(section: u8, member: u16) -> Tile {
    Tile { section, member: MemberId(member), source: Source::Camera, height: 180, weight: 0 }
}

fn show(members: &[u16]) -> Request {
    Request::Show(members.iter().zip(0..).map(|(member, section)| tile(section, *member)).collect())
}

/// The offer that went to the unit, and nothing else.
#[track_caller]
fn offered(world: &mut World) -> (Who, u32, String) {
    let commands = world.commands();
    let [Command::Offer { who, number, sdp, bits_per_second: 6_000_000 }] = &commands[..] else {
        panic!("{:?}", commands.iter().map(done).collect::<Vec<_>>())
    };
    (*who, *number, sdp.reveal().clone())
}

fn answer(world: &mut World, who: Who, number: u32, sdp: &str) {
    let answer = Answer::Taken(Private::new(sdp.to_owned()));
    world.unit(Happened::Answered { who, number, answer });
}

fn two() -> (World, [Guest; 2]) {
    World::room(&Key::new(7), ["Ana", "Ben"])
}

#[test]
fn one_offer_is_answered_at_a_time_and_the_newest_counts() {
    let (mut world, [ana, _]) = two();
    world.ask(ana, offer(1, "one"));
    let (who, first, _) = offered(&mut world);
    world.ask(ana, offer(2, "two"));
    world.ask(ana, offer(3, "three"));
    assert!(world.done().is_empty());
    answer(&mut world, who, first, "to one");
    assert!(world.heard(ana).is_empty(), "the page has made another one since");
    let (who, second, sdp) = offered(&mut world);
    assert_eq!(sdp, "three");
    answer(&mut world, who, first, "to one");
    assert!(world.heard(ana).is_empty(), "this was answered before");
    answer(&mut world, who, second, "to three");
    assert_eq!(world.heard(ana), ["answer 3: to three"]);
    answer(&mut world, who, second, "to three");
    assert!(world.heard(ana).is_empty());
}

#[test]
fn of_what_is_no_offer_the_page_hears() {
    let (mut world, [ana, _]) = two();
    world.ask(ana, offer(4, "nonsense"));
    let (who, number, _) = offered(&mut world);
    world.unit(Happened::Answered { who, number, answer: Answer::Refused });
    assert_eq!(world.heard(ana), ["refused 4"]);
}

#[test]
fn offers_cost_work_and_are_counted() {
    let (mut world, [ana, _]) = two();
    for number in 0..30 {
        world.ask(ana, offer(number, "again"));
        let (who, serial, _) = offered(&mut world);
        answer(&mut world, who, serial, "well");
    }
    world.forget();
    world.ask(ana, offer(30, "again"));
    assert_eq!(world.heard(ana), ["refused 30"]);
    assert!(world.done().is_empty());
    world.advance(SECOND + SECOND);
    world.ask(ana, offer(31, "later"));
    assert_eq!(offered(&mut world).2, "later");
}

#[test]
fn numbers_of_offers_only_grow() {
    for (first, second) in [(5, 5), (5, 4)] {
        let (mut world, [ana, _]) = two();
        world.ask(ana, offer(first, "sections"));
        world.ask(ana, offer(second, "sections"));
        assert_eq!(world.heard(ana), over(Over::Mistaken));
    }
}

#[test]
fn what_is_on_show_is_said_to_the_unit_ten_times_a_second_at_most() {
    let (mut world, [ana, _]) = two();
    for members in [&[1][..], &[1, 1], &[1, 1, 1]] {
        world.ask(ana, show(members));
    }
    assert_eq!(world.done(), ["show 0: 1 by 0"]);
    world.advance(Millis(99));
    assert!(world.done().is_empty());
    world.advance(Millis(1));
    assert_eq!(world.done(), ["show 0: 1 by 0, 1 by 1, 1 by 2"], "the last counts");
    world.advance(MINUTE);
    world.ask(ana, show(&[]));
    assert_eq!(world.done(), ["show 0: "]);
}

#[test]
fn what_is_too_much_or_too_long_makes_no_sense() {
    let long = |length| Request::Say { to: None, bytes: Private::new(vec![7; length]) };
    let all: Vec<_> = (0..TILES_AT_MOST as u8).map(|section| tile(section, 1)).collect();
    for request in [
        long(SAID_LIMIT + 1),
        offer(1, &"x".repeat(SDP_LIMIT + 1)),
        Request::Show([&all[..], &[tile(0, 1)]].concat()),
        Request::Show(vec![tile(TILES_AT_MOST as u8, 1)]),
        Request::Rename(card(&"x".repeat(65))),
        Request::Knock { room: Key::new(7).room, card: card("Ana") },
    ] {
        let (mut world, [ana, _]) = two();
        world.ask(ana, request);
        assert_eq!(world.heard(ana), over(Over::Mistaken));
    }
    for request in [long(SAID_LIMIT), offer(1, &"x".repeat(SDP_LIMIT)), Request::Show(all)] {
        let (mut world, [ana, _]) = two();
        world.ask(ana, request);
        assert!(world.heard(ana).is_empty());
    }
}

#[test]
fn hands_are_numbered_in_the_order_in_which_they_went_up() {
    let key = Key::new(7);
    let (mut world, [ana, ben, cem]) = World::room(&key, ["Ana", "Ben", "Cem"]);
    for guest in [cem, ben] {
        world.ask(guest, Request::Raise(Hand::Up(0)));
    }
    world.ask(cem, Request::Raise(Hand::Up(0)));
    world.advance(SECOND);
    assert_eq!(world.heard(ana), ["here: 1 Ben hand 2, 2 Cem hand 1"]);
    world.ask(cem, Request::Raise(Hand::Down));
    world.ask(cem, Request::Raise(Hand::Up(0)));
    world.advance(SECOND);
    assert_eq!(world.heard(ana), ["here: 2 Cem hand 3"]);
}

#[test]
fn somebody_goes_by_another_name() {
    let (mut world, [ana, ben]) = two();
    world.ask(ben, Request::Rename(card("Benjamin")));
    world.advance(SECOND);
    assert_eq!(world.heard(ana), ["here: 1 Benjamin"]);
}

#[test]
fn several_may_show_their_screens() {
    let (mut world, [ana, ben]) = two();
    world.ask(ana, Request::Put(ALL));
    world.ask(ben, Request::Put(ALL));
    assert_eq!(world.done(), ["let 0: mic cam screen", "let 1: mic cam screen"]);
}

#[test]
fn nobody_hears_what_is_said_to_one_who_is_away() {
    let (mut world, [ana, ben]) = two();
    world.lose(ben);
    for to in [1, 9] {
        world.ask(ana, say(Some(to), "hello"));
        assert_eq!(world.heard(ana).last().unwrap(), "declined: NobodyThere");
    }
    world.ask(ana, say(None, "hello"));
    assert!(world.heard(ben).is_empty());
}

#[test]
fn nobody_talks_all_the_time() {
    let (mut world, [ana, ben]) = two();
    (0..31).for_each(|_| world.ask(ana, say(None, "again")));
    assert_eq!(world.heard(ana), ["declined: TooOften"]);
    assert_eq!(world.heard(ben).len(), 30);
    world.advance(Millis::seconds(10));
    let long = || Request::Say { to: None, bytes: Private::new(vec![7; SAID_LIMIT]) };
    (0..3).for_each(|_| world.ask(ana, long()));
    assert_eq!(world.heard(ana), ["declined: TooOften"], "nor in long speeches");
    assert_eq!(world.heard(ben).len(), 2);
    world.ask(ben, say(None, "my turn"));
    assert_eq!(world.heard(ana), ["1 says: my turn"]);
}

#[test]
fn the_unit_may_speak_of_those_who_are_gone() {
    let (mut world, [ana, ben]) = two();
    world.ask(ben, offer(1, "sections"));
    let (who, number, _) = offered(&mut world);
    world.ask(ben, Request::Leave);
    world.settle();
    answer(&mut world, who, number, "late");
    world.unit(Happened::Voices { who, voices: Vec::new() });
    world.unit(Happened::Wanted { who, pictures: Vec::new() });
    world.unit(Happened::Short { who, tiles: Vec::new() });
    assert!(world.heard(ana).is_empty() && world.heard(ben).is_empty());
    world.ask(ana, Request::Leave);
    world.forget();
    world.unit(Happened::Speaking { room: who.room, members: vec![MemberId(0)] });
    world.unit(Happened::Poor { room: who.room, members: vec![MemberId(0)] });
    assert!(world.heard(ana).is_empty());
}
