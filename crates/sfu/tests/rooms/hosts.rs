//! What hosts and co-hosts may do, and nobody else.

use crate::support::{ALL, Key, SECOND, World, over};
use heliograph_sfu::rooms::Guest;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Hand, MemberId, Over, Request, Role, Rules};

const BEN: MemberId = MemberId(1);
const CEM: MemberId = MemberId(2);
const DORA: MemberId = MemberId(3);
const NOBODY: MemberId = MemberId(9);

const OPEN: Rules =
    Rules { lobby: Switch::Off, locked: Switch::Off, guests_share: Switch::On, guests_speak: Switch::On };

/// Ana is the host, Ben and Cem are co-hosts, Dora is a guest; nobody was told anything yet.
fn four() -> (World, [Guest; 4]) {
    let (mut world, guests) = World::room(&Key::new(7), ["Ana", "Ben", "Cem", "Dora"]);
    for member in [BEN, CEM] {
        world.ask(guests[0], Request::Appoint(member, Role::CoHost));
    }
    world.settle();
    (world, guests)
}

#[test]
fn a_guest_may_do_nothing_of_it() {
    let (mut world, [.., dora]) = four();
    for request in [
        Request::Admit(NOBODY),
        Request::AdmitAll,
        Request::Deny(NOBODY),
        Request::Remove(BEN),
        Request::Remove(DORA),
        Request::AskToMute(BEN),
        Request::AskAllToMute,
        Request::StopShare(BEN),
        Request::Lower(BEN),
        Request::Appoint(DORA, Role::Host),
        Request::Rule(OPEN),
        Request::End,
    ] {
        world.ask(dora, request);
        assert_eq!(world.heard(dora), ["declined: NotYours"]);
    }
    world.advance(SECOND);
    assert_eq!((world.machine.figures().members, world.done().len()), (4, 0));
}

#[test]
fn who_is_not_there_is_not_found() {
    let (mut world, [ana, ..]) = four();
    for request in [
        Request::Remove(NOBODY),
        Request::AskToMute(NOBODY),
        Request::StopShare(NOBODY),
        Request::Lower(NOBODY),
        Request::Appoint(NOBODY, Role::CoHost),
    ] {
        world.ask(ana, request);
        assert_eq!(world.heard(ana), ["declined: NobodyThere"]);
    }
}

#[test]
fn whoever_is_removed_is_gone_at_once() {
    let (mut world, [ana, ben, _, dora]) = four();
    world.ask(ben, Request::Remove(DORA));
    assert_eq!(world.heard(dora), over(Over::Removed));
    assert_eq!(world.done(), ["remove 3"]);
    world.advance(SECOND);
    assert_eq!(world.heard(ana), ["3 gone: Removed"]);
    world.lose(dora);
    assert_eq!(world.machine.figures().members, 3);
}

#[test]
fn somebody_is_removed_whose_socket_is_broken() {
    let (mut world, [ana, .., dora]) = four();
    world.lose(dora);
    world.ask(ana, Request::Remove(DORA));
    let again = world.come_back(dora, "Dora");
    assert_eq!(world.heard(again)[1..], over(Over::NoSeat));
}

#[test]
fn nobody_removes_their_equals() {
    let (mut world, [ana, ben, ..]) = four();
    for (guest, member) in [(ben, MemberId(0)), (ben, CEM), (ben, BEN), (ana, MemberId(0))] {
        world.ask(guest, Request::Remove(member));
        assert_eq!(world.heard(guest), ["declined: NotYours"]);
    }
    world.ask(ana, Request::Remove(BEN));
    assert_eq!(world.heard(ben), over(Over::Removed));
}

#[test]
fn the_host_alone_says_who_is_what() {
    let (mut world, [ana, ben, cem, dora]) = four();
    for member in [MemberId(0), CEM, DORA] {
        world.ask(ben, Request::Appoint(member, Role::Guest));
        assert_eq!(world.heard(ben), ["declined: NotYours"]);
    }
    world.ask(ana, Request::Appoint(CEM, Role::Guest));
    world.ask(cem, Request::Appoint(DORA, Role::CoHost));
    assert_eq!(world.heard(cem), ["declined: NotYours"]);
    world.ask(ana, Request::Appoint(DORA, Role::Host));
    world.ask(ana, Request::Appoint(MemberId(0), Role::Guest));
    assert_eq!(world.heard(ana), ["declined: NotYours"], "a host stays one");
    world.ask(dora, Request::Appoint(BEN, Role::Guest));
    world.advance(SECOND);
    assert_eq!(world.heard(dora), ["here: 1 Ben, 2 Cem, 3 Dora host"]);
}

