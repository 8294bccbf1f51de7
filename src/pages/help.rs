use heliograph_session::Event;
use yew::prelude::*;

use crate::parts::{Drawing, back, step, title, to_about};
use crate::words::Words;

/// How it works, who can see what, and what to do when it does not connect.
pub(crate) fn help(words: Words, on_event: &Callback<Event>) -> Html {
    let help = &words.help;
    let picture = |(place, (drawing, caption)): (u8, (Drawing, &'static str))| {
        html! {
            <li>
                { drawing.html() }
                { step(place, caption) }
            </li>
        }
    };
    let drawings = [Drawing::Invite, Drawing::Reply, Drawing::Connection];
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
            { paragraph(help.about_calls, help.calls) }
            { paragraph(help.about_files, help.files) }
            <section class="card">
                <h2>{ help.when_it_does_not_connect }</h2>
                <ol class="remedies">{ for help.remedies.iter().map(|remedy| html! { <li>{ *remedy }</li> }) }</ol>
            </section>
            { paragraph(help.about_safety_words, help.safety_words) }
            { to_about(words, on_event) }
        </article>
    }
}

fn paragraph(about: &'static str, text: &'static str) -> Html {
    html! {
        <section class="card">
            <h2>{ about }</h2>
            <p>{ text }</p>
        </section>
    }
}
