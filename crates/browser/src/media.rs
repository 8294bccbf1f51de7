//! Asks the browser for cameras, microphones and screens (W3C Media Capture and Streams; Screen Capture).

use std::future::Future;

use heliograph_session::{Camera, Cameras, CaptureError, Facing, Pick, Torch};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack,
};

use crate::census::Counted;
use crate::environment::has;
use crate::script::{called, function, member, object, set, text};

/// Enough to read a code across a table, and to see a face.
const WIDTH: u32 = 1_280;
const HEIGHT: u32 = 720;
const FRAMES: u32 = 30;

/// Which camera is wanted.
pub(crate) struct Wish {
    pub(crate) pick: Pick,
    /// The one that was open before; when the way to look is all that is wished, another one is wanted.
    pub(crate) before: Option<String>,
}

/// What a device captures; its light goes out when this is dropped.
pub(crate) struct Stream {
    media: MediaStream,
    _counted: Counted,
}

/// Asks for a camera, which asks the person where they have not said before.
pub(crate) async fn camera(wish: Wish) -> Result<Stream, CaptureError> {
    let facing = match wish.pick {
        Pick::Any => return video(&[]).await,
        Pick::Device(device) => return video(&[("deviceId", exact(device.0.reveal()))]).await,
        Pick::Facing(facing) => facing,
    };
    let stream = video(&[("facingMode", ideal(&JsValue::from_str(mode(facing))))]).await?;
    let Some(before) = wish.before.filter(|before| stream.device().as_ref() == Some(before)) else {
        return Ok(stream);
    };
    // The cameras of most computers look no way in particular, so the next one is the other one.
    let Some(next) = next_after(&before, &video_inputs().await) else { return Ok(stream) };
    drop(stream);
    video(&[("deviceId", ideal(&JsValue::from_str(&next)))]).await
}

/// Asks for a microphone that hears the person rather than the room or the other side.
pub(crate) async fn microphone(pick: Pick) -> Result<Stream, CaptureError> {
    let wanted = ["echoCancellation", "noiseSuppression", "autoGainControl"];
    let audio = object(&wanted.map(|name| (name, JsValue::TRUE)));
    if let Pick::Device(device) = pick {
        set(&audio, "deviceId", &exact(device.0.reveal()));
    }
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&audio);
    ask(&constraints).await
}

/// Asks the person for a screen, with what it sounds like where the browser can capture that. The page itself is not
/// worth seeing, and its own sound is what the other side says.
pub(crate) async fn screen() -> Result<Stream, CaptureError> {
    let devices = devices()?;
    let wanted = object(&[
        ("video", object(&[("frameRate", ideal(&FRAMES.into()))])),
        ("audio", object(&[("restrictOwnAudio", JsValue::TRUE), ("echoCancellation", JsValue::FALSE)])),
        ("systemAudio", JsValue::from_str("include")),
        ("selfBrowserSurface", JsValue::from_str("exclude")),
        ("surfaceSwitching", JsValue::from_str("include")),
    ]);
    let capture = function(&devices, "getDisplayMedia").ok_or(CaptureError::Failed)?;
    let asked = capture.call1(&devices, &wanted).map_err(|error| cause(&error))?;
    Stream::answered(asked.unchecked_into()).await
}

/// How many cameras a person can choose from.
pub(crate) async fn cameras() -> Cameras {
    if video_inputs().await.len() > 1 { Cameras::Several } else { Cameras::One }
}

/// Whether there is any device of a kind.
pub(crate) async fn any(kind: MediaDeviceKind) -> bool {
    listed().await.iter().any(|device| device.kind() == kind)
}

/// All devices that the browser tells of.
pub(crate) async fn listed() -> Vec<MediaDeviceInfo> {
    let Some(listed) = devices().ok().and_then(|devices| devices.enumerate_devices().ok()) else {
        return Vec::new();
    };
    let Ok(list) = JsFuture::from(listed).await else { return Vec::new() };
    list.unchecked_into::<Array>().iter().map(JsCast::unchecked_into).collect()
}

/// Where browsers tell of devices; none for pages that came over an insecure connection.
pub(crate) fn devices() -> Result<MediaDevices, CaptureError> {
    let window = web_sys::window().ok_or(CaptureError::Failed)?;
    if !window.is_secure_context() {
        return Err(CaptureError::InsecurePage);
    }
    let navigator = window.navigator();
    if !has(&navigator, "mediaDevices") {
        return Err(CaptureError::Failed);
    }
    navigator.media_devices().map_err(|_: JsValue| CaptureError::Failed)
}

impl Stream {
    async fn answered(asked: js_sys::Promise) -> Result<Self, CaptureError> {
        let media = JsFuture::from(asked).await.map_err(|error| cause(&error))?;
        Ok(Self { media: media.unchecked_into(), _counted: Counted::capture() })
    }