#[test]
fn when_the_host_leaves_the_co_hosts_go_on() {
    let (mut world, [ana, ben, cem, dora]) = four();
    world.ask(ana, Request::Leave);
    world.ask(ben, Request::Remove(DORA));
    assert_eq!(world.heard(dora), over(Over::Removed));
    world.advance(SECOND);
    assert_eq!(world.heard(cem), ["0 gone: Left", "3 gone: Removed"]);
}

#[test]
fn those_who_speak_are_asked_to_mute_and_nobody_is_muted() {
    let (mut world, [ana, ben, cem, dora]) = four();
    for guest in [ana, ben, dora] {
        world.ask(guest, Request::Put(ALL));
    }
    world.settle();
    world.ask(ben, Request::AskAllToMute);
    assert_eq!(world.heard(ana), ["1 asks to mute"]);
    assert_eq!(world.heard(dora), ["1 asks to mute"]);
    world.ask(cem, Request::AskToMute(DORA));
    assert_eq!(world.heard(dora), ["2 asks to mute"]);
    world.ask(ana, Request::AskToMute(CEM));
    assert!(world.heard(cem).is_empty(), "whoever is silent is not asked");
    assert!(world.heard(ben).is_empty() && world.done().is_empty());
}

#[test]
fn nobody_is_asked_all_the_time() {
    let (mut world, [ana, .., dora]) = four();
    world.ask(dora, Request::Put(ALL));
    (0..31).for_each(|_| world.ask(ana, Request::AskAllToMute));
    assert_eq!(world.heard(ana), ["declined: TooOften"]);
    assert_eq!(world.heard(dora).len(), 30);
    world.advance(SECOND);
}

#[test]
fn a_share_is_stopped() {
    let (mut world, [ana, ben, _, dora]) = four();
    world.ask(dora, Request::Put(ALL));
    world.settle();
    world.ask(ben, Request::StopShare(DORA));
    assert_eq!(world.heard(dora), ["1 stops the share"]);
    assert_eq!(world.done(), ["let 3: mic cam"]);
    world.ask(ben, Request::StopShare(DORA));
    world.advance(SECOND);
    assert_eq!(world.heard(ana), ["here: 3 Dora mic cam"]);
    assert!(world.done().is_empty(), "there is nothing more to stop");
}

#[test]
fn a_hand_is_taken_down() {
    let (mut world, [ana, .., dora]) = four();
    world.ask(dora, Request::Raise(Hand::Up(77)));
    world.advance(SECOND);
    assert_eq!(world.heard(dora), ["here: 3 Dora hand 1"]);
    world.ask(ana, Request::Lower(DORA));
    world.advance(SECOND);
    assert_eq!(world.heard(dora), ["here: 3 Dora"]);
}

#[test]
fn the_room_ends_for_everybody_who_is_there_or_knocks() {
    let (mut world, [ana, ben, cem, dora]) = four();
    world.ask(ana, Request::Rule(Rules::default()));
    let eve = world.knock(&Key::new(7), "Eve");
    world.settle();
    world.ask(ben, Request::End);
    for guest in [ana, ben, cem, dora, eve] {
        assert_eq!(world.heard(guest), over(Over::Ended));
    }
    assert_eq!(world.done(), ["end"]);
    let again = world.come_back(ana, "Ana");
    assert_eq!(world.heard(again)[1..], over(Over::NoSeat));
}

#[test]
fn rules_that_change_take_from_guests_what_they_may_not_put_in() {
    let (mut world, [ana, ben, _, dora]) = four();
    for guest in [ben, dora] {
        world.ask(guest, Request::Put(ALL));
    }
    world.settle();
    let rules = Rules { guests_share: Switch::Off, ..OPEN };
    world.ask(ana, Request::Rule(rules));
    assert_eq!(world.done(), ["let 3: mic cam"]);
    world.ask(ana, Request::Rule(Rules { guests_speak: Switch::Off, ..rules }));
    assert_eq!(world.done(), ["let 3: cam"]);
    world.advance(SECOND);
    assert_eq!(world.heard(dora), ["here: 3 Dora cam", "ruled no-share no-speech"]);
    world.ask(ana, Request::Appoint(BEN, Role::Guest));
    assert_eq!(world.done(), ["let 1: cam"], "nor what they might as co-hosts");
}

#[test]
fn what_the_rules_keep_for_hosts_a_guest_cannot_put_in() {
    let (mut world, [ana, _, _, dora]) = four();
    world.ask(ana, Request::Rule(Rules { guests_speak: Switch::Off, ..OPEN }));
    world.settle();
    world.ask(dora, Request::Put(ALL));
    assert_eq!(world.done(), ["let 3: cam screen"]);
    world.advance(SECOND);
    assert_eq!(world.heard(dora), ["declined: AgainstRules", "here: 3 Dora cam screen"]);
    world.ask(ana, Request::Put(ALL));
    assert_eq!(world.done(), ["let 0: mic cam screen"]);
}
