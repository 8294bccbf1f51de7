use heliograph_session::{Arrival, Channel, Event, ReplyView};
use yew::prelude::*;

use crate::parts::{Beam, CodeBox, CodeNames, Nearness, Notice, Title, back, beam};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) reply: ReplyView,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// The joining side, with its reply to show or send back.
#[component]
pub(crate) fn Reply(props: &Props) -> Html {
    let Props { reply, words, on_event } = props;
    let names = CodeNames {
        link: words.reply_link,
        code: words.reply_code,
        picture: words.reply_picture,
        caption: words.show_this_to_them,
    };
    let nearness = match reply.arrival {
        Arrival::Scanned => Nearness::InSight,
        Arrival::Sent => Nearness::Elsewhere,
    };
    html! {
        <>
            <Title text={words.send_reply_back} />
            <Notice problem={reply.problem} words={*words} {on_event} />
            <section class="card">
                <p>{ explanation(reply, *words) }</p>
                if let Some(code) = &reply.code {
                    <CodeBox code={code.clone()} {names} {nearness} words={*words} {on_event} />
                }
                if reply.replaced {
                    <p class="warning" role="status">{ words.reply_replaced }</p>
                }
                <p class="busy" role="status">{ beam(progress(reply)) }{ status(reply, *words) }</p>
            </section>
            { back(*words, on_event) }
        </>
    }
}

fn explanation(reply: &ReplyView, words: Words) -> &'static str {
    match (reply.channel, reply.arrival) {
        (Channel::Theirs, _) => words.foreign_reply_hint,
        (Channel::Control, Arrival::Scanned) => words.scanned_reply_hint,
        (Channel::Control, Arrival::Sent) => words.sent_reply_hint,
    }
}

const fn progress(reply: &ReplyView) -> Beam {
    if reply.connecting { Beam::Travelling } else { Beam::Waiting }
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
