//! What is sent in a measurement.

use heliograph_simnet::{Feeds, Medium, Picture, Shape, Voice};
use heliograph_wire::room::{Layer, MemberId};

/// Frames of a picture in a second.
const FRAMES: u32 = 30;

/// A screen in so many packets a second, 1,100 bytes each.
pub fn screen(feeds: &mut Feeds, packets_per_second: u32) {
    let packets = (packets_per_second / FRAMES) as u16;
    show(feeds, Shape { packets, key_packets: packets, bytes: 1_100 }, FRAMES);
}

/// A screen in single packets of 1,100 bytes, evenly spread.
pub fn drops(feeds: &mut Feeds, packets_per_second: u32) {
    show(feeds, Shape { packets: 1, key_packets: 1, bytes: 1_100 }, packets_per_second);
}

/// A screen of 1.5 Mbit/s.
pub fn video(feeds: &mut Feeds) {
    show(feeds, Shape { packets: 6, key_packets: 6, bytes: 1_042 }, FRAMES);
}

fn show(feeds: &mut Feeds, shape: Shape, per_second: u32) {
    feeds.picture(Medium::Screen, Picture::new(MemberId(0), Medium::Screen, shape), per_second);
}

/// A camera with three layers up to 720 lines, and a voice that is so loud, in dBov.
pub fn person(feeds: &mut Feeds, member: MemberId, level: i8) {
    // 150 kbit/s, 500 kbit/s and 1.5 Mbit/s, as browsers divide 720 lines.
    let shapes = [
        Shape { packets: 1, key_packets: 3, bytes: 625 },
        Shape { packets: 2, key_packets: 10, bytes: 1_042 },
        Shape { packets: 6, key_packets: 30, bytes: 1_042 },
    ];
    for (layer, shape) in (0..).map(Layer).zip(shapes) {
        let medium = Medium::Camera(layer);
        feeds.picture(medium, Picture::new(member, medium, shape), FRAMES);
    }
    feeds.voice(Medium::Voice, Voice::new(member, Medium::Voice), level);
}
