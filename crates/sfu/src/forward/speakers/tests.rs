use std::time::{Duration, Instant};

use heliograph_wire::room::VOICES_AT_MOST;
use proptest::prelude::*;

use super::{Changed, Seats, SoundId, Speakers, VOICES};

const VOICE: u8 = 30;
const NOISE: u8 = 65;
const SILENCE: u8 = 120;

/// A room whose members send a packet each 20 ms, and is judged whenever that is due.
struct Room {
    now: Instant,
    speakers: Speakers,
    /// How often anything changed.
    voices: u32,
    speaking: u32,
    judged: u32,
}

impl Room {
    fn new() -> Self {
        Self { now: Instant::now(), speakers: Speakers::default(), voices: 0, speaking: 0, judged: 0 }
    }

    /// For so long, these members send packets of these levels.
    fn go_on(&mut self, millis: u64, levels: &[(u16, u8)]) {
        for _ in 0..millis / 20 {
            self.now += Duration::from_millis(20);
            for (member, level) in levels {
                self.speakers.hear(self.now, SoundId(*member), *level);
            }
            if self.speakers.deadline().is_some_and(|deadline| deadline <= self.now) {
                let Changed { voices, speaking } = self.speakers.judge(self.now);
                self.voices += u32::from(voices);
                self.speaking += u32::from(speaking);
                self.judged += 1;
            }
        }
    }

    /// Everybody of a room talks for a moment, one after the other.
    fn introduce(&mut self, members: u16) {
        (0..members).for_each(|member| self.go_on(1_000, &[(member, VOICE)]));
        self.go_on(3_000, &[]);
    }

    #[track_caller]
    fn expect_speaking(&self, members: &[u16]) {
        assert_eq!(self.speakers.speaking(), members.iter().copied().map(SoundId).collect::<Vec<_>>());
    }

    fn seated(&self) -> Vec<u16> {
        self.speakers.voices().iter().take(VOICES_AT_MOST).map(|member| member.0).collect()
    }
}

#[test]
fn in_a_small_room_everybody_is_heard_from_their_first_sound() {
    let mut room = Room::new();
    room.go_on(40, &[(1, SILENCE), (2, SILENCE), (3, NOISE)]);
    assert_eq!(room.seated(), [1, 2, 3]);
    room.go_on(60_000, &[(1, SILENCE), (2, VOICE), (3, NOISE)]);
    assert_eq!(room.voices, 1);
}

#[test]
fn whoever_begins_to_speak_is_heard_within_a_tenth_of_a_second() {
    let mut room = Room::new();
    room.introduce(8);
    assert!(!room.seated().contains(&0));
    room.go_on(120, &[(0, VOICE)]);
    assert!(room.seated().contains(&0));
    room.go_on(200, &[(0, VOICE)]);
    room.expect_speaking(&[0]);
}

#[test]
fn a_click_and_a_cough_change_nothing() {
    let mut room = Room::new();
    room.introduce(8);
    let (voices, speaking) = (room.voices, room.speaking);
    for _ in 0..50 {
        room.go_on(40, &[(0, 5), (1, SILENCE)]);
        room.go_on(400, &[(0, SILENCE), (1, SILENCE)]);
    }
    assert_eq!((room.voices, room.speaking), (voices, speaking));
    room.expect_speaking(&[]);
}

#[test]
fn a_fan_is_no_voice() {
    let mut room = Room::new();
    room.introduce(8);
    room.go_on(15_000, &[(0, 55), (1, SILENCE)]);
    room.expect_speaking(&[]);
    // And somebody who speaks beside it is heard.
    room.go_on(500, &[(0, VOICE)]);
    room.expect_speaking(&[0]);
}

#[test]
fn words_with_pauses_are_one_speech() {
    let mut room = Room::new();
    room.introduce(3);
    let speaking = room.speaking;
    for _ in 0..30 {
        room.go_on(300, &[(1, VOICE)]);
        room.go_on(300, &[(1, NOISE)]);
    }
    room.expect_speaking(&[1]);
    assert_eq!(room.speaking, speaking + 1);
    room.go_on(2_000, &[(1, NOISE)]);
    room.expect_speaking(&[]);
}

#[test]
fn two_who_talk_take_no_turns_at_being_the_loudest() {
    let mut room = Room::new();
    room.introduce(3);
    room.go_on(1_000, &[(1, VOICE), (2, VOICE)]);
    let speaking = room.speaking;
    for turn in 0..100 {
        let (one, other) = if turn % 2 == 0 { (VOICE - 3, VOICE) } else { (VOICE, VOICE - 3) };
        room.go_on(200, &[(1, one), (2, other)]);
    }
    assert_eq!(room.speaking, speaking);
    room.go_on(5_000, &[(1, VOICE + 8), (2, VOICE - 14)]);
    room.expect_speaking(&[2, 1]);
}

