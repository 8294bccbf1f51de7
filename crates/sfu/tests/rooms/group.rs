//! What members say about the group of a room: one order for all, and nothing lost by whoever comes back in time.

mod agreement;
mod limits;
mod restart;

use crate::support::{Key, World, over};
use heliograph_sfu::rooms::{Event, Guest};
use heliograph_wire::room::{Epoch, GroupRequest, GroupTag, MemberId, Over, Request, SEAT_WAITS, Welcome};
use heliograph_wire::{Millis, Private};

/// The group of these stories, and another one.
const OURS: u8 = 7;
const OTHER: u8 = 8;

fn bytes(text: &str) -> Private<Vec<u8>> {
    Private::new(text.as_bytes().to_vec())
}

fn join(package: &str) -> Request {
    Request::Group(GroupRequest::Join { package: bytes(package) })
}

const fn at(group: u8, number: u64) -> Epoch {
    Epoch { group: GroupTag([group; 8]), number }
}

const fn reached(number: u64) -> Request {
    Request::Group(GroupRequest::Reached(at(OURS, number)))
}

const fn resume(number: u64) -> Request {
    Request::Group(GroupRequest::Resume(at(OURS, number)))
}

fn commit(number: u64, text: &str) -> Request {
    let (epoch, bytes) = (at(OURS, number), bytes(text));
    Request::Group(GroupRequest::Commit { epoch, bytes, welcome: None })
}

/// A commit that lets these in.
fn add(number: u64, joiners: &[u16]) -> Request {
    let joiners = joiners.iter().copied().map(MemberId).collect();
    let welcome = Some(Welcome { joiners, bytes: bytes("come in") });
    Request::Group(GroupRequest::Commit { epoch: at(OURS, number), bytes: bytes("add"), welcome })
}

/// A room in which nobody is in a group.
fn room<const COUNT: usize>() -> (World, [Guest; COUNT]) {
    World::room(&Key::new(7), std::array::from_fn(|place| ["Ana", "Ben", "Cem", "Dia"][place]))
}

/// A room in which all are in the group, at epoch 1, and all know it.
fn grouped<const COUNT: usize>() -> (World, [Guest; COUNT]) {
    let (mut world, guests) = room::<COUNT>();
    world.ask(guests[0], join("Ana's"));
    world.ask(guests[0], reached(0));
    let others: Vec<u16> = (1..COUNT as u16).collect();
    world.ask(guests[0], add(0, &others));
    guests.iter().for_each(|guest| world.ask(*guest, reached(1)));
    assert_eq!(world.heard(guests[COUNT - 1]).last().unwrap(), "all reached epoch 1");
    world.forget();
    (world, guests)
}

#[track_caller]
fn hear_nothing(world: &mut World, guests: &[Guest]) {
    guests.iter().for_each(|guest| assert_eq!(world.heard(*guest), Vec::<String>::new()));
}

#[test]
fn whoever_joins_first_founds_the_group() {
    let (mut world, [ana, ben]) = room();
    world.ask(ana, join("Ana's"));
    assert_eq!(world.heard(ana), ["found"]);
    world.ask(ben, join("Ben's"));
    assert_eq!(world.heard(ana), ["1 joins: Ben's"], "also before it says that there is a group");
    world.ask(ana, reached(0));
    assert_eq!(world.heard(ana), ["all reached epoch 0"]);
    hear_nothing(&mut world, &[ben]);
}

#[test]
fn all_who_are_in_hear_a_commit_before_whoever_it_lets_in_hears_a_welcome() {
    let (mut world, [ana, ben, cem]) = room();
    world.ask(ana, join("Ana's"));
    world.ask(ana, reached(0));
    world.ask(ben, join("Ben's"));
    world.ask(ana, add(0, &[1]));
    assert_eq!(
        world.heard(ana),
        ["found", "all reached epoch 0", "1 joins: Ben's", "0 ends epoch 0: add"],
        "whoever commits hears it, too"
    );
    assert_eq!(world.heard(ben), ["0 welcomes: come in"]);
    world.ask(cem, join("Cem's"));
    world.ask(ben, add(1, &[2]));
    world.ask(ana, commit(2, "fresh keys"));
    let both = ["2 joins: Cem's", "1 ends epoch 1: add", "0 ends epoch 2: fresh keys"];
    assert_eq!(world.heard(ana), both);
    assert_eq!(world.heard(ben), both);
    assert_eq!(world.heard(cem), ["1 welcomes: come in", "0 ends epoch 2: fresh keys"]);
    assert_eq!(world.machine.figures().committed, 3);
}

#[test]
fn of_two_commits_that_end_an_epoch_the_first_counts() {
    let (mut world, [ana, ben, cem]) = grouped();
    world.ask(ben, commit(1, "Ben's"));
    world.ask(ana, commit(1, "Ana's"));
    for guest in [ana, ben, cem] {
        assert_eq!(world.heard(guest), ["1 ends epoch 1: Ben's"]);
    }
    world.ask(ana, commit(2, "Ana's, again"));
    assert_eq!(world.heard(ben), ["0 ends epoch 2: Ana's, again"]);
    assert_eq!(world.machine.figures().committed, 3, "one was made before");
}

