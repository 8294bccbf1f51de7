//! A companion that was started again knows the group from those who still have it.

use super::{OTHER, at, commit, grouped, hear_nothing, join, reached, resume};
use crate::support::{Key, SECOND, World};
use heliograph_sfu::rooms::Guest;
use heliograph_wire::Millis;
use heliograph_wire::room::{GroupRequest, Request};

const WAITS: Millis = Millis::seconds(3);
const JUST: Millis = Millis(1);

/// Three who had a group at epoch 1, back in a companion that was started again; nothing that they were told is of interest.
fn back() -> (World, [Guest; 3]) {
    let (mut world, guests) = grouped::<3>();
    world.restart();
    let guests = guests.map(|guest| world.come_back(guest, "somebody"));
    world.settle();
    (world, guests)
}

#[test]
fn the_group_goes_on_with_those_who_resume_it() {
    let (mut world, [ana, ben, cem]) = back();
    world.ask(ben, resume(1));
    assert_eq!(world.heard(ben), ["all reached epoch 1"]);
    world.ask(ana, resume(1));
    world.ask(ben, commit(1, "one"));
    world.ask(cem, resume(1));
    for guest in [ana, cem] {
        assert_eq!(world.heard(guest).last().unwrap(), "1 ends epoch 1: one");
    }
    [ana, ben, cem].into_iter().for_each(|guest| world.ask(guest, reached(2)));
    assert_eq!(world.heard(ben), ["1 ends epoch 1: one", "all reached epoch 2"]);
}

#[test]
fn whoever_has_a_newer_epoch_is_right_and_those_with_an_older_one_join_again() {
    let (mut world, [ana, ben, cem]) = back();
    world.ask(ana, resume(1));
    world.ask(ben, resume(3));
    assert_eq!(world.heard(ana), ["all reached epoch 1", "rejoin"]);
    assert_eq!(world.heard(ben), ["all reached epoch 3"]);
    world.ask(cem, resume(2));
    assert_eq!(world.heard(cem), ["rejoin"]);
    world.ask(ana, join("anew"));
    world.ask(ben, commit(3, "one"));
    assert_eq!(world.heard(ben), ["0 joins: anew", "1 ends epoch 3: one"]);
    hear_nothing(&mut world, &[ana, cem]);
}

#[test]
fn once_somebody_has_committed_whoever_was_not_there_knows_of_no_later_epoch() {
    let (mut world, [ana, ben, cem]) = back();
    world.ask(ana, resume(1));
    world.ask(ana, commit(1, "one"));
    world.forget();
    for number in [0, 2, 3] {
        world.ask(ben, resume(number));
        assert_eq!(world.heard(ben), ["rejoin"], "their epoch {number} is another one");
    }
    hear_nothing(&mut world, &[ana]);
    world.ask(cem, resume(1));
    assert_eq!(world.heard(cem), ["0 ends epoch 1: one"]);
}

#[test]
fn whoever_has_another_group_joins_again() {
    let (mut world, [ana, ben, _]) = back();
    world.ask(ana, resume(1));
    world.forget();
    world.ask(ben, Request::Group(GroupRequest::Resume(at(OTHER, 9))));
    assert_eq!(world.heard(ben), ["rejoin"]);
    hear_nothing(&mut world, &[ana]);
}

#[test]
fn whoever_joins_waits_for_somebody_with_the_group_and_then_founds_another_one() {
    let (mut world, [ana, ben, cem]) = back();
    world.ask(cem, join("Cem's"));
    world.advance(SECOND);
    world.ask(ana, join("Ana's"));
    world.advance(WAITS - SECOND - JUST);
    hear_nothing(&mut world, &[ana, ben, cem]);
    world.advance(JUST);
    assert_eq!(world.heard(cem), ["found", "0 joins: Ana's"]);
    world.ask(ben, resume(1));
    assert_eq!(world.heard(ben), ["rejoin"], "it is too late");
    world.ask(cem, reached(0));
    assert_eq!(world.heard(cem), ["all reached epoch 0"]);
    hear_nothing(&mut world, &[ana]);
}

#[test]
fn all_who_resume_meanwhile_hear_who_waits() {
    let (mut world, [ana, ben, cem]) = back();
    world.ask(cem, join("Cem's"));
    world.ask(ben, resume(1));
    assert_eq!(world.heard(ben), ["2 joins: Cem's", "all reached epoch 1"]);
    world.ask(ana, resume(1));
    assert_eq!(world.heard(ana), ["2 joins: Cem's", "all reached epoch 1"]);
    world.advance(WAITS);
    hear_nothing(&mut world, &[ana, ben, cem]);
    world.ask(ana, commit(1, "x"));
    assert_eq!(world.heard(ben), ["0 ends epoch 1: x"], "the group goes on");
}

#[test]
fn whoever_goes_does_not_wait_any_more() {
    let goes: [fn(&mut World, Guest); 3] = [
        |world, guest| world.lose(guest),
        |world, guest| world.ask(guest, Request::Leave),
        |world, guest| {
            world.come_back(guest, "Cem");
        },
    ];
    for goes in goes {
        let (mut world, [ana, ben, cem]) = back();
        world.ask(cem, join("Cem's"));
        goes(&mut world, cem);
        world.settle();
        world.advance(WAITS);
        hear_nothing(&mut world, &[ana, ben, cem]);
        world.ask(ben, resume(1));
        assert_eq!(world.heard(ben), ["all reached epoch 1"], "nobody has founded another group");
    }
}

#[test]
fn where_a_host_was_quicker_than_all_with_tickets_the_group_is_still_waited_for() {
    let (mut world, [_, ben, cem]) = grouped();
    world.restart();
    let host = world.open_wide(&Key::new(7), "Ana");
    let [ben, cem] = [ben, cem].map(|guest| world.come_back(guest, "somebody"));
    world.settle();
    world.ask(host, join("Ana's"));
    hear_nothing(&mut world, &[host]);
    [ben, cem].into_iter().for_each(|guest| world.ask(guest, resume(1)));
    for guest in [ben, cem] {
        assert_eq!(world.heard(guest), ["0 joins: Ana's", "all reached epoch 1"]);
    }
}
