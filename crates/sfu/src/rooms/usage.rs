use heliograph_machine::{Allowance, Crowd, Usage};
use heliograph_wire::Millis;

/// What one source has here and has used up.
#[derive(Default)]
pub(crate) struct Used {
    pub guests: usize,
    pub undecided: usize,
    pub rooms: usize,
    pub members: usize,
    pub arrivals: Allowance,
    pub opens: Allowance,
    pub knocks: Allowance,
    pub offers: Allowance,
}

impl Usage for Used {
    fn is_unused(&mut self, now: Millis, _: Crowd) -> bool {
        self.guests + self.undecided + self.rooms + self.members == 0
            && [self.arrivals, self.opens, self.knocks, self.offers]
                .iter()
                .all(|allowance| allowance.is_whole(now))
    }
}
