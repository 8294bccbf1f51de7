use heliograph_session::{Event, InviteView, Problem, Step};
use yew::prelude::*;

use crate::parts::{
    Beam, CodeBox, CodeEntry, CodeNames, EntryNames, Nearness, Notice, Scanner, Title, Weight, back, beam,
    emits,
};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) invite: InviteView,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// The inviting side: a code to show or send, and a place for the reply.
#[component]
pub(crate) fn Invite(props: &Props) -> Html {
    let Props { invite, words, on_event } = props;
    let names = CodeNames {
        link: words.invite_link,
        code: words.invite_code,
        picture: words.invite_picture,
        caption: words.let_them_scan,
    };
    html! {
        <>
            <Title text={words.invite_someone} />
            <section class="card" aria-label={words.send_this_invite}>
                <h2><span class="step" aria-hidden="true">{ "1" }</span>{ words.send_this_invite }</h2>
                <Notice problem={invite.problem.filter(concerns_invite)} words={*words} {on_event} />
                if let Some(code) = &invite.code {
                    <CodeBox code={code.clone()} {names} nearness={Nearness::InSight} words={*words} {on_event} />
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
                { reply(props) }
            </section>
            { back(*words, on_event) }
        </>
    }
}

/// The place for the reply, until there is one.
fn reply(props: &Props) -> Html {
    let Props { invite, words, on_event } = props;
    if invite.connecting {
        return html! { <p class="busy" role="status">{ beam(Beam::Travelling) }{ words.connecting }</p> };
    }
    let names = EntryNames { field: words.their_reply, button: words.connect, file: words.reply_file };
    // An invite that was sent comes back as text; one that was not is being shown to somebody in sight.
    let sent = invite.code.as_ref().is_some_and(|code| code.carried.is_some());
    let (scanning, pasting) =
        if sent { (Weight::Plain, Weight::Main) } else { (Weight::Main, Weight::Plain) };
    html! {
        <>
            <p class="hint">{ words.reply_hint }</p>
            <Scanner scan={invite.scan} name={words.scan_their_reply} weight={scanning} words={*words} {on_event} />
            <CodeEntry {names} weight={pasting} words={*words} {on_event} />
        </>
    }
}

fn status(invite: &InviteView, words: Words) -> String {
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
