use std::net::{Ipv4Addr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use heliograph_wire::room::{Layer, OWN_SECTIONS, RIDS, Source, VOICES_AT_MOST};
use str0m::bwe::Bitrate;
use str0m::change::SdpOffer;
use str0m::config::{CryptoProvider, DtlsCert};
use str0m::format::PayloadParams;
use str0m::media::{KeyframeRequestKind, Mid, Pt, Rid};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::{Extension, RtpPacket, RtpWrite, Ssrc};
use str0m::{Candidate, Event, IceCreds, Input, Output, PacerReason, Reason, Rtc};

use super::descriptor::{self, Carried, Verbatim};
use super::dtls;
use super::known::Known;
use super::{
    Credentials, Demand, Ending, Format, Packet, Peer, Polled, Received, Report, Section, Sent, Sound, Taken,
    Track, Turn, Way,
};
use crate::doors::Transport;
use crate::forward::projection::Outgoing;
use crate::unit::Offer;

mod terms;

use terms::{camera_layer, format, patch, turned, values};

/// Bits in a second that a line is taken for before anything is known of it.
pub(crate) const BITS_AT_FIRST: u64 = 1_000_000;

/// How often there is a report of a line.
pub(crate) const REPORTS_EACH: Duration = Duration::from_millis(200);

/// Packets of one picture that are kept for those who miss some: at 250 in a second, more than two round trips of most
/// lines. Payloads are shared by all receivers, and what is kept beside them is what a receiver costs.
const KEPT_PICTURE: usize = 160;

/// Smaller packets are not kept. The engine sends kept ones as padding, as many as it takes: of empty ones, without end.
const SMALLEST_KEPT: usize = 16;

/// Sound is not sent again: it would come too late.
const KEPT_SOUND: usize = 1;

/// An engine is asked again at once so often, and then another has its turn.
const ROUNDS: usize = 512;

/// The engine says "at once" as one microsecond later.
const AT_ONCE: Duration = Duration::from_micros(1);

/// How much later an engine is asked where that does no harm.
const LEISURE: Duration = Duration::from_millis(25);

/// Whatever is due later than this is never due.
const NEVER: Duration = Duration::from_secs(24 * 3_600);

/// What all connections of a unit have in common.
pub(crate) struct Start {
    provider: Arc<CryptoProvider>,
    certificate: DtlsCert,
    candidates: Vec<(Transport, SocketAddr)>,
    queue_bytes: usize,
}

/// A connection by str0m.
pub(crate) struct RtcPeer {
    engine: Engine,
    credentials: Credentials,
    known: Known,
    own: [Option<Mid>; OWN_SECTIONS],
    voices: Vec<Line>,
    pictures: Vec<Line>,
    formats: Vec<(Format, Pt)>,
    /// The page takes long extensions among short ones: RFC 8285, section 4.1.2.
    mixes: bool,
    /// The formats by which packets are sent again (RFC 4588).
    again: Vec<Pt>,
    /// What the sources are that sent something.
    tracks: Vec<(Ssrc, Track)>,
    /// Something was sent since the engine was last told the time.
    is_told: bool,
    queue_bytes: usize,
    queued: usize,
    demand: Demand,
}

enum Engine {
    Running(Box<Rtc>),
    /// It failed, or was closed. The page has still to be told of.
    Ended(Ending),
    Gone,
}

/// A section by which something goes to the page.
struct Line {
    name: Mid,
    source: Ssrc,
    again: Option<Ssrc>,
    /// The engine has a stream for it. Before the first packet it has none, so sections that nothing comes by cost nothing,
    /// and there are no reports of them. Once it has sent, a stream stays: a second one with the same keys and source
    /// would encrypt other packets under the same numbers.
    is_open: bool,
    /// Bytes that wait, as far as is known: at the last look, and since.
    queued: usize,
}

impl Start {
    /// None where the system gives no certificate.
    pub(crate) fn new(candidates: Vec<(Transport, SocketAddr)>, queue_bytes: usize) -> Option<Self> {
        let provider = Arc::new(dtls::provider());
        let certificate = provider.dtls_provider.generate_certificate()?;
        Some(Self { provider, certificate, candidates, queue_bytes })
    }

    /// Our end of a way, as ICE knows it: a candidate of the same kind, also where the system tells another address
    /// since the packet went through a translation.
    pub(crate) fn candidate(&self, transport: Transport, local: SocketAddr) -> Option<SocketAddr> {
        let of_kind =
            || self.candidates.iter().filter(|(kind, _)| *kind == transport).map(|(_, address)| *address);
        of_kind()
            .find(|address| *address == local)
            .or_else(|| of_kind().find(|address| address.is_ipv4() == local.is_ipv4()))
    }

    fn engine(&self, now: Instant, credentials: &Credentials) -> Rtc {
        let mut config = Rtc::builder()
            .set_crypto_provider(self.provider.clone())
            .set_dtls_cert(self.certificate.clone())
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .set_local_ice_credentials(known_to_engine(credentials))
            .enable_bwe(Some(Bitrate::bps(BITS_AT_FIRST)))
            .set_stats_interval(Some(REPORTS_EACH))
            .set_send_buffer_audio(KEPT_SOUND)
            .set_send_buffer_video(KEPT_PICTURE)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .enable_vp9(true)
            .enable_av1(true)
            .set_extension(9, Extension::with_serializer(descriptor::URI, Verbatim));
        // The two that all browsers have in common.
        let codecs = config.codec_config();
        codecs.add_h264(108.into(), Some(109.into()), true, 0x42_e01f);
        codecs.add_h264(124.into(), Some(120.into()), false, 0x42_e01f);
        let mut engine = config.build(now);
        for (transport, address) in &self.candidates {
            let candidate = match transport {
                Transport::Udp => Candidate::host(*address, Protocol::Udp),
                Transport::Tcp => Candidate::builder().tcp().host(*address).tcptype(TcpType::Passive).build(),
            };
            if let Ok(candidate) = candidate {
                engine.add_local_candidate(candidate);
            }
        }
        engine
    }
}

fn known_to_engine(credentials: &Credentials) -> IceCreds {
    IceCreds { ufrag: credentials.fragment.reveal().clone(), pass: credentials.password.reveal().clone() }
}

impl RtcPeer {
    /// A connection that waits for its first offer.
    pub(crate) fn new(start: &Start, now: Instant, credentials: Credentials) -> Self {
        let engine = match guarded(|| start.engine(now, &credentials)) {
            Some(rtc) => Engine::Running(Box::new(rtc)),
            None => Engine::Ended(Ending::Failed),
        };
        Self {
            engine,
            credentials,
            known: Known::new(),
            own: [None; OWN_SECTIONS],
            voices: Vec::new(),
            pictures: Vec::new(),
            formats: Vec::new(),
            mixes: false,
            again: Vec::new(),
            tracks: Vec::new(),
            is_told: true,
            queue_bytes: start.queue_bytes,
            queued: 0,
            demand: Demand::default(),
        }
    }

    /// Does something with the engine. Where that panics or fails, there is no engine any more.
    fn with<T>(&mut self, action: impl FnOnce(&mut Rtc) -> Option<T>) -> Option<T> {
        let Engine::Running(rtc) = &mut self.engine else { return None };
        let done = guarded(|| action(rtc));
        if done.is_none() {
            self.engine = Engine::Ended(Ending::Failed);
        }
        done.flatten()
    }

    fn answer(&mut self, offer: &Offer<'_>, fresh: Credentials) -> Option<Taken> {
        self.open_lines();
        let before = known_to_engine(&self.credentials);
        let sdp = SdpOffer::from_sdp_string(&offer.for_engine()).ok()?;
        let (answer, drawn) = self.with(|rtc| {
            let answer = rtc.sdp_api().accept_offer(sdp).ok()?.to_sdp_string();
            Some((answer, rtc.direct_api().local_ice_credentials()))
        })?;
        let restarted = drawn != before;
        let answer = if restarted {
            // The engine drew names of its own, by which no shard is found.
            let named = known_to_engine(&fresh);
            let answer = answer.replace(&drawn.ufrag, &named.ufrag).replace(&drawn.pass, &named.pass);
            self.with(|rtc| {
                rtc.direct_api().set_local_ice_credentials(named);
                Some(())
            })?;
            self.credentials = fresh;
            answer
        } else {
            answer
        };
        self.learn(offer);
        Some(Taken { answer: answer.into(), restarted })
    }

    /// Gives sections that have not sent yet back to the engine, which would draw other sources for them.
    fn open_lines(&mut self) {
        let Engine::Running(rtc) = &mut self.engine else { return };
        for line in self.voices.iter_mut().chain(&mut self.pictures) {
            if !line.is_open {
                rtc.direct_api().declare_stream_tx(line.source, line.again, line.name, None);
            }
        }
    }

    /// Learns what the engine made of an offer.
    fn learn(&mut self, offer: &Offer<'_>) {
        let Engine::Running(rtc) = &mut self.engine else { return };
        self.tracks.clear();
        self.mixes = offer.mixes;
        let names: Vec<Mid> = offer.sections.iter().map(|name| Mid::from(*name)).collect();
        for (own, name) in self.own.iter_mut().zip(&names) {
            *own = Some(*name);
            // Nothing but probes goes to the page by these.
            let unused = rtc.direct_api().stream_tx_by_mid(*name, None).map(|stream| stream.ssrc());
            if let Some(source) = unused {
                rtc.direct_api().remove_stream_tx(source);
            }
        }
        let lines = self.voices.len() + self.pictures.len();
        for (place, name) in names.iter().enumerate().skip(OWN_SECTIONS + lines) {
            let Some(stream) =
                rtc.direct_api().stream_tx_by_mid(*name, None).map(|stream| (stream.ssrc(), stream.rtx()))
            else {
                continue;
            };
            let line = Line { name: *name, source: stream.0, again: stream.1, is_open: false, queued: 0 };
            if place < OWN_SECTIONS + VOICES_AT_MOST {
                self.voices.push(line)
            } else {
                self.pictures.push(line)
            }
        }
        for line in self.voices.iter_mut().chain(&mut self.pictures).filter(|line| !line.is_open) {
            rtc.direct_api().remove_stream_tx(line.source);
        }
        // The engine keeps those that the page did not offer as well.
        let agreed: Vec<Pt> = names
            .iter()
            .filter_map(|name| rtc.media(*name))
            .flat_map(|media| media.remote_pts().iter().copied())
            .collect();
        self.again = rtc.codec_config().params().iter().filter_map(PayloadParams::resend).collect();
        self.formats = rtc
            .codec_config()
            .params()
            .iter()
            .filter(|params| agreed.contains(&params.pt()))
            .filter_map(|params| Some((format(params)?, params.pt())))
            .collect();
    }

    fn line(&mut self, section: Section) -> Option<&mut Line> {
        match section {
            Section::Voice(place) => self.voices.get_mut(usize::from(place)),
            Section::Picture(place) => self.pictures.get_mut(usize::from(place)),
        }
    }

    /// Whether a packet was sent before. What only pads shares the format, and says that it pads.
    fn turn(&self, packet: &[u8]) -> Turn {
        let is_again = matches!(packet, [first, second, ..]
            if first & 0xe0 == 0x80 && self.again.iter().any(|pt| **pt == second & 0x7f));
        if is_again { Turn::Again } else { Turn::First }
    }

    fn section(&self, name: Mid) -> Option<Section> {
        let place = |lines: &[Line]| lines.iter().position(|line| line.name == name).map(|place| place as u8);
        place(&self.pictures).map(Section::Picture).or_else(|| place(&self.voices).map(Section::Voice))
    }

    /// What a source is that something came from.
    fn track(&mut self, source: Ssrc) -> Option<Track> {
        if let Some((_, track)) = self.tracks.iter().find(|(known, _)| *known == source) {
            return Some(*track);
        }
        let Engine::Running(rtc) = &mut self.engine else { return None };
        let (name, rid) = rtc.direct_api().stream_rx(&source).map(|stream| (stream.mid(), stream.rid()))?;
        let track = match self.own.iter().position(|own| *own == Some(name))? {
            0 => Track::Sound(Sound::Microphone),
            1 => Track::Picture(Source::Camera, camera_layer(rid)?),
            2 => Track::Picture(Source::Screen, Layer(0)),
            _ => Track::Sound(Sound::Screen),
        };
        self.tracks.retain(|(_, known)| *known != track);
        self.tracks.push((source, track));
        Some(track)
    }

    fn packet(&mut self, received: RtpPacket) -> Option<(Track, Packet)> {
        let track = self.track(received.header.ssrc)?;
        let (format, _) = self.formats.iter().find(|(_, pt)| *pt == received.header.payload_type)?;
        let values = &received.header.ext_vals;
        let packet = Packet {
            format: *format,
            source: *received.header.ssrc,
            number: *received.seq_no,
            time: received.header.timestamp,
            marker: received.header.marker,
            arrived: received.timestamp,
            level: values
                .audio_level
                .map(|level| (level.unsigned_abs(), values.voice_activity.unwrap_or(true))),
            orientation: values.video_orientation.map(turned),
            descriptor: values.user_values.get::<Carried>().map(|carried| carried.0.clone()),
            payload: received.payload,
        };
        Some((track, packet))
    }

    /// What waits for the page: those that had something waiting are looked at anew.
    fn look(&mut self) {
        let Engine::Running(rtc) = &mut self.engine else { return };
        self.queued = 0;
        for line in self.voices.iter_mut().chain(&mut self.pictures).filter(|line| line.queued > 0) {
            let mut api = rtc.direct_api();
            let waiting = api
                .stream_tx(&line.source)
                .and_then(|stream| stream.queue_info().map(|info| info.byte_size()));
            // Before the engine has looked itself, all of it waits.
            line.queued = waiting.unwrap_or(line.queued);
            self.queued += line.queued;
        }
    }
}

impl Peer for RtcPeer {
    fn take(&mut self, _now: Instant, offer: &Offer<'_>, fresh: Credentials) -> Option<Taken> {
        self.answer(offer, fresh)
    }

    fn vouches(&mut self, now: Instant, way: Way, packet: &[u8]) -> bool {
        // Whatever comes from where the page is known to be, the engine takes without looking any further.
        let elsewhere = Way { remote: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)), ..way };
        self.with(|rtc| Some(rtc.accepts(&Input::Receive(now, received(elsewhere, packet)?))))
            .unwrap_or(false)
    }

    fn receive(&mut self, now: Instant, way: Way, packet: &[u8]) -> Received {
        if let Some(source) = source_of(packet)
            && !self.known.takes(now, source)
        {
            return Received::Forbidden;
        }
        let Some(received) = received(way, packet) else { return Received::Malformed };
        self.is_told = true;
        self.with(|rtc| {
            // What the engine makes of a packet that it cannot use, is nobody's loss but the sender's.
            rtc.handle_input(Input::Receive(now, received)).ok();
            Some(())
        });
        Received::Taken
    }

    fn send(&mut self, section: Section, packet: &Packet, outgoing: &Outgoing) -> Sent {
        let Some(pt) = self.formats.iter().find(|(format, _)| *format == packet.format).map(|(_, pt)| *pt)
        else {
            return Sent::Impossible;
        };
        let (is_picture, mixes) = (matches!(section, Section::Picture(_)), self.mixes);
        let Some(line) = self.line(section) else { return Sent::Impossible };
        let (name, source, again, is_open) = (line.name, line.source, line.again, line.is_open);
        line.is_open = true;
        line.queued += packet.payload.len();
        self.queued += packet.payload.len();
        self.is_told = false;
        let write = RtpWrite::new(
            pt,
            outgoing.sequence.into(),
            outgoing.timestamp,
            packet.arrived,
            packet.payload.clone(),
        )
        .marker(outgoing.marker)
        .nackable(is_picture && packet.payload.len() >= SMALLEST_KEPT)
        .ext_vals(values(packet, outgoing.numbers, mixes));
        let write = match patch(packet, outgoing.numbers) {
            Some(patch) => write.vp8_patch(patch),
            None => write,
        };
        let written = self.with(|rtc| {
            let mut api = rtc.direct_api();
            if !is_open {
                // Whoever put it in has spread it over time already.
                api.declare_stream_tx(source, again, name, None).set_unpaced(true);
            }
            api.stream_tx(&source)?.write_rtp(write);
            Some(())
        });
        written.map_or(Sent::Impossible, |()| Sent::Queued)
    }

    fn ask_key_frame(&mut self, source: Source, layer: Layer) {
        let name = match source {
            Source::Camera => self.own[1],
            Source::Screen => self.own[2],
        };
        let Some(name) = name else { return };
        self.is_told = false;
        self.with(|rtc| {
            let rid = RIDS.get(usize::from(layer.0)).map(|rid| Rid::from(*rid));
            let rids = if source == Source::Camera { [rid, None] } else { [None, None] };
            for rid in rids {
                if let Some(stream) = rtc.direct_api().stream_rx_by_mid(name, rid) {
                    stream.request_keyframe(KeyframeRequestKind::Pli);
                    break;
                }
            }
            Some(())
        });
    }

    fn demand(&mut self, demand: Demand) {
        if demand != self.demand {
            self.demand = demand;
            self.with(|rtc| {
                rtc.bwe().set_bitrate(Bitrate::bps(demand.least), Bitrate::bps(demand.bits));
                Some(())
            });
        }
    }

    fn estimate(&mut self, bits: u64) {
        self.with(|rtc| {
            rtc.bwe().reset(Bitrate::bps(bits));
            Some(())
        });
    }

    fn poll(&mut self, now: Instant, take: &mut dyn FnMut(Polled<'_>)) -> Option<Instant> {
        let due = guarded(|| self.drive(now, take)).unwrap_or_else(|| {
            self.engine = Engine::Ended(Ending::Failed);
            None
        });
        if let Engine::Ended(ending) = self.engine {
            self.engine = Engine::Gone;
            take(Polled::Over(ending));
            return None;
        }
        self.look();
        // The next time is asked for with a clock that has gone on.
        self.is_told = false;
        due.filter(|at| *at < now + NEVER)
    }

    fn has_room(&self, bytes: usize) -> bool {
        self.queued + bytes <= self.queue_bytes
    }

    fn speaks(&self, format: Format) -> bool {
        self.formats.iter().any(|(spoken, _)| *spoken == format)
    }
}

