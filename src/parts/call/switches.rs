//! Buttons that are called what they will do.

use heliograph_session::{CaptureView, Event, MineView};
use heliograph_wire::control::{Microphone, Switch};
use yew::prelude::*;

use crate::parts::{Icon, emits, icon};
use crate::words::Words;

/// To be heard, or not.
pub(crate) fn microphone_switch(mine: &MineView, words: Words, on_event: &Callback<Event>) -> Html {
    let heard = is_open(&mine.microphone) && mine.muted == Microphone::Live;
    let (sign, name, wanted) = if heard {
        (Icon::Microphone, words.call.mute, Switch::Off)
    } else {
        (Icon::MicrophoneOff, words.call.unmute, Switch::On)
    };
    html! {
        <button type="button" class={state_class(heard)} aria-keyshortcuts="m"
            onclick={emits(on_event, Event::MicrophoneChosen(wanted))}>
            { icon(sign) }<span>{ name }</span>
        </button>
    }
}

/// To be seen, or not.
pub(crate) fn camera_switch(mine: &MineView, words: Words, on_event: &Callback<Event>) -> Html {
    let seen = is_open(&mine.camera);
    let (sign, name, wanted) = if seen {
        (Icon::Video, words.call.camera_off, Switch::Off)
    } else {
        (Icon::VideoOff, words.call.camera_on, Switch::On)
    };
    html! {
        <button type="button" class={state_class(seen)} aria-keyshortcuts="v"
            onclick={emits(on_event, Event::CameraChosen(wanted))}>
            { icon(sign) }<span>{ name }</span>
        </button>
    }
}

/// To show the screen, or not.
pub(crate) fn screen_switch(mine: &MineView, words: Words, on_event: &Callback<Event>) -> Html {
    let (name, wanted) = if is_open(&mine.screen) {
        (words.call.stop_sharing, Switch::Off)
    } else {
        (words.call.share_screen, Switch::On)
    };
    html! {
        <button type="button" onclick={emits(on_event, Event::ScreenChosen(wanted))}>
            { icon(Icon::Screen) }<span>{ name }</span>
        </button>
    }
}

/// Whether it is on, or about to be.
pub(super) const fn is_open(capture: &CaptureView) -> bool {
    matches!(capture, CaptureView::Starting | CaptureView::On(_))
}

const fn state_class(open: bool) -> &'static str {
    if open { "tool" } else { "tool switched-off" }
}
