use crate::support::{DAY, HOUR, MINUTE, World, over, say};
use heliograph_rendezvous::{Action, Event, Guest, Source};
use heliograph_wire::rendezvous::{Notice, Over, Request};
use heliograph_wire::{Millis, Private};

const NO_PLACE: [&str; 3] = ["welcome", "over: NoPlace", "closed"];

/// Two at a number, each with a ticket.
fn pair_with_tickets(world: &mut World) -> ([Guest; 2], [Private<Vec<u8>>; 2], u32) {
    let ana = world.come(Request::Open { work: 0 });
    let (_, nameplate) = world.open();
    assert!(nameplate != 0);
    let anas = world.ticket(ana);
    let nameplate = u32::from_be_bytes(anas.reveal()[1..5].try_into().unwrap());
    let ben = world.come(Request::Come { work: 0, nameplate });
    let bens = world.ticket(ben);
    world.forget();
    ([ana, ben], [anas, bens], nameplate)
}

#[test]
fn a_ticket_brings_its_seat_back() {
    let mut world = World::new();
    let ([ana, ben], [_, bens], _) = pair_with_tickets(&mut world);
    world.lose(ben);
    world.advance(Millis::seconds(50));
    let again = world.come_back(&bens);
    assert_eq!(world.heard(again), ["welcome", "seat 1 for 1750 s", "0 is here"]);
    assert_eq!(world.heard(ana), ["1 is gone", "1 is here"]);
    world.advance(MINUTE);
    world.ask(ana, say(1, "welcome back"));
    assert_eq!(world.heard(again), ["0 says welcome back"]);
}

#[test]
fn whoever_comes_again_has_the_seat_and_the_other_socket_has_it_no_more() {
    let mut world = World::new();
    let ([ana, ben], [_, bens], _) = pair_with_tickets(&mut world);
    let again = world.come_back(&bens);
    assert_eq!(world.heard(ben), over(Over::Replaced));
    assert_eq!(world.heard(again), ["welcome", "seat 1 for 1800 s", "0 is here"]);
    world.lose(ben);
    assert_eq!(world.heard(ana), ["1 is here"], "they are not gone");
    world.ask(again, say(0, "hello"));
    assert_eq!(world.heard(ana), ["1 says hello"]);
}

#[test]
fn whoever_waits_alone_comes_back_any_time() {
    let mut world = World::new();
    let ana = world.come(Request::Open { work: 0 });
    let ticket = world.ticket(ana);
    world.lose(ana);
    world.advance(Millis::minutes(29));
    let again = world.come_back(&ticket);
    assert_eq!(world.heard(again), ["welcome", "seat 0 for 60 s"]);
    world.advance(MINUTE);
    assert_eq!(world.heard(again), over(Over::Expired));
    let late = world.come_back(&ticket);
    assert_eq!(world.heard(late), NO_PLACE);
}

#[test]
fn a_used_up_place_has_no_seats_to_come_back_to() {
    let mut world = World::new();
    let ([ana, ben], tickets, _) = pair_with_tickets(&mut world);
    world.ask(ben, Request::Leave);
    assert_eq!(world.heard(ana), ["1 is gone", "over: NoPlace", "closed"]);
    for ticket in tickets {
        let again = world.come_back(&ticket);
        assert_eq!(world.heard(again), NO_PLACE);
    }
}

#[test]
fn nobody_comes_with_a_ticket_that_is_none() {
    let mut world = World::new();
    let (_, [anas, _], _) = pair_with_tickets(&mut world);
    for place in 0..anas.reveal().len() {
        let mut changed = anas.reveal().clone();
        changed[place] ^= 0x10;
        let eve = world.come_back(&Private::new(changed));
        assert_eq!(world.heard(eve), NO_PLACE, "byte {place}");
    }
    for length in [0, 1, 31, 64, 1_000] {
        let eve = world.come_back(&Private::new(vec![1; length]));
        assert_eq!(world.heard(eve), NO_PLACE, "{length} bytes");
    }
}

