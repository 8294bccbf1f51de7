use crate::source::{SITE, Source};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Who is connected: how many in all, and how many from each source and each site.
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

    /// Lets one more in, if there are fewer than these; of a site may be some times as many as of each source in it.
    pub(crate) fn enter(self: &Arc<Self>, source: Source, most: usize, most_each: usize) -> Option<Guest> {
        let mut here = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if here.all >= most {
            return None;
        }
        let from = |source: &Source| here.from.get(source).copied().unwrap_or_default();
        let is_full = |site: Source| from(&site) >= most_each.saturating_mul(SITE);
        if from(&source) >= most_each || source.site().is_some_and(is_full) {
            return None;
        }
        for counted in [Some(source), source.site()].into_iter().flatten() {
            *here.from.entry(counted).or_default() += 1;
        }
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
        for counted in [Some(self.source), self.source.site()].into_iter().flatten() {
            if let Some(count) = here.from.get_mut(&counted) {
                *count -= 1;
                if *count == 0 {
                    here.from.remove(&counted);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Guests, SITE};
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

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

    #[test]
    fn there_are_so_many_from_each_site() {
        let source =
            |site, network| IpAddr::V6(Ipv6Addr::new(0x2001, 0xDB8, site, network, 0, 0, 0, 1)).into();
        let guests = Guests::new();
        let mut here: Vec<_> =
            (0..).map_while(|network| guests.enter(source(1, network), 1_000, 1)).collect();
        assert_eq!(here.len(), SITE);
        assert!(guests.enter(source(2, 0), 1_000, 1).is_some());
        here.pop();
        assert!(guests.enter(source(1, 99), 1_000, 1).is_some());
        drop(here);
        assert!(guests.0.lock().unwrap().from.is_empty());
    }
}
