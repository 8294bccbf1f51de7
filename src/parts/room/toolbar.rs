//! What can be done in a room.

use heliograph_session::{Ability, Cameras, CaptureView, Event, InRoomView, Layout, RoomEvent, RoomView};
use heliograph_wire::control::Switch;
use heliograph_wire::room::Role;
use yew::prelude::*;

use super::sign::{Sign, sign};
use super::{Buttons, Panel};
use crate::parts::call::{
    camera_switch, device_choices, hold_to_talk, is_muted, microphone_switch, screen_switch, thrift,
};
use crate::parts::{Confirm, Doubt, Icon, emits, icon};
use crate::words::Words;

/// What is wanted often is at hand.
pub(super) fn toolbar(
    view: &RoomView,
    room: &InRoomView,
    buttons: &Buttons,
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let phrases = words.room();
    let may_share = room.role != Role::Guest || room.rules.guests_share == Switch::On;
    let can_share = view.abilities.contains(&Ability::CaptureScreen) && may_share;
    let unread = room.unread as usize;
    html! {
        <div class="room-tools">
            { microphone_switch(&view.mine, words, on_event) }
            { camera_switch(&view.mine, words, on_event) }
            if can_share {
                { screen_switch(&view.mine, words, on_event) }
            }
            { hand(room, words, on_event) }
            { buttons.of(Panel::Chat, html! {
                <>
                    { icon(Icon::Chat) }<span>{ phrases.chat }</span>
                    if unread > 0 {
                        <span class="count" aria-hidden="true">{ unread }</span>
                        <span class="off-screen">{ (words.chat.new_messages)(unread) }</span>
                    }
                </>
            }) }
            { buttons.of(Panel::People, html! {
                <>
                    { sign(Sign::People) }<span>{ phrases.people }</span>
                    if !room.knocking.is_empty() {
                        <span class="count" aria-hidden="true">{ room.knocking.len() }</span>
                    }
                </>
            }) }
            { buttons.of(Panel::More, html! {
                <><span class="dots">{ icon(Icon::More) }</span><span>{ phrases.more }</span></>
            }) }
            <button type="button" class="hang-up" onclick={emits(on_event, Event::Room(RoomEvent::Left))}>
                { icon(Icon::HangUp) }<span>{ phrases.leave }</span>
            </button>
        </div>
    }
}

fn hand(room: &InRoomView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = words.room();
    let mine = room.people.iter().find(|person| person.member == room.me).and_then(|person| person.hand);
    let (name, next, class) = match mine {
        Some(_) => (phrases.lower_hand, Switch::Off, "tool hand-is-up"),
        None => (phrases.raise_hand, Switch::On, "tool"),
    };
    html! {
        <button type="button" {class} onclick={emits(on_event, Event::Room(RoomEvent::HandChosen(next)))}>
            { sign(Sign::Hand) }<span>{ name }</span>
        </button>
    }
}

/// What is wanted seldom.
pub(super) fn more(
    view: &RoomView,
    room: &InRoomView,
    buttons: &Buttons,
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let phrases = words.room();
    let can = |ability| view.abilities.contains(&ability);
    let other_camera = matches!(view.mine.camera, CaptureView::On(_)) && view.cameras == Cameras::Several;
    let doubt = Doubt { question: phrases.end_question, yes: phrases.yes_end, no: phrases.no_go_on };
    html! {
        <div class="more-of-all">
            { buttons.of(Panel::Invite, html! { <>{ sign(Sign::Invite) }<span>{ phrases.invite }</span></> }) }
            { layout(room.layout, words, on_event) }
            if is_muted(&view.mine) || *buttons.talking == Switch::On {
                { hold_to_talk(&buttons.talking, words, on_event) }
            }
            if other_camera {
                <button type="button" onclick={emits(on_event, Event::OtherCameraChosen)}>
                    { icon(Icon::Turn) }<span>{ words.camera.other_camera }</span>
                </button>
            }
            if can(Ability::FillScreen) {
                <button type="button" onclick={emits(on_event, Event::FullScreenChosen)}>
                    { icon(Icon::FullScreen) }<span>{ words.call.full_screen }</span>
                </button>
            }
            { thrift(view.thrift, words, on_event) }
            { devices(view, words, on_event) }
            if room.role != Role::Guest {
                <Confirm class="danger" {doubt} event={Event::Room(RoomEvent::EndedForAll)} {on_event}>
                    { phrases.end }
                </Confirm>
            }
        </div>
    }
}

fn layout(layout: Layout, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = words.room();
    let (name, next) = match layout {
        Layout::Gallery => (phrases.speaker_layout, Layout::Speaker),
        Layout::Speaker => (phrases.gallery_layout, Layout::Gallery),
    };
    html! {
        <button type="button" onclick={emits(on_event, Event::Room(RoomEvent::LayoutChosen(next)))}>
            { sign(Sign::Layout) }<span>{ name }</span>
        </button>
    }
}

fn devices(view: &RoomView, words: Words, on_event: &Callback<Event>) -> Html {
    let (wanted, expanded) = match view.devices {
        Some(_) => (Switch::Off, "true"),
        None => (Switch::On, "false"),
    };
    html! {
        <>
            <button type="button" aria-expanded={expanded} onclick={emits(on_event, Event::DevicesChosen(wanted))}>
                { icon(Icon::Settings) }<span>{ words.call.devices }</span>
            </button>
            if let Some(devices) = &view.devices {
                <section class="device-choices" aria-label={words.call.devices}>
                    { device_choices(devices, words, on_event) }
                </section>
            }
        </>
    }
}
