use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Instant;

use heliograph_wire::room::{Layer, RIDS, VOICES_AT_MOST};
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind, Mid, Pt, Rid, Simulcast, SimulcastLayer};
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite, Ssrc};
use str0m::{Event, RtcError};

use crate::mark::Medium;
use crate::peer::{Datagram, Peer, settings};
use crate::sources::Packet;

/// A page in a room, without a browser: the sections that pages offer, in the order in which they offer them, and what
/// crosses them.
pub struct Page {
    peer: Peer,
    own: BTreeMap<Mid, Own>,
    places: BTreeMap<Mid, Place>,
    pictures: u8,
    pending: Option<SdpPendingOffer>,
    streams: BTreeMap<Ssrc, Mid>,
}

/// By which section something comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// By this one of those for voices, counted from 0.
    Voice(u8),
    /// By this one of those for pictures, counted from 0.
    Picture(u8),
}

/// What a page hears of its connection.
#[derive(Debug)]
pub enum PageEvent {
    /// It is there.
    Connected,
    /// A packet came.
    Came(Place, Box<RtpPacket>),
    /// A key frame of this is asked for.
    KeyWanted(Medium),
    /// It is lost, or over.
    Over,
}

/// What a section sends, in the order in which a page offers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    Microphone,
    Camera,
    Screen,
    ScreenSound,
}

impl Page {
    /// A page at this address that shows so many pictures, and its first offer.
    pub fn new(now: Instant, at: SocketAddr, pictures: u8) -> Result<(Self, String), RtcError> {
        let mut page = Self::without_sections(now, at)?;
        let offer = page.offer(pictures);
        Ok((page, offer))
    }

    /// What only shows its screen, as it is offered to other servers, and its offer.
    pub fn sharing(now: Instant, at: SocketAddr) -> Result<(Self, String), RtcError> {
        let mut page = Self::without_sections(now, at)?;
        let own = &mut page.own;
        let made = page.peer.with(|rtc| {
            let mut changes = rtc.sdp_api();
            own.insert(
                changes.add_media(MediaKind::Video, Direction::SendOnly, None, None, None),
                Own::Screen,
            );
            changes.apply()
        });
        let offer = page.keep(made);
        Ok((page, offer))
    }

    /// What only watches, as other servers offer it, and its answer.
    pub fn watching(now: Instant, at: SocketAddr, offer: &str) -> Result<(Self, String), RtcError> {
        let mut page = Self::without_sections(now, at)?;
        let offer = SdpOffer::from_sdp_string(offer)?;
        let answer = page.peer.with(|rtc| rtc.sdp_api().accept_offer(offer))?;
        Ok((page, answer.to_sdp_string()))
    }

    fn without_sections(now: Instant, at: SocketAddr) -> Result<Self, RtcError> {
        Ok(Self {
            peer: Peer::new(settings(), now, at)?,
            own: BTreeMap::new(),
            places: BTreeMap::new(),
            pictures: 0,
            pending: None,
            streams: BTreeMap::new(),
        })
    }

