//! Whatever is asked in whatever order, nothing panics and nothing stays behind.

use crate::support::{Callee, Disk, HOUR, World, hash, link, push, put, subscription};
use heliograph_rendezvous::{Event, Guest};
use heliograph_wire::rendezvous::{Notice, Request, Subscription};
use heliograph_wire::{Millis, Private};
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Arrive(u8),
    Attend { guest: usize, callee: u8 },
    Ask { guest: usize, kind: u8, number: u16, length: usize },
    Bytes { guest: usize, bytes: Vec<u8> },
    Lose(usize),
    Garble(usize),
    Wait(u64),
    SetClock(i64),
    Disk(u8),
    Write,
    Foreign(bool),
    Unsubscribed { callee: u8, number: u8 },
    Restart,
    Stop,
}

fn step() -> impl Strategy<Value = Step> {
    let guest = || 0..24_usize;
    prop_oneof![
        8 => (0..4_u8).prop_map(Step::Arrive),
        4 => (guest(), 0..3_u8).prop_map(|(guest, callee)| Step::Attend { guest, callee }),
        20 => (guest(), 0..19_u8, 0..20_u16, prop_oneof![0..40_usize, 1_000..1_100_usize, Just(13_000)])
            .prop_map(|(guest, kind, number, length)| Step::Ask { guest, kind, number, length }),
        3 => (guest(), vec(any::<u8>(), 0..120)).prop_map(|(guest, bytes)| Step::Bytes { guest, bytes }),
        3 => guest().prop_map(Step::Lose),
        1 => guest().prop_map(Step::Garble),
        6 => prop_oneof![0..500_u64, 0..130_000_u64, 0..100_000_000_u64].prop_map(Step::Wait),
        1 => prop_oneof![-10_000..10_000_i64, any::<i64>()].prop_map(Step::SetClock),
        2 => (0..3_u8).prop_map(Step::Disk),
        3 => Just(Step::Write),
        1 => any::<bool>().prop_map(Step::Foreign),
        1 => (0..4_u8, 0..20_u8).prop_map(|(callee, number)| Step::Unsubscribed { callee, number }),
        1 => Just(Step::Restart),
        1 => (0..20_u8).prop_map(|chance| if chance == 0 { Step::Stop } else { Step::Write }),
    ]
}

/// What was told last that later requests name.
#[derive(Default)]
struct Learned {
    nameplate: u32,
    ring: u32,
    ticket: Vec<u8>,
}

impl Learned {
    fn hear(&mut self, world: &mut World, guests: &[Guest]) {
        for guest in guests {
            for told in world.told(*guest) {
                match told.notice {
                    Notice::Seated { nameplate, ticket, .. } => {
                        self.nameplate = nameplate.unwrap_or(self.nameplate);
                        self.ticket = ticket.reveal().clone();
                    }
                    Notice::Rings { ring, .. } => self.ring = ring,
                    // The rest names nothing.
                    _ => {}
                }
            }
        }
    }

    fn request(&self, kind: u8, number: u16, length: usize) -> Request {
        let sealed = Private::new(vec![b'x'; length]);
        match kind {
            0 => Request::Open { work: 0 },
            1 => Request::Come { work: 0, nameplate: self.nameplate },
            2 => Request::Wait { work: 0, bucket: number / 5 },
            3 => Request::Return { ticket: Private::new(self.ticket.clone()) },
            4 => Request::Ring { work: 0, link: link(u32::from(number)), intro: sealed },
            5 => Request::Say { to: number / 5, sealed },
            6 => Request::Leave,
            7 => put(u32::from(number), &"x".repeat(length)),
            8 => Request::Revoke(hash(u32::from(number))),
            9 => Request::Erase,
            10 => Request::Take { ring: self.ring, sealed },
            11 => Request::Tell { ring: self.ring, sealed },
            12 => Request::NotesRead { up_to: u32::from(number) << 24 },
            13 => Request::LeaveNote { note: sealed },
            14 => Request::Subscribe(subscription(number as u8)),
            15 => Request::Subscribe(Subscription { id: [1; 16], sealed }),
            16 => Request::Unsubscribe { id: [number as u8; 16] },
            17 => Request::PutLink { salt: Private::new([3; 16]), label: sealed.clone(), wake: sealed },
            _ => Request::Come { work: 0, nameplate: number.into() },
        }
    }
}

