//! What waits to be written to the sockets of pages: bounded in bytes, for each of them and for all together.

use axum::body::Bytes;
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::Notify;

/// How many bytes may wait.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    /// For one reader.
    pub each: usize,
    /// For all readers together.
    pub all: usize,
}

/// What a notice costs besides its bytes.
const KEEPING: usize = 64;

/// Notices that wait to be written to one socket. Whoever waits for nothing costs hardly anything.
pub(crate) struct Outbox {
    waiting: Mutex<Waiting>,
    filled: Notify,
    bounds: Bounds,
    all: Arc<AtomicUsize>,
}

#[derive(Default)]
struct Waiting {
    notices: VecDeque<Bytes>,
    bytes: usize,
    is_closed: bool,
    is_refusal: bool,
}

/// Why a notice cannot be added.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// This reader is too slow, or takes nothing any more. All that waited for it is thrown away.
    Here,
    /// All of them together are. What waits is left as it is.
    Everywhere,
}

impl Outbox {
    /// An empty one; `all` counts what waits in every one.
    pub(crate) fn new(bounds: Bounds, all: Arc<AtomicUsize>) -> Self {
        Self { waiting: Mutex::default(), filled: Notify::new(), bounds, all }
    }

    /// Adds a notice, if there is room.
    pub(crate) fn put(&self, bytes: Bytes) -> Result<(), Full> {
        let weight = weight(&bytes);
        let mut waiting = self.waiting();
        if waiting.is_closed {
            return Err(Full::Here);
        }
        if waiting.bytes + weight > self.bounds.each {
            self.throw_away(&mut waiting);
            return Err(Full::Here);
        }
        // The one host adds, others only take, so that there is not less room in the next moment.
        if self.all.load(Ordering::Relaxed) + weight > self.bounds.all {
            return Err(Full::Everywhere);
        }
        self.all.fetch_add(weight, Ordering::Relaxed);
        waiting.bytes += weight;
        waiting.notices.push_back(bytes);
        self.filled.notify_one();
        Ok(())
    }

    /// How many bytes wait.
    pub(crate) fn bytes(&self) -> usize {
        self.waiting().bytes
    }

    /// Throws away what waits; nothing follows.
    pub(crate) fn give_up(&self) {
        self.throw_away(&mut self.waiting());
    }

    fn throw_away(&self, waiting: &mut Waiting) {
        self.all.fetch_sub(waiting.bytes, Ordering::Relaxed);
        *waiting = Waiting { is_closed: true, ..Waiting::default() };
        self.filled.notify_one();
    }

    /// Notes that what waits says that something was refused.
    pub(crate) fn note_refusal(&self) {
        self.waiting().is_refusal = true;
    }

    /// Whether it was.
    pub(crate) fn is_refusal(&self) -> bool {
        self.waiting().is_refusal
    }

    /// Ends it; what waits can still be taken.
    pub(crate) fn close(&self) {
        self.waiting().is_closed = true;
        self.filled.notify_one();
    }

    /// Waits for the next notice; none comes behind the last one of an outbox that was closed.
    pub(crate) async fn take(&self) -> Option<Bytes> {
        loop {
            let filled = self.filled.notified();
            if let Some(next) = self.next() {
                return next;
            }
            filled.await;
        }
    }

    /// The next notice, or that there will be none; nothing where it has to be waited for.
    fn next(&self) -> Option<Option<Bytes>> {
        let mut waiting = self.waiting();
        let Some(notice) = waiting.notices.pop_front() else {
            return waiting.is_closed.then_some(None);
        };
        if waiting.notices.is_empty() {
            waiting.notices = VecDeque::new();
        }
        waiting.bytes -= weight(&notice);
        self.all.fetch_sub(weight(&notice), Ordering::Relaxed);
        Some(Some(notice))
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.all.fetch_sub(self.waiting().bytes, Ordering::Relaxed);
    }
}

fn weight(notice: &[u8]) -> usize {
    notice.len() + KEEPING
}

#[cfg(test)]
mod tests {
    use super::{Bounds, Full, Outbox};
    use axum::body::Bytes;
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    const LONG: usize = 4_000;
    const BOUNDS: Bounds = Bounds { each: 64 << 10, all: 1 << 20 };

    fn long() -> Bytes {
        vec![7; LONG].into()
    }

    #[tokio::test]
    async fn what_was_told_is_heard_in_order_and_then_that_it_is_over() {
        let all = Arc::<AtomicUsize>::default();
        let outbox = Outbox::new(BOUNDS, all.clone());
        for number in 0..3 {
            outbox.put(vec![number].into()).unwrap();
        }
        outbox.close();
        assert_eq!(outbox.put(long()), Err(Full::Here), "nothing follows the end");
        for number in 0..3 {
            assert_eq!(outbox.take().await.unwrap(), vec![number]);
        }
        assert!(outbox.take().await.is_none() && outbox.take().await.is_none());
        assert_eq!(all.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_slow_reader_costs_so_much_and_all_of_them_so_much() {
        let all = Arc::<AtomicUsize>::default();
        let outbox = || Outbox::new(BOUNDS, all.clone());
        let (slow, few) = (outbox(), BOUNDS.each / LONG - 1);
        (0..few).for_each(|_| slow.put(long()).unwrap());
        let each = all.load(Ordering::Relaxed);
        assert!((few * LONG..=BOUNDS.each).contains(&each), "{each}");
        while slow.put(long()) == Ok(()) {}
        assert_eq!(all.load(Ordering::Relaxed), 0, "whoever is too slow loses everything");
        assert!(slow.take().await.is_none());

        let many: Vec<_> = (0..BOUNDS.all / each).map(|_| outbox()).collect();
        many.iter().for_each(|outbox| (0..few).for_each(|_| outbox.put(long()).unwrap()));
        let one_more = outbox();
        while one_more.put(long()) == Ok(()) {}
        assert_eq!(one_more.put(long()), Err(Full::Everywhere));
        let full = all.load(Ordering::Relaxed);
        assert_eq!(full, many.len() * each + one_more.bytes(), "everybody has what they had");
        many[0].give_up();
        assert!(many[0].take().await.is_none());
        assert_eq!(all.load(Ordering::Relaxed), full - each);
        one_more.put(long()).unwrap();
        drop((many, one_more));
        assert_eq!(all.load(Ordering::Relaxed), 0);
    }
}
