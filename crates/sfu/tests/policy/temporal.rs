use std::collections::BTreeSet;
use std::time::Duration;

use heliograph_sfu::{Command, Limits};
use heliograph_wire::room::{MemberId, Source, Tile};

use crate::support::{Film, Got, Net};

/// Of 600 kbit/s with three temporal layers: 150, 300 and 600.
fn film() -> Film {
    let mut film = Film::new(&[600_000]);
    film.temporal = &[0, 2, 1, 2];
    film
}

/// Two who are seen, and one who looks, and may be sent so much.
fn room(bits: u64) -> Net {
    let mut net = Net::with(Limits { bits_per_member: bits, ..Limits::default() });
    for member in 1..=3 {
        net.join(1, member, 2);
    }
    net.connect();
    for member in 2..=3 {
        net.guest(1, member).camera = Some(film());
    }
    net
}

fn temporals(got: &[Got]) -> BTreeSet<u8> {
    got.iter().map(|got| got.frame().temporal).collect()
}

/// What came has numbers without gaps, and so have its pictures, though frames are left out; and each frame can be shown
/// since those came that it needs.
#[track_caller]
fn expect_thinned(got: &[Got]) {
    let mut newest = [0; 3];
    for pair in got.windows(2) {
        let [last, frame] = [pair[0].frame(), pair[1].frame()];
        assert_eq!(pair[1].number, pair[0].number + 1);
        let next = u16::from(frame.part == 0);
        assert_eq!(frame.picture, (last.picture + next) & 0x7fff, "{last:?} {frame:?}");
        assert_eq!(frame.base, last.base.wrapping_add(u8::from(next == 1 && frame.temporal == 0)));
        assert!(next == 0 || last.part + 1 == last.parts);
        let needed = |layer: usize| newest[layer] + 4 >= frame.frame;
        let layer = usize::from(frame.temporal);
        assert!(
            frame.is_key || frame.is_sync || layer == 0 || needed(layer),
            "{frame:?} came out of nowhere"
        );
        newest[layer] = frame.frame;
    }
}

#[test]
fn where_a_line_carries_not_all_of_the_last_layer_frames_are_left_out() {
    let mut net = room(20_000_000);
    net.show(1, 1, &[(2, 180)]);
    net.run(4_000);
    net.guest(1, 1).forget();
    net.run(1_000);
    assert_eq!(temporals(net.guest(1, 1).seen(0)), BTreeSet::from([0, 1, 2]));
    net.line(1, 1).down.bits = Some(480_000);
    net.run(10_000);
    net.guest(1, 1).forget();
    net.run(5_000);
    assert!(!net.guest(1, 1).seen(0).is_empty());
    assert!(!temporals(net.guest(1, 1).seen(0)).contains(&2));
    net.line(1, 1).down.bits = None;
    net.run(20_000);
    net.guest(1, 1).forget();
    net.run(2_000);
    assert_eq!(temporals(net.guest(1, 1).seen(0)), BTreeSet::from([0, 1, 2]));
}

#[test]
fn frames_that_are_left_out_leave_no_gaps() {
    let mut net = room(800_000);
    let tiles: [&[(u16, u16)]; 2] = [&[(2, 180)], &[(2, 180), (3, 180)]];
    for turn in 0..8 {
        net.show(1, 1, tiles[turn % 2]);
        net.run(4_000);
    }
    let seen = net.guest(1, 1).seen(0);
    expect_thinned(seen);
    let frames = |temporal: u8| {
        let of_layer = seen.iter().map(Got::frame).filter(|frame| frame.temporal == temporal);
        of_layer.map(|frame| frame.frame).collect::<BTreeSet<u32>>().len()
    };
    let [base, middle, top] = [frames(0), frames(1), frames(2)];
    // Half of the time all of them came, and half of the time no more than the lower ones.
    assert!(base > 200 && middle > base / 2, "{base} {middle} {top}");
    assert!((base / 4..base * 7 / 4).contains(&top), "{base} {middle} {top}");
}

#[test]
fn what_was_lost_before_the_unit_and_is_left_out_anyway_is_not_missed() {
    let mut net = room(500_000);
    net.show(1, 1, &[(2, 180)]);
    net.run(4_000);
    net.line(1, 2).up.lost = 60;
    net.guest(1, 1).forget();
    net.run(10_000);
    net.line(1, 2).up.lost = 0;
    net.run(1_000);
    // What fills a place is no padding: there is nothing in it, and it would take no end of it.
    assert!(net.unit.counters().packets_out < 15_000, "{:?}", net.unit.counters());
    let seen = net.guest(1, 1).seen(0);
    let numbers: BTreeSet<u64> = seen.iter().map(|got| got.number).collect();
    let span = numbers.last().unwrap() - numbers.first().unwrap() + 1;
    // Losses on the way in are made good there; and what comes late and is not to be shown fills its place.
    assert!(numbers.len() as u64 * 1_000 >= span * 985, "{} of {span}", numbers.len());
    assert_eq!(numbers.len(), seen.len());
    let shown: Vec<Got> = seen.iter().filter(|got| !got.payload.is_empty()).cloned().collect();
    assert!(shown.len() < seen.len(), "nothing came late that was not to be shown");
    assert!(!temporals(&shown).contains(&2) && temporals(&shown).contains(&1));
}

#[test]
fn a_screen_that_stands_still_stays_and_moves_again_at_once() {
    let mut net = Net::new();
    for member in 1..=2 {
        net.join(1, member, 1);
    }
    net.connect();
    let mut film = Film::new(&[20_000]);
    film.each = Duration::from_secs(7);
    net.guest(1, 1).screen = Some(film);
    let tile = Tile { section: 0, member: MemberId(1), source: Source::Screen, height: 1_080, weight: 1 };
    net.command(Command::Show { who: Net::who(1, 2), tiles: vec![tile] });
    net.run(60_000);
    let frames: BTreeSet<u32> = net.guest(1, 2).seen(0).iter().map(|got| got.frame().frame).collect();
    assert_eq!(frames.len(), 9 - *frames.first().unwrap() as usize + 1, "{frames:?}");
    let keys =
        net.guest(1, 2).seen(0).iter().filter(|got| got.frame().is_key && got.frame().part == 0).count();
    assert!(keys <= 2, "{keys}");
}
