use heliograph_session::{Event, InviteView, Problem, Step};
use yew::prelude::*;

use crate::parts::{CodeBox, CodeEntry, CodeNames, EntryNames, Notice, Title, emits};
use crate::words::Language;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) invite: InviteView,
    pub(crate) words: Language,
    pub(crate) on_event: Callback<Event>,
}

/// The inviting side: a code to send, and a place for the reply.
#[component]
pub(crate) fn Invite(props: &Props) -> Html {
    let Props { invite, words, on_event } = props;
    let names = CodeNames { link: words.invite_link, code: words.invite_code, picture: words.invite_picture };
    let entry = EntryNames { field: words.their_reply, button: words.connect, file: words.reply_file };
    html! {
        <>
            <Title text={words.invite_someone} />
            <section class="card" aria-label={words.send_this_invite}>
                <h2><span class="step" aria-hidden="true">{ "1" }</span>{ words.send_this_invite }</h2>
                <Notice problem={invite.problem.filter(concerns_invite)} words={*words} {on_event} />
                if let Some(code) = &invite.code {
                    <CodeBox code={code.clone()} {names} words={*words} {on_event} />
                }
                <div class="row">
                    // An age that grows is there to be read, not to be announced every minute.
                    <p class="hint" role="status" aria-live="off">{ status(invite, *words) }</p>
                    <button type="button" class="quiet" onclick={emits(on_event, Event::RenewChosen)}>
                        { words.new_code }
                    </button>
                </div>
            </section>
            <section class="card" aria-label={words.they_sent_a_reply}>
                <h2><span class="step" aria-hidden="true">{ "2" }</span>{ words.they_sent_a_reply }</h2>
                <Notice problem={invite.problem.filter(concerns_reply)} words={*words} {on_event} />
                if invite.connecting {
                    <p class="busy" role="status">{ words.connecting }</p>
                } else {
                    <CodeEntry names={entry} words={*words} {on_event} />
                }
            </section>
            <button type="button" class="quiet" onclick={emits(on_event, Event::BackChosen)}>{ words.back }</button>
        </>
    }
}

fn status(invite: &InviteView, words: Language) -> String {
    let Some(code) = &invite.code else {
        let making = invite.problem.is_none_or(|problem| !concerns_invite(&problem));
        return if making { words.making_code.to_owned() } else { String::new() };
    };
    let age = (words.invite_age)(code.minutes_old);
    match invite.earlier_minutes {
        Some(minutes) => format!("{age} {}", (words.earlier_invite)(minutes)),
        None => age,
    }
}

/// What went wrong is told where the person is looking: beside the invite that cannot be made...
const fn concerns_invite(problem: &Problem) -> bool {
    matches!(problem, Problem::NoNetwork | Problem::BrowserRefused(Step::Describe))
}

/// ... or beside the reply that was entered.
const fn concerns_reply(problem: &Problem) -> bool {
    !concerns_invite(problem)
}
