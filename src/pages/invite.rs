use heliograph_session::{CodeView, Event, InviteView, Path, Problem};
use yew::prelude::*;

use crate::parts::{
    CodeEntry, CodeNames, Drawing, EntryNames, Picture, Scanner, Weight, back, back_after_doubt, code_ways,
    emits, is_looking, notice, path, step, title,
};
use crate::words::Words;

/// The inviting side: a code to show or send, and a place for the reply.
pub(crate) fn invite(invite: &InviteView, words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <>
            { title(words.invite_someone) }
            { notice(invite.problem.filter(|it| invite.connecting || concerns_invite(it)), words, on_event) }
            if invite.connecting {
                <p class="card busy" role="status">{ Drawing::Travelling.html() }{ words.connecting }</p>
            }
            if !invite.connecting {
                { path(invite.path, words, on_event) }
            }
            <div class="sides">{ together(invite, words, on_event) }{ apart(invite, words, on_event) }</div>
            if !invite.connecting {
                <div class="row">
                    // An age that grows is there to be read, not to be announced every minute.
                    <p class="hint" role="status" aria-live="off">{ status(invite, words) }</p>
                    <button type="button" class="quiet" onclick={emits(on_event, Event::RenewChosen)}>
                        { words.new_code }
                    </button>
                </div>
            }
            if is_waited_for(invite) {
                { back_after_doubt(words, on_event) }
            } else {
                { back(words, on_event) }
            }
        </>
    }
}

/// Whether somebody may have an invite of this page.
fn is_waited_for(invite: &InviteView) -> bool {
    invite.connecting || invite.earlier_minutes.is_some() || is_sent(invite)
}

/// For two people who see each other's screens: the camera takes the place of the picture, which has been seen
/// by then.
fn together(invite: &InviteView, words: Words, on_event: &Callback<Event>) -> Html {
    let Some(picture) = invite.code.as_ref().and_then(|code| code.picture.as_ref()) else {
        return Html::default();
    };
    if invite.connecting {
        return Html::default();
    }
    let looking = is_looking(invite.scan);
    let problem = invite.problem.filter(|problem| looking && concerns_reply(problem));
    let weight = if is_sent(invite) { Weight::Plain } else { Weight::Main };
    html! {
        <section class="card" aria-label={words.together}>
            <h2>{ words.together }</h2>
            if !looking {
                { step(1, words.let_them_scan) }
                <Picture text={picture.reveal().clone()} name={words.invite_picture} />
                <p class="hint centred">{ words.brightness_hint }</p>
            }
            { step(2, words.then_scan_theirs) }
            { notice(problem, words, on_event) }
            <Scanner scan={invite.scan} name={words.scan_their_reply} {weight} words={words} {on_event} />
        </section>
    }
}

/// For two people who send each other texts.
fn apart(invite: &InviteView, words: Words, on_event: &Callback<Event>) -> Html {
    let here_only = match invite.path {
        Some(Path::Relayed) => words.relay.here_only,
        Some(Path::Direct) | None => words.link_for_this_device,
    };
    let names = CodeNames { link: words.invite_link, code: words.invite_code, here_only };
    let entry = EntryNames { field: words.their_reply, button: words.connect, file: words.reply_file };
    if invite.connecting {
        return Html::default();
    }
    let looking = is_looking(invite.scan);
    let problem = invite.problem.filter(|problem| !looking && concerns_reply(problem));
    let weight = if is_sent(invite) { Weight::Main } else { Weight::Plain };
    html! {
        <section class="card" aria-label={words.apart}>
            <h2>{ words.apart }</h2>
            if let Some(code) = &invite.code {
                { step(1, words.send_this_invite) }
                { code_ways(code, names, words, on_event) }
            }
            { step(2, words.then_enter_theirs) }
            { notice(problem, words, on_event) }
            <CodeEntry names={entry} {weight} words={words} {on_event} />
        </section>
    }
}

/// An invite that was sent is answered by text; one that was not is being shown to somebody in sight.
fn is_sent(invite: &InviteView) -> bool {
    invite.code.as_ref().is_some_and(|code: &CodeView| code.carried.is_some())
}

fn status(invite: &InviteView, words: Words) -> String {
    let Some(code) = &invite.code else {
        return match invite.problem {
            Some(Problem::NoRelay(fault)) if fault.may_pass() => words.relay.asked_again.to_owned(),
            Some(problem) if concerns_invite(&problem) => String::new(),
            Some(_) | None => words.making_code.to_owned(),
        };
    };
    let age = (words.invite_age)(code.minutes_old);
    match invite.earlier_minutes {
        Some(minutes) => format!("{age} {}", (words.earlier_invite)(minutes)),
        None => age,
    }
}

/// What went wrong is told where the person is looking: above an invite that cannot be made, or was made anew
/// because nothing came of the one before...
const fn concerns_invite(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::NoNetwork
            | Problem::InviteWithdrawn
            | Problem::NoRelay(_)
            | Problem::NoRoute
            | Problem::NoRouteThroughRelay
            | Problem::BrowserRefused(_)
            | Problem::HandshakeFailed
            | Problem::ReplyReplaced
            | Problem::GoneBeforeGreeting
            | Problem::NoGreeting
            | Problem::NoCommonVersion
    )
}

/// ... or beside the reply that was entered or scanned.
const fn concerns_reply(problem: &Problem) -> bool {
    !concerns_invite(problem)
}
