use heliograph_session::{Arrival, Channel, CodeView, Event, Path, ReplyView};
use yew::prelude::*;

use crate::parts::{CodeNames, Drawing, Picture, back, back_after_doubt, code_ways, notice, title};
use crate::words::Words;

/// The joining side, with its reply to show or send back: first in the way by which the invite came.
pub(crate) fn reply(reply: &ReplyView, words: Words, on_event: &Callback<Event>) -> Html {
    let ways = |code: &CodeView| match reply.arrival {
        Arrival::Scanned => html! { <>{ showing(code, words) }{ sending(code, words, on_event) }</> },
        Arrival::Sent => html! { <>{ sending(code, words, on_event) }{ showing(code, words) }</> },
    };
    html! {
        <>
            { title(words.send_reply_back) }
            { notice(reply.problem, words, on_event) }
            if reply.replaced {
                <p class="warning" role="status">{ words.reply_replaced }</p>
            }
            <p>{ explanation(reply, words) }</p>
            if reply.path == Path::Relayed {
                <p class="hint">{ words.relay.invite_hides }</p>
            }
            <p class="card busy" role="status">{ progress(reply).html() }<span>{ status(reply, words) }</span></p>
            if let Some(code) = &reply.code {
                <div class="sides">{ ways(code) }</div>
            }
            if is_waited_for(reply) {
                { back_after_doubt(words, on_event) }
            } else {
                { back(words, on_event) }
            }
        </>
    }
}

/// Whether the other person may have the reply, or be looking at it.
fn is_waited_for(reply: &ReplyView) -> bool {
    let sent = reply.code.as_ref().is_some_and(|code| code.carried.is_some());
    sent || reply.connecting || reply.arrival == Arrival::Scanned
}

fn showing(code: &CodeView, words: Words) -> Html {
    let Some(picture) = &code.picture else { return Html::default() };
    html! {
        <section class="card" aria-label={words.together}>
            <h2>{ words.together }</h2>
            <p class="centred">{ words.show_this_to_them }</p>
            <Picture text={picture.reveal().clone()} name={words.reply_picture} />
            <p class="hint centred">{ words.brightness_hint }</p>
        </section>
    }
}

fn sending(code: &CodeView, words: Words, on_event: &Callback<Event>) -> Html {
    let names =
        CodeNames { link: words.reply_link, code: words.reply_code, here_only: words.link_for_this_device };
    html! {
        <section class="card" aria-label={words.apart}>
            <h2>{ words.apart }</h2>
            { code_ways(code, names, words, on_event) }
        </section>
    }
}

fn explanation(reply: &ReplyView, words: Words) -> &'static str {
    match (reply.channel, reply.arrival) {
        (Channel::Theirs, _) => words.foreign_reply_hint,
        (Channel::Control, Arrival::Scanned) => words.scanned_reply_hint,
        (Channel::Control, Arrival::Sent) => words.sent_reply_hint,
    }
}

const fn progress(reply: &ReplyView) -> Drawing {
    if reply.connecting { Drawing::Travelling } else { Drawing::Waiting }
}

fn status(reply: &ReplyView, words: Words) -> String {
    if reply.connecting {
        return words.connecting.to_owned();
    }
    match (&reply.code, reply.invite_minutes) {
        (None, _) => words.making_code.to_owned(),
        (Some(_), Some(minutes)) if minutes >= 10 => (words.waiting_for_old)(minutes),
        (Some(_), _) => words.waiting.to_owned(),
    }
}
