use heliograph_session::{Event, HomeView, Memory};
use yew::prelude::*;

use crate::parts::{Icon, Notice, Title, emits, icon, landscape};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) home: HomeView,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// The beginning: invite, or be invited.
#[component]
pub(crate) fn Home(props: &Props) -> Html {
    let Props { home, words, on_event } = props;
    let forgotten = match home.memory {
        Memory::Untouched => "",
        Memory::Forgotten => words.everything_forgotten,
    };
    html! {
        <div class="home">
            { landscape() }
            <div class="hero">
                <Title text={words.heliograph} />
                <p>{ words.tagline }</p>
            </div>
            <p class="good-news" role="status">{ forgotten }</p>
            <Notice problem={home.problem} words={*words} {on_event} />
            <div class="choices">
                <button type="button" class="main" onclick={emits(on_event, Event::InviteChosen)}>
                    { words.invite_someone }
                </button>
                <button type="button" onclick={emits(on_event, Event::ScanChosen)}>
                    { icon(Icon::Camera) }{ words.scan_an_invite }
                </button>
                <button type="button" onclick={emits(on_event, Event::JoinChosen)}>{ words.have_an_invite }</button>
            </div>
            <p class="hint">{ words.how_it_goes }</p>
        </div>
    }
}
