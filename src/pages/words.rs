use heliograph_session::{Copied, Event, Path, RendezvousEvent, Strength, WordsEvent, WordsStage, WordsView};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::parts::{Drawing, back, emits, notice, title};
use crate::words::Words;

/// Two people meet by words that both of them type.
pub(crate) fn meet_by_words(view: &WordsView, words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <>
            { title(words.meet.meet) }
            { notice(view.problem, words, on_event) }
            { match &view.stage {
                WordsStage::Choosing => choosing(view, words, on_event),
                WordsStage::Preparing => busy(words.meet.preparing),
                WordsStage::Waiting { code, minutes_left, returning } => {
                    let code = code.as_ref().map(|code| spoken(code, view, words, on_event));
                    waiting(code, *minutes_left, *returning, words)
                }
                WordsStage::Connecting(Path::Relayed) => busy(words.meet.connecting_relayed),
                WordsStage::Connecting(Path::Direct) => busy(words.meet.connecting_directly),
            } }
            { match &view.stage {
                WordsStage::Choosing => back(words, on_event),
                _ => stop(words, on_event),
            } }
        </>
    }
}

fn choosing(view: &WordsView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.meet;
    html! {
        <>
            <p>{ phrases.meaning }</p>
            <div class="sides">
                <section class="card" aria-label={phrases.new_words}>
                    <h2>{ phrases.new_words }</h2>
                    <p>{ phrases.new_words_hint }</p>
                    <button type="button" class="main" onclick={emits(on_event, says(WordsEvent::CodeWanted))}>
                        { phrases.make_words }
                    </button>
                </section>
                <section class="card" aria-label={phrases.have_words}>
                    <h2>{ phrases.have_words }</h2>
                    <p>{ phrases.have_words_hint }</p>
                    <WordsEntry {words} {on_event} />
                </section>
            </div>
            { directly(view.direct, words, on_event) }
        </>
    }
}

fn directly(direct: Switch, words: Words, on_event: &Callback<Event>) -> Html {
    let next = match direct {
        Switch::On => Switch::Off,
        Switch::Off => Switch::On,
    };
    let onchange = on_event.reform(move |_: yew::Event| says(WordsEvent::DirectChosen(next)));
    html! {
        <div class="card">
            <label class="choice">
                <input
                    type="checkbox"
                    checked={direct == Switch::On}
                    aria-describedby="directly-hint"
                    {onchange}
                />
                { words.meet.directly }
            </label>
            <p class="hint" id="directly-hint">{ words.meet.directly_hint }</p>
        </div>
    }
}

/// The words to tell the other one.
fn spoken(code: &Private<String>, view: &WordsView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.meet;
    let copied = match view.copied {
        Some(Copied::Done) => words.chat.copied,
        Some(Copied::Failed) => words.chat.not_copied,
        None => "",
    };
    html! {
        <>
            <p>{ phrases.tell_them }</p>
            <input class="spoken" aria-label={phrases.your_words} type="text" readonly={true} dir="ltr" translate="no"
                value={code.reveal().clone()} />
            <div class="row">
                <button type="button" onclick={emits(on_event, Event::CopyChosen(code.clone()))}>
                    { phrases.copy_words }
                </button>
                <p class="hint" role="status">{ copied }</p>
            </div>
            if let Some(page) = &view.page {
                <p class="hint">{ (phrases.where_to)(page.reveal()) }</p>
            }
        </>
    }
}

fn waiting(code: Option<Html>, minutes_left: u64, returning: bool, words: Words) -> Html {
    let phrases = &words.meet;
    html! {
        <section class="card" aria-label={phrases.meet}>
            { code.unwrap_or_default() }
            <p class="busy" role="status">
                { Drawing::Travelling.html() }
                { if returning { phrases.returning } else { phrases.waiting } }
            </p>
            // It is there to be read, not to be announced every minute.
            <p class="hint">{ (phrases.minutes_left)(minutes_left) }</p>
        </section>
    }
}

fn busy(text: &'static str) -> Html {
    html! { <p class="card busy" role="status">{ Drawing::Travelling.html() }{ text }</p> }
}

fn stop(words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <button type="button" onclick={emits(on_event, says(WordsEvent::Stopped))}>{ words.meet.stop }</button>
    }
}

const fn says(event: WordsEvent) -> Event {
    Event::Rendezvous(RendezvousEvent::Words(event))
}

#[derive(PartialEq, Properties)]
struct EntryProps {
    words: Words,
    on_event: Callback<Event>,
}

/// A place for words, which says how hard they are to guess while they are typed.
#[component]
fn WordsEntry(props: &EntryProps) -> Html {
    let EntryProps { words, on_event } = props;
    let phrases = &words.meet;
    let (field, strength) = (use_node_ref(), use_state(|| None::<Strength>));
    let typed = {
        let field = field.clone();
        move || field.cast::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default()
    };
    let oninput = {
        let (typed, strength) = (typed.clone(), strength.clone());
        Callback::from(move |_: InputEvent| strength.set(Strength::of_own(&typed())))
    };
    let onsubmit = {
        let on_event = on_event.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            on_event.emit(says(WordsEvent::Entered(Private::new(typed()))));
        })
    };
    html! {
        <form class="code-entry" {onsubmit}>
            <label>
                { phrases.the_words }
                <input ref={field} type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
                    maxlength="200" {oninput} aria-describedby="strength" />
            </label>
            <p class="hint" id="strength" role="status">
                { strength.map(phrases.strength).unwrap_or_default() }
            </p>
            <div class="row"><button type="submit">{ phrases.enter }</button></div>
        </form>
    }
}
