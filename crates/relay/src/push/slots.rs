//! How many messages are under way at a time: in all, and at one push service, so that one that does not answer holds up no
//! other.

use super::{locked, services::Origin};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, Weak},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Room for messages that are under way.
pub(super) struct Slots {
    all: Arc<Semaphore>,
    /// The room at each service at which a message is under way, or waits for that.
    services: Mutex<HashMap<Origin, Weak<Semaphore>>>,
    at_one_service: usize,
}

/// Room for one message, until this is dropped.
pub(super) struct Slot {
    _in_all: Option<OwnedSemaphorePermit>,
    _at_service: Option<OwnedSemaphorePermit>,
}

impl Slots {
    /// For so many in all, and half of them at one service.
    pub(super) fn new(in_all: usize) -> Self {
        let all = Arc::new(Semaphore::new(in_all));
        Self { all, services: Mutex::default(), at_one_service: in_all / 2 }
    }

    /// Waits for room.
    pub(super) async fn take(&self, origin: &Origin) -> Slot {
        // Whoever waits for a service takes no room from others.
        let at_service = self.at(origin).acquire_owned().await.ok();
        let in_all = self.all.clone().acquire_owned().await.ok();
        Slot { _in_all: in_all, _at_service: at_service }
    }

    fn at(&self, origin: &Origin) -> Arc<Semaphore> {
        let mut services = locked(&self.services);
        if let Some(there) = services.get(origin).and_then(Weak::upgrade) {
            return there;
        }
        services.retain(|_, there| there.strong_count() > 0);
        let new = Arc::new(Semaphore::new(self.at_one_service));
        services.insert(origin.clone(), Arc::downgrade(&new));
        new
    }
}

#[cfg(test)]
mod tests {
    use super::Slots;
    use crate::push::services::{Endpoint, Origin};
    use futures::FutureExt;

    fn origin(number: usize) -> Origin {
        Endpoint::read(&format!("https://a{number}.example/")).unwrap().origin
    }

    #[test]
    fn one_service_has_half_of_the_room_and_all_together_have_all_of_it() {
        let slots = Slots::new(4);
        let take = |number| slots.take(&origin(number)).now_or_never();
        let mut taken: Vec<_> = [1, 1, 2].map(take).into_iter().flatten().collect();
        assert_eq!(taken.len(), 3);
        assert!(take(1).is_none(), "a service has more than half");
        taken.extend(take(3));
        assert_eq!(taken.len(), 4);
        assert!(take(4).is_none(), "there is more room than there is");
        drop(taken.remove(0));
        assert!(take(1).is_some());
    }

    #[test]
    fn services_at_which_nothing_is_under_way_are_forgotten() {
        let slots = Slots::new(4);
        for number in 0..100 {
            assert!(slots.take(&origin(number)).now_or_never().is_some());
            assert!(slots.services.lock().unwrap().len() <= 1);
        }
    }
}
