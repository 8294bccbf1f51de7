//! Those who come back: to a seat that waits, by another socket, and to a companion that was started again.

use crate::support::{ALL, HOUR, Key, MINUTE, SECOND, World, card, offer, over, say};
use heliograph_sfu::rooms::Event;
use heliograph_sfu::{Answer, Command, Happened, Who};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{
    Layer, MemberId, Over, Request, Role, Rules, SEAT_WAITS, Source, Tile, Upstream, Voice,
};
use heliograph_wire::{Millis, Private};

const WAITS: Millis = Millis::seconds(SEAT_WAITS as u64);
const JUST: Millis = Millis(1);

#[test]
fn a_broken_socket_keeps_the_seat_for_half_a_minute() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.ask(ben, Request::Put(ALL));
    world.lose(ben);
    world.advance(WAITS - JUST);
    assert_eq!(world.heard(ana), ["here: 1 Ben mic cam screen away"]);
    let again = world.come_back(ben, "somebody else");
    assert_eq!(
        world.heard(again)[1..],
        ["seat 1 as Guest", "roster: 0 Ana host, 1 Ben mic cam screen"],
        "a seat keeps its name"
    );
    world.advance(HOUR);
    assert_eq!(world.heard(ana), ["here: 1 Ben mic cam screen"]);
    assert_eq!(world.machine.figures().members, 2);
    assert!(!world.done().contains(&"remove 1".to_owned()), "the media connection goes on");
}

#[test]
fn whoever_does_not_come_back_in_time_is_gone() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.lose(ben);
    world.advance(WAITS + SECOND);
    assert_eq!(world.heard(ana), ["here: 1 Ben away", "1 gone: Lost"]);
    assert_eq!(world.done(), ["remove 1"]);
    let late = world.come_back(ben, "Ben");
    assert_eq!(world.heard(late)[1..], over(Over::NoSeat));
}

#[test]
fn a_second_socket_takes_the_place_of_the_first() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    let again = world.come_back(ben, "Ben");
    assert_eq!(world.heard(ben), over(Over::Replaced));
    world.lose(ben);
    world.ask(again, say(None, "still here"));
    assert_eq!(world.heard(ana), ["here: 1 Ben", "1 says: still here"]);
    world.advance(HOUR);
    assert_eq!(world.machine.figures().members, 2);
}

#[test]
fn a_page_that_comes_back_hears_what_the_unit_said_meanwhile() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.ask(ben, offer(5, "before"));
    let [Command::Offer { who, number, .. }] = world.commands()[..] else { panic!("no offer") };
    world.lose(ben);
    let room = who.room;
    let member = MemberId(0);
    world.unit(Happened::Answered { who, number, answer: Answer::Taken(Private::new("late".to_owned())) });
    world.unit(Happened::Voices { who, voices: vec![Voice { section: 2, member: Some(member) }] });
    world.unit(Happened::Voices { who, voices: vec![Voice { section: 1, member: None }] });
    for layers in [vec![], vec![Layer(0), Layer(2)]] {
        world.unit(Happened::Wanted { who, pictures: vec![Upstream { source: Source::Camera, layers }] });
    }
    let tile = Tile { section: 3, member, source: Source::Camera, height: 180, weight: 0 };
    world.unit(Happened::Short { who, tiles: vec![tile] });
    world.unit(Happened::Speaking { room, members: vec![member, MemberId(9)] });
    world.unit(Happened::Poor { room, members: vec![member] });
    let again = world.come_back(ben, "Ben");
    assert_eq!(
        world.heard(again)[3..],
        ["speaking: 0", "poor: 0", "voices: nobody by 1, 0 by 2", "wanted: Camera in 2", "short: 0 by 3"]
    );
    world.forget();
    world.ask(again, offer(1, "anew"));
    let [Command::Offer { who: Who { member: MemberId(1), .. }, number: 2, .. }] = world.commands()[..]
    else {
        panic!("the page numbers its offers anew")
    };
    assert!(world.heard(ana).is_empty());
}

