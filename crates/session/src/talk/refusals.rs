//! Frames that were not what the other side had sealed: how many are a matter for people.

use std::collections::VecDeque;

use heliograph_wire::Millis;
use heliograph_wire::control::Switch;

use crate::patience::{REFUSALS_TOLD, REFUSALS_WITHIN};

#[derive(Default)]
pub(super) struct Refusals {
    recent: VecDeque<(Millis, u32)>,
    told: Switch,
}

impl Refusals {
    pub(super) fn add(&mut self, count: u32, now: Millis) {
        self.recent.retain(|(at, _)| now.since(*at) < REFUSALS_WITHIN);
        self.recent.push_back((now, count));
        let recent = self.recent.iter().fold(0u32, |sum, (_, count)| sum.saturating_add(*count));
        if recent >= REFUSALS_TOLD {
            self.told = Switch::On;
        }
    }

    /// Whether people are to be told. That stays so.
    pub(super) const fn told(&self) -> Switch {
        self.told
    }
}

#[cfg(test)]
mod tests {
    use super::Refusals;
    use heliograph_wire::Millis;
    use heliograph_wire::control::Switch;

    #[test]
    fn three_refused_frames_in_ten_seconds_are_told() {
        let told = |refused: &[(u64, u32)]| {
            let mut refusals = Refusals::default();
            refused.iter().for_each(|&(second, count)| refusals.add(count, Millis::seconds(second)));
            refusals.told()
        };
        assert_eq!(told(&[(0, 2), (10, 2), (20, 2)]), Switch::Off);
        assert_eq!(told(&[(0, 2), (9, 1), (60, 0)]), Switch::On);
        assert_eq!(told(&[(0, u32::MAX), (0, u32::MAX)]), Switch::On);
    }
}
