//! What the browser measures of a connection (W3C WebRTC Statistics), read in one pass. Whatever a browser does not
//! measure is missing.

mod route;

use std::collections::BTreeMap;

use heliograph_session::{Event, Measured, Section, StreamMeasured};
use heliograph_wire::{PeerId, Private};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::sections::{SECTIONS, Sections};
use crate::emit::Emit;
use crate::script::{called, member, number, text};

use route::End;

/// Measures a connection once; one that is closed meanwhile has nothing to tell.
pub(crate) fn measure(peer: PeerId, sections: &Sections, emit: &Emit) {
    let (asked, mids, emit) = (sections.connection().get_stats(), sections.mids(), emit.clone());
    let sealing = sections.sealing();
    spawn_local(async move {
        if let Ok(report) = JsFuture::from(asked).await {
            let measured = Measured { sealing, ..Report::new(&report).read(&mids) };
            emit.now(Event::LinkMeasured { peer, measured });
        }
    });
}

/// Everything in a report by its identifier.
pub(crate) struct Report(BTreeMap<String, JsValue>);

impl Report {
    pub(crate) fn new(report: &JsValue) -> Self {
        let values = called(report, "values").map(JsCast::unchecked_into::<js_sys::Iterator>);
        let values = values.into_iter().flatten().filter_map(Result::ok);
        Self(values.filter_map(|value| Some((text(&value, "id")?, value))).collect())
    }

    fn read(&self, mids: &[Option<String>; 4]) -> Measured {
        let pair = self.pair();
        let of_pair = |name| pair.and_then(|pair| number(pair, name));
        let end = |name| pair.and_then(|pair| self.named(pair, name)).map(End::read);
        let (here, there) = (end("localCandidateId"), end("remoteCandidateId"));
        // Firefox tells whole milliseconds here, and so nothing of a short way; the other side's reports tell more.
        let reported = || self.of_type("remote-inbound-rtp").find_map(|it| number(it, "roundTripTime"));
        let round_trip = of_pair("currentRoundTripTime").filter(|seconds| *seconds > 0.0).or_else(reported);
        Measured {
            round_trip: round_trip.map(micros),
            bytes_sent: of_pair("bytesSent").map_or(0, whole),
            bytes_received: of_pair("bytesReceived").map_or(0, whole),
            route: route::kind(here.as_ref(), there.as_ref()),
            ends: here.zip(there).map(|(here, there)| Private::new([here.to_text(), there.to_text()])),
            sent: self.streams("outbound-rtp", mids).collect(),
            received: self.streams("inbound-rtp", mids).collect(),
            sealing: Vec::new(),
        }
    }

    /// The two candidates between which packets go.
    pub(crate) fn pair(&self) -> Option<&JsValue> {
        let selected = self.of_type("transport").find_map(|it| self.named(it, "selectedCandidatePairId"));
        let holds = |it: &&JsValue| {
            member(it, "nominated").is_some_and(|nominated| nominated.is_truthy())
                && text(it, "state").as_deref() == Some("succeeded")
        };
        selected.or_else(|| self.of_type("candidate-pair").find(holds))
    }

    fn streams(
        &self,
        kind: &'static str,
        mids: &[Option<String>; 4],
    ) -> impl Iterator<Item = StreamMeasured> {
        let section = |stream: &JsValue| {
            let mid = text(stream, "mid")?;
            let place = mids.iter().position(|other| other.as_ref() == Some(&mid))?;
            SECTIONS.get(place).copied()
        };
        let streams = self.of_type(kind).filter_map(move |stream| Some((section(stream)?, stream)));
        streams.map(|(section, stream)| self.stream(section, stream)).filter(|stream| stream.bytes > 0)
    }

    fn stream(&self, section: Section, stream: &JsValue) -> StreamMeasured {
        let first = |names: [&str; 2]| names.into_iter().find_map(|name| number(stream, name)).map(whole);
        // Of what is sent, the other side says what became of it.
        let receiver =
            self.of_type("remote-inbound-rtp").find(|it| text(it, "localId") == text(stream, "id"));
        let arrived = receiver.unwrap_or(stream);
        let codec = self.named(stream, "codecId").and_then(|codec| text(codec, "mimeType"));
        let size = number(stream, "frameWidth").zip(number(stream, "frameHeight"));
        StreamMeasured {
            section,
            codec: codec.and_then(|name| Some(name.split_once('/')?.1.to_owned())),
            bytes: first(["bytesSent", "bytesReceived"]).unwrap_or_default(),
            packets: first(["packetsSent", "packetsReceived"]).unwrap_or_default(),
            lost: number(arrived, "packetsLost").map_or(0, whole),
            jitter: number(arrived, "jitter").map(micros),
            size: size.map(|(width, height)| (width as u32, height as u32)).filter(|size| *size != (0, 0)),
            frames: first(["framesEncoded", "framesDecoded"]).unwrap_or_default(),
        }
    }

    /// All entries of a type.
    pub(crate) fn of_type(&self, kind: &'static str) -> impl Iterator<Item = &JsValue> {
        self.0.values().filter(move |it| text(it, "type").as_deref() == Some(kind))
    }

    /// What another entry names by its identifier.
    fn named(&self, entry: &JsValue, name: &str) -> Option<&JsValue> {
        self.0.get(&text(entry, name)?)
    }
}

/// Counts fit: no connection carries 2^53 bytes. What is negative, as a loss of packets that came twice, is none.
fn whole(number: f64) -> u64 {
    number as u64
}

fn micros(seconds: f64) -> u64 {
    whole(seconds * 1_000_000.0)
}
