//! Lines become narrow and wide again.

mod support;

use std::time::{Duration, Instant};

use heliograph_sfu::Happened;
use heliograph_wire::room::MemberId;
use support::{Film, Net, whole};

const CAMERA: [u32; 3] = [150_000, 500_000, 1_500_000];

/// One member shows both cameras of two others, as large as they are, on a line of so many bits.
fn watching(bits: u64) -> Net {
    let mut net = Net::of(3);
    for member in 2..=3 {
        net.guest(1, member).camera = Some(Film::new(&CAMERA));
        net.guest(1, member).voice = Some(20);
    }
    let down = &mut net.line(1, 1).down;
    down.bits = Some(bits);
    // A tenth of a second of what it carries, as lines have them that are kept in order.
    down.queue = bits as usize / 8 / 10;
    net.show(1, 1, &[(2, 720), (3, 720)]);
    net
}

/// Bits of pictures that came between two moments, in a second.
fn came(net: &Net, from: Instant, to: Instant) -> u64 {
    let guest = &net.guests[&(1, 1)].guest;
    let got = (0..2).flat_map(|section| guest.seen(section)).filter(|got| got.at >= from && got.at < to);
    let bytes: usize = got.map(|got| got.payload.len() + 40).sum();
    bytes as u64 * 8_000 / (to - from).as_millis() as u64
}

/// The longest time in which no whole frame of a section came.
fn longest_freeze(net: &Net, section: usize, from: Instant) -> Duration {
    let got = net.guests[&(1, 1)].guest.seen(section);
    let whole = got.iter().filter(|got| got.marker && got.at >= from).map(|got| got.at);
    let moments: Vec<Instant> = std::iter::once(from).chain(whole).collect();
    moments.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(Duration::MAX)
}

#[test]
fn a_line_that_becomes_wide_is_used_within_seconds() {
    let mut net = watching(600_000);
    net.run(15_000);
    let narrow = came(&net, net.now - Duration::from_secs(3), net.now);
    assert!(narrow < 600_000, "{narrow}");
    let down = &mut net.line(1, 1).down;
    (down.bits, down.queue) = (Some(3_000_000), 3_000_000 / 80);
    let widened = net.now;
    net.run(10_000);
    let used = (0..10).map(|second| {
        let from = widened + Duration::from_secs(second);
        came(&net, from, from + Duration::from_secs(1))
    });
    let used: Vec<u64> = used.collect();
    let first = used.iter().position(|bits| *bits >= 1_600_000);
    assert!(first.is_some_and(|second| second <= 5), "{used:?}");
}

#[test]
fn a_line_that_becomes_narrow_freezes_shortly() {
    let mut net = watching(3_500_000);
    net.run(15_000);
    let wide = came(&net, net.now - Duration::from_secs(2), net.now);
    assert!(wide > 1_500_000, "{wide}");
    let down = &mut net.line(1, 1).down;
    (down.bits, down.queue) = (Some(1_000_000), 1_000_000 / 8 / 4);
    let narrowed = net.now;
    net.run(10_000);
    let freezes = [0, 1].map(|section| longest_freeze(&net, section, narrowed));
    assert!(freezes.iter().all(|freeze| *freeze < Duration::from_millis(1_500)), "{freezes:?}");
    let used = came(&net, net.now - Duration::from_secs(3), net.now);
    assert!((150_000..1_000_000).contains(&used), "{used}");
}

#[test]
fn sound_never_starves() {
    let mut net = watching(3_500_000);
    net.run(8_000);
    for bits in [1_000_000, 300_000, 150_000, 2_000_000, 200_000] {
        let down = &mut net.line(1, 1).down;
        (down.bits, down.queue) = (Some(bits), bits as usize / 8 / 4);
        net.run(3_000);
        net.guest(1, 1).forget();
        net.run(4_000);
        let voices = net.guest(1, 1).voices();
        assert!(voices.len() == 2 && voices.values().all(|packets| *packets > 170), "{bits}: {voices:?}");
    }
}

#[test]
fn others_are_told_whose_line_is_poor() {
    let mut net = watching(3_500_000);
    net.run(6_000);
    let poor = |net: &Net| {
        net.happened.iter().rev().find_map(|(_, happened)| match happened {
            Happened::Poor { members, .. } => Some(members.clone()),
            _ => None,
        })
    };
    assert_eq!(poor(&net).unwrap_or_default(), []);
    net.line(1, 1).down.lost = 200;
    net.run(8_000);
    assert_eq!(poor(&net), Some(vec![MemberId(1)]));
    net.line(1, 1).down.lost = 0;
    net.run(8_000);
    assert_eq!(poor(&net), Some(vec![]));
}

#[test]
fn what_waits_for_one_member_is_bounded() {
    let mut net = watching(3_500_000);
    net.run(10_000);
    net.line(1, 1).down.bits = Some(30_000);
    net.run(10_000);
    // Nothing is sent that the line would not carry: what was left of the frames that were on the way is little.
    let before = net.unit.counters().bytes_out;
    net.run(10_000);
    let sent = net.unit.counters().bytes_out - before;
    assert!(sent * 8 / 10 < 600_000, "{}", sent * 8 / 10);
    whole_until_lost(&net);
}

fn whole_until_lost(net: &Net) {
    let got = net.guests[&(1, 1)].guest.seen(0);
    let mut sorted: Vec<_> = got.to_vec();
    sorted.sort_by_key(|got| got.number);
    let end = sorted.windows(2).position(|pair| pair[1].number != pair[0].number + 1).unwrap_or(sorted.len());
    whole(&sorted[..end]);
}
