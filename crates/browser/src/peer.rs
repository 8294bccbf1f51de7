use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::mpsc::{UnboundedSender, unbounded};
use futures::future::{AbortHandle, abortable};
use heliograph_session::{Channel, Event, FrameKeys, Kind, Relay, Route, Servers, Step, StunServer};
use heliograph_wire::control::Candidate;
use heliograph_wire::{PeerId, Private};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    RtcBundlePolicy, RtcConfiguration, RtcDataChannel, RtcDataChannelEvent, RtcDataChannelInit,
    RtcIceConnectionState, RtcIceServer, RtcIceTransportPolicy, RtcPeerConnection, RtcPeerConnectionIceEvent,
    RtcPeerConnectionState, RtcSdpType,
};

use crate::call::{Sealer, Sections};
use crate::census::Counted;
use crate::channel::DataChannel;
use crate::emit::Emit;
use crate::frames::needs_streams;
use crate::listener::Listener;
use crate::script::{member, set};
use crate::work::{Work, local_sdp, work_through};

/// How a connection begins.
pub(crate) enum Start {
    Offer,
    Answer { offer: Private<String>, channel: Channel },
}

/// One peer connection and all that hangs on it; closed and unhooked when it is dropped.
pub(crate) struct Peer {
    id: PeerId,
    connection: RtcPeerConnection,
    channel: Rc<RefCell<Option<DataChannel>>>,
    /// None towards another tool.
    file_channel: Option<RtcDataChannel>,
    sections: Rc<Sections>,
    sealer: RefCell<Option<Rc<Sealer>>>,
    queue: UnboundedSender<Work>,
    task: AbortHandle,
    emit: Emit,
    _listeners: Vec<Listener>,
    _counted: Counted,
}

impl Peer {
    /// None where the browser has no WebRTC, or it is switched off.
    pub(crate) fn start(id: PeerId, servers: Servers, start: Start, emit: &Emit) -> Option<Self> {
        let connection = RtcPeerConnection::new_with_configuration(&configuration(&servers)).ok()?;
        let channel = Rc::new(RefCell::new(None));
        let mut listeners = vec![
            Listener::on(&connection, "icecandidate", candidate_found(id, &connection, emit)),
            Listener::on(&connection, "iceconnectionstatechange", route_changed(id, &connection, emit)),
            Listener::on(&connection, "connectionstatechange", connection_changed(id, &connection, emit)),
            Listener::on(&connection, "negotiationneeded", negotiation_needed(id, emit)),
        ];
        let sections = Rc::new(Sections::new(&connection));
        let (queue, work) = unbounded();
        let (working, task) = abortable(work_through(id, Rc::clone(&sections), work, emit.clone()));
        // How it ends does not matter: nobody waits for it.
        spawn_local(async move {
            let _ = working.await;
        });
        let whose = match &start {
            Start::Offer => Channel::Control,
            Start::Answer { channel, .. } => *channel,
        };
        let file_channel = match whose {
            Channel::Control => {
                let control = agreed_channel(&connection, "control", 0);
                *channel.borrow_mut() = Some(DataChannel::hook(control, id, Channel::Control, emit));
                Some(agreed_channel(&connection, "files", 1))
            }
            Channel::Theirs => {
                listeners.push(Listener::on(&connection, "datachannel", channel_offered(id, &channel, emit)));
                None
            }
        };
        let first = match start {
            Start::Offer => Work::MakeOffer,
            Start::Answer { offer, .. } => Work::AcceptOffer(offer),
        };
        let peer = Self {
            id,
            connection,
            channel,
            file_channel,
            sections,
            sealer: RefCell::default(),
            queue,
            task,
            emit: emit.clone(),
            _listeners: listeners,
            _counted: Counted::connection(),
        };
        peer.queue(first);
        Some(peer)
    }

    pub(crate) fn set_servers(&self, servers: &[StunServer]) {
        self.configure(&self.asking(servers));
    }

    pub(crate) fn allow_direct(&self, servers: &[StunServer]) {
        let configuration = self.asking(servers);
        configuration.set_ice_transport_policy(RtcIceTransportPolicy::All);
        self.configure(&configuration);
    }

    pub(crate) fn renew_relay(&self, relay: &Relay) {
        let (configuration, servers) = self.configured();
        let list: Array = servers.filter(|server| !is_relay(server)).collect();
        list.push(&relay_server(relay));
        configuration.set_ice_servers(&list);
        self.configure(&configuration);
    }