#[test]
fn a_host_whose_socket_broke_gets_the_same_seat_with_the_key_alone() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.lose(ana);
    let again = world.open(&key, "Ana");
    assert_eq!(world.heard(again)[1..], ["seat 0 as Host", "roster: 0 Ana host, 1 Ben"]);
    let second = world.open(&key, "Ana's phone");
    assert_eq!(world.heard(second)[1], "seat 2 as Host");
    world.advance(SECOND);
    assert_eq!(
        world.heard(ben),
        ["here: 0 Ana host, 2 Ana's phone host"],
        "whoever is there already does not lose the seat"
    );
}

#[test]
fn after_a_restart_tickets_open_the_room_with_its_numbers_roles_and_rules() {
    let key = Key::new(7);
    let (mut world, [ana, ben, cem]) = World::room(&key, ["Ana", "Ben", "Cem"]);
    world.ask(ana, Request::Appoint(MemberId(2), Role::CoHost));
    let rules = Rules { locked: Switch::On, guests_share: Switch::Off, ..Rules::default() };
    world.ask(ana, Request::Rule(rules));
    world.advance(HOUR);
    world.restart();
    let cem = world.come_back(cem, "Cem");
    assert_eq!(world.heard(cem)[1..], ["seat 2 as CoHost lobby locked no-share", "roster: 2 Cem co-host"]);
    let stranger = world.knock(&key, "stranger");
    assert_eq!(world.heard(stranger)[1..], over(Over::Locked));
    let ben = world.come_back(ben, "Benjamin");
    assert_eq!(
        world.heard(ben)[1..],
        ["seat 1 as Guest lobby locked no-share", "roster: 1 Benjamin, 2 Cem co-host"]
    );
    let ana = world.come_back(ana, "Ana");
    assert_eq!(world.heard(ana)[1], "seat 0 as Host lobby locked no-share");
    assert_eq!(world.machine.figures().rooms, 1);
}

#[test]
fn whoever_comes_newly_after_a_restart_gets_no_number_that_somebody_may_come_back_to() {
    let key = Key::new(7);
    let (mut world, [_, ben, cem]) = World::room(&key, ["Ana", "Ben", "Cem"]);
    world.restart();
    world.come_back(ben, "Ben");
    let dora = world.knock(&key, "Dora");
    assert_eq!(world.heard(dora)[1], "seat 1024 as Guest");
    let cem = world.come_back(cem, "Cem");
    assert_eq!(world.heard(cem)[1], "seat 2 as Guest");
}

#[test]
fn after_a_restart_a_page_may_come_twice_by_the_same_ticket() {
    let key = Key::new(7);
    let (mut world, [_, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.restart();
    let first = world.come_back(ben, "Ben");
    let second = world.come_back(ben, "Ben");
    assert_eq!(world.heard(first).last().unwrap(), "closed");
    assert_eq!(world.heard(second)[1..], ["seat 1 as Guest", "roster: 1 Ben"]);
    world.ask(second, Request::Leave);
    world.forget();
    world.gather(&key, ["Ana"]);
    let third = world.come_back(ben, "Ben");
    assert_eq!(
        world.heard(third)[1..],
        ["seat 1 as Guest", "roster: 0 Ana host, 1 Ben"],
        "the room is another"
    );
}

#[test]
fn a_ticket_opens_nothing_long_after_a_restart() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.restart();
    world.advance(MINUTE + MINUTE - JUST);
    let late = world.come_back(ana, "Ana");
    assert_eq!(world.heard(late)[1], "seat 0 as Host");
    world.advance(JUST);
    let too_late = world.come_back(ben, "Ben");
    assert_eq!(world.heard(too_late)[1..], over(Over::NoSeat));
}

#[test]
fn a_room_lasts_no_longer_for_a_restart() {
    let key = Key::new(7);
    let mut world = World::with(|settings| settings.hours = Some(1));
    let [ana] = world.gather(&key, ["Ana"]);
    world.advance(HOUR - MINUTE);
    world.restart();
    let again = world.come_back(ana, "Ana");
    world.forget();
    world.advance(MINUTE);
    assert_eq!(world.heard(again).last().unwrap(), "closed");
    world.restart();
    let late = world.come_back(ana, "Ana");
    assert_eq!(world.heard(late)[1..], over(Over::NoSeat));
}

#[test]
fn a_host_may_be_quicker_after_a_restart_than_all_who_have_tickets() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.ask(ana, Request::Rule(Rules { locked: Switch::On, ..Rules::default() }));
    world.settle();
    world.restart();
    let host = world.open_wide(&key, "Ana");
    let ben = world.come_back(ben, "Ben");
    world.advance(SECOND);
    assert_eq!(world.heard(ben)[4], "ruled lobby locked", "the rules are those that held before");
    assert_eq!(world.heard(host).last().unwrap(), "ruled lobby locked");
}

