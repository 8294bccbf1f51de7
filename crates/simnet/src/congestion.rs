use std::time::{Duration, Instant};

use heliograph_sfu::{RoomNumber, Who};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Layer, Part, Source};

use crate::link::Conditions;
use crate::mark::Medium;
use crate::sight::frozen;
use crate::sources::{Picture, Shape, Voice};
use crate::world::{World, tile};

/// How long a line has been as it is before it becomes another one.
const BEFORE: Duration = Duration::from_secs(15);

/// How long it is looked at from then on.
const AFTER: Duration = Duration::from_secs(10);

/// Over which time a rate is taken.
const WINDOW: Duration = Duration::from_millis(500);

/// Frames of a picture in a second.
const FRAMES: u32 = 30;

/// The layers of a camera of 2.5 Mbit/s, as browsers divide it.
const LAYERS: [Shape; 3] = [
    Shape { packets: 1, key_packets: 3, bytes: 600 },
    Shape { packets: 2, key_packets: 8, bytes: 1_000 },
    Shape { packets: 10, key_packets: 30, bytes: 1_050 },
];

/// How long it takes until 80 % of a line of 3 Mbit/s are used that had 700 kbit/s until then; none where it takes too long.
pub fn step_to_three_megabits(begin: Instant, seed: u64) -> Option<Duration> {
    let (mut world, viewer) = meeting(begin, seed, line(700_000));
    world.pass(BEFORE);
    let step = world.now();
    world.relink(viewer, [Conditions::default(), line(3_000_000)]);
    world.pass(AFTER);
    let wanted = 3_000_000.0 * 0.8;
    let bytes = &world.person(viewer)?.bytes;
    let rate = |until: Instant| {
        let inside = bytes.iter().filter(|(at, _)| (until - WINDOW..until).contains(at));
        inside.map(|(_, bytes)| *bytes as f64 * 8.0).sum::<f64>() / WINDOW.as_secs_f64()
    };
    let ticks = (0..=100).map(|tick| WINDOW + (AFTER - WINDOW) * tick / 100);
    ticks.into_iter().find(|after| rate(step + *after) >= wanted)
}

/// For how long in all a picture stands still in the ten seconds after a line of 3 Mbit/s became one of 1 Mbit/s.
pub fn drop_to_one_megabit(begin: Instant, seed: u64) -> Duration {
    let (mut world, viewer) = meeting(begin, seed, line(3_000_000));
    world.pass(BEFORE);
    let drop = world.now();
    world.relink(viewer, [Conditions::default(), line(1_000_000)]);
    world.pass(AFTER);
    let shows =
        world.person(viewer).and_then(|person| person.sight(0)).map_or(&[][..], |sight| sight.shows());
    frozen(shows, Duration::from_secs(1) / FRAMES, [drop, drop + AFTER])
}

/// A line of so many bits in a second, with the queue of a usual one.
fn line(rate: u64) -> Conditions {
    Conditions { delay: Duration::from_millis(25), rate: Some(rate), queue: 40_000, ..Conditions::default() }
}

/// Somebody with a camera and a microphone, and somebody who watches by this line.
fn meeting(begin: Instant, seed: u64, down: Conditions) -> (World, Who) {
    let mut world = World::new(begin, seed);
    let (room, wide) =
        (RoomNumber(1), Conditions { delay: Duration::from_millis(10), ..Conditions::default() });
    let sender = world.join(room, 1, [wide, wide]);
    if let Some(person) = world.person(sender) {
        for (layer, shape) in (0..).map(Layer).zip(LAYERS) {
            let medium = Medium::Camera(layer);
            person.feeds.picture(medium, Picture::new(sender.member, medium, shape), FRAMES);
        }
        person.feeds.voice(Medium::Voice, Voice::new(sender.member, Medium::Voice), -25);
    }
    world.put(sender, Part { microphone: Switch::On, camera: Switch::On, screen: Switch::Off });
    let viewer = world.join(room, 1, [wide, down]);
    world.show(viewer, vec![tile(0, sender.member, Source::Camera, 720)]);
    (world, viewer)
}
