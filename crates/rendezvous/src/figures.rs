/// What there is now, and what was since the start: numbers only, nothing about anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Sockets.
    pub guests: usize,
    /// Those of them that have not said what they are for.
    pub undecided: usize,
    /// Numbers at which somebody waits, or may come back.
    pub nameplates: usize,
    /// Buckets in which somebody does.
    pub buckets: usize,
    /// Numbers that were used up within a day.
    pub burned: usize,
    /// Callees that are kept.
    pub callees: usize,
    /// Their links.
    pub links: usize,
    /// Their notes.
    pub notes: usize,
    /// Sockets that attend.
    pub devices: usize,
    /// Sockets that ring, or rang.
    pub rings: usize,
    /// Seats that were given since the start.
    pub seated: u64,
    /// Rings that began since the start.
    pub rung: u64,
    /// Rings that a device took.
    pub taken: u64,
    /// Sockets at which something was refused since the start.
    pub refused: u64,
    /// How much work newcomers are asked for.
    pub work_bits: u8,
}
