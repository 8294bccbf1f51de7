use heliograph_session::Event;
use heliograph_wire::Private;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::parts::Weight;
use crate::words::Words;

/// What the parts of a place for a code are called: a reply's and an invite's differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct EntryNames {
    pub(crate) field: &'static str,
    pub(crate) button: &'static str,
    pub(crate) file: &'static str,
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) names: EntryNames,
    /// How much the button that takes the code stands out.
    pub(crate) weight: Weight,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// A place for a code: pasted (which needs no further tap), typed, or out of a file or a picture.
#[component]
pub(crate) fn CodeEntry(props: &Props) -> Html {
    let Props { names, weight, words, on_event } = props;
    let (field, file) = (use_node_ref(), use_node_ref());
    let onclick = {
        let (field, on_event) = (field.clone(), on_event.clone());
        Callback::from(move |_| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                on_event.emit(Event::TextEntered(Private::new(field.value())));
            }
        })
    };
    let pick = {
        let file = file.clone();
        Callback::from(move |_| {
            if let Some(file) = file.cast::<HtmlInputElement>() {
                file.click();
            }
        })
    };
    let onchange = {
        let on_event = on_event.clone();
        Callback::from(move |event: yew::Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let on_event = on_event.clone();
                heliograph_browser::open_file(&input, move |event| on_event.emit(event));
            }
        })
    };
    html! {
        <div class="code-entry">
            <label>
                { names.field }
                <textarea ref={field} data-takes-code="" rows="3" spellcheck="false" autocomplete="off"
                    autocapitalize="off" dir="ltr" placeholder={words.paste_here} />
            </label>
            <div class="row">
                <button type="button" class={weight.class()} {onclick}>{ names.button }</button>
                <button type="button" onclick={pick}>{ words.open_a_file }</button>
                <input ref={file} class="off-screen" type="file" tabindex="-1" aria-label={names.file} {onchange}
                    accept=".heliograph,.txt,.json,text/plain,application/json,image/*" />
            </div>
        </div>
    }
}
