//! Whatever bytes come, wherever a lane stands: an outcome, and no end of the worker.

use super::{LANE, hear, keys, said, say};
use crate::{Keys, chance::Dealt};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Lane, Link, LinkHash, Outcome, Pairing, Task};
use proptest::prelude::*;

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => prop::collection::vec(any::<u8>(), 0..80),
        1 => prop::collection::vec(any::<u8>(), 900..1200),
        // As a message of SPAKE2 begins.
        1 => prop::collection::vec(any::<u8>(), 32).prop_map(|point| [&[0x53], &point[..]].concat()),
    ]
}

fn meet(words: String, seats: [u16; 2]) -> Task {
    // A bucket would cost 64 MiB each time.
    let pairing = Pairing::Nameplate(7);
    Task::Meet { lane: LANE, words: Private::new(words), pairing, companion: [1; 16], seats }
}

/// In bytes, since tasks are private and cannot be shown.
fn task() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![lanes_task(), callees_task()]
}

fn lanes_task() -> impl Strategy<Value = Vec<u8>> {
    (0_u32..3, any::<[u8; 32]>(), bytes(), any::<String>(), any::<[u16; 2]>(), 0..6).prop_map(
        |(lane, key, bytes, words, seats, which)| {
            let (lane, bytes) = (Lane(lane), Private::new(bytes));
            let task = match which {
                0 => Task::Hear { lane, bytes },
                1 => Task::Say { lane, bytes },
                2 => Task::Forget(lane),
                3 => meet(words, seats),
                4 => Task::Ring { lane, key, intro: bytes },
                _ => Task::HearRing { lane, secret: Private::new(key), intro: bytes },
            };
            task.encode()
        },
    )
}

fn callees_task() -> impl Strategy<Value = Vec<u8>> {
    (any::<[u8; 32]>(), any::<[u8; 32]>(), bytes(), any::<String>(), 0..4).prop_map(
        |(secret, hash, bytes, label, which)| {
            let (secret, hash, label) = (Private::new(secret), LinkHash(hash), Private::new(label));
            let task = match which {
                0 => Task::NewLink { secret, label },
                1 => Task::Label { secret, hash, label },
                2 => Task::Subscribe { secret, endpoint: label },
                _ => Task::ReadLinks {
                    secret,
                    links: vec![Link { hash, made: 0, label: Private::new(bytes) }],
                },
            };
            task.encode()
        },
    )
}

/// Whether a task takes no more than a moment.
fn is_quick(task: &Task) -> bool {
    match task {
        Task::PlaceWords { .. } | Task::Meet { pairing: Pairing::Bucket(_), .. } => false,
        Task::Work { bits, .. } => *bits < 12,
        _ => true,
    }
}

/// Two lanes, each brought so many steps further.
fn brought(steps: usize) -> [Keys<Dealt>; 2] {
    let (mut ana, mut ben) = (keys(1), keys(2));
    let [from_ana, from_ben] = [(&mut ana, [1, 2]), (&mut ben, [2, 1])]
        .map(|(keys, seats)| said(keys.perform(meet("same".to_owned(), seats))));
    if steps > 0 {
        hear(&mut ana, &from_ben);
    }
    if steps > 1 {
        let proof = said(hear(&mut ben, &from_ana));
        hear(&mut ana, &proof);
    }
    [ana, ben]
}

proptest! {
    #[test]
    fn any_tasks_have_outcomes(tasks in prop::collection::vec(task(), 0..12)) {
        let mut keys = keys(1);
        for task in tasks.iter().filter_map(|task| Task::decode(task)) {
            prop_assert!(Outcome::decode(&keys.perform(task).encode()).is_some());
        }
    }

    #[test]
    fn any_bytes_are_a_task_or_none(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Some(task) = Task::decode(&bytes).filter(is_quick) {
            keys(1).perform(task);
        }
    }

    #[test]
    fn any_bytes_at_any_step_of_a_meeting_are_heard(steps in 0_usize..3, bytes in bytes()) {
        for mut keys in brought(steps) {
            hear(&mut keys, &bytes);
            say(&mut keys, &bytes);
            hear(&mut keys, &bytes);
        }
    }

    #[test]
    fn whatever_is_typed_is_read_or_not(typed in any::<String>()) {
        // The step behind it costs 64 MiB.
        let _ = crate::words::read(&typed);
        let _ = crate::words::read(&format!("4-{typed}-zoo"));
    }
}