#[test]
fn tickets_of_another_meeting_in_the_same_room_are_void() {
    let key = Key::new(7);
    let (mut world, [old]) = World::room(&key, ["Ana"]);
    world.ask(old, Request::End);
    let [_, ben] = world.gather(&key, ["Ana", "Ben"]);
    world.restart();
    world.come_back(ben, "Ben");
    let other = world.come_back(old, "Ana");
    assert_eq!(world.heard(other)[1..], over(Over::NoSeat));
}

#[test]
fn whoever_was_removed_does_not_come_back_by_ticket() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.ask(ana, Request::Remove(MemberId(1)));
    let again = world.come_back(ben, "Ben");
    assert_eq!(world.heard(again)[1..], over(Over::NoSeat));
}

#[test]
fn whoever_was_removed_does_not_come_back_after_a_restart_either() {
    let key = Key::new(7);
    let (mut world, [ana, ben, cem]) = World::room(&key, ["Ana", "Ben", "Cem"]);
    world.ask(ana, Request::Remove(MemberId(1)));
    world.settle();
    world.restart();
    let ana = world.come_back(ana, "Ana");
    let again = world.come_back(ben, "Ben");
    assert_eq!(world.heard(again)[1..], over(Over::NoSeat));
    world.come_back(cem, "Cem");
    world.advance(SECOND);
    assert_eq!(world.heard(ana).last().unwrap(), "here: 0 Ana host, 2 Cem");
}

#[test]
fn whoever_was_removed_and_comes_first_after_a_restart_goes_when_somebody_else_comes() {
    let key = Key::new(7);
    let (mut world, [ana, ben, cem]) = World::room(&key, ["Ana", "Ben", "Cem"]);
    world.ask(ana, Request::Remove(MemberId(1)));
    world.settle();
    world.restart();
    let again = world.come_back(ben, "Ben");
    assert_eq!(world.heard(again)[1], "seat 1 as Guest", "nobody knows it yet");
    let cem = world.come_back(cem, "Cem");
    assert_eq!(world.heard(again), over(Over::NoSeat));
    world.advance(SECOND);
    assert_eq!(world.heard(cem)[2..], ["roster: 1 Ben, 2 Cem", "1 gone: Removed", "here: 2 Cem"]);
    let once_more = world.come_back(ben, "Ben");
    assert_eq!(world.heard(once_more)[1..], over(Over::NoSeat));
    let last = world.come_back(again, "Ben");
    assert_eq!(world.heard(last)[1..], over(Over::NoSeat), "nor by the ticket of this process");
}

