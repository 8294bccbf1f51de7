//! Counts what this crate holds of the browser, so that a test can show that nothing is left behind.

use std::cell::Cell;
use std::rc::Rc;

/// What is held at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Peer connections that were not closed.
    pub connections: usize,
    /// Listeners that were not unhooked.
    pub listeners: usize,
    /// Timers that are set.
    pub timers: usize,
    /// Tasks that wait for work of a connection, or watch over a call.
    pub tasks: usize,
    /// Cameras, microphones and screens that were not let go.
    pub captures: usize,
    /// Audio contexts that were not closed, and elements that still play.
    pub sounds: usize,
    /// Workers that were not ended.
    pub workers: usize,
    /// Files that were picked, or are being written.
    pub files: usize,
    /// Addresses of things in the page's memory.
    pub addresses: usize,
    /// Files that nobody needs any more, but that the browser may still copy for the person.
    pub lingering: usize,
}

thread_local! {
    static COUNTS: Counts = Counts::default();
}

#[derive(Default)]
struct Counts {
    connections: Rc<Cell<usize>>,
    listeners: Rc<Cell<usize>>,
    timers: Rc<Cell<usize>>,
    tasks: Rc<Cell<usize>>,
    captures: Rc<Cell<usize>>,
    sounds: Rc<Cell<usize>>,
    workers: Rc<Cell<usize>>,
    files: Rc<Cell<usize>>,
    addresses: Rc<Cell<usize>>,
    lingering: Rc<Cell<usize>>,
}

/// Counts everything held at the moment.
pub fn census() -> Census {
    COUNTS.with(|counts| Census {
        connections: counts.connections.get(),
        listeners: counts.listeners.get(),
        timers: counts.timers.get(),
        tasks: counts.tasks.get(),
        captures: counts.captures.get(),
        sounds: counts.sounds.get(),
        workers: counts.workers.get(),
        files: counts.files.get(),
        addresses: counts.addresses.get(),
        lingering: counts.lingering.get(),
    })
}

/// Something that counts for as long as it lives.
pub(crate) struct Counted(Rc<Cell<usize>>);

impl Counted {
    pub(crate) fn connection() -> Self {
        Self::new(|counts| &counts.connections)
    }

    pub(crate) fn listener() -> Self {
        Self::new(|counts| &counts.listeners)
    }

    pub(crate) fn timer() -> Self {
        Self::new(|counts| &counts.timers)
    }

    pub(crate) fn task() -> Self {
        Self::new(|counts| &counts.tasks)
    }

    pub(crate) fn capture() -> Self {
        Self::new(|counts| &counts.captures)
    }

    pub(crate) fn sound() -> Self {
        Self::new(|counts| &counts.sounds)
    }

    pub(crate) fn worker() -> Self {
        Self::new(|counts| &counts.workers)
    }

    pub(crate) fn file() -> Self {
        Self::new(|counts| &counts.files)
    }

    pub(crate) fn address() -> Self {
        Self::new(|counts| &counts.addresses)
    }

    pub(crate) fn lingering() -> Self {
        Self::new(|counts| &counts.lingering)
    }

    fn new(which: fn(&Counts) -> &Rc<Cell<usize>>) -> Self {
        let count = COUNTS.with(|counts| Rc::clone(which(counts)));
        count.set(count.get() + 1);
        Self(count)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