fn play(steps: &[Step]) {
    let mut world = World::with(|settings| {
        (settings.guests, settings.guests_per_source, settings.arrivals) = (40, 12, 100_000);
        (settings.comes_per_minute, settings.callees_per_source) = (30, 2);
        settings.push = Some(push());
    });
    let (mut guests, mut learned): (Vec<Guest>, _) = (Vec::new(), Learned::default());
    for step in steps {
        let of = |guest: usize| guests.iter().rev().nth(guest).copied().unwrap_or(Guest(1_000_000));
        match step {
            Step::Arrive(source) => guests.push(world.arrive_from((*source).into())),
            Step::Attend { guest, callee } => {
                let guest = of(*guest);
                let is_welcome = world
                    .peek(guest)
                    .is_some_and(|told| matches!(told.notice, Notice::Welcome { bits: 0, .. }));
                if is_welcome {
                    Callee::new(*callee).attend_at(&mut world, guest);
                }
            }
            Step::Ask { guest, kind, number, length } => {
                learned.hear(&mut world, &guests);
                world.ask(of(*guest), learned.request(*kind, *number, *length));
            }
            Step::Bytes { guest, bytes } => match Request::decode(bytes) {
                Some(request) => world.ask(of(*guest), request),
                None => world.handle(Event::Garbled(of(*guest))),
            },
            Step::Lose(guest) => world.lose(of(*guest)),
            Step::Garble(guest) => world.handle(Event::Garbled(of(*guest))),
            Step::Wait(millis) => world.advance(Millis(*millis)),
            Step::SetClock(seconds) => world.set_clock(*seconds),
            Step::Disk(kind) => {
                world.write();
                world.disk = [Disk::Works, Disk::Fails, Disk::Slow][usize::from(*kind)];
            }
            Step::Write => world.write(),
            Step::Foreign(true) => world.handle(Event::Stored { key: [0xff; 32] }),
            Step::Foreign(false) => world.handle(Event::NotStored { key: [0xff; 32] }),
            Step::Unsubscribed { callee, number } => {
                world.handle(Event::Unsubscribed { key: Callee::new(*callee).key, id: [*number; 16] });
            }
            Step::Restart => {
                world.restart();
                guests.clear();
            }
            Step::Stop => world.handle(Event::Stopping),
        }
        let figures = world.machine.figures();
        assert!(figures.guests <= 40 && figures.undecided <= figures.guests);
        let [people, sources, places, seats, ..] = world.machine.entries();
        assert!(people == figures.guests && sources <= 100 && places <= 100 && seats <= 100);
    }
    world.write();
    world.disk = Disk::Works;
    guests.into_iter().for_each(|guest| world.lose(guest));
    world.advance(HOUR);
    let figures = world.machine.figures();
    assert_eq!((figures.guests, figures.undecided, figures.devices, figures.rings), (0, 0, 0, 0));
    let [guests, _, places, seats, callees, rings, timers] = world.machine.entries();
    assert_eq!([guests, places, seats, rings, timers], [0; 5]);
    assert_eq!(callees, figures.callees, "only those are remembered who are kept");
    assert_eq!(callees, world.kept.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 400 } else { 10_000 }))]

    #[test]
    fn any_order_of_events_leaves_nothing_behind(steps in vec(step(), 1..120)) {
        play(&steps);
    }
}

#[test]
fn requests_name_what_there_is() {
    let mut world = World::new();
    let mut learned = Learned::default();
    let guest = world.come(Request::Open { work: 0 });
    learned.hear(&mut world, &[guest]);
    let other = world.come(learned.request(1, 0, 0));
    assert_eq!(
        world.heard(other)[1..],
        ["seat 1 for 1800 s", "0 is here"],
        "the test above would reach a pair"
    );
    let again = world.come(learned.request(3, 0, 0));
    assert!(world.heard(again)[1].starts_with("seat 0"));
}
