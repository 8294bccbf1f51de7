use heliograph_session::{Event, Problem};
use yew::prelude::*;

use crate::parts::{Notice, Title, emits};
use crate::words::Language;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) problem: Option<Problem>,
    pub(crate) words: Language,
    pub(crate) on_event: Callback<Event>,
}

/// The beginning: invite, or be invited.
#[component]
pub(crate) fn Home(props: &Props) -> Html {
    let Props { problem, words, on_event } = props;
    html! {
        <div class="home">
            <header class="hero">
                <svg class="lamp" viewBox="0 0 64 64" aria-hidden="true">
                    <circle class="sun" cx="20" cy="20" r="9" />
                    <path class="beam" d="M26 26 45 47 62 21" />
                    <path class="mirror" d="M32 50h26" />
                </svg>
                <Title text={words.heliograph} />
                <p>{ words.tagline }</p>
            </header>
            <Notice problem={*problem} words={*words} {on_event} />
            <div class="choices">
                <button type="button" class="main" onclick={emits(on_event, Event::InviteChosen)}>
                    { words.invite_someone }
                </button>
                <button type="button" onclick={emits(on_event, Event::JoinChosen)}>{ words.have_an_invite }</button>
            </div>
            <p class="hint">{ words.how_it_works }</p>
            <button type="button" class="quiet" onclick={emits(on_event, Event::SettingsChosen)}>
                { words.settings }
            </button>
        </div>
    }
}
