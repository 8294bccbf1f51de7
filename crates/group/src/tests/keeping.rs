//! What is kept, and what the worker of frames is told.

use heliograph_wire::group::{Outcome, Refused, Task};
use heliograph_wire::room::MemberId;

use super::pages::{Page, ROOM, SECRET, group_of};
use crate::FrameOrder;
use crate::epochs::KEPT;
use crate::identity::Identity;
use crate::inside::Inside;
use crate::link::Link;
use crate::member::Candidate;

#[test]
fn nothing_grows_over_a_thousand_epochs() {
    let link = Link::new(&SECRET.into(), ROOM).unwrap();
    let candidate = |member: u16| {
        let identity = Identity::new(MemberId(member), "Person".to_owned().into()).unwrap();
        Candidate::new(&identity, &link).unwrap()
    };
    let founder = candidate(10);
    let of_founder = founder.epochs();
    let (mut ana, _) = Inside::enter(founder.found(ROOM).unwrap(), MemberId(10)).ok().unwrap();
    let joiner = candidate(11);
    let of_joiner = joiner.epochs();
    assert!(ana.read(MemberId(11), &joiner.package().unwrap()));
    assert_eq!(joiner.packages(), 1);
    let (commit, welcome) = ana.commit(&[MemberId(11)], &[]).unwrap();
    ana.hear(&commit).ok().unwrap();
    let group = joiner.join(&welcome.unwrap(), ROOM).unwrap();
    let (mut ben, _) = Inside::enter(group, MemberId(11)).ok().unwrap();
    assert_eq!(joiner.packages(), 0, "what was used is gone");

    let mut lengths = Vec::new();
    for epoch in 0..1000 {
        let (by, other, of) =
            if epoch % 2 == 0 { (&mut ana, &mut ben, 10) } else { (&mut ben, &mut ana, 11) };
        let late = by.say(b"late").unwrap();
        let (commit, _) = by.commit(&[], &[]).unwrap();
        lengths.push(by.length_of_pending());
        other.hear(&commit).ok().unwrap();
        by.hear(&commit).ok().unwrap();
        assert!(other.listen(MemberId(of), late.reveal()).is_ok());
        assert!(of_founder.count() <= KEPT && of_joiner.count() <= KEPT);
        assert_eq!((ana.length_of_pending(), ben.length_of_pending()), (0, 0));
    }
    assert_eq!(ana.epoch().number, 1001);
    assert_eq!((of_founder.count(), of_joiner.count()), (KEPT, KEPT));
    // The whole state of the group is in what is pending. The number of the epoch has more digits at the end.
    let (first, last) = (lengths[10..20].iter().max(), lengths[990..].iter().max());
    assert!(last.unwrap() - first.unwrap() <= 16, "{first:?} {last:?}");
}

#[test]
fn the_worker_of_frames_is_told_what_it_needs_and_in_order() {
    let [mut ana, _] = group_of([10, 11]);
    let orders = ana.orders();
    let keys: Vec<_> = orders
        .iter()
        .map(|order| match order {
            FrameOrder::Keys { epoch, index, members, .. } => {
                (epoch.group, epoch.number, *index, members.as_slice())
            }
            FrameOrder::Seal(_) | FrameOrder::Close(_) => panic!("only keys yet"),
        })
        .collect();
    let group = ana.membership().epoch.group;
    assert_eq!(keys, [(group, 0, 0, &[0][..]), (group, 1, 0, &[0, 1])]);
    for task in [Task::Switch, Task::Close { before: 1 }] {
        assert!(ana.group.perform(task) == Outcome::Done);
    }
    assert!(ana.orders() == [FrameOrder::Seal(1), FrameOrder::Close(1)]);
}

#[test]
fn no_two_groups_of_a_room_have_the_same_tag() {
    let mut ana = Page::new(10);
    ana.found();
    let first = ana.membership().epoch;
    ana.found();
    assert!(ana.membership().epoch.group != first.group);
    assert_eq!(ana.membership().epoch.number, 0);
}

#[test]
fn orders_that_nobody_takes_are_not_kept_for_ever() {
    let mut ana = Page::new(10);
    ana.found();
    for before in 0..1000 {
        ana.group.perform(Task::Close { before });
    }
    let orders = ana.orders();
    assert!(orders.len() < 100);
    assert!(orders.last() == Some(&FrameOrder::Close(999)));
}

#[test]
fn the_key_of_frames_and_the_code_are_those_of_the_protocol_page() {
    let link = Link::new(&SECRET.into(), ROOM).unwrap();
    let identity = Identity::new(MemberId(300), "Ana".to_owned().into()).unwrap();
    assert_eq!(identity.bytes(), b"\x01\x01\x2cAna");
    let group = Candidate::new(&identity, &link).unwrap().found(ROOM).unwrap();
    let base = group.export_secret(b"heliograph frames 1", b"", 32).unwrap();
    let code = group.epoch_authenticator().unwrap();
    assert_eq!(&group.group_id()[8..], ROOM.0);
    let (inside, entered) = Inside::enter(group, MemberId(300)).ok().unwrap();
    assert!(!inside.exports(), "it can be had once");
    let mut orders = crate::orders::Orders::default();
    let Outcome::Entered(membership) = entered.told(&mut orders) else { panic!("that is what it tells") };
    assert_eq!(membership.code.reveal(), code.as_bytes());
    let Some(FrameOrder::Keys { base: told, .. }) = orders.take() else { panic!("keys are told first") };
    assert_eq!(told.reveal(), base.as_bytes());
}

#[test]
fn a_group_is_entered_by_its_own_seat_only() {
    let link = Link::new(&SECRET.into(), ROOM).unwrap();
    let identity = Identity::new(MemberId(300), "Ana".to_owned().into()).unwrap();
    let group = Candidate::new(&identity, &link).unwrap().found(ROOM).unwrap();
    assert!(matches!(Inside::enter(group, MemberId(301)), Err(Refused::Forged)));
}
