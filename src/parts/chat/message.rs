use std::rc::Rc;

use heliograph_session::{Author, Event, Line, LineKey, Mark, Quote, Who};
use heliograph_wire::Millis;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::reactions::{choices, reactions};
use super::{Reach, Unfolded};
use crate::parts::linked_text::linked_text;
use crate::parts::{Icon, icon};
use crate::words::Words;

/// What is on show of what can be done with a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Menu {
    /// Nothing.
    Closed,
    /// As much as can be sent now.
    Open(Reach),
}

/// Where a message stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its place among all entries.
    pub(super) place: usize,
    /// Which conversation it belongs to; the numbers of messages begin anew with each.
    pub(super) conversation: usize,
    pub(super) order: Order,
    pub(super) clock: Clock,
}

/// Of several messages of one person in one minute, the last tells the time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    Untold,
    Told,
}

/// Only the last message is a stop for the tab key, which would take a thousand strokes otherwise; arrow keys lead
/// to those before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Earlier,
    Last,
}

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) line: Rc<Line>,
    /// What its author is called.
    pub(super) author: AttrValue,
    pub(super) spot: Spot,
    pub(super) menu: Menu,
    pub(super) words: Words,
    pub(super) unfold: UseStateSetter<Unfolded>,
    pub(super) on_event: Callback<Event>,
}

/// One message. A component, so that it is not made again when another one changes.
#[component]
pub(super) fn Message(props: &Props) -> Html {
    let Props { line, author, spot, menu, words, unfold, on_event } = props;
    let (more, panel) = (use_node_ref(), use_node_ref());
    {
        let panel = panel.clone();
        // What unfolds at the edge of the log comes into sight with the focus.
        use_effect_with(matches!(menu, Menu::Open(_)), move |_| focus(panel.cast::<HtmlElement>()));
    }
    let fold = {
        let (unfold, more) = (unfold.clone(), more.clone());
        Callback::from(move |()| {
            unfold.set(Unfolded::Nothing);
            focus(more.cast::<HtmlElement>());
        })
    };
    let onkeydown = {
        let (fold, open) = (fold.clone(), matches!(menu, Menu::Open(_)));
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" if open => fold.emit(()),
            "ArrowUp" => walk(&event, Element::previous_element_sibling),
            "ArrowDown" => walk(&event, Element::next_element_sibling),
            _ => {}
        })
    };
    let turn = {
        let unfold = unfold.clone();
        let next =
            if *menu == Menu::Closed { Unfolded::Actions(spot.place, line.id) } else { Unfolded::Nothing };
        Callback::from(move |_: MouseEvent| unfold.set(next))
    };
    let class = match line.author {
        Author::Me(_) => "message mine",
        Author::Other => "message theirs",
    };
    html! {
        <div {class} tabindex="-1" data-line={name(line.key(), *spot)} {onkeydown}>
            <div class="said">
                <div class="bubble">
                    <span class="off-screen">{ author }{ ": " }</span>
                    if let Some(quote) = &line.replies_to {
                        { quoted(quote, *spot, *words) }
                    }
                    <span class="text" dir="auto">{ linked_text(line.text.reveal()) }</span>
                    <span class="below">
                        if let Some(at) = line.at.filter(|_| spot.clock == Clock::Told) {
                            { time(at) }
                        }
                        { mark(line.author, *words) }
                    </span>
                </div>
                <button ref={more} type="button" class="quiet more" onclick={turn} aria-label={words.chat.more}
                    title={words.chat.more} tabindex={if spot.order == Order::Last { "0" } else { "-1" }}
                    aria-expanded={if *menu == Menu::Closed { "false" } else { "true" }}>
                    { icon(Icon::More) }
                </button>
            </div>
            { reactions(&line.reactions, *words) }
            if let Menu::Open(reach) = menu {
                // What unfolds by one's own hand is not news.
                <div ref={panel} class="actions" role="group" tabindex="-1" aria-label={words.chat.actions} aria-live="off">
                    { actions(line, *reach, *words, &after(&fold, on_event)) }
                </div>
            }
        </div>
    }
}

/// Whatever is chosen, the menu has done its part.
fn after(fold: &Callback<()>, on_event: &Callback<Event>) -> Callback<Event> {
    let (fold, on_event) = (fold.clone(), on_event.clone());
    Callback::from(move |event| {
        fold.emit(());
        on_event.emit(event);
    })
}

fn actions(line: &Line, reach: Reach, words: Words, on_event: &Callback<Event>) -> Html {
    let key = line.key();
    let action = |sign, name: &'static str, event: Event| {
        html! {
            <button type="button" class="quiet" onclick={on_event.reform(move |_: MouseEvent| event.clone())}>
                { icon(sign) }{ name }
            </button>
        }
    };
    html! {
        <>
            if reach == Reach::Everything {
                { choices(line, words, on_event) }
                { action(Icon::Reply, words.chat.reply, Event::ReplyChosen(Some(key))) }
            }
            { action(Icon::Copy, words.chat.copy, Event::CopyChosen(line.text.clone())) }
        </>
    }
}

fn time(at: Millis) -> Html {
    let time = heliograph_browser::time_of_day(at);
    html! { <time datetime={time.exact}>{ time.spoken }</time> }
}

fn mark(author: Author, words: Words) -> Html {
    let Author::Me(mark) = author else { return Html::default() };
    let class = if mark == Mark::Lost { "mark warning" } else { "mark" };
    html! { <span {class}>{ (words.chat.mark)(mark) }</span> }
}

/// How the message begins that this one replies to, and the way there.
fn quoted(quote: &Quote, spot: Spot, words: Words) -> Html {
    let who = match quote.line.by {
        Who::Me => words.chat.you,
        Who::Other => words.chat.they,
    };
    let name = name(quote.line, spot);
    let onclick = Callback::from(move |event: MouseEvent| {
        let entries = event.target_dyn_into::<Element>().and_then(|it| it.closest(".entries").ok().flatten());
        let selector = format!("[data-line={name}]");
        let original = entries.and_then(|entries| entries.query_selector(&selector).ok().flatten());
        focus(original.and_then(|it| it.dyn_into::<HtmlElement>().ok()));
    });
    html! {
        <button type="button" class="quote" {onclick}>
            <span class="off-screen">{ words.chat.in_reply_to }{ " " }</span>
            <span class="quoted-author">{ who }</span>
            <span class="quoted-text" dir="auto">{ quote.text.reveal().clone() }</span>
        </button>
    }
}

/// What a quote finds a message by.
fn name(line: LineKey, spot: Spot) -> String {
    match line.by {
        Who::Me => format!("mine-{}-{}", spot.conversation, line.id),
        Who::Other => format!("theirs-{}-{}", spot.conversation, line.id),
    }
}

/// From the button of one message to that of the next one in this direction.
fn walk(event: &KeyboardEvent, step: impl Fn(&Element) -> Option<Element>) {
    let button = event.target_dyn_into::<Element>().and_then(|it| it.closest(".more").ok().flatten());
    let mut at = button.and_then(|it| it.closest(".message").ok().flatten());
    while let Some(next) = at.as_ref().and_then(&step) {
        if let Ok(Some(button)) = next.query_selector(".more") {
            event.prevent_default();
            focus(button.dyn_into::<HtmlElement>().ok());
            return;
        }
        at = Some(next);
    }
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}
