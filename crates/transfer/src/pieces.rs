use heliograph_wire::Millis;
use heliograph_wire::files::{LARGE_PIECE, SMALL_PIECE};

/// How long one message may keep everything else on the connection waiting: a channel sends a message to its end before
/// it turns to those of others.
const HELD_UP: Millis = Millis(50);

/// How long the line is watched before it is judged.
const WATCHED: Millis = Millis(100);

/// How large the messages are in which the bytes of chunks are sent: as large as the line allows, since each message
/// costs browsers work.
#[derive(Default)]
pub struct Pieces {
    seen: Option<Seen>,
    size: Option<u64>,
}

/// How much had crossed at a moment.
struct Seen {
    at: Millis,
    crossed: u64,
}

impl Pieces {
    /// Notes how many bytes have left for the other side until now, in all.
    pub fn crossed(&mut self, bytes: u64, now: Millis) {
        let Some(seen) = &self.seen else {
            self.seen = Some(Seen { at: now, crossed: bytes });
            return;
        };
        let watched = now.since(seen.at);
        if watched >= WATCHED {
            self.size = Some(bytes.saturating_sub(seen.crossed) * HELD_UP.0 / watched.0);
            self.seen = Some(Seen { at: now, crossed: bytes });
        }
    }

    /// How many bytes to send in one message.
    pub fn size(&self) -> usize {
        let size = self.size.unwrap_or(0).clamp(SMALL_PIECE.into(), LARGE_PIECE.into());
        size as usize
    }
}

#[cfg(test)]
mod tests {
    use super::Pieces;
    use heliograph_wire::Millis;
    use heliograph_wire::files::{LARGE_PIECE, SMALL_PIECE};

    /// The size after a second on a line of so many bytes per millisecond.
    fn size_at(speed: u64) -> usize {
        let mut pieces = Pieces::default();
        for now in (0..1_000).step_by(30) {
            pieces.crossed(now * speed, Millis(now));
        }
        pieces.size()
    }

    #[test]
    fn a_line_that_nobody_knows_yet_gets_small_pieces() {
        assert_eq!(Pieces::default().size(), SMALL_PIECE as usize);
    }

    #[test]
    fn the_quicker_the_line_the_larger_are_the_pieces() {
        assert_eq!(size_at(100), SMALL_PIECE as usize);
        assert_eq!(size_at(2_000), 100_000);
        assert_eq!(size_at(50_000), LARGE_PIECE as usize);
    }

    #[test]
    fn a_line_that_becomes_slow_gets_small_pieces_again() {
        let mut pieces = Pieces::default();
        pieces.crossed(0, Millis(0));
        pieces.crossed(50_000_000, Millis(1_000));
        assert_eq!(pieces.size(), LARGE_PIECE as usize);
        pieces.crossed(50_050_000, Millis(2_000));
        assert_eq!(pieces.size(), SMALL_PIECE as usize);
    }
}
