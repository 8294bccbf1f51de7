//! Whom to ask for one's own public address, if anybody.

use heliograph_session::{Origin, PUBLIC_SERVERS, StunEntry, StunView};
use heliograph_wire::Private;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::words::Words;

/// What is chosen, and what is typed even while something else is chosen.
#[derive(Clone, PartialEq)]
pub(super) struct StunChoice {
    who: Who,
    own: Private<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Origin,
    Nobody,
    Own,
    Public,
}

impl StunChoice {
    pub(super) fn of(view: &StunView) -> Self {
        let (who, own) = match view {
            StunView::Origin => (Who::Origin, Private::new(String::new())),
            StunView::Nobody => (Who::Nobody, Private::new(String::new())),
            StunView::Own(own) => (Who::Own, own.clone()),
            StunView::Public => (Who::Public, Private::new(String::new())),
        };
        Self { who, own }
    }

    pub(super) fn entry(&self) -> StunEntry {
        match self.who {
            Who::Origin => StunEntry::Origin,
            Who::Nobody => StunEntry::Nobody,
            Who::Own => StunEntry::Own(self.own.clone()),
            Who::Public => StunEntry::Public,
        }
    }
}

/// `invalid` is what `aria-invalid` says of the servers typed.
pub(super) fn stun_servers(
    (choice, origin): (&StunChoice, Origin),
    invalid: Option<&'static str>,
    words: Words,
    on_choice: &Callback<StunChoice>,
) -> Html {
    let phrases = &words.settings;
    html! {
        <fieldset aria-describedby="stun-hint">
            <legend>{ phrases.stun_servers }</legend>
            <p class="hint" id="stun-hint">{ phrases.stun_hint }</p>
            if origin == Origin::AnswersStun {
                { way(choice, Who::Origin, phrases.ask_origin, on_choice) }
                <p class="hint indented">{ phrases.origin_hint }</p>
            }
            { way(choice, Who::Nobody, phrases.ask_nobody, on_choice) }
            <p class="hint indented">{ phrases.nobody_hint }</p>
            { way(choice, Who::Own, phrases.ask_my_own, on_choice) }
            if choice.who == Who::Own {
                { own_servers(choice, invalid, words, on_choice) }
            }
            { way(choice, Who::Public, phrases.ask_public_ones, on_choice) }
            <p class="hint indented">{ phrases.public_hint }{ " " }<span dir="ltr">{ PUBLIC_SERVERS.join(", ") }</span></p>
        </fieldset>
    }
}

fn way(choice: &StunChoice, who: Who, name: &'static str, on_choice: &Callback<StunChoice>) -> Html {
    let onchange = {
        let own = choice.own.clone();
        on_choice.reform(move |_: Event| StunChoice { who, own: own.clone() })
    };
    html! {
        <label class="choice"><input type="radio" name="stun" checked={choice.who == who} {onchange} />{ name }</label>
    }
}

fn own_servers(
    choice: &StunChoice,
    invalid: Option<&'static str>,
    words: Words,
    on_choice: &Callback<StunChoice>,
) -> Html {
    let oninput = {
        let (who, on_choice) = (choice.who, on_choice.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                on_choice.emit(StunChoice { who, own: Private::new(field.value()) });
            }
        })
    };
    html! {
        <div class="indented">
            <label>
                { words.settings.my_servers }
                <textarea rows="2" value={choice.own.reveal().clone()} {oninput} dir="ltr" spellcheck="false"
                    autocomplete="off" autocapitalize="off" aria-describedby="servers-hint" aria-invalid={invalid} />
            </label>
            <p class="hint" id="servers-hint">{ words.settings.my_servers_hint }</p>
        </div>
    }
}
