//! What of each picture a receiver gets: as much as their tiles show and their line carries.
//!
//! What no longer fits is taken away at once; what was given just before, and lacks little, after a moment. More is given
//! where it has fitted for a while, with room to spare; and the more seldom, the more often that was a mistake.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

mod ladder;
#[cfg(test)]
mod tests;

pub use ladder::is_high_enough;
use ladder::{Ladder, climb};

/// More temporal layers than these are forwarded together with the last.
pub const TEMPORAL_LAYERS: usize = 3;

/// All temporal layers there are.
pub const ALL_TEMPORAL: u8 = u8::MAX;

/// More is given where it takes no more than this share of the line.
const SHARE: (u64, u64) = (7, 8);

/// What was given a moment ago stays while it takes no more than this share of the line: the key frame that it began with
/// makes an estimate fall for a moment.
const STRAIN: (u64, u64) = (5, 4);

/// For so long.
const SETTLES: Duration = Duration::from_millis(1_500);

/// More has to have fitted for so long,
const HOLD: Duration = Duration::from_secs(1);

/// and for so long at most, where it was taken away again.
const LONGEST_HOLD: Duration = Duration::from_secs(16);

/// What is taken away within this time was given by mistake.
const MISTAKE: Duration = Duration::from_secs(8);

/// After so long without mistakes half of it is forgotten.
const FORGIVEN: Duration = Duration::from_secs(60);

/// A picture that a receiver has on show.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// By which section it comes.
    pub section: u8,
    /// How high it is shown, in pixels.
    pub height: u16,
    /// Where the line has no room for all, those with the higher number get it first.
    pub weight: u8,
    /// What there is of it, the smallest first.
    pub layers: &'a [Offered],
}

/// A layer of a picture that could be forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its number among the layers of the picture.
    pub layer: u8,
    /// How high it is, in pixels.
    pub height: u16,
    /// The bits of a second, up to and with each temporal layer; what is not there has what the one below has.
    pub bits: [u32; TEMPORAL_LAYERS],
}

/// What of a picture a receiver gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// The layer.
    pub layer: u8,
    /// Up to which temporal layer, or [`ALL_TEMPORAL`].
    pub temporal: u8,
}

/// What of a section's picture a receiver gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allotted {
    /// The section.
    pub section: u8,
    /// None where there is no room for any of it, or nothing of it comes.
    pub choice: Option<Choice>,
    /// Whether the line is why it is less than the tile shows.
    pub short: bool,
}

/// What a receiver gets in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allotment {
    /// One for each wish, in their order.
    pub sections: Vec<Allotted>,
    /// The bits of a second that all of it takes, sound included.
    pub taken: u64,
    /// The bits of a second that a line would have to carry for everything on show, sound included: what a probe may go
    /// up to.
    pub desired: u64,
    /// When it is worth asking again, though nothing else changed.
    pub again: Option<Instant>,
}

/// A line is looked at up to so many bits in a second while anything is on show: tiles grow, and who has a wide line has
/// what they then show at once.
pub const READY_FOR: u64 = 1_500_000;

/// No line is looked at for fewer bits in a second.
const NARROWEST: u64 = 150_000;

/// Up to how many bits in a second a line of this estimate is to be looked at. What is desired is much more than a narrow
/// line carries, and would hold up sound for long.
pub fn probed(desired: u64, estimate: u64) -> u64 {
    let within_reach =
        estimate.max(NARROWEST).saturating_mul(2).checked_next_power_of_two().unwrap_or(u64::MAX);
    desired.max(READY_FOR).min(within_reach)
}

/// What a receiver's line carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The bits of a second that are estimated.
    pub estimate: u64,
    /// Of these, what is kept for sound.
    pub sound: u64,
    /// Whether nothing is lost on it, and nothing waits for long.
    pub flows: bool,
}

/// Allots one receiver's line.
#[derive(Debug)]
pub struct Allotter {
    held: BTreeMap<u8, Held>,
    hold: Duration,
    raised: Option<Instant>,
    mistaken: Option<Instant>,
}

/// What a section has.
#[derive(Clone, Copy, Debug)]
struct Held {
    choice: Option<Choice>,
    /// Whether it was less than the tile shows. Otherwise nothing stands against more, where it fits.
    short: bool,
    /// Since when more has fitted.
    fits: Option<Instant>,
}

impl Default for Allotter {
    fn default() -> Self {
        Self { held: BTreeMap::new(), hold: HOLD, raised: None, mistaken: None }
    }
}

