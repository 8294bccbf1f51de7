//! A call: the way into it, trying out before, and what is seen and done in it.

mod devices;
mod door;
mod failures;
mod moving_picture;
mod news;
mod switches;
mod tiles;
mod toolbar;
mod trying;

use heliograph_session::{CallStage, CallView, CaptureView, Event, SealingView};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use web_sys::Element;
use yew::prelude::*;

use crate::parts::use_focus_after_change;
use crate::words::Words;
use tiles::Swaps;

pub(crate) use devices::choices as device_choices;
pub(crate) use failures::failures;
pub(crate) use moving_picture::moving_picture;
pub(crate) use switches::{camera_switch, microphone_switch, screen_switch};
pub(crate) use toolbar::{hold_to_talk, is_muted, thrift};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) call: CallView,
    pub(crate) sealing: Option<SealingView>,
    /// What the other side calls itself.
    pub(crate) name: Option<Private<String>>,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// Everything about a call, in one place of the page that stays from before it until after. What is said about it
/// stands in a status that is there before it speaks; the focus goes to what a press of a button has opened.
#[component]
pub(crate) fn Call(props: &Props) -> Html {
    let Props { call, sealing, name, words, on_event } = props;
    let (place, level, panel, chooser) = (use_node_ref(), use_node_ref(), use_node_ref(), use_node_ref());
    let (swaps, talking) = (use_state(Swaps::default), use_state(|| Switch::Off));

    use_focus_after_change(call.stage, place.clone());
    let choosing = call.stage == CallStage::In && call.devices.is_some();
    use_focus_after_change(choosing, if choosing { panel.clone() } else { chooser.clone() });
    let measured = call.stage == CallStage::Trying && matches!(call.mine.microphone, CaptureView::On(_));
    {
        let level = level.clone();
        use_effect_with(measured, move |_| {
            if let Some(level) = level.cast::<Element>() {
                heliograph_browser::show_level(&level);
            }
        });
    }

    let (class, label, content) = match call.stage {
        CallStage::Out if call.theirs.is_some() => {
            ("call incoming", Some(words.call.incoming_call), door::incoming(*words, on_event))
        }
        CallStage::Out => ("call", None, door::ways_in(*words, on_event)),
        CallStage::Declined => ("call declined", None, door::way_back_in(*words, on_event)),
        CallStage::Trying => {
            let content = trying::trying(call, *sealing, level, *words, on_event);
            ("call open trying", Some(words.call.try_out), content)
        }
        CallStage::In => {
            let tiles = tiles::tiles(call, &swaps);
            let content = html! {
                <>
                    { tiles::stage(&tiles, (call, name.as_ref()), *words) }
                    { toolbar::toolbar(call, toolbar::Own { tiles: &tiles, swaps, talking, chooser }, *words, on_event) }
                    { devices::panel(call, panel, *words, on_event) }
                </>
            };
            ("call open in-call", Some(words.call.call), content)
        }
    };
    html! {
        <section ref={place} {class} aria-label={label} tabindex="-1" data-call={label.filter(|_| is_in(call))}>
            { news::news(call, name.as_ref(), *words) }
            { failures(&call.mine, *words) }
            { content }
        </section>
    }
}

fn is_in(call: &CallView) -> bool {
    call.stage == CallStage::In
}
