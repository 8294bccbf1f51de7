use heliograph_session::Event;
use yew::prelude::*;

use crate::parts::{Drawing, Icon, emits, icon};
use crate::words::Words;

/// Where the name of the app is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wordmark {
    /// In the bar.
    Here,
    /// On the screen below, in large.
    Below,
}

/// What is above every screen: the ways to help and settings, from which one comes back to the same screen.
pub(crate) fn top_bar(wordmark: Wordmark, words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <header class="top-bar">
            if wordmark == Wordmark::Here {
                <p class="wordmark">{ Drawing::Mark.html() }<span>{ words.heliograph }</span></p>
            }
            <button type="button" class="quiet aside" onclick={emits(on_event, Event::HelpChosen)}>
                { icon(Icon::Help) }<span>{ words.help.help }</span>
            </button>
            <button type="button" class="quiet" onclick={emits(on_event, Event::SettingsChosen)}>
                { icon(Icon::Settings) }<span>{ words.settings.settings }</span>
            </button>
        </header>
    }
}
