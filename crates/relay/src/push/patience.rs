//! Push services, and single devices at them, that are left alone for a while.

use super::services::Origin;
use std::{
    collections::HashMap,
    hash::Hash,
    time::{Duration, Instant},
};

/// So many services are remembered at a time.
const ORIGINS: usize = 64;

/// So many devices are remembered at a time.
const DEVICES: usize = 4_096;

/// A callee's key, and the id of a subscription: an endpoint is kept nowhere.
pub(super) type Device = ([u8; 32], [u8; 16]);

/// Until when nothing is sent where. What a service says of one device holds for that one alone, or anybody could have it
/// say so of everybody's.
#[derive(Default)]
pub(super) struct Patience {
    origins: Waits<Origin, ORIGINS>,
    devices: Waits<Device, DEVICES>,
}

/// Until when each of so many is left alone.
struct Waits<Whom, const MOST: usize>(HashMap<Whom, Instant>);

impl Patience {
    /// Whether something may be sent.
    pub(super) fn allows(&self, origin: &Origin, device: &Device, now: Instant) -> bool {
        self.origins.is_over(origin, now) && self.devices.is_over(device, now)
    }

    /// Nothing is sent to this service for so long.
    pub(super) fn leave_service(&mut self, origin: Origin, now: Instant, wait: Duration) {
        self.origins.begin(origin, now, wait);
    }

    /// Nothing is sent to this device for so long.
    pub(super) fn leave_device(&mut self, device: Device, now: Instant, wait: Duration) {
        self.devices.begin(device, now, wait);
    }
}

impl<Whom: Eq + Hash, const MOST: usize> Waits<Whom, MOST> {
    fn is_over(&self, whom: &Whom, now: Instant) -> bool {
        self.0.get(whom).is_none_or(|until| *until <= now)
    }

    fn begin(&mut self, whom: Whom, now: Instant, wait: Duration) {
        self.0.retain(|_, until| *until > now);
        if self.0.len() < MOST {
            self.0.insert(whom, now + wait);
        }
    }
}

impl<Whom, const MOST: usize> Default for Waits<Whom, MOST> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

#[cfg(test)]
mod tests {
    use super::{DEVICES, Device, ORIGINS, Patience};
    use crate::push::services::{Endpoint, Origin};
    use std::time::{Duration, Instant};

    const WAIT: Duration = Duration::from_secs(9);

    fn origin(number: usize) -> Origin {
        Endpoint::read(&format!("https://a{number}.example/")).unwrap().origin
    }

    fn device(number: usize) -> Device {
        ([number as u8; 32], [(number >> 8) as u8; 16])
    }

    #[test]
    fn a_service_is_left_alone_and_no_other_is() {
        let (mut patience, now) = (Patience::default(), Instant::now());
        patience.leave_service(origin(1), now, WAIT);
        for number in 0..3 {
            assert!(!patience.allows(&origin(1), &device(number), now + WAIT - Duration::from_millis(1)));
        }
        assert!(patience.allows(&origin(1), &device(1), now + WAIT));
        assert!(patience.allows(&origin(2), &device(1), now));
    }

    #[test]
    fn a_device_is_left_alone_and_no_other_at_its_service_is() {
        let (mut patience, now) = (Patience::default(), Instant::now());
        patience.leave_device(device(1), now, WAIT);
        assert!(!patience.allows(&origin(1), &device(1), now + WAIT - Duration::from_millis(1)));
        assert!(patience.allows(&origin(1), &device(1), now + WAIT));
        assert!(patience.allows(&origin(1), &device(2), now));
    }

    #[test]
    fn so_many_are_remembered_and_those_who_waited_are_forgotten() {
        let (mut patience, now) = (Patience::default(), Instant::now());
        (0..3 * ORIGINS).for_each(|number| patience.leave_service(origin(number), now, WAIT));
        (0..2 * DEVICES).for_each(|number| patience.leave_device(device(number), now, WAIT));
        assert_eq!((patience.origins.0.len(), patience.devices.0.len()), (ORIGINS, DEVICES));
        patience.leave_service(origin(0), now + WAIT, WAIT);
        patience.leave_device(device(0), now + WAIT, WAIT);
        assert_eq!((patience.origins.0.len(), patience.devices.0.len()), (1, 1));
    }
}
