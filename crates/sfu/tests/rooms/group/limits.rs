//! What is too long or too often, and who has nothing to do with the group.

use super::{OURS, add, at, commit, grouped, hear_nothing, join, reached, resume};
use crate::support::{Key, MINUTE, World, over};
use heliograph_wire::Private;
use heliograph_wire::room::{
    COMMIT_LIMIT, GROUP_AT_MOST, GroupRequest, MemberId, Over, PACKAGE_LIMIT, Request, WELCOME_LIMIT, Welcome,
};

fn long(length: usize) -> Private<Vec<u8>> {
    Private::new(vec![7; length])
}

fn long_commit(number: u64, length: usize, joiners: usize, welcome: usize) -> Request {
    let joiners = vec![MemberId(999); joiners];
    let welcome = Some(Welcome { joiners, bytes: long(welcome) });
    Request::Group(GroupRequest::Commit { epoch: at(OURS, number), bytes: long(length), welcome })
}

#[test]
fn what_is_too_long_is_a_mistake_and_the_longest_is_none() {
    let join = |length| Request::Group(GroupRequest::Join { package: long(length) });
    for (fits, is_too_long) in [
        (join(PACKAGE_LIMIT), join(PACKAGE_LIMIT + 1)),
        (long_commit(1, COMMIT_LIMIT, 0, 0), long_commit(1, COMMIT_LIMIT + 1, 0, 0)),
        (long_commit(1, 0, GROUP_AT_MOST, 0), long_commit(1, 0, GROUP_AT_MOST + 1, 0)),
        (long_commit(1, 0, 0, WELCOME_LIMIT), long_commit(1, 0, 0, WELCOME_LIMIT + 1)),
    ] {
        assert!(Request::decode(&fits.encode()) == Some(fits.clone()));
        let (mut world, [ana, ben]) = grouped();
        world.ask(ben, fits);
        assert_eq!(world.heard(ana).len(), 1);
        world.ask(ben, is_too_long);
        assert_eq!(world.heard(ben).last().unwrap(), "closed");
        hear_nothing(&mut world, &[ana]);
    }
}

#[track_caller]
fn allows_in_a_minute(allowed: u64, request: impl Fn(u64) -> Request) {
    let (mut world, [_, ben]) = grouped();
    world.advance(MINUTE);
    world.forget();
    (0..allowed).for_each(|number| world.ask(ben, request(number)));
    assert!(!world.heard(ben).contains(&"declined: TooOften".to_owned()));
    world.ask(ben, request(allowed));
    assert_eq!(world.heard(ben), ["declined: TooOften"]);
    let ben = world.come_back(ben, "Ben");
    world.ask(ben, request(allowed));
    assert_eq!(world.heard(ben)[3..], ["declined: TooOften"], "whatever socket they say it at");
    world.advance(MINUTE);
    world.forget();
    world.ask(ben, request(allowed));
    assert!(!world.heard(ben).contains(&"declined: TooOften".to_owned()));
}

#[test]
fn a_member_says_so_much_about_the_group_in_a_minute() {
    allows_in_a_minute(20, |_| join("anew"));
    allows_in_a_minute(240, |number| commit(1 + number, "x"));
    allows_in_a_minute(600, |_| reached(1));
    allows_in_a_minute(30, |_| resume(1));
}

#[test]
fn long_commits_are_declined_before_their_page_is_let_go() {
    let (mut world, [ana, ben]) = grouped();
    world.advance(MINUTE);
    world.forget();
    let length = COMMIT_LIMIT + WELCOME_LIMIT;
    let fit = 2 * 1024 * 1024 / length;
    for number in 0..36 {
        world.ask(ben, long_commit(1 + number, COMMIT_LIMIT, 0, WELCOME_LIMIT));
    }
    assert_eq!(world.heard(ana).len(), fit);
    assert_eq!(world.heard(ben)[fit..], vec!["declined: TooOften"; 36 - fit]);
    world.ask(ben, long_commit(1, COMMIT_LIMIT, 0, WELCOME_LIMIT));
    assert_eq!(world.heard(ben), over(Over::TooOften(60)));
}

#[test]
fn nobody_outside_a_room_has_to_do_with_its_group() {
    for request in [join("Eve's"), commit(0, "Eve's"), add(0, &[0]), reached(0), resume(0)] {
        let (mut world, key) = (World::new(), Key::new(7));
        let ana = world.open(&key, "Ana");
        let eve = world.open_wide(&Key::new(8), "Eve");
        let outside = [world.arrive(), world.knock(&key, "Ben"), world.knock(&Key::new(9), "Cem")];
        world.ask(ana, join("Ana's"));
        world.ask(ana, reached(0));
        world.settle();
        world.ask(ana, add(0, &[0, 1, 2, 3]));
        assert_eq!(world.heard(ana), ["0 ends epoch 0: add"]);
        hear_nothing(&mut world, &outside);
        hear_nothing(&mut world, &[eve]);
        for guest in outside {
            world.ask(guest, request.clone());
            assert_eq!(world.heard(guest), over(Over::Mistaken));
        }
        world.ask(eve, request);
        assert!(
            world.heard(ana).iter().all(|heard| heard.starts_with("knocking")),
            "another room has its own"
        );
        world.ask(ana, commit(1, "x"));
        assert_eq!(world.heard(ana).last().unwrap(), "0 ends epoch 1: x");
    }
}