    /// The configuration with these STUN servers. A relay stays, for those who find no direct path.
    fn asking(&self, stun: &[StunServer]) -> RtcConfiguration {
        let (configuration, servers) = self.configured();
        let list: Array = servers.filter(is_relay).collect();
        for server in stun {
            list.push(&ice_server([server.url()]));
        }
        configuration.set_ice_servers(&list);
        configuration
    }

    fn configured(&self) -> (RtcConfiguration, impl Iterator<Item = JsValue> + use<>) {
        let configuration = self.connection.get_configuration();
        let servers: Array = configuration.get_ice_servers().unwrap_or_default().unchecked_into();
        (configuration, servers.into_iter().collect::<Vec<_>>().into_iter())
    }

    /// By `setConfiguration`, which the bindings know without its argument. Which servers are asked counts from the next
    /// gathering of candidates (W3C WebRTC, section 4.4.1.6).
    fn configure(&self, configuration: &RtcConfiguration) {
        let set = js_sys::Reflect::get(&self.connection, &JsValue::from_str("setConfiguration"));
        let set = set.ok().and_then(|set| set.dyn_into::<js_sys::Function>().ok());
        if let Some(set) = set {
            // The rest of the configuration stays as it is, so the browser has nothing to refuse.
            let _ = set.call1(&self.connection, configuration);
        }
    }

    /// What of a call goes over this connection.
    pub(crate) const fn sections(&self) -> &Rc<Sections> {
        &self.sections
    }

    pub(crate) fn start_sealer(&self, keys: &FrameKeys) {
        *self.sealer.borrow_mut() = Some(Rc::new(Sealer::start(self.id, keys, &self.emit)));
    }

    pub(crate) fn seal_sections(&self) {
        if let Some(sealer) = &*self.sealer.borrow() {
            self.sections.seal(Rc::clone(sealer));
        }
    }

    pub(crate) fn stop_sealer(&self) {
        self.sections.unseal();
        self.sealer.take();
    }

    pub(crate) fn restart_ice(&self) {
        self.queue(Work::RestartIce);
    }

    pub(crate) fn make_offer(&self) {
        self.queue(Work::MakeOffer);
    }

    pub(crate) fn accept_offer(&self, sdp: Private<String>) {
        self.queue(Work::AcceptOffer(sdp));
    }

    pub(crate) fn accept_answer(&self, sdp: Private<String>) {
        self.queue(Work::AcceptAnswer(sdp));
    }

    pub(crate) fn add_candidate(&self, candidate: Candidate) {
        self.queue(Work::AddCandidate(candidate));
    }

    pub(crate) fn send(&self, bytes: &Private<Vec<u8>>) {
        self.sent(|channel| channel.send(bytes.reveal()));
    }

    pub(crate) fn send_text(&self, text: &Private<String>) {
        self.sent(|channel| channel.send_text(text.reveal()));
    }

    /// Where files cross; none towards another tool.
    pub(crate) fn file_channel(&self) -> Option<RtcDataChannel> {
        self.file_channel.clone()
    }

    fn sent(&self, send: impl FnOnce(&DataChannel) -> Result<(), JsValue>) {
        let sent = self.channel.borrow().as_ref().is_some_and(|channel| send(channel).is_ok());
        if !sent {
            self.emit.later(Event::StepRefused { peer: self.id, step: Step::Send });
        }
    }

    fn queue(&self, work: Work) {
        // The queue's other end lives as long as this one.
        let _ = self.queue.unbounded_send(work);
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.channel.take();
        self.connection.close();
        // A step under way on a closed connection never ends by itself (W3C WebRTC, section 4.4.1.2).
        self.task.abort();
    }
}

fn configuration(servers: &Servers) -> RtcConfiguration {
    let configuration = RtcConfiguration::new();
    configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
    if needs_streams() {
        set(&configuration, "encodedInsertableStreams", &JsValue::TRUE);
    }
    let list: Array = match servers {
        Servers::Stun(servers) => servers.iter().map(|server| ice_server([server.url()])).collect(),
        Servers::Relay(relay) => {
            // No other address leaves the browser (W3C WebRTC, section 4.2.4).
            configuration.set_ice_transport_policy(RtcIceTransportPolicy::Relay);
            Array::of1(&relay_server(relay))
        }
    };
    configuration.set_ice_servers(&list);
    configuration
}

fn ice_server<'a>(urls: impl IntoIterator<Item = &'a Private<String>>) -> RtcIceServer {
    let entry = RtcIceServer::new();
    let urls: Array = urls.into_iter().map(|url| JsValue::from_str(url.reveal())).collect();
    entry.set_urls(&urls);
    entry
}

