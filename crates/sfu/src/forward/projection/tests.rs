use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{Beginning, GAP, Origin, Outgoing, Packet, Projection, Target, Verdict};
use crate::forward::facts::{Facts, Numbers, PictureId};

const BEGINNING: Beginning = Beginning { sequence: 100, timestamp: 5_000 };

fn at(start: Instant, millis: u64) -> Instant {
    start + Duration::from_millis(millis)
}

fn target(stream: u32, temporal: u8) -> Option<Target> {
    Some(Target { stream, spatial: 0, temporal })
}

fn sound(stream: u32, sequence: u64, timestamp: u32, arrived: Instant) -> Packet {
    let facts = Facts { starts_key: true, begins_frame: true, ..Facts::default() };
    Packet { stream, sequence, timestamp, marker: false, arrived, facts }
}

/// A frame of one packet.
fn frame(stream: u32, sequence: u64, timestamp: u32, arrived: Instant) -> Packet {
    let facts = Facts { begins_frame: true, ends_frame: true, ..Facts::default() };
    Packet { stream, sequence, timestamp, marker: true, arrived, facts }
}

fn key(packet: Packet) -> Packet {
    Packet { facts: Facts { starts_key: true, ..packet.facts }, ..packet }
}

#[track_caller]
fn forwarded(verdict: Verdict) -> Outgoing {
    match verdict {
        Verdict::Forward(outgoing) => outgoing,
        Verdict::Fill(_) | Verdict::Drop => panic!("{verdict:?}"),
    }
}

#[test]
fn voices_follow_each_other_in_one_stream() {
    let start = Instant::now();
    let mut projection = Projection::sound(BEGINNING);
    projection.aim(target(1, 0));
    let first = forwarded(projection.offer(&sound(1, 7_000, 111, start)));
    assert_eq!((first.sequence, first.timestamp, first.marker, first.first), (100, 5_000, true, true));
    let second = forwarded(projection.offer(&sound(1, 7_001, 111 + 960, at(start, 20))));
    assert_eq!((second.sequence, second.timestamp, second.marker, second.first), (101, 5_960, false, false));
    // Somebody else, half a second later.
    projection.aim(target(2, 0));
    let third = forwarded(projection.offer(&sound(2, 3, u32::MAX, at(start, 520))));
    assert_eq!((third.sequence, third.timestamp, third.marker), (102, 5_960 + 24_000, true));
    let fourth = forwarded(projection.offer(&sound(2, 4, 959, at(start, 540))));
    assert_eq!((fourth.sequence, fourth.timestamp), (103, 5_960 + 24_960));
    assert_eq!(projection.offer(&sound(1, 7_002, 111 + 1_920, at(start, 541))), Verdict::Drop);
}

#[test]
fn two_voices_in_one_moment_do_not_overlap_and_the_clock_is_right_again_later() {
    let start = Instant::now();
    let mut projection = Projection::sound(BEGINNING);
    projection.aim(target(1, 0));
    forwarded(projection.offer(&sound(1, 1, 0, start)));
    forwarded(projection.offer(&sound(1, 2, 960, at(start, 20))));
    projection.aim(target(2, 0));
    let soon = forwarded(projection.offer(&sound(2, 1, 77, at(start, 21))));
    assert_eq!(soon.timestamp, 5_000 + 960 + 960);
    projection.aim(target(3, 0));
    let later = forwarded(projection.offer(&sound(3, 1, 9_999, at(start, 1_020))));
    assert_eq!(later.timestamp, 5_000 + 960 + 48_000);
}