#[test]
fn where_more_speak_than_there_are_seats_they_do_not_fight_for_them() {
    let mut room = Room::new();
    let everybody: Vec<(u16, u8)> = (0..10).map(|member| (member, VOICE)).collect();
    room.go_on(3_000, &everybody);
    let voices = room.voices;
    room.go_on(60_000, &everybody);
    assert_eq!(room.voices, voices);
    // One who is louder than the others by far gets in.
    let louder: Vec<(u16, u8)> = (0..10).map(|member| (member, if member == 9 { 5 } else { 38 })).collect();
    room.go_on(5_000, &louder);
    assert!(room.seated().contains(&9), "{:?}", room.seated());
}

#[test]
fn silence_costs_nothing() {
    let mut room = Room::new();
    room.introduce(8);
    room.go_on(2_000, &[]);
    let judged = room.judged;
    room.go_on(60_000, &[]);
    assert_eq!((room.judged, room.speakers.deadline()), (judged, None));
}

#[test]
fn whoever_is_gone_leaves_their_seat() {
    let mut room = Room::new();
    room.introduce(8);
    room.go_on(1_000, &[(7, VOICE)]);
    room.speakers.forget(SoundId(7));
    assert_eq!(room.speakers.judge(room.now), Changed { speaking: true, voices: true });
    assert!(room.speakers.speaking().is_empty() && !room.seated().contains(&7));
}

#[test]
fn nobody_hears_themselves_and_voices_keep_their_sections() {
    let voices = [1, 2, 3, 4, 5].map(SoundId);
    let mut outside = Seats::default();
    assert_eq!(outside.seat(&[SoundId(9)], &voices), [0, 1, 2, 3]);
    assert_eq!(outside.sections(), &[1, 2, 3, 4].map(|member| Some(SoundId(member))));
    let mut inside = Seats::default();
    inside.seat(&[SoundId(2)], &voices);
    assert_eq!(inside.sections(), &[1, 3, 4, 5].map(|member| Some(SoundId(member))));
    // Six takes the place of three, who is the spare one now.
    let voices = [1, 2, 6, 4, 3].map(SoundId);
    assert_eq!(outside.seat(&[SoundId(9)], &voices), [2]);
    assert_eq!(inside.seat(&[SoundId(2)], &voices), [3]);
    assert_eq!(inside.sections(), &[1, 3, 4, 6].map(|member| Some(SoundId(member))));
    assert_eq!(inside.seat(&[SoundId(2)], &voices[..1]), [1, 2, 3]);
}

#[test]
fn whoever_shows_a_screen_that_sounds_hears_as_many_as_the_others() {
    let mut room = Room::new();
    let everybody: Vec<(u16, u8)> = (0..10).map(|sound| (sound, VOICE)).collect();
    room.go_on(3_000, &everybody);
    let voices = room.speakers.voices();
    let mut seats = Seats::default();
    seats.seat(&[voices[0], voices[2]], voices);
    assert!(seats.sections().iter().all(Option::is_some), "{seats:?}");
}

proptest! {
    #[test]
    fn whatever_is_heard_seats_are_few_and_nobody_has_two(
        heard in prop::collection::vec((0..12_u16, any::<u8>(), 0..300_u64, 0..40_u8), 0..400),
    ) {
        let (mut now, mut speakers, mut seats) = (Instant::now(), Speakers::default(), Seats::default());
        for (member, level, later, gone) in heard {
            now += Duration::from_millis(later / 10);
            speakers.hear(now, SoundId(member), level);
            if gone == 0 {
                speakers.forget(SoundId(member));
            }
            let changed = speakers.judge(now);
            let mut voices = speakers.voices().to_vec();
            prop_assert!(voices.len() <= VOICES);
            prop_assert!(speakers.speaking().iter().all(|member| speakers.mouths.contains_key(member)));
            let before = *seats.sections();
            let moved = seats.seat(&[SoundId(0)], &voices);
            prop_assert!(moved.is_empty() || changed.voices);
            prop_assert!(!seats.sections().contains(&Some(SoundId(0))));
            let kept = |place: usize| before[place].is_some() && before[place] == seats.sections()[place];
            prop_assert!((0..VOICES_AT_MOST).all(|place| kept(place)
                || before[place].is_none_or(|member| !seats.sections().contains(&Some(member)))));
            voices.sort();
            voices.dedup();
            prop_assert_eq!(voices.len(), speakers.voices().len());
        }
    }
}
