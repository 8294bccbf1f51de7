use heliograph_session::{Carrier, CodeView, Event, LinkView, ShareSheet};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::parts::{Weight, emits};
use crate::words::Words;

/// What the spellings of a code are called: an invite's and a reply's differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodeNames {
    pub(crate) link: &'static str,
    pub(crate) code: &'static str,
    /// What to know of a link that leads nowhere on other devices.
    pub(crate) here_only: &'static str,
}

/// A code on show, with every way to send it.
pub(crate) fn code_ways(code: &CodeView, names: CodeNames, words: Words, on_event: &Callback<Event>) -> Html {
    let carry = |carrier| emits(on_event, Event::CarrierChosen(carrier));
    // Who selects a code and copies it has carried it just as well.
    let copied = |carrier| on_event.reform(move |_: yew::Event| Event::CopiedByHand(carrier));
    let (link_weight, code_weight) = match &code.link {
        Some(LinkView::Shared(_)) => (Weight::Main, Weight::Plain),
        Some(LinkView::ThisDevice(_)) | None => (Weight::Plain, Weight::Main),
    };
    html! {
        <div class="code-ways">
            if let Some(link) = &code.link {
                <div class="spelled">
                    { spelling(names.link, link.text().reveal().clone(), copied(Carrier::CopiedLink)) }
                    <button type="button" class={link_weight.class()} onclick={carry(Carrier::CopiedLink)}>
                        { words.copy_link }
                    </button>
                </div>
            }
            if let Some(LinkView::ThisDevice(_)) = &code.link {
                <p class="hint">{ names.here_only }</p>
            }
            <div class="spelled">
                { spelling(names.code, code.text.reveal().clone(), copied(Carrier::CopiedCode)) }
                <button type="button" class={code_weight.class()} onclick={carry(Carrier::CopiedCode)}>
                    { words.copy_code }
                </button>
            </div>
            <div class="row">
                if code.share_sheet == ShareSheet::Offered {
                    <button type="button" onclick={carry(Carrier::ShareSheet)}>{ words.share }</button>
                }
                <button type="button" class="quiet" onclick={carry(Carrier::File)}>{ words.save_as_file }</button>
                <p class="hint" role="status">{ carried(code, words) }</p>
            </div>
        </div>
    }
}

fn carried(code: &CodeView, words: Words) -> String {
    match (code.refused, code.carried) {
        (Some(carrier), _) => (words.not_carried)(carrier).to_owned(),
        (None, Some(carried)) if carried.overtaken => {
            format!("{} {}", (words.carried)(carried.carrier), words.overtaken)
        }
        (None, Some(carried)) => (words.carried)(carried.carrier).to_owned(),
        (None, None) => String::new(),
    }
}

/// A code to be read or selected; a tap selects all of it.
fn spelling(name: &'static str, text: String, oncopy: Callback<yew::Event>) -> Html {
    let onclick = Callback::from(|event: MouseEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            field.select();
        }
    });
    html! {
        <label>
            { name }
            <input class="spelling" type="text" readonly={true} dir="ltr" {onclick} {oncopy}
                value={text} />
        </label>
    }
}
