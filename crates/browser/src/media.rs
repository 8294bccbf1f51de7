//! What browsers know of cameras (W3C Media Capture and Streams).

use std::future::Future;

use heliograph_session::{Camera, CameraError, Cameras, Facing, Torch};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack,
};

use crate::camera::Wish;
use crate::census::Counted;
use crate::environment::has;
use crate::stage;

/// Enough to read a code across a table.
const WIDTH: u32 = 1_280;
const HEIGHT: u32 = 720;

/// What a camera sees; the camera's light goes out when this is dropped.
pub(crate) struct Stream {
    media: MediaStream,
    _counted: Counted,
}

/// Asks for a camera, which asks the person where they have not said before.
pub(crate) async fn request(wish: Wish) -> Result<Stream, CameraError> {
    let stream = ask(&[("facingMode", ideal(&JsValue::from_str(mode(wish.facing))))]).await?;
    let Some(before) = wish.before.filter(|before| stream.device().as_ref() == Some(before)) else {
        return Ok(stream);
    };
    // The cameras of most computers look no way in particular, so the next one is the other one.
    let Some(next) = next_after(&before, &video_inputs().await) else { return Ok(stream) };
    drop(stream);
    ask(&[("deviceId", ideal(&JsValue::from_str(&next)))]).await
}

pub(crate) async fn cameras() -> Cameras {
    if video_inputs().await.len() > 1 { Cameras::Several } else { Cameras::One }
}

pub(crate) async fn any_camera() -> bool {
    !video_inputs().await.is_empty()
}

impl Stream {
    fn new(media: MediaStream) -> Self {
        Self { media, _counted: Counted::camera() }
    }

    pub(crate) const fn media(&self) -> &MediaStream {
        &self.media
    }

    pub(crate) fn track(&self) -> Option<MediaStreamTrack> {
        self.media.get_video_tracks().get(0).dyn_into().ok()
    }

    /// What the browser calls this camera.
    pub(crate) fn device(&self) -> Option<String> {
        member(&self.settings()?, "deviceId")?.as_string()
    }

    /// What is known of the camera; one that does not say where it looks does as asked.
    pub(crate) fn camera(&self, asked: Facing, cameras: Cameras) -> Camera {
        let settings = self.settings();
        let setting = |name| settings.as_ref().and_then(|settings| member(settings, name));
        let facing = match setting("facingMode").and_then(|mode| mode.as_string()).as_deref() {
            Some("user") => Facing::Front,
            Some("environment") => Facing::Back,
            _ => asked,
        };
        let torch = match (self.has_torch(), setting("torch").is_some_and(|torch| torch.is_truthy())) {
            (true, true) => Torch::On,
            (true, false) => Torch::Off,
            (false, _) => Torch::Absent,
        };
        Camera { facing, torch, cameras }
    }

    /// Switches the light (W3C MediaStream Image Capture, section 5).
    pub(crate) fn set_torch(&self, torch: Torch) -> impl Future<Output = Option<()>> + use<> {
        let track = self.track();
        async move {
            let constraints = object(&[("torch", JsValue::from_bool(torch == Torch::On))]);
            let constraints = object(&[("advanced", Array::of1(&constraints).into())]);
            let apply = member(track.as_ref()?, "applyConstraints")?.dyn_into::<js_sys::Function>().ok()?;
            let applied: js_sys::Promise =
                apply.call1(track.as_ref()?, &constraints).ok()?.dyn_into().ok()?;
            JsFuture::from(applied).await.ok().map(|_| ())
        }
    }

    fn has_torch(&self) -> bool {
        let track = self.track();
        let capabilities = track.as_ref().and_then(|track| called(track, "getCapabilities"));
        capabilities.and_then(|capabilities| member(&capabilities, "torch")).is_some_and(|it| it.is_truthy())
    }

    fn settings(&self) -> Option<JsValue> {
        called(self.track().as_ref()?, "getSettings")
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        stage::leave(&self.media);
        for track in self.media.get_tracks().iter() {
            track.unchecked_ref::<MediaStreamTrack>().stop();
        }
    }
}

async fn ask(wanted: &[(&str, JsValue)]) -> Result<Stream, CameraError> {
    let video = object(wanted);
    for (name, length) in [("width", WIDTH), ("height", HEIGHT)] {
        // A plain object takes any member.
        let _ = Reflect::set(&video, &JsValue::from_str(name), &ideal(&length.into()));
    }
    let constraints = MediaStreamConstraints::new();
    constraints.set_video(&video);
    constraints.set_audio(&JsValue::FALSE);
    let asked = devices()?.get_user_media_with_constraints(&constraints).map_err(|error| cause(&error))?;
    let media = JsFuture::from(asked).await.map_err(|error| cause(&error))?;
    Ok(Stream::new(media.unchecked_into()))
}

/// Why `getUserMedia` fails: W3C Media Capture and Streams, section 10.3.2.
fn cause(error: &JsValue) -> CameraError {
    match member(error, "name").and_then(|name| name.as_string()).as_deref() {
        Some("NotAllowedError" | "SecurityError") => CameraError::Refused,
        Some("NotFoundError" | "OverconstrainedError") => CameraError::Absent,
        Some("NotReadableError" | "AbortError") => CameraError::Busy,
        _ => CameraError::Failed,
    }
}

fn devices() -> Result<MediaDevices, CameraError> {
    let window = web_sys::window().ok_or(CameraError::Failed)?;
    if !window.is_secure_context() {
        return Err(CameraError::InsecurePage);
    }
    let navigator = window.navigator();
    if !has(&navigator, "mediaDevices") {
        return Err(CameraError::Failed);
    }
    navigator.media_devices().map_err(|_: JsValue| CameraError::Failed)
}

async fn video_inputs() -> Vec<MediaDeviceInfo> {
    let Some(listed) = devices().ok().and_then(|devices| devices.enumerate_devices().ok()) else {
        return Vec::new();
    };
    let Ok(list) = JsFuture::from(listed).await else { return Vec::new() };
    let devices = list.unchecked_into::<Array>();
    let devices = devices.iter().map(|device| device.unchecked_into::<MediaDeviceInfo>());
    devices.filter(|device| device.kind() == MediaDeviceKind::Videoinput).collect()
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

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // A plain object takes any member.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// A member that is there.
fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    let found = Reflect::get(object, &JsValue::from_str(name)).ok()?;
    (!found.is_undefined() && !found.is_null()).then_some(found)
}

/// What a function without arguments gives, where there is such a function.
fn called(object: &JsValue, name: &str) -> Option<JsValue> {
    member(object, name)?.dyn_ref::<js_sys::Function>()?.call0(object).ok()
}
