//! Whoever rings learns nothing from a link that nobody answers: not whether there is such a link, whether there was one,
//! nor whether somebody is there.

use crate::support::{
    Callee, HOUR, MINUTE, World, hash, link, push, put, say, sealed, subscription, wake, words,
};
use heliograph_rendezvous::Guest;
use heliograph_wire::rendezvous::{Notice, Request};
use heliograph_wire::{Millis, Private};
use proptest::prelude::*;

/// What became of the link that is rung.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Link {
    Unknown,
    Offline,
    Unanswered,
    LookedAt,
    Expired,
    Revoked,
    Erased,
    RungTooOften,
    FullOfNotes,
}

const OTHERS: [Link; 8] = [
    Link::Offline,
    Link::Unanswered,
    Link::LookedAt,
    Link::Expired,
    Link::Revoked,
    Link::Erased,
    Link::RungTooOften,
    Link::FullOfNotes,
];

/// What callers do.
#[derive(Clone, Debug)]
enum Step {
    Ring {
        source: u128,
        link: u32,
        length: usize,
    },
    /// Rings again and again, and waits for nothing.
    Scan {
        source: u128,
        times: u32,
    },
    Note {
        caller: usize,
        length: usize,
    },
    Say {
        caller: usize,
        to: u16,
    },
    Leave(usize),
    Break(usize),
    /// Attends with a key of their own, and does this to the link.
    Pretend {
        link: u32,
        claim: Claim,
    },
    Wait(u64),
}

/// What somebody tries who has a link and would like it to be their own.
#[derive(Clone, Copy, Debug)]
enum Claim {
    /// Puts one with the salt that the link was made with, had they learned it.
    SameSalt,
    /// Puts one with the id as salt.
    IdAsSalt,
    /// Puts one with the beginning of the hash as salt.
    HashAsSalt,
    Revoke,
    Erase,
}

