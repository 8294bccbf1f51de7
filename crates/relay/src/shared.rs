//! What all connections share.

use crate::{
    allowance::Allowance,
    config::{Config, Limits, Network},
    exchange::Exchanges,
    pseudonym::Pseudonyms,
    reach::Reach,
    rendezvous::Rendezvous,
    reunions::Reunions,
    rooms::Rooms,
    state::{Secrets, StateError},
};
use heliograph_wire::Private;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::sync::watch;

/// What all connections share.
pub(crate) struct Shared {
    /// Signs credentials.
    pub secret: Private<[u8; 32]>,
    /// Begins exchanges, and knows them again.
    pub exchanges: Exchanges,
    /// How often a source may begin an exchange.
    pub beginnings: Mutex<Allowance>,
    /// How often a source may join one.
    pub joins: Mutex<Allowance>,
    /// What sources are called in the log.
    pub pseudonyms: Pseudonyms,
    /// The name of the server.
    pub domain: Option<String>,
    /// Whose word about the source of a request is taken.
    pub trusted_proxies: Vec<Network>,
    /// Where the relay is.
    pub reach: Reach,
    /// Who waits for whom.
    pub reunions: Arc<Reunions>,
    /// Where people find each other, if they can here.
    pub rendezvous: Option<Arc<Rendezvous>>,
    /// Where people meet in rooms, if they can here.
    pub rooms: Option<Arc<Rooms>>,
    /// What is counted.
    pub figures: Figures,
    limits: Mutex<Limits>,
    /// How long people may go on, once the server stops.
    draining: watch::Sender<Option<Duration>>,
}

/// Totals since the start; nothing about anybody.
#[derive(Default)]
#[allow(missing_docs)]
pub(crate) struct Figures {
    pub connections: AtomicU64,
    pub connections_refused: AtomicU64,
    pub handshakes_failed: AtomicU64,
    pub credentials_given: AtomicU64,
    pub credentials_refused: AtomicU64,
}

impl Shared {
    /// Of a server with these settings and secrets.
    pub(crate) fn new(
        config: &Config,
        secrets: Secrets,
        reach: Reach,
        (rendezvous, rooms): (Option<Arc<Rendezvous>>, Option<Arc<Rooms>>),
    ) -> Result<Self, StateError> {
        Ok(Self {
            exchanges: Exchanges::new(&secrets.relay),
            secret: secrets.relay,
            beginnings: Mutex::new(Allowance::hourly(config.limits.exchanges_per_hour)),
            joins: Mutex::new(Allowance::hourly(config.limits.joins_per_hour)),
            pseudonyms: Pseudonyms::new(Instant::now())?,
            domain: config.domain.clone(),
            trusted_proxies: config.trusted_proxies.clone(),
            reach,
            reunions: Reunions::new()?,
            rendezvous,
            rooms,
            figures: Figures::default(),
            limits: Mutex::new(config.limits),
            draining: watch::Sender::new(None),
        })
    }

    /// What may be used up now.
    pub(crate) fn limits(&self) -> Limits {
        *self.locked(&self.limits)
    }

    /// Changes what may be used up; what was used up stays.
    pub(crate) fn set_limits(&self, limits: Limits) {
        self.locked(&self.beginnings).set(limits.exchanges_per_hour);
        self.locked(&self.joins).set(limits.joins_per_hour);
        if let Some(rendezvous) = &self.rendezvous {
            rendezvous.set_limits(limits);
        }
        if let Some(rooms) = &self.rooms {
            rooms.set_limits(limits);
        }
        *self.locked(&self.limits) = limits;
    }

    /// Whether the server is about to stop, and begins nothing new.
    pub(crate) fn is_draining(&self) -> bool {
        self.draining.borrow().is_some()
    }

    /// Begins to stop, and lets people go on for so long.
    pub(crate) fn drain(&self, patience: Duration) {
        self.draining.send_replace(Some(patience));
    }

    /// Ends when the server begins to stop, with how long people may go on.
    pub(crate) async fn drained(&self) -> Duration {
        let mut draining = self.draining.subscribe();
        // The sender lives as long as this, so there is no error to wait for.
        let begun = draining.wait_for(Option::is_some).await;
        begun.ok().and_then(|patience| *patience).unwrap_or_default()
    }

    /// What a lock guards. A task that failed under it has left a number behind, at the worst.
    pub(crate) fn locked<'a, T>(&self, mutex: &'a Mutex<T>) -> MutexGuard<'a, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Figures {
    /// One figure.
    pub(crate) fn read(figure: &AtomicU64) -> u64 {
        figure.load(Ordering::Relaxed)
    }
}

/// Milliseconds since 1970 by the clock of this machine.
pub(crate) fn unix_millis() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Seconds since 1970 by the clock of this machine.
pub(crate) fn unix_seconds() -> u64 {
    unix_millis() / 1000
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Shared;
    use crate::{config::Config, reach::Reach, state::Secrets};

    pub(crate) fn shared_with(trusted_proxies: &[&str]) -> Shared {
        let mut config = Config::on_loopback("nowhere".into());
        config.trusted_proxies = trusted_proxies.iter().map(|network| network.parse().unwrap()).collect();
        Shared::new(&config, Secrets::random().unwrap(), Reach::default(), (None, None)).unwrap()
    }
}
