use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use heliograph_wire::room::RIDS;
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind, Mid, Pt, Simulcast, SimulcastLayer};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{Extension, ExtensionSerializer, ExtensionValues, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};

use super::film::{Film, Frame};

pub(crate) const MICROPHONE: usize = 0;
pub(crate) const CAMERA: usize = 1;
pub(crate) const SCREEN: usize = 2;
pub(crate) const SCREEN_SOUND: usize = 3;

/// A page: a connection of str0m, and what it puts in.
pub(crate) struct Guest {
    pub(crate) rtc: Rtc,
    pub(crate) number: u16,
    pub(crate) address: SocketAddr,
    pub(crate) sections: Vec<Mid>,
    pending: Option<SdpPendingOffer>,
    /// The level of the microphone, or nothing where it is off.
    pub(crate) voice: Option<u8>,
    pub(crate) camera: Option<Film>,
    pub(crate) screen: Option<Film>,
    sound: Sound,
    due: Option<Instant>,
    /// What came, by section.
    pub(crate) got: BTreeMap<usize, Vec<Got>>,
    pub(crate) is_connected: bool,
    /// Key frames that were asked for, by layer of the camera.
    pub(crate) asked: Vec<u32>,
    /// Says that a page does what the unit says of layers that nobody watches.
    pub(crate) obeys: bool,
}

struct Sound {
    next: Option<Instant>,
    number: u64,
    time: u32,
}

/// A packet that came.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) at: Instant,
    pub(crate) number: u64,
    pub(crate) time: u32,
    pub(crate) marker: bool,
    pub(crate) payload: Vec<u8>,
    pub(crate) descriptor: Option<Vec<u8>>,
}

/// The extension that carries dependency descriptors, as browsers have it that offer it.
#[derive(Debug)]
pub(crate) struct Descriptors;

struct Carried(Vec<u8>);

impl Descriptors {
    const URI: &str =
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";

    pub(crate) fn offered(config: RtcConfig) -> RtcConfig {
        config.set_extension(11, Extension::with_serializer(Self::URI, Self))
    }
}

impl ExtensionSerializer for Descriptors {
    fn write_to(&self, buffer: &mut [u8], values: &ExtensionValues) -> usize {
        let Some(Carried(bytes)) = values.user_values.get::<Carried>() else { return 0 };
        buffer[..bytes.len()].copy_from_slice(bytes);
        bytes.len()
    }

    fn parse_value(&self, bytes: &[u8], values: &mut ExtensionValues) -> bool {
        values.user_values.set(Carried(bytes.to_vec()));
        true
    }

    fn is_video(&self) -> bool {
        true
    }

    fn is_audio(&self) -> bool {
        false
    }

    fn requires_two_byte_form(&self, values: &ExtensionValues) -> bool {
        values.user_values.get::<Carried>().is_some()
    }
}

impl Got {
    pub(crate) fn frame(&self) -> Frame {
        Frame::read(&self.payload).expect("a frame of a film")
    }
}

impl Guest {
    /// A page that has offered nothing yet.
    pub(crate) fn new(now: Instant, number: u16) -> Self {
        Self::with(now, number, &[Codec::Vp8])
    }

    /// The same, of a browser that knows these codecs.
    pub(crate) fn with(now: Instant, number: u16, codecs: &[Codec]) -> Self {
        Self::of(now, number, codecs, |config| config)
    }

    /// The same, of a browser with something of its own.
    pub(crate) fn of(
        now: Instant,
        number: u16,
        codecs: &[Codec],
        own: impl FnOnce(RtcConfig) -> RtcConfig,
    ) -> Self {
        let address: SocketAddr = ([10, 0, (number >> 8) as u8, (number & 0xff) as u8], 5_000).into();
        let mut config = Rtc::builder()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(codecs.contains(&Codec::Vp8))
            .enable_vp9(codecs.contains(&Codec::Vp9))
            .enable_av1(codecs.contains(&Codec::Av1));
        if codecs.contains(&Codec::H264) {
            config.codec_config().add_h264(108.into(), Some(109.into()), true, 0x42_e01f);
        }
        let mut rtc = own(config).build(now);
        rtc.add_local_candidate(Candidate::host(address, Protocol::Udp).expect("a candidate"));
        Self {
            rtc,
            number,
            address,
            sections: Vec::new(),
            pending: None,
            voice: None,
            camera: None,
            screen: None,
            sound: Sound { next: None, number: 60_000, time: 1_000 },
            due: None,
            got: BTreeMap::new(),
            is_connected: false,
            asked: vec![0; 3],
            obeys: true,
        }
    }

