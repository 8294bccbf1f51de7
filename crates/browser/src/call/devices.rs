use heliograph_session::{Device, DeviceId, Devices, Event};
use heliograph_wire::Private;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MediaDeviceInfo, MediaDeviceKind};

use crate::emit::Emit;
use crate::listener::Listener;
use crate::media;
use crate::script::function;

/// Tells which devices there are, whenever that changes.
pub(crate) struct DeviceWatch {
    _changed: Option<Listener>,
}

impl DeviceWatch {
    pub(crate) fn begin(emit: &Emit) -> Self {
        let emit = emit.clone();
        let changed = media::devices().ok().map(|devices| {
            Listener::on(&devices, "devicechange", move |_: web_sys::Event| tell(emit.clone()))
        });
        Self { _changed: changed }
    }
}

/// Tells which devices there are now.
pub(crate) fn tell(emit: Emit) {
    spawn_local(async move {
        let listed = media::listed().await;
        let of =
            |kind| listed.iter().filter(move |device| device.kind() == kind).filter_map(device).collect();
        emit.now(Event::DevicesListed(Devices {
            cameras: of(MediaDeviceKind::Videoinput),
            microphones: of(MediaDeviceKind::Audioinput),
            speakers: if lets_choose_speakers() { of(MediaDeviceKind::Audiooutput) } else { Vec::new() },
        }));
    });
}

/// None for a device that may not be named yet, and so cannot be chosen.
fn device(device: &MediaDeviceInfo) -> Option<Device> {
    let id = Some(device.device_id()).filter(|id| !id.is_empty())?;
    Some(Device { id: DeviceId(Private::new(id)), label: Private::new(device.label()) })
}

fn lets_choose_speakers() -> bool {
    let audio = web_sys::HtmlAudioElement::new();
    audio.is_ok_and(|audio| function(&audio, "setSinkId").is_some())
}
