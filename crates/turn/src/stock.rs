//! Ports of an open relay, whose sockets the shell keeps open.

/// How many ports wait for somebody to allocate them: more than a page asks for at once.
const RESERVE: usize = 64;

/// How many of them are even, for those who ask for such a port.
const EVEN: usize = 16;

/// How many ports an open relay has in reserve at most, where chance gives too few even ones.
pub const MOST_IN_RESERVE: usize = 2 * RESERVE;

/// The ports that nobody has yet, and those that nobody has any more.
#[derive(Default)]
pub(crate) struct Stock {
    even: Vec<u16>,
    odd: Vec<u16>,
    ended: Vec<u16>,
}

/// Which ports an allocation may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ports {
    All,
    Even,
}

impl Ports {
    /// The bits that such a port may have.
    pub(crate) const fn mask(self) -> u16 {
        match self {
            Self::All => u16::MAX,
            Self::Even => u16::MAX - 1,
        }
    }
}

impl Stock {
    /// How many more are wanted.
    pub(crate) fn wanted(&self) -> usize {
        let there = self.even.len() + self.odd.len();
        let missing = RESERVE.saturating_sub(there).max(EVEN.saturating_sub(self.even.len()));
        missing.min(MOST_IN_RESERVE.saturating_sub(there))
    }

    pub(crate) fn add(&mut self, port: u16) {
        self.of_parity(port).push(port);
    }

    /// Takes one of these; which one it is, chance decides.
    pub(crate) fn take(&mut self, chance: u16, ports: Ports) -> Option<u16> {
        let place = |count: usize| usize::from(chance).checked_rem(count);
        let place = match ports {
            Ports::Even => place(self.even.len())?,
            Ports::All => place(self.even.len() + self.odd.len())?,
        };
        let odd = place.checked_sub(self.even.len());
        Some(odd.map_or_else(|| self.even.swap_remove(place), |place| self.odd.swap_remove(place)))
    }

    /// Somebody has this one no more, and nobody gets it before its socket was closed.
    pub(crate) fn end(&mut self, port: u16) {
        self.ended.push(port);
    }

    pub(crate) fn take_ended(&mut self) -> Option<u16> {
        self.ended.pop()
    }

    const fn of_parity(&mut self, port: u16) -> &mut Vec<u16> {
        if port.is_multiple_of(2) { &mut self.even } else { &mut self.odd }
    }
}