/// Whether a server relays, whatever it does besides. Where it is, browsers say in a list, or in a string where there is
/// but one (W3C WebRTC, section 4.2.2).
fn is_relay(server: &JsValue) -> bool {
    let urls = member(server, "urls").unwrap_or_default();
    let urls = urls.dyn_into::<Array>().unwrap_or_else(|url| Array::of1(&url));
    urls.iter().any(|url| url.as_string().is_some_and(|url| url.starts_with("turn")))
}

pub(crate) fn relay_server(relay: &Relay) -> RtcIceServer {
    let entry = ice_server(&relay.urls);
    entry.set_username(relay.username.reveal());
    entry.set_credential(relay.credential.reveal());
    entry
}

/// Both sides open it by agreement, so no message is lost to an opening handshake (RFC 8832, section 2).
fn agreed_channel(connection: &RtcPeerConnection, label: &str, id: u16) -> RtcDataChannel {
    let options = RtcDataChannelInit::new();
    options.set_negotiated(true);
    options.set_id(id);
    connection.create_data_channel_with_data_channel_dict(label, &options)
}

fn candidate_found(
    peer: PeerId,
    connection: &RtcPeerConnection,
    emit: &Emit,
) -> impl Fn(RtcPeerConnectionIceEvent) + use<> {
    let (connection, emit) = (connection.clone(), emit.clone());
    move |event: RtcPeerConnectionIceEvent| {
        let Some(candidate) = event.candidate() else { return emit.now(Event::GatheringEnded(peer)) };
        let line = candidate.candidate();
        // An empty line closes one media section's candidates (W3C WebRTC, section 4.8.1.3).
        if line.is_empty() {
            return;
        }
        let candidate = Candidate { line: Private::new(line), mid: candidate.sdp_mid().unwrap_or_default() };
        emit.now(Event::CandidateFound { peer, candidate });
        if let (Some(sdp), Some(kind)) = (local_sdp(&connection), local_kind(&connection)) {
            emit.now(Event::Described { peer, kind, sdp });
        }
    }
}

fn local_kind(connection: &RtcPeerConnection) -> Option<Kind> {
    match connection.local_description()?.type_() {
        RtcSdpType::Offer => Some(Kind::Offer),
        RtcSdpType::Answer => Some(Kind::Answer),
        _ => None,
    }
}

fn route_changed(
    peer: PeerId,
    connection: &RtcPeerConnection,
    emit: &Emit,
) -> impl Fn(web_sys::Event) + use<> {
    let (connection, emit) = (connection.clone(), emit.clone());
    move |_| {
        let route = match connection.ice_connection_state() {
            RtcIceConnectionState::New | RtcIceConnectionState::Checking => Route::Seeking,
            RtcIceConnectionState::Connected | RtcIceConnectionState::Completed => Route::Open,
            RtcIceConnectionState::Disconnected => Route::Broken,
            RtcIceConnectionState::Failed => Route::Failed,
            // Closing is this side's own doing.
            _ => return,
        };
        emit.now(Event::RouteChanged { peer, route });
    }
}

/// A failed DTLS handshake shows here alone: ICE is content.
fn connection_changed(
    peer: PeerId,
    connection: &RtcPeerConnection,
    emit: &Emit,
) -> impl Fn(web_sys::Event) + use<> {
    let (connection, emit) = (connection.clone(), emit.clone());
    move |_| {
        let ice = connection.ice_connection_state();
        let there_is_a_way =
            matches!(ice, RtcIceConnectionState::Connected | RtcIceConnectionState::Completed);
        if connection.connection_state() == RtcPeerConnectionState::Failed && there_is_a_way {
            emit.now(Event::HandshakeFailed(peer));
        }
    }
}

fn negotiation_needed(peer: PeerId, emit: &Emit) -> impl Fn(web_sys::Event) + use<> {
    let emit = emit.clone();
    move |_| emit.now(Event::NegotiationNeeded(peer))
}

/// Another tool opens its own channel; the first one is the one to talk over.
fn channel_offered(
    peer: PeerId,
    slot: &Rc<RefCell<Option<DataChannel>>>,
    emit: &Emit,
) -> impl Fn(RtcDataChannelEvent) + use<> {
    let (slot, emit) = (Rc::downgrade(slot), emit.clone());
    move |event: RtcDataChannelEvent| {
        let Some(slot) = slot.upgrade() else { return };
        let mut slot = slot.borrow_mut();
        if slot.is_none() {
            *slot = Some(DataChannel::hook(event.channel(), peer, Channel::Theirs, &emit));
        }
    }
}
