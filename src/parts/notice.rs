use heliograph_session::{Event, Problem};
use yew::prelude::*;

use crate::parts::emits;
use crate::words::Words;

/// What went wrong, and a way on. The alert is part of the page before it has anything to say, since some
/// screen readers overlook an alert that arrives whole.
pub(crate) fn notice(problem: Option<Problem>, words: Words, on_event: &Callback<Event>) -> Html {
    let way_on = match problem {
        Some(Problem::InviteInsteadOfReply) => html! {
            <button type="button" onclick={emits(on_event, Event::SwitchChosen)}>
                { words.join_it_instead }
            </button>
        },
        Some(_) | None => Html::default(),
    };
    html! {
        <div class="notice" role="alert">
            if let Some(problem) = problem {
                <p>{ (words.problem)(problem) }</p>
                { way_on }
            }
        </div>
    }
}
