//! Calls that were missed.

use heliograph_session::{Event, MissedView, MissedWhen, RingEvent};
use yew::prelude::*;

use super::{link_label, name, says};
use crate::parts::emits;
use crate::words::Words;

/// The last one first; nothing where there is none.
pub(super) fn missed(calls: &[MissedView], words: Words, on_event: &Callback<Event>) -> Html {
    if calls.is_empty() {
        return Html::default();
    }
    let phrases = &words.ring;
    html! {
        <section class="card" aria-label={phrases.missed}>
            <h2>{ phrases.missed }</h2>
            <ul class="missed">{ for calls.iter().rev().map(|call| one(call, words)) }</ul>
            <button type="button" class="quiet" onclick={emits(on_event, says(RingEvent::MissedForgotten))}>
                { phrases.forget_missed }
            </button>
        </section>
    }
}

fn one(call: &MissedView, words: Words) -> Html {
    let when = match call.when {
        MissedWhen::At(at) => heliograph_browser::date_and_time(at),
        MissedWhen::On(at) => heliograph_browser::date(at),
    };
    html! {
        <li key={call.number}>
            <p><bdi class="caller">{ name(&call.name, words) }</bdi></p>
            <p class="hint">
                <time datetime={when.exact}>{ when.spoken }</time>
                if let Some(label) = &call.label {
                    { " · " }{ (words.ring.by_link)(&link_label(label, words)) }
                }
            </p>
            if !call.note.reveal().is_empty() {
                <p dir="auto" class="left-note">{ call.note.reveal().clone() }</p>
            }
        </li>
    }
}
