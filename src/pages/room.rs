//! People in a room: before the door, inside, and afterwards.

mod lobby;
mod over;

use heliograph_session::{Event, RoomEvent, RoomStage, RoomView};
use yew::prelude::*;

use crate::parts::{Drawing, Icon, RoomFromInside, emits, icon, notice, of_room};
use crate::words::Words;

use lobby::{Lobby, preview};
use over::over;

/// A room, as far as somebody has come.
pub(crate) fn room(view: &RoomView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = words.room();
    match &view.stage {
        RoomStage::Making => html! {
            <>
                <h1 tabindex="-1">{ phrases.open }</h1>
                { busy(phrases.connecting) }
            </>
        },
        RoomStage::Lobby(_) => html! { <Lobby view={view.clone()} {words} {on_event} /> },
        RoomStage::Entering => html! {
            <>
                { titled(view, words) }
                { busy(phrases.connecting) }
                { way_out(words, on_event) }
            </>
        },
        RoomStage::ForHost => {
            waiting(view, [phrases.waits_for_host, phrases.waits_for_host_hint], words, on_event)
        }
        RoomStage::ForAdmission => {
            waiting(view, [phrases.waits_for_admission, phrases.waits_for_admission_hint], words, on_event)
        }
        RoomStage::In(_) => html! { <RoomFromInside view={view.clone()} {words} {on_event} /> },
        RoomStage::Over(ended) => over(view, ended, words, on_event),
    }
}

/// Somebody else has to do something first.
fn waiting(view: &RoomView, of: [&'static str; 2], words: Words, on_event: &Callback<Event>) -> Html {
    let [sentence, hint] = of;
    html! {
        <div class="waiting-room">
            { titled(view, words) }
            { notice(view.problem, words, on_event) }
            <div class="card" role="status">
                <p class="busy">{ Drawing::Waiting.html() }<strong>{ sentence }</strong></p>
                <p class="hint">{ hint }</p>
            </div>
            { preview(&view.mine, words, on_event) }
            { to_know(words) }
            { way_out(words, on_event) }
        </div>
    }
}

/// The name of the room, in words that people say to each other.
fn titled(view: &RoomView, words: Words) -> Html {
    let phrases = words.room();
    let title = view.name.map_or_else(|| phrases.open.to_owned(), |name| (phrases.titled)(&of_room(name)));
    html! { <h1 tabindex="-1">{ title }</h1> }
}

/// What the server sees, and what it does not.
fn to_know(words: Words) -> Html {
    html! { <p class="hint to-know">{ icon(Icon::Lock) }{ words.room().sealed_before }</p> }
}

fn way_out(words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <button type="button" class="quiet" onclick={emits(on_event, Event::Room(RoomEvent::Left))}>
            { words.room().stop_waiting }
        </button>
    }
}

fn busy(text: &'static str) -> Html {
    html! { <p class="card busy" role="status">{ Drawing::Travelling.html() }{ text }</p> }
}
