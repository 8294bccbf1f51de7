use super::{Finding, authority};
use crate::{
    app,
    client::{Heard, TurnClient, Wire, shake_hands},
    config::{Config, Port, Tls},
    rooms,
    server::Running,
    shared::unix_seconds,
    state::{State, StateError, random},
};
use heliograph_turn::credential::{self, Credential, Exchange};
use heliograph_wire::Private;
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Instant,
};

const CHANNEL: u16 = 0x4001;

/// The server that is examined.
pub(super) struct Patient {
    config: Config,
    secret: Private<[u8; 32]>,
    tcp: SocketAddr,
    udp: SocketAddr,
    /// It was started for this, and stops when this is dropped.
    _own: Option<Running>,
}

impl Patient {
    /// The server that runs with these settings, or one that is started.
    pub(super) async fn find(config: Config) -> Result<(Self, Finding), Finding> {
        let secret = match State::new(config.state.clone()).kept_secrets() {
            Ok(secrets) => Some(secrets.relay),
            // No server has run here, so none does.
            Err(StateError::NotStarted(_)) => None,
            Err(error) => return Err(Finding::Ill(error.to_string())),
        };
        let here = |port| SocketAddr::new(reached(&config.addresses), port);
        let (tcp, udp) = (here(first(config.port)), here(first(config.udp_port)));
        if let Some(secret) = secret
            && udp.port() != 0
            && answers(udp, &secret).await
        {
            let patient = Self { config, secret, tcp, udp, _own: None };
            return Ok((patient, Finding::Well("Server: one runs with these settings".to_owned())));
        }
        // What this user wrote there, the other one could not change any more.
        if State::new(config.state.clone()).is_anothers() {
            return Err(Finding::Ill(format!(
                "Server: none runs with these settings. One is not started for this, since {} belongs to another user: \
                 start the server as it is meant to run (of the package: `systemctl start heliograph-relay`), and look here \
                 again",
                config.state.display()
            )));
        }
        let own = Running::start(config.clone()).map_err(|error| Finding::Ill(error.to_string()))?;
        let reach = |sockets: &[SocketAddr]| {
            let first =
                sockets.first().copied().ok_or_else(|| Finding::Ill("Ports: none is open".to_owned()))?;
            Ok::<_, Finding>(SocketAddr::new(reached(&[first.ip()]), first.port()))
        };
        let (tcp, udp) = (reach(own.tcp())?, reach(own.udp())?);
        let finding = Finding::Well(format!(
            "Server: none runs with these settings, so one was started, on TCP port {} and UDP port {}",
            tcp.port(),
            udp.port()
        ));
        Ok((Self { config, secret: own.secret().clone(), tcp, udp, _own: Some(own) }, finding))
    }

    pub(super) async fn stun(&self) -> Finding {
        let began = Instant::now();
        let answer = async { self.client(Wire::udp(self.udp).await?)?.binding().await };
        match answer.await {
            Ok(_) => Finding::Well(format!("STUN: answered in {} ms", began.elapsed().as_millis())),
            Err(heard) => Finding::Ill(format!(
                "STUN: {heard}. Does a firewall of this machine keep UDP port {} closed?",
                self.udp.port()
            )),
        }
    }

    pub(super) async fn relay_by_udp(&self) -> Finding {
        let began = Instant::now();
        let tried = async {
            let (one, other) = (Wire::udp(self.udp).await?, Wire::udp(self.udp).await?);
            self.round_trip(one, other).await
        };
        told("Relay by UDP", began, tried.await)
    }

    pub(super) async fn relay_by_tcp(&self) -> Finding {
        let began = Instant::now();
        let tried = async {
            let (one, other) = (Wire::tcp(self.tcp).await?, Wire::tcp(self.tcp).await?);
            self.round_trip(one, other).await
        };
        told("Relay by TCP", began, tried.await)
    }

    pub(super) async fn tls(&self) -> Vec<Finding> {
        if self.config.tls == Tls::Off {
            return vec![match self.config.is_public() {
                false => Finding::Note("TLS: off, which is right for this machine alone".to_owned()),
                true => Finding::Note("TLS: off; the proxy has to speak it".to_owned()),
            }];
        }
        if let Tls::Acme { domain, .. } = &self.config.tls {
            return self.tls_by_authority(domain).await;
        }
        let began = Instant::now();
        let tried = async {
            let one = shake_hands(self.tcp, self.config.domain.as_deref(), &[]).await?;
            let other = shake_hands(self.tcp, self.config.domain.as_deref(), &[]).await?;
            self.round_trip(Wire::over(one), Wire::over(other)).await
        };
        let mut findings = vec![told("Relay by TLS", began, tried.await)];
        if self.config.tls == Tls::Own {
            findings.push(Finding::Note(
                "Certificate: nobody vouches for it. Each browser asks once, and then: camera, microphone and calls \
                 work; the page cannot be installed, nor begin without a connection; browsers do not relay by TLS. \
                 tls = \"acme\" or \"files\" changes that"
                    .to_owned(),
            ));
        }
        findings
    }

