use heliograph_wire::rendezvous::Push;

pub use heliograph_machine::{Site, Verify};

/// How much of everything there may be, and how long callees are kept.
#[derive(Clone)]
pub struct Settings {
    /// After so many days without the callee all that is kept of one is forgotten; 1 to 365.
    pub days: u16,
    /// Sockets in all.
    pub guests: usize,
    /// Sockets of one source.
    pub guests_per_source: usize,
    /// Sockets that may be opened within ten seconds before pages are asked for work.
    pub arrivals: usize,
    /// Places of one source at a time.
    pub places_per_source: usize,
    /// Places that one source opens in a minute.
    pub opens_per_minute: u32,
    /// Numbers that one source comes to in a minute.
    pub comes_per_minute: u32,
    /// Buckets that one source waits in, in a minute.
    pub waits_per_minute: u32,
    /// Times that one source attends in a minute.
    pub attends_per_minute: u32,
    /// Rings of one source in a minute.
    pub rings_per_minute: u32,
    /// Rings that reach one callee in a minute.
    pub rings_per_callee: u32,
    /// Callees in all.
    pub callees: usize,
    /// Callees of one source, as far as they were new since the start.
    pub callees_per_source: usize,
    /// Callees that are new from one source in an hour.
    pub new_callees_per_hour: u32,
    /// How devices are woken by push, where they are.
    pub push: Option<Push>,
    /// Which larger network a source belongs to. One has sixteen times as much as each source in it.
    pub site: Site,
    /// Checks signatures: a machine has no reason to bring a way of its own.
    pub verify: Verify,
}

impl Settings {
    /// The settings that fit most.
    pub fn new(verify: Verify) -> Self {
        Self {
            days: 92,
            guests: 10_000,
            guests_per_source: 64,
            arrivals: 1_000,
            places_per_source: 8,
            opens_per_minute: 6,
            comes_per_minute: 3,
            waits_per_minute: 3,
            attends_per_minute: 30,
            rings_per_minute: 6,
            rings_per_callee: 10,
            callees: 10_000,
            callees_per_source: 50,
            new_callees_per_hour: 5,
            push: None,
            site: |_| None,
            verify,
        }
    }
}
