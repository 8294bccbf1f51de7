use heliograph_sfu::{Command, Happened};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Layer, Source, Upstream};

use crate::streams::{expect_film, layers, turns};
use crate::support::{Film, Net, part};

const CAMERA: [u32; 3] = [150_000, 400_000, 1_200_000];

fn room(members: u16, pictures: usize) -> Net {
    let mut net = Net::new();
    for member in 1..=members {
        net.join(1, member, pictures);
    }
    net.connect();
    net.guest(1, 1).camera = Some(Film::new(&CAMERA));
    net
}

/// What a member was told to send of the camera, in order.
fn wanted(net: &Net, member: u16) -> Vec<Vec<u8>> {
    let of = |pictures: &[Upstream]| {
        let camera = pictures.iter().find(|picture| picture.source == Source::Camera)?;
        Some(camera.layers.iter().map(|Layer(layer)| *layer).collect())
    };
    let said = net.happened.iter().filter_map(|(_, happened)| match happened {
        Happened::Wanted { who, pictures } if who.member.0 == member => of(pictures),
        _ => None,
    });
    said.collect()
}

#[test]
fn each_tile_gets_the_layer_that_it_shows() {
    let mut net = room(4, 1);
    net.show(1, 2, &[(1, 120)]);
    net.show(1, 3, &[(1, 360)]);
    net.show(1, 4, &[(1, 1_080)]);
    net.run(8_000);
    for member in 2..=4 {
        expect_film(net.guest(1, member).seen(0));
        net.guest(1, member).forget();
    }
    net.run(2_000);
    for (member, layer) in [(2, 0), (3, 1), (4, 2)] {
        let seen = layers(net.guest(1, member).seen(0));
        assert_eq!(seen.keys().copied().collect::<Vec<_>>(), [layer], "{member}");
        assert!(seen[&layer] >= 55, "{seen:?}");
    }
}

#[test]
fn a_tile_that_grows_and_shrinks_turns_at_key_frames_and_misses_nothing() {
    let mut net = room(2, 1);
    for (height, layer) in [(180, 0), (720, 2), (360, 1), (90, 0), (720, 2), (180, 0)] {
        net.show(1, 2, &[(1, height)]);
        net.run(6_000);
        let newest = net.guest(1, 2).seen(0).last().map(|got| got.frame().layer);
        assert_eq!(newest, Some(layer));
    }
    let seen = net.guest(1, 2).seen(0);
    expect_film(seen);
    // On the way up it may stop at the one between, until the line has shown that it carries more.
    assert!(turns(seen).len() <= 8, "{:?}", turns(seen));
    // It was never dark: the layer before goes on until the other one can begin.
    let longest = seen.windows(2).map(|pair| (pair[1].at - pair[0].at).as_millis()).max();
    assert!(longest.is_some_and(|longest| longest <= 120), "{longest:?}");
}

#[test]
fn layers_that_nobody_watches_are_not_asked_for_and_wake_at_once() {
    let mut net = room(3, 1);
    net.run(6_000);
    assert_eq!(wanted(&net, 1).last(), Some(&vec![]));
    assert!((0..3).all(|layer| !net.guest(1, 1).camera.as_ref().unwrap().is_on(layer)));
    net.show(1, 2, &[(1, 180)]);
    net.run(300);
    assert_eq!(wanted(&net, 1).last(), Some(&vec![0]));
    assert!(net.guest(1, 2).seen(0).len() >= 5);
    net.show(1, 3, &[(1, 720)]);
    net.run(300);
    assert_eq!(wanted(&net, 1).last().map(|layers| layers.contains(&0)), Some(true));
    assert!(!net.guest(1, 3).seen(0).is_empty(), "nothing came for whoever shows it large");
    // Two who turn the pages there and back do not make it stop.
    net.run(8_000);
    net.happened.clear();
    for turn in 0..6 {
        net.show(1, 2, if turn % 2 == 0 { &[] } else { &[(1, 180)] });
        net.run(1_000);
    }
    assert_eq!(wanted(&net, 1), Vec::<Vec<u8>>::new());
    net.show(1, 2, &[]);
    net.show(1, 3, &[]);
    net.run(6_000);
    assert_eq!(wanted(&net, 1).last(), Some(&vec![]));
    expect_film(net.guest(1, 2).seen(0));
    expect_film(net.guest(1, 3).seen(0));
}

#[test]
fn a_camera_that_was_off_while_nobody_watched_is_seen_when_it_is_on() {
    let mut net = room(2, 1);
    for height in [180, 720] {
        net.show(1, 2, &[]);
        net.run(6_000);
        assert_eq!(wanted(&net, 1).last(), Some(&vec![]));
        for camera in [Switch::Off, Switch::On] {
            net.command(Command::Let { who: Net::who(1, 1), part: part(Switch::On, camera) });
            net.run(6_000);
        }
        net.guest(1, 2).forget();
        net.show(1, 2, &[(1, height)]);
        net.run(1_000);
        assert!(net.guest(1, 2).seen(0).len() >= 20, "{height}");
    }
}

#[test]
fn a_layer_that_never_came_is_asked_for_when_it_is_shown() {
    let mut net = room(2, 1);
    // The page's line is narrow at first, and its browser leaves out the largest layer.
    net.guest(1, 1).obeys = false;
    net.guest(1, 1).camera.as_mut().unwrap().keep(&[0, 1]);
    net.show(1, 2, &[(1, 180)]);
    net.run(6_000);
    assert_eq!(wanted(&net, 1).last(), Some(&vec![0]));
    net.guest(1, 1).obeys = true;
    net.show(1, 2, &[(1, 720)]);
    net.run(6_000);
    net.guest(1, 2).forget();
    net.run(1_000);
    assert_eq!(turns(net.guest(1, 2).seen(0)), [2]);
    assert_eq!(wanted(&net, 1).last(), Some(&vec![2]));
}

#[test]
fn a_section_shows_one_after_the_other_as_one_film() {
    let mut net = room(4, 1);
    for member in 2..=3 {
        net.guest(1, member).camera = Some(Film::new(&CAMERA));
    }
    net.run(500);
    for turn in 0..9 {
        net.show(1, 4, &[(1 + turn % 3, 180)]);
        net.run(1_000);
    }
    let seen = net.guest(1, 4).seen(0);
    expect_film(seen);
    let mut senders: Vec<u16> = seen.iter().map(|got| got.frame().sender).collect();
    senders.dedup();
    assert_eq!(senders, [1, 2, 3, 1, 2, 3, 1, 2, 3]);
}

#[test]
fn a_layer_that_its_sender_has_no_room_for_is_done_without() {
    let mut net = room(2, 1);
    net.show(1, 2, &[(1, 720)]);
    net.run(8_000);
    // The page's own line has become narrow, and its browser leaves out the largest layer.
    net.guest(1, 1).obeys = false;
    net.guest(1, 1).camera.as_mut().unwrap().keep(&[0, 1]);
    net.run(6_000);
    net.guest(1, 2).forget();
    net.run(2_000);
    let seen = layers(net.guest(1, 2).seen(0));
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), [1]);
    assert!(seen[&1] >= 55, "{seen:?}");
    net.guest(1, 1).camera.as_mut().unwrap().keep(&[0, 1, 2]);
    net.run(6_000);
    net.guest(1, 2).forget();
    net.run(1_000);
    assert_eq!(turns(net.guest(1, 2).seen(0)), [2]);
}