#[test]
fn a_picture_begins_at_a_key_frame_and_the_one_before_goes_on_until_then() {
    let start = Instant::now();
    let mut projection = Projection::picture(BEGINNING);
    projection.aim(target(1, 0));
    assert_eq!(projection.offer(&frame(1, 9, 0, start)), Verdict::Drop);
    assert_eq!(projection.awaits_key(), Some(1));
    forwarded(projection.offer(&key(frame(1, 10, 0, start))));
    assert_eq!((projection.awaits_key(), projection.streams()), (None, [Some(1), None]));
    projection.aim(target(2, 0));
    assert_eq!((projection.awaits_key(), projection.streams()), (Some(2), [Some(1), Some(2)]));
    assert_eq!(projection.offer(&frame(2, 500, 0, at(start, 20))), Verdict::Drop);
    assert_eq!(forwarded(projection.offer(&frame(1, 11, 3_000, at(start, 33)))).sequence, 101);
    let switched = forwarded(projection.offer(&key(frame(2, 501, 3_000, at(start, 66)))));
    assert_eq!((switched.sequence, switched.first), (102, true));
    assert_eq!(switched.timestamp, 5_000 + 3_000 + 33 * 90);
    assert_eq!(projection.offer(&frame(1, 12, 6_000, at(start, 67))), Verdict::Drop);
    assert_eq!(projection.current(), target(2, 0));
}

#[test]
fn nothing_goes_on_while_paused_and_time_has_passed_behind() {
    let start = Instant::now();
    let mut projection = Projection::picture(BEGINNING);
    projection.aim(target(1, 0));
    forwarded(projection.offer(&key(frame(1, 10, 0, start))));
    projection.aim(None);
    assert_eq!((projection.streams(), projection.awaits_key()), ([None, None], None));
    assert_eq!(projection.offer(&key(frame(1, 11, 3_000, at(start, 33)))), Verdict::Drop);
    projection.aim(target(1, 0));
    assert_eq!(projection.offer(&frame(1, 5_000, 90_000, at(start, 10_000))), Verdict::Drop);
    let again = forwarded(projection.offer(&key(frame(1, 5_001, 93_000, at(start, 10_000)))));
    assert_eq!((again.sequence, again.timestamp), (101, 5_000 + 900_000));
}

#[test]
fn what_came_late_goes_where_its_number_was_kept_and_once() {
    let start = Instant::now();
    let mut projection = Projection::picture(BEGINNING);
    projection.aim(target(1, 0));
    forwarded(projection.offer(&key(frame(1, 10, 0, start))));
    assert_eq!(forwarded(projection.offer(&frame(1, 12, 6_000, start))).sequence, 102);
    assert_eq!(projection.origin(101), Some(Origin { stream: 1, sequence: 11 }));
    projection.aim(target(2, 0));
    forwarded(projection.offer(&key(frame(2, 900, 0, start))));
    // Also behind a switch; but not what came before the beginning, nor what would have gone on without the switch.
    assert_eq!(forwarded(projection.offer(&frame(1, 11, 3_000, start))).sequence, 101);
    assert_eq!(projection.offer(&frame(1, 11, 3_000, start)), Verdict::Drop);
    assert_eq!(projection.offer(&frame(1, 13, 9_000, start)), Verdict::Drop);
    assert_eq!(projection.offer(&frame(1, 9, 0, start)), Verdict::Drop);
    assert_eq!(projection.offer(&key(frame(2, 900, 0, start))), Verdict::Drop);
    assert_eq!(projection.origin(99), None);
    assert_eq!(projection.origin(103), Some(Origin { stream: 2, sequence: 900 }));
    assert_eq!(projection.origin(104), None);
}

#[test]
fn what_comes_late_and_is_not_to_be_shown_fills_its_place() {
    let start = Instant::now();
    let upper = |packet: Packet| Packet { facts: Facts { temporal: 1, ..packet.facts }, ..packet };
    let mut projection = Projection::picture(BEGINNING);
    projection.aim(target(1, 0));
    forwarded(projection.offer(&key(frame(1, 10, 0, start))));
    assert_eq!(projection.offer(&upper(frame(1, 11, 3_000, start))), Verdict::Drop);
    assert_eq!(forwarded(projection.offer(&frame(1, 12, 6_000, start))).sequence, 101);
    assert_eq!(forwarded(projection.offer(&frame(1, 14, 12_000, start))).sequence, 103);
    assert!(matches!(
        projection.offer(&upper(frame(1, 13, 9_000, start))),
        Verdict::Fill(Outgoing { sequence: 102, timestamp: 14_000, .. })
    ));
    assert_eq!(projection.origin(103), Some(Origin { stream: 1, sequence: 14 }));
}