#[test]
fn of_commits_that_end_another_epoch_nothing_is_heard() {
    let (mut world, [ana, ben]) = grouped();
    let welcome = || Some(Welcome { joiners: vec![MemberId(1)], bytes: bytes("come in") });
    for epoch in [at(OURS, 0), at(OURS, 2), at(OURS, u64::MAX), at(OTHER, 1)] {
        let bytes = bytes("stale");
        world.ask(ana, Request::Group(GroupRequest::Commit { epoch, bytes, welcome: welcome() }));
    }
    hear_nothing(&mut world, &[ana, ben]);
}

#[test]
fn whoever_commits_and_is_in_no_group_joins_again() {
    let (mut world, [ana, ben, cem]) = room();
    world.ask(cem, commit(0, "of nothing"));
    assert_eq!(world.heard(cem), ["rejoin"]);
    world.ask(ana, join("Ana's"));
    world.ask(ana, commit(0, "early"));
    assert_eq!(world.heard(ana), ["found"], "nobody knows that there is this epoch");
    world.ask(ana, reached(0));
    world.forget();
    world.ask(ben, commit(0, "of theirs"));
    assert_eq!(world.heard(ben), ["rejoin"]);
    hear_nothing(&mut world, &[ana, cem]);
}

#[test]
fn a_welcome_is_for_those_who_are_there_and_were_not_in_the_group() {
    let (mut world, [ana, ben, cem, dia]) = grouped();
    [ben, cem].into_iter().for_each(|guest| world.ask(guest, join("anew")));
    world.lose(cem);
    world.forget();
    world.ask(ana, add(1, &[0, 1, 1, 2, 3, 4, 999]));
    assert_eq!(world.heard(ana), ["0 ends epoch 1: add"]);
    assert_eq!(world.heard(ben), ["0 welcomes: come in"]);
    assert_eq!(world.heard(dia), ["0 ends epoch 1: add"]);
    let cem = world.come_back(cem, "Cem");
    world.ask(ana, commit(2, "more"));
    assert_eq!(world.heard(cem)[3..], Vec::<String>::new(), "they missed the welcome, and join once more");
}

#[test]
fn all_hear_once_that_all_reached_the_newest_epoch() {
    let (mut world, [ana, ben, cem]) = grouped();
    world.ask(ana, commit(1, "one"));
    world.ask(ana, commit(2, "two"));
    world.forget();
    for (guest, number) in [(ana, 2), (ana, 3), (ben, 2), (ben, 3), (ben, 2)] {
        world.ask(guest, reached(number));
    }
    hear_nothing(&mut world, &[ana, ben, cem]);
    world.ask(cem, reached(3));
    world.ask(cem, reached(3));
    for guest in [ana, ben, cem] {
        assert_eq!(world.heard(guest), ["all reached epoch 3"]);
    }
}

#[test]
fn what_nobody_can_have_reached_counts_for_nothing() {
    let (mut world, [ana, ben, cem]) = room();
    world.ask(cem, reached(0));
    world.ask(ana, join("Ana's"));
    world.ask(ana, reached(1));
    assert_eq!(world.heard(ana), ["found"]);
    world.ask(ana, reached(0));
    world.ask(ana, add(0, &[1]));
    world.forget();
    world.ask(ben, reached(1));
    for request in [reached(2), Request::Group(GroupRequest::Reached(at(OTHER, 1)))] {
        world.ask(ana, request.clone());
        world.ask(cem, request);
    }
    world.ask(cem, reached(1));
    hear_nothing(&mut world, &[ana, ben]);
    assert_eq!(world.heard(cem), ["rejoin"; 3], "nobody is in the group who thinks so alone");
}

#[test]
fn whoever_leaves_is_not_waited_for() {
    for leaves in [
        (|world, cem| world.ask(cem, Request::Leave)) as fn(&mut World, Guest),
        |world, cem| world.lose(cem),
        |world, cem| world.ask(cem, join("anew")),
        |world, cem| world.handle(Event::Garbled(cem)),
    ] {
        let (mut world, [ana, ben, cem]) = grouped();
        world.ask(ana, commit(1, "one"));
        world.ask(ana, reached(2));
        world.ask(ben, reached(2));
        world.forget();
        leaves(&mut world, cem);
        for guest in [ana, ben] {
            assert_eq!(world.heard(guest)[0], "all reached epoch 2");
        }
        assert!(!world.heard(cem).contains(&"all reached epoch 2".to_owned()));
    }
}

#[test]
fn whoever_gives_up_their_seat_hears_no_more_and_is_in_the_group_no_longer() {
    let (mut world, [ana, ben, cem]) = grouped();
    world.ask(ana, Request::Remove(MemberId(2)));
    world.ask(ben, commit(1, "without Cem"));
    assert_eq!(world.heard(ana), ["1 ends epoch 1: without Cem"]);
    assert_eq!(world.heard(cem), over(Over::Removed));
}

