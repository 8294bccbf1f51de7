use heliograph_session::{Event, StrayView};
use yew::prelude::*;

use crate::parts::{emits, title};
use crate::words::Words;

/// A reply that was opened as a link, on its way to the page that made the invite.
pub(crate) fn stray(stray: &StrayView, words: Words, on_event: &Callback<Event>) -> Html {
    let (heading, text) = match stray {
        StrayView::Asking => (words.this_is_a_reply, words.looking_for_the_invite),
        StrayView::Taken => (words.handed_over, words.close_this_tab),
        StrayView::Unclaimed { .. } => (words.this_is_a_reply, words.paste_reply_there),
    };
    html! {
        <section class="card">
            { title(heading) }
            <p role="status">{ text }</p>
            if let StrayView::Unclaimed { text } = stray {
                <label>
                    { words.reply_code }
                    <textarea class="spelling" readonly={true} rows="2" value={text.reveal().clone()} />
                </label>
            }
            <button type="button" class="quiet" onclick={emits(on_event, Event::HomeChosen)}>{ words.home }</button>
        </section>
    }
}
