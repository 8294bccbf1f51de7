use heliograph_session::{Channel, Event, Health, Parting, TalkView};
use yew::prelude::*;

use crate::parts::{Chat, Icon, emits, icon, notice, safety_announcement, safety_words, title};
use crate::words::Words;

/// Two people connected, or who were.
pub(crate) fn talk(talk: &TalkView, words: Words, on_event: &Callback<Event>) -> Html {
    let heading = if talk.parting.is_some() { words.disconnected } else { words.connected };
    html! {
        <div class="talk">
            <header class="bar">
                if talk.parting.is_none() {
                    <span class={health_class(talk.health)} aria-hidden="true" />
                }
                { title(heading) }
                if let Some(name) = &talk.name {
                    <bdi class="name">{ name.reveal().clone() }</bdi>
                }
                if talk.parting.is_none() {
                    <button type="button" class="leave" onclick={emits(on_event, Event::LeaveChosen)}>
                        { words.leave }
                    </button>
                }
            </header>
            <p class="hint" role="status">{ status(talk, words) }</p>
            { notice(talk.problem, words, on_event) }
            <div class={parting_class(talk.parting)} role="alert">
                if let Some(parting) = talk.parting {
                    { parted(parting, words, on_event) }
                }
            </div>
            { safety_announcement(talk.safety, words) }
            if talk.parting.is_none() {
                { safety_words(talk.safety, words, on_event) }
            }
            <Chat entries={talk.entries.clone()} name={talk.name.clone()} writable={talk.parting.is_none()}
                words={words} {on_event} />
        </div>
    }
}

fn parted(parting: Parting, words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <>
            <p>
                if is_alarming(parting) {
                    { icon(Icon::Warning) }
                }
                { (words.parting)(parting) }
            </p>
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

fn status(talk: &TalkView, words: Words) -> &'static str {
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

/// Whether somebody may have sat between the two.
const fn is_alarming(parting: Parting) -> bool {
    match parting {
        Parting::Forged | Parting::WordsDiffer => true,
        Parting::Left | Parting::Closed | Parting::NoWayBack | Parting::Hostile | Parting::Refused => false,
    }
}

fn parting_class(parting: Option<Parting>) -> &'static str {
    match parting {
        Some(Parting::Left) => "notice calm",
        Some(parting) if is_alarming(parting) => "notice alarm",
        Some(_) | None => "notice",
    }
}
