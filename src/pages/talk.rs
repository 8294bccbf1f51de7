use heliograph_session::{
    Author, CallStage, Channel, Entry, Event, Health, Keeping, Mark, Parting, Path, RelayState, RouteKind,
    TalkView, TransferState,
};
use yew::prelude::*;

use crate::pages::callee::{first_to_ring, on_duty};
use crate::parts::{
    Call, Confirm, Doubt, Icon, Statistics, chat, emits, icon, notice, path_change, path_question,
    safety_announcement, safety_words, sealing_alert, sealing_status, title,
};
use crate::words::Words;

/// Two people connected, or who were.
pub(crate) fn talk(talk: &TalkView, words: Words, on_event: &Callback<Event>) -> Html {
    let heading = match (talk.parting, talk.health) {
        (Some(_), _) => words.disconnected,
        (None, Health::Broken) => words.chat.looking_for_a_way,
        (None, Health::Steady | Health::Weak) => words.connected,
    };
    html! {
        <div class="talk">
            <header class="bar">
                if talk.parting.is_none() {
                    <span class={health_class(talk.health)} aria-hidden="true" />
                }
                { talk.callee.as_ref().and_then(|callee| first_to_ring(callee, words)).map_or_else(
                    || title(heading),
                    |rings| html! { <h1 tabindex="-1" dir="auto">{ rings }</h1> },
                ) }
                if let Some(name) = &talk.name {
                    <bdi class="name">{ name.reveal().clone() }</bdi>
                }
                if talk.parting.is_none() {
                    <Statistics statistics={talk.statistics.clone()} sealing={talk.sealing} {words} {on_event} />
                    { leave(talk, words, on_event) }
                }
            </header>
            <div class="way">
                <p class={status_class(talk)} role="status">{ status(talk, words) }</p>
                if talk.parting.is_none() && talk.health != Health::Broken {
                    { path_change(talk.path_change, words, on_event) }
                }
                { sealing_status(talk.sealing.filter(|_| !is_tried_out(talk)), words) }
            </div>
            { sealing_alert(talk.sealing, words, on_event) }
            { path_question(talk.path_change, words, on_event) }
            { notice(talk.problem, words, on_event) }
            <div class={parting_class(talk.parting)} role="alert">
                if let Some(parting) = talk.parting {
                    { parted(parting, words, on_event) }
                }
            </div>
            if let Some(callee) = &talk.callee {
                { on_duty(callee, words, on_event) }
            }
            { safety_announcement(talk.safety, words) }
            if talk.parting.is_none() {
                { safety_words(talk.safety, words, on_event) }
            }
            <div class="room">
                if let Some(call) = &talk.call {
                    <Call call={call.clone()} sealing={talk.sealing} name={talk.name.clone()} {words} {on_event} />
                }
                { chat(talk, words, on_event) }
            </div>
        </div>
    }
}

/// The way out, which asks first where something would be lost.
fn leave(talk: &TalkView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.chat;
    let doubt = Doubt { question: phrases.leave_question, yes: phrases.yes_leave, no: phrases.no_stay };
    if is_unfinished(talk) || is_forgotten(talk) {
        html! {
            <Confirm class="leave" {doubt} event={Event::LeaveChosen} {on_event}>{ words.leave }</Confirm>
        }
    } else {
        html! {
            <button type="button" class="leave" onclick={emits(on_event, Event::LeaveChosen)}>{ words.leave }</button>
        }
    }
}

/// Whether a call is on, files are on their way, or a message has not arrived yet.
fn is_unfinished(talk: &TalkView) -> bool {
    let calls = talk.call.as_ref().is_some_and(|call| call.stage == CallStage::In);
    let moves = |state| !matches!(state, TransferState::Stored | TransferState::Ended(_));
    let is_sending =
        |entry: &Entry| matches!(entry, Entry::Line(line) if line.author == Author::Me(Mark::Sending));
    calls || talk.transfers.values().any(|it| moves(it.state)) || talk.entries.iter().rev().any(is_sending)
}

/// Whether a call is tried out, where it is said how it is sealed, too.
fn is_tried_out(talk: &TalkView) -> bool {
    talk.call.as_ref().is_some_and(|call| call.stage == CallStage::Trying)
}

/// Whether something was said that goes with the conversation.
fn is_forgotten(talk: &TalkView) -> bool {
    !talk.entries.is_empty() && talk.keeping == Keeping::ForThisPage
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
        (None, Health::Broken, _) if talk.relay == RelayState::Away => words.relay.away,
        (None, Health::Broken, _) => words.link_broken,
        (None, _, _) if talk.relay == RelayState::Stopping => words.relay.stopping,
        (None, Health::Steady, Channel::Control) if talk.path == Path::Relayed => words.relay.hidden,
        (None, Health::Steady, Channel::Control) if talk.route == RouteKind::Relayed => {
            words.relay.no_direct_way
        }
        (None, Health::Weak, Channel::Control) => words.link_weak,
        (None, Health::Steady | Health::Weak, Channel::Theirs) => words.plain_link,
        (None, Health::Steady, Channel::Control) => words.link_steady,
    }
}

/// That the way does not answer, or soon will not, must not be missed.
const fn status_class(talk: &TalkView) -> &'static str {
    match (talk.parting, talk.health, talk.relay) {
        (None, Health::Broken, _) | (None, _, RelayState::Stopping) => "hint interrupted",
        (Some(_), _, _) | (None, Health::Steady | Health::Weak, RelayState::Fine | RelayState::Away) => {
            "hint"
        }
    }
}

const fn health_class(health: Health) -> &'static str {
    match health {
        Health::Steady => "light steady",
        Health::Weak => "light weak",
        Health::Broken => "light broken",
    }
}

/// Whether somebody may have sat between the two.
const fn is_alarming(parting: Parting) -> bool {
    match parting {
        Parting::Forged | Parting::WordsDiffer => true,
        Parting::Left
        | Parting::Closed
        | Parting::NoWayBack
        | Parting::RelayAway
        | Parting::Hostile
        | Parting::Refused => false,
    }
}

fn parting_class(parting: Option<Parting>) -> &'static str {
    match parting {
        Some(Parting::Left) => "notice calm",
        Some(parting) if is_alarming(parting) => "notice alarm",
        Some(_) | None => "notice",
    }
}
