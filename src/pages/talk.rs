use heliograph_session::{Channel, Event, Health, Parting, TalkView};
use yew::prelude::*;

use crate::parts::{Chat, Notice, Title, emits};
use crate::words::Language;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) talk: TalkView,
    pub(crate) words: Language,
    pub(crate) on_event: Callback<Event>,
}

/// Two people connected, or who were.
#[component]
pub(crate) fn Talk(props: &Props) -> Html {
    let Props { talk, words, on_event } = props;
    let title = if talk.parting.is_some() { words.disconnected } else { words.connected };
    html! {
        <div class="talk">
            <header class="bar">
                <Title text={title} />
                if talk.parting.is_none() {
                    <span class={health_class(talk.health)} aria-hidden="true" />
                    <button type="button" class="leave" onclick={emits(on_event, Event::LeaveChosen)}>
                        { words.leave }
                    </button>
                }
            </header>
            <p class="hint" role="status">{ status(talk, *words) }</p>
            <Notice problem={talk.problem} words={*words} {on_event} />
            <div class="notice" role="alert">
                if let Some(parting) = talk.parting {
                    { parted(parting, *words, on_event) }
                }
            </div>
            <Chat entries={talk.entries.clone()} writable={talk.parting.is_none()} words={*words} {on_event} />
        </div>
    }
}

fn parted(parting: Parting, words: Language, on_event: &Callback<Event>) -> Html {
    html! {
        <>
            <p>{ (words.parting)(parting) }</p>
            <div class="row">
                <button type="button" class="main" onclick={emits(on_event, Event::InviteChosen)}>
                    { words.invite_again }
                </button>
                <button type="button" onclick={emits(on_event, Event::JoinChosen)}>{ words.have_an_invite }</button>
                <button type="button" class="quiet" onclick={emits(on_event, Event::HomeChosen)}>
                    { words.home }
                </button>
            </div>
        </>
    }
}

fn status(talk: &TalkView, words: Language) -> &'static str {
    match (talk.parting, talk.health, talk.channel) {
        (Some(_), _, _) => "",
        (None, Health::Broken, _) => words.link_broken,
        (None, Health::Steady, Channel::Theirs) => words.plain_link,
        (None, Health::Steady, Channel::Control) => words.link_steady,
    }
}

const fn health_class(health: Health) -> &'static str {
    match health {
        Health::Steady => "light steady",
        Health::Broken => "light broken",
    }
}
