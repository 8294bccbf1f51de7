use heliograph_session::{CallView, CaptureView, Event, Scene, SealingView};
use yew::prelude::*;

use super::devices::choices;
use super::moving_picture::moving_picture;
use super::switches::{camera_switch, microphone_switch};
use crate::parts::{Icon, emits, icon, sealing_choice};
use crate::words::Words;

/// A place to see and hear oneself before anybody else does.
pub(super) fn trying(
    call: &CallView,
    sealing: Option<SealingView>,
    level: NodeRef,
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let phrases = &words.call;
    let go_on = if call.theirs.is_some() { phrases.join } else { phrases.start };
    html! {
        <div key="trying" class="try-out">
            <div class="preview">
                if is_on(&call.mine.camera) {
                    { moving_picture(Scene::MyCamera, &call.mine, words) }
                } else {
                    <p class="quiet-tile">{ icon(Icon::VideoOff) }{ phrases.camera_is_off }</p>
                }
            </div>
            <div class="try-side">
                <h2>{ phrases.try_out }</h2>
                <p class="hint">{ phrases.not_sent_yet }</p>
                // What comes and goes as devices are found stands below, so that nothing moves under a finger.
                <div class="row">
                    <button type="button" class="main" onclick={emits(on_event, Event::CallJoined)}>{ go_on }</button>
                    <button type="button" class="quiet" onclick={emits(on_event, Event::HangUpChosen)}>
                        { phrases.cancel }
                    </button>
                </div>
                <div class="row switches">
                    { camera_switch(&call.mine, words, on_event) }
                    { microphone_switch(&call.mine, words, on_event) }
                </div>
                { sealing_choice(sealing, words, on_event) }
                if is_on(&call.mine.microphone) {
                    <div ref={level} class="level" role="meter" aria-label={phrases.microphone_level} aria-valuemin="0"
                        aria-valuemax="100" aria-valuenow="0" />
                }
                if let Some(devices) = &call.devices {
                    { choices(devices, words, on_event) }
                }
            </div>
        </div>
    }
}

const fn is_on(capture: &CaptureView) -> bool {
    matches!(capture, CaptureView::On(_))
}
