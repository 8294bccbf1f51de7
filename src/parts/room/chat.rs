//! What is written in a room.

use std::rc::Rc;

use heliograph_session::{Event, PersonView, RoomAudience, RoomEvent, RoomLine};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::room::MemberId;
use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::names::called;
use crate::parts::linked_text::linked_text;
use crate::words::Words;

/// The most lines that the field grows to before it scrolls.
const LINES_AT_MOST: u32 = 4;

/// More than this makes a page slow.
const SHOWN_AT_MOST: usize = 500;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) lines: Rc<Vec<RoomLine>>,
    pub(super) people: Rc<Vec<PersonView>>,
    pub(super) words: Words,
    pub(super) on_event: Callback<Event>,
}

/// A component, so that it is not made again whenever somebody speaks.
#[component]
pub(super) fn Chat(props: &Props) -> Html {
    let Props { lines, people, words, on_event } = props;
    let phrases = words.room();
    let (field, to) = (use_node_ref(), use_state_eq(|| None));
    // Whoever has left is written to no more.
    let to_whom = to.filter(|to: &MemberId| people.iter().any(|it| it.member == *to));
    let send = {
        let (field, on_event) = (field.clone(), on_event.clone());
        Callback::from(move |()| {
            let Some(field) = field.cast::<HtmlTextAreaElement>() else { return };
            let text = field.value();
            if text.trim().is_empty() {
                return;
            }
            field.set_value("");
            field.set_rows(1);
            on_event.emit(Event::Room(RoomEvent::Written { to: to_whom, text: Private::new(text) }));
        })
    };
    let onkeydown = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            // The key also ends a composition, and must not do more then.
            if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                event.prevent_default();
                send.emit(());
            }
        })
    };
    let oninput = Callback::from(|event: InputEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
            field.set_rows((field.value().matches('\n').count() as u32 + 1).min(LINES_AT_MOST));
        }
    });
    let hidden = lines.len().saturating_sub(SHOWN_AT_MOST);
    html! {
        <div class="chat room-chat">
            <p class="hint">{ phrases.chat_hint }</p>
            <div class="log" role="log" aria-label={words.chat.messages} tabindex="0">
                <div class="entries">
                    if lines.is_empty() {
                        <p class="empty hint">{ words.chat.nothing_written }</p>
                    }
                    if hidden > 0 {
                        <p class="hint">{ words.chat.earlier_not_shown }</p>
                    }
                    { for lines.iter().skip(hidden).map(|it| line(it, *words)) }
                </div>
            </div>
            { audience(people, to_whom, to.setter(), *words) }
            <div class="composer">
                <label>
                    <span class="off-screen">{ words.chat.message }</span>
                    <textarea ref={field} rows="1" dir="auto" placeholder={words.chat.write_here} {onkeydown} {oninput} />
                </label>
                <button type="button" class="main" onclick={send.reform(|_| ())}>{ words.chat.send }</button>
            </div>
        </div>
    }
}

fn line(line: &RoomLine, words: Words) -> Html {
    let phrases = words.room();
    let author = match line.mine {
        Switch::On => phrases.you.to_owned(),
        Switch::Off => called(&line.name, line.author, phrases),
    };
    let alone = match &line.to {
        RoomAudience::Everybody => None,
        RoomAudience::Me => Some(phrases.for_you_alone.to_owned()),
        RoomAudience::One { member, name } => Some((phrases.for_one_alone)(&called(name, *member, phrases))),
    };
    let time = heliograph_browser::time_of_day(line.at);
    html! {
        <div key={line.number} class={if line.mine == Switch::On { "message mine" } else { "message theirs" }}>
            <div class="said">
                <div class="bubble">
                    <span class="author">
                        <bdi>{ author }</bdi>
                        if let Some(alone) = alone {
                            { " " }<span class="alone-for">{ "(" }{ alone }{ ")" }</span>
                        }
                        <span class="off-screen">{ ": " }</span>
                    </span>
                    <span class="text" dir="auto">{ linked_text(line.text.reveal()) }</span>
                    <span class="below"><time datetime={time.exact}>{ time.spoken }</time></span>
                </div>
            </div>
        </div>
    }
}

/// To whom the next one goes.
fn audience(
    people: &[PersonView],
    to: Option<MemberId>,
    set: UseStateSetter<Option<MemberId>>,
    words: Words,
) -> Html {
    let phrases = words.room();
    let onchange = Callback::from(move |change: yew::Event| {
        let value = change.target_dyn_into::<HtmlSelectElement>().map(|list| list.value());
        set.set(value.and_then(|value| value.parse().ok()).map(MemberId));
    });
    let others = people.iter().filter(|person| person.is_me == Switch::Off);
    html! {
        <label class="audience">
            { phrases.to_whom }
            <select {onchange}>
                <option value="" selected={to.is_none()}>{ phrases.everybody }</option>
                { for others.map(|it| html! {
                    <option value={it.member.0.to_string()} selected={to == Some(it.member)}>
                        { called(&it.name, it.member, phrases) }
                    </option>
                }) }
            </select>
        </label>
    }
}
