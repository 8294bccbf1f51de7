//! Each receiver gets the layer that their tile shows and their line carries, and one stream without gaps.

mod support;

use heliograph_sfu::{Command, Happened};
use heliograph_wire::room::{MemberId, Source, Tile};
use support::{Film, Net, whole};

const CAMERA: [u32; 3] = [150_000, 500_000, 1_500_000];

/// The first member shows the second, whose camera has three layers.
fn two(height: u16) -> Net {
    let mut net = Net::of(2);
    net.guest(1, 2).voice = Some(20);
    net.guest(1, 2).camera = Some(Film::new(&CAMERA));
    net.show(1, 1, &[(2, height)]);
    net
}

#[test]
fn the_layer_is_that_of_the_tile() {
    for (height, layer) in [(90, 0), (180, 0), (360, 1), (720, 2), (2_000, 2)] {
        let mut net = two(height);
        net.run(6_000);
        let seen = net.guest(1, 1).seen(0);
        assert_eq!(whole(seen).last(), Some(&layer), "{height}");
    }
}

#[test]
fn layers_change_at_key_frames_and_leave_no_gap() {
    let mut net = two(180);
    net.run(3_000);
    for height in [720, 180, 360, 720, 90, 720, 180] {
        net.show(1, 1, &[(2, height)]);
        net.run(3_000);
    }
    let layers = whole(net.guest(1, 1).seen(0));
    assert!(layers.len() >= 6, "{layers:?}");
    let counters = net.unit.counters();
    assert!(counters.switches >= 6 && counters.failed == 0, "{counters:?}");
}

#[test]
fn tiles_change_places_without_a_gap() {
    let mut net = Net::of(3);
    for member in 2..=3 {
        net.guest(1, member).camera = Some(Film::new(&CAMERA));
    }
    for turn in 0..6 {
        let shown = if turn % 2 == 0 { [(2, 180), (3, 180)] } else { [(3, 180), (2, 180)] };
        net.show(1, 1, &shown);
        net.run(1_500);
    }
    for section in 0..2 {
        let seen = net.guest(1, 1).seen(section).to_vec();
        whole(&seen);
        let senders: Vec<u16> = seen.iter().map(|got| got.frame().sender).collect();
        assert!(senders.contains(&2) && senders.contains(&3));
    }
}

#[test]
fn a_picture_that_was_not_on_show_comes_back_without_a_gap() {
    let mut net = two(360);
    for _ in 0..4 {
        net.show(1, 1, &[(2, 360)]);
        net.run(2_000);
        net.show(1, 1, &[]);
        net.run(300);
        let before = net.guest(1, 1).seen(0).len();
        net.run(1_000);
        assert_eq!(net.guest(1, 1).seen(0).len(), before, "nothing comes that is not on show");
    }
    whole(net.guest(1, 1).seen(0));
}

#[test]
fn layers_that_nobody_watches_are_not_sent() {
    let mut net = two(180);
    net.run(8_000);
    let film = net.guest(1, 2).camera.clone().expect("a film");
    assert!(film.is_on(0) && !film.is_on(1) && !film.is_on(2));
    net.show(1, 1, &[(2, 720)]);
    net.run(6_000);
    let film = net.guest(1, 2).camera.clone().expect("a film");
    assert!(film.is_on(2) && !film.is_on(1));
    assert_eq!(whole(net.guest(1, 1).seen(0)).last(), Some(&2));
    net.show(1, 1, &[]);
    net.run(8_000);
    let film = net.guest(1, 2).camera.clone().expect("a film");
    assert!(!film.is_on(0) && !film.is_on(1) && !film.is_on(2));
}

#[test]
fn a_narrow_line_gets_less_and_sound_first() {
    let mut net = two(720);
    net.run(6_000);
    assert_eq!(whole(net.guest(1, 1).seen(0)).last(), Some(&2));
    net.line(1, 1).down.bits = Some(400_000);
    net.run(4_000);
    net.guest(1, 1).forget();
    net.run(5_000);
    let guest = net.guest(1, 1);
    let small = guest.seen(0).iter().filter(|got| got.frame().layer == 0).count();
    assert!(small * 10 > guest.seen(0).len() * 7, "{small} of {}", guest.seen(0).len());
    assert!(guest.seen(0).len() > 60, "{}", guest.seen(0).len());
    assert!(guest.voices()[&2] > 240, "sound goes first: {:?}", guest.voices());

    net.line(1, 1).down.queue = 8 * 1_024;
    net.line(1, 1).down.bits = Some(80_000);
    net.run(6_000);
    net.guest(1, 1).forget();
    net.run(4_000);
    assert!(net.guest(1, 1).voices()[&2] > 180, "{:?}", net.guest(1, 1).voices());
    let short = net.happened.iter().rev().find_map(|(_, happened)| match happened {
        Happened::Short { who, tiles } if *who == Net::who(1, 1) => Some(tiles.len()),
        _ => None,
    });
    assert_eq!(short, Some(1), "the page is told that there is no room for it");

    net.line(1, 1).down.bits = None;
    net.run(15_000);
    assert_eq!(net.guest(1, 1).seen(0).last().map(|got| got.frame().layer), Some(2), "and it comes back");
}

#[test]
fn what_is_more_important_goes_first() {
    let mut net = Net::of(3);
    for member in 2..=3 {
        net.guest(1, member).camera = Some(Film::new(&CAMERA));
    }
    net.line(1, 1).down.bits = Some(1_000_000);
    let tile = |section, member, weight| Tile {
        section,
        member: MemberId(member),
        source: Source::Camera,
        height: 360,
        weight,
    };
    net.command(Command::Show { who: Net::who(1, 1), tiles: vec![tile(0, 2, 1), tile(1, 3, 9)] });
    net.run(15_000);
    let bytes = |section: usize| {
        let seen = net.guests[&(1, 1)].guest.seen(section);
        seen.iter().map(|got| got.payload.len()).sum::<usize>()
    };
    assert!(bytes(0) > 150_000, "everybody gets something: {}", bytes(0));
    assert!(bytes(1) > bytes(0) * 3 / 2, "{} and {}", bytes(0), bytes(1));
}

#[test]
fn losses_are_made_good() {
    let mut net = two(360);
    net.run(2_000);
    net.line(1, 1).down.lost = 20;
    net.line(1, 2).up.lost = 20;
    net.run(5_000);
    net.line(1, 1).down.lost = 0;
    net.line(1, 2).up.lost = 0;
    net.run(1_000);
    let seen = net.guest(1, 1).seen(0);
    let (first, last) = (seen.iter().map(|got| got.number).min(), seen.iter().map(|got| got.number).max());
    let span = (last.unwrap_or(0) - first.unwrap_or(0) + 1) as usize;
    let mut numbers: Vec<u64> = seen.iter().map(|got| got.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert!(numbers.len() * 1_000 > span * 990, "{} of {span}", numbers.len());
}
