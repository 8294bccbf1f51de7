//! The connection of a page in a room, as browsers make it, with packets that say whose they are.

use heliograph_relay::client::{TurnClient, Wire};
use heliograph_turn::credential::Credential;
use heliograph_wire::room::{OWN_SECTIONS, RIDS, VOICES_AT_MOST};
use std::{
    collections::BTreeMap,
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};
use str0m::{
    Candidate, Event, Input, Output, Rtc, RtcConfig,
    change::{SdpAnswer, SdpPendingOffer},
    format::Codec,
    media::{Direction, MediaKind, Mid, Rid, Simulcast, SimulcastLayer},
    net::{Protocol, Receive, TcpType},
    rtp::{ExtensionValues, RtpWrite},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UdpSocket},
    sync::mpsc,
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep, sleep_until},
};

/// How often a microphone says something.
const VOICE: Duration = Duration::from_millis(20);

/// After so many of those a camera does.
const FRAME: u32 = 2;

/// By what packets go.
#[derive(Clone)]
pub(crate) enum Way {
    /// UDP, from an address of this machine.
    Udp(Ipv4Addr),
    /// TCP, to the port of the page.
    Tcp(SocketAddr),
    /// The relay, over TCP, with this credential.
    Relay {
        tcp: SocketAddr,
        credential: Credential,
        /// Where the unit is.
        unit: SocketAddr,
    },
}

/// By which number the relay knows the unit.
const CHANNEL: u16 = 0x4000;

/// A connection; it is dropped with this.
pub(crate) struct Media {
    orders: mpsc::UnboundedSender<Order>,
    heard: Arc<Mutex<Heard>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Heard {
    is_connected: bool,
    /// Whose sound came in how many packets.
    sounds: BTreeMap<String, usize>,
    /// The same of pictures.
    pictures: BTreeMap<String, usize>,
}

enum Order {
    Answer(String),
    Speak(bool),
    Film(bool),
}

impl Drop for Media {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Media {
    /// Begins a connection with sections for so many pictures; what it offers has to be answered.
    pub(crate) async fn begin(name: &str, way: Way, pictures: usize) -> (Self, String) {
        let line = Line::open(way).await;
        let mut rtc = RtcConfig::new().clear_codecs().enable_opus(true, false).enable_vp8(true);
        rtc = rtc.set_rtp_mode(true);
        let mut rtc = rtc.build(Instant::now());
        rtc.add_local_candidate(line.candidate()).unwrap();
        let mut changes = rtc.sdp_api();
        let mut add = |kind, direction, layers| changes.add_media(kind, direction, None, None, layers);
        let microphone = add(MediaKind::Audio, Direction::SendOnly, None);
        let mut layers = Simulcast::new();
        RIDS.iter().for_each(|rid| layers.add_send_layer(SimulcastLayer::new(rid)));
        let camera = add(MediaKind::Video, Direction::SendOnly, Some(layers));
        add(MediaKind::Video, Direction::SendOnly, None);
        add(MediaKind::Audio, Direction::SendOnly, None);
        assert_eq!(OWN_SECTIONS, 4);
        for _ in 0..VOICES_AT_MOST {
            add(MediaKind::Audio, Direction::RecvOnly, None);
        }
        for _ in 0..pictures {
            add(MediaKind::Video, Direction::RecvOnly, None);
        }
        let (offer, pending) = changes.apply().unwrap();
        let (orders, ordered) = mpsc::unbounded_channel();
        let heard = Arc::<Mutex<Heard>>::default();
        let page = Page {
            rtc,
            pending: Some(pending),
            name: name.to_owned(),
            sections: Own { microphone, camera },
            speaks: false,
            films: false,
            step: 0,
            wants_key: true,
            heard: heard.clone(),
        };
        let task = tokio::spawn(page.run(line, ordered));
        (Self { orders, heard, task }, offer.to_sdp_string())
    }

    pub(crate) fn answered(&self, sdp: String) {
        self.orders.send(Order::Answer(sdp)).unwrap();
    }

    /// Sends sound from now on, or none.
    pub(crate) fn speak(&self, speaks: bool) {
        self.orders.send(Order::Speak(speaks)).unwrap();
    }

    /// Sends pictures from now on, or none.
    pub(crate) fn film(&self, films: bool) {
        self.orders.send(Order::Film(films)).unwrap();
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.heard().is_connected
    }

