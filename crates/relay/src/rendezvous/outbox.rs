use heliograph_wire::rendezvous::{LONGEST, Notice, Over};
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::Notify;

/// Bytes that wait for one reader: all that a callee's page is told at once.
const EACH: usize = 4 * LONGEST;

/// Bytes that wait for all readers together.
pub(super) const ALL: usize = 16 << 20;

/// What a notice costs besides its bytes.
const KEEPING: usize = 64;

/// Notices that wait to be written to one socket. Whoever waits for nothing costs hardly anything.
pub(super) struct Outbox {
    waiting: Mutex<Waiting>,
    filled: Notify,
    all: Arc<AtomicUsize>,
}

#[derive(Default)]
struct Waiting {
    notices: VecDeque<Vec<u8>>,
    bytes: usize,
    is_closed: bool,
    over: Option<Over>,
}

/// Why a notice cannot be added.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// This reader is too slow, or takes nothing any more. All that waited for it is thrown away.
    Here,
    /// All of them together are. What waits is left as it is.
    Everywhere,
}

impl Outbox {
    /// An empty one; `all` counts what waits in every one.
    pub(super) fn new(all: Arc<AtomicUsize>) -> Self {
        Self { waiting: Mutex::default(), filled: Notify::new(), all }
    }

    /// Adds a notice, if there is room.
    pub(super) fn put(&self, notice: &Notice) -> Result<(), Full> {
        let bytes = notice.encode();
        let weight = weight(&bytes);
        let mut waiting = self.waiting();
        if waiting.is_closed {
            return Err(Full::Here);
        }
        if waiting.bytes + weight > EACH {
            self.throw_away(&mut waiting);
            return Err(Full::Here);
        }
        // The one host adds, others only take, so that there is not less room in the next moment.
        if self.all.load(Ordering::Relaxed) + weight > ALL {
            return Err(Full::Everywhere);
        }
        self.all.fetch_add(weight, Ordering::Relaxed);
        waiting.bytes += weight;
        if let Notice::Over(over) = notice {
            waiting.over = Some(*over);
        }
        waiting.notices.push_back(bytes);
        self.filled.notify_one();
        Ok(())
    }

    /// How many bytes wait.
    pub(super) fn bytes(&self) -> usize {
        self.waiting().bytes
    }

    /// Throws away what waits; nothing follows.
    pub(super) fn give_up(&self) {
        self.throw_away(&mut self.waiting());
    }

    fn throw_away(&self, waiting: &mut Waiting) {
        self.all.fetch_sub(waiting.bytes, Ordering::Relaxed);
        *waiting = Waiting { is_closed: true, ..Waiting::default() };
        self.filled.notify_one();
    }

    /// Why it is over, where a notice said so.
    pub(super) fn over(&self) -> Option<Over> {
        self.waiting().over
    }

    /// Ends it; what waits can still be taken.
    pub(super) fn close(&self) {
        self.waiting().is_closed = true;
        self.filled.notify_one();
    }

    /// Waits for the next notice; none comes behind the last one of an outbox that was closed.
    pub(super) async fn take(&self) -> Option<Vec<u8>> {
        loop {
            let filled = self.filled.notified();
            if let Some(next) = self.next() {
                return next;
            }
            filled.await;
        }
    }

    /// The next notice, or that there will be none; nothing where it has to be waited for.
    fn next(&self) -> Option<Option<Vec<u8>>> {
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
    use super::{ALL, EACH, Full, Outbox};
    use heliograph_wire::{
        Private,
        rendezvous::{Notice, SEALED_LIMIT},
    };
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    fn long() -> Notice {
        Notice::Said { from: 1, sealed: Private::new(vec![7; SEALED_LIMIT]) }
    }

    #[tokio::test]
    async fn what_was_told_is_heard_in_order_and_then_that_it_is_over() {
        let all = Arc::<AtomicUsize>::default();
        let outbox = Outbox::new(all.clone());
        for seat in 0..3 {
            outbox.put(&Notice::Here(seat)).unwrap();
        }
        outbox.close();
        assert_eq!(outbox.put(&Notice::Crowd), Err(Full::Here), "nothing follows the end");
        for seat in 0..3 {
            assert!(outbox.take().await == Some(Notice::Here(seat).encode()));
        }
        assert!(outbox.take().await.is_none() && outbox.take().await.is_none());
        assert_eq!(all.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_slow_reader_costs_so_much_and_all_of_them_so_much() {
        let all = Arc::<AtomicUsize>::default();
        let outbox = || Outbox::new(all.clone());
        let (slow, few) = (outbox(), EACH / SEALED_LIMIT - 1);
        (0..few).for_each(|_| slow.put(&long()).unwrap());
        let each = all.load(Ordering::Relaxed);
        assert!((few * SEALED_LIMIT..=EACH).contains(&each), "{each}");
        while slow.put(&long()) == Ok(()) {}
        assert_eq!(all.load(Ordering::Relaxed), 0, "whoever is too slow loses everything");
        assert!(slow.take().await.is_none());

        let many: Vec<_> = (0..ALL / each).map(|_| outbox()).collect();
        many.iter().for_each(|outbox| (0..few).for_each(|_| outbox.put(&long()).unwrap()));
        let one_more = outbox();
        while one_more.put(&long()) == Ok(()) {}
        assert_eq!(one_more.put(&long()), Err(Full::Everywhere));
        let full = all.load(Ordering::Relaxed);
        assert_eq!(full, many.len() * each + one_more.bytes(), "everybody has what they had");
        many[0].give_up();
        assert!(many[0].take().await.is_none());
        assert_eq!(all.load(Ordering::Relaxed), full - each);
        one_more.put(&long()).unwrap();
        drop((many, one_more));
        assert_eq!(all.load(Ordering::Relaxed), 0);
    }
}
