//! What can be done in a call.

use heliograph_session::{Ability, CallView, Cameras, CaptureView, Event, Key, MineView, Thrift};
use heliograph_wire::control::{Microphone, Switch};
use web_sys::Element;
use yew::prelude::*;

use super::switches::{camera_switch, microphone_switch, screen_switch};
use super::tiles::{Size, Swaps, Tile};
use crate::parts::{Icon, emits, icon};
use crate::words::Words;

/// What the page keeps of a call for itself.
pub(super) struct Own<'a> {
    pub(super) tiles: &'a [Tile],
    /// How the pictures were swapped.
    pub(super) swaps: UseStateHandle<Swaps>,
    /// Whether the person holds the button to talk.
    pub(super) talking: UseStateHandle<Switch>,
    /// The button that opens the list of devices.
    pub(super) chooser: NodeRef,
}

/// What is wanted often comes first, and is large.
pub(super) fn toolbar(call: &CallView, own: Own<'_>, words: Words, on_event: &Callback<Event>) -> Html {
    let can = |ability| call.abilities.contains(&ability);
    html! {
        <div key="toolbar" class="toolbar">
            <div class="tools often">
                { microphone_switch(&call.mine, words, on_event) }
                { camera_switch(&call.mine, words, on_event) }
                if can(Ability::CaptureScreen) {
                    { screen_switch(&call.mine, words, on_event) }
                }
                <button type="button" class="hang-up" onclick={emits(on_event, Event::HangUpChosen)}>
                    { icon(Icon::HangUp) }<span>{ words.call.hang_up }</span>
                </button>
            </div>
            if is_muted(&call.mine) || *own.talking == Switch::On {
                { hold_to_talk(&own.talking, words, on_event) }
            }
            <div class="tools seldom">
                if has_other_camera(call) {
                    <button type="button" onclick={emits(on_event, Event::OtherCameraChosen)}>
                        { icon(Icon::Turn) }<span>{ words.camera.other_camera }</span>
                    </button>
                }
                { chooser(call, own.chooser, words, on_event) }
                if own.tiles.len() > 1 {
                    { swap(own.swaps, own.tiles, words) }
                }
                if let Some(tile) = floating(own.tiles).filter(|_| can(Ability::Float)) {
                    <button type="button" onclick={emits(on_event, Event::FloatChosen(tile.scene))}>
                        { icon(Icon::Window) }<span>{ words.call.small_window }</span>
                    </button>
                }
                if can(Ability::FillScreen) {
                    <button type="button" onclick={emits(on_event, Event::FullScreenChosen)}>
                        { icon(Icon::FullScreen) }<span>{ words.call.full_screen }</span>
                    </button>
                }
                { thrift(call.thrift, words, on_event) }
            </div>
            <p class="hint keys">{ words.call.keys }</p>
        </div>
    }
}

/// Heard for as long as it is held, by hand or by key. The button stays until it is let go, though whoever talks is
/// not muted meanwhile.
pub(crate) fn hold_to_talk(
    talking: &UseStateHandle<Switch>,
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let press = {
        let (talking, on_event) = (talking.clone(), on_event.clone());
        Callback::from(move |()| {
            talking.set(Switch::On);
            on_event.emit(Event::KeyPressed(Key::TalkDown));
        })
    };
    let release = {
        let (talking, on_event) = (talking.clone(), on_event.clone());
        Callback::from(move |()| {
            // A finger that is lifted also leaves.
            if *talking == Switch::On {
                talking.set(Switch::Off);
                on_event.emit(Event::KeyPressed(Key::TalkUp));
            }
        })
    };
    let onkeydown = {
        let press = press.clone();
        Callback::from(move |event: KeyboardEvent| {
            if is_press(&event) {
                event.prevent_default();
                if !event.repeat() {
                    press.emit(());
                }
            }
        })
    };
    let onpointerdown = press.reform(|event: PointerEvent| hold(&event));
    let lifted = release.reform(|_: PointerEvent| ());
    let onkeyup = {
        let release = release.clone();
        Callback::from(move |event: KeyboardEvent| {
            if is_press(&event) {
                release.emit(());
            }
        })
    };
    // A finger that stays long asks some browsers for a menu.
    let oncontextmenu = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <button type="button" class="hold" {onpointerdown} onpointerup={lifted.clone()}
            onpointercancel={lifted.clone()} onpointerleave={lifted} {onkeydown} {onkeyup}
            onblur={release.reform(|_| ())} {oncontextmenu}>
            { icon(Icon::Voice) }<span>{ words.call.hold_to_talk }</span>
        </button>
    }
}

/// What is said elsewhere meanwhile may move the button away from under the pointer, which still holds it then (W3C
/// Pointer Events, `setPointerCapture`).
fn hold(event: &PointerEvent) {
    let target = event.target_dyn_into::<Element>();
    if let Some(button) = target.and_then(|it| it.closest("button").ok().flatten()) {
        // A pointer that has gone meanwhile holds nothing.
        let _ = button.set_pointer_capture(event.pointer_id());
    }
}

fn is_press(event: &KeyboardEvent) -> bool {
    matches!(event.key().as_str(), " " | "Enter")
}

fn chooser(call: &CallView, chooser: NodeRef, words: Words, on_event: &Callback<Event>) -> Html {
    let (wanted, expanded) =
        if call.devices.is_some() { (Switch::Off, "true") } else { (Switch::On, "false") };
    html! {
        <button ref={chooser} type="button" aria-expanded={expanded}
            onclick={emits(on_event, Event::DevicesChosen(wanted))}>
            { icon(Icon::Settings) }<span>{ words.call.devices }</span>
        </button>
    }
}

fn swap(swaps: UseStateHandle<Swaps>, tiles: &[Tile], words: Words) -> Html {
    let next = swaps.next(tiles);
    let onclick = Callback::from(move |_: MouseEvent| swaps.set(next.clone()));
    html! {
        <button type="button" {onclick}>{ icon(Icon::Swap) }<span>{ words.call.swap }</span></button>
    }
}

pub(crate) fn thrift(thrift: Thrift, words: Words, on_event: &Callback<Event>) -> Html {
    let next = match thrift {
        Thrift::Full => Thrift::LowData,
        Thrift::LowData => Thrift::Full,
    };
    let onchange = on_event.reform(move |_: yew::Event| Event::ThriftChosen(next));
    html! {
        <label class="choice" title={words.call.low_data_hint}>
            <input type="checkbox" checked={thrift == Thrift::LowData} {onchange} />
            { words.call.low_data }
        </label>
    }
}

pub(crate) fn is_muted(mine: &MineView) -> bool {
    matches!(mine.microphone, CaptureView::On(_)) && mine.muted == Microphone::Muted
}

fn has_other_camera(call: &CallView) -> bool {
    matches!(call.mine.camera, CaptureView::On(_)) && call.cameras == Cameras::Several
}

/// What is worth a window of its own.
fn floating(tiles: &[Tile]) -> Option<&Tile> {
    tiles.iter().find(|tile| tile.size == Size::Large && tile.picture == Switch::On)
}