    /// A description with its sections in order.
    pub(crate) fn offer(&mut self, pictures: usize) -> String {
        let kinds = [
            (MediaKind::Audio, Direction::SendOnly),
            (MediaKind::Video, Direction::SendOnly),
            (MediaKind::Video, Direction::SendOnly),
            (MediaKind::Audio, Direction::SendOnly),
        ];
        let voices = std::iter::repeat_n((MediaKind::Audio, Direction::RecvOnly), 4);
        let shown = std::iter::repeat_n((MediaKind::Video, Direction::RecvOnly), pictures);
        let all: Vec<_> = kinds.into_iter().chain(voices).chain(shown).collect();
        let known = self.sections.len();
        let mut api = self.rtc.sdp_api();
        for (place, (kind, direction)) in all.into_iter().enumerate().skip(known) {
            let simulcast = (place == CAMERA).then(|| Simulcast {
                send: RIDS.iter().map(|rid| SimulcastLayer::new(rid)).collect(),
                recv: Vec::new(),
            });
            self.sections.push(api.add_media(kind, direction, None, None, simulcast));
        }
        let (offer, pending) = api.apply().expect("something changed");
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    /// A description that asks for another way.
    pub(crate) fn restart(&mut self) -> String {
        let mut api = self.rtc.sdp_api();
        api.ice_restart(true);
        let (offer, pending) = api.apply().expect("something changed");
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    pub(crate) fn answered(&mut self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).expect("an answer that can be read");
        let pending = self.pending.take().expect("an offer");
        self.rtc.sdp_api().accept_answer(pending, answer).expect("an answer that fits");
    }

    /// Moves to another address, as who goes from one network to another.
    pub(crate) fn moves(&mut self, address: SocketAddr) {
        let before = Candidate::host(self.address, Protocol::Udp).expect("a candidate");
        self.rtc.direct_api().invalidate_candidate(&before);
        self.address = address;
        self.rtc.add_local_candidate(Candidate::host(address, Protocol::Udp).expect("a candidate"));
    }

    pub(crate) fn receive(&mut self, now: Instant, from: SocketAddr, packet: &[u8]) {
        let Ok(received) = Receive::new(Protocol::Udp, from, self.address, packet) else { return };
        self.rtc.handle_input(Input::Receive(now, received)).expect("a client that goes on");
        self.due = None;
    }

    /// Something was done with the client that it was not told of.
    pub(crate) fn hurry(&mut self) {
        self.due = None;
    }

    /// Puts in what is due.
    pub(crate) fn make(&mut self, now: Instant) {
        if !self.is_connected {
            return;
        }
        self.speak(now);
        let number = self.number;
        let (camera, screen) = (self.sections[CAMERA], self.sections[SCREEN]);
        let made = [
            (
                camera,
                true,
                self.camera
                    .as_mut()
                    .map(|film| (film.codec, film.descriptor.clone(), film.make(now, number))),
            ),
            (
                screen,
                false,
                self.screen
                    .as_mut()
                    .map(|film| (film.codec, film.descriptor.clone(), film.make(now, number))),
            ),
        ];
        for (name, has_layers, made) in made {
            let Some((codec, descriptor, parts)) = made else { continue };
            for part in parts {
                let pt = self.pt(codec);
                let rid = has_layers.then(|| RIDS[part.layer].into());
                let mut values = ExtensionValues::default();
                if let Some(descriptor) = &descriptor {
                    values.user_values.set(Carried(descriptor.clone()));
                }
                let mut api = self.rtc.direct_api();
                let stream = api.stream_tx_by_mid(name, rid).expect("a section to send by");
                stream.write_rtp(
                    RtpWrite::new(pt, part.number.into(), part.time, now, part.payload)
                        .marker(part.marker)
                        .nackable(true)
                        .ext_vals(values),
                );
                self.due = None;
            }
        }
    }

    fn speak(&mut self, now: Instant) {
        let Some(level) = self.voice else { return };
        let next = *self.sound.next.get_or_insert(now);
        if now < next {
            return;
        }
        self.sound.next = Some(next + Duration::from_millis(20));
        let mut payload = vec![0x78; 80];
        payload[1..3].copy_from_slice(&self.number.to_be_bytes());
        self.say(now, level, payload);
    }

    /// Puts a packet in by the microphone, as loud as said.
    pub(crate) fn say(&mut self, now: Instant, level: u8, payload: Vec<u8>) {
        self.sound.number += 1;
        self.sound.time = self.sound.time.wrapping_add(960);
        let pt = self.pt(Codec::Opus);
        let values = ExtensionValues {
            audio_level: Some(-(level as i8)),
            voice_activity: Some(level < 60),
            ..ExtensionValues::default()
        };
        let name = self.sections[MICROPHONE];
        let mut api = self.rtc.direct_api();
        let stream = api.stream_tx_by_mid(name, None).expect("a section to speak by");
        stream.write_rtp(
            RtpWrite::new(pt, self.sound.number.into(), self.sound.time, now, payload).ext_vals(values),
        );
        self.due = None;
    }

    fn pt(&self, codec: Codec) -> Pt {
        self.rtc.codec_config().find(|params| params.spec().codec == codec).expect("a codec").pt()
    }

    /// Hands on what is to be sent.
    pub(crate) fn poll(&mut self, now: Instant, mut send: impl FnMut(SocketAddr, &[u8])) {
        if self.due.is_some_and(|due| due > now) {
            return;
        }
        loop {
            self.rtc.handle_input(Input::Timeout(now)).expect("a client that goes on");
            let mut has_sent = false;
            let due = loop {
                match self.rtc.poll_output().expect("a client that goes on") {
                    Output::Timeout(at) => break at,
                    Output::Transmit(sent) => {
                        has_sent = true;
                        send(sent.destination, &sent.contents);
                    }
                    Output::Event(event) => self.event(now, event),
                }
            };
            self.due = Some(due);
            if due > now + Duration::from_micros(1) || !has_sent {
                return;
            }
        }
    }

    fn event(&mut self, now: Instant, event: Event) {
        match event {
            Event::Connected => self.is_connected = true,
            Event::KeyframeRequest(request) => {
                let layer = request.rid.and_then(|rid| RIDS.iter().position(|name| **name == *rid));
                let is_camera = request.mid == self.sections[CAMERA];
                if is_camera && let (Some(film), Some(layer)) = (&mut self.camera, layer) {
                    film.ask_key(layer);
                    self.asked[layer] += 1;
                } else if let Some(film) = &mut self.screen {
                    film.ask_key(0);
                }
            }
            Event::RtpPacket(packet) => {
                let name = self.rtc.direct_api().stream_rx(&packet.header.ssrc).map(|stream| stream.mid());
                let section =
                    self.sections.iter().position(|section| Some(*section) == name).expect("a section");
                self.got.entry(section).or_default().push(Got {
                    at: now,
                    number: *packet.seq_no,
                    time: packet.header.timestamp,
                    marker: packet.header.marker,
                    payload: packet.payload.to_vec(),
                    descriptor: packet.header.ext_vals.user_values.get::<Carried>().map(|got| got.0.clone()),
                });
            }
            _ => {}
        }
    }

    /// What came by a section for a voice.
    pub(crate) fn heard(&self, section: usize) -> &[Got] {
        self.got.get(&(4 + section)).map_or(&[], |got| got)
    }

    /// What came by a section for a picture.
    pub(crate) fn seen(&self, section: usize) -> &[Got] {
        self.got.get(&(8 + section)).map_or(&[], |got| got)
    }

    /// Whose voices came by any section, and how many packets of each.
    pub(crate) fn voices(&self) -> BTreeMap<u16, usize> {
        let mut voices = BTreeMap::new();
        for got in (0..4).flat_map(|section| self.heard(section)) {
            *voices.entry(u16::from_be_bytes([got.payload[1], got.payload[2]])).or_default() += 1;
        }
        voices
    }

    pub(crate) fn forget(&mut self) {
        self.got.clear();
    }
}
