use heliograph_session::{Event, Line};
use heliograph_wire::Private;
use heliograph_wire::control::CHAT_LIMIT;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::Reach;
use crate::parts::{Icon, emits, icon};
use crate::words::Words;

/// The most lines that the field grows to before it scrolls.
const LINES_AT_MOST: u32 = 6;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) field: NodeRef,
    pub(super) reach: Reach,
    /// What was begun before.
    pub(super) draft: Option<Private<String>>,
    pub(super) words: Words,
    pub(super) on_event: Callback<Event>,
}

/// A place to write. Enter sends, with shift it begins a new line. What is in it when it goes away is handed over.
#[component]
pub(super) fn Composer(props: &Props) -> Html {
    let Props { field, reach, draft, words, on_event } = props;
    {
        let (field, draft, on_event) = (field.clone(), draft.clone(), on_event.clone());
        use_effect_with((), move |()| {
            let textarea = field.cast::<HtmlTextAreaElement>();
            if let (Some(textarea), Some(draft)) = (&textarea, draft) {
                textarea.set_value(draft.reveal());
            }
            move || {
                if let Some(textarea) = textarea {
                    on_event.emit(Event::DraftLeft(Private::new(textarea.value())));
                }
            }
        });
    }
    let writable = *reach != Reach::Nothing;
    let send = {
        let (field, on_event) = (field.clone(), on_event.clone());
        Callback::from(move |()| {
            let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| writable) else { return };
            let text = field.value();
            // What is too long stays in its field, to be shortened.
            if text.trim_end().len() <= CHAT_LIMIT {
                field.set_value("");
                field.set_rows(1);
            }
            on_event.emit(Event::MessageWritten(Private::new(text)));
        })
    };
    let onkeydown = {
        let (send, on_event) = (send.clone(), on_event.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            // Both keys also end a composition, and must not do more then.
            _ if event.is_composing() => {}
            "Enter" if !event.shift_key() => {
                event.prevent_default();
                send.emit(());
            }
            "Escape" => on_event.emit(Event::ReplyChosen(None)),
            _ => {}
        })
    };
    let oninput = on_event.reform(|event: InputEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
            // For browsers without `field-sizing`; the others see how lines wrap, too.
            field.set_rows((field.value().matches('\n').count() as u32 + 1).min(LINES_AT_MOST));
        }
        Event::WritingNoticed
    });
    html! {
        <div class="composer">
            <label>
                <span class="off-screen">{ words.chat.message }</span>
                <textarea ref={field.clone()} readonly={!writable} rows="1" dir="auto" placeholder={words.chat.write_here}
                    aria-describedby="replying-to" {onkeydown} {oninput} />
            </label>
            <button type="button" class="main" disabled={!writable} onclick={send.reform(|_| ())}>
                { words.chat.send }
            </button>
        </div>
    }
}

/// The message that the next one replies to, and the way out of it.
pub(super) fn replying(line: &Line, words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <div class="replying">
            <p id="replying-to">
                <span class="hint">{ words.chat.replying_to }</span>{ " " }
                <bdi>{ line.text.reveal().clone() }</bdi>
            </p>
            <button type="button" class="quiet" aria-label={words.chat.do_not_reply} title={words.chat.do_not_reply}
                onclick={emits(on_event, Event::ReplyChosen(None))}>
                { icon(Icon::Close) }
            </button>
        </div>
    }
}