#[test]
fn packets_without_payload_leave_no_gap() {
    let start = Instant::now();
    let mut projection = Projection::picture(BEGINNING);
    projection.aim(target(1, 0));
    forwarded(projection.offer(&key(frame(1, 10, 0, start))));
    projection.pass_over(1, 11);
    projection.pass_over(1, 12);
    projection.pass_over(2, 13);
    projection.pass_over(1, 13 + GAP);
    assert_eq!(forwarded(projection.offer(&frame(1, 13, 3_000, start))).sequence, 101);
}

#[test]
fn behind_a_long_gap_a_picture_begins_anew() {
    let start = Instant::now();
    let mut projection = Projection::picture(BEGINNING);
    projection.aim(target(1, 0));
    forwarded(projection.offer(&key(frame(1, 10, 0, start))));
    assert_eq!(forwarded(projection.offer(&frame(1, 10 + GAP, 0, start))).sequence, 100 + GAP);
    assert_eq!(projection.offer(&frame(1, 11 + GAP * 2, 0, start)), Verdict::Drop);
    assert_eq!(projection.awaits_key(), Some(1));
    let again = forwarded(projection.offer(&key(frame(1, u64::MAX, 0, start))));
    assert_eq!(again.sequence, 101 + GAP);
}

#[test]
fn many_short_gaps_are_no_way_to_make_numbers_jump() {
    let start = Instant::now();
    let mut projection = Projection::sound(BEGINNING);
    projection.aim(target(1, 0));
    let mut newest = forwarded(projection.offer(&sound(1, 10, 0, start))).sequence;
    for turn in 1..1_000 {
        let sequence = 10 + turn * (GAP - 1);
        if turn % 100 != 0 {
            projection.pass_over(1, sequence);
            continue;
        }
        if let Verdict::Forward(outgoing) = projection.offer(&sound(1, sequence, 0, start)) {
            assert!(outgoing.sequence <= newest + GAP, "{newest} {}", outgoing.sequence);
            newest = outgoing.sequence;
        }
    }
    assert!(newest > 105);
}

#[test]
fn a_clock_that_jumps_is_set_right() {
    let start = Instant::now();
    let mut projection = Projection::sound(BEGINNING);
    projection.aim(target(1, 0));
    forwarded(projection.offer(&sound(1, 1, 0, start)));
    let jumped = forwarded(projection.offer(&sound(1, 2, 1 << 31, at(start, 20))));
    assert_eq!((jumped.sequence, jumped.timestamp, jumped.first), (101, 5_960, false));
    let next = forwarded(projection.offer(&sound(1, 3, (1 << 31) + 960, at(start, 40))));
    assert_eq!(next.timestamp, 6_920);
    // Silence is no jump: the clock went on meanwhile.
    let silence = (1_u32 << 31) + 960 + 60 * 48_000;
    let spoken = forwarded(projection.offer(&sound(1, 4, silence, at(start, 60_040))));
    assert_eq!(spoken.timestamp, 6_920 + 60 * 48_000);
}

#[test]
fn temporal_layers_are_left_out_at_once_and_taken_up_where_that_can_be() {
    let start = Instant::now();
    let mut projection = Projection::picture(BEGINNING);
    let mut sequence = 10;
    let mut offer = |projection: &mut Projection, temporal: u8, switches_up: bool| {
        sequence += 1;
        let plain = frame(1, sequence, sequence as u32 * 3_000, start);
        let facts = Facts { temporal, switches_up, starts_key: sequence == 11, ..plain.facts };
        matches!(projection.offer(&Packet { facts, ..plain }), Verdict::Forward(_))
    };
    projection.aim(target(1, 2));
    let mut shown = |projection: &mut Projection, frames: &[(u8, bool)]| -> Vec<bool> {
        frames.iter().map(|(temporal, switches_up)| offer(projection, *temporal, *switches_up)).collect()
    };
    let all = [(0, false), (2, true), (1, true), (2, false)];
    assert_eq!(shown(&mut projection, &all), [true, true, true, true]);
    projection.aim(target(1, 0));
    assert_eq!(shown(&mut projection, &all), [true, false, false, false]);
    projection.aim(target(1, 2));
    // The second layer first; the third where one can switch to it, which is in the next group.
    assert_eq!(shown(&mut projection, &all), [true, false, true, false]);
    assert_eq!(shown(&mut projection, &all), [true, true, true, true]);
}

