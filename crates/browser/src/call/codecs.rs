//! Which codecs come first (W3C WebRTC, `setCodecPreferences`). Between two people none is left out: the other side may have
//! no other.

use heliograph_session::Section;
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{RtcRtpReceiver, RtcRtpTransceiver};

use crate::script::{called_with, member, number, text};

/// With so many processors, VP9 is encoded and decoded in time.
const ENOUGH_FOR_VP9: f64 = 4.0;

/// And with so many, so is AV1 with its tools for screens.
const ENOUGH_FOR_AV1: f64 = 8.0;

/// What only helps another codec: it follows them all, since a section is spoken in its first.
const COMPANIONS: [&str; 6] = ["rtx", "red", "ulpfec", "flexfec-03", "cn", "telephone-event"];

/// Orders the codecs of a section as it is best for what it carries, and for this machine.
pub(crate) fn prefer(transceiver: &RtcRtpTransceiver, section: Section) {
    let processors = web_sys::window().and_then(|window| number(&window.navigator(), "hardwareConcurrency"));
    let favourites = favourites(section, processors.unwrap_or(1.0));
    let kind = transceiver.receiver().track().kind();
    let Some(known) = RtcRtpReceiver::get_capabilities(&kind).and_then(|known| member(&known, "codecs"))
    else {
        return;
    };
    let mut codecs: Vec<JsValue> = Array::from(&known).iter().collect();
    codecs.sort_by_key(|codec| rank(codec, favourites));
    // A browser that refuses keeps its own order, which works as well.
    let _ = called_with(transceiver, "setCodecPreferences", &codecs.into_iter().collect::<Array>());
}

/// Leaves out all codecs of a section but these.
pub(crate) fn only(transceiver: &RtcRtpTransceiver, names: &[&str]) {
    let kind = transceiver.receiver().track().kind();
    let Some(known) = RtcRtpReceiver::get_capabilities(&kind).and_then(|known| member(&known, "codecs"))
    else {
        return;
    };
    let codecs = Array::from(&known).into_iter().filter(|codec| names.contains(&name(codec).as_str()));
    // A browser that refuses offers more than that.
    let _ = called_with(transceiver, "setCodecPreferences", &codecs.collect::<Array>());
}

const fn favourites(section: Section, processors: f64) -> &'static [&'static str] {
    match section {
        Section::Voice | Section::ScreenSound => &["opus"],
        Section::Screen if processors >= ENOUGH_FOR_AV1 => &["av1", "vp9", "vp8", "h264"],
        Section::Screen => &["vp9", "vp8", "av1", "h264"],
        Section::Camera if processors >= ENOUGH_FOR_VP9 => &["vp9", "vp8", "h264", "av1"],
        Section::Camera => &["vp8", "vp9", "h264", "av1"],
    }
}

fn rank(codec: &JsValue, favourites: &[&str]) -> usize {
    let name = name(codec);
    if COMPANIONS.contains(&name.as_str()) {
        return usize::MAX;
    }
    // The other profiles of VP9 are for pictures with more colours than a camera sees.
    let rare = text(codec, "sdpFmtpLine").is_some_and(|line| name == "vp9" && !line.contains("profile-id=0"));
    let place = favourites.iter().position(|favourite| *favourite == name).filter(|_| !rare);
    place.unwrap_or(favourites.len())
}

fn name(codec: &JsValue) -> String {
    let name = text(codec, "mimeType").unwrap_or_default().to_ascii_lowercase();
    name.split_once('/').map(|(_, name)| name.to_owned()).unwrap_or_default()
}
