//! Who runs on which core: a server has one of its own, and everything else another.

use anyhow::{Context, Result};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// The two cores of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cores {
    server: usize,
    load: usize,
}

impl Cores {
    /// The last two cores that this process may use. It goes to the first of them.
    pub fn take() -> Result<Self> {
        let allowed = sched_getaffinity(None).context("the system does not say on which cores we may run")?;
        let cores = Self::of((0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core)).collect())
            .context("two cores are needed: one for the server, and one for the load")?;
        pin(cores.load)?;
        Ok(cores)
    }

    /// Does something whose processes and threads run on the server's core.
    pub fn on_servers<T>(self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        pin(self.server)?;
        let outcome = work();
        pin(self.load)?;
        outcome
    }

    fn of(mut allowed: Vec<usize>) -> Option<Self> {
        let server = allowed.pop()?;
        Some(Self { server, load: allowed.pop()? })
    }
}

/// Moves this thread to a core. What it starts from then on begins there.
fn pin(core: usize) -> Result<()> {
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(None, &set).with_context(|| format!("the system does not let us run on core {core}"))
}

#[cfg(test)]
mod tests {
    use super::Cores;

    #[test]
    fn server_and_load_never_share_a_core() {
        assert_eq!(Cores::of(vec![0, 1]), Some(Cores { server: 1, load: 0 }));
        assert_eq!(Cores::of(vec![2, 5, 7]), Some(Cores { server: 7, load: 5 }));
        assert_eq!(Cores::of(vec![3]), None);
        assert_eq!(Cores::of(Vec::new()), None);
    }
}
