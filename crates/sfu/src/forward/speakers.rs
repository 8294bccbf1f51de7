//! Who is loud, by the levels beside their packets (RFC 6464), and whose voices are forwarded.
//!
//! A voice is what is louder than the noise around it for longer than a click. Whoever is forwarded stays so until
//! somebody else speaks and there is no seat left: nobody's first word is lost who spoke a while ago, and in a small room
//! nobody's ever.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use heliograph_wire::room::VOICES_AT_MOST;

mod mouth;
#[cfg(test)]
mod tests;

use mouth::Mouth;

/// What is shown of who speaks changes no more often.
const JUDGED_EACH: Duration = Duration::from_millis(200);

/// Whoever begins to speak waits no longer.
const SOON: Duration = Duration::from_millis(20);

/// Where as many speak as there are seats, one of them stays for so long at least.
const SEATED_FOR: Duration = Duration::from_secs(2);

/// And then has to be quieter by so many decibels.
const LOUDER_BY: f32 = 6.0;

/// Who has not sent anything for so long is no candidate for a free seat.
const HEARD_WITHIN: Duration = Duration::from_secs(1);

/// Two more than any receiver has sections: nobody hears themselves, and their screen may have a sound as well.
const VOICES: usize = VOICES_AT_MOST + 2;

/// A sound that somebody puts in, by its number in its room. A member has two at most: one is the screen's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SoundId(pub u16);

/// The voices of one room.
#[derive(Debug, Default)]
pub struct Speakers {
    mouths: BTreeMap<SoundId, Mouth>,
    /// The first of them have seats with everybody, the last with those others who have one.
    voices: Vec<SoundId>,
    speaking: Vec<SoundId>,
    judged: Option<Instant>,
    next: Next,
    changed: Changed,
}

/// When to judge again.
#[derive(Clone, Copy, Debug, Default)]
enum Next {
    /// Nobody makes a sound.
    #[default]
    Never,
    /// Somebody speaks, and may cease to.
    InAWhile,
    /// Somebody begins to speak who is not heard.
    Soon,
}

/// What changed about the voices of a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Who speaks.
    pub speaking: bool,
    /// Whose voices are forwarded.
    pub voices: bool,
}

impl Speakers {
    /// A packet with this level came: 0 is the loudest, 127 is silence.
    pub fn hear(&mut self, now: Instant, member: SoundId, level: u8) {
        let mouth = self.mouths.entry(member).or_insert_with(|| Mouth::new(now));
        mouth.hear(now, level);
        let is_seated = self.voices.iter().take(VOICES_AT_MOST).any(|seated| *seated == member);
        let has_place = self.voices.len() < VOICES && !self.voices.contains(&member);
        if has_place || !is_seated && mouth.speaks(now) {
            self.next = Next::Soon;
        } else if let (Next::Never, true) = (self.next, mouth.speaks(now)) {
            self.next = Next::InAWhile;
        }
    }

    /// A member is gone, or may not be heard any more.
    pub fn forget(&mut self, member: SoundId) {
        self.mouths.remove(&member);
        let (speaking, voices) = (self.speaking.len(), self.voices.len());
        self.speaking.retain(|known| *known != member);
        self.voices.retain(|known| *known != member);
        self.changed.speaking |= speaking != self.speaking.len();
        self.changed.voices |= voices != self.voices.len();
    }

    /// Judges anew, where it is time for it, and says what changed.
    pub fn judge(&mut self, now: Instant) -> Changed {
        if self.deadline().is_some_and(|deadline| now >= deadline) {
            self.judged = Some(now);
            self.seat(now);
            self.listen(now);
            self.next = if self.speaking.is_empty() { Next::Never } else { Next::InAWhile };
        }
        std::mem::take(&mut self.changed)
    }

    /// When it is worth judging again; none while nobody makes a sound.
    pub fn deadline(&self) -> Option<Instant> {
        match (self.next, self.judged) {
            (Next::Never, _) => None,
            (Next::Soon, Some(judged)) => Some(judged + SOON),
            (Next::InAWhile, Some(judged)) => Some(judged + JUDGED_EACH),
            (Next::Soon | Next::InAWhile, None) => self.mouths.values().map(|mouth| mouth.last()).min(),
        }
    }

    /// Who speaks, the loudest first.
    pub fn speaking(&self) -> &[SoundId] {
        &self.speaking
    }

    /// Whose voices are forwarded: more than any receiver has sections, since nobody hears themselves. Where a receiver
    /// has sections for fewer, the first go first.
    pub fn voices(&self) -> &[SoundId] {
        &self.voices
    }

