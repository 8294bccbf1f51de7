//! How much of the line each section may use (W3C WebRTC, `setParameters`). What a browser does not take is left out.

use heliograph_session::{Section, Thrift};
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::RtcRtpSender;

use crate::script::{called, called_with, forget, member, number, set};

/// How wide a picture is under low data, in pixels: a face can be told at that.
const THRIFTY_WIDTH: f64 = 320.0;

struct Limits {
    /// Bits per second.
    rate: u32,
    /// Per second.
    frames: Option<u32>,
    /// In pixels.
    width: Option<f64>,
}

/// Keeps a sender within its limits from now on. When the line carries less, sound goes first, a face keeps moving,
/// and a screen stays readable.
pub(crate) fn limit(sender: &RtcRtpSender, section: Section, thrift: Thrift) {
    let limits = limits(section, thrift);
    let parameters: JsValue = sender.get_parameters().into();
    let encodings = member(&parameters, "encodings").map(|encodings| Array::from(&encodings));
    let Some(encoding) = encodings.map(|encodings| encodings.get(0)).filter(JsValue::is_object) else {
        return;
    };
    set(&encoding, "maxBitrate", &limits.rate.into());
    if let Some(frames) = limits.frames {
        set(&encoding, "maxFramerate", &frames.into());
        let wider = limits.width.and_then(|width| Some(width_of(sender)? / width));
        set(&encoding, "scaleResolutionDownBy", &wider.unwrap_or(1.0).max(1.0).into());
    }
    if section == Section::Voice {
        set(&encoding, "priority", &JsValue::from_str("high"));
        set(&encoding, "networkPriority", &JsValue::from_str("high"));
    }
    let preference = match section {
        Section::Camera => Some("maintain-framerate"),
        Section::Screen => Some("maintain-resolution"),
        Section::Voice | Section::ScreenSound => None,
    };
    if let Some(preference) = preference {
        set(&parameters, "degradationPreference", &JsValue::from_str(preference));
    }
    forget(called_with(sender, "setParameters", &parameters));
}

const fn limits(section: Section, thrift: Thrift) -> Limits {
    match (section, thrift) {
        (Section::Voice, Thrift::Full) => Limits { rate: 48_000, frames: None, width: None },
        (Section::Voice, Thrift::LowData) => Limits { rate: 24_000, frames: None, width: None },
        (Section::Camera, Thrift::Full) => Limits { rate: 2_500_000, frames: Some(30), width: None },
        (Section::Camera, Thrift::LowData) => {
            Limits { rate: 150_000, frames: Some(15), width: Some(THRIFTY_WIDTH) }
        }
        (Section::Screen, Thrift::Full) => Limits { rate: 4_000_000, frames: Some(30), width: None },
        (Section::Screen, Thrift::LowData) => Limits { rate: 300_000, frames: Some(5), width: None },
        (Section::ScreenSound, Thrift::Full) => Limits { rate: 128_000, frames: None, width: None },
        (Section::ScreenSound, Thrift::LowData) => Limits { rate: 32_000, frames: None, width: None },
    }
}

fn width_of(sender: &RtcRtpSender) -> Option<f64> {
    number(&called(sender.track().as_ref()?, "getSettings")?, "width")
}
