use crate::support::{Callee, World, hash, over, put, say, sealed, verify, work};
use heliograph_rendezvous::{Event, Guest, Source};
use heliograph_wire::rendezvous::{Over, Request};
use heliograph_wire::{Millis, Private};

#[test]
fn each_socket_has_a_challenge_of_its_own_and_others_after_a_restart() {
    let mut world = World::new();
    let mut challenges = Vec::new();
    let mut companions = Vec::new();
    for _ in 0..2 {
        for _ in 0..20 {
            let guest = world.arrive();
            let (challenge, bits, companion) = world.welcome(guest);
            assert_eq!(bits, 0);
            challenges.push(challenge);
            companions.push(companion);
        }
        world.restart();
    }
    challenges.sort_unstable();
    challenges.dedup();
    companions.dedup();
    assert_eq!((challenges.len(), companions.len()), (40, 1));
}

#[test]
fn a_challenge_is_another_one_after_a_restart_also_at_a_socket_with_the_same_number() {
    let challenge = |seed: u8| {
        let mut world = World::new();
        (0..seed).for_each(|_| world.restart());
        world.handle(Event::Arrived { guest: Guest(1), source: Source(1) });
        world.welcome(Guest(1)).0
    };
    assert!(challenge(0) != challenge(1));
}

#[test]
fn whoever_says_nothing_is_let_go_after_a_minute() {
    let mut world = World::new();
    let guest = world.arrive();
    world.advance(Millis(59_999));
    assert_eq!(world.heard(guest), ["welcome"]);
    world.advance(Millis(1));
    assert_eq!(world.heard(guest), over(Over::Expired));
    assert_eq!(world.machine.entries()[6], 0);
}

#[test]
fn the_first_request_says_what_a_socket_is_for() {
    let later: [Request; 9] = [
        say(0, "x"),
        Request::Leave,
        put(1, "x"),
        Request::Revoke(hash(1)),
        Request::Erase,
        Request::Take { ring: 1, sealed: sealed("x") },
        Request::Tell { ring: 1, sealed: sealed("x") },
        Request::NotesRead { up_to: 1 },
        Request::LeaveNote { note: sealed("x") },
    ];
    for request in later {
        let mut world = World::new();
        let guest = world.come(request);
        assert_eq!(world.heard(guest), ["welcome", "over: Mistaken", "closed"]);
        assert_eq!(world.machine.figures().guests, 0);
    }
}

#[test]
fn no_socket_is_for_two_things() {
    let firsts = || {
        [
            Request::Open { work: 0 },
            Request::Come { work: 0, nameplate: 100 },
            Request::Wait { work: 0, bucket: 1 },
            Request::Return { ticket: sealed("x") },
            Request::Attend { work: 0, key: [1; 32], signature: [[1; 32]; 2] },
            Request::Ring { work: 0, link: Private::new([1; 16]), intro: sealed("x") },
        ]
    };
    for request in firsts() {
        let mut world = World::new();
        let guests = [
            world.come(Request::Open { work: 0 }),
            world.come(Request::Wait { work: 0, bucket: 1 }),
            Callee::new(1).attend(&mut world),
            world.ring(1, "ana"),
        ];
        world.forget();
        for guest in guests {
            world.ask(guest, request.clone());
            assert_eq!(world.heard(guest), over(Over::Mistaken));
        }
    }
}

#[test]
fn whoever_sends_what_is_no_request_is_let_go() {
    let mut world = World::new();
    let (ana, ben, _) = world.pair();
    world.handle(Event::Garbled(ana));
    assert_eq!(world.heard(ana), over(Over::Mistaken));
    assert_eq!(world.heard(ben), ["0 is gone"], "they may come back by ticket");
    world.handle(Event::Garbled(Guest(77)));
    assert_eq!(world.machine.figures().guests, 1);
}

#[test]
fn nothing_comes_of_sockets_that_are_closed() {
    let mut world = World::new();
    let guest = world.arrive();
    world.lose(guest);
    world.lose(guest);
    world.ask(guest, Request::Open { work: 0 });
    assert_eq!(world.heard(guest), ["welcome"]);
    let figures = world.machine.figures();
    assert_eq!((figures.guests, figures.undecided), (0, 0));
}

#[test]
fn so_many_are_let_in_and_so_many_of_one_source() {
    let mut world = World::with(|settings| (settings.guests, settings.guests_per_source) = (20, 4));
    let crowded = ["over: Crowded(30)", "closed"];
    for source in 0..5 {
        let guests: Vec<_> = (0..5).map(|_| world.arrive_from(source)).collect();
        for guest in &guests[..3] {
            if !world.heard(*guest)[0].starts_with("welcome") {
                assert!(world.machine.figures().guests >= 15, "three quarters of the room are taken");
            }
        }
        assert_eq!(world.heard(guests[4]), crowded);
    }
    let guests = world.machine.figures().guests;
    assert!((15..=20).contains(&guests), "{guests} are let in");
    while world.machine.figures().guests < 20 {
        world.arrive();
    }
    let late = world.arrive();
    assert_eq!(world.heard(late), crowded);
}