    /// How many packets of somebody's voice came.
    pub(crate) fn hears(&self, name: &str) -> usize {
        self.heard().sounds.get(name).copied().unwrap_or_default()
    }

    /// How many packets of somebody's pictures came.
    pub(crate) fn sees(&self, name: &str) -> usize {
        self.heard().pictures.get(name).copied().unwrap_or_default()
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap()
    }
}

struct Own {
    microphone: Mid,
    camera: Mid,
}

struct Page {
    rtc: Rtc,
    pending: Option<SdpPendingOffer>,
    name: String,
    sections: Own,
    speaks: bool,
    films: bool,
    /// Voices since the beginning.
    step: u32,
    /// Whether the next frame is to stand for itself.
    wants_key: bool,
    heard: Arc<Mutex<Heard>>,
}

impl Page {
    async fn run(mut self, mut line: Line, mut orders: mpsc::UnboundedReceiver<Order>) {
        let mut voice = interval(VOICE);
        voice.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut buffer = vec![0; 4096];
        loop {
            let due = self.poll(&mut line).await;
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Answer(sdp)) => {
                        let answer = SdpAnswer::from_sdp_string(&sdp).unwrap();
                        let pending = self.pending.take().unwrap();
                        self.rtc.sdp_api().accept_answer(pending, answer).unwrap();
                    }
                    Some(Order::Speak(speaks)) => self.speaks = speaks,
                    Some(Order::Film(films)) => self.films = films,
                    None => return,
                },
                _ = voice.tick() => self.put(),
                came = line.receive(&mut buffer) => {
                    let Some((source, length)) = came else { return };
                    let (protocol, local) = (line.protocol(), line.local);
                    if let Ok(receive) = Receive::new(protocol, source, local, &buffer[..length]) {
                        self.rtc.handle_input(Input::Receive(Instant::now(), receive)).unwrap();
                    }
                }
                () = sleep_until(due.into()) => {}
            }
            self.rtc.handle_input(Input::Timeout(Instant::now())).unwrap();
        }
    }

    async fn poll(&mut self, line: &mut Line) -> Instant {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(due) => return due,
                Output::Transmit(transmit) => line.send(transmit.destination, &transmit.contents).await,
                Output::Event(event) => self.happened(event),
            }
        }
    }

    fn happened(&mut self, event: Event) {
        let mut heard = self.heard.lock().unwrap();
        match event {
            Event::Connected => heard.is_connected = true,
            Event::KeyframeRequest(_) => self.wants_key = true,
            Event::RtpPacket(packet) => {
                let payload = String::from_utf8_lossy(&packet.payload).into_owned();
                let Some((_, name)) = payload.rsplit_once('\n') else { return };
                let all = if payload.starts_with("sound") { &mut heard.sounds } else { &mut heard.pictures };
                *all.entry(name.to_owned()).or_default() += 1;
            }
            _ => {}
        }
    }

    /// Sends what is due of sound and pictures.
    fn put(&mut self) {
        if !self.heard.lock().unwrap().is_connected {
            return;
        }
        self.step += 1;
        if self.speaks {
            let loud = ExtensionValues {
                audio_level: Some(-20),
                voice_activity: Some(true),
                ..ExtensionValues::default()
            };
            let payload = format!("sound\n{}", self.name).into_bytes();
            let time = self.step * 960;
            self.write(self.sections.microphone, None, Codec::Opus, (time, loud, payload));
        }
        if self.films && self.step.is_multiple_of(FRAME) {
            for rid in RIDS {
                let payload = self.frame();
                let time = self.step * 1800;
                let values = ExtensionValues::default();
                self.write(self.sections.camera, Some(Rid::from(rid)), Codec::Vp8, (time, values, payload));
            }
            self.wants_key = false;
        }
    }

    /// A frame of VP8 in one packet (RFC 7741): a descriptor with a picture id, and the first byte, which says whether it
    /// stands for itself.
    fn frame(&self) -> Vec<u8> {
        let number = (self.step / FRAME) as u16 & 0x7FFF;
        let [high, low] = number.to_be_bytes();
        let mut payload = vec![0x90, 0x80, high | 0x80, low, u8::from(!self.wants_key)];
        payload.extend(format!("picture\n{}", self.name).into_bytes());
        payload
    }

    fn write(
        &mut self,
        mid: Mid,
        rid: Option<Rid>,
        codec: Codec,
        (time, values, payload): (u32, ExtensionValues, Vec<u8>),
    ) {
        let params = self.rtc.codec_config().find(|params| params.spec().codec == codec).unwrap();
        let pt = params.pt();
        let number = u64::from(self.step).into();
        let packet = RtpWrite::new(pt, number, time, Instant::now(), payload).marker(true).ext_vals(values);
        let mut direct = self.rtc.direct_api();
        let stream = direct.stream_tx_by_mid(mid, rid).expect("it was offered");
        stream.write_rtp(packet.nackable(codec == Codec::Vp8));
    }
}

