use heliograph_sfu::Happened;
use heliograph_wire::room::{MemberId, Source, Tile};

use crate::streams::{layers, turns};
use crate::support::{Film, Net};

/// Two who speak and are seen, and one who looks at both.
fn room() -> Net {
    let mut net = Net::of(3);
    for member in 1..=2 {
        net.guest(1, member).camera = Some(Film::new(&[150_000, 400_000, 1_200_000]));
        net.guest(1, member).voice = Some(25);
    }
    net
}

fn show_weighted(net: &mut Net, weights: [u8; 2]) {
    let tile = |section: u8, weight| Tile {
        section,
        member: MemberId(u16::from(section) + 1),
        source: Source::Camera,
        height: 720,
        weight,
    };
    let tiles = vec![tile(0, weights[0]), tile(1, weights[1])];
    net.command(heliograph_sfu::Command::Show { who: Net::who(1, 3), tiles });
}

fn narrow(net: &mut Net, bits: u64) {
    net.line(1, 3).down.bits = Some(bits);
}

#[test]
fn a_wide_line_carries_everything_soon() {
    let mut net = room();
    show_weighted(&mut net, [1, 1]);
    net.run(10_000);
    net.guest(1, 3).forget();
    net.run(1_000);
    for section in 0..2 {
        assert_eq!(turns(net.guest(1, 3).seen(section)), [2]);
    }
}

#[test]
fn a_line_that_narrows_loses_pictures_and_no_sound() {
    let mut net = room();
    show_weighted(&mut net, [5, 1]);
    net.run(10_000);
    narrow(&mut net, 700_000);
    net.run(6_000);
    net.guest(1, 3).forget();
    net.run(10_000);
    let voices = net.guest(1, 3).voices();
    assert!(voices.values().all(|packets| *packets >= 490), "{voices:?}");
    let seen = layers(net.guest(1, 3).seen(0));
    assert!(!seen.contains_key(&2), "{seen:?}");
    assert!(seen.values().sum::<usize>() > 150, "{seen:?}");
    // It does not flap between layers either.
    let flaps: usize = (0..2).map(|section| turns(net.guest(1, 3).seen(section)).len()).sum();
    assert!(flaps <= 8, "{flaps}");
}

#[test]
fn where_nothing_fits_the_page_is_told_and_hears_everybody() {
    let mut net = room();
    show_weighted(&mut net, [1, 1]);
    net.run(8_000);
    narrow(&mut net, 130_000);
    net.run(8_000);
    net.guest(1, 3).forget();
    net.run(5_000);
    let voices = net.guest(1, 3).voices();
    // Of 250 that were spoken; looking whether the line carries more costs some of them.
    assert!(voices.values().all(|packets| *packets >= 200), "{voices:?}");
    let short = net.happened.iter().rev().find_map(|(_, happened)| match happened {
        Happened::Short { who, tiles } if who.member.0 == 3 => Some(tiles.len()),
        _ => None,
    });
    assert_eq!(short, Some(2));
    // It becomes wide again, and everything comes back.
    net.line(1, 3).down.bits = None;
    net.run(30_000);
    net.guest(1, 3).forget();
    net.run(1_000);
    for section in 0..2 {
        assert_eq!(turns(net.guest(1, 3).seen(section)), [2]);
    }
    let short = net.happened.iter().rev().find_map(|(_, happened)| match happened {
        Happened::Short { who, tiles } if who.member.0 == 3 => Some(tiles.len()),
        _ => None,
    });
    assert_eq!(short, Some(0));
}

#[test]
fn others_do_not_notice_a_narrow_line() {
    let mut net = room();
    show_weighted(&mut net, [1, 1]);
    net.show(1, 2, &[(1, 720)]);
    net.run(8_000);
    narrow(&mut net, 100_000);
    net.guest(1, 2).forget();
    net.run(8_000);
    let seen = net.guest(1, 2).seen(0);
    assert_eq!(turns(seen), [2]);
    let longest = seen.windows(2).map(|pair| (pair[1].at - pair[0].at).as_millis()).max();
    assert!(longest.is_some_and(|longest| longest <= 60), "{longest:?}");
}

#[test]
fn of_pictures_that_stand_still_nothing_is_sought_on_a_narrow_line() {
    let mut net = room();
    show_weighted(&mut net, [1, 1]);
    net.run(10_000);
    narrow(&mut net, 900_000);
    net.run(6_000);
    for member in 1..=2 {
        net.guest(1, member).camera = None;
    }
    net.run(3_000);
    let before = net.unit.counters().bytes_out;
    net.run(10_000);
    let bits = (net.unit.counters().bytes_out - before) * 8 / 10;
    // Two voices for one and one for the others, and what keeps the lines of all three known.
    assert!(bits < 500_000, "{bits} bits in a second for nothing");
}

#[test]
fn whoever_watches_what_stands_still_is_sent_little() {
    let mut net = Net::of(2);
    net.guest(1, 1).screen = Some(Film::new(&[1_000_000]));
    let (section, height, weight) = (0, 1_080, 0);
    let tile = Tile { section, member: MemberId(1), source: Source::Screen, height, weight };
    net.command(heliograph_sfu::Command::Show { who: Net::who(1, 2), tiles: vec![tile] });
    net.run(10_000);
    net.guest(1, 1).screen = None;
    net.run(3_000);
    let before = net.unit.counters().packets_out;
    net.run(10_000);
    let packets = (net.unit.counters().packets_out - before) / 10;
    assert!(packets < 100, "{packets} packets in a second for nothing");
}
