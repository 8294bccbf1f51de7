use heliograph_session::{Event, Problem};
use yew::prelude::*;

use crate::parts::emits;
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) problem: Option<Problem>,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// What went wrong, and a way on. The alert is part of the page before it has anything to say, since some
/// screen readers overlook an alert that arrives whole.
#[component]
pub(crate) fn Notice(props: &Props) -> Html {
    let words = props.words;
    let way_on = match props.problem {
        Some(Problem::InviteInsteadOfReply) => html! {
            <button type="button" onclick={emits(&props.on_event, Event::SwitchChosen)}>
                { words.join_it_instead }
            </button>
        },
        Some(_) | None => Html::default(),
    };
    html! {
        <div class="notice" role="alert">
            if let Some(problem) = props.problem {
                <p>{ (words.problem)(problem) }</p>
                { way_on }
            }
        </div>
    }
}