/// What packets go by.
struct Line {
    end: End,
    local: SocketAddr,
}

enum End {
    Udp(UdpSocket),
    Tcp {
        stream: TcpStream,
        /// What came and is not a whole packet yet.
        came: Vec<u8>,
        /// Whether nothing has gone out yet.
        is_new: bool,
    },
    Relay {
        client: TurnClient,
        unit: SocketAddr,
    },
}

impl Line {
    async fn open(way: Way) -> Self {
        let (end, local) = match way {
            Way::Udp(from) => {
                let socket = UdpSocket::bind((from, 0)).await.unwrap();
                let local = socket.local_addr().unwrap();
                (End::Udp(socket), local)
            }
            Way::Tcp(to) => {
                let stream = TcpStream::connect(to).await.unwrap();
                let local = stream.local_addr().unwrap();
                stream.set_nodelay(true).unwrap();
                (End::Tcp { stream, came: Vec::new(), is_new: true }, local)
            }
            Way::Relay { tcp, credential, unit } => {
                let mut client = TurnClient::new(Wire::tcp(tcp).await.unwrap(), &credential);
                let local = client.allocate().await.unwrap();
                client.bind(CHANNEL, unit).await.unwrap();
                (End::Relay { client, unit }, local)
            }
        };
        Self { end, local }
    }

    const fn protocol(&self) -> Protocol {
        match self.end {
            End::Udp(_) | End::Relay { .. } => Protocol::Udp,
            End::Tcp { .. } => Protocol::Tcp,
        }
    }

    fn candidate(&self) -> Candidate {
        match self.end {
            End::Udp(_) | End::Relay { .. } => Candidate::host(self.local, Protocol::Udp).unwrap(),
            End::Tcp { .. } => {
                Candidate::builder().tcp().host(self.local).tcptype(TcpType::Active).build().unwrap()
            }
        }
    }

    async fn send(&mut self, to: SocketAddr, bytes: &[u8]) {
        match &mut self.end {
            // What is not sent is lost, as any packet may be.
            End::Udp(socket) => drop(socket.send_to(bytes, to).await),
            End::Relay { client, unit } => {
                if to == *unit {
                    drop(client.send(CHANNEL, bytes).await);
                }
            }
            End::Tcp { stream, is_new, .. } => {
                let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
                drop(stream.write_all(&length).await);
                if std::mem::take(is_new) {
                    // Browsers may send the length by itself.
                    sleep(Duration::from_millis(50)).await;
                }
                drop(stream.write_all(bytes).await);
            }
        }
    }

    /// The next packet; none where the stream has ended. Nothing is lost where this is dropped before it is there.
    async fn receive(&mut self, buffer: &mut [u8]) -> Option<(SocketAddr, usize)> {
        match &mut self.end {
            End::Udp(socket) => loop {
                if let Ok((length, source)) = socket.recv_from(buffer).await {
                    return Some((source, length));
                }
            },
            End::Relay { client, unit } => loop {
                match client.receive(CHANNEL).await {
                    Ok(packet) => {
                        buffer[..packet.len()].copy_from_slice(&packet);
                        return Some((*unit, packet.len()));
                    }
                    Err(error) if error.kind() == ErrorKind::TimedOut => {}
                    Err(_) => return None,
                }
            },
            End::Tcp { stream, came, .. } => {
                let source = stream.peer_addr().ok()?;
                let length = loop {
                    if let Some(length) = take_packet(came, buffer) {
                        break length;
                    }
                    if stream.read_buf(came).await.ok()? == 0 {
                        return None;
                    }
                };
                Some((source, length))
            }
        }
    }
}

/// Moves the first packet out of what a stream brought (RFC 4571), and says how long it is; none where it is not whole.
fn take_packet(came: &mut Vec<u8>, buffer: &mut [u8]) -> Option<usize> {
    let (head, rest) = came.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*head));
    buffer[..length].copy_from_slice(rest.get(..length)?);
    came.drain(..2 + length);
    Some(length)
}