#[test]
fn where_it_gets_full_new_sources_find_room_before_others_get_more() {
    let mut world = World::with(|settings| {
        (settings.guests, settings.guests_per_source) = (100, 40);
        (settings.opens_per_minute, settings.places_per_source) = (1_000, 1_000);
    });
    for source in 0..2 {
        for _ in 0..40 {
            let guest = world.arrive_from(source);
            world.ask(guest, Request::Open { work: 0 });
        }
    }
    assert_eq!(world.machine.figures().guests, 75);
    let late = world.arrive_from(99);
    assert_eq!(world.heard(late), ["welcome to 18 bits"]);
    let more = world.arrive_from(1);
    assert_eq!(world.heard(more), ["over: Crowded(30)", "closed"]);
}

#[test]
fn a_few_of_one_source_may_say_nothing_at_a_time_and_fewer_in_a_crowd() {
    let mut world = World::with(|settings| settings.arrivals = 100);
    let silent = |world: &mut World, source| {
        let guests: Vec<_> = (0..20).map(|_| world.arrive_from(source)).collect();
        let mut told = guests.iter().map(|guest| world.heard(*guest).swap_remove(0));
        told.position(|told| told == "over: Crowded(30)").unwrap_or(20)
    };
    assert_eq!(silent(&mut world, 1), 16);
    for source in 2..6 {
        silent(&mut world, source);
    }
    assert_eq!(silent(&mut world, 7), 2);
    world.advance(Millis::minutes(1));
    assert_eq!(silent(&mut world, 7), 16, "those before were let go");
}

#[test]
fn a_crowd_is_asked_for_work_and_does_it() {
    let mut world = World::with(|settings| settings.arrivals = 100);
    for _ in 0..100 {
        world.come(Request::Come { work: 0, nameplate: 1 });
    }
    let lazy = world.arrive();
    assert_eq!(world.heard(lazy), ["welcome to 18 bits"]);
    world.ask(lazy, Request::Open { work: 7 });
    assert_eq!(world.heard(lazy), over(Over::Mistaken));
    let busy = world.arrive();
    let (challenge, bits, _) = world.welcome(busy);
    world.ask(busy, Request::Open { work: work(challenge, bits) });
    assert_eq!(world.heard(busy), ["seat 0 for 1800 s"]);
    let thief = world.arrive();
    world.ask(thief, Request::Open { work: work(challenge, bits) });
    assert_eq!(world.heard(thief)[1..], over(Over::Mistaken), "work is for one socket");
    world.advance(Millis::seconds(10));
    let later = world.arrive();
    assert_eq!(world.heard(later), ["welcome"]);
}

#[test]
fn a_ticket_is_worth_as_much_as_work() {
    let mut world = World::with(|settings| (settings.arrivals, settings.guests_per_source) = (1, 1));
    let ana = world.come(Request::Open { work: 0 });
    let ticket = world.ticket(ana);
    let again = world.come_back(&ticket);
    assert_eq!(world.heard(again), ["welcome to 18 bits", "seat 0 for 1800 s"]);
}

#[test]
fn whoever_is_here_hears_that_the_companion_stops_and_nothing_begins() {
    let mut world = World::new();
    let (ana, ben, number) = world.pair();
    let device = Callee::new(1).with_link(&mut world, 1);
    let undecided = world.arrive();
    world.forget();
    world.handle(Event::Stopping);
    world.handle(Event::Stopping);
    for guest in [ana, ben, device, undecided] {
        assert_eq!(world.heard(guest), ["over: Stopping"]);
    }
    let late = world.come(Request::Come { work: 0, nameplate: number });
    assert_eq!(world.heard(late), over(Over::Stopping));
    world.ask(undecided, Request::Open { work: 0 });
    assert_eq!(world.heard(undecided), over(Over::Stopping));
    world.ask(ana, say(1, "goodbye"));
    assert_eq!(world.heard(ben), ["0 says goodbye"], "who is here may come to an end");
}

#[test]
fn other_settings_hold_at_once() {
    let mut world = World::new();
    let ana = world.arrive_from(1);
    let mut settings = heliograph_rendezvous::Settings::new(verify);
    settings.guests_per_source = 1;
    world.machine.set(settings);
    let ben = world.arrive_from(1);
    assert_eq!(world.heard(ben), ["over: Crowded(30)", "closed"]);
    assert_eq!(world.heard(ana), ["welcome"]);
}

#[test]
fn two_who_have_a_companion_to_themselves_meet_without_work() {
    let mut world = World::with(|settings| settings.guests = 2);
    let (ana, ben, _) = world.pair();
    world.ask(ana, say(1, "hello"));
    assert_eq!(world.heard(ben), ["0 says hello"]);
}
