use heliograph_session::{Event, Fate};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::parts::{Icon, emits, icon};
use crate::words::Words;

/// Whether this browser lets people pick folders.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folders {
    Absent,
    Offered,
}

/// What a button lets people pick.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PickAs {
    Files,
    Folder,
    Picture,
}

/// The ways to send something that is not text.
pub(crate) fn send_buttons(folders: Folders, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.files;
    html! {
        <>
            { button(PickAs::Files, phrases.send_files, on_event) }
            if folders == Folders::Offered {
                { button(PickAs::Folder, phrases.send_a_folder, on_event) }
            }
            { button(PickAs::Picture, phrases.send_a_picture, on_event) }
            <span id="picture-hint" hidden={true}>{ phrases.picture_hint }</span>
        </>
    }
}

/// Pictures were picked as files: whether what a camera wrote beside them goes along.
pub(crate) fn pictures_question(words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.files;
    let decide = |fate| emits(on_event, Event::PicturesDecided(fate));
    html! {
        <div class="notice calm" role="alert">
            <p>{ phrases.pictures_may_tell }</p>
            <div class="row">
                <button type="button" class="main" onclick={decide(Fate::Drawn)}>{ phrases.send_drawn }</button>
                <button type="button" onclick={decide(Fate::Unchanged)}>{ phrases.send_unchanged }</button>
                <button type="button" class="quiet" onclick={decide(Fate::NotSent)}>{ phrases.do_not_send }</button>
            </div>
        </div>
    }
}

/// A button and the field that it opens, which browsers do not let a page dress.
fn button(pick: PickAs, name: &'static str, on_event: &Callback<Event>) -> Html {
    let field = NodeRef::default();
    let onclick = {
        let field = field.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                field.click();
            }
        })
    };
    let onchange = {
        let on_event = on_event.clone();
        Callback::from(move |event: yew::Event| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                let on_event = on_event.clone();
                heliograph_browser::pick_files(&field, move |event| on_event.emit(event));
            }
        })
    };
    let (sign, accept, hint) = match pick {
        PickAs::Files => (Icon::Clip, None, None),
        PickAs::Folder => (Icon::Folder, None, None),
        PickAs::Picture => (Icon::Picture, Some("image/*"), Some("picture-hint")),
    };
    html! {
        <>
            <button type="button" class="quiet" title={name} aria-describedby={hint} {onclick}>
                { icon(sign) }<span class="label">{ name }</span>
            </button>
            <input ref={field} class="off-screen" type="file" tabindex="-1" aria-label={name} {accept} {onchange}
                multiple={pick == PickAs::Files} webkitdirectory={pick == PickAs::Folder} />
        </>
    }
}
