//! The ways into a call.

use heliograph_session::{Event, StartWith};
use yew::prelude::*;

use crate::parts::{Icon, emits, icon};
use crate::words::Words;

/// Nobody is in a call.
pub(super) fn ways_in(words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <div key="ways-in" class="row">
            <button type="button" onclick={emits(on_event, Event::CallChosen(StartWith::Video))}>
                { icon(Icon::Video) }{ words.call.video_call }
            </button>
            <button type="button" onclick={emits(on_event, Event::CallChosen(StartWith::Voice))}>
                { icon(Icon::Phone) }{ words.call.voice_call }
            </button>
        </div>
    }
}

/// The other side is in a call and waits for an answer.
pub(super) fn incoming(words: Words, on_event: &Callback<Event>) -> Html {
    let answer = |start| emits(on_event, Event::CallAnswered(start));
    html! {
        <div key="incoming" class="row answers">
            <button type="button" class="main" onclick={answer(StartWith::Video)}>
                { icon(Icon::Video) }{ words.call.answer_with_video }
            </button>
            <button type="button" class="main" onclick={answer(StartWith::Voice)}>
                { icon(Icon::Phone) }{ words.call.answer_with_voice }
            </button>
            <button type="button" onclick={answer(StartWith::Nothing)}>{ words.call.watch_and_listen }</button>
            <button type="button" class="quiet" onclick={emits(on_event, Event::CallDeclined)}>
                { words.call.not_now }
            </button>
        </div>
    }
}

/// The other side is in a call that this one did not want to join. Nothing is switched on that was not asked for, so
/// the camera waits until it is.
pub(super) fn way_back_in(words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <button key="way-back-in" type="button" onclick={emits(on_event, Event::CallChosen(StartWith::Voice))}>
            { icon(Icon::Phone) }{ words.call.join }
        </button>
    }
}
