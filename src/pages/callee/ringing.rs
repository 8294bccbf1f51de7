//! Somebody rings.

use heliograph_session::{Clocks, Event, RingEvent, RingView};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use yew::prelude::*;

use super::{link_label, name, says};
use crate::parts::{After, Icon, TextForm, emits, icon};
use crate::words::Words;

/// More is no short note.
const NOTE_LETTERS: u16 = 200;

/// Who it is, and every way to answer.
pub(super) fn ringing(ring: &RingView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.ring;
    let (id, who) = (ring.id, name(&ring.name, words));
    let since = heliograph_browser::time_of_day(ring.since);
    let answer = |direct| emits(on_event, says(RingEvent::Answered { ring: id, direct }));
    let on_note = on_event.reform(move |note: Private<String>| says(RingEvent::NotNow { ring: id, note }));
    html! {
        <section key={id.0} class="card ringing" aria-label={(phrases.rings)(&who)}>
            <h2><bdi>{ (phrases.rings)(&who) }</bdi></h2>
            <p class="hint">
                if let Some(label) = &ring.label {
                    { (phrases.by_link)(&link_label(label, words)) }{ " · " }
                }
                { phrases.since }{ " " }<time datetime={since.exact}>{ since.spoken }</time>
            </p>
            if ring.clocks == Clocks::Differ {
                <p class="warning">{ phrases.clocks_differ }</p>
            }
            if ring.direct == Switch::On {
                <p class="hint" id={format!("direct-{}", id.0)}>{ phrases.wants_directly }</p>
            }
            <div class="row answers">
                <button type="button" class="main" onclick={answer(Switch::Off)}>
                    { icon(Icon::Phone) }{ phrases.answer }
                </button>
                if ring.direct == Switch::On {
                    <button type="button" aria-describedby={format!("direct-{}", id.0)} onclick={answer(Switch::On)}>
                        { phrases.answer_directly }
                    </button>
                }
                <button type="button" class="danger" onclick={emits(on_event, says(RingEvent::Declined(id)))}>
                    { icon(Icon::HangUp) }{ phrases.decline }
                </button>
                if ring.sound == Switch::On {
                    <button type="button" class="quiet" onclick={emits(on_event, says(RingEvent::Silenced(id)))}>
                        { phrases.silence }
                    </button>
                } else {
                    <p class="hint">{ phrases.silenced }</p>
                }
            </div>
            <details>
                <summary>{ phrases.not_now }</summary>
                <TextForm label={phrases.short_note} button={phrases.say_not_now} letters={NOTE_LETTERS}
                    after={After::Empty} on_text={on_note} />
            </details>
        </section>
    }
}