#[test]
fn when_the_founder_goes_before_anybody_was_let_in_the_next_one_founds_a_group() {
    let (mut world, [ana, ben]) = room();
    world.ask(ana, join("Ana's"));
    world.ask(ben, join("Ben's"));
    world.lose(ana);
    world.ask(ben, join("Ben's"));
    hear_nothing(&mut world, &[ben]);
    world.advance(Millis::seconds(SEAT_WAITS.into()));
    world.forget();
    world.ask(ben, join("Ben's"));
    assert_eq!(world.heard(ben), ["found"]);
}

#[test]
fn a_founder_who_says_late_that_there_is_a_group_is_believed() {
    let (mut world, [ana, ben]) = room();
    world.ask(ana, join("Ana's"));
    let ana = world.come_back(ana, "Ana");
    world.ask(ana, resume(0));
    world.ask(ben, join("Ben's"));
    assert_eq!(world.heard(ana)[3..], ["all reached epoch 0", "1 joins: Ben's"]);
    world.ask(ana, add(0, &[1]));
    assert_eq!(world.heard(ben), ["0 welcomes: come in"]);
}

#[test]
fn when_nobody_is_in_the_group_any_more_another_one_begins() {
    let (mut world, [ana, ben]) = grouped();
    world.ask(ana, join("anew"));
    world.ask(ben, join("anew"));
    assert_eq!(world.heard(ben), ["0 joins: anew", "found"]);
    world.ask(ana, resume(1));
    assert_eq!(world.heard(ana), ["rejoin"], "nothing is left of the one before");
    world.ask(ben, Request::Group(GroupRequest::Reached(at(OTHER, 0))));
    world.ask(ana, resume(0));
    assert_eq!(world.heard(ana), ["rejoin"]);
    assert_eq!(world.heard(ben), ["all reached epoch 0"]);
}

#[test]
fn whoever_comes_back_hears_all_that_was_missed_and_nothing_twice() {
    let (mut world, [ana, ben]) = grouped();
    world.ask(ana, commit(1, "heard"));
    world.lose(ben);
    world.ask(ana, commit(2, "missed"));
    let again = world.come_back(ben, "Ben");
    world.ask(ana, commit(3, "just before they resume"));
    assert_eq!(world.heard(again).len(), 3, "they would hear it with a gap before it");
    world.ask(again, resume(2));
    assert_eq!(world.heard(again), ["0 ends epoch 2: missed", "0 ends epoch 3: just before they resume"]);
    world.ask(again, commit(4, "next"));
    assert_eq!(world.heard(again), ["1 ends epoch 4: next"]);
    world.forget();
    world.ask(ana, reached(5));
    world.ask(again, reached(5));
    assert_eq!(world.heard(again), ["all reached epoch 5"]);
    world.lose(again);
    let third = world.come_back(again, "Ben");
    world.ask(third, resume(5));
    assert_eq!(world.heard(third)[3..], ["all reached epoch 5"], "it may be that they did not hear it");
    assert_eq!(world.heard(ana), ["all reached epoch 5"]);
}

#[test]
fn whoever_missed_more_than_is_kept_joins_again() {
    let (mut world, [ana, ben]) = grouped();
    world.lose(ben);
    (1..65).for_each(|number| world.ask(ana, commit(number, "x")));
    let ben = world.come_back(ben, "Ben");
    world.forget();
    world.ask(ben, resume(1));
    assert_eq!(world.heard(ben).len(), 64);
    world.lose(ben);
    world.ask(ana, commit(65, "one more"));
    let ben = world.come_back(ben, "Ben");
    world.forget();
    world.ask(ben, resume(1));
    assert_eq!(world.heard(ben), ["rejoin"]);
    world.ask(ana, commit(66, "without Ben"));
    hear_nothing(&mut world, &[ben]);
    world.ask(ben, resume(66));
    assert_eq!(world.heard(ben), ["rejoin"], "whatever they say next, they are not in the group");
}

#[test]
fn whoever_resumes_another_group_or_an_epoch_that_is_not_there_yet_joins_again() {
    for wrong in [at(OTHER, 1), at(OURS, 2), at(OURS, u64::MAX)] {
        let (mut world, [ana, ben]) = grouped();
        world.ask(ben, Request::Group(GroupRequest::Resume(wrong)));
        assert_eq!(world.heard(ben), ["rejoin"]);
        world.ask(ana, commit(1, "without Ben"));
        hear_nothing(&mut world, &[ben]);
    }
}

#[test]
fn whoever_comes_by_another_socket_hears_nothing_until_they_resume_and_may_join_instead() {
    let (mut world, [ana, ben]) = grouped();
    let again = world.come_back(ben, "Ben");
    world.ask(ana, commit(1, "one"));
    world.ask(ana, reached(2));
    world.forget();
    world.ask(again, join("anew"));
    assert_eq!(world.heard(ana), ["all reached epoch 2", "1 joins: anew"]);
    world.ask(ana, add(2, &[1]));
    assert_eq!(world.heard(again), ["0 welcomes: come in"]);
    hear_nothing(&mut world, &[ben]);
}
