use crate::support::{Callee, World, link, over, say, sealed};
use heliograph_rendezvous::Guest;
use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{NOTE_LIMIT, Over, Request};

fn take(ring: u32, text: &str) -> Request {
    Request::Take { ring, sealed: sealed(text) }
}

fn tell(ring: u32, text: &str) -> Request {
    Request::Tell { ring, sealed: sealed(text) }
}

/// A callee with two devices, and somebody who rings it.
fn ringing() -> (World, [Guest; 2], Guest, u32) {
    let mut world = World::new();
    let phone = Callee::new(1).with_link(&mut world, 1);
    let laptop = Callee::new(1).attend(&mut world);
    world.forget();
    let caller = world.ring(1, "ben");
    world.advance(Millis(310));
    let number = world.ring_number(phone);
    assert_eq!(
        (world.heard(laptop), world.heard(caller)),
        (vec!["ben rings".to_owned()], vec!["ringing".to_owned()])
    );
    (world, [phone, laptop], caller, number)
}

#[test]
fn it_rings_after_three_tenths_of_a_second() {
    let mut world = World::new();
    let device = Callee::new(1).with_link(&mut world, 1);
    let caller = world.ring(1, "ben");
    world.advance(Millis(299));
    assert!(world.heard(caller).is_empty());
    world.advance(Millis(1));
    assert_eq!(world.heard(caller), ["ringing"]);
    assert!(world.heard(device).is_empty(), "whoever rings hears first");
    world.advance(Millis(10));
    assert_eq!(world.heard(device), ["ben rings"]);
    assert_eq!(world.machine.figures().rings, 1);
}

#[test]
fn the_first_device_takes_it_and_the_two_talk() {
    let (mut world, [phone, laptop], caller, ring) = ringing();
    world.ask(laptop, take(ring, "hello"));
    assert_eq!(world.heard(caller), ["callee says hello"]);
    assert_eq!((world.heard(phone), world.heard(laptop)), (vec!["taken elsewhere".to_owned()], Vec::new()));
    world.ask(caller, say(0, "hi"));
    world.ask(laptop, tell(ring, "more"));
    world.ask(caller, say(1, "nobody"));
    assert_eq!(
        (world.heard(laptop), world.heard(caller)),
        (vec!["caller says hi".to_owned()], vec!["callee says more".to_owned()])
    );
    world.ask(phone, take(ring, "me too"));
    world.ask(phone, tell(ring, "me too"));
    assert_eq!(world.heard(phone), ["taken elsewhere", "taken elsewhere"]);
    world.advance(Millis::minutes(3));
    assert!(world.heard(caller).is_empty());
    assert_eq!(world.machine.figures().taken, 1);
}

#[test]
fn a_caller_who_leaves_stops_the_ringing() {
    for by_word in [true, false] {
        let (mut world, [phone, laptop], caller, ring) = ringing();
        if by_word {
            world.ask(caller, Request::Leave);
            assert_eq!(world.heard(caller), ["closed"]);
        } else {
            world.lose(caller);
        }
        for device in [phone, laptop] {
            assert_eq!(world.heard(device), ["caller gone", "missed: ben"]);
        }
        world.ask(phone, take(ring, "hello"));
        world.ask(phone, tell(ring, "hello"));
        assert_eq!(world.heard(phone), ["caller gone", "caller gone"]);
        assert_eq!(world.machine.figures().rings, 0);
    }
}

#[test]
fn a_caller_who_leaves_before_it_rings_leaves_a_note() {
    let mut world = World::new();
    let device = Callee::new(1).with_link(&mut world, 1);
    let caller = world.ring(1, "ben");
    world.advance(Millis(305));
    world.lose(caller);
    assert_eq!(world.heard(device), ["missed: ben"]);
}

#[test]
fn a_caller_who_leaves_after_an_answer_is_gone_for_who_answered() {
    let (mut world, [phone, laptop], caller, ring) = ringing();
    world.ask(phone, take(ring, "hello"));
    world.forget();
    world.lose(caller);
    assert_eq!((world.heard(phone), world.heard(laptop)), (vec!["caller gone".to_owned()], Vec::new()));
    world.ask(phone, tell(ring, "hello?"));
    assert_eq!(world.heard(phone), ["caller gone"]);
}

#[test]
fn a_ring_that_nobody_takes_ends_after_two_minutes() {
    let (mut world, [phone, laptop], caller, ring) = ringing();
    world.advance(Millis::minutes(2) - Millis(11));
    assert!(world.heard(caller).is_empty());
    world.advance(Millis(1));
    assert_eq!(world.heard(caller), ["unanswered"]);
    assert!(world.heard(phone).is_empty());
    world.advance(Millis(10));
    for device in [phone, laptop] {
        assert_eq!(world.heard(device), ["rang in vain", "missed: ben"]);
    }
    world.ask(phone, take(ring, "hello"));
    assert_eq!(world.heard(phone), ["rang in vain"]);
    assert!(world.heard(caller).is_empty());
}

