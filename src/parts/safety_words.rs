use heliograph_session::{Compared, Event, SafetyView, SafetyWords as Numbers, Vouch};
use yew::prelude::*;

use crate::parts::{Icon, emits, icon};
use crate::words::{Words, safety_word};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) safety: SafetyView,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// Four words to compare, and what came of it. Once compared they fold to a line, and the chat has the room.
#[component]
pub(crate) fn SafetyWords(props: &Props) -> Html {
    let Props { safety, words, on_event } = props;
    let phrases = &words.safety;
    let (class, content) = match *safety {
        SafetyView::Pending => ("safety folded", sentence(phrases.pending)),
        SafetyView::Absent => ("safety folded", sentence(phrases.absent)),
        SafetyView::OtherList => ("safety folded", sentence(phrases.other_list)),
        SafetyView::Shown { words: numbers, compared: Compared::Same, vouch } => (
            "safety folded checked",
            html! {
                <>
                    { badge(phrases.checked) }
                    { verified(vouch, *words, on_event) }
                    { list(numbers) }
                </>
            },
        ),
        SafetyView::Shown { words: numbers, compared: Compared::NotYet | Compared::Different, vouch } => {
            let compared = |compared| emits(on_event, Event::WordsCompared(compared));
            let content = html! {
                <>
                    { list(numbers) }
                    <p class="hint">{ phrases.meaning }</p>
                    <div class="row">
                        <button type="button" class="main" onclick={compared(Compared::Same)}>{ phrases.same }</button>
                        <button type="button" onclick={compared(Compared::Different)}>{ phrases.different }</button>
                        { verified(vouch, *words, on_event) }
                    </div>
                </>
            };
            ("safety", content)
        }
    };
    html! { <section {class} aria-label={phrases.safety_words}>{ content }</section> }
}

fn sentence(text: &'static str) -> Html {
    html! { <p class="hint">{ text }</p> }
}

/// The words are those of the list, whatever the language of the page around them.
fn list(numbers: Numbers) -> Html {
    let word = |&number: &u8| html! { <li>{ safety_word(numbers.list, number) }</li> };
    html! { <ol class="safety-words" lang={numbers.list.tag()}>{ for numbers.numbers.iter().map(word) }</ol> }
}

/// A person who scanned may say whose screen it was.
fn verified(vouch: Vouch, words: Words, on_event: &Callback<Event>) -> Html {
    match vouch {
        Vouch::NotScanned => Html::default(),
        Vouch::Scanned => html! {
            <button type="button" class="quiet" onclick={emits(on_event, Event::ScanVouched)}>
                { words.safety.scanned_their_screen }
            </button>
        },
        Vouch::Vouched => badge(words.safety.verified_by_scan),
    }
}

fn badge(text: &'static str) -> Html {
    html! { <p class="badge" role="status">{ icon(Icon::Lamp) }{ text }</p> }
}
