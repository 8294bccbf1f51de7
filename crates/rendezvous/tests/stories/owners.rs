//! A link rings whoever made it, whatever others put, and also after the companion was started again.

use crate::support::{Callee, MINUTE, World, put, sealed};
use heliograph_rendezvous::Guest;
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{LinkHash, Request};
use proptest::collection::vec;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

const CALLEES: u8 = 3;
const SALTS: u32 = 3;

#[derive(Clone, Copy, Debug)]
enum Step {
    Put { by: u8, salt: u32 },
    Revoke { by: u8, of: u8, salt: u32 },
    Erase { by: u8 },
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let (by, salt) = (|| 0..CALLEES, || 0..SALTS);
    prop_oneof![
        6 => (by(), salt()).prop_map(|(by, salt)| Step::Put { by, salt }),
        3 => (by(), by(), salt()).prop_map(|(by, of, salt)| Step::Revoke { by, of, salt }),
        1 => by().prop_map(|by| Step::Erase { by }),
        2 => Just(Step::Restart),
    ]
}

fn hash(link: &Private<[u8; 16]>) -> LinkHash {
    LinkHash(Sha256::digest(link.reveal()).into())
}

fn attending(world: &mut World) -> Vec<Guest> {
    (0..CALLEES).map(|number| Callee::new(number).attend(world)).collect()
}

/// Every link rings the one device of whoever made it, if it is live, and nobody else.
fn check(world: &mut World, devices: &[Guest], live: &BTreeSet<(u8, u32)>) {
    for (number, salt) in (0..CALLEES).flat_map(|number| (0..SALTS).map(move |salt| (number, salt))) {
        let link = Callee::new(number).link(salt);
        world.forget();
        let caller = world.come(Request::Ring { work: 0, link, intro: sealed("ben") });
        world.advance(MINUTE);
        for (device, other) in devices.iter().zip(0..) {
            let rings = world.heard(*device).contains(&"ben rings".to_owned());
            assert_eq!(
                rings,
                other == number && live.contains(&(number, salt)),
                "{number} {salt} at {other}"
            );
        }
        world.lose(caller);
    }
}

fn play(steps: &[Step]) {
    let mut world = World::with(|settings| settings.attends_per_minute = 1_000);
    let mut live = BTreeSet::new();
    let mut devices = attending(&mut world);
    for step in steps {
        match *step {
            Step::Put { by, salt } => {
                world.ask(devices[usize::from(by)], put(salt, "mine"));
                live.insert((by, salt));
            }
            Step::Revoke { by, of, salt } => {
                world.ask(devices[usize::from(by)], Request::Revoke(hash(&Callee::new(of).link(salt))));
                if by == of {
                    live.remove(&(of, salt));
                }
            }
            Step::Erase { by } => {
                world.ask(devices[usize::from(by)], Request::Erase);
                live.retain(|(number, _)| *number != by);
            }
            Step::Restart => {
                world.restart();
                devices = attending(&mut world);
            }
        }
        assert_eq!(world.machine.figures().links, live.len());
    }
    check(&mut world, &devices, &live);
    world.restart();
    devices = attending(&mut world);
    check(&mut world, &devices, &live);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 100 } else { 2_000 }))]

    #[test]
    fn a_link_has_one_owner(steps in vec(step(), 1..30)) {
        play(&steps);
    }
}
