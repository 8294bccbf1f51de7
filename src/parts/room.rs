//! A room from inside: everybody who is to be seen, what can be done, and what stands beside them.

mod chat;
mod comings;
mod invite;
mod knocks;
mod layout;
mod names;
mod news;
mod people;
mod picture;
mod sign;
mod stage;
mod tile;
mod toolbar;

use std::cell::RefCell;
use std::rc::Rc;

use heliograph_session::{Event, InRoomView, RoomEvent, RoomStage, RoomView};
use heliograph_wire::control::Switch;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::parts::call::failures;
use crate::parts::{Icon, icon, notice};
use crate::words::Words;
use chat::Chat;
use comings::Comings;
use stage::Stage;

pub(crate) use names::of_room;
pub(crate) use people::rule;

/// What stands beside the pictures, or over them where there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Panel {
    Nothing,
    Chat,
    People,
    Invite,
    More,
}

/// The buttons that open panels. Whoever closes one is back at its button.
struct Buttons {
    open: UseStateHandle<Panel>,
    /// Whether the person holds the button to talk.
    talking: UseStateHandle<Switch>,
    /// The one that was pressed last.
    last: Rc<RefCell<Option<HtmlElement>>>,
    on_event: Callback<Event>,
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) view: RoomView,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// A room from inside.
#[component]
pub(crate) fn Room(props: &Props) -> Html {
    let Props { view, words, on_event } = props;
    let (open, place, last) = (use_state_eq(|| Panel::Nothing), use_node_ref(), use_mut_ref(|| None));
    let talking = use_state(|| Switch::Off);
    let buttons = Buttons { open: open.clone(), talking, last: last.clone(), on_event: on_event.clone() };
    {
        let (place, fresh) = (place.clone(), use_mut_ref(|| true));
        use_effect_with(*open, move |open| {
            let target = if *open == Panel::Nothing { last.borrow().clone() } else { place.cast() };
            if !fresh.replace(false)
                && let Some(element) = target
            {
                // An element that cannot take the focus leaves it where it is.
                let _ = element.focus();
            }
        });
    }
    let RoomStage::In(room) = &view.stage else { return Html::default() };
    let phrases = words.room();
    html! {
        <div class="meeting" data-call="">
            { bar(view, room, *words) }
            { notice(view.problem, *words, on_event) }
            { failures(&view.mine, *words) }
            { news::news(room, view.mine.muted, *words, on_event) }
            { knocks::knocks(&room.knocking, *open == Panel::People, *words, on_event) }
            <div class="meeting-middle">
                <section class="meeting-stage" aria-label={phrases.in_the_room}>
                    <Comings people={room.people.clone()} words={*words} />
                    <Stage ..stage::Props::of(room, &view.mine, *words, on_event) />
                    if room.people.len() < 2 && *open == Panel::Nothing {
                        <div class="alone-here">
                            <p>{ phrases.nobody_else }</p>
                            { buttons.of(Panel::Invite, html! { { phrases.invite } }) }
                        </div>
                    }
                </section>
                { panel(view, room, (&buttons, place), *words, on_event) }
            </div>
            { toolbar::toolbar(view, room, &buttons, *words, on_event) }
        </div>
    }
}

/// The name of the room, and how it stands with it.
fn bar(view: &RoomView, room: &InRoomView, words: Words) -> Html {
    let phrases = words.room();
    html! {
        <header class="bar">
            <h1 tabindex="-1">{ view.name.map(|name| (phrases.titled)(&of_room(name))) }</h1>
            <span class="hint">{ (phrases.people_counted)(room.people.len()) }</span>
            <p class="hint sealed-sign">{ icon(Icon::Lock) }{ phrases.sealed }</p>
            { news::standing(room, view.thrift, words) }
        </header>
    }
}

/// All of them stay in the page: what was begun to be written is found again.
fn panel(
    view: &RoomView,
    room: &InRoomView,
    of: (&Buttons, NodeRef),
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let (buttons, place) = of;
    let phrases = words.room();
    let open = *buttons.open;
    let name = match open {
        Panel::Nothing | Panel::Chat => phrases.chat,
        Panel::People => phrases.people,
        Panel::Invite => phrases.invite,
        Panel::More => phrases.more,
    };
    let onkeydown = {
        let close = buttons.close();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.is_composing() {
                close.emit(());
            }
        })
    };
    html! {
        <section ref={place} class="panel" hidden={open == Panel::Nothing} aria-label={name} tabindex="-1" {onkeydown}>
            <header>
                <h2>{ name }</h2>
                <button type="button" class="quiet" aria-label={phrases.close} title={phrases.close}
                    onclick={buttons.close().reform(|_| ())}>
                    { icon(Icon::Close) }
                </button>
            </header>
            <div class="panel-of" hidden={open != Panel::Chat}>
                <Chat lines={room.lines.clone()} people={room.people.clone()} {words} {on_event} />
            </div>
            { match open {
                Panel::Nothing | Panel::Chat => Html::default(),
                Panel::People => people::people(room, words, on_event),
                Panel::Invite => invite::invite(view, room.rules.locked, words, on_event),
                Panel::More => toolbar::more(view, room, buttons, words, on_event),
            } }
        </section>
    }
}

impl Buttons {
    /// Opens a panel, or closes it.
    fn of(&self, panel: Panel, content: Html) -> Html {
        let is_open = *self.open == panel;
        let (open, last, on_event) = (self.open.clone(), self.last.clone(), self.on_event.clone());
        let onclick = Callback::from(move |event: MouseEvent| {
            let next = if is_open { Panel::Nothing } else { panel };
            if let Some(button) = lasting(&event) {
                last.replace(Some(button));
            }
            tell(*open, next, &on_event);
            open.set(next);
        });
        let class = if is_open { "tool opened" } else { "tool" };
        html! {
            <button type="button" {class} aria-expanded={if is_open { "true" } else { "false" }} {onclick}>
                { content }
            </button>
        }
    }

    fn close(&self) -> Callback<()> {
        let (open, on_event) = (self.open.clone(), self.on_event.clone());
        Callback::from(move |()| {
            tell(*open, Panel::Nothing, &on_event);
            open.set(Panel::Nothing);
        })
    }
}

/// The button that was pressed, unless it goes away with its panel.
fn lasting(event: &MouseEvent) -> Option<HtmlElement> {
    let button = event.target_dyn_into::<Element>()?.closest("button").ok().flatten()?;
    let is_inside = button.closest(".panel").ok().flatten().is_some();
    if is_inside { None } else { button.dyn_into().ok() }
}

fn tell(before: Panel, next: Panel, on_event: &Callback<Event>) {
    match (before == Panel::Chat, next == Panel::Chat) {
        (false, true) => on_event.emit(Event::Room(RoomEvent::ChatShown(Switch::On))),
        (true, false) => on_event.emit(Event::Room(RoomEvent::ChatShown(Switch::Off))),
        (true, true) | (false, false) => {}
    }
}
