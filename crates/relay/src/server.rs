//! The whole server: what it is made of, and how it starts, changes and stops.

mod departure;

use crate::{
    config::{Config, Limits, Tls},
    doors::{Doors, Guests},
    http, lan, metrics,
    plane::{self, Opening, PlaneHandle},
    ports::{PortError, Ports},
    push::Waker,
    reach::Reach,
    rendezvous::{self, StoreError},
    rooms::{self, RoomsError},
    shared::Shared,
    state::{State, StateError},
    tls::{Certificates, TlsError},
    trouble,
};
use departure::{Departure, Left};
use heliograph_wire::Private;
use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::{Duration, Instant},
};
use thiserror::Error;
use tokio::{task::JoinSet, time};
use tracing::{info, warn};

/// How often a certificate of our own is looked at.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// How often it is asked whether everybody has left.
const GLANCE: Duration = Duration::from_millis(250);

/// A server that runs; it stops when this is dropped.
pub struct Running {
    tcp: Vec<SocketAddr>,
    udp: Vec<SocketAddr>,
    media: Vec<SocketAddr>,
    metrics: Option<SocketAddr>,
    welcome: String,
    shared: Arc<Shared>,
    plane: PlaneHandle,
    certificates: Option<Arc<Certificates>>,
    guests: Arc<Guests>,
    tasks: JoinSet<()>,
}

/// Whether another server takes the place of one that stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Successor {
    /// Most likely: people in rooms go on there.
    Expected,
    /// Not soon: they are told that it is over.
    None,
}

