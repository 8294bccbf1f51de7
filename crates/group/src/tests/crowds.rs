//! Large groups.

use heliograph_wire::room::{COMMIT_LIMIT, GROUP_AT_MOST, NAME_LIMIT, WELCOME_LIMIT};

use super::pages::{Page, ROOM, SECRET};
use crate::LET_IN_AT_ONCE;

/// Somebody alone with so many leaves that nobody else has renewed yet: the longest commits that there are.
fn crowd(members: usize, name: &str) -> (Page, Page) {
    let mut ana = Page::new(0);
    ana.begin(SECRET, ROOM, name);
    ana.found();
    let numbers: Vec<_> = (1..members as u16).collect();
    let mut last = Page::new(0);
    for numbers in numbers.chunks(LET_IN_AT_ONCE) {
        for number in numbers {
            last = Page::new(*number);
            last.begin(SECRET, ROOM, name);
            let package = last.ask();
            assert!(ana.read(*number, &package));
        }
        let committed = ana.commit(numbers, &[]).unwrap();
        ana.hear(&committed.commit).unwrap();
        if ana.seats().len() == members {
            last.enter(&committed.welcome.unwrap()).unwrap();
        }
    }
    (ana, last)
}

#[test]
fn a_removal_among_two_hundred_is_short_enough() {
    let (mut ana, mut last) = crowd(200, "Person with a name");
    let out = ana.commit(&[], &[7]).unwrap();
    assert!(out.commit.len() <= 17_000, "{}", out.commit.len());
    ana.hear(&out.commit).unwrap();
    last.hear(&out.commit).unwrap();
    assert!(last.membership() == ana.membership() || last.membership().code == ana.membership().code);
}

#[test]
fn the_largest_group_stays_within_the_limits_whatever_is_done_at_once() {
    let name = "n".repeat(NAME_LIMIT);
    let (mut ana, mut last) = crowd(GROUP_AT_MOST, &name);
    assert_eq!(ana.seats().last().unwrap().0, GROUP_AT_MOST as u8 - 1);
    let mut next = Page::new(1000);
    let package = next.ask();
    assert!(ana.read(1000, &package));
    assert!(ana.commit(&[1000], &[]).is_none(), "there is no room");

    let come_back: Vec<_> = (1..=LET_IN_AT_ONCE as u16).collect();
    for number in &come_back {
        let mut page = Page::new(*number);
        page.begin(SECRET, ROOM, &name);
        let package = page.ask();
        assert!(ana.read(*number, &package));
    }
    let committed = ana.commit(&come_back, &[]).unwrap();
    let lengths = (committed.commit.len(), committed.welcome.as_ref().unwrap().len());
    assert!(lengths.0 <= COMMIT_LIMIT && lengths.1 <= WELCOME_LIMIT, "{lengths:?}");
    ana.hear(&committed.commit).unwrap();
    last.hear(&committed.commit).unwrap();
    assert!(ana.membership().code == last.membership().code);

    let goes: Vec<_> = (101..GROUP_AT_MOST as u16 - 1).collect();
    let committed = ana.commit(&[1000], &goes).unwrap();
    next.enter(&committed.welcome.unwrap()).unwrap();
}
