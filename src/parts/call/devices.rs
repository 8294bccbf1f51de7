use heliograph_session::{CallView, Capture, Device, DeviceId, DevicesView, Event, Pick};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::parts::emits;
use crate::words::Words;

/// The devices, chosen anew during a call.
pub(super) fn panel(call: &CallView, panel: NodeRef, words: Words, on_event: &Callback<Event>) -> Html {
    let Some(devices) = &call.devices else { return Html::default() };
    html! {
        <section ref={panel} class="card devices" aria-label={words.call.devices} tabindex="-1">
            { choices(devices, words, on_event) }
            if !has_choice(devices) {
                <p class="hint">{ words.call.nothing_to_choose }</p>
            }
            <button type="button" onclick={emits(on_event, Event::DevicesChosen(Switch::Off))}>
                { words.call.done }
            </button>
        </section>
    }
}

/// A list for each kind of device of which there is more than one.
pub(crate) fn choices(view: &DevicesView, words: Words, on_event: &Callback<Event>) -> Html {
    let devices = &view.devices;
    let picked = |capture| on_event.reform(move |id| Event::DevicePicked { capture, pick: Pick::Device(id) });
    let cameras =
        Choice { name: words.camera.camera, devices: &devices.cameras, chosen: view.camera.as_ref() };
    let microphones = Choice {
        name: words.call.microphone,
        devices: &devices.microphones,
        chosen: view.microphone.as_ref(),
    };
    let speakers =
        Choice { name: words.call.speaker, devices: &devices.speakers, chosen: view.speaker.as_ref() };
    html! {
        <>
            { choice(&cameras, None, &picked(Capture::Camera)) }
            { choice(&microphones, None, &picked(Capture::Microphone)) }
            { choice(&speakers, Some(words.call.as_in_the_system), &on_event.reform(Event::SpeakerPicked)) }
        </>
    }
}

struct Choice<'a> {
    name: &'static str,
    devices: &'a [Device],
    chosen: Option<&'a DeviceId>,
}

fn has_choice(view: &DevicesView) -> bool {
    let devices = &view.devices;
    [&devices.cameras, &devices.microphones, &devices.speakers].iter().any(|devices| devices.len() > 1)
}

/// An output without a name is the system's own choice (W3C Audio Output Devices, section 2.1).
fn choice(choice: &Choice<'_>, unnamed: Option<&'static str>, on_pick: &Callback<DeviceId>) -> Html {
    let Choice { name, devices, chosen } = choice;
    if devices.len() < 2 {
        return Html::default();
    }
    let onchange = on_pick.reform(|change: yew::Event| {
        let value = change.target_dyn_into::<HtmlSelectElement>().map(|list| list.value());
        DeviceId(Private::new(value.unwrap_or_default()))
    });
    let option = |(place, device): (usize, &Device)| {
        html! {
            <option value={device.id.0.reveal().clone()} selected={*chosen == Some(&device.id)}>
                { label(device, name, place) }
            </option>
        }
    };
    html! {
        <label>
            { *name }
            <select {onchange}>
                if let Some(unnamed) = unnamed {
                    <option value="" selected={chosen.is_none()}>{ unnamed }</option>
                }
                { for devices.iter().enumerate().map(option) }
            </select>
        </label>
    }
}

/// What people call a device; browsers do not say before it was allowed once.
fn label(device: &Device, name: &str, place: usize) -> String {
    let label = device.label.reveal();
    if label.is_empty() { format!("{name} {}", place + 1) } else { label.clone() }
}