/// Why a server cannot be started.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum StartError {
    #[error(transparent)]
    State(#[from] StateError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Port(#[from] PortError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("the port for figures cannot be opened: {0}. Another one can be given with --metrics")]
    Metrics(String),
    #[error(transparent)]
    Rooms(#[from] RoomsError),
    #[error("the sockets cannot be used: {0}")]
    Socket(#[from] io::Error),
}

impl Running {
    /// Starts a server, from within a runtime.
    pub fn start(config: Config) -> Result<Self, StartError> {
        let state = State::new(config.state.clone());
        let secrets = state.secrets()?;
        if state.is_open_to_others() {
            warn!("others on this machine can look into the folder for secrets; `chmod 700` it");
        }
        let ports = Ports::open(&config)?;
        for line in &ports.said {
            warn!("{line}");
        }
        let (tcp, udp) = (ports.tcp_addresses()?, ports.udp_addresses()?);
        let media = ports.media_addresses()?;
        let addresses = if config.is_public() { lan::addresses() } else { Vec::new() };
        let certificates = Certificates::find(&config.tls, &state, config.domain.as_deref(), &addresses)?;
        let reach = Reach {
            udp: udp.clone(),
            tcp: tcp.clone(),
            is_vouched_for: matches!(config.tls, Tls::Acme { .. } | Tls::Files { .. }),
            is_behind_proxy: config.tls == Tls::Off && !config.trusted_proxies.is_empty(),
        };
        let welcome = lan::Welcome {
            domain: config.domain.as_deref(),
            tcp: &tcp,
            is_sealed: certificates.is_some(),
            fingerprint: certificates.as_ref().and_then(|certificates| certificates.fingerprint()),
            addresses: &addresses,
        }
        .to_string();

        let kept = rendezvous::open(config.ring, &state)?;
        let waker =
            kept.as_ref().map(|_| Waker::of(&config.push, &state, &secrets.relay)).transpose()?.flatten();
        let (rendezvous, meeting) = rendezvous::start(&config, &secrets.relay, kept, waker)?.unzip();
        let opening = Opening::of(&config);
        if opening.is_some() {
            info!("the relay is open: it reaches hosts outside, as far as the settings let it");
        }
        let plane = plane::start(ports.udp, &secrets.relay, config.limits, opening)?;
        let forwarding = config.rooms.forwarding().map(|forwarding| {
            info!("there are rooms, and this server can neither see nor hear what goes through them");
            rooms::start(rooms::Opening {
                forwarding,
                limits: config.limits,
                secret: &secrets.relay,
                sockets: ports.media,
                // A proxy passes on HTTP and nothing else.
                tcp: if reach.is_behind_proxy { &[] } else { &tcp },
                plane: &plane,
            })
        });
        let (rooms, forwarding) = forwarding.transpose()?.unzip();
        let shared = Arc::new(Shared::new(&config, secrets, reach, (rendezvous, rooms))?);
        let guests = Guests::new();
        let doors = Arc::new(Doors {
            shared: shared.clone(),
            routes: http::routes(shared.clone()),
            plane: plane.clone(),
            certificates: certificates.clone(),
            guests: guests.clone(),
        });
        let mut tasks = JoinSet::new();
        meeting.map(|meeting| tasks.spawn(meeting));
        forwarding.map(|forwarding| tasks.spawn(forwarding));
        for listener in ports.tcp {
            tasks.spawn(doors.clone().open(tokio::net::TcpListener::from_std(listener)?));
        }
        let metrics = config.metrics.map(|address| {
            let failed = |error: io::Error| StartError::Metrics(trouble::of_port(&error));
            let listener = TcpListener::bind(address).map_err(failed)?;
            let bound = listener.local_addr().map_err(failed)?;
            let told = metrics::tell(listener, shared.clone(), plane.clone(), guests.clone());
            tasks.spawn(told.map_err(failed)?);
            Ok::<_, StartError>(bound)
        });
        let metrics = metrics.transpose()?;
        if let Some(certificates) = certificates.clone() {
            tasks.spawn(look_after(certificates));
        }
        info!(
            tcp_port = tcp.first().map(SocketAddr::port),
            udp_port = udp.first().map(SocketAddr::port),
            media_port = media.first().map(SocketAddr::port),
            "the companion listens"
        );
        Ok(Self { tcp, udp, media, metrics, welcome, shared, plane, certificates, guests, tasks })
    }

    /// Where it listens for TCP.
    pub fn tcp(&self) -> &[SocketAddr] {
        &self.tcp
    }

    /// Where it listens for UDP.
    pub fn udp(&self) -> &[SocketAddr] {
        &self.udp
    }

    /// Where it listens for the sound and pictures of rooms.
    pub fn media(&self) -> &[SocketAddr] {
        &self.media
    }

    /// Where it tells its figures.
    pub const fn metrics(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// What to tell the person who started it.
    pub fn welcome(&self) -> &str {
        &self.welcome
    }

    /// The fingerprint of its certificate, where nobody vouches for that.
    pub fn fingerprint(&self) -> Option<String> {
        self.certificates.as_ref().and_then(|certificates| certificates.fingerprint())
    }

    /// What signs its credentials.
    pub(crate) fn secret(&self) -> &Private<[u8; 32]> {
        &self.shared.secret
    }

    /// Takes in certificates that were changed, and other limits. Everything else needs another start.
    pub async fn reload(&self, limits: Limits) {
        self.shared.set_limits(limits);
        self.plane.reload(limits).await;
        if let Some(certificates) = &self.certificates {
            renew(certificates);
        }
        info!("limits and certificates are read again");
    }

    /// Begins nothing new from now on, tells who asks, and ends when everybody has left or is gone without a word, or
    /// after `patience`.
    pub async fn drain(&mut self, patience: Duration, successor: Successor) {
        self.shared.drain(patience);
        self.plane.drain().await;
        info!(
            seconds = patience.as_secs(),
            "the companion stops; those who are connected may go on for so long"
        );
        if let Some(rendezvous) = &self.shared.rendezvous {
            rendezvous.stop().await;
        }
        match time::timeout(patience, self.departure()).await {
            Ok(Left::OnlyGone) => info!("nothing comes from those who are left, so they are gone"),
            Ok(Left::Nobody) => info!("everybody has left"),
            Ok(Left::Somebody) | Err(_) => warn!("some were still connected"),
        }
        // Nobody in a room is waited for: they go on in whatever is started next, by their tickets.
        self.dismiss(successor).await;
        self.tasks.abort_all();
    }

    /// Tells people in rooms that it stops, and lets them go. Ends when they are gone, or soon.
    pub async fn dismiss(&self, successor: Successor) {
        if let Some(rooms) = &self.shared.rooms {
            rooms.stop(successor).await;
        }
    }

    /// Ends when nobody is there any more.
    async fn departure(&self) -> Left {
        let mut departure = Departure::new(Instant::now());
        loop {
            let figures = self.plane.figures().await;
            let of_rooms = self.shared.rooms.as_ref().map_or(0, |rooms| rooms.streams());
            let connections = self.guests.count().saturating_sub(of_rooms);
            match departure.look(Instant::now(), &figures, connections) {
                Left::Somebody => time::sleep(GLANCE).await,
                left @ (Left::OnlyGone | Left::Nobody) => return left,
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(rendezvous) = &self.shared.rendezvous {
            rendezvous.close();
        }
    }
}

async fn look_after(certificates: Arc<Certificates>) {
    loop {
        time::sleep(DAY).await;
        renew(&certificates);
    }
}

fn renew(certificates: &Certificates) {
    match certificates.renew() {
        Ok(true) => match certificates.fingerprint() {
            Some(fingerprint) => info!(fingerprint, "there is a new certificate; browsers will ask about it"),
            None => info!("the certificate is read again"),
        },
        Ok(false) => {}
        Err(error) => warn!(%error, "the certificate in use stays"),
    }
}
