//! Somebody rings by a link.

use heliograph_session::{
    CallerStage, CallerView, Event, NOTE_BYTES, NoteStage, Path, RendezvousEvent, RingEvent,
};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use yew::prelude::*;

use crate::parts::{Drawing, Fits, Icon, Room, TextForm, back, emits, icon, notice, title};
use crate::words::Words;

/// As many bytes as a name may have.
const NAME_LETTERS: u16 = 64;

/// From the name to the answer, or to the note that is left where there is none.
pub(crate) fn caller(view: &CallerView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.ring;
    html! {
        <>
            { title(phrases.ring_somebody) }
            { notice(view.problem, words, on_event) }
            { match &view.stage {
                CallerStage::Introducing { name, direct } => introducing(name, *direct, words, on_event),
                CallerStage::Preparing => waiting(words.meet.preparing, None, words, on_event),
                CallerStage::Ringing => waiting(phrases.it_rings, Some(phrases.it_rings_hint), words, on_event),
                CallerStage::Connecting(Path::Relayed) => {
                    waiting(phrases.answered_relayed, None, words, on_event)
                }
                CallerStage::Connecting(Path::Direct) => {
                    waiting(phrases.answered_directly, None, words, on_event)
                }
                CallerStage::Declined => over(html! { <p role="status">{ phrases.declined }</p> }, words, on_event),
                CallerStage::NotNow(note) => not_now(note, words, on_event),
                CallerStage::Unanswered(stage) => unanswered(*stage, words, on_event),
            } }
        </>
    }
}

fn introducing(name: &Private<String>, direct: Switch, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.ring;
    let next = match direct {
        Switch::On => Switch::Off,
        Switch::Off => Switch::On,
    };
    let onchange = on_event.reform(move |_: yew::Event| says(RingEvent::DirectChosen(next)));
    let on_name = on_event.reform(|name: Private<String>| says(RingEvent::Rung { name }));
    html! {
        <>
            <p>{ phrases.ring_meaning }</p>
            <section class="card">
                <TextForm label={phrases.your_name} button={phrases.ring} class="main" letters={NAME_LETTERS}
                    fits={Fits { bytes: usize::from(NAME_LETTERS), words }} text={name.clone()} on_text={on_name}>
                    <label class="choice">
                        <input type="checkbox" checked={direct == Switch::On} {onchange}
                            aria-describedby="directly-hint" />
                        { phrases.directly }
                    </label>
                    <p class="hint" id="directly-hint">{ words.meet.directly_hint }</p>
                </TextForm>
            </section>
            { back(words, on_event) }
        </>
    }
}

fn waiting(text: &'static str, hint: Option<&'static str>, words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <>
            <div class="card">
                <p class="busy" role="status">{ Drawing::Travelling.html() }{ text }</p>
                if let Some(hint) = hint {
                    <p class="hint">{ hint }</p>
                }
            </div>
            <button type="button" onclick={emits(on_event, says(RingEvent::HungUp))}>
                { icon(Icon::HangUp) }{ words.ring.hang_up }
            </button>
        </>
    }
}

fn not_now(note: &Private<String>, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.ring;
    if note.reveal().is_empty() {
        return over(html! { <p role="status">{ phrases.declined }</p> }, words, on_event);
    }
    let said = html! {
        <div role="status">
            <p>{ phrases.not_now_said }</p>
            <p dir="auto" class="left-note">{ note.reveal().clone() }</p>
        </div>
    };
    over(said, words, on_event)
}

fn unanswered(stage: NoteStage, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.ring;
    let on_note = on_event.reform(|note: Private<String>| says(RingEvent::NoteLeft(note)));
    let said = html! {
        <>
            <p role="status">{ phrases.unanswered }</p>
            <p class="hint" role="status">{ (phrases.note_stage)(stage) }</p>
            if stage == NoteStage::Open {
                <TextForm label={phrases.note} button={phrases.leave_note} hint={phrases.note_hint} room={Room::Lines}
                    letters={NOTE_BYTES as u16} fits={Fits { bytes: NOTE_BYTES, words }} on_text={on_note} />
            }
        </>
    };
    over(said, words, on_event)
}

fn over(said: Html, words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <>
            <section class="card" aria-label={words.ring.ring_somebody}>{ said }</section>
            <button type="button" class="main" onclick={emits(on_event, says(RingEvent::RungAgain))}>
                { icon(Icon::Phone) }{ words.ring.ring_again }
            </button>
            { back(words, on_event) }
        </>
    }
}

const fn says(event: RingEvent) -> Event {
    Event::Rendezvous(RendezvousEvent::Ring(event))
}
