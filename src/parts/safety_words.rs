use heliograph_session::{Compared, Event, SafetyView, SafetyWords, Vouch};
use yew::prelude::*;

use crate::parts::{Confirm, Doubt, Icon, emits, icon, use_focus_after_change};
use crate::words::{Words, safety_word};

/// What those hear who do not see the words come; the place for it is there before they do.
pub(crate) fn safety_announcement(safety: SafetyView, words: Words) -> Html {
    let announcement = match safety {
        SafetyView::Shown { compared: Compared::NotYet, .. } => words.safety.ready,
        SafetyView::Overdue => words.safety.overdue,
        SafetyView::Shown { .. } | SafetyView::Pending | SafetyView::Absent | SafetyView::OtherList => "",
    };
    html! { <p class="off-screen" role="status">{ announcement }</p> }
}

/// Four words to compare, and what came of it.
pub(crate) fn safety_words(safety: SafetyView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.safety;
    let sentence = match safety {
        SafetyView::Shown { words: numbers, compared, vouch } => {
            return html! { <Comparison {numbers} {compared} {vouch} words={words} {on_event} /> };
        }
        SafetyView::Pending => phrases.pending,
        SafetyView::Overdue => phrases.overdue,
        SafetyView::Absent => phrases.absent,
        SafetyView::OtherList => phrases.other_list,
    };
    html! {
        <section class="safety folded" aria-label={phrases.safety_words}><p class="hint">{ sentence }</p></section>
    }
}

#[derive(PartialEq, Properties)]
struct ComparisonProps {
    numbers: SafetyWords,
    compared: Compared,
    vouch: Vouch,
    words: Words,
    on_event: Callback<Event>,
}

/// Once compared, the words fold to a line, and the chat has the room.
#[component]
fn Comparison(props: &ComparisonProps) -> Html {
    let ComparisonProps { numbers, compared, vouch, words, on_event } = props;
    let phrases = &words.safety;
    let section = use_node_ref();
    use_focus_after_change((*compared, *vouch), section.clone());
    let verified = verified(*vouch, *words, on_event);
    let (class, content) = match compared {
        Compared::Same => {
            let again = emits(on_event, Event::WordsCompared(Compared::NotYet));
            let content = html! {
                <>
                    { badge(phrases.checked) }
                    { verified }
                    { list(*numbers) }
                    <button type="button" class="quiet" onclick={again}>{ phrases.compare_again }</button>
                </>
            };
            ("safety folded", content)
        }
        Compared::NotYet | Compared::Different => {
            let (question, yes, no) =
                (phrases.differ_question, phrases.yes_differ, phrases.no_same_after_all);
            let doubt = Doubt { question, yes, no };
            let says = |compared| emits(on_event, Event::WordsCompared(compared));
            let content = html! {
                <>
                    <h2>{ phrases.safety_words }</h2>
                    { list(*numbers) }
                    <p class="hint">{ phrases.meaning }</p>
                    <div class="row">
                        <button type="button" onclick={says(Compared::Same)}>{ phrases.same }</button>
                        <Confirm class="" {doubt} event={Event::WordsCompared(Compared::Different)} {on_event}>
                            { phrases.different }
                        </Confirm>
                        { verified }
                    </div>
                </>
            };
            ("safety", content)
        }
    };
    html! {
        <section ref={section} {class} aria-label={phrases.safety_words} tabindex="-1">{ content }</section>
    }
}

/// The words are those of the list, whatever the language of the page around them.
fn list(numbers: SafetyWords) -> Html {
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
