//! Hands the frames of senders and receivers to the worker that seals and opens them (W3C WebRTC Encoded Transform).

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{RtcRtpSender, Worker};

use crate::script::{called, forget, function, member, object, set};

#[wasm_bindgen]
extern "C" {
    /// Each form of the page starts the worker in its own way; the start script knows how.
    #[wasm_bindgen(js_namespace = heliograph, js_name = frame, catch)]
    pub(crate) fn start_worker() -> Result<Promise, JsValue>;
}

/// Hands the frames of a sender or receiver to a worker; the older way is [`STREAMS`].
const TRANSFORM: &str = "RTCRtpScriptTransform";

const STREAMS: &str = "createEncodedStreams";

/// Which way frames go.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// To the other side.
    Out,
    /// From there.
    In,
}

/// Whether this page can have frames sealed.
pub(crate) fn can_seal() -> bool {
    let worker = member(&js_sys::global(), "heliograph").and_then(|app| function(&app, "frame"));
    worker.is_some() && (transform().is_some() || needs_streams())
}

/// Whether connections have to be told from their beginning on that their frames may be sealed.
pub(crate) fn needs_streams() -> bool {
    let sender = function(&js_sys::global(), "RTCRtpSender").and_then(|sender| member(&sender, "prototype"));
    transform().is_none() && sender.is_some_and(|sender| function(&sender, STREAMS).is_some())
}

/// Hands the frames of a sender or receiver over to the worker, with what it has to know of them. In the task in which the
/// transceiver came to be: later some browsers let no frame pass there any more. None where it cannot be done.
pub(crate) fn hand_over(worker: &Worker, end: &JsValue, options: &JsValue) -> Option<()> {
    if let Some(transform) = transform() {
        let transform = Reflect::construct(&transform, &Array::of2(worker, options)).ok()?;
        let taken = Reflect::set(end, &JsValue::from_str("transform"), &transform);
        return taken.is_ok_and(|taken| taken).then_some(());
    }
    let streams = called(end, STREAMS)?;
    let (readable, writable) = (member(&streams, "readable")?, member(&streams, "writable")?);
    let handed_over = Array::of2(&readable, &writable);
    let streams = [("readable", readable), ("writable", writable), ("options", options.clone())];
    let message = object(&[("streams", object(&streams))]);
    worker.post_message_with_transfer(&message, &handed_over).ok()
}

/// Tells the worker which codecs payload types stand for: not every browser says it of each frame.
pub(crate) fn name_payloads(worker: &Worker, way: Way, sdp: &str) {
    let names = Object::new();
    for (payload_type, name) in payloads(sdp) {
        set(&names, &payload_type.to_string(), &name.into());
    }
    let seals = matches!(way, Way::Out).into();
    let payload_types = object(&[("seals", seals), ("names", names.into())]);
    // It has no way to refuse: these are a few short texts.
    let _ = worker.post_message(&object(&[("payloadTypes", payload_types)]));
}

/// Asks this side's encoder for a key frame (W3C WebRTC, `setParameters`): some browsers let no worker ask it.
pub(crate) fn make_key_frame(sender: &RtcRtpSender) {
    let parameters: JsValue = sender.get_parameters().into();
    let encodings = member(&parameters, "encodings").map(|encodings| Array::from(&encodings));
    let encodings = encodings.unwrap_or_default();
    let each: Array = encodings.iter().map(|_| object(&[("keyFrame", JsValue::TRUE)])).collect();
    let options = object(&[("encodingOptions", each.into())]);
    let set = function(sender, "setParameters");
    forget(set.and_then(|set| set.call2(sender, &parameters, &options).ok()));
}

/// Which payload type stands for which codec in a description (RFC 8866, section 6.6). All sections share their transport,
/// so it is the same in all of them (RFC 8843, section 9.1).
fn payloads(sdp: &str) -> impl Iterator<Item = (u8, &str)> {
    sdp.lines().filter_map(|line| {
        let (payload_type, codec) = line.strip_prefix("a=rtpmap:")?.split_once(' ')?;
        Some((payload_type.parse().ok()?, codec.split_once('/')?.0))
    })
}

fn transform() -> Option<Function> {
    function(&js_sys::global(), TRANSFORM)
}