#[test]
fn two_find_each_other_again_after_a_restart() {
    for [first, second] in [[0, 1], [1, 0]] {
        let mut world = World::new();
        let (_, tickets, number) = pair_with_tickets(&mut world);
        world.advance(Millis::minutes(10));
        world.restart_after(Millis::seconds(20));
        let one = world.come_back(&tickets[first]);
        assert_eq!(world.heard(one), ["welcome".to_owned(), format!("seat {first} for 1180 s")]);
        world.advance(Millis::seconds(30));
        let other = world.come_back(&tickets[second]);
        let seat = format!("seat {second} for 1150 s");
        assert_eq!(world.heard(other), ["welcome".to_owned(), seat, format!("{first} is here")]);
        assert_eq!(world.heard(one), [format!("{second} is here")]);
        let eve = world.come(Request::Come { work: 0, nameplate: number });
        assert_eq!(world.heard(eve), ["welcome", "over: Full", "closed"]);
        world.ask(one, Request::Leave);
        assert_eq!(
            world.heard(other),
            ["crowd".to_owned(), format!("{first} is gone"), "over: NoPlace".to_owned(), "closed".to_owned()]
        );
        assert_eq!(world.machine.figures().burned, 1);
    }
}

#[test]
fn whoever_waited_alone_is_found_after_a_restart() {
    let mut world = World::new();
    let ana = world.come(Request::Open { work: 0 });
    let ticket = world.ticket(ana);
    let nameplate = u32::from_be_bytes(ticket.reveal()[1..5].try_into().unwrap());
    world.restart();
    let again = world.come_back(&ticket);
    let ben = world.come(Request::Come { work: 0, nameplate });
    assert_eq!(world.heard(again), ["welcome", "seat 0 for 1800 s", "2 is here"], "seat 1 may have a ticket");
    assert_eq!(world.heard(ben), ["welcome", "seat 2 for 1800 s", "0 is here"]);
}

#[test]
fn after_a_restart_nobody_else_has_the_seat_of_one_who_comes_back() {
    let mut world = World::new();
    let (_, [anas, bens], nameplate) = pair_with_tickets(&mut world);
    world.restart();
    let ana = world.come_back(&anas);
    let eve = world.come(Request::Come { work: 0, nameplate });
    let ben = world.come_back(&bens);
    assert_eq!(world.heard(ben), NO_PLACE, "there are two");
    world.ask(eve, Request::Leave);
    assert_eq!(world.heard(ana)[3..], ["2 is gone", "over: NoPlace", "closed"]);
}

#[test]
fn one_of_two_who_comes_back_alone_waits_for_a_minute() {
    let mut world = World::new();
    let (_, [_, bens], _) = pair_with_tickets(&mut world);
    world.restart();
    let ben = world.come_back(&bens);
    world.advance(MINUTE);
    assert_eq!(world.heard(ben), ["welcome", "seat 1 for 1800 s", "over: NoPlace", "closed"]);
    assert_eq!(world.machine.figures().burned, 1);
}

#[test]
fn a_number_that_somebody_else_has_since_a_restart_is_theirs() {
    let mut world = World::with(|settings| settings.arrivals = 1_000_000);
    let mut tickets = Vec::new();
    for _ in 0..200 {
        let guest = world.come(Request::Open { work: 0 });
        tickets.push(world.ticket(guest));
    }
    world.restart();
    let numbers: Vec<_> = (0..200).map(|_| world.open().1).collect();
    let mut refused = 0;
    for ticket in &tickets {
        let number = u32::from_be_bytes(ticket.reveal()[1..5].try_into().unwrap());
        let guest = world.come_back(ticket);
        if numbers.contains(&number) {
            refused += 1;
            assert_eq!(world.heard(guest), NO_PLACE);
        } else {
            assert_eq!(world.heard(guest), ["welcome", "seat 0 for 1800 s"]);
        }
    }
    assert!(refused > 10, "the test is blind: {refused}");
}

#[test]
fn tickets_of_buckets_are_good_after_a_restart() {
    let mut world = World::new();
    let guests: Vec<_> = (0..3).map(|_| world.come(Request::Wait { work: 0, bucket: 7 })).collect();
    let tickets: Vec<_> = guests.iter().map(|guest| world.ticket(*guest)).collect();
    world.restart_after(MINUTE);
    let cleo = world.come_back(&tickets[2]);
    assert_eq!(world.heard(cleo), ["welcome", "seat 2 in a bucket for 540 s"]);
    let dora = world.come(Request::Wait { work: 0, bucket: 7 });
    assert_eq!(world.heard(dora)[1], "seat 3 in a bucket for 600 s");
    let ana = world.come_back(&tickets[0]);
    assert_eq!(world.heard(ana), ["welcome", "seat 0 in a bucket for 540 s", "2 is here", "3 is here"]);
    assert_eq!(world.heard(cleo), ["3 is here", "0 is here"]);
    world.restart_after(Millis::minutes(9));
    let ben = world.come_back(&tickets[1]);
    assert_eq!(world.heard(ben), NO_PLACE, "its time is out");
}

