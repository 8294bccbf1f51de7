//! Whatever is asked in whatever order, nothing panics and nothing stays behind.

use crate::support::{HOUR, Key, World, card, offer, sign};
use heliograph_sfu::rooms::{Event, Guest};
use heliograph_sfu::{Answer, Command, Happened, RoomNumber, Who};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{
    Epoch, GroupRequest, GroupTag, Hand, Layer, MemberId, Part, Request, Role, Rules, Source, Tile, Upstream,
    Voice, Welcome, hosting,
};
use heliograph_wire::{Millis, Private};
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Arrive(u8),
    Open { guest: usize, key: u8, rules: u8 },
    Knock { guest: usize, key: u8 },
    Return { guest: usize, ticket: usize },
    Ask { guest: usize, kind: u8, number: u16, length: usize },
    Bytes { guest: usize, bytes: Vec<u8> },
    Lose(usize),
    Garble(usize),
    Wait(u64),
    SetClock(i64),
    Answer,
    Unit { kind: u8, room: u32, member: u16 },
    Move,
    Restart,
    Stop,
}

fn step() -> impl Strategy<Value = Step> {
    let guest = || 0..24_usize;
    prop_oneof![
        6 => (0..4_u8).prop_map(Step::Arrive),
        4 => (guest(), 0..3_u8, 0..16_u8).prop_map(|(guest, key, rules)| Step::Open { guest, key, rules }),
        6 => (guest(), 0..3_u8).prop_map(|(guest, key)| Step::Knock { guest, key }),
        4 => (guest(), guest()).prop_map(|(guest, ticket)| Step::Return { guest, ticket }),
        36 => (guest(), 0..28_u8, 0..12_u16, prop_oneof![0..80_usize, Just(13_000), Just(130_000)])
            .prop_map(|(guest, kind, number, length)| Step::Ask { guest, kind, number, length }),
        2 => (guest(), vec(any::<u8>(), 0..120)).prop_map(|(guest, bytes)| Step::Bytes { guest, bytes }),
        3 => guest().prop_map(Step::Lose),
        1 => guest().prop_map(Step::Garble),
        6 => prop_oneof![0..500_u64, 0..130_000_u64, 0..10_000_000_u64].prop_map(Step::Wait),
        1 => prop_oneof![-10_000..10_000_i64, any::<i64>()].prop_map(Step::SetClock),
        3 => Just(Step::Answer),
        3 => (0..5_u8, 0..5_u32, 0..12_u16).prop_map(|(kind, room, member)| Step::Unit { kind, room, member }),
        1 => (0..10_u8).prop_map(|chance| if chance == 0 { Step::Move } else { Step::Answer }),
        1 => Just(Step::Restart),
        1 => (0..20_u8).prop_map(|chance| if chance == 0 { Step::Stop } else { Step::Answer }),
    ]
}

fn rules(bits: u8) -> Rules {
    let switch = |bit: u8| if bits & (1 << bit) == 0 { Switch::Off } else { Switch::On };
    Rules { lobby: switch(0), locked: switch(1), guests_share: switch(2), guests_speak: switch(3) }
}

fn request(kind: u8, number: u16, length: usize) -> Request {
    let member = MemberId(number);
    let tile = Tile { section: number as u8, member, source: Source::Camera, height: 90, weight: 0 };
    let switch = |bit: u16| if number & bit == 0 { Switch::Off } else { Switch::On };
    match kind {
        0 => offer(number.into(), &"x".repeat(length)),
        1 => Request::Show(vec![tile; length / 20]),
        2 => Request::Put(Part { microphone: switch(1), camera: switch(2), screen: switch(4) }),
        3 => Request::Raise(if length < 40 { Hand::Down } else { Hand::Up(7) }),
        4 => Request::Say { to: None, bytes: Private::new(vec![b'x'; length]) },
        5 => Request::Say { to: Some(member), bytes: Private::new(vec![b'x'; length]) },
        6 => Request::Rename(card(&"x".repeat(length))),
        7 => Request::Admit(member),
        8 => Request::AdmitAll,
        9 => Request::Deny(member),
        10 => Request::Remove(member),
        11 => Request::AskToMute(member),
        12 => Request::AskAllToMute,
        13 => Request::StopShare(member),
        14 => Request::Lower(member),
        15 => Request::Appoint(member, [Role::Guest, Role::CoHost, Role::Host][length % 3]),
        16 => Request::Rule(rules(number as u8)),
        17 if length < 20 => Request::End,
        19.. => Request::Group(about_group(kind, number, length)),
        _ => Request::Leave,
    }
}

