use crate::support::{DAY, MINUTE, World, over, say};
use heliograph_rendezvous::Guest;
use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{Over, Request};

fn come(world: &mut World, nameplate: u32) -> Guest {
    world.come(Request::Come { work: 0, nameplate })
}

#[test]
fn two_meet_at_a_number_and_hear_each_other() {
    let mut world = World::new();
    let ana = world.come(Request::Open { work: 0 });
    assert_eq!(world.heard(ana), ["welcome", "seat 0 for 1800 s"]);
    let (ana, number) = world.open();
    assert!((100..1_000).contains(&number));
    let ben = come(&mut world, number);
    assert_eq!(world.heard(ben), ["welcome", "seat 1 for 1800 s", "0 is here"]);
    assert_eq!(world.heard(ana), ["1 is here"]);
    world.ask(ana, say(1, "hello"));
    world.ask(ben, say(0, "good morning"));
    assert_eq!(world.heard(ben), ["0 says hello"]);
    assert_eq!(world.heard(ana), ["1 says good morning"]);
}

#[test]
fn what_is_said_to_nobody_is_dropped() {
    let mut world = World::new();
    let (ana, ben, _) = world.pair();
    for to in [0, 2, 7, u16::MAX] {
        world.ask(ana, say(to, "hello"));
    }
    world.lose(ben);
    world.ask(ana, say(1, "hello"));
    assert_eq!(world.heard(ana), ["1 is gone"]);
    assert!(world.heard(ben).is_empty());
}

#[test]
fn a_third_is_refused_and_both_hear_of_it() {
    let mut world = World::new();
    let (ana, ben, number) = world.pair();
    let eve = come(&mut world, number);
    assert_eq!(world.heard(eve), ["welcome", "over: Full", "closed"]);
    assert_eq!((world.heard(ana), world.heard(ben)), (vec!["crowd".to_owned()], vec!["crowd".to_owned()]));
    world.ask(ana, say(1, "still here"));
    assert_eq!(world.heard(ben), ["0 says still here"]);
}

#[test]
fn a_third_is_refused_while_one_of_two_is_away() {
    let mut world = World::new();
    let (ana, ben, number) = world.pair();
    world.lose(ben);
    let eve = come(&mut world, number);
    assert_eq!(world.heard(eve), ["welcome", "over: Full", "closed"]);
    assert_eq!(world.heard(ana), ["1 is gone", "crowd"]);
}

#[test]
fn whoever_guesses_wrong_has_used_the_place_up() {
    let mut world = World::new();
    let (ana, eve, number) = world.pair();
    world.ask(eve, Request::Leave);
    assert_eq!(world.heard(eve), ["closed"]);
    assert_eq!(world.heard(ana), ["1 is gone", "over: NoPlace", "closed"]);
    let ben = come(&mut world, number);
    assert_eq!(world.heard(ben), ["welcome", "over: NoPlace", "closed"]);
    assert_eq!(world.machine.figures().burned, 1);
}

#[test]
fn whoever_stays_away_for_a_minute_has_used_it_up_too() {
    for first_leaves in [true, false] {
        let mut world = World::new();
        let (ana, ben, number) = world.pair();
        let (leaves, stays, gone) =
            if first_leaves { (ana, ben, "0 is gone") } else { (ben, ana, "1 is gone") };
        world.lose(leaves);
        assert_eq!(world.heard(stays), [gone]);
        world.advance(Millis(59_999));
        assert_eq!(world.heard(stays), [""; 0]);
        world.advance(Millis(1));
        assert_eq!(world.heard(stays), over(Over::NoPlace));
        let eve = come(&mut world, number);
        assert_eq!(world.heard(eve), ["welcome", "over: NoPlace", "closed"]);
    }
}

#[test]
fn where_both_stay_away_nothing_is_left() {
    let mut world = World::new();
    let (ana, ben, _) = world.pair();
    world.lose(ana);
    world.lose(ben);
    world.advance(MINUTE);
    let figures = world.machine.figures();
    assert_eq!((figures.guests, figures.nameplates, figures.burned), (0, 0, 1));
    assert_eq!(world.machine.entries()[2..], [0; 5]);
}

#[test]
fn a_used_number_rests_for_a_day() {
    let mut world = World::with(|settings| {
        settings.opens_per_minute = 10_000;
        settings.places_per_source = 10_000;
        settings.arrivals = 1_000_000;
    });
    let mut used = Vec::new();
    for _ in 0..224 {
        let (ana, ben, number) = world.pair();
        world.ask(ana, Request::Leave);
        world.lose(ben);
        used.push(number);
    }
    let mut sorted = used.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), 224, "no number came twice");
    assert!(world.open().1 < 1_000, "a quarter of them is not in use yet");
    assert!((1_000..10_000).contains(&world.open().1), "now it is");
    world.advance(DAY);
    assert!(world.open().1 < 1_000);
    assert_eq!(world.machine.figures().burned, 0);
}

