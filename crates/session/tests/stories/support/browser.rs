//! A browser as measured, without its packets: what it reports, and when it gives up.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use heliograph_session::{
    AppEffect, Bindings, Camera, Cameras, CaptureError, Effect, Event, Exchange, Facing, Kind, Relay,
    RelayEvent, RelayFault, Route, Servers, StunServer, Torch,
};
use heliograph_wire::control::{Candidate, Message};
use heliograph_wire::{Millis, PeerId, Private};

use super::companion::Desk;
use super::depot::Depot;
use super::private;
use super::server::{Server, Socket};
use super::studio::Studio;

/// Firefox gives up an answer that has had no new candidate for this long.
const STARVES_AFTER: Millis = Millis::seconds(5);

/// Where it stands with one connection.
struct Connection {
    name: String,
    /// The `a=setup` of the offer that an answer was made from.
    offered_setup: Option<String>,
    remote: Option<String>,
    fed: Millis,
    /// Whom the channel is open to.
    partner: Option<String>,
    failed: bool,
    outbox: VecDeque<Vec<u8>>,
    /// The STUN servers or the relay that it asks.
    servers: Vec<String>,
    relayed: bool,
}

/// One person's browser.
pub(crate) struct Browser {
    name: usize,
    bindings: Bindings,
    connections: BTreeMap<PeerId, Connection>,
    pub(crate) events: VecDeque<Event>,
    pub(crate) carried: Vec<String>,
    pub(crate) handed_over: Vec<String>,
    pub(crate) restarts: usize,
    pub(crate) offers_made: usize,
    pub(crate) candidates_fed: usize,
    /// Whether connections find a reflexive candidate.
    pub(crate) reflexive: bool,
    /// Whether connections find any candidate.
    pub(crate) finds: bool,
    /// Whether descriptions are made at all.
    pub(crate) describes: bool,
    /// The camera, while it is open.
    pub(crate) camera: Option<Facing>,
    /// What a camera that is to be opened says instead.
    pub(crate) camera_error: Option<CaptureError>,
    /// What is kept on the device.
    pub(crate) kept: Option<String>,
    /// Whether the device keeps anything.
    pub(crate) keeps: bool,
    pub(crate) studio: Studio,
    pub(crate) depot: Depot,
    /// What it has of the companion.
    pub(crate) desk: Desk,
    /// What was to be done about the app itself.
    pub(crate) app: Vec<AppEffect>,
    /// What comes of asking the page's server for its relay.
    pub(crate) relay: Result<(), RelayFault>,
    /// Whether anything comes of it at all.
    pub(crate) relay_answers: bool,
    /// The exchanges that the relay was asked for.
    pub(crate) relay_asked: Vec<Option<String>>,
    /// How often a connection was given leave to use the relay for longer.
    pub(crate) relay_renewed: usize,
    /// Where the other side finds this one when the relay has lost both.
    pub(crate) socket: Option<Socket>,
    pub(crate) reunions_opened: usize,
    /// How many answers to its offers were taken.
    pub(crate) answers_taken: usize,
    /// How many offers on a connection that stood were taken.
    pub(crate) offers_taken: usize,
    /// The version of the descriptions that are made from now on.
    pub(crate) version: u32,
}

/// What lies between the two.
pub(crate) struct Network {
    /// Whether packets cross.
    pub(crate) up: bool,
    /// Whether whatever comes behind a safety nonce has to wait, and the nonce with it.
    pub(crate) holds_safety_words: bool,
    pub(crate) server: Server,
}

impl Default for Network {
    fn default() -> Self {
        Self { up: true, holds_safety_words: false, server: Server::default() }
    }
}

impl Browser {
    pub(crate) fn new(name: usize, bindings: Bindings) -> Self {
        Self {
            name,
            bindings,
            connections: BTreeMap::new(),
            events: VecDeque::new(),
            carried: Vec::new(),
            handed_over: Vec::new(),
            restarts: 0,
            offers_made: 0,
            candidates_fed: 0,
            reflexive: true,
            finds: true,
            describes: true,
            camera: None,
            camera_error: None,
            kept: None,
            keeps: true,
            studio: Studio::default(),
            depot: Depot::default(),
            desk: Desk::default(),
            app: Vec::new(),
            relay: Err(RelayFault::NotHere),
            relay_answers: true,
            relay_asked: Vec::new(),
            relay_renewed: 0,
            socket: None,
            reunions_opened: 0,
            answers_taken: 0,
            offers_taken: 0,
            version: 2,
        }
    }

