use std::collections::BTreeSet;

use heliograph_sfu::Happened;
use heliograph_wire::room::VOICES_AT_MOST;

use crate::streams::expect_whole;
use crate::support::Net;

const SPEECH: u8 = 25;
const ROOM_TONE: u8 = 75;

/// A room of so many, who make no sound but that of their rooms.
fn room(members: u16) -> Net {
    let mut net = Net::new();
    for member in 1..=members {
        net.join(1, member, 0);
    }
    net.connect();
    (1..=members).for_each(|member| net.guest(1, member).voice = Some(ROOM_TONE));
    net.run(1_000);
    net
}

fn forget(net: &mut Net) {
    net.guests.values_mut().for_each(|line| line.guest.forget());
    net.happened.clear();
}

fn heard_by(net: &mut Net, member: u16) -> BTreeSet<u16> {
    net.guest(1, member).voices().into_keys().collect()
}

#[test]
fn in_a_large_room_everybody_hears_whoever_speaks_and_nobody_hears_themselves() {
    let mut net = room(9);
    for speaker in [9, 3, 7, 9, 1] {
        forget(&mut net);
        net.guest(1, speaker).voice = Some(SPEECH);
        net.run(2_000);
        net.guest(1, speaker).voice = Some(ROOM_TONE);
        for member in 1..=9 {
            let voices = net.guest(1, member).voices();
            assert!(!voices.contains_key(&member));
            if member != speaker {
                // All but the first of the hundred packets, in which nobody knew yet that it was speech.
                assert!(voices[&speaker] >= 90, "{member} hears {voices:?} and not all of {speaker}");
            }
        }
        net.run(1_500);
    }
    for member in 1..=9 {
        for section in 0..VOICES_AT_MOST {
            expect_whole(net.guest(1, member).heard(section));
        }
    }
}

#[test]
fn whoever_speaks_is_said_to_once_and_voices_keep_their_sections() {
    let mut net = room(6);
    net.guest(1, 5).voice = Some(SPEECH);
    net.run(1_000);
    forget(&mut net);
    net.run(10_000);
    let said = net
        .happened
        .iter()
        .filter(|(_, happened)| matches!(happened, Happened::Speaking { .. } | Happened::Voices { .. }));
    assert_eq!(said.count(), 0);
    let voices: Vec<_> = net.voices.iter().filter(|((_, member, _), _)| *member == 1).collect();
    assert_eq!(voices.len(), VOICES_AT_MOST);
    for ((_, _, section), member) in voices {
        let section = usize::from(*section);
        let heard = net.guests[&(1, 1)].guest.heard(section);
        assert!(!heard.is_empty());
        assert!(heard.iter().all(|got| got.payload[1..3] == member.0.to_be_bytes()));
    }
    net.guest(1, 5).voice = Some(ROOM_TONE);
    net.run(2_000);
    let said = net.happened.iter().filter_map(|(_, happened)| match happened {
        Happened::Speaking { members, .. } => Some(members.len()),
        _ => None,
    });
    assert_eq!(said.collect::<Vec<_>>(), [0]);
}

#[test]
fn no_more_voices_go_to_anybody_than_there_are_sections() {
    let mut net = room(12);
    forget(&mut net);
    (1..=12).for_each(|member| net.guest(1, member).voice = Some(SPEECH));
    net.run(1_000);
    forget(&mut net);
    net.run(5_000);
    for member in 1..=12 {
        assert_eq!(heard_by(&mut net, member).len(), VOICES_AT_MOST);
    }
    let moved = net.happened.iter().filter(|(_, happened)| matches!(happened, Happened::Voices { .. }));
    assert_eq!(moved.count(), 0, "voices take each other's seats");
}

#[test]
fn a_voice_that_ceases_costs_nothing() {
    let mut net = room(3);
    (1..=3).for_each(|member| net.guest(1, member).voice = None);
    net.run(1_000);
    forget(&mut net);
    let before = net.unit.counters().media_out;
    net.run(5_000);
    assert_eq!(net.unit.counters().media_out, before);
    // And is there again with its first packet.
    net.guest(1, 2).voice = Some(SPEECH);
    net.run(200);
    assert!(net.guest(1, 1).voices()[&2] >= 8);
}
