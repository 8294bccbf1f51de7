//! The links of a room: one for everybody, and the host's own.

use heliograph_session::{Copied, Event, LinkView, RoomEvent, RoomView, ShareSheet};
use heliograph_wire::control::Switch;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::parts::{Picture, emits};
use crate::words::Words;

/// How others come here.
pub(super) fn invite(view: &RoomView, locked: Switch, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = words.room();
    let Some(link) = &view.guest_link else { return Html::default() };
    html! {
        <>
            if locked == Switch::On {
                <p class="warning">{ phrases.is_locked }</p>
            }
            <p class="hint">{ phrases.invite_hint }</p>
            { shown(phrases.link, link, view, words, on_event) }
            if let (ShareSheet::Offered, LinkView::Shared(text)) = (view.share_sheet, link) {
                <button type="button" onclick={emits(on_event, Event::Room(RoomEvent::ShareChosen(text.clone())))}>
                    { words.share }
                </button>
            }
            if let LinkView::ThisDevice(_) = link {
                <p class="hint">{ phrases.here_only }</p>
            }
            <Picture text={link.text().reveal().clone()} name={phrases.picture} />
            if let Some(link) = &view.host_link {
                <section class="hosts-own" aria-label={phrases.host_link}>
                    { shown(phrases.host_link, link, view, words, on_event) }
                    <p class="warning">{ phrases.host_hint }</p>
                </section>
            }
        </>
    }
}

/// A link to be read or copied; a tap selects all of it.
fn shown(
    name: &'static str,
    link: &LinkView,
    view: &RoomView,
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let text = link.text();
    let onclick = Callback::from(|event: MouseEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            field.select();
        }
    });
    let copied = view.copied.as_ref().filter(|copied| copied.text == *text);
    html! {
        <>
            <div class="spelled">
                <label>
                    { name }
                    <input class="spelling" type="text" readonly={true} dir="ltr" translate="no" {onclick}
                        value={text.reveal().clone()} />
                </label>
                <button type="button" onclick={emits(on_event, Event::CopyChosen(text.clone()))}>
                    { words.copy_link }
                </button>
            </div>
            <p class="hint" role="status">
                { match copied.map(|copied| copied.copied) {
                    Some(Copied::Done) => words.chat.copied,
                    Some(Copied::Failed) => words.chat.not_copied,
                    None => "",
                } }
            </p>
        </>
    }
}