#[test]
fn whoever_was_removed_before_a_restart_waits_for_a_hosts_word_after_it() {
    let (mut world, key) = (World::new(), Key::new(7));
    let ana = world.open_wide(&key, "Ana");
    let removed = [61, 62].map(|source| {
        let guest = world.arrive_from(source);
        world.knock_as(guest, &key, "Eve");
        guest
    });
    [1, 2].into_iter().for_each(|number| world.ask(ana, Request::Remove(MemberId(number))));
    world.settle();
    world.restart();
    let come_back = |world: &mut World, number: usize, source| {
        let (guest, ticket) = (world.arrive_from(source), world.ticket(removed[number]));
        world.ask(guest, Request::Return { ticket, card: card("Eve") });
        guest
    };
    let first = come_back(&mut world, 0, 61);
    world.come_back(ana, "Ana");
    assert_eq!(world.heard(first).last().unwrap(), "closed");
    let second = come_back(&mut world, 1, 62);
    assert_eq!(world.heard(second)[1..], over(Over::NoSeat));
    for source in [61, 62] {
        let guest = world.arrive_from(source);
        world.knock_as(guest, &key, "somebody");
        assert_eq!(world.heard(guest)[1..], ["waits ForAdmission"]);
    }
    let other = world.knock(&key, "Ben");
    assert!(world.heard(other)[1].starts_with("seat "));
}

#[test]
fn whoever_came_back_after_a_restart_and_was_removed_does_not_come_back_by_the_old_ticket() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.restart();
    let ana = world.come_back(ana, "Ana");
    world.come_back(ben, "Ben");
    world.ask(ana, Request::Remove(MemberId(1)));
    let again = world.come_back(ben, "Ben");
    assert_eq!(world.heard(again)[1..], over(Over::NoSeat));
}

#[test]
fn an_answer_to_an_earlier_socket_of_a_page_is_for_nobody() {
    let key = Key::new(7);
    let (mut world, [_, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.ask(ben, offer(5, "before"));
    let [Command::Offer { who, number, .. }] = world.commands()[..] else { panic!("no offer") };
    let again = world.come_back(ben, "Ben");
    assert_eq!(world.heard(again).len(), 3);
    world.unit(Happened::Answered { who, number, answer: Answer::Taken(Private::new("late".to_owned())) });
    assert!(world.heard(again).is_empty());
    assert_eq!(world.heard(ben), over(Over::Replaced));
}

#[test]
fn a_co_host_who_is_none_any_more_is_none_after_a_restart() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.ask(ana, Request::Appoint(MemberId(1), Role::CoHost));
    world.settle();
    let before = world.ticket(ben);
    world.ask(ana, Request::Appoint(MemberId(1), Role::Guest));
    world.settle();
    world.restart();
    world.come_back(ana, "Ana");
    let tried = world.come_back_with(before, "Ben");
    assert_eq!(world.heard(tried)[1..], over(Over::NoSeat));
    let ben = world.come_back(ben, "Ben");
    assert_eq!(world.heard(ben)[1], "seat 1 as Guest");
}

#[test]
fn everybody_is_led_to_another_process_with_a_ticket_that_it_takes() {
    let key = Key::new(7);
    let (mut world, [ana, ben]) = World::room(&key, ["Ana", "Ben"]);
    world.handle(Event::Moving);
    assert_eq!(world.heard(ana), ["moving"]);
    assert_eq!(world.heard(ben), ["moving"]);
    let late = world.knock(&key, "Cem");
    assert_eq!(world.heard(late), over(Over::Stopping), "nothing begins here any more");
    // The other process has been there for an hour.
    world.restart();
    let now = world.now.unix;
    world.advance(HOUR);
    world.now.unix = now + 119;
    let ben = world.come_back(ben, "Ben");
    assert_eq!(world.heard(ben)[1], "seat 1 as Guest");
    world.now.unix = now + 120;
    let ana = world.come_back(ana, "Ana");
    assert_eq!(world.heard(ana)[1..], over(Over::NoSeat), "it was long enough");
}

#[test]
fn no_made_up_ticket_leads_anywhere() {
    let key = Key::new(7);
    let (mut world, [ana]) = World::room(&key, ["Ana"]);
    let mut bytes = world.ticket(ana).reveal().clone();
    bytes[40] ^= 1;
    for ticket in [bytes, Vec::new(), vec![7; 96]] {
        let guest = world.come_back_with(Private::new(ticket), "Eve");
        assert_eq!(world.heard(guest)[1..], over(Over::NoSeat));
    }
    let guest = world.come_back_with(Private::new(vec![7; 97]), "Eve");
    assert_eq!(world.heard(guest)[1..], over(Over::Mistaken));
}
