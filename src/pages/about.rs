use heliograph_session::{AboutView, AppEvent, Copied, Digest, Event, FileView, Form, Offline, RunningView};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use yew::prelude::*;

use crate::parts::{back, emits, title};
use crate::words::{AppPhrases, Words};

/// Programs that compute a SHA-256, each before the file's name, and what comes after it.
const PROGRAMS: [(&str, &str); 3] =
    [("sha256sum", ""), ("shasum -a 256", ""), ("certutil -hashfile", " SHA256")];

/// The name of the single file, where none is known yet.
const SOME_FILE: &str = concat!("heliograph-", env!("CARGO_PKG_VERSION"), ".html");

/// How many digits are read aloud in one breath.
const GROUP: usize = 4;

/// The app itself: which one it is, whether it is genuine, and how to have and to pass it on.
pub(crate) fn about(about: &AboutView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.app;
    html! {
        <article class="about">
            { back(words, on_event) }
            { title(phrases.about) }
            <p>{ (phrases.version)(env!("CARGO_PKG_VERSION")) }</p>
            <section class="card">
                <h2>{ phrases.keep_it }</h2>
                { file(about, phrases, on_event) }
            </section>
            <section class="card">
                <h2>{ phrases.without_a_connection }</h2>
                <p role="status">{ offline(about.offline, phrases) }</p>
                { ways_in(about, phrases, on_event) }
            </section>
            <section class="card">
                <h2>{ phrases.what_runs }</h2>
                { running(about, words, on_event) }
            </section>
            <section class="card">
                <h2>{ phrases.is_it_genuine }</h2>
                <p>{ phrases.pages_can_lie }</p>
                <dl>{ for phrases.systems.into_iter().zip(PROGRAMS).map(|it| program(it, about)) }</dl>
                <p>{ phrases.where_to_compare }</p>
            </section>
        </article>
    }
}

fn running(about: &AboutView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.app;
    match &about.running {
        RunningView::Reading => html! { <p role="status">{ phrases.reading }</p> },
        RunningView::Unreadable => html! { <p role="alert">{ phrases.unreadable }</p> },
        RunningView::Known(digest) => {
            let copied = match about.copied {
                Some(Copied::Done) => words.chat.copied,
                Some(Copied::Failed) => words.chat.not_copied,
                None => "",
            };
            html! {
                <>
                    <p>{ (phrases.sha256_of)(&digest.name) }</p>
                    { sha256(digest) }
                    <div class="row">
                        <button type="button" onclick={emits(on_event, Event::CopyChosen(Private::new(digest.hex())))}>
                            { phrases.copy_sha256 }
                        </button>
                        <p class="hint" role="status">{ copied }</p>
                    </div>
                </>
            }
        }
    }
}

fn file(about: &AboutView, phrases: &AppPhrases, on_event: &Callback<Event>) -> Html {
    html! {
        <>
            { way(phrases.save, phrases.save_hint, emits(on_event, Event::App(AppEvent::SaveChosen))) }
            if about.company == Switch::On {
                { way(phrases.send, phrases.send_hint, emits(on_event, Event::App(AppEvent::SendChosen))) }
            }
            <div role="status">
                { match &about.file {
                    FileView::Untouched => Html::default(),
                    FileView::Fetching => html! { <p>{ phrases.fetching }</p> },
                    FileView::Missing => html! { <p class="notice">{ phrases.missing }</p> },
                    FileView::Saved(digest) => html! {
                        <>
                            <p>{ (phrases.saved)(&digest.name) }</p>
                            { sha256(digest) }
                        </>
                    },
                } }
            </div>
        </>
    }
}

/// What only some browsers offer.
fn ways_in(about: &AboutView, phrases: &AppPhrases, on_event: &Callback<Event>) -> Html {
    html! {
        <>
            if about.install == Switch::On {
                { way(phrases.install, phrases.install_hint, emits(on_event, Event::App(AppEvent::InstallChosen))) }
            }
            if about.opens_links == Switch::On {
                { way(phrases.open_links, phrases.open_links_hint, emits(on_event, Event::App(AppEvent::LinksChosen))) }
            }
        </>
    }
}

fn way(name: &'static str, hint: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <div class="row">
            <button type="button" {onclick}>{ name }</button>
            <p class="hint">{ hint }</p>
        </div>
    }
}

/// Groups are set apart by room alone, so that what is copied is the hash and nothing else.
fn sha256(digest: &Digest) -> Html {
    let hex = digest.hex();
    let groups = hex.as_bytes().chunks(GROUP).map(|group| String::from_utf8_lossy(group).into_owned());
    html! {
        <code class="sha256" dir="ltr">{ for groups.map(|group| html! { <span>{ group }</span> }) }</code>
    }
}

fn program(
    (system, (before, after)): (&'static str, (&'static str, &'static str)),
    about: &AboutView,
) -> Html {
    let name = match (&about.file, &about.running, about.form) {
        (FileView::Saved(digest), _, _) | (_, RunningView::Known(digest), Form::File) => &digest.name,
        _ => SOME_FILE,
    };
    html! { <div><dt>{ system }</dt><dd><code dir="ltr">{ format!("{before} {name}{after}") }</code></dd></div> }
}

const fn offline(offline: Offline, phrases: &AppPhrases) -> &'static str {
    match offline {
        Offline::Yes => phrases.offline,
        Offline::NotYet => phrases.offline_not_yet,
        Offline::NotHere => phrases.offline_not_here,
    }
}
