//! The links of a room: one for everybody, and the host's own.

use heliograph_session::{Event, LinkView, RoomEvent, RoomView, ShareSheet};
use heliograph_wire::control::Switch;
use yew::prelude::*;

use crate::parts::{Picture, Spelled, emits, spelled};
use crate::words::Words;

/// How others come here.
pub(super) fn invite(view: &RoomView, locked: Switch, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = words.room();
    let Some(link) = &view.guest_link else { return Html::default() };
    let shown = |name, link: &LinkView| {
        let (text, button, copied) = (link.text(), words.copy_link, view.copied.as_ref());
        spelled(Spelled { name, text, button, copied }, words, on_event)
    };
    html! {
        <>
            if locked == Switch::On {
                <p class="warning">{ phrases.is_locked }</p>
            }
            <p class="hint">{ phrases.invite_hint }</p>
            { shown(phrases.link, link) }
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
                    { shown(phrases.host_link, link) }
                    <p class="warning">{ phrases.host_hint }</p>
                </section>
            }
        </>
    }
}
