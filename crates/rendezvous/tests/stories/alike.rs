//! Whoever rings learns nothing from a link that nobody answers: not whether there is such a link, whether there was one,
//! nor whether somebody is there.

use crate::support::{Callee, HOUR, MINUTE, World, hash, link, say, sealed};
use heliograph_rendezvous::Guest;
use heliograph_wire::Millis;
use heliograph_wire::rendezvous::Request;
use proptest::prelude::*;

/// What became of the link that is rung.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Link {
    Unknown,
    Offline,
    Unanswered,
    Expired,
    Revoked,
    Erased,
    RungTooOften,
    FullOfNotes,
}

const OTHERS: [Link; 7] = [
    Link::Offline,
    Link::Unanswered,
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
    Wait(u64),
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
        5 => waits.prop_map(Step::Wait),
    ]
}

/// Makes a world in which the links 1 and 2 are of this kind.
fn world(kind: Link) -> World {
    let mut world = World::new();
    let callee = Callee::new(1);
    if kind == Link::Unknown {
        return world;
    }
    let device = callee.with_link(&mut world, 1);
    callee.with_link(&mut world, 2);
    match kind {
        Link::Unknown | Link::Unanswered => return world,
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

/// What all callers were told, and when.
fn transcript(kind: Link, steps: &[Step]) -> Vec<Vec<(u64, Vec<u8>)>> {
    let mut world = world(kind);
    let begin = world.now.monotonic;
    let mut callers: Vec<Guest> = Vec::new();
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
            Step::Wait(millis) => world.advance(Millis(millis)),
        }
    }
    world.advance(HOUR);
    let told = |caller| {
        // The welcome comes before anything is asked, and is another one at each socket.
        let told = world.told(caller).into_iter().skip(1);
        told.map(|told| (told.at.since(begin).0, told.notice.encode())).collect()
    };
    callers.into_iter().map(told).collect()
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