#[test]
fn a_spatial_layer_that_is_the_last_of_its_picture_ends_it() {
    let start = Instant::now();
    let layer = |sequence: u64, timestamp, spatial: u8, starts_key| {
        let plain = frame(1, sequence, timestamp, start);
        let facts = Facts { spatial, starts_key, switches_up: starts_key || timestamp == 0, ..plain.facts };
        Packet { facts, marker: spatial == 2, ..plain }
    };
    let mut projection = Projection::picture(BEGINNING);
    projection.aim(Some(Target { stream: 1, spatial: 1, temporal: 0 }));
    assert!(!forwarded(projection.offer(&layer(10, 0, 0, true))).marker);
    assert!(forwarded(projection.offer(&layer(11, 0, 1, false))).marker);
    assert_eq!(projection.offer(&layer(12, 0, 2, false)), Verdict::Drop);
    projection.aim(Some(Target { stream: 1, spatial: 2, temporal: 0 }));
    assert_eq!(projection.awaits_key(), Some(1));
    let next = forwarded(projection.offer(&layer(13, 3_000, 0, false)));
    assert_eq!((next.sequence, next.marker), (102, false));
    assert_eq!(projection.offer(&layer(15, 3_000, 2, false)), Verdict::Drop);
    forwarded(projection.offer(&layer(16, 0, 0, true)));
    assert_eq!(projection.awaits_key(), None);
    assert!(forwarded(projection.offer(&layer(18, 0, 2, false))).marker);
}

#[test]
fn short_picture_ids_and_key_indices_keep_their_bits() {
    let start = Instant::now();
    let numbered = |packet: Packet, picture, key| {
        let numbers =
            Numbers { picture: Some(picture), base: Some(255), key: Some(key), frame: Some(65_535) };
        Packet { facts: Facts { numbers, ..packet.facts }, ..packet }
    };
    let mut projection = Projection::picture(BEGINNING);
    projection.aim(target(1, 0));
    let long = key(numbered(frame(1, 10, 0, start), PictureId::Long(0x7fff), 31));
    let long = forwarded(projection.offer(&long)).numbers;
    let first = Numbers { picture: Some(PictureId::Long(1)), base: Some(1), key: Some(1), frame: Some(1) };
    assert_eq!(long, first);
    projection.aim(target(2, 0));
    let short = key(numbered(frame(2, 10, 0, start), PictureId::Short(0x7f), 31));
    let short = forwarded(projection.offer(&short)).numbers;
    let second = Numbers { picture: Some(PictureId::Short(2)), base: Some(2), key: Some(2), frame: Some(2) };
    assert_eq!(short, second);
}

/// Chance that is the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// What happens on the way in, in thousandths.
#[derive(Clone, Copy, Debug)]
struct Weather {
    lost: u64,
    late: u64,
    doubled: u64,
    turns: u64,
}

