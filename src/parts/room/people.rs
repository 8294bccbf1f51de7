//! Who is in a room, what they are, and what hosts can do about them.

use heliograph_session::{Event, InRoomView, PersonView, RoomEvent, Voice};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Role, Rules};
use yew::prelude::*;

use super::names::of_person;
use super::sign::{Sign, sign};
use crate::parts::{Confirm, Doubt, Icon, emits, icon};
use crate::words::{RoomPhrases, Words};

pub(super) fn people(room: &InRoomView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = words.room();
    html! {
        <>
            <ul class="people">
                { for room.people.iter().map(|it| person(it, room.role, words, on_event)) }
            </ul>
            if room.role != Role::Guest {
                <button type="button" onclick={emits(on_event, Event::Room(RoomEvent::AllMuteAsked))}>
                    { icon(Icon::MicrophoneOff) }{ phrases.ask_all_to_mute }
                </button>
                { rules(room.rules, phrases, on_event) }
            }
        </>
    }
}

fn person(person: &PersonView, mine: Role, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = words.room();
    let name = of_person(person, phrases);
    html! {
        <li key={person.member.0} class="person">
            <div class="who">
                <bdi>{ &name }</bdi>
                if person.role != Role::Guest {
                    <span class="hint">{ (phrases.role)(person.role) }</span>
                }
            </div>
            { state(person, phrases) }
            if mine != Role::Guest && person.is_me == Switch::Off {
                { measures(person, mine, &name, words, on_event) }
            }
        </li>
    }
}

/// How it stands with somebody, in signs and words.
fn state(person: &PersonView, phrases: &RoomPhrases) -> Html {
    let mark = |shown: Html, said: String| html! { <span class="mark-of">{ shown }{ said }</span> };
    let is_heard = person.part.microphone == Switch::On;
    html! {
        <div class="marks hint">
            if let Some(place) = person.hand {
                { mark(sign(Sign::Hand), (phrases.hand_in_order)(place as usize)) }
            }
            if !is_heard {
                { mark(icon(Icon::MicrophoneOff), phrases.is_muted.to_owned()) }
            } else if person.voice == Voice::Speaking {
                { mark(icon(Icon::Voice), phrases.speaks.to_owned()) }
            }
            if person.part.screen == Switch::On {
                { mark(icon(Icon::Screen), phrases.shares.to_owned()) }
            }
            if person.present == Switch::Off {
                { mark(sign(Sign::Away), phrases.is_away.to_owned()) }
            } else if person.poor == Switch::On {
                { mark(sign(Sign::Poor), phrases.is_poor.to_owned()) }
            }
        </div>
    }
}

/// What a host can do about somebody. Nobody does anything about the host.
fn measures(person: &PersonView, mine: Role, name: &str, words: Words, on_event: &Callback<Event>) -> Html {
    if person.role == Role::Host {
        return Html::default();
    }
    let phrases = words.room();
    let member = person.member;
    let measure = |name: &'static str, event: RoomEvent| {
        html! { <button type="button" onclick={emits(on_event, Event::Room(event))}>{ name }</button> }
    };
    let doubt = Doubt { question: phrases.remove_question, yes: phrases.yes_remove, no: phrases.no_keep };
    let about = (phrases.about)(name);
    html! {
        <details>
            <summary aria-label={about.clone()} title={about}>{ icon(Icon::More) }</summary>
            <div class="row measures">
                if person.part.microphone == Switch::On {
                    { measure(phrases.ask_to_mute, RoomEvent::MuteAsked(member)) }
                }
                if person.part.screen == Switch::On {
                    { measure(phrases.stop_share, RoomEvent::ShareStopped(member)) }
                }
                if person.hand.is_some() {
                    { measure(phrases.take_hand_down, RoomEvent::Lowered(member)) }
                }
                if mine == Role::Host {
                    { match person.role {
                        Role::Guest => measure(phrases.make_co_host, RoomEvent::Appointed(member, Role::CoHost)),
                        Role::CoHost | Role::Host => {
                            measure(phrases.make_guest, RoomEvent::Appointed(member, Role::Guest))
                        }
                    } }
                }
                <Confirm class="danger" {doubt} event={Event::Room(RoomEvent::Removed(member))} {on_event}>
                    { phrases.remove }
                </Confirm>
            </div>
        </details>
    }
}

fn rules(rules: Rules, phrases: &RoomPhrases, on_event: &Callback<Event>) -> Html {
    html! {
        <fieldset class="rules">
            <legend>{ phrases.rules }</legend>
            { rule(phrases.lobby, rules.lobby, on_event, move |lobby| Rules { lobby, ..rules }) }
            { rule(phrases.locked, rules.locked, on_event, move |locked| Rules { locked, ..rules }) }
            { rule(phrases.guests_share, rules.guests_share, on_event,
                move |guests_share| Rules { guests_share, ..rules }) }
            { rule(phrases.guests_speak, rules.guests_speak, on_event,
                move |guests_speak| Rules { guests_speak, ..rules }) }
        </fieldset>
    }
}

/// Something that holds or does not.
pub(crate) fn rule(
    name: &'static str,
    holds: Switch,
    on_event: &Callback<Event>,
    changed: impl Fn(Switch) -> Rules + 'static,
) -> Html {
    let next = match holds {
        Switch::On => Switch::Off,
        Switch::Off => Switch::On,
    };
    let onchange = on_event.reform(move |_: yew::Event| Event::Room(RoomEvent::RulesChosen(changed(next))));
    html! {
        <label class="choice">
            <input type="checkbox" checked={holds == Switch::On} {onchange} />
            { name }
        </label>
    }
}
