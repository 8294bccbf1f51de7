//! Every sample of the corpus keeps its meaning or is refused for a reason that is named here.

mod common;

use common::{Sample, TAG, all, unpacked};
use heliograph_signal::{Form, Kind, PackError, Reading, fingerprint, read, tag};
use std::collections::BTreeSet;
use webrtc_sdp::{SdpSession, attribute_type::SdpAttributeType, media_type::SdpMedia};

/// Samples nobody could connect to, or not safely.
const REFUSED: [(&str, PackError); 7] = [
    ("pub-aiortc-audiortcpwithoutport.sdp", PackError::NoCredentials),
    // Two samples that begin with comments, which a session description cannot have.
    ("pub-mozwebrtcsdp-08.sdp", PackError::NotADescription),
    ("pub-mozwebrtcsdp-11.sdp", PackError::NotADescription),
    ("pub-sdptransform-bfcp.sdp", PackError::NoCredentials),
    ("pub-sdptransform-normal.sdp", PackError::WeakFingerprint),
    ("pub-sdptransform-simulcast.sdp", PackError::NoCredentials),
    ("pub-sdptransform-tcp-passive.sdp", PackError::NoCredentials),
];

/// What a data channel description says, as another parser reads it.
#[derive(Debug, PartialEq)]
struct Meaning {
    fields: Vec<Option<String>>,
    /// Address, port and kind of each candidate over UDP.
    candidates: BTreeSet<String>,
}

impl Meaning {
    fn of(sdp: &str) -> Self {
        let session = webrtc_sdp::parse_sdp(sdp, false).expect("the oracle reads every data channel sample");
        let media = &session.media[0];
        let fields = [
            SdpAttributeType::IceUfrag,
            SdpAttributeType::IcePwd,
            SdpAttributeType::Fingerprint,
            SdpAttributeType::Setup,
            SdpAttributeType::Mid,
            SdpAttributeType::SctpPort,
        ];
        let fields = fields.into_iter().map(|kind| attribute(&session, media, kind)).collect();
        let candidates = media.get_attributes_of_type(SdpAttributeType::Candidate);
        let lines = candidates.into_iter().map(ToString::to_string);
        Self {
            fields,
            candidates: lines.filter(|line| !line.contains("TCP")).map(|line| spot(&line)).collect(),
        }
    }
}

fn attribute(session: &SdpSession, media: &SdpMedia, kind: SdpAttributeType) -> Option<String> {
    media.get_attribute(kind.clone()).or_else(|| session.get_attribute(kind)).map(ToString::to_string)
}

/// Address, port and kind from the text of a candidate.
fn spot(candidate: &str) -> String {
    let words: Vec<&str> = candidate.split(' ').collect();
    [words[4], words[5], words[7]].join(" ")
}

#[test]
fn every_sample_keeps_its_meaning_or_is_refused_for_a_named_reason() {
    for sample in all() {
        let refused = REFUSED.iter().find(|(name, _)| *name == sample.name).map(|(_, error)| *error);
        match sample.pack() {
            Err(error) => assert_eq!(Some(error), refused, "{}", sample.name),
            Ok(packed) => {
                assert_eq!(refused, None, "{} was packed", sample.name);
                check(&sample, &packed);
            }
        }
    }
}

fn check(sample: &Sample, packed: &heliograph_signal::Packed) {
    let name = &sample.name;
    let text = unpacked(&packed.code.text());
    assert_eq!(text, unpacked(&packed.code.digits()), "{name}");
    match packed.form {
        Form::Packed => {
            let (before, after) = (Meaning::of(&sample.sdp), Meaning::of(&text));
            assert_eq!(before.fields, after.fields, "{name}");
            assert!(after.candidates.is_subset(&before.candidates), "{name}");
            let dropped = packed.dropped.iter().map(|dropped| spot(dropped.candidate.reveal()));
            let mut accounted = after.candidates.clone();
            accounted.extend(dropped);
            assert!(accounted.is_superset(&before.candidates), "{name}: every candidate left out is listed");
            assert_eq!(after.candidates.len(), packed.kept, "{name}");
        }
        Form::Deflated(_) => assert_eq!(normal(&text), normal(&sample.sdp), "{name}"),
    }
    match (sample.kind(), read(&packed.code.text())) {
        (Kind::Offer, Ok(Reading::Offer(offer))) => {
            assert_eq!(Some(offer.tag), tag(&sample.sdp), "{name}");
            assert_eq!(offer.tag, packed.tag, "{name}");
            assert_eq!(Some(offer.description.fingerprint()), fingerprint(&sample.sdp), "{name}");
        }
        (Kind::Answer, Ok(Reading::Answer(answer))) => {
            assert_eq!(answer.tag, TAG, "{name}");
            assert_eq!(Some(answer.description.fingerprint()), fingerprint(&sample.sdp), "{name}");
        }
        _ => panic!("{name} changed its kind"),
    }
}

/// Line ends and the case of fingerprints carry no meaning.
fn normal(sdp: &str) -> Vec<String> {
    let line =
        |line: &str| if line.starts_with("a=fingerprint:") { line.to_lowercase() } else { line.to_owned() };
    sdp.lines().filter(|text| !text.is_empty()).map(line).collect()
}

#[test]
fn every_data_channel_sample_fits_130_bytes() {
    for sample in all().into_iter().filter(Sample::is_data_channel) {
        let packed = sample.pack().unwrap();
        assert!(packed.code.bytes().len() <= 130, "{}: {} bytes", sample.name, packed.code.bytes().len());
        assert_eq!(packed.form, Form::Packed, "{}", sample.name);
    }
}

#[test]
fn the_size_samples_stay_within_their_budgets() {
    for (name, budget) in [
        ("size-chromium-offer.sdp", 66),
        ("size-firefox-offer.sdp", 66),
        ("size-chromium-mdns-offer.sdp", 82),
        ("size-firefox-mdns-offer.sdp", 82),
        ("size-chromium-answer.sdp", 58),
        ("size-firefox-answer.sdp", 58),
    ] {
        let packed = common::sample(name).pack().unwrap();
        assert!(packed.code.bytes().len() <= budget, "{name}: {} bytes", packed.code.bytes().len());
    }
}
