//! The way to have everything forgotten, which asks before it does.

use heliograph_session::Event;
use yew::prelude::*;

use crate::parts::emits;
use crate::words::Words;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    Unasked,
    Asked,
}

/// The button of `answer` is the one to which the focus goes when the question is asked, or is not any longer.
pub(super) fn forget(
    question: &UseStateHandle<Question>,
    answer: NodeRef,
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let phrases = &words.settings;
    let turn = |next| {
        let question = question.clone();
        Callback::from(move |_: MouseEvent| question.set(next))
    };
    match **question {
        Question::Unasked => html! {
            <button ref={answer} type="button" class="danger" onclick={turn(Question::Asked)}>{ phrases.forget }</button>
        },
        Question::Asked => html! {
            <div class="notice" role="alert">
                <p>{ phrases.forget_question }</p>
                <div class="row">
                    <button type="button" class="danger" onclick={emits(on_event, Event::ForgetChosen)}>
                        { phrases.yes_forget }
                    </button>
                    <button ref={answer} type="button" onclick={turn(Question::Unasked)}>{ phrases.no_keep }</button>
                </div>
            </div>
        },
    }
}
