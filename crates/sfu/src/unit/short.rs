use std::time::{Duration, Instant};

use heliograph_wire::room::Tile;

/// How long a line has no room for a picture before that is said: one of which little is known yet, or that is full for a
/// moment, is no reason to.
const SAID_AFTER: Duration = Duration::from_millis(1_500);

/// What a line has no room for.
#[derive(Default)]
pub(super) struct Short {
    /// And since when.
    lacks: Vec<(Tile, Instant)>,
    said: Vec<Tile>,
}

impl Short {
    /// There is no room for these now. Returns what is to be said, where that is something else than before.
    pub(super) fn lack(&mut self, now: Instant, tiles: impl Iterator<Item = Tile>) -> Option<Vec<Tile>> {
        let since = |tile: &Tile| {
            let is_it = |(known, _): &&(Tile, Instant)| {
                (known.section, known.member, known.source) == (tile.section, tile.member, tile.source)
            };
            self.lacks.iter().find(is_it).map_or(now, |(_, since)| *since)
        };
        self.lacks = tiles.map(|tile| (tile, since(&tile))).collect();
        let lasting = self.lacks.iter().filter(|(_, since)| *since + SAID_AFTER <= now);
        let short: Vec<Tile> = lasting.map(|(tile, _)| *tile).collect();
        (short != self.said).then(|| {
            self.said.clone_from(&short);
            short
        })
    }

    /// When to come back.
    pub(super) fn deadline(&self, now: Instant) -> Option<Instant> {
        self.lacks.iter().map(|(_, since)| *since + SAID_AFTER).filter(|at| *at > now).min()
    }
}

#[cfg(test)]
mod tests {
    use super::{SAID_AFTER, Short};
    use heliograph_wire::room::{MemberId, Source, Tile};
    use std::time::{Duration, Instant};

    fn tile(section: u8, height: u16) -> Tile {
        Tile { section, member: MemberId(7), source: Source::Camera, height, weight: 0 }
    }

    #[test]
    fn what_there_is_no_room_for_is_said_once_that_lasts_and_taken_back_at_once() {
        let (mut short, now) = (Short::default(), Instant::now());
        let mut lack = |at: Duration, tiles: &[Tile]| {
            let said = short.lack(now + at, tiles.iter().copied());
            (said, short.deadline(now + at).map(|at| at - now))
        };
        let second = Duration::from_secs(1);
        assert_eq!(lack(Duration::ZERO, &[tile(0, 90)]), (None, Some(SAID_AFTER)));
        assert_eq!(lack(second, &[]), (None, None), "full for a moment");
        assert_eq!(lack(second * 2, &[tile(0, 90)]), (None, Some(second * 2 + SAID_AFTER)));
        // A tile that is shown otherwise is the same; another one is not.
        let both = [tile(0, 180), tile(1, 90)];
        assert_eq!(lack(second * 3, &both), (None, Some(second * 2 + SAID_AFTER)));
        let (said, again) = lack(second * 2 + SAID_AFTER, &both);
        assert_eq!((said, again), (Some(vec![both[0]]), Some(second * 3 + SAID_AFTER)));
        assert_eq!(lack(second * 3 + SAID_AFTER, &both), (Some(both.to_vec()), None));
        assert_eq!(lack(second * 5, &both), (None, None));
        assert_eq!(lack(second * 6, &both[1..]), (Some(vec![both[1]]), None));
        assert_eq!(lack(second * 7, &[]), (Some(Vec::new()), None));
    }
}
