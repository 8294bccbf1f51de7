use heliograph_session::{
    CaptureView, Event, LobbyView, MineView, RoomEvent, RoomStage, RoomView, Scene, StartWith,
};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{NAME_LIMIT, Rules};
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use super::{titled, to_know};
use crate::parts::{
    Icon, back, camera_switch, device_choices, emits, failures, icon, microphone_switch, moving_picture,
    notice, rule,
};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) view: RoomView,
    pub(super) words: Words,
    pub(super) on_event: Callback<Event>,
}

/// Before the door: who one is, and how one is seen and heard.
#[component]
pub(super) fn Lobby(props: &Props) -> Html {
    let Props { view, words, on_event } = props;
    let (level, field) = (use_node_ref(), use_node_ref());
    let measured = is_on(&view.mine.microphone);
    {
        let level = level.clone();
        use_effect_with(measured, move |_| {
            if let Some(level) = level.cast::<Element>() {
                heliograph_browser::show_level(&level);
            }
        });
    }
    {
        // Once: what is typed later belongs to the person.
        let (field, view) = (field.clone(), view.clone());
        use_effect_with((), move |()| {
            if let (Some(field), RoomStage::Lobby(lobby)) = (field.cast::<HtmlInputElement>(), &view.stage) {
                field.set_value(lobby.name.reveal());
            }
        });
    }
    let RoomStage::Lobby(lobby) = &view.stage else { return Html::default() };
    let onsubmit = {
        let (field, on_event) = (field.clone(), on_event.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let name = field.cast::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default();
            on_event.emit(Event::Room(RoomEvent::Entered { name: Private::new(name) }));
        })
    };
    let phrases = words.room();
    let hosts = lobby.hosts == Switch::On;
    html! {
        <div class="lobby">
            { titled(view, *words) }
            <p>{ if hosts { phrases.of_yours } else { phrases.of_somebody } }</p>
            { notice(view.problem, *words, on_event) }
            { failures(&view.mine, *words) }
            <div class="lobby-sides">
                { preview(&view.mine, *words, on_event) }
                <form class="lobby-form" {onsubmit}>
                    <label>
                        { phrases.your_name }
                        <input ref={field} type="text" dir="auto" autocomplete="nickname" spellcheck="false"
                            maxlength={NAME_LIMIT.to_string()} aria-describedby="room-name-hint" />
                    </label>
                    <p class="hint" id="room-name-hint">{ phrases.name_hint }</p>
                    if measured {
                        <div ref={level} class="level" role="meter" aria-label={words.call.microphone_level}
                            aria-valuemin="0" aria-valuemax="100" aria-valuenow="0" />
                    }
                    if let Some(devices) = &view.devices {
                        { device_choices(devices, *words, on_event) }
                    }
                    if hosts {
                        { rules(lobby, *words, on_event) }
                    }
                    { to_know(*words) }
                    <button type="submit" class="main">
                        { if hosts { phrases.go_in } else { phrases.ask_to_join } }
                    </button>
                </form>
            </div>
            { back(*words, on_event) }
        </div>
    }
}

fn rules(lobby: &LobbyView, words: Words, on_event: &Callback<Event>) -> Html {
    let rules = lobby.rules;
    rule(words.room().lobby, rules.lobby, on_event, move |lobby| Rules { lobby, ..rules })
}

/// How one is seen, and the switches for it.
pub(super) fn preview(mine: &MineView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.call;
    html! {
        <section class="lobby-preview" aria-label={words.room().try_out}>
            <div class="preview call-colours">
                if is_on(&mine.camera) {
                    { moving_picture(Scene::MyCamera, mine, words) }
                } else {
                    <p class="quiet-tile">{ icon(Icon::VideoOff) }{ phrases.camera_is_off }</p>
                }
            </div>
            if is_off(mine) {
                <button type="button" onclick={emits(on_event, Event::CallChosen(StartWith::Video))}>
                    { icon(Icon::Video) }{ words.room().turn_both_on }
                </button>
            }
            <div class="row switches">
                { camera_switch(mine, words, on_event) }
                { microphone_switch(mine, words, on_event) }
            </div>
            <p class="hint" role="status">
                if is_starting(mine) {
                    { phrases.may_ask }
                } else {
                    { words.room().not_sent_yet }
                }
            </p>
        </section>
    }
}

/// Whether nothing of anybody is seen or heard yet.
const fn is_off(mine: &MineView) -> bool {
    matches!((&mine.camera, &mine.microphone), (CaptureView::Off, CaptureView::Off))
}

const fn is_on(capture: &CaptureView) -> bool {
    matches!(capture, CaptureView::On(_))
}

/// Whether the browser may be asking the person something.
const fn is_starting(mine: &MineView) -> bool {
    matches!(mine.camera, CaptureView::Starting) || matches!(mine.microphone, CaptureView::Starting)
}
