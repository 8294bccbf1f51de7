use heliograph_machine::{Quota, Talk};
use heliograph_wire::Millis;
use heliograph_wire::room::{GroupRequest, MemberId, Welcome};

const MINUTE: Millis = Millis::minutes(1);

/// Whoever comes to nothing by a join says it again after five seconds.
const JOINS: Quota = Quota { within: MINUTE, messages: 20, bytes: usize::MAX };

/// Four in a second, as many members as may come: all others hear them. Less than may be said at a socket, so that a page
/// hears of it before it is let go.
const COMMITS: Quota = Quota { within: MINUTE, messages: 240, bytes: 2 * 1024 * 1024 };

/// More than anybody commits.
const REACHED: Quota = Quota { within: MINUTE, messages: 600, bytes: usize::MAX };

/// Each may be answered with all commits that are kept.
const RESUMED: Quota = Quota { within: MINUTE, messages: 30, bytes: usize::MAX };

/// How much a member has said about the group of late.
#[derive(Default)]
pub(crate) struct Pace {
    joins: Talk,
    commits: Talk,
    reached: Talk,
    resumed: Talk,
}

impl Pace {
    /// Counts one more, and says whether that may be.
    pub(crate) fn counts(&mut self, now: Millis, request: &GroupRequest) -> bool {
        let (talk, quota) = match request {
            GroupRequest::Join { .. } => (&mut self.joins, JOINS),
            GroupRequest::Commit { .. } => (&mut self.commits, COMMITS),
            GroupRequest::Reached(_) => (&mut self.reached, REACHED),
            GroupRequest::Resume(_) => (&mut self.resumed, RESUMED),
        };
        talk.counts(now, weight(request), quota)
    }
}

/// The bytes of a request that are somebody's own.
pub(crate) fn weight(request: &GroupRequest) -> usize {
    match request {
        GroupRequest::Join { package } => package.reveal().len(),
        GroupRequest::Commit { bytes, welcome, .. } => {
            let of_welcome = |welcome: &Welcome| {
                welcome.bytes.reveal().len() + welcome.joiners.len() * size_of::<MemberId>()
            };
            bytes.reveal().len() + welcome.as_ref().map_or(0, of_welcome)
        }
        GroupRequest::Reached(_) | GroupRequest::Resume(_) => 0,
    }
}
