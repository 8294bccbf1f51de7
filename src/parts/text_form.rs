use heliograph_wire::Private;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::words::Words;

/// What becomes of a text that was entered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// It stays where it is.
    Stay,
    /// The place is empty for another one.
    Empty,
}

/// How much of a text there is to see.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    Line,
    Lines,
}

/// How much of a text is kept: letters take one byte or up to four, so nobody can count these.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Fits {
    pub(crate) bytes: usize,
    pub(crate) words: Words,
}

impl Fits {
    /// So many letters of it do not fit.
    fn beyond(self, text: &str) -> usize {
        text[text.floor_char_boundary(self.bytes)..].chars().count()
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the place is called.
    pub(crate) label: &'static str,
    /// What the button says.
    pub(crate) button: &'static str,
    #[prop_or_default]
    pub(crate) class: &'static str,
    /// What to know of it.
    #[prop_or_default]
    pub(crate) hint: Option<&'static str>,
    /// What stands there at first.
    #[prop_or_else(|| Private::new(String::new()))]
    pub(crate) text: Private<String>,
    #[prop_or(Room::Line)]
    pub(crate) room: Room,
    #[prop_or(After::Stay)]
    pub(crate) after: After,
    /// The most letters that the place takes.
    pub(crate) letters: u16,
    /// Where that may be more than is kept; what is too long is not entered.
    #[prop_or_default]
    pub(crate) fits: Option<Fits>,
    pub(crate) on_text: Callback<Private<String>>,
    /// What stands between the text and the button.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// A place for a text, and a button that does something with it.
#[component]
pub(crate) fn TextForm(props: &Props) -> Html {
    let (field, beyond) = (use_node_ref(), use_state(|| 0));
    let oninput = {
        let (field, beyond, fits) = (field.clone(), beyond.clone(), props.fits);
        Callback::from(move |_: InputEvent| beyond.set(fits.map_or(0, |fits| fits.beyond(&typed(&field)))))
    };
    let onsubmit = {
        let (field, on_text, after, fits) = (field.clone(), props.on_text.clone(), props.after, props.fits);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text = typed(&field);
            if fits.is_some_and(|fits| fits.beyond(text.trim()) > 0) {
                return;
            }
            if after == After::Empty {
                fill(&field, "");
            }
            on_text.emit(Private::new(text));
        })
    };
    {
        // Once: what is typed later belongs to the person.
        let (field, text) = (field.clone(), props.text.clone());
        use_effect_with(props.text.clone(), move |_| fill(&field, text.reveal()));
    }
    let letters = props.letters.to_string();
    html! {
        <form class="text-form" {onsubmit} {oninput}>
            <label>
                { props.label }
                if props.room == Room::Line {
                    <input ref={field} type="text" dir="auto" autocomplete="off" spellcheck="false" maxlength={letters} />
                } else {
                    <textarea ref={field} dir="auto" rows="3" maxlength={letters} />
                }
            </label>
            if let Some(hint) = props.hint {
                <p class="hint">{ hint }</p>
            }
            if let Some(Fits { words, .. }) = props.fits {
                <p class="warning" role="status">
                    { if *beyond > 0 { (words.ring.too_long)(*beyond) } else { String::new() } }
                </p>
            }
            { props.children.clone() }
            <button type="submit" class={props.class}>{ props.button }</button>
        </form>
    }
}

fn typed(field: &NodeRef) -> String {
    let Some(element) = field.get() else { return String::new() };
    match element.dyn_into::<HtmlInputElement>() {
        Ok(input) => input.value(),
        Err(other) => other.dyn_into::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default(),
    }
}

fn fill(field: &NodeRef, text: &str) {
    let Some(element) = field.get() else { return };
    match element.dyn_into::<HtmlInputElement>() {
        Ok(input) => input.set_value(text),
        Err(other) => {
            if let Ok(area) = other.dyn_into::<HtmlTextAreaElement>() {
                area.set_value(text);
            }
        }
    }
}
