//! The way to have everything forgotten, which asks before it does.

use heliograph_session::Event;
use yew::prelude::*;

use crate::parts::{emits, use_focus_after_change};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) words: Words,
    pub(super) on_event: Callback<Event>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    Unasked,
    Asked,
}

#[component]
pub(super) fn Forget(props: &Props) -> Html {
    let phrases = &props.words.settings;
    let question = use_state(|| Question::Unasked);
    let button = use_node_ref();
    use_focus_after_change(*question, button.clone());
    let turn = |next| {
        let question = question.clone();
        Callback::from(move |_: MouseEvent| question.set(next))
    };
    match *question {
        Question::Unasked => html! {
            <button ref={button} type="button" class="danger" onclick={turn(Question::Asked)}>{ phrases.forget }</button>
        },
        Question::Asked => html! {
            <div class="notice" role="alert">
                <p>{ phrases.forget_question }</p>
                <div class="row">
                    <button type="button" class="danger" onclick={emits(&props.on_event, Event::ForgetChosen)}>
                        { phrases.yes_forget }
                    </button>
                    <button ref={button} type="button" onclick={turn(Question::Unasked)}>{ phrases.no_keep }</button>
                </div>
            </div>
        },
    }
}
