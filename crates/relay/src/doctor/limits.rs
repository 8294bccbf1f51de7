use super::Finding;
use crate::{
    config::{Config, Relay},
    shared::unix_seconds,
};
use heliograph_turn::MOST_IN_RESERVE;

/// Files that a server has open besides its connections.
const OTHERS: u64 = 64;

/// A moment before every release.
const BEFORE: u64 = 1_767_225_600;

pub(super) fn clock() -> Finding {
    if unix_seconds() < BEFORE {
        return Finding::Ill(
            "Clock: it says a year before 2026. Set it, since credentials and certificates end by it"
                .to_owned(),
        );
    }
    Finding::Well("Clock: it is set".to_owned())
}

pub(super) fn files(config: &Config) -> Finding {
    let connections = config.limits.connections;
    // An open relay has a socket of each family for each relayed address, and some in reserve.
    let sockets = match &config.relay {
        Relay::Closed => 0,
        Relay::Open(relay) => {
            let ports = u64::from(config.limits.allocations) + MOST_IN_RESERVE as u64;
            ports.min(relay.ports.len() as u64) * if relay.v6.is_some() { 2 } else { 1 }
        }
    };
    let others = OTHERS + sockets;
    let needed = connections as u64 + others;
    match limits() {
        Some((_, hard)) if hard < needed => Finding::Note(format!(
            "Open files: the system allows {hard}, so at most {} of {connections} connections fit. LimitNOFILE= of \
             systemd, or `ulimit -n {needed}`, allows more",
            hard.saturating_sub(others)
        )),
        Some(_) => Finding::Well(format!("Open files: enough for {connections} connections")),
        None => Finding::Note("Open files: this system does not say how many there may be".to_owned()),
    }
}

/// Takes as many open files as the system allows, instead of as many as it gives by itself.
pub fn raise_file_limit() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        // The lower limit does for most.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}

/// The soft and the hard limit.
fn limits() -> Option<(u64, u64)> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit};
        let limit = getrlimit(Resource::Nofile);
        Some((limit.current.unwrap_or(u64::MAX), limit.maximum.unwrap_or(u64::MAX)))
    }
    #[cfg(not(unix))]
    None
}