    pub(crate) const fn bindings(&self) -> Bindings {
        self.bindings
    }

    /// A channel whose other end is gone closes.
    fn notice_absence(&mut self, other: &Self) {
        for (peer, connection) in &mut self.connections {
            let gone = |partner: &String| other.connections.values().all(|it| it.name != *partner);
            if connection.partner.as_ref().is_some_and(gone) {
                connection.partner = None;
                connection.remote = None;
                self.events.push_back(Event::ChannelClosed(*peer));
            }
        }
    }

    pub(crate) fn open_connections(&self) -> Vec<PeerId> {
        self.connections.keys().copied().collect()
    }

    /// The `a=setup` that the newest answer was asked with.
    pub(crate) fn offered_setup(&self) -> Option<String> {
        self.connections.values().last()?.offered_setup.clone()
    }

    pub(crate) fn perform(&mut self, now: Millis, effect: Effect) {
        match effect {
            Effect::CreateOffer { peer, servers } => {
                self.add(peer, None, now);
                self.ask(peer, &servers);
                self.describe(peer, Kind::Offer);
            }
            Effect::SetServers { peer, servers } => self.ask_besides_relay(peer, &servers),
            Effect::AllowDirect { peer, servers } => {
                self.ask_besides_relay(peer, &servers);
                if let Some(connection) = self.connections.get_mut(&peer) {
                    connection.relayed = false;
                }
            }
            Effect::RenewRelay { .. } => self.relay_renewed += 1,
            Effect::AskRelay { peer, exchange } => self.ask_relay(peer, exchange),
            Effect::CreateAnswer { peer, offer, servers, .. } => {
                self.add(peer, Some(offer.reveal().clone()), now);
                self.ask(peer, &servers);
                self.describe(peer, Kind::Answer);
            }
            Effect::AcceptAnswer { peer, sdp } => {
                self.answers_taken += 1;
                if let Some(connection) = self.connections.get_mut(&peer) {
                    connection.remote = Some(sdp.reveal().clone());
                    connection.fed = now;
                }
            }
            Effect::AcceptOffer { peer, sdp } => {
                self.offers_taken += 1;
                self.studio.accept(sdp.reveal());
                self.describe(peer, Kind::Answer);
            }
            Effect::MakeOffer(peer) => {
                self.offers_made += 1;
                self.version += 1;
                self.describe(peer, Kind::Offer);
            }
            Effect::OpenCamera(facing) => {
                self.camera = self.camera_error.is_none().then_some(facing);
                let camera = Camera { facing, torch: Torch::Off, cameras: Cameras::Several };
                self.events.push_back(match self.camera_error {
                    Some(error) => Event::CameraFailed(error),
                    None => Event::CameraOpened(camera),
                });
            }
            Effect::CloseCamera => self.camera = None,
            Effect::SetTorch(torch) => {
                let facing = self.camera.expect("only a camera that is open has a light");
                self.events.push_back(Event::CameraOpened(Camera {
                    facing,
                    torch,
                    cameras: Cameras::Several,
                }));
            }
            Effect::Keep(_) if !self.keeps => self.events.push_back(Event::KeepingFailed),
            Effect::Keep(text) => self.kept = Some(text.reveal().clone()),
            Effect::Forget => self.kept = None,
            Effect::RestartIce(_) => self.restarts += 1,
            Effect::AddCandidate { peer, .. } => {
                self.candidates_fed += 1;
                if let Some(connection) = self.connections.get_mut(&peer) {
                    connection.fed = now;
                }
            }
            Effect::Send { peer, bytes } => {
                if let Some(connection) = self.connections.get_mut(&peer) {
                    connection.outbox.push_back(bytes.reveal().clone());
                }
            }
            Effect::SendText { .. } | Effect::AcknowledgeReply(_) => {}
            Effect::Close(peer) => {
                drop(self.connections.remove(&peer));
                self.at_reunion(Effect::CloseReunion(peer));
            }
            Effect::Carry { peer, carrier, text, .. } => {
                self.carried.push(text.reveal().clone());
                self.events.push_back(Event::Carried { peer, carrier });
            }
            Effect::App(effect) => self.app.push(effect),
            Effect::Rendezvous(effect) => self.desk.todo.push_back(effect),
            Effect::HandOverReply(text) => self.handed_over.push(text.reveal().clone()),
            other => {
                let left = self.at_reunion(other);
                let left = left.and_then(|left| self.studio.perform(left, &mut self.events));
                let left = left.and_then(|left| self.depot.perform(left, &mut self.events));
                assert!(left.is_none(), "an effect that this browser does not know");
            }
        }
    }

