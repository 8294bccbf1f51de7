use std::time::{Duration, Instant};

use heliograph_sfu::{RoomNumber, Who};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Layer, Part, Source, Tile};

use crate::link::Conditions;
use crate::mark::Medium;
use crate::sources::{Picture, Shape, Voice};
use crate::witness::Wrong;
use crate::world::{Outcome, World, tile};

/// How many rounds a story has.
const ROUNDS: usize = 10;

/// How long a round is. Things are done in its first half, and in the second half whoever speaks must be heard.
const ROUND: Duration = Duration::from_secs(1);

/// How long all is well at the end.
const CALM: Duration = Duration::from_secs(5);

/// How many are in a room at most.
const MOST: usize = 6;

/// How many pictures a page shows before it asks for more.
const PICTURES: u8 = 3;

const ROOMS: [RoomNumber; 2] = [RoomNumber(1), RoomNumber(2)];

const LAYERS: [Shape; 3] = [
    Shape { packets: 1, key_packets: 2, bytes: 500 },
    Shape { packets: 2, key_packets: 4, bytes: 900 },
    Shape { packets: 4, key_packets: 8, bytes: 1_050 },
];

const SCREEN: Shape = Shape { packets: 3, key_packets: 9, bytes: 1_000 };

/// Frames in a second of all pictures.
const FRAMES: u32 = 15;

/// What a page can ask a picture to be shown at.
const HEIGHTS: [u16; 4] = [90, 180, 360, 720];

/// Of 25 packets in half a second so many come at least, whatever the line is like.
const HEARD: usize = 8;

/// What a seed tells: people who come and go, look at others, switch what they send and have links that change; and in
/// the end a time in which everything is well.
pub fn play(begin: Instant, seed: u64) -> Outcome {
    let mut world = World::new(begin, seed);
    for room in [ROOMS[0], ROOMS[0], ROOMS[1], ROOMS[0], ROOMS[1]] {
        come(&mut world, room);
    }
    world.pass(Duration::from_millis(500));
    for _ in 0..ROUNDS {
        let half = world.now() + ROUND / 2;
        for _ in 0..world.chance().usize(1..=3) {
            something(&mut world);
            let pause = Duration::from_millis(world.chance().u64(0..150));
            world.pass(pause);
        }
        world.pass(half.saturating_duration_since(world.now()));
        listen(&mut world);
    }
    be_calm(&mut world);
    world.end()
}

/// Somebody comes, sends all that there is, and looks at whoever is there.
fn come(world: &mut World, room: RoomNumber) {
    let links = links(world.chance());
    let who = world.join(room, PICTURES, links);
    let loudness = -world.chance().i8(15..45);
    let Some(person) = world.person(who) else { return };
    for (layer, shape) in (0..).map(Layer).zip(LAYERS) {
        let medium = Medium::Camera(layer);
        person.feeds.picture(medium, Picture::new(who.member, medium, shape), FRAMES);
    }
    person.feeds.picture(Medium::Screen, Picture::new(who.member, Medium::Screen, SCREEN), FRAMES);
    person.feeds.voice(Medium::Voice, Voice::new(who.member, Medium::Voice), loudness);
    world.put(who, Part { microphone: Switch::On, camera: Switch::On, screen: Switch::Off });
    look(world, who);
}

/// One of the things that happen.
fn something(world: &mut World) {
    let Some(who) = somebody(world) else { return };
    match world.chance().u8(0..12) {
        0 => {
            let room = world.chance().choice(ROOMS).unwrap_or(ROOMS[0]);
            if world.people().filter(|(who, _)| who.room == room).count() < MOST {
                come(world, room);
            }
        }
        1 => {
            if world.people().filter(|(it, _)| it.room == who.room).count() > 2 {
                world.leave(who);
            }
        }
        2..=5 => look(world, who),
        6 | 7 => switch(world, who),
        8 | 9 => {
            let links = links(world.chance());
            world.relink(who, links);
        }
        10 => world.offer(who, 1),
        _ => {
            let loudness = -world.chance().i8(15..90);
            if let Some(person) = world.person(who) {
                person.feeds.speak(loudness);
            }
        }
    }
}