/// Members are of one group or another, and say epochs that there may be.
fn about_group(kind: u8, number: u16, length: usize) -> GroupRequest {
    let epoch = Epoch { group: GroupTag([number as u8 / 10; 8]), number: u64::from(number % 10) / 2 };
    let bytes = Private::new(vec![b'x'; length]);
    let welcome = || Welcome { joiners: vec![MemberId(number), MemberId(number + 1)], bytes: bytes.clone() };
    match kind {
        19..22 => GroupRequest::Join { package: bytes },
        22 => GroupRequest::Commit { epoch, welcome: None, bytes },
        23 => GroupRequest::Commit { epoch, welcome: Some(welcome()), bytes },
        24..26 => GroupRequest::Reached(epoch),
        _ => GroupRequest::Resume(epoch),
    }
}

fn happened(kind: u8, who: Who) -> Happened {
    match kind {
        0 => Happened::Voices { who, voices: vec![Voice { section: 0, member: Some(who.member) }] },
        1 => {
            let picture = Upstream { source: Source::Screen, layers: vec![Layer(0)] };
            Happened::Wanted { who, pictures: vec![picture] }
        }
        2 => Happened::Short { who, tiles: Vec::new() },
        3 => Happened::Speaking { room: who.room, members: vec![who.member] },
        _ => Happened::Poor { room: who.room, members: vec![who.member] },
    }
}

fn play(steps: &[Step]) {
    let mut world = World::with(|settings| {
        (settings.guests, settings.guests_per_source) = (40, 12);
        (settings.members, settings.members_per_room, settings.knocking_per_room) = (20, 6, 5);
        (settings.hours, settings.rooms) = (Some(1), 2);
    });
    let mut guests: Vec<Guest> = Vec::new();
    let mut offers: Vec<(Who, u32)> = Vec::new();
    for step in steps {
        let of = |guest: usize| guests.iter().rev().nth(guest).copied().unwrap_or(Guest(1_000_000));
        match step {
            Step::Arrive(source) => guests.push(world.arrive_from((*source).into())),
            Step::Open { guest, key, rules: bits } => {
                let (guest, key) = (of(*guest), Key::new(*key));
                let mut opening = key.opening(&world.challenge(guest), "Ana", rules(*bits));
                opening.signature = sign(&key.key, &hosting(&world.challenge(guest), key.room));
                world.ask(guest, Request::Open(opening));
            }
            Step::Knock { guest, key } => world.knock_as(of(*guest), &Key::new(*key), "Ben"),
            Step::Return { guest, ticket } => {
                if let Some(ticket) = world.any_ticket(*ticket) {
                    world.ask(of(*guest), Request::Return { ticket, card: card("Cem") });
                }
            }
            Step::Ask { guest, kind, number, length } => {
                world.ask(of(*guest), request(*kind, *number, *length));
            }
            Step::Bytes { guest, bytes } => match Request::decode(bytes) {
                Some(request) => world.ask(of(*guest), request),
                None => world.handle(Event::Garbled(of(*guest))),
            },
            Step::Lose(guest) => world.lose(of(*guest)),
            Step::Garble(guest) => world.handle(Event::Garbled(of(*guest))),
            Step::Wait(millis) => world.advance(Millis(*millis)),
            Step::SetClock(seconds) => {
                world.now.unix = world.now.unix.saturating_add_signed(*seconds);
                world.handle(Event::Woke);
            }
            Step::Answer => {
                for (who, number) in std::mem::take(&mut offers) {
                    let answer = Answer::Taken(Private::new("answer".to_owned()));
                    world.unit(Happened::Answered { who, number, answer });
                }
            }
            Step::Unit { kind, room, member } => {
                world.unit(happened(*kind, Who { room: RoomNumber(*room), member: MemberId(*member) }));
            }
            Step::Move => world.handle(Event::Moving),
            Step::Restart => {
                world.restart();
                guests.clear();
                offers.clear();
            }
            Step::Stop => world.handle(Event::Stopping),
        }
        for command in world.commands() {
            if let Command::Offer { who, number, .. } = command {
                assert!(offers.iter().all(|(other, _)| *other != who), "two offers of one member at a time");
                offers.push((who, number));
            }
        }
        let figures = world.machine.figures();
        assert!(figures.guests <= 40 && figures.undecided <= figures.guests);
        assert!(figures.members <= 20 && figures.rooms <= 2);
        let [people, sources, rooms, seats, early, timers, group] = world.machine.entries();
        assert!(people == figures.guests && rooms == figures.rooms && sources <= 10);
        assert!(seats == figures.members + figures.knocking && early <= figures.early);
        assert!(timers <= people + 3 * figures.members + 3 * rooms);
        assert!(group <= figures.members + 64 * rooms);
    }
    guests.into_iter().for_each(|guest| world.lose(guest));
    world.advance(HOUR);
    let [guests, _, rooms, seats, early, timers, group] = world.machine.entries();
    assert_eq!([guests, rooms, seats, early, timers, group], [0; 6]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 400 } else { 10_000 }))]

    #[test]
    fn any_order_of_events_leaves_nothing_behind(steps in vec(step(), 1..120)) {
        play(&steps);
    }
}