impl RtcPeer {
    /// Tells the engine the time until it has nothing more to do at once. Of media it hands on one packet each time it is
    /// told, after all else that it has. So behind one there is nothing before it is told again, and it is not asked in
    /// vain, which would take as long.
    fn drive(&mut self, now: Instant, take: &mut dyn FnMut(Polled<'_>)) -> Option<Instant> {
        let mut due = None;
        for round in 0..ROUNDS {
            if !self.is_told || round > 0 {
                self.is_told = true;
                let Engine::Running(rtc) = &mut self.engine else { return None };
                // What it cannot go on from, it says when it is asked.
                rtc.handle_input(Input::Timeout(now)).ok();
            }
            due = self.drain(now, take);
            if due.is_none_or(|at| at > now + AT_ONCE) {
                break;
            }
        }
        due
    }

    /// Takes what the engine has, up to a packet of media, and says when it has more.
    fn drain(&mut self, now: Instant, take: &mut dyn FnMut(Polled<'_>)) -> Option<Instant> {
        loop {
            let Engine::Running(rtc) = &mut self.engine else { return None };
            match rtc.poll_output() {
                Ok(Output::Timeout(at)) => {
                    let reason = rtc.last_timeout_reason();
                    return Some(if self.can_wait(reason) { at.max(now + LEISURE) } else { at });
                }
                Ok(Output::Transmit(sent)) => {
                    let transport = if sent.proto == Protocol::Udp { Transport::Udp } else { Transport::Tcp };
                    let way = Way { transport, candidate: sent.source, remote: sent.destination };
                    take(Polled::Packet(way, &sent.contents, self.turn(&sent.contents)));
                    if source_of(&sent.contents).is_some() {
                        debug_assert!(self.is_drained(), "the engine hands on more behind media");
                        return Some(now);
                    }
                }
                Ok(Output::Event(event)) => self.event(event, take),
                Err(_) => self.engine = Engine::Ended(Ending::Closed),
            }
        }
    }

    /// Whether it is early enough together with what comes next: an engine sends a few bytes of padding each 5 ms, also
    /// where nothing more is to be found out of a line.
    fn can_wait(&self, reason: Reason) -> bool {
        reason == Reason::Pacer(PacerReason::Padding) && self.demand.least == 0
    }

    fn is_drained(&mut self) -> bool {
        let Engine::Running(rtc) = &mut self.engine else { return true };
        matches!(rtc.poll_output(), Ok(Output::Timeout(_)))
    }

    fn event(&mut self, event: Event, take: &mut dyn FnMut(Polled<'_>)) {
        match event {
            Event::RtpPacket(received) => {
                if let Some((track, packet)) = self.packet(received) {
                    take(Polled::Media(track, packet));
                }
            }
            Event::KeyframeRequest(request) => {
                if let Some(section) = self.section(request.mid) {
                    take(Polled::KeyFrameWanted(section));
                }
            }
            Event::PeerStats(stats) => {
                if let Some(estimate) = stats.bwe_tx {
                    take(Polled::Report(Report {
                        bits: estimate.as_u64(),
                        sent: stats.peer_bytes_tx,
                        lost: stats.egress_loss_fraction.unwrap_or(0.0),
                        round_trip: stats.rtt.unwrap_or_default(),
                    }));
                }
            }
            Event::Connected => take(Polled::Connected),
            Event::Closed => self.engine = Engine::Ended(Ending::Closed),
            // Estimates come smoothed over seconds, when a picture would long be late: reports have them as they are.
            _ => {}
        }
    }
}

/// None where it panics, in profiles whose panics unwind: that of the companion is one, plain `release` is not. The engine holds that it never does but for mistakes of its own; one member pays for them.
fn guarded<T>(action: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(action)).ok()
}

fn received(way: Way, packet: &[u8]) -> Option<Receive<'_>> {
    let protocol = match way.transport {
        Transport::Udp => Protocol::Udp,
        Transport::Tcp => Protocol::Tcp,
    };
    Receive::new(protocol, way.remote, way.candidate, packet).ok()
}

/// The source of a packet of RTP; none for all others (RFC 5761, section 4).
fn source_of(packet: &[u8]) -> Option<u32> {
    let is_rtp = (128..192).contains(packet.first()?) && !(64..96).contains(&(packet.get(1)? & 0x7f));
    let source = packet.get(8..12)?;
    is_rtp.then(|| u32::from_be_bytes([source[0], source[1], source[2], source[3]]))
}