#[test]
fn a_device_that_answered_and_is_gone_leaves_the_caller_unanswered() {
    let (mut world, [phone, laptop], caller, ring) = ringing();
    world.ask(phone, take(ring, "hello"));
    world.forget();
    world.lose(laptop);
    assert!(world.heard(caller).is_empty(), "another device's leaving changes nothing");
    world.lose(phone);
    assert_eq!(world.heard(caller), ["unanswered"]);
    world.ask(caller, say(0, "hello?"));
    assert!(world.heard(caller).is_empty());
}

#[test]
fn devices_that_leave_while_it_rings_change_nothing_for_the_caller() {
    let (mut world, [phone, laptop], caller, _) = ringing();
    world.lose(phone);
    world.lose(laptop);
    world.advance(Millis::minutes(2) - Millis(10));
    assert_eq!(world.heard(caller), ["unanswered"]);
}

#[test]
fn a_device_that_comes_while_it_rings_rings_too() {
    let (mut world, _, caller, ring) = ringing();
    let tablet = Callee::new(1).attend(&mut world);
    assert_eq!(world.heard(tablet), ["attended for 92 days: link 1", "ben rings"]);
    world.ask(tablet, take(ring, "hello"));
    assert_eq!(world.heard(caller), ["callee says hello"]);
    let late = Callee::new(1).attend(&mut world);
    assert_eq!(world.heard(late), ["attended for 92 days: link 1"]);
}

#[test]
fn nobody_takes_what_rings_somebody_else() {
    let (mut world, [phone, _], caller, ring) = ringing();
    let eve = Callee::new(2).with_link(&mut world, 2);
    world.ask(eve, take(ring, "hello"));
    world.ask(eve, tell(ring, "hello"));
    world.ask(eve, take(ring ^ 1, "hello"));
    assert_eq!(world.heard(eve), ["caller gone"; 3]);
    assert!(world.heard(caller).is_empty());
    world.ask(phone, take(ring, "hello"));
    assert_eq!(world.heard(caller), ["callee says hello"]);
}

#[test]
fn who_was_answered_has_ten_minutes_for_all_that_is_to_be_said() {
    let (mut world, [phone, _], caller, ring) = ringing();
    world.ask(phone, take(ring, "hello"));
    world.forget();
    world.advance(Millis::minutes(10));
    assert_eq!(world.heard(caller), over(Over::Expired));
    assert_eq!(world.heard(phone), ["caller gone"]);
    assert_eq!(world.machine.figures().rings, 0);
}

#[test]
fn one_source_rings_six_times_in_a_minute_whatever_the_link() {
    for live in [true, false] {
        let mut world = World::new();
        if live {
            Callee::new(1).with_link(&mut world, 1);
        }
        let mut told = Vec::new();
        for _ in 0..8 {
            let caller = world.arrive_from(7);
            world.ask(caller, Request::Ring { work: 0, link: link(1), intro: sealed("eve") });
            told.push(world.heard(caller));
        }
        assert!(told[..6].iter().all(|told| *told == ["welcome"]));
        assert!(told[6..].iter().all(|told| told[1..] == over(Over::TooOften(10))));
    }
}

#[test]
fn a_callee_is_rung_ten_times_in_a_minute_and_further_callers_notice_nothing() {
    let mut world = World::new();
    let device = Callee::new(1).with_link(&mut world, 1);
    let callers: Vec<_> = (0..12).map(|_| world.ring(1, "ben")).collect();
    world.advance(Millis(310));
    assert_eq!(world.heard(device).len(), 10);
    world.advance(Millis::minutes(2));
    for caller in callers {
        assert_eq!(world.heard(caller), ["ringing", "unanswered"]);
    }
    assert_eq!(world.heard(device), ["rang in vain", "missed: ben"].repeat(10));
}

#[test]
fn whoever_rings_in_vain_again_and_again_waits_longer() {
    for live in [true, false] {
        let mut world = World::with(|settings| settings.rings_per_callee = 1_000);
        if live {
            Callee::new(1).with_link(&mut world, 1);
        }
        let mut waits = Vec::new();
        for _ in 0..18 {
            let caller = world.arrive_from(7);
            world.ask(caller, Request::Ring { work: 0, link: link(1), intro: sealed("eve") });
            let begin = world.now.monotonic;
            world.advance(Millis::seconds(30));
            let ringing = world.told(caller);
            assert_eq!(ringing.len(), 2, "a welcome and that it rings");
            waits.push(ringing[1].at.since(begin).0);
            world.lose(caller);
        }
        assert_eq!(waits[..10], [300; 10]);
        assert_eq!(waits[10..], [1_300, 2_300, 4_300, 8_300, 16_300, 25_300, 25_300, 25_300]);
        let other = world.ring(1, "ben");
        world.advance(Millis(300));
        assert_eq!(world.heard(other), ["ringing"], "others do not");
    }
}

#[test]
fn an_introduction_has_an_end() {
    let mut world = World::new();
    let intro = sealed(&"x".repeat(NOTE_LIMIT + 1));
    let caller = world.come(Request::Ring { work: 0, link: link(1), intro });
    assert_eq!(world.heard(caller), ["welcome", "over: Mistaken", "closed"]);
}
