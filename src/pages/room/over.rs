use heliograph_session::{Event, RoomEnd, RoomEvent, RoomOverView, RoomView};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::room::Over;
use yew::prelude::*;

use super::titled;
use crate::parts::{Spelled, Weight, emits, notice, spelled};
use crate::words::Words;

/// Why somebody is not in the room, and what they can do.
pub(super) fn over(view: &RoomView, over: &RoomOverView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = words.room();
    let left = over.why == RoomEnd::Over(Over::Left);
    let says = |event| emits(on_event, Event::Room(event));
    let other_weight = if over.again == Switch::On { Weight::Plain } else { Weight::Main };
    html! {
        <div class="room-over">
            { titled(view, words) }
            { notice(view.problem, words, on_event) }
            <div class={if left { "notice calm" } else { "notice" }} role="alert">
                <p><strong>{ (phrases.over)(over.why) }</strong></p>
                <p>{ (phrases.over_hint)(over.why) }</p>
            </div>
            if let Some(key) = &over.key {
                { key_to_list(key, view, words, on_event) }
            }
            <div class="row">
                if over.again == Switch::On {
                    <button type="button" class="main" onclick={says(RoomEvent::CameAgain)}>
                        { if left { phrases.come_back } else { phrases.again } }
                    </button>
                }
                <button type="button" class={other_weight.class()} onclick={says(RoomEvent::Chosen)}>
                    { phrases.open_another }
                </button>
                <button type="button" class="quiet" onclick={emits(on_event, Event::HomeChosen)}>{ words.home }</button>
            </div>
        </div>
    }
}

/// What whoever runs the server has to know.
fn key_to_list(key: &str, view: &RoomView, words: Words, on_event: &Callback<Event>) -> Html {
    let (phrases, text) = (words.room(), Private::new(key.to_owned()));
    let (name, button, copied) = (phrases.key, phrases.copy_key, view.copied.as_ref());
    html! {
        <div class="card">
            { spelled(Spelled { name, text: &text, button, copied }, words, on_event) }
        </div>
    }
}