/// Packets of one stream with three temporal layers, some seconds of it.
fn stream(chance: &mut Chance, stream: u32, start: Instant, frames: u64) -> Vec<Packet> {
    let (mut sequence, offset) = (chance.below(70_000), chance.below(1 << 32) as u32);
    let (mut picture, mut base) = (chance.below(1 << 15) as u16, chance.below(256) as u8);
    let mut packets = Vec::new();
    for count in 0..frames {
        let temporal = [0, 2, 1, 2][(count % 4) as usize];
        let starts_key = count % 8 == 0;
        base = base.wrapping_add(u8::from(temporal == 0));
        picture = (picture + 1) & 0x7fff;
        let sent = at(start, count * 33 + u64::from(stream) * 7);
        let parts = 1 + chance.below(3);
        for part in 0..parts {
            let (begins_frame, ends_frame) = (part == 0, part + 1 == parts);
            let facts = Facts {
                starts_key: starts_key && begins_frame,
                begins_frame,
                ends_frame,
                temporal,
                switches_up: count % 4 == 1 || count % 4 == 2,
                numbers: Numbers {
                    picture: Some(PictureId::Long(picture)),
                    base: Some(base),
                    ..Numbers::default()
                },
                ..Facts::default()
            };
            let timestamp = offset.wrapping_add(count as u32 * 2_970);
            packets.push(Packet { stream, sequence, timestamp, marker: ends_frame, arrived: sent, facts });
            sequence += 1;
        }
    }
    packets
}

/// Everything that a receiver was sent, and what a watcher knows of it.
#[derive(Default)]
struct Received {
    shown: BTreeMap<u64, (Packet, Outgoing)>,
    filled: BTreeMap<u64, Packet>,
    /// Numbers that were left open, and for what.
    open: BTreeMap<u64, Origin>,
    newest: Option<u64>,
    switches: u32,
}

impl Received {
    fn take(&mut self, projection: &Projection, packet: &Packet, verdict: Verdict) {
        let (Verdict::Forward(outgoing) | Verdict::Fill(outgoing)) = verdict else { return };
        let number = outgoing.sequence;
        assert!(
            !self.shown.contains_key(&number) && !self.filled.contains_key(&number),
            "{number} came twice"
        );
        assert_eq!(
            projection.origin(number),
            Some(Origin { stream: packet.stream, sequence: packet.sequence })
        );
        match self.newest {
            Some(newest) if number > newest => {
                let open = newest + 1..number;
                self.open.extend(open.map(|number| (number, projection.origin(number).unwrap())));
            }
            Some(_) => assert_eq!(
                self.open.remove(&number),
                Some(Origin { stream: packet.stream, sequence: packet.sequence })
            ),
            None => {}
        }
        self.newest = self.newest.max(Some(number));
        if outgoing.first {
            assert!(packet.facts.starts_key, "a switch that is not at a key frame");
            self.switches += 1;
        }
        match verdict {
            Verdict::Forward(_) => drop(self.shown.insert(number, (*packet, outgoing))),
            Verdict::Fill(_) | Verdict::Drop => drop(self.filled.insert(number, *packet)),
        }
    }

    /// What holds of all of it in the end, where these never came.
    fn check(&self, lost: &BTreeSet<(u32, u64)>) {
        for (number, origin) in &self.open {
            assert!(lost.contains(&(origin.stream, origin.sequence)), "{number} is missing and was not lost");
        }
        let shown: Vec<_> = self.shown.iter().collect();
        for pair in shown.windows(2) {
            let ((before, (old, was)), (number, (new, is))) = (pair[0], pair[1]);
            let step = is.timestamp.wrapping_sub(was.timestamp);
            let is_same = old.stream == new.stream && old.timestamp == new.timestamp;
            assert!(is_same && step == 0 || !is_same && (1..1 << 31).contains(&step), "{number}: {step}");
            let picture = |numbers: Numbers| numbers.picture.map_or(0, PictureId::value);
            let pictures = picture(is.numbers).wrapping_sub(picture(was.numbers)) & 0x7fff;
            let bases = is.numbers.base.unwrap().wrapping_sub(was.numbers.base.unwrap());
            // Between these nothing is missing: no number of a frame is left out either.
            if before + 1 == *number {
                assert_eq!(pictures, u16::from(!is_same), "{number}");
                assert_eq!(bases, u8::from(!is_same && new.facts.temporal == 0), "{number}");
            }
        }
        let frame = |packet: &Packet| (packet.stream, packet.timestamp);
        let filled: BTreeSet<_> = self.filled.values().map(frame).collect();
        assert!(self.shown.values().all(|(packet, _)| !filled.contains(&frame(packet))), "half a frame");
    }
}