#[test]
fn whoever_waits_alone_waits_for_half_an_hour() {
    let mut world = World::new();
    let (ana, number) = world.open();
    world.advance(Millis::minutes(30) - Millis(1));
    assert_eq!(world.heard(ana), [""; 0]);
    world.advance(Millis(1));
    assert_eq!(world.heard(ana), over(Over::Expired));
    let ben = come(&mut world, number);
    assert_eq!(world.heard(ben), ["welcome", "over: NoPlace", "closed"]);
    assert_eq!(world.machine.figures().burned, 0, "nobody met there");
}

#[test]
fn two_who_meet_at_the_last_moment_have_two_minutes() {
    let mut world = World::new();
    let (ana, number) = world.open();
    world.advance(Millis::minutes(29));
    let ben = come(&mut world, number);
    assert_eq!(world.heard(ben), ["welcome", "seat 1 for 120 s", "0 is here"]);
    world.advance(Millis::seconds(119));
    world.ask(ben, say(0, "hello"));
    assert_eq!(world.heard(ana), ["1 is here", "1 says hello"]);
    world.advance(Millis::seconds(1));
    assert_eq!((world.heard(ana), world.heard(ben)), (over(Over::Expired), over(Over::Expired)));
    assert_eq!(world.machine.figures().burned, 1);
}

#[test]
fn a_number_is_waited_for_also_while_its_page_is_closed() {
    let mut world = World::new();
    let (ana, number) = world.open();
    world.lose(ana);
    world.advance(Millis::minutes(20));
    let ben = come(&mut world, number);
    assert_eq!(world.heard(ben), ["welcome", "seat 1 for 600 s"]);
    world.advance(Millis::seconds(60));
    assert_eq!(world.heard(ben), over(Over::NoPlace), "nobody came back");
}

#[test]
fn whoever_leaves_alone_gives_the_number_back() {
    let mut world = World::new();
    let (ana, number) = world.open();
    world.ask(ana, Request::Leave);
    assert_eq!(world.heard(ana), ["closed"]);
    let figures = world.machine.figures();
    assert_eq!((figures.guests, figures.nameplates, figures.burned), (0, 0, 0));
    let ben = come(&mut world, number);
    assert_eq!(world.heard(ben), ["welcome", "over: NoPlace", "closed"]);
}

#[test]
fn three_numbers_in_a_minute_may_be_tried_from_one_source() {
    let mut world = World::new();
    let mut tries = Vec::new();
    for nameplate in 0..5 {
        let eve = world.arrive_from(7);
        world.ask(eve, Request::Come { work: 0, nameplate });
        tries.push(world.heard(eve).swap_remove(1));
    }
    assert_eq!(tries[..3], ["over: NoPlace"; 3]);
    assert_eq!(tries[3..], ["over: TooOften(20)"; 2]);
    world.advance(Millis::seconds(20));
    let eve = world.arrive_from(7);
    world.ask(eve, Request::Come { work: 0, nameplate: 100 });
    assert_eq!(world.heard(eve)[1], "over: NoPlace");
}

#[test]
fn one_source_has_so_many_places_and_opens_so_many_in_a_minute() {
    let mut world = World::with(|settings| settings.places_per_source = 7);
    let open = |world: &mut World| {
        let guest = world.arrive_from(7);
        world.ask(guest, Request::Open { work: 0 });
        (guest, world.heard(guest).swap_remove(1))
    };
    let opened: Vec<_> = (0..7).map(|_| open(&mut world)).collect();
    assert!(opened[..6].iter().all(|(_, told)| told == "seat 0 for 1800 s"));
    assert_eq!(opened[6].1, "over: TooOften(10)");
    world.advance(MINUTE);
    assert_eq!(open(&mut world).1, "seat 0 for 1800 s");
    assert_eq!(open(&mut world).1, "over: TooOften(60)", "it has seven");
    world.ask(opened[0].0, Request::Leave);
    assert_eq!(open(&mut world).1, "seat 0 for 1800 s");
}

#[test]
fn whoever_says_too_much_is_let_go() {
    let mut world = World::new();
    let (ana, ben, _) = world.pair();
    (0..239).for_each(|_| world.ask(ana, say(1, "x")));
    world.advance(MINUTE);
    (0..240).for_each(|_| world.ask(ana, say(1, "x")));
    assert_eq!(world.heard(ben).len(), 479);
    assert_eq!(world.heard(ana), [""; 0]);
    world.ask(ana, say(1, "x"));
    assert_eq!(world.heard(ana), over(Over::TooOften(60)));
    assert_eq!(world.heard(ben), ["0 is gone"]);
}

#[test]
fn whoever_says_too_many_bytes_is_let_go() {
    let mut world = World::new();
    let (ana, ben, _) = world.pair();
    let long = "x".repeat(12 * 1_024);
    (0..21).for_each(|_| world.ask(ana, say(1, &long)));
    assert_eq!(world.heard(ben).len(), 21);
    world.ask(ana, say(1, &long));
    assert_eq!(world.heard(ana), over(Over::TooOften(60)));
}

#[test]
fn what_is_too_long_is_not_passed_on() {
    let mut world = World::new();
    let (ana, ben, _) = world.pair();
    world.ask(ana, say(1, &"x".repeat(12 * 1_024 + 1)));
    assert_eq!(world.heard(ana), over(Over::Mistaken));
    assert_eq!(world.heard(ben), ["0 is gone"]);
}
