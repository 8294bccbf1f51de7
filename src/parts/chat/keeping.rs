use heliograph_session::{Event, Keeping};
use yew::prelude::*;

use crate::parts::{Confirm, Doubt};
use crate::words::Words;

/// Whether the chat stays on the device, and how to be rid of it.
pub(super) fn keeping(keeping: Keeping, panel: NodeRef, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.chat;
    let next = match keeping {
        Keeping::ForThisPage => Keeping::OnThisDevice,
        Keeping::OnThisDevice => Keeping::ForThisPage,
    };
    let onchange = on_event.reform(move |_: yew::Event| Event::ChatKeepingChosen(next));
    let doubt = Doubt { question: phrases.delete_question, yes: phrases.yes_delete, no: phrases.no_keep };
    html! {
        <section ref={panel} class="card chat-options" aria-label={phrases.options} tabindex="-1">
            <label class="choice">
                <input type="checkbox" checked={keeping == Keeping::OnThisDevice} {onchange} />
                { phrases.keep }
            </label>
            <p class="warning" role="status">
                if keeping == Keeping::OnThisDevice {
                    { phrases.keep_warning }
                }
            </p>
            <Confirm class="danger" {doubt} event={Event::ChatForgetChosen} {on_event}>{ phrases.delete }</Confirm>
            <p class="hint">{ words.files.picture_hint }</p>
        </section>
    }
}