    async fn tls_by_authority(&self, domain: &str) -> Vec<Finding> {
        let mut findings = vec![authority::name(domain).await];
        let Ok(one) = authority::sealed(self.tcp, domain).await else {
            findings.extend(authority::missing(&self.config, self.tcp, domain));
            return findings;
        };
        let began = Instant::now();
        let tried = async { self.round_trip(one, authority::sealed(self.tcp, domain).await?).await };
        findings.push(told("Relay by TLS", began, tried.await));
        findings
    }

    pub(super) fn reach(&self) -> Option<Finding> {
        if !app::is_whole() {
            return Some(Finding::Note(
                "App: not in this program; `cargo xtask serve` puts it in".to_owned(),
            ));
        }
        (!self.config.is_public()).then(|| {
            Finding::Note(
                "Reach: this machine alone; `--listen 0.0.0.0 --listen ::` opens it to others".to_owned(),
            )
        })
    }

    pub(super) fn rooms(&self) -> Option<Finding> {
        let forwarding = self.config.rooms.forwarding()?;
        let found = rooms::found_by(&forwarding.addresses, &self.config.addresses);
        let is_far = found.iter().copied().any(is_far_reaching);
        // An authority gives certificates to what is on the Internet.
        let named = match &self.config.tls {
            Tls::Acme { domain, .. } if !is_far => Some(domain),
            Tls::Acme { .. } | Tls::Own | Tls::Files { .. } | Tls::Off => None,
        };
        Some(match named {
            Some(domain) => Finding::Ill(format!(
                "Rooms: this machine knows itself by addresses of a local network alone, so browsers elsewhere get neither \
                 sound nor pictures. Write the address that {domain} leads to into `room_addresses`, and have UDP port {} \
                 passed on to this machine",
                first(forwarding.port)
            )),
            None => Finding::Note(format!(
                "Rooms: browsers are told {}, UDP port {}; a firewall has to let that in",
                listed(&found),
                first(forwarding.port)
            )),
        })
    }

    fn client(&self, wire: Wire) -> Result<TurnClient, Heard> {
        Ok(TurnClient::new(wire, &credential(&self.secret)))
    }

    /// Two clients of one exchange, and a payload from one to the other and back.
    async fn round_trip(&self, one: Wire, other: Wire) -> Result<(), Heard> {
        let credential = credential(&self.secret);
        let (mut one, mut other) = (TurnClient::new(one, &credential), TurnClient::new(other, &credential));
        let (address, peer) = (one.allocate().await?, other.allocate().await?);
        one.bind(CHANNEL, peer).await?;
        other.bind(CHANNEL, address).await?;
        one.send(CHANNEL, b"there").await?;
        let there = other.receive(CHANNEL).await?;
        other.send(CHANNEL, b"and back").await?;
        let back = one.receive(CHANNEL).await?;
        one.release().await?;
        other.release().await?;
        if there == b"there" && back == b"and back" { Ok(()) } else { Err(Heard::Nonsense) }
    }
}

/// The port that is tried first.
const fn first(port: Port) -> u16 {
    match port {
        Port::Exactly(port) | Port::From(port) => port,
    }
}

fn listed(addresses: &[IpAddr]) -> String {
    addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(", ")
}

/// Whether an address may be one of the open Internet, as far as it says so itself.
const fn is_far_reaching(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
            !(address.is_private() || address.is_loopback() || address.is_link_local() || is_shared)
        }
        IpAddr::V6(address) => {
            !(address.is_unique_local() || address.is_loopback() || address.is_unicast_link_local())
        }
    }
}

fn told(what: &str, began: Instant, outcome: Result<(), Heard>) -> Finding {
    match outcome {
        Ok(()) => Finding::Well(format!("{what}: there and back in {} ms", began.elapsed().as_millis())),
        Err(Heard::Refusal(401)) => Finding::Ill(format!(
            "{what}: the server has other secrets. Does it run as another user, or with another --state?"
        )),
        Err(Heard::Refusal(508)) => Finding::Ill(format!("{what}: the server is full, or about to stop")),
        Err(heard) => {
            Finding::Ill(format!("{what}: {heard}. Does a firewall of this machine stand between?"))
        }
    }
}

/// Whether our server is there: one that took over its port would not know our credential.
async fn answers(udp: SocketAddr, secret: &Private<[u8; 32]>) -> bool {
    let Ok(wire) = Wire::udp(udp).await else { return false };
    let mut client = TurnClient::new(wire, &credential(secret));
    client.allocate().await.is_ok() && client.release().await.is_ok()
}

fn credential(secret: &Private<[u8; 32]>) -> Credential {
    let exchange = random::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes.reveal()));
    credential::issue(secret.reveal(), Exchange(exchange), unix_seconds() + 60)
}

/// By which address something that listens here is reached from here.
fn reached(addresses: &[IpAddr]) -> IpAddr {
    match addresses.first() {
        Some(IpAddr::V4(address)) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        Some(IpAddr::V6(address)) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        Some(address) => *address,
        None => Ipv4Addr::LOCALHOST.into(),
    }
}
