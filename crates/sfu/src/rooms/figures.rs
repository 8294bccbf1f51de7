/// What there is now, and what was since the start: numbers only, nothing about anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Sockets.
    pub guests: usize,
    /// Those of them that have not said what they are for.
    pub undecided: usize,
    /// Those that wait for a host to come.
    pub early: usize,
    /// Those that wait for a host's word.
    pub knocking: usize,
    /// Rooms.
    pub rooms: usize,
    /// Seats in them, also of those whose socket is broken.
    pub members: usize,
    /// Rooms that were opened since the start.
    pub opened: u64,
    /// Seats that were given since the start.
    pub seated: u64,
    /// Times that somebody came back to a seat since the start.
    pub returned: u64,
    /// What was said by somebody to others since the start.
    pub said: u64,
    /// Commits of groups that counted since the start.
    pub committed: u64,
    /// What was asked and could not be done since the start.
    pub declined: u64,
    /// Sockets at which something was refused since the start.
    pub refused: u64,
}
