use heliograph_session::Event;
use yew::prelude::*;

use crate::parts::{back, step, title};
use crate::words::Words;

/// How it works, who can see what, and what to do when it does not connect.
pub(crate) fn help(words: Words, on_event: &Callback<Event>) -> Html {
    let help = &words.help;
    let picture = |(place, (drawing, caption)): (u8, (Html, &'static str))| {
        html! {
            <li>
                { drawing }
                { step(place, caption) }
            </li>
        }
    };
    let drawings = [invite_drawing(), reply_drawing(), beam_drawing()];
    let sight = |(who, what): &(&'static str, &'static str)| {
        html! { <div><dt>{ *who }</dt><dd>{ *what }</dd></div> }
    };
    html! {
        <article class="help">
            { back(words, on_event) }
            { title(help.how_it_works) }
            <ol class="pictures">
                { for (1..).zip(drawings.into_iter().zip(help.pictures)).map(picture) }
            </ol>
            <section class="card">
                <h2>{ help.who_sees_what }</h2>
                <dl>{ for help.sights.iter().map(sight) }</dl>
            </section>
            <section class="card">
                <h2>{ help.when_it_does_not_connect }</h2>
                <ol class="remedies">{ for help.remedies.iter().map(|remedy| html! { <li>{ *remedy }</li> }) }</ol>
            </section>
            <section class="card">
                <h2>{ help.about_safety_words }</h2>
                <p>{ help.safety_words }</p>
            </section>
        </article>
    }
}

/// Two devices; the pictures differ in what goes between them.
fn drawing(between: Html) -> Html {
    html! {
        <svg class="drawing" viewBox="0 0 160 72" aria-hidden="true">
            <rect class="device" x="10" y="12" width="28" height="48" rx="5" />
            <rect class="device" x="122" y="12" width="28" height="48" rx="5" />
            { between }
        </svg>
    }
}

/// A square of dots at a place, as a QR code looks from afar.
fn code(place: &'static str) -> Html {
    html! {
        <g class="code" transform={place}>
            <path d="M0 0h6v6H0zM10 0h6v6h-6zM0 10h6v6H0zM9 9h3v3H9zM13 13h3v3h-3z" />
        </g>
    }
}

fn invite_drawing() -> Html {
    drawing(html! {
        <>
            { code("translate(16 28)") }
            <path class="carried" d="M50 36h54m-8-7 8 7-8 7" />
        </>
    })
}

fn reply_drawing() -> Html {
    drawing(html! {
        <>
            { code("translate(128 28)") }
            <path class="carried" d="M110 36H56m8-7-8 7 8 7" />
        </>
    })
}

fn beam_drawing() -> Html {
    drawing(html! {
        <>
            <path class="ray" d="M24 36h112" />
            <circle class="sun" cx="24" cy="36" r="6" />
            <circle class="sun" cx="136" cy="36" r="6" />
        </>
    })
}
