use heliograph_sfu::Path;
use std::collections::HashMap;

/// Ways that are remembered in a generation, of which there are two.
const WAYS: usize = 2048;

/// To which other shard the packets of a way go that the system hands to this one.
///
/// Whoever names a shard is believed before anybody has asked that one, so this is bounded: where there are too many, those
/// are forgotten of which nothing has come for the longest time.
pub(crate) struct Steering {
    now: HashMap<Path, u8>,
    before: HashMap<Path, u8>,
}

impl Steering {
    /// Without any way.
    pub(crate) fn new() -> Self {
        Self { now: HashMap::new(), before: HashMap::new() }
    }

    /// The packets of a way go there from now on.
    pub(crate) fn steer(&mut self, path: Path, shard: u8) {
        if self.now.len() >= WAYS && !self.now.contains_key(&path) {
            self.before = std::mem::take(&mut self.now);
        }
        self.now.insert(path, shard);
    }

    /// Where the packets of a way go.
    pub(crate) fn shard_of(&mut self, path: &Path) -> Option<u8> {
        if let Some(shard) = self.now.get(path) {
            return Some(*shard);
        }
        let shard = self.before.remove(path)?;
        self.steer(*path, shard);
        Some(shard)
    }

    /// The packets of a way go nowhere else any more.
    pub(crate) fn forget(&mut self, path: &Path) {
        self.now.remove(path);
        self.before.remove(path);
    }
}

#[cfg(test)]
mod tests {
    use super::{Steering, WAYS};
    use heliograph_sfu::{Path, Transport};
    use std::net::{Ipv4Addr, SocketAddr};

    fn path(number: u32) -> Path {
        let remote = SocketAddr::from((Ipv4Addr::from(number), 9));
        Path { transport: Transport::Udp, local: (Ipv4Addr::LOCALHOST, 3479).into(), remote }
    }

    #[test]
    fn a_way_that_is_in_use_is_remembered_however_many_are_named() {
        let mut steering = Steering::new();
        steering.steer(path(0), 3);
        for number in 1..20 * WAYS as u32 {
            steering.steer(path(number), 1);
            if number % 1000 == 0 {
                assert_eq!(steering.shard_of(&path(0)), Some(3), "{number}");
            }
        }
        assert_eq!(steering.shard_of(&path(1)), None);
        assert!(steering.now.len() + steering.before.len() <= 2 * WAYS);
    }

    #[test]
    fn a_way_may_lead_elsewhere_later_or_nowhere() {
        let mut steering = Steering::new();
        steering.steer(path(1), 1);
        steering.steer(path(1), 2);
        assert_eq!(steering.shard_of(&path(1)), Some(2));
        steering.forget(&path(1));
        assert_eq!(steering.shard_of(&path(1)), None);
    }
}