    /// When something will happen by itself: a Firefox answer starves.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        self.starving().map(|(_, at)| at).min()
    }

    fn starving(&self) -> impl Iterator<Item = (PeerId, Millis)> {
        let starves = self.bindings == Bindings::Fading;
        self.connections
            .iter()
            .filter(move |(_, connection)| {
                starves && connection.remote.is_some() && connection.partner.is_none() && !connection.failed
            })
            .map(|(peer, connection)| (*peer, connection.fed + STARVES_AFTER))
    }

    fn starve(&mut self, now: Millis) {
        let gone: Vec<PeerId> = self.starving().filter(|(_, at)| now >= *at).map(|(peer, _)| peer).collect();
        for peer in gone {
            if let Some(connection) = self.connections.get_mut(&peer) {
                connection.failed = true;
            }
            self.events.push_back(Event::RouteChanged { peer, route: Route::Failed });
        }
    }

    fn add(&mut self, peer: PeerId, remote: Option<String>, now: Millis) {
        let setup = remote.as_deref().and_then(|sdp| value(sdp, "a=setup:"));
        let connection = Connection {
            name: format!("{:02x}{:02x}", self.name, peer.0),
            offered_setup: setup,
            remote,
            fed: now,
            partner: None,
            failed: false,
            outbox: VecDeque::new(),
            servers: Vec::new(),
            relayed: false,
        };
        self.connections.insert(peer, connection);
    }

    fn ask(&mut self, peer: PeerId, servers: &Servers) {
        if let Some(connection) = self.connections.get_mut(&peer) {
            let (urls, relayed): (Vec<_>, _) = match servers {
                Servers::Stun(servers) => {
                    (servers.iter().map(|server| server.url().clone()).collect(), false)
                }
                Servers::Relay(relay) => (relay.urls.clone(), true),
            };
            connection.servers = urls.iter().map(|url| url.reveal().clone()).collect();
            connection.relayed = relayed;
        }
    }

    fn ask_besides_relay(&mut self, peer: PeerId, servers: &[StunServer]) {
        if let Some(connection) = self.connections.get_mut(&peer) {
            connection.servers.retain(|url| url.starts_with("turn:"));
            connection.servers.extend(servers.iter().map(|server| server.url().reveal().clone()));
        }
    }

    fn ask_relay(&mut self, peer: PeerId, exchange: Option<Exchange>) {
        self.relay_asked.push(exchange.as_ref().map(|exchange| exchange.text().reveal().clone()));
        if !self.relay_answers {
            return;
        }
        let exchange = exchange.or_else(|| Exchange::parse("00112233445566ff"));
        self.events.push_back(Event::Relay(match self.relay {
            Ok(()) => {
                let relay = Relay {
                    urls: vec![private("turn:relay.example")],
                    username: private("user"),
                    credential: private("secret"),
                };
                RelayEvent::Granted { peer, relay, exchange: exchange.expect("sixteen digits") }
            }
            Err(fault) => RelayEvent::Refused { peer, fault },
        }));
    }

    /// Whether some connection tells no address but the relay's.
    pub(crate) fn is_relayed(&self) -> bool {
        self.connections.values().any(|connection| connection.relayed)
    }

    /// Every server that any connection asks.
    pub(crate) fn asked(&self) -> BTreeSet<String> {
        self.connections.values().flat_map(|connection| connection.servers.iter().cloned()).collect()
    }

    fn describe(&mut self, peer: PeerId, kind: Kind) {
        let Some(connection) = self.connections.get(&peer).filter(|_| self.describes) else { return };
        let whole = self.sdp(connection, kind, peer);
        let bare = whole.lines().filter(|line| !line.starts_with("a=candidate:"));
        let bare: String = bare.flat_map(|line| [line, "\r\n"]).collect();
        for sdp in [Some(bare), self.finds.then_some(whole)].into_iter().flatten() {
            self.events.push_back(Event::Described { peer, kind, sdp: Private::new(sdp) });
        }
        if !self.finds {
            return;
        }
        let line = private("candidate:1 1 udp 2122260223 192.168.1.7 50000 typ host");
        let candidate = Candidate { line, mid: "0".to_owned() };
        self.events.push_back(Event::CandidateFound { peer, candidate });
    }

    /// The answer of the newest connection, with all candidates.
    pub(crate) fn whole_answer(&self) -> (PeerId, Private<String>) {
        let (peer, connection) = self.connections.iter().next_back().expect("a connection");
        (*peer, Private::new(self.sdp(connection, Kind::Answer, *peer)))
    }

    /// The description of a connection that has found one more way.
    pub(crate) fn sdp_with_another_candidate(&self, peer: PeerId) -> Private<String> {
        let sdp = self.sdp(&self.connections[&peer], Kind::Offer, peer);
        Private::new(sdp + "a=candidate:7 1 udp 2122260000 10.0.0.9 40000 typ host\r\n")
    }

    fn sdp(&self, connection: &Connection, kind: Kind, peer: PeerId) -> String {
        let (name, version) = (&connection.name, self.version);
        let setup = match kind {
            Kind::Offer => "actpass",
            Kind::Answer => "passive",
        };
        let has_media = self.studio.sections.contains(&peer);
        let media = if has_media { "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\n" } else { "" };
        let print = [&name[..2], &name[2..]].repeat(16).join(":").to_uppercase();
        let port = 50_000 + peer.0;
        let host = format!("a=candidate:1 1 udp 2122260223 192.168.1.7 {port} typ host\r\n");
        let reflexive =
            format!("a=candidate:2 1 udp 1686052607 203.0.113.9 {port} typ srflx raddr 0.0.0.0 rport 0\r\n");
        let candidates = if connection.relayed {
            format!("a=candidate:3 1 udp 41885439 100.64.0.1 {port} typ relay raddr 0.0.0.0 rport 0\r\n")
        } else if self.reflexive {
            host + &reflexive
        } else {
            host
        };
        format!(
            "v=0\r\no=- 1 {version} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
             m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n\
             {candidates}a=ice-ufrag:{name}\r\na=ice-pwd:{name}{name}{name}{name}{name}{name}\r\n\
             a=ice-options:trickle\r\na=fingerprint:sha-256 {print}\r\na=setup:{setup}\r\na=mid:0\r\n\
             a=sctp-port:5000\r\na=max-message-size:262144\r\n{media}"
        )
    }
}

