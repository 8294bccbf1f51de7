//! Who would like to come in. It is on show whatever else is.

use heliograph_session::{Event, KnockerView, RoomEvent};
use yew::prelude::*;

use super::names::called;
use crate::parts::emits;
use crate::words::Words;

/// So many are named one by one, unless the list of people is open.
const NAMED: usize = 2;

/// The alert is part of the page before it has anything to say.
pub(super) fn knocks(knocking: &[KnockerView], all: bool, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = words.room();
    let many = knocking.len() > NAMED && !all;
    html! {
        <div class="knocks" role="alert">
            if knocking.len() > 1 {
                <div class="knock">
                    <p>{ (phrases.many_knock)(knocking.len()) }</p>
                    <button type="button" class="main" onclick={emits(on_event, Event::Room(RoomEvent::AllAdmitted))}>
                        { phrases.admit_all }
                    </button>
                </div>
            }
            if !many {
                { for knocking.iter().map(|it| knock(it, words, on_event)) }
            }
        </div>
    }
}

fn knock(knocker: &KnockerView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = words.room();
    let (member, name) = (knocker.member, called(&knocker.name, knocker.member, phrases));
    let says = |event| emits(on_event, Event::Room(event));
    html! {
        <div key={member.0} class="knock">
            <p dir="auto">{ (phrases.knocks)(&name) }</p>
            <button type="button" class="main" onclick={says(RoomEvent::Admitted(member))}>
                { (phrases.admit)(&name) }
            </button>
            <button type="button" onclick={says(RoomEvent::Denied(member))}>{ (phrases.turn_away)(&name) }</button>
        </div>
    }
}
