//! Bytes that nobody made, or that changed on their way.

use heliograph_wire::group::{Outcome, Refused, Task};
use heliograph_wire::room::MemberId;
use proptest::prelude::*;
use std::sync::OnceLock;

use super::pages::{Page, group_of, let_in};
use crate::envelope::Content;

/// Everything that passes between pages.
struct Real {
    package: Vec<u8>,
    commit: Vec<u8>,
    welcome: Vec<u8>,
    saying: Vec<u8>,
}

fn real() -> (Page, Page, Real) {
    let [mut ana, mut ben] = group_of([10, 11]);
    let mut eva = Page::new(12);
    let committed = let_in(&mut ana, &mut [&mut eva]);
    let package = Page::new(13).ask();
    let saying = ana.say(b"hello");
    ben.orders();
    let real = Real { package, commit: committed.commit, welcome: committed.welcome.unwrap(), saying };
    (ben, eva, real)
}

#[derive(Clone, Debug)]
enum Change {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Insert(prop::sample::Index, Vec<u8>),
    Append(Vec<u8>),
    Replace(Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    let some = || prop::collection::vec(any::<u8>(), 1..40);
    prop_oneof![
        4 => (any::<prop::sample::Index>(), 1..=255_u8).prop_map(|(at, by)| Change::Flip(at, by)),
        1 => any::<prop::sample::Index>().prop_map(Change::Cut),
        1 => (any::<prop::sample::Index>(), some()).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        1 => some().prop_map(Change::Append),
        1 => prop::collection::vec(any::<u8>(), 0..300).prop_map(Change::Replace),
    ]
}

fn changed(bytes: &[u8], change: &Change) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    match change {
        Change::Flip(at, by) => {
            let at = at.index(bytes.len());
            bytes[at] ^= by;
        }
        Change::Cut(at) => bytes.truncate(at.index(bytes.len())),
        Change::Insert(at, more) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, more.iter().copied());
        }
        Change::Append(more) => bytes.extend(more),
        Change::Replace(other) => bytes.clone_from(other),
    }
    bytes
}

/// What is in an envelope changes, and the envelope is a real one: somebody with the link did it.
fn changed_inside(page: &Page, content: Content, envelope: &[u8], change: &Change) -> Vec<u8> {
    let envelopes = &page.group.seat.as_ref().unwrap().link.envelopes;
    let inside = envelopes.open(content, envelope).unwrap();
    // There are no envelopes with nothing in them.
    envelopes
        .seal(content, &changed(inside.reveal(), change))
        .map_or(vec![], |sealed| sealed.reveal().clone())
}

fn is_refused(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Refused(refused) => *refused != Refused::PutOut,
        Outcome::Read { fits, .. } => !fits,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn nothing_forged_is_taken(change in change(), what in 0..4, within in any::<bool>()) {
        static REAL: OnceLock<std::sync::Mutex<(Page, Page, Real)>> = OnceLock::new();
        let mut real = REAL.get_or_init(|| real().into()).lock().unwrap();
        let (ben, eva, real) = &mut *real;
        let from = MemberId(13);
        let of = |page: &Page, content, envelope: &[u8]| if within {
            changed_inside(page, content, envelope, &change)
        } else {
            changed(envelope, &change)
        };
        let outcome = match what {
            0 => {
                let package = of(ben, Content::Package(from), &real.package);
                ben.group.perform(Task::Read { member: from, package: package.into() })
            }
            1 => {
                let commit = of(ben, Content::Commit, &real.commit);
                ben.group.perform(Task::Hear(commit.into()))
            }
            2 => {
                let welcome = of(eva, Content::Welcome, &real.welcome);
                eva.group.perform(Task::Enter(welcome.into()))
            }
            _ => {
                let bytes = changed(&real.saying, &change).into();
                ben.group.perform(Task::Listen { from: MemberId(10), bytes })
            }
        };
        prop_assert!(is_refused(&outcome));
        prop_assert!(ben.orders().is_empty() && eva.orders().is_empty());
    }

    #[test]
    fn no_bytes_at_all_are_a_reason_to_stop(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut group = crate::Group::new();
        if let Some(task) = Task::decode(&bytes) {
            group.perform(task);
        }
    }
}

#[test]
fn what_is_real_is_taken_after_all_that() {
    let (mut ben, mut eva, real) = real();
    for by in [0x01, 0x80] {
        for at in 0..real.saying.len() {
            let mut forged = real.saying.clone();
            forged[at] ^= by;
            assert!(ben.listen(10, &forged).is_err(), "{at}");
        }
    }
    assert_eq!(ben.listen(10, &real.saying).unwrap(), b"hello");
    assert!(ben.read(13, &real.package));
    ben.hear(&real.commit).unwrap();
    eva.enter(&real.welcome).unwrap();
}

#[test]
fn every_bit_of_a_commit_counts() {
    let (mut ben, _, real) = real();
    for at in 0..real.commit.len() {
        let envelopes = ben.group.seat.as_ref().unwrap().link.envelopes.clone();
        let mut inside = envelopes.open(Content::Commit, &real.commit).unwrap().reveal().clone();
        let Some(byte) = inside.get_mut(at) else { break };
        *byte ^= 1;
        let forged = envelopes.seal(Content::Commit, &inside).unwrap();
        assert!(matches!(ben.hear(forged.reveal()), Err(Refused::Forged | Refused::Astray)), "{at}");
    }
    ben.hear(&real.commit).unwrap();
}
