//! Links: one to keep, and those to give away.

use heliograph_session::{
    AttendedView, CalleeView, CallerLinkView, Event, LABEL_BYTES, LinkView, RingEvent, ShareSheet,
};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use yew::prelude::*;

use super::{link_label, says};
use crate::parts::{After, Confirm, Doubt, Fits, TextForm, emits, select_all, what_came};
use crate::words::Words;

pub(super) fn links(
    attended: &AttendedView,
    view: &CalleeView,
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let phrases = &words.ring;
    let fits = Fits { bytes: LABEL_BYTES, words };
    let on_new = on_event.reform(|label: Private<String>| says(RingEvent::LinkWanted(label)));
    html! {
        <section class="card" aria-label={phrases.to_give}>
            <h2>{ phrases.to_give }</h2>
            <p class="hint">{ phrases.to_give_hint }</p>
            if attended.links.is_empty() && attended.days.is_some() {
                <p>{ phrases.no_links }</p>
            }
            { for attended.links.iter().map(|link| given(link, view, words, on_event)) }
            if attended.has_room == Switch::On {
                <details open={attended.links.is_empty()}>
                    <summary>{ phrases.new_link }</summary>
                    <TextForm label={phrases.new_label} button={phrases.make_link} letters={LABEL_BYTES as u16}
                        {fits} after={After::Empty} on_text={on_new} />
                </details>
            } else {
                <p class="hint">{ phrases.no_room }</p>
            }
        </section>
    }
}

/// One of them, and what can be done with it.
fn given(link: &CallerLinkView, view: &CalleeView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.ring;
    let (hash, label) = (link.hash, link_label(&link.label, words));
    let doubt = Doubt { question: phrases.revoke_question, yes: phrases.yes_revoke, no: phrases.no_keep };
    let fits = Fits { bytes: LABEL_BYTES, words };
    let on_label =
        on_event.reform(move |label: Private<String>| says(RingEvent::LinkRenamed { hash, label }));
    html! {
        <section key={link.link.text().reveal().clone()} class="given" aria-label={(phrases.link_of)(&label)}>
            <h3><bdi>{ label }</bdi></h3>
            { shown(phrases.caller_link, &link.link, view, words, on_event) }
            { to_share(&link.link, view, words, on_event) }
            <details>
                <summary>{ phrases.rename }</summary>
                <TextForm label={phrases.label} button={phrases.save_label} letters={LABEL_BYTES as u16}
                    {fits} text={link.label.clone()} on_text={on_label} />
            </details>
            <Confirm class="danger" {doubt} event={says(RingEvent::LinkRevoked(hash))} {on_event}>
                { phrases.revoke }
            </Confirm>
        </section>
    }
}

/// Only links to give away are shared.
fn to_share(link: &LinkView, view: &CalleeView, words: Words, on_event: &Callback<Event>) -> Html {
    let (ShareSheet::Offered, LinkView::Shared(text)) = (view.share_sheet, link) else {
        return Html::default();
    };
    html! {
        <button type="button" class="quiet" onclick={emits(on_event, says(RingEvent::ShareChosen(text.clone())))}>
            { words.share }
        </button>
    }
}

/// A link to be read or copied.
pub(super) fn shown(
    name: &'static str,
    link: &LinkView,
    view: &CalleeView,
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let text = link.text();
    let onclick = select_all();
    // Whoever takes it along without the button uses it as well.
    let (oncopy, oncut) = (used(on_event), used(on_event));
    let ondragstart = on_event.reform(|_: DragEvent| says(RingEvent::LinkUsed));
    html! {
        <>
            <label>
                { name }
                <input class="spelling" type="text" readonly={true} dir="ltr" translate="no" {onclick} {oncopy} {oncut} {ondragstart}
                    value={text.reveal().clone()} />
            </label>
            <div class="row">
                <button type="button" onclick={emits(on_event, Event::CopyChosen(text.clone()))}>
                    { words.copy_link }
                </button>
                { what_came(view.copied.as_ref(), text, words) }
            </div>
        </>
    }
}

fn used(on_event: &Callback<Event>) -> Callback<yew::Event> {
    on_event.reform(|_| says(RingEvent::LinkUsed))
}
