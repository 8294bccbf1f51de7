use heliograph_session::Event;
use yew::prelude::*;

use crate::parts::use_focus_after_change;

/// What is said around something that cannot be undone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Doubt {
    pub(crate) question: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) class: &'static str,
    pub(crate) doubt: Doubt,
    pub(crate) event: Event,
    pub(crate) on_event: Callback<Event>,
    /// What the button says.
    pub(crate) children: Html,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    Unasked,
    Asked,
}

/// A button that asks before it does what cannot be undone. The focus goes to the answer that changes nothing.
#[component]
pub(crate) fn Confirm(props: &Props) -> Html {
    let Props { class, doubt, event, on_event, children } = props;
    let (question, harmless) = (use_state(|| Question::Unasked), use_node_ref());
    use_focus_after_change(*question, harmless.clone());
    let turn = |next| {
        let question = question.clone();
        Callback::from(move |_: MouseEvent| question.set(next))
    };
    let go_on = {
        let (question, on_event, event) = (question.clone(), on_event.clone(), event.clone());
        Callback::from(move |_: MouseEvent| {
            // What it was asked about may still be there afterwards.
            question.set(Question::Unasked);
            on_event.emit(event.clone());
        })
    };
    match *question {
        Question::Unasked => html! {
            <button ref={harmless} type="button" class={*class} onclick={turn(Question::Asked)}>{ children.clone() }</button>
        },
        Question::Asked => html! {
            <div class="notice question" role="alert">
                <p>{ doubt.question }</p>
                <div class="row">
                    <button type="button" class="danger" onclick={go_on}>{ doubt.yes }</button>
                    <button ref={harmless} type="button" onclick={turn(Question::Unasked)}>{ doubt.no }</button>
                </div>
            </div>
        },
    }
}
