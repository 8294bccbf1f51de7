use heliograph_signal::Candidate;
use heliograph_wire::{Millis, PeerId, Private, control};

use crate::Effect;

/// How many candidates are told again.
const CANDIDATES_AT_MOST: usize = 16;

/// Tells a browser of the other side's candidates again and again, each time as if it were new.
///
/// A browser that waits for a person would otherwise run out of candidates and give up; each repetition also
/// sends a packet towards the other side and so keeps the NAT open.
pub(crate) struct Feed {
    candidates: Vec<Candidate>,
    every: Millis,
    next: Millis,
    turns: u32,
}

impl Feed {
    pub(crate) fn new(candidates: Vec<Candidate>, every: Millis, now: Millis) -> Self {
        // Invites of other tools may name hundreds; each is a packet to an address that somebody else chose.
        let candidates = candidates.into_iter().take(CANDIDATES_AT_MOST).collect();
        Self { candidates, every, next: now + every, turns: 0 }
    }

    pub(crate) const fn deadline(&self) -> Millis {
        self.next
    }

    pub(crate) fn tick(&mut self, now: Millis, peer: PeerId, effects: &mut Vec<Effect>) {
        if now < self.next {
            return;
        }
        self.next = now + self.every;
        self.turns = self.turns.wrapping_add(1);
        for (place, candidate) in self.candidates.iter().enumerate() {
            let line = self.again(place, candidate);
            effects.push(add(peer, line));
        }
        if self.candidates.is_empty() {
            // Nobody is there, but a candidate keeps ICE going until the other side's first packet arrives.
            let line = format!("candidate:{} 1 udp 1 0.0.0.0 9 typ host", self.foundation(0));
            effects.push(add(peer, line));
        }
    }

    fn again(&self, place: usize, candidate: &Candidate) -> String {
        let foundation = self.foundation(place);
        // A priority of its own keeps the browser from taking the candidate for one it already has.
        candidate.line(foundation, 1_000_000 + foundation)
    }

    fn foundation(&self, place: usize) -> u32 {
        let place = u32::try_from(place).unwrap_or(0);
        let turn = self.turns.wrapping_mul(CANDIDATES_AT_MOST as u32);
        1_000 + turn.wrapping_add(place) % 1_000_000
    }
}

/// A code describes one media section only, so its candidates need no name of it.
fn add(peer: PeerId, line: String) -> Effect {
    let candidate = control::Candidate { line: Private::new(line), mid: String::new() };
    Effect::AddCandidate { peer, candidate }
}
