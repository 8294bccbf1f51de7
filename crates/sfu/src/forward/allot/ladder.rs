use std::cmp::Reverse;

use super::{ALL_TEMPORAL, Choice, TEMPORAL_LAYERS, Wish};

/// A layer suffices for a tile that is higher by this share.
const STRETCH: (u32, u32) = (5, 4);

/// A picture counts for so many bits in a second at least: one that stands still may move at any time.
const LEAST: u64 = 20_000;

/// Whether a layer of this height suffices for a tile.
pub fn is_high_enough(layer: u16, tile: u16) -> bool {
    u32::from(layer) * STRETCH.0 / STRETCH.1 >= u32::from(tile)
}

/// What can be given of one picture, step by step, from the least.
pub(super) struct Ladder {
    weight: u8,
    height: u16,
    section: u8,
    rungs: Vec<Rung>,
}

#[derive(Clone, Copy)]
struct Rung {
    choice: Choice,
    bits: u64,
}

impl Ladder {
    pub(super) fn of(wish: &Wish<'_>) -> Self {
        let mut rungs: Vec<Rung> = Vec::new();
        for offered in wish.layers {
            let full = offered.bits[TEMPORAL_LAYERS - 1];
            let fewer = (0_u8..).zip(offered.bits).filter(|(_, bits)| *bits < full);
            let mut layer: Vec<Rung> = fewer
                .chain([(ALL_TEMPORAL, full)])
                .map(|(temporal, bits)| Rung {
                    choice: Choice { layer: offered.layer, temporal },
                    bits: u64::from(bits).max(LEAST),
                })
                .collect();
            // Where there is a smaller layer with all its frames, that is better than a larger one with few.
            if !rungs.is_empty() {
                layer.drain(..layer.len().saturating_sub(2));
            }
            for rung in layer {
                // More for less is no choice at all.
                while rungs.last().is_some_and(|last| last.bits >= rung.bits) {
                    rungs.pop();
                }
                rungs.push(rung);
            }
            if is_high_enough(offered.height, wish.height) {
                break;
            }
        }
        Self { weight: wish.weight, height: wish.height, section: wish.section, rungs }
    }

    /// How many steps there are.
    pub(super) fn steps(&self) -> usize {
        self.rungs.len()
    }

    /// What so many steps are.
    pub(super) fn choice(&self, steps: usize) -> Option<Choice> {
        Some(self.rungs.get(steps.checked_sub(1)?)?.choice)
    }

    /// What so many steps take.
    pub(super) fn bits(&self, steps: usize) -> u64 {
        steps.checked_sub(1).and_then(|last| self.rungs.get(last)).map_or(0, |rung| rung.bits)
    }

    /// How many steps lead to a choice, or to what is nearest below it.
    pub(super) fn reach(&self, choice: Option<Choice>) -> usize {
        self.rungs.iter().filter(|rung| Some(rung.choice) <= choice).count()
    }
}

/// How many steps of each ladder can be had for so many bits in a second, and for no more steps than these: something of
/// each first, then more of those with more weight.
pub(super) fn climb(ladders: &[Ladder], most: &[usize], mut budget: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..ladders.len()).collect();
    let rank = |place: usize| {
        let ladder = &ladders[place];
        (Reverse(ladder.weight), Reverse(ladder.height), ladder.section)
    };
    order.sort_by_key(|place| rank(*place));
    let mut given = vec![0; ladders.len()];
    let mut step = |place: usize, budget: &mut u64| {
        let (ladder, steps) = (&ladders[place], given[place]);
        let more = ladder.bits(steps + 1) - ladder.bits(steps).min(ladder.bits(steps + 1));
        let fits = steps < most[place].min(ladder.steps()) && more <= *budget;
        if fits {
            *budget -= more;
            given[place] += 1;
        }
        fits
    };
    for place in &order {
        step(*place, &mut budget);
    }
    for equals in order.chunk_by(|a, b| ladders[*a].weight == ladders[*b].weight) {
        // One step each, until none of them gets any further.
        while equals.iter().filter(|place| step(**place, &mut budget)).count() > 0 {}
    }
    given
}