impl Network {
    /// Opens channels between connections that know each other, and carries what was sent.
    pub(crate) fn carry(&self, now: Millis, one: &mut Browser, other: &mut Browser) {
        one.starve(now);
        other.starve(now);
        self.server.serve(one, other);
        if !self.up {
            return;
        }
        one.notice_absence(other);
        other.notice_absence(one);
        for (&here, mine) in &mut one.connections {
            for (&there, theirs) in &mut other.connections {
                if !knows(mine, &theirs.name) || !knows(theirs, &mine.name) || mine.failed || theirs.failed {
                    continue;
                }
                if mine.partner.is_none() && theirs.partner.is_none() {
                    mine.partner = Some(theirs.name.clone());
                    theirs.partner = Some(mine.name.clone());
                    for (peer, events) in [(here, &mut one.events), (there, &mut other.events)] {
                        events.push_back(Event::RouteChanged { peer, route: Route::Open });
                        events.push_back(Event::ChannelOpened {
                            peer,
                            nonce: [peer.0 as u8; 16],
                            safety_nonce: [!(peer.0 as u8); 16],
                        });
                    }
                }
                for bytes in self.crossing(&mut mine.outbox) {
                    other.events.push_back(Event::Received { peer: there, bytes: Private::new(bytes) });
                }
                for bytes in self.crossing(&mut theirs.outbox) {
                    one.events.push_back(Event::Received { peer: here, bytes: Private::new(bytes) });
                }
            }
        }
    }
}

impl Network {
    /// What leaves an outbox now, in order.
    fn crossing(&self, outbox: &mut VecDeque<Vec<u8>>) -> Vec<Vec<u8>> {
        let is_nonce = |bytes: &Vec<u8>| matches!(Message::decode(bytes), Ok(Some(Message::SafetyNonce(_))));
        let held = outbox.iter().position(is_nonce).filter(|_| self.holds_safety_words);
        outbox.drain(..held.unwrap_or(outbox.len())).collect()
    }
}

/// Whether a connection was told of the one with this name.
fn knows(connection: &Connection, name: &str) -> bool {
    let remote = connection.remote.as_deref().and_then(|sdp| value(sdp, "a=ice-ufrag:"));
    remote.as_deref() == Some(name)
}

fn value(sdp: &str, attribute: &str) -> Option<String> {
    sdp.lines().find_map(|line| line.strip_prefix(attribute)).map(str::to_owned)
}
