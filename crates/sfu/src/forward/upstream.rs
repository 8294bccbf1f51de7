//! Which layers of one sender's picture anybody watches.

use std::time::{Duration, Instant};

/// A layer that nobody watches counts as wanted for so long: people turn pages and come back, and each new beginning costs
/// a key frame.
pub const LINGERS: Duration = Duration::from_secs(3);

const LAYERS: usize = 8;

/// A set of layers: bit n is layer n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers(pub u8);

impl Layers {
    /// This one too.
    #[must_use]
    pub const fn with(self, layer: u8) -> Self {
        if layer < LAYERS as u8 { Self(self.0 | 1 << layer) } else { self }
    }

    /// Whether this one is in it.
    pub const fn has(self, layer: u8) -> bool {
        layer < LAYERS as u8 && self.0 & 1 << layer != 0
    }

    /// All in it, from the lowest.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..LAYERS as u8).filter(move |layer| self.has(*layer))
    }
}

/// The layers that are wanted of one picture. One counts as wanted at once, and as unwanted after a while.
#[derive(Debug, Default)]
pub struct Upstream {
    watched: Layers,
    wanted: Layers,
    /// When each was watched last that is wanted and not watched.
    left: [Option<Instant>; LAYERS],
}

impl Upstream {
    /// Says which layers somebody watches now, all of them, and returns which are wanted where that changed.
    pub fn watch(&mut self, now: Instant, layers: Layers) -> Option<Layers> {
        for layer in self.watched.iter().filter(|layer| !layers.has(*layer)) {
            self.left[usize::from(layer)] = Some(now);
        }
        for layer in layers.iter() {
            self.left[usize::from(layer)] = None;
        }
        self.watched = layers;
        self.tick(now)
    }

    /// Returns which layers are wanted, where that changed by time alone.
    pub fn tick(&mut self, now: Instant) -> Option<Layers> {
        let mut wanted = self.watched;
        for (layer, left) in (0..).zip(&mut self.left) {
            match left {
                Some(since) if now.saturating_duration_since(*since) < LINGERS => wanted = wanted.with(layer),
                Some(_) => *left = None,
                None => {}
            }
        }
        (wanted != self.wanted).then(|| {
            self.wanted = wanted;
            wanted
        })
    }

    /// Which are wanted.
    pub fn wanted(&self) -> Layers {
        self.wanted
    }

    /// When to come back.
    pub fn deadline(&self) -> Option<Instant> {
        self.left.iter().flatten().min().map(|since| *since + LINGERS)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{LINGERS, Layers, Upstream};

    #[test]
    fn a_layer_is_wanted_at_once_and_unwanted_after_a_while() {
        let start = Instant::now();
        let mut upstream = Upstream::default();
        assert_eq!(upstream.watch(start, Layers(0b101)), Some(Layers(0b101)));
        assert_eq!(upstream.watch(start, Layers(0b101)), None);
        let later = start + Duration::from_secs(10);
        assert_eq!(upstream.watch(later, Layers(0b010)), Some(Layers(0b111)));
        assert_eq!(upstream.deadline(), Some(later + LINGERS));
        assert_eq!(upstream.tick(later + LINGERS - Duration::from_millis(1)), None);
        assert_eq!(upstream.tick(later + LINGERS), Some(Layers(0b010)));
        assert_eq!((upstream.wanted(), upstream.deadline()), (Layers(0b010), None));
    }

    #[test]
    fn pages_that_are_turned_there_and_back_change_nothing() {
        let start = Instant::now();
        let mut upstream = Upstream::default();
        assert!(upstream.watch(start, Layers(0b1)).is_some());
        for turn in 1..100_u32 {
            let layers = Layers((turn % 2) as u8 ^ 1);
            assert_eq!(upstream.watch(start + Duration::from_secs(2) * turn, layers), None);
        }
    }

    #[test]
    fn layers_that_there_cannot_be_are_left_out() {
        assert_eq!(Layers::default().with(8).with(255).with(7), Layers(0b1000_0000));
        assert!(!Layers(255).has(8));
    }
}