fn somebody(world: &mut World) -> Option<Who> {
    let people: Vec<_> = world.people().map(|(who, _)| who).collect();
    world.chance().choice(people)
}

/// Somebody looks at others of their room, each by another section.
fn look(world: &mut World, who: Who) {
    let mut others: Vec<_> =
        world.people().filter(|(it, _)| it.room == who.room && *it != who).map(|(it, _)| it.member).collect();
    world.chance().shuffle(&mut others);
    let most = world.chance().usize(1..=usize::from(PICTURES));
    let mut tiles: Vec<Tile> = Vec::new();
    for (section, member) in (0..).zip(others.into_iter().take(most)) {
        let source = if world.chance().u8(0..5) == 0 { Source::Screen } else { Source::Camera };
        let height = world.chance().choice(HEIGHTS).unwrap_or(180);
        tiles.push(tile(section, member, source, height));
    }
    world.show(who, tiles);
}

/// Somebody switches one of the things that they put in.
fn switch(world: &mut World, who: Who) {
    let which = world.chance().u8(0..3);
    let Some(mut part) = world.person(who).map(|person| person.part) else { return };
    let of = match which {
        0 => &mut part.microphone,
        1 => &mut part.camera,
        _ => &mut part.screen,
    };
    *of = match *of {
        Switch::On => Switch::Off,
        Switch::Off => Switch::On,
    };
    world.put(who, part);
}

/// Links as people have them: both directions by chance.
fn links(chance: &mut fastrand::Rng) -> [Conditions; 2] {
    let milliseconds = Duration::from_millis;
    [(); 2].map(|()| {
        let good = Conditions { delay: milliseconds(chance.u64(1..40)), ..Conditions::default() };
        match chance.u8(0..6) {
            0 | 1 => good,
            2 => Conditions { jitter: milliseconds(20), ..good },
            3 => Conditions { jitter: milliseconds(10), loss: 0.02, overtaken: 0.01, ..good },
            4 => Conditions { loss: 0.1, ..good },
            _ => Conditions { rate: Some(chance.u64(700_000..3_000_000)), queue: 48_000, ..good },
        }
    })
}

/// Lets half a round pass. Whoever is there for a while hears something, where somebody speaks.
fn listen(world: &mut World) {
    let from = world.now();
    world.pass(ROUND / 2);
    let settled = |at: Option<Instant>| at.is_some_and(|at| at + ROUND * 2 <= from);
    let mut silent = Vec::new();
    for (who, person) in world.people().filter(|(_, person)| settled(person.connected)) {
        let is_spoken_to = world.people().any(|(it, other)| {
            it.room == who.room && it != who && settled(other.connected) && other.speaks_since(from - ROUND)
        });
        let heard = person.witness.sound().filter(|came| came.at >= from).count();
        if is_spoken_to && heard < HEARD {
            silent.push(who.member);
        }
    }
    for member in silent {
        world.find(member, Wrong::Silence);
    }
}

/// All links are good from now on: everybody is there, and sees what they have on show.
fn be_calm(world: &mut World) {
    let all: Vec<_> = world.people().map(|(who, _)| who).collect();
    let good = Conditions { delay: Duration::from_millis(10), ..Conditions::default() };
    for who in all {
        world.relink(who, [good, good]);
        look(world, who);
    }
    world.pass(CALM);
    let since = world.now() - Duration::from_secs(1);
    let mut wrong = Vec::new();
    for (who, person) in world.people() {
        if person.connected.is_none() {
            wrong.push((who.member, Wrong::LostMember));
        }
        for tile in &person.tiles {
            let sends = world.people().any(|(it, other)| {
                it.room == who.room && it.member == tile.member && other.sends(tile.source)
            });
            let is_seen =
                person.sight(tile.section).is_some_and(|sight| sight.shows().last() >= Some(&since));
            let is_short = person.short.iter().any(|it| it.section == tile.section);
            if sends && !is_seen && !is_short {
                wrong.push((who.member, Wrong::NoPicture));
            }
        }
    }
    for (member, what) in wrong {
        world.find(member, what);
    }
}
