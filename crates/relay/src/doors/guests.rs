use crate::source::Source;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Who is connected: how many in all, and how many from each source.
#[derive(Default)]
pub(crate) struct Guests(Mutex<Here>);

#[derive(Default)]
struct Here {
    all: usize,
    from: HashMap<Source, usize>,
}

/// One connection; it leaves when this is dropped.
pub(crate) struct Guest {
    guests: Arc<Guests>,
    source: Source,
}

impl Guests {
    /// Nobody.
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Lets one more in, if there are fewer than these.
    pub(crate) fn enter(self: &Arc<Self>, source: Source, most: usize, most_each: usize) -> Option<Guest> {
        let mut here = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if here.all >= most {
            return None;
        }
        let count = here.from.entry(source).or_default();
        if *count >= most_each {
            return None;
        }
        *count += 1;
        here.all += 1;
        Some(Guest { guests: self.clone(), source })
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).all
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut here = self.guests.0.lock().unwrap_or_else(PoisonError::into_inner);
        here.all -= 1;
        if let Some(count) = here.from.get_mut(&self.source) {
            *count -= 1;
            if *count == 0 {
                here.from.remove(&self.source);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Guests;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn there_are_so_many_in_all_and_so_many_from_each() {
        let source = |last| IpAddr::V4(Ipv4Addr::new(203, 0, 113, last)).into();
        let guests = Guests::new();
        let mut here: Vec<_> = (0..2).map(|_| guests.enter(source(1), 3, 2).unwrap()).collect();
        assert!(guests.enter(source(1), 3, 2).is_none());
        here.push(guests.enter(source(2), 3, 2).unwrap());
        assert!(guests.enter(source(3), 3, 2).is_none());
        here.remove(0);
        assert!(guests.enter(source(1), 3, 2).is_some());
        drop(here);
        assert_eq!(guests.count(), 0);
        assert!(guests.0.lock().unwrap().from.is_empty());
    }
}