fn claim() -> impl Strategy<Value = Claim> {
    prop_oneof![
        3 => Just(Claim::SameSalt),
        3 => Just(Claim::IdAsSalt),
        3 => Just(Claim::HashAsSalt),
        2 => Just(Claim::Revoke),
        1 => Just(Claim::Erase),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let waits = prop_oneof![
        0..400_u64,
        Just(299),
        Just(300),
        Just(310),
        Just(120_000),
        0..150_000_u64,
        0..2_000_000_u64
    ];
    prop_oneof![
        4 => (0..4_u128, 1..3_u32, 0..1_100_usize)
            .prop_map(|(source, link, length)| Step::Ring { source, link, length }),
        1 => (0..4_u128, 8..15_u32).prop_map(|(source, times)| Step::Scan { source, times }),
        2 => (0..12_usize, 0..1_100_usize).prop_map(|(caller, length)| Step::Note { caller, length }),
        1 => (0..12_usize, 0..2_u16).prop_map(|(caller, to)| Step::Say { caller, to }),
        1 => (0..12_usize).prop_map(Step::Leave),
        1 => (0..12_usize).prop_map(Step::Break),
        2 => (1..3_u32, claim()).prop_map(|(link, claim)| Step::Pretend { link, claim }),
        5 => waits.prop_map(Step::Wait),
    ]
}

/// Makes a world in which the links 1 and 2 are of this kind.
fn world(kind: Link) -> World {
    let mut world = World::with(|settings| settings.push = Some(push()));
    let callee = Callee::new(1);
    if kind == Link::Unknown {
        return world;
    }
    if kind == Link::LookedAt {
        // It is forgotten in an hour, unless it is rung.
        let device = callee.attend(&mut world);
        world.ask(device, put(1, "mum"));
        world.lose(device);
        return world;
    }
    let device = callee.with_link(&mut world, 1);
    callee.with_link(&mut world, 2);
    world.ask(device, Request::Subscribe(subscription(1)));
    match kind {
        Link::Unknown | Link::LookedAt | Link::Unanswered => return world,
        Link::Offline | Link::Expired => {}
        Link::Revoked => {
            [1, 2].into_iter().for_each(|number| world.ask(device, Request::Revoke(hash(number))))
        }
        Link::Erased => world.ask(device, Request::Erase),
        Link::RungTooOften => {
            for _ in 0..10 {
                world.ring(1, "somebody else");
            }
        }
        Link::FullOfNotes => {
            for _ in 0..25 {
                world.ring(1, &"x".repeat(1_000));
                world.advance(MINUTE);
            }
        }
    }
    if kind != Link::RungTooOften {
        world.restart();
    }
    if kind == Link::Expired {
        world.advance(Millis(100 * 24 * HOUR.0));
        assert!(world.kept.is_empty());
    }
    world
}

fn ring(world: &mut World, source: u128, number: u32, length: usize) -> Guest {
    let caller = world.arrive_from(source);
    let intro = sealed(&"x".repeat(length));
    world.ask(caller, Request::Ring { work: 0, link: link(number), intro });
    caller
}

/// Somebody with a key of their own does this, and leaves.
fn pretend(world: &mut World, number: u32, claim: Claim) -> Guest {
    let eve = world.arrive_from(3);
    if !matches!(world.peek(eve), Some(told) if matches!(told.notice, Notice::Welcome { .. })) {
        return eve;
    }
    Callee::new(66).attend_at(world, eve);
    let with_salt = |salt: &[u8]| {
        let salt = Private::new(salt.try_into().unwrap());
        Request::PutLink { salt, label: sealed("mine"), wake: wake(0) }
    };
    let request = match claim {
        Claim::SameSalt => put(number, "mine"),
        Claim::IdAsSalt => with_salt(link(number).reveal()),
        Claim::HashAsSalt => with_salt(&hash(number).0[..16]),
        Claim::Revoke => Request::Revoke(hash(number)),
        Claim::Erase => Request::Erase,
    };
    world.ask(eve, request);
    eve
}

/// What somebody was told who pretended, and when. It names days, and never anybody who rings.
fn told_to_pretender(world: &mut World, eve: Guest, begin: Millis) -> Vec<(u64, Vec<u8>)> {
    let told = world.told(eve).into_iter();
    let told = told.filter(|told| !matches!(told.notice, Notice::Welcome { .. }));
    told.map(|told| {
        assert!(!matches!(told.notice, Notice::Rings { .. } | Notice::Missed(_)), "somebody else's ring");
        (told.at.since(begin).0, words(&told.notice).into_bytes())
    })
    .collect()
}

/// What all callers were told, and when.
fn transcript(kind: Link, steps: &[Step]) -> Vec<Vec<(u64, Vec<u8>)>> {
    let mut world = world(kind);
    let begin = world.now.monotonic;
    let (mut callers, mut pretenders): (Vec<Guest>, Vec<Guest>) = Default::default();
    for step in steps {
        let of = |caller: usize| callers.get(caller % callers.len().max(1)).copied();
        match *step {
            Step::Ring { source, link, length } => callers.push(ring(&mut world, source, link, length)),
            Step::Scan { source, times } => {
                for _ in 0..times {
                    let caller = ring(&mut world, source, 1, 100);
                    world.advance(Millis::seconds(12));
                    world.lose(caller);
                    callers.push(caller);
                }
            }
            Step::Note { caller, length } => {
                let note = sealed(&"y".repeat(length));
                of(caller)
                    .into_iter()
                    .for_each(|caller| world.ask(caller, Request::LeaveNote { note: note.clone() }));
            }
            Step::Say { caller, to } => {
                of(caller).into_iter().for_each(|caller| world.ask(caller, say(to, "x")))
            }
            Step::Leave(caller) => {
                of(caller).into_iter().for_each(|caller| world.ask(caller, Request::Leave))
            }
            Step::Break(caller) => of(caller).into_iter().for_each(|caller| world.lose(caller)),
            Step::Pretend { link, claim } => pretenders.push(pretend(&mut world, link, claim)),
            Step::Wait(millis) => world.advance(Millis(millis)),
        }
    }
    world.advance(HOUR);
    let pretended: Vec<_> =
        pretenders.into_iter().map(|eve| told_to_pretender(&mut world, eve, begin)).collect();
    let told = |caller| {
        // The welcome comes before anything is asked, and is another one at each socket.
        let told = world.told(caller).into_iter().skip(1);
        told.map(|told| (told.at.since(begin).0, told.notice.encode())).collect()
    };
    callers.into_iter().map(told).chain(pretended).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 100 } else { 2_000 }))]

    #[test]
    fn links_that_nobody_answers_are_all_alike(steps in proptest::collection::vec(step(), 1..40)) {
        let unknown = transcript(Link::Unknown, &steps);
        for kind in OTHERS {
            prop_assert!(transcript(kind, &steps) == unknown, "{kind:?} is told from an unknown link");
        }
    }
}

#[test]
fn some_of_these_wake_somebody() {
    for (kind, wakes) in [(Link::Unknown, 0), (Link::Offline, 1), (Link::Unanswered, 1), (Link::Revoked, 0)] {
        let mut world = world(kind);
        world.ring(1, "ben");
        world.advance(MINUTE);
        assert_eq!(world.woken.len(), wakes, "{kind:?}: the test above would be blind");
    }
}

#[test]
fn an_answered_link_is_not() {
    let mut transcripts = [false, true].map(|answers| {
        let mut world = world(Link::Unanswered);
        let device = Callee::new(1).attend(&mut world);
        let caller = world.ring(1, "ben");
        world.advance(Millis(310));
        let ring = world.ring_number(device);
        if answers {
            world.ask(device, Request::Take { ring, sealed: sealed("hello") });
        }
        world.heard(caller)
    });
    assert_eq!(transcripts[1].pop().unwrap(), "callee says hello", "the test above would see a difference");
    assert_eq!(transcripts[0], transcripts[1]);
}
