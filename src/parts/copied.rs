//! What is shown to be read or copied.

use heliograph_session::{Copied, CopiedView, Event};
use heliograph_wire::Private;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::emits;
use crate::words::Words;

/// A text with a name, and the button that copies it.
pub(crate) struct Spelled<'a> {
    pub(crate) name: &'static str,
    pub(crate) text: &'a Private<String>,
    pub(crate) button: &'static str,
    /// What was copied last.
    pub(crate) copied: Option<&'a CopiedView>,
}

/// A text to be read or copied; a tap selects all of it.
pub(crate) fn spelled(shown: Spelled<'_>, words: Words, on_event: &Callback<Event>) -> Html {
    let Spelled { name, text, button, copied } = shown;
    html! {
        <>
            <div class="spelled">
                <label>
                    { name }
                    <input class="spelling" type="text" readonly={true} dir="ltr" translate="no" onclick={select_all()}
                        value={text.reveal().clone()} />
                </label>
                <button type="button" onclick={emits(on_event, Event::CopyChosen(text.clone()))}>{ button }</button>
            </div>
            { what_came(copied, text, words) }
        </>
    }
}

/// Selects all of the field that is tapped.
pub(crate) fn select_all() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            field.select();
        }
    })
}

/// What came of copying this text. Its line is always there, so that nothing jumps.
pub(crate) fn what_came(copied: Option<&CopiedView>, text: &Private<String>, words: Words) -> Html {
    let copied = copied.filter(|copied| copied.text == *text).map(|copied| copied.copied);
    html! {
        <p class="hint" role="status">
            { match copied {
                Some(Copied::Done) => words.chat.copied,
                Some(Copied::Failed) => words.chat.not_copied,
                None => "",
            } }
        </p>
    }
}
