use heliograph_wire::Private;
use heliograph_wire::room::{GroupNotice, MemberId};
use std::collections::VecDeque;

/// So many commits are kept for those who come back.
const COMMITS: usize = 64;

/// So many bytes they have in all.
const BYTES: usize = 256 * 1024;

/// The last commits of a group, one for each epoch.
pub(super) struct Log {
    commits: VecDeque<Commit>,
    bytes: usize,
}

/// What ended an epoch.
pub(crate) struct Commit {
    pub by: MemberId,
    pub epoch: u64,
    pub bytes: Private<Vec<u8>>,
}

impl Log {
    pub(super) const fn new() -> Self {
        Self { commits: VecDeque::new(), bytes: 0 }
    }

    /// Keeps one more, and forgets the earliest where there are too many.
    pub(super) fn push(&mut self, commit: Commit) {
        self.bytes += commit.bytes.reveal().len();
        self.commits.push_back(commit);
        while self.commits.len() > COMMITS || self.bytes > BYTES {
            let Some(earliest) = self.commits.pop_front() else { return };
            self.bytes -= earliest.bytes.reveal().len();
        }
    }

    /// What ended this epoch and those after it, as far as it is kept.
    pub(super) fn since(&self, epoch: u64) -> impl Iterator<Item = &Commit> {
        self.commits.iter().filter(move |commit| commit.epoch >= epoch)
    }

    pub(super) fn len(&self) -> usize {
        self.commits.len()
    }
}

impl Commit {
    /// How members are told of it.
    pub(super) fn notice(&self) -> GroupNotice {
        GroupNotice::Committed { by: self.by, epoch: self.epoch, bytes: self.bytes.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Commit, Log};
    use heliograph_wire::Private;
    use heliograph_wire::room::{COMMIT_LIMIT, MemberId};

    fn kept(count: u64, length: usize) -> Vec<u64> {
        let mut log = Log::new();
        for epoch in 0..count {
            log.push(Commit { by: MemberId(0), epoch, bytes: Private::new(vec![7; length]) });
        }
        log.since(0).map(|commit| commit.epoch).collect()
    }

    #[test]
    fn as_many_of_the_last_are_kept_as_are_not_too_many_or_too_long() {
        assert_eq!(kept(64, 4_096), Vec::from_iter(0..64));
        assert_eq!(kept(65, 4_096), Vec::from_iter(1..65));
        assert_eq!(kept(64, 4_097), Vec::from_iter(1..64));
        assert_eq!(kept(100, COMMIT_LIMIT), Vec::from_iter(92..100));
    }
}
