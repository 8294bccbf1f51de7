//! The secrets of the last epochs, by which sayings that come late still open.

use core::convert::Infallible;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mls_rs::GroupStateStorage;
use mls_rs_core::group::{EpochRecord, GroupState};
use zeroize::Zeroizing;

/// How many epochs before the newest one sayings may belong to.
pub(crate) const KEPT: usize = 3;

/// Those of one group, which all copies share. What else MLS would have kept of the group is wiped: it lives as long as its
/// page.
#[derive(Clone, Default)]
pub(crate) struct Epochs(Arc<Mutex<VecDeque<EpochRecord>>>);

impl Epochs {
    fn records(&self) -> MutexGuard<'_, VecDeque<EpochRecord>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.records().len()
    }
}

impl GroupStateStorage for Epochs {
    type Error = Infallible;

    fn state(&self, _: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Infallible> {
        Ok(None)
    }

    fn epoch(&self, _: &[u8], number: u64) -> Result<Option<Zeroizing<Vec<u8>>>, Infallible> {
        Ok(self.records().iter().find(|record| record.id == number).map(|record| record.data.clone()))
    }

    fn write(
        &mut self,
        _: GroupState,
        new: Vec<EpochRecord>,
        changed: Vec<EpochRecord>,
    ) -> Result<(), Infallible> {
        let mut records = self.records();
        for change in changed {
            if let Some(record) = records.iter_mut().find(|record| record.id == change.id) {
                *record = change;
            }
        }
        records.extend(new);
        let over = records.len().saturating_sub(KEPT);
        records.drain(..over);
        Ok(())
    }

    fn max_epoch_id(&self, _: &[u8]) -> Result<Option<u64>, Infallible> {
        Ok(self.records().back().map(|record| record.id))
    }
}