    pub(crate) const fn media(&self) -> &MediaStream {
        &self.media
    }

    /// The picture.
    pub(crate) fn picture(&self) -> Option<MediaStreamTrack> {
        self.media.get_video_tracks().get(0).dyn_into().ok()
    }

    /// The sound.
    pub(crate) fn sound(&self) -> Option<MediaStreamTrack> {
        self.media.get_audio_tracks().get(0).dyn_into().ok()
    }

    /// What the browser calls this device.
    pub(crate) fn device(&self) -> Option<String> {
        text(&self.settings()?, "deviceId").filter(|id| !id.is_empty())
    }

    /// Where a camera says that it looks.
    pub(crate) fn facing(&self) -> Option<Facing> {
        match text(&self.settings()?, "facingMode")?.as_str() {
            "user" => Some(Facing::Front),
            "environment" => Some(Facing::Back),
            _ => None,
        }
    }

    /// What is known of the camera; one that does not say where it looks does as asked.
    pub(crate) fn camera(&self, asked: Facing, cameras: Cameras) -> Camera {
        let shines = || self.settings().and_then(|it| member(&it, "torch")).is_some_and(|it| it.is_truthy());
        let torch = match self.has_torch() {
            true if shines() => Torch::On,
            true => Torch::Off,
            false => Torch::Absent,
        };
        Camera { facing: self.facing().unwrap_or(asked), torch, cameras }
    }

    /// Switches the light (W3C MediaStream Image Capture, section 5).
    pub(crate) fn set_torch(&self, torch: Torch) -> impl Future<Output = Option<()>> + use<> {
        let track = self.picture();
        async move {
            let constraints = object(&[("torch", JsValue::from_bool(torch == Torch::On))]);
            let constraints = object(&[("advanced", Array::of1(&constraints).into())]);
            let apply = function(track.as_ref()?, "applyConstraints")?;
            let applied: js_sys::Promise =
                apply.call1(track.as_ref()?, &constraints).ok()?.dyn_into().ok()?;
            JsFuture::from(applied).await.ok().map(|_| ())
        }
    }

    fn has_torch(&self) -> bool {
        let track = self.picture();
        let capabilities = track.as_ref().and_then(|track| called(track, "getCapabilities"));
        capabilities.and_then(|capabilities| member(&capabilities, "torch")).is_some_and(|it| it.is_truthy())
    }

    /// Of the picture, or else of the sound.
    fn settings(&self) -> Option<JsValue> {
        called(self.picture().or_else(|| self.sound()).as_ref()?, "getSettings")
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        for track in self.media.get_tracks().iter() {
            track.unchecked_ref::<MediaStreamTrack>().stop();
        }
    }
}

async fn video(wanted: &[(&str, JsValue)]) -> Result<Stream, CaptureError> {
    let video = object(wanted);
    for (name, value) in [("width", WIDTH), ("height", HEIGHT), ("frameRate", FRAMES)] {
        set(&video, name, &ideal(&value.into()));
    }
    let constraints = MediaStreamConstraints::new();
    constraints.set_video(&video);
    ask(&constraints).await
}

async fn ask(constraints: &MediaStreamConstraints) -> Result<Stream, CaptureError> {
    let asked = devices()?.get_user_media_with_constraints(constraints).map_err(|error| cause(&error))?;
    Stream::answered(asked.unchecked_into()).await
}

/// Why `getUserMedia` and `getDisplayMedia` fail: W3C Media Capture and Streams, section 10.3.2; Screen Capture,
/// section 5.1.
fn cause(error: &JsValue) -> CaptureError {
    match text(error, "name").as_deref() {
        Some("NotAllowedError" | "SecurityError") => CaptureError::Refused,
        Some("NotFoundError" | "OverconstrainedError") => CaptureError::Absent,
        Some("NotReadableError" | "AbortError") => CaptureError::Busy,
        _ => CaptureError::Failed,
    }
}

async fn video_inputs() -> Vec<MediaDeviceInfo> {
    let mut devices = listed().await;
    devices.retain(|device| device.kind() == MediaDeviceKind::Videoinput);
    devices
}

fn next_after(device: &str, devices: &[MediaDeviceInfo]) -> Option<String> {
    let here = devices.iter().position(|other| other.device_id() == device)?;
    let next = devices.get((here + 1) % devices.len())?.device_id();
    (next != device && !next.is_empty()).then_some(next)
}

const fn mode(facing: Facing) -> &'static str {
    match facing {
        Facing::Back => "environment",
        Facing::Front => "user",
    }
}

fn ideal(value: &JsValue) -> JsValue {
    object(&[("ideal", value.clone())])
}

fn exact(value: &str) -> JsValue {
    object(&[("exact", JsValue::from_str(value))])
}