    /// Offers so many more pictures. What is there already stays as it is.
    pub fn offer(&mut self, more_pictures: u8) -> String {
        let (own, places, pictures) = (&mut self.own, &mut self.places, &mut self.pictures);
        let made = self.peer.with(|rtc| {
            let mut changes = rtc.sdp_api();
            if own.is_empty() {
                let sections = [
                    (Own::Microphone, MediaKind::Audio, None),
                    (Own::Camera, MediaKind::Video, Some(layers())),
                    (Own::Screen, MediaKind::Video, None),
                    (Own::ScreenSound, MediaKind::Audio, None),
                ];
                for (what, kind, simulcast) in sections {
                    own.insert(changes.add_media(kind, Direction::SendOnly, None, None, simulcast), what);
                }
                for section in 0..VOICES_AT_MOST as u8 {
                    let mid = changes.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
                    places.insert(mid, Place::Voice(section));
                }
            }
            for _ in 0..more_pictures {
                let mid = changes.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None);
                places.insert(mid, Place::Picture(*pictures));
                *pictures += 1;
            }
            changes.apply()
        });
        self.keep(made)
    }

    /// Offers another way: an ICE restart from this address.
    pub fn restart(&mut self) -> String {
        let made = self.peer.with(|rtc| {
            let mut changes = rtc.sdp_api();
            changes.ice_restart(true);
            changes.apply()
        });
        self.keep(made)
    }

    /// Takes the answer to the last offer.
    pub fn answered(&mut self, sdp: &str) -> Result<(), RtcError> {
        let answer = SdpAnswer::from_sdp_string(sdp)?;
        let Some(pending) = self.pending.take() else { return Ok(()) };
        self.peer.with(|rtc| rtc.sdp_api().accept_answer(pending, answer))
    }

    /// The connection itself.
    pub const fn peer(&mut self) -> &mut Peer {
        &mut self.peer
    }

    /// When the connection wants to be woken.
    pub const fn deadline(&self) -> Instant {
        self.peer.deadline()
    }

    /// How many sections for pictures it has.
    pub const fn pictures(&self) -> u8 {
        self.pictures
    }

    /// Takes what came from somebody.
    pub fn receive(&mut self, now: Instant, from: SocketAddr, bytes: &[u8]) {
        self.peer.receive(now, from, bytes);
    }

    /// What is to be sent next.
    pub fn next_out(&mut self) -> Option<Datagram> {
        self.peer.next_out()
    }

    /// Asks for a key frame of the picture that comes by a section.
    pub fn ask_for_key(&mut self, section: u8) {
        let place = Place::Picture(section);
        let Some(mid) = self.places.iter().find(|(_, it)| **it == place).map(|(mid, _)| *mid) else { return };
        self.peer.with(|rtc| {
            if let Some(stream) = rtc.direct_api().stream_rx_by_mid(mid, None) {
                stream.request_keyframe(str0m::media::KeyframeRequestKind::Pli);
            }
        });
    }

    /// By which section something is sent, and under which name of a layer.
    pub fn section(&self, medium: Medium) -> Option<(Mid, Option<Rid>)> {
        let (section, rid) = match medium {
            Medium::Voice => (Own::Microphone, None),
            Medium::Camera(layer) => (Own::Camera, rid(layer)),
            Medium::Screen => (Own::Screen, None),
            Medium::ScreenSound => (Own::ScreenSound, None),
        };
        Some((self.own.iter().find(|(_, own)| **own == section).map(|(mid, _)| *mid)?, rid))
    }

    /// Sends a packet, and says by which source. It is passed over where the section was not answered yet.
    pub fn send(&mut self, now: Instant, medium: Medium, packet: Packet) -> Option<u32> {
        let (mid, rid) = self.section(medium)?;
        let codec = if medium.picture().is_some() { Codec::Vp8 } else { Codec::Opus };
        self.peer.with(|rtc| {
            let pt = payload_type(rtc, codec)?;
            let mut api = rtc.direct_api();
            let stream = api.stream_tx_by_mid(mid, rid)?;
            let extensions = ExtensionValues {
                audio_level: packet.level,
                voice_activity: packet.level.map(|level| level > -60),
                ..ExtensionValues::default()
            };
            let seq_no = u64::from(packet.number).into();
            let write = RtpWrite::new(pt, seq_no, packet.time, now, packet.payload)
                .marker(packet.is_last)
                .nackable(medium.picture().is_some())
                .ext_vals(extensions);
            stream.write_rtp(write);
            Some(*stream.ssrc())
        })
    }

    /// What the page hears next.
    pub fn next_event(&mut self) -> Option<PageEvent> {
        while let Some(event) = self.peer.next_event() {
            match event {
                Event::Connected => return Some(PageEvent::Connected),
                Event::Closed => return Some(PageEvent::Over),
                Event::IceConnectionStateChange(str0m::IceConnectionState::Disconnected) => {
                    return Some(PageEvent::Over);
                }
                Event::KeyframeRequest(request) => {
                    if let Some(medium) = self.medium(request.mid, request.rid) {
                        return Some(PageEvent::KeyWanted(medium));
                    }
                }
                Event::RtpPacket(packet) => {
                    if let Some(place) = self.place(&packet) {
                        return Some(PageEvent::Came(place, Box::new(packet)));
                    }
                }
                Event::MediaAdded(added) if added.kind == MediaKind::Video => self.find_place(added.mid),
                // Of the rest a page makes nothing.
                _ => {}
            }
        }
        None
    }

    fn keep(&mut self, made: Option<(SdpOffer, SdpPendingOffer)>) -> String {
        let Some((offer, pending)) = made else { return String::new() };
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    /// A section for pictures that somebody else offered comes after those that there are.
    fn find_place(&mut self, mid: Mid) {
        if !self.own.contains_key(&mid) && !self.places.contains_key(&mid) {
            self.places.insert(mid, Place::Picture(self.pictures));
            self.pictures += 1;
        }
    }

    fn medium(&self, mid: Mid, rid: Option<Rid>) -> Option<Medium> {
        match self.own.get(&mid)? {
            Own::Camera => {
                let name = rid?;
                let layer = RIDS.iter().position(|rid| *rid == &*name)?;
                Some(Medium::Camera(Layer(layer as u8)))
            }
            Own::Screen => Some(Medium::Screen),
            Own::Microphone | Own::ScreenSound => None,
        }
    }

    fn place(&mut self, packet: &RtpPacket) -> Option<Place> {
        let ssrc = packet.header.ssrc;
        let mid = match self.streams.get(&ssrc) {
            Some(mid) => *mid,
            None => {
                let mid = self.peer.with(|rtc| Some(rtc.direct_api().stream_rx(&ssrc)?.mid()))?;
                self.streams.insert(ssrc, mid);
                mid
            }
        };
        self.places.get(&mid).copied()
    }
}

/// The layers that a page offers of its camera.
fn layers() -> Simulcast {
    let mut layers = Simulcast::new();
    for rid in RIDS {
        layers.add_send_layer(SimulcastLayer::new(rid));
    }
    layers
}

fn rid(layer: Layer) -> Option<Rid> {
    RIDS.get(usize::from(layer.0)).map(|rid| Rid::from(*rid))
}

fn payload_type(rtc: &str0m::Rtc, codec: Codec) -> Option<Pt> {
    rtc.codec_config().find(|it| it.spec().codec == codec).map(|it| it.pt())
}
