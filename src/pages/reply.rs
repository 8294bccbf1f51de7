use heliograph_session::{Channel, Event, ReplyView};
use yew::prelude::*;

use crate::parts::{CodeBox, CodeNames, Notice, Title, emits};
use crate::words::Language;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) reply: ReplyView,
    pub(crate) words: Language,
    pub(crate) on_event: Callback<Event>,
}

/// The joining side, with its reply to send back.
#[component]
pub(crate) fn Reply(props: &Props) -> Html {
    let Props { reply, words, on_event } = props;
    let names = CodeNames { link: words.reply_link, code: words.reply_code, picture: words.reply_picture };
    html! {
        <>
            <Title text={words.send_reply_back} />
            <Notice problem={reply.problem} words={*words} {on_event} />
            <section class="card">
                <p>{ explanation(reply, *words) }</p>
                if let Some(code) = &reply.code {
                    <CodeBox code={code.clone()} {names} words={*words} {on_event} />
                }
                if reply.replaced {
                    <p class="warning" role="status">{ words.reply_replaced }</p>
                }
                <p class="busy" role="status">{ status(reply, *words) }</p>
            </section>
            <button type="button" class="quiet" onclick={emits(on_event, Event::BackChosen)}>{ words.back }</button>
        </>
    }
}

fn explanation(reply: &ReplyView, words: Language) -> &'static str {
    match reply.channel {
        Channel::Control => words.reply_hint,
        Channel::Theirs => words.foreign_reply_hint,
    }
}

fn status(reply: &ReplyView, words: Language) -> String {
    if reply.connecting {
        return words.connecting.to_owned();
    }
    match (&reply.code, reply.invite_minutes) {
        (None, _) => words.making_code.to_owned(),
        (Some(_), Some(minutes)) if minutes >= 10 => (words.waiting_for_old)(minutes),
        (Some(_), _) => words.waiting.to_owned(),
    }
}