#[test]
fn whoever_comes_newly_after_a_restart_is_given_no_seat_that_a_ticket_is_for() {
    let mut world = World::new();
    let waiting: Vec<_> = (0..8).map(|_| world.come(Request::Wait { work: 0, bucket: 7 })).collect();
    let tickets: Vec<_> = waiting.into_iter().map(|guest| world.ticket(guest)).collect();
    world.restart();
    for order in 8..16 {
        let newcomer = world.come(Request::Wait { work: 0, bucket: 7 });
        assert_eq!(world.heard(newcomer)[1], format!("seat {order} in a bucket for 600 s"));
    }
    for (ticket, order) in tickets.iter().zip(0..) {
        let again = world.come_back(ticket);
        assert_eq!(world.heard(again)[1], format!("seat {order} in a bucket for 600 s"));
    }
}

#[test]
fn a_bucket_in_which_somebody_always_waits_never_runs_out_of_seats() {
    let mut world = World::with(|settings| settings.arrivals = 1_000_000);
    world.come(Request::Wait { work: 0, bucket: 7 });
    let anas = world.seat(0);
    let mut given = 0;
    for number in 0..65_600 {
        let guest = Guest(1_000 + number);
        for event in [
            Event::Arrived { guest, source: Source(number.into()) },
            Event::Asked { guest, request: Request::Wait { work: 0, bucket: 7 } },
            Event::Asked { guest, request: Request::Leave },
        ] {
            let mut actions = Vec::new();
            world.machine.handle(world.now, event, &mut actions);
            for action in actions {
                if let Action::Tell { notice: Notice::Seated { seat, .. }, .. } = action {
                    assert!(seat != anas, "somebody has it");
                    given += 1;
                }
            }
        }
        world.now.monotonic = world.now.monotonic + Millis(5);
    }
    assert_eq!(given, 65_600);
}

#[test]
fn whoever_was_away_for_long_finds_their_seat_in_a_bucket_if_there_is_room() {
    let mut world = World::new();
    let ana = world.come(Request::Wait { work: 0, bucket: 7 });
    let ticket = world.ticket(ana);
    let ben = world.come(Request::Wait { work: 0, bucket: 7 });
    world.lose(ana);
    world.advance(Millis::minutes(2));
    world.forget();
    let again = world.come_back(&ticket);
    assert_eq!(world.heard(again), ["welcome", "seat 0 in a bucket for 480 s", "1 is here"]);
    assert_eq!(world.heard(ben), ["0 is here"]);
    world.lose(again);
    world.advance(Millis::minutes(2));
    for _ in 0..15 {
        world.come(Request::Wait { work: 0, bucket: 7 });
    }
    let late = world.come_back(&ticket);
    assert_eq!(world.heard(late), ["welcome", "over: Full", "closed"]);
}

#[test]
fn a_clock_that_is_set_shortens_no_wait_and_lengthens_none() {
    let mut world = World::new();
    let ([ana, ben], [_, bens], _) = pair_with_tickets(&mut world);
    world.set_clock(5 * 3_600);
    world.lose(ben);
    let again = world.come_back(&bens);
    assert_eq!(world.heard(again), ["welcome", "seat 1 for 1800 s", "0 is here"]);
    assert_eq!(world.heard(ana), ["1 is gone", "1 is here"]);
    let ticket = world.come(Request::Open { work: 0 });
    let ticket = world.ticket(ticket);
    world.restart();
    world.set_clock(-4 * 3_600);
    let early = world.come_back(&ticket);
    assert_eq!(world.heard(early), ["welcome", "seat 0 for 1800 s"]);
    world.restart_after(DAY - HOUR);
    let late = world.come_back(&ticket);
    assert_eq!(world.heard(late), NO_PLACE);
}

#[test]
fn those_who_come_back_are_counted_like_those_who_open() {
    let mut world = World::with(|settings| settings.places_per_source = 2);
    let mut tickets = Vec::new();
    for _ in 0..3 {
        let guest = world.come(Request::Open { work: 0 });
        tickets.push(world.ticket(guest));
    }
    world.restart();
    let mut told = Vec::new();
    for ticket in tickets {
        let guest = world.arrive_from(7);
        world.ask(guest, Request::Return { ticket });
        told.push(world.heard(guest).swap_remove(1));
    }
    assert_eq!(told, ["seat 0 for 1800 s", "seat 0 for 1800 s", "over: TooOften(60)"]);
}