impl Allotter {
    /// Says what of each picture they get.
    pub fn allot(&mut self, now: Instant, line: Line, wishes: &[Wish<'_>]) -> Allotment {
        if self.mistaken.is_some_and(|mistaken| now.saturating_duration_since(mistaken) >= FORGIVEN) {
            self.hold = (self.hold / 2).max(HOLD);
            self.mistaken = (self.hold > HOLD).then_some(now);
        }
        let ladders: Vec<Ladder> = wishes.iter().map(Ladder::of).collect();
        let budget = line.estimate.saturating_sub(line.sound);
        let everything: Vec<usize> = ladders.iter().map(Ladder::steps).collect();
        let roomy = climb(&ladders, &everything, budget * SHARE.0 / SHARE.1);
        let mut again = None;
        let mut most = Vec::new();
        for ((wish, ladder), roomy) in wishes.iter().zip(&ladders).zip(&roomy) {
            most.push(self.most(now, wish.section, ladder, *roomy, &mut again));
        }
        let mut given = climb(&ladders, &most, budget);
        if line.flows
            && let Some(until) = self.settles(now, &ladders, wishes, &given, budget)
        {
            given = climb(&ladders, &most, budget * STRAIN.0 / STRAIN.1);
            again = Some(again.map_or(until, |again| again.min(until)));
        }
        let allotment = Allotment {
            sections: wishes
                .iter()
                .zip(&ladders)
                .zip(&given)
                .map(|((wish, ladder), steps)| Allotted {
                    section: wish.section,
                    choice: ladder.choice(*steps),
                    short: *steps < ladder.steps(),
                })
                .collect(),
            taken: line.sound
                + ladders.iter().zip(&given).map(|(ladder, steps)| ladder.bits(*steps)).sum::<u64>(),
            desired: line.sound
                + (ladders.iter().map(|ladder| ladder.bits(ladder.steps())).sum::<u64>() * SHARE.1)
                    .div_ceil(SHARE.0),
            again,
        };
        self.hold(now, &ladders, &allotment.sections);
        allotment
    }

    /// Until when what there is may stay, where more was given just before and the line lacks little for it.
    fn settles(
        &self,
        now: Instant,
        ladders: &[Ladder],
        wishes: &[Wish<'_>],
        given: &[usize],
        budget: u64,
    ) -> Option<Instant> {
        let until = self.raised.map(|raised| raised + SETTLES).filter(|until| now < *until)?;
        let has = |wish: &Wish<'_>, ladder: &Ladder| {
            self.held.get(&wish.section).map_or(0, |held| ladder.reach(held.choice))
        };
        let had: Vec<usize> = wishes.iter().zip(ladders).map(|(wish, ladder)| has(wish, ladder)).collect();
        let falls = had.iter().zip(given).any(|(had, given)| given < had);
        (falls && climb(ladders, &had, budget * STRAIN.0 / STRAIN.1) == had).then_some(until)
    }

    /// How many steps a section may get. Says when it may be more.
    fn most(
        &mut self,
        now: Instant,
        section: u8,
        ladder: &Ladder,
        roomy: usize,
        again: &mut Option<Instant>,
    ) -> usize {
        let Some(held) = self.held.get_mut(&section) else { return roomy };
        let has = ladder.reach(held.choice);
        if roomy <= has {
            held.fits = None;
            return has;
        }
        let fits = *held.fits.get_or_insert(now);
        if !held.short || now.saturating_duration_since(fits) >= self.hold {
            held.fits = None;
            return roomy;
        }
        let until = fits + self.hold;
        *again = Some(again.map_or(until, |before: Instant| before.min(until)));
        has
    }

    /// Remembers what each section has, and whether more was a mistake.
    fn hold(&mut self, now: Instant, ladders: &[Ladder], sections: &[Allotted]) {
        let (mut rose, mut fell) = (false, false);
        for (allotted, ladder) in sections.iter().zip(ladders) {
            let Some(held) = self.held.get(&allotted.section) else { continue };
            let (had, has) = (ladder.reach(held.choice), ladder.reach(allotted.choice));
            rose |= held.short && has > had;
            fell |= has < had;
        }
        if fell && self.raised.is_some_and(|raised| now.saturating_duration_since(raised) < MISTAKE) {
            self.hold = (self.hold * 2).min(LONGEST_HOLD);
            (self.mistaken, self.raised) = (Some(now), None);
        }
        if rose {
            self.raised = Some(now);
        }
        let held = |allotted: &Allotted| {
            let fits = self.held.get(&allotted.section).and_then(|held| held.fits);
            (allotted.section, Held { choice: allotted.choice, short: allotted.short, fits })
        };
        self.held = sections.iter().map(held).collect();
    }
}
