use heliograph_session::{Event, Path, PathChange, RelayEvent};
use heliograph_wire::control::Consent;
use yew::prelude::*;

use crate::parts::{Confirm, Doubt, emits};
use crate::words::Words;

/// Whether packets go through the relay of the page's server, where it has one.
pub(crate) fn path(path: Option<Path>, words: Words, on_event: &Callback<Event>) -> Html {
    let Some(path) = path else { return Html::default() };
    let phrases = &words.relay;
    let next = match path {
        Path::Direct => Path::Relayed,
        Path::Relayed => Path::Direct,
    };
    let onchange = on_event.reform(move |_: yew::Event| chosen(next));
    html! {
        <div class="card">
            <label class="choice">
                <input
                    type="checkbox"
                    checked={path == Path::Relayed}
                    aria-describedby="path-hint"
                    {onchange}
                />
                { phrases.hide }
            </label>
            <p class="hint" id="path-hint">{ phrases.hide_hint }</p>
        </div>
    }
}

/// While two people are relayed: a way to connect directly, which asks first; or that the other side is asked.
pub(crate) fn path_change(change: Option<PathChange>, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.relay;
    let doubt = Doubt { question: phrases.directly_question, yes: phrases.ask_them, no: phrases.leave_it };
    match change {
        None | Some(PathChange::Asked) => Html::default(),
        Some(PathChange::Settled) => html! {
            <Confirm class="quiet" {doubt} event={chosen(Path::Direct)} {on_event}>{ phrases.directly }</Confirm>
        },
        Some(PathChange::Waiting) => html! { <p class="hint" role="status">{ phrases.they_are_asked }</p> },
    }
}

/// What the other side wants. The alert is part of the page before it has anything to say.
pub(crate) fn path_question(change: Option<PathChange>, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.relay;
    let answer = |consent| emits(on_event, Event::Relay(RelayEvent::DirectAnswered(consent)));
    html! {
        <div class="notice calm" role="alert">
            if change == Some(PathChange::Asked) {
                <p>{ phrases.they_want_directly }</p>
                <div class="row">
                    <button type="button" onclick={answer(Consent::Given)}>{ phrases.agree }</button>
                    <button type="button" onclick={answer(Consent::Refused)}>{ phrases.disagree }</button>
                </div>
            }
        </div>
    }
}

const fn chosen(path: Path) -> Event {
    Event::Relay(RelayEvent::PathChosen(path))
}
