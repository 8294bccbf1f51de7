//! Somebody who can be rung by links.

mod links;
mod missed;
mod ringing;
mod waking;

use heliograph_session::{
    AttendedView, CalleeStage, CalleeView, Event, LinkView, Notifications, Path, RendezvousEvent, RingEvent,
    RingView, Standing,
};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use yew::prelude::*;

use crate::parts::{Confirm, Doubt, Drawing, back, emits, notice};
use crate::words::Words;

use links::{links, shown};
use missed::missed;
use ringing::ringing;
use waking::waking;

/// What there is to do for somebody who can be rung; who rings stands above everything.
pub(crate) fn callee(view: &CalleeView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.ring;
    html! {
        <>
            <h1 tabindex="-1" dir="auto">
                { first_to_ring(view, words).unwrap_or_else(|| phrases.reachable.to_owned()) }
            </h1>
            { notice(view.problem, words, on_event) }
            { who_rings(view, words, on_event) }
            { match &view.stage {
                CalleeStage::Making => busy(phrases.making),
                CalleeStage::Unmade => back(words, on_event),
                CalleeStage::Attended(attended) => self::attended(attended, view, words, on_event),
                CalleeStage::Connecting(path) => connecting(*path, words, on_event),
                CalleeStage::Erased => html! {
                    <>
                        <p class="card" role="status">{ phrases.erased }</p>
                        { back(words, on_event) }
                    </>
                },
            } }
        </>
    }
}

/// Whether somebody can be rung, and is, behind a conversation that is over.
pub(crate) fn on_duty(view: &CalleeView, words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <div class="duty">
            { who_rings(view, words, on_event) }
            if let CalleeStage::Attended(attended) = &view.stage {
                <p class={standing_class(attended.standing)} role="status">
                    { (words.ring.standing)(attended.standing) }
                </p>
                <button type="button" onclick={emits(on_event, Event::BackChosen)}>{ words.ring.to_links }</button>
            }
        </div>
    }
}

/// Who rings first, where anybody does.
pub(crate) fn first_to_ring(view: &CalleeView, words: Words) -> Option<String> {
    view.rings.first().map(|ring| (words.ring.rings)(&name(&ring.name, words)))
}

fn who_rings(view: &CalleeView, words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <>
            // A place that is always there, so that no screen reader overlooks the first ring.
            <div class="rings" role="alert">
                { for view.rings.iter().map(|ring| ringing(ring, words, on_event)) }
            </div>
            <p class="hint" role="status">
                { view.news.as_ref().map(|news| (words.ring.ended)(news.end, &name(&news.name, words))) }
            </p>
        </>
    }
}

/// Who rings, and by which link, as a browser notifies of it.
pub(crate) fn news_of(ring: &RingView, words: Words) -> [String; 2] {
    let label = ring.label.as_ref().map(|label| (words.ring.by_link)(&link_label(label, words)));
    [(words.ring.rings)(&name(&ring.name, words)), label.unwrap_or_default()]
}

fn attended(attended: &AttendedView, view: &CalleeView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.ring;
    let doubt = Doubt { question: phrases.erase_question, yes: phrases.yes_erase, no: phrases.no_keep };
    html! {
        <>
            <p class={standing_class(attended.standing)} role="status">{ (phrases.standing)(attended.standing) }</p>
            if attended.standing == Standing::Stopped {
                <button type="button" class="main" onclick={emits(on_event, says(RingEvent::Resumed))}>
                    { phrases.resume }
                </button>
            }
            { missed(&attended.missed, words, on_event) }
            if attended.standing != Standing::Elsewhere && attended.standing != Standing::Stopped {
                { links(attended, view, words, on_event) }
            }
            { to_keep(attended, view, words, on_event) }
            { attention(view, words, on_event) }
            { waking(attended.waking.as_ref(), words, on_event) }
            if attended.standing == Standing::Reachable {
                <Confirm class="danger" {doubt} event={says(RingEvent::EraseChosen)} {on_event}>
                    { phrases.erase }
                </Confirm>
            }
            { back(words, on_event) }
        </>
    }
}

fn to_keep(attended: &AttendedView, view: &CalleeView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.ring;
    html! {
        <section class="card" aria-label={phrases.to_keep}>
            <h2>{ phrases.to_keep }</h2>
            { shown(phrases.private_link, &attended.private_link, view, words, on_event) }
            <p class="warning">{ phrases.private_hint }</p>
            if let LinkView::ThisDevice(_) = attended.private_link {
                <p class="hint">{ phrases.here_only }</p>
            }
            if let Some(days) = attended.days {
                <p class="hint">{ (phrases.days)(days) }</p>
                <p class="hint">{ phrases.trial }</p>
            }
        </section>
    }
}

/// How a ring is noticed by whoever looks elsewhere.
fn attention(view: &CalleeView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.ring;
    let next = match view.sounds {
        Switch::On => Switch::Off,
        Switch::Off => Switch::On,
    };
    let onchange = on_event.reform(move |_: yew::Event| says(RingEvent::SoundsChosen(next)));
    html! {
        <section class="card" aria-label={phrases.attention}>
            <h2>{ phrases.attention }</h2>
            <div class="row">
                <label class="choice">
                    <input type="checkbox" checked={view.sounds == Switch::On} {onchange}
                        aria-describedby="attention-hint" />
                    { phrases.sounds }
                </label>
                <button type="button" class="quiet" onclick={emits(on_event, says(RingEvent::SoundTried))}>
                    { phrases.try_sound }
                </button>
            </div>
            <p class="hint" id="attention-hint">{ phrases.attention_hint }</p>
            if view.hushed == Switch::On {
                <p class="warning">{ phrases.hushed }</p>
            }
            { match view.notifications {
                Notifications::Unasked => html! {
                    <button type="button" onclick={emits(on_event, says(RingEvent::NotificationsWanted))}>
                        { phrases.allow_notifications }
                    </button>
                },
                Notifications::Allowed => said(phrases.notifications_allowed),
                Notifications::Refused => said(phrases.notifications_refused),
                Notifications::Absent => said(phrases.notifications_absent),
            } }
        </section>
    }
}

fn said(text: &'static str) -> Html {
    html! { <p class="hint" role="status">{ text }</p> }
}

fn connecting(path: Path, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.ring;
    html! {
        <>
            { busy(match path {
                Path::Relayed => phrases.connecting_relayed,
                Path::Direct => phrases.connecting_directly,
            }) }
            <button type="button" onclick={emits(on_event, says(RingEvent::HungUp))}>
                { phrases.stop_connecting }
            </button>
        </>
    }
}

fn busy(text: &'static str) -> Html {
    html! { <p class="card busy" role="status">{ Drawing::Travelling.html() }{ text }</p> }
}

const fn standing_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Reachable => "good-news",
        Standing::Asking => "hint",
        Standing::Away | Standing::Elsewhere | Standing::Stopped => "warning",
    }
}

/// What whoever rings is called here.
fn name(name: &Private<String>, words: Words) -> String {
    if name.reveal().is_empty() { words.ring.somebody.to_owned() } else { name.reveal().clone() }
}

/// What a link is called here.
fn link_label(label: &Private<String>, words: Words) -> String {
    if label.reveal().trim().is_empty() { words.ring.unnamed_link.to_owned() } else { label.reveal().clone() }
}

const fn says(event: RingEvent) -> Event {
    Event::Rendezvous(RendezvousEvent::Ring(event))
}