fn run(seed: u64, weather: Weather) -> Received {
    let (start, mut chance) = (Instant::now(), Chance(seed));
    let mut arrivals = Vec::new();
    let (mut came, mut lost) = (BTreeSet::new(), BTreeSet::new());
    for number in 0..3 {
        for mut packet in stream(&mut chance, number, start, 400) {
            if chance.below(1_000) < weather.lost {
                lost.insert((packet.stream, packet.sequence));
                // Most of them are sent again.
                if chance.below(3) == 0 {
                    continue;
                }
                packet.arrived += Duration::from_millis(50 + chance.below(60));
            }
            if chance.below(1_000) < weather.late {
                packet.arrived += Duration::from_millis(chance.below(40));
            }
            came.insert((packet.stream, packet.sequence));
            arrivals.push(packet);
            if chance.below(1_000) < weather.doubled {
                packet.arrived += Duration::from_millis(chance.below(80));
                arrivals.push(packet);
            }
        }
    }
    arrivals.sort_by_key(|packet| packet.arrived);
    lost.retain(|packet| !came.contains(packet));

    let mut projection =
        Projection::picture(Beginning { sequence: chance.below(32_768) as u16, timestamp: 0 });
    let (mut received, mut kept) = (Received::default(), Vec::<Packet>::new());
    for packet in arrivals {
        if chance.below(1_000) < weather.turns {
            let stream = chance.below(4) as u32;
            let temporal = chance.below(3) as u8;
            projection.aim(if stream == 3 { None } else { target(stream, temporal) });
        }
        let verdict = projection.offer(&packet);
        received.take(&projection, &packet, verdict);
        if let Verdict::Forward(Outgoing { first: true, .. }) = verdict {
            let behind = |old: &&Packet| old.stream == packet.stream && old.sequence > packet.sequence;
            let mut behind: Vec<Packet> = kept.iter().filter(behind).copied().collect();
            behind.sort_by_key(|old| old.sequence);
            for old in behind {
                let verdict = projection.offer(&old);
                received.take(&projection, &old, verdict);
            }
        }
        kept.push(packet);
    }
    // What was dropped while its stream was not forwarded was not missed: numbers are kept for what came in between
    // alone. So whatever is open never came.
    received.check(&lost);
    received
}

#[test]
fn in_good_weather_nothing_is_missing_and_most_of_it_is_shown() {
    let calm = Weather { lost: 0, late: 0, doubled: 0, turns: 0 };
    assert_eq!(run(1, calm).shown.len(), 0);
    let received = run(2, Weather { turns: 8, ..calm });
    assert!(received.open.is_empty() && received.filled.is_empty());
    assert!(
        received.switches > 3 && received.shown.len() > 50,
        "{} {}",
        received.shown.len(),
        received.switches
    );
}

#[test]
fn in_bad_weather_much_is_seen_of_everything() {
    let storm = Weather { lost: 60, late: 200, doubled: 50, turns: 8 };
    let all: Vec<Received> = (0..40).map(|seed| run(seed, storm)).collect();
    assert!(all.iter().map(|received| received.switches).sum::<u32>() > 200);
    assert!(all.iter().map(|received| received.filled.len()).sum::<usize>() > 50);
    assert!(all.iter().map(|received| received.open.len()).sum::<usize>() > 50);
    assert!(all.iter().map(|received| received.shown.len()).sum::<usize>() > 5_000);
}

proptest! {
    #[test]
    fn a_receiver_misses_nothing_that_was_not_lost_and_gets_nothing_twice(
        seed in any::<u64>(), lost in 0..150_u64, late in 0..400_u64, doubled in 0..200_u64, turns in 0..80_u64,
    ) {
        run(seed, Weather { lost, late, doubled, turns });
    }
}
