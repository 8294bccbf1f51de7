use super::Finding;
use crate::{
    config::{Config, Relay},
    shared::unix_seconds,
};
use heliograph_turn::MOST_IN_RESERVE;

/// Files that a server has open besides its connections and sockets.
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

/// How many files a server has open besides its connections.
fn others(config: &Config) -> u64 {
    // An open relay has a socket of each family for each relayed address, and some in reserve.
    let sockets = match &config.relay {
        Relay::Closed => 0,
        Relay::Open(relay) => {
            let ports = u64::from(config.limits.allocations) + MOST_IN_RESERVE as u64;
            ports.min(relay.ports.len() as u64) * if relay.v6.is_some() { 2 } else { 1 }
        }
    };
    // Each of those who are relayed has a socket at which the other one finds them again, and so has whoever waits.
    OTHERS + sockets + u64::from(config.limits.allocations) + config.limits.waiting as u64
}

pub(super) fn files(config: &Config) -> Finding {
    let connections = config.limits.connections;
    let needed = connections as u64 + others(config);
    match limits() {
        Some((_, hard)) if hard < needed => Finding::Note(format!(
            "Open files: the system allows {hard}, and where everybody comes at once whom the settings let in, {needed} are \
             needed: {connections} for connections, the rest for people who are relayed or wait. LimitNOFILE= of systemd, \
             or `ulimit -n {needed}`, allows more"
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

#[cfg(test)]
mod tests {
    use super::others;
    use crate::config::{Config, Layer, RelayKind};

    #[test]
    fn the_unit_for_systemd_allows_as_many_open_files_as_an_open_relay_needs() {
        let layer = Layer {
            state: Some("state".into()),
            relay: Some(RelayKind::Open),
            relay_addresses: Some(vec![[203, 0, 113, 9].into(), "2001:db8::9".parse().unwrap()]),
            ..Layer::default()
        };
        let config = Config::try_from(layer).unwrap();
        let unit = include_str!("../../packaging/heliograph-relay.service");
        let allowed = unit.lines().find_map(|line| line.strip_prefix("LimitNOFILE=")).unwrap();
        let needed = config.limits.connections as u64 + others(&config);
        assert!(allowed.parse::<u64>().unwrap() >= needed, "{needed} are needed");
    }
}