    /// Finds out who speaks. Two change their places only where one is louder by much.
    fn listen(&mut self, now: Instant) {
        let before = self.speaking.clone();
        self.speaking.retain(|member| self.mouths.get(member).is_some_and(|mouth| mouth.speaks(now)));
        for (member, mouth) in &self.mouths {
            if mouth.speaks(now) && !self.speaking.contains(member) {
                self.speaking.push(*member);
            }
        }
        for end in (1..self.speaking.len()).rev() {
            for place in 0..end {
                let [quieter, louder] =
                    [place, place + 1].map(|place| self.loudness(self.speaking[place], now));
                if louder > quieter + LOUDER_BY {
                    self.speaking.swap(place, place + 1);
                }
            }
        }
        self.changed.speaking |= before != self.speaking;
    }

    /// Gives seats to those who need one.
    fn seat(&mut self, now: Instant) {
        let before = self.voices.clone();
        let waiting = |speakers: &Self| -> Vec<SoundId> {
            let seated = &speakers.voices[..speakers.voices.len().min(VOICES_AT_MOST)];
            let mouths = speakers.mouths.iter();
            let waiting = mouths.filter(|(member, mouth)| mouth.speaks(now) && !seated.contains(member));
            let mut waiting: Vec<SoundId> = waiting.map(|(member, _)| *member).collect();
            waiting.sort_by(|a, b| speakers.loudness(*b, now).total_cmp(&speakers.loudness(*a, now)));
            waiting
        };
        for member in waiting(self) {
            self.seat_speaker(now, member);
        }
        for (member, mouth) in &self.mouths {
            let is_there = now.saturating_duration_since(mouth.last()) < HEARD_WITHIN;
            if self.voices.len() < VOICES && is_there && !self.voices.contains(member) {
                self.voices.push(*member);
            }
        }
        for member in self.voices.iter().filter(|member| !before.contains(member)) {
            if let Some(mouth) = self.mouths.get_mut(member) {
                mouth.seated = now;
            }
        }
        self.changed.voices |= before != self.voices;
    }

    /// Gives a seat to somebody who speaks and has none with everybody.
    fn seat_speaker(&mut self, now: Instant, member: SoundId) {
        let spare = self.voices.iter().position(|seated| *seated == member);
        if self.voices.len() < VOICES_AT_MOST {
            self.voices.push(member);
            return;
        }
        let Some(place) = self.seat_to_give(now, member) else { return };
        let leaves = std::mem::replace(&mut self.voices[place], member);
        match spare {
            Some(spare) => self.voices[spare] = leaves,
            None if self.voices.len() < VOICES => self.voices.push(leaves),
            None => {
                self.voices.pop();
                self.voices.insert(VOICES_AT_MOST, leaves);
            }
        }
        if let Some(mouth) = self.mouths.get_mut(&member) {
            mouth.seated = now;
        }
    }

    /// The seat of whoever has not spoken for longest; or of the quietest, where all speak.
    fn seat_to_give(&self, now: Instant, to: SoundId) -> Option<usize> {
        let seats = || self.voices[..VOICES_AT_MOST].iter().enumerate();
        let mouth = |member: &SoundId| self.mouths.get(member);
        let silent = seats().filter(|(_, member)| !mouth(member).is_some_and(|mouth| mouth.speaks(now)));
        if let Some((place, _)) = silent.min_by_key(|(_, member)| mouth(member).and_then(Mouth::spoke)) {
            return Some(place);
        }
        let settled = seats().filter(|(_, member)| {
            mouth(member).is_none_or(|mouth| now.saturating_duration_since(mouth.seated) >= SEATED_FOR)
        });
        let (place, quietest) =
            settled.min_by(|(_, a), (_, b)| self.loudness(**a, now).total_cmp(&self.loudness(**b, now)))?;
        (self.loudness(to, now) > self.loudness(*quietest, now) + LOUDER_BY).then_some(place)
    }

    fn loudness(&self, member: SoundId, now: Instant) -> f32 {
        self.mouths.get(&member).map_or(0.0, |mouth| mouth.loudness(now))
    }
}

/// Which voice comes to one receiver by which section. Voices that stay keep their sections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seats {
    sections: [Option<SoundId>; VOICES_AT_MOST],
}

impl Seats {
    /// Seats the first of these voices, but none of the receiver's own, and returns the sections that changed.
    pub fn seat(&mut self, own: &[SoundId], voices: &[SoundId]) -> Vec<u8> {
        let before = self.sections;
        let others = voices.iter().filter(|voice| !own.contains(voice)).take(VOICES_AT_MOST);
        let others: Vec<SoundId> = others.copied().collect();
        for section in &mut self.sections {
            *section = section.filter(|member| others.contains(member));
        }
        for voice in others {
            if !self.sections.contains(&Some(voice))
                && let Some(free) = self.sections.iter_mut().find(|section| section.is_none())
            {
                *free = Some(voice);
            }
        }
        (0..)
            .zip(before.iter().zip(&self.sections))
            .filter(|(_, (was, is))| was != is)
            .map(|(at, _)| at)
            .collect()
    }

    /// Who is where.
    pub fn sections(&self) -> &[Option<SoundId>; VOICES_AT_MOST] {
        &self.sections
    }
}
