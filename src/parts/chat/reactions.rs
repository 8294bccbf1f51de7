use heliograph_session::{Event, Line, Reactions};
use heliograph_wire::Private;
use yew::prelude::*;

use crate::words::Words;

/// What most people want to say without words. The other side's programs may have others.
const OFFERED: [&str; 6] = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/// What people think of a message.
pub(super) fn reactions(reactions: &Reactions, words: Words) -> Html {
    let show = |whose: &'static str, emoji: &Private<String>| {
        html! {
            <span class="reaction">
                <span class="off-screen">{ whose }{ " " }</span><bdi>{ emoji.reveal().clone() }</bdi>
            </span>
        }
    };
    if *reactions == Reactions::default() {
        return Html::default();
    }
    html! {
        <div class="reactions">
            { for reactions.mine.iter().map(|emoji| show(words.chat.your_reaction, emoji)) }
            { for reactions.theirs.iter().map(|emoji| show(words.chat.their_reaction, emoji)) }
        </div>
    }
}

/// What to think of a message; the same once more takes it back.
pub(super) fn choices(line: &Line, words: Words, on_event: &Callback<Event>) -> Html {
    let mine = line.reactions.mine.as_ref().map(|emoji| emoji.reveal().as_str());
    let choice = |emoji: &'static str| {
        let (pressed, next) = if mine == Some(emoji) { ("true", "") } else { ("false", emoji) };
        let key = line.key();
        let onclick = on_event.reform(move |_: MouseEvent| Event::ReactionChosen {
            line: key,
            emoji: Private::new(next.to_owned()),
        });
        html! { <button type="button" class="quiet emoji" aria-pressed={pressed} {onclick}>{ emoji }</button> }
    };
    html! { <div class="emojis" role="group" aria-label={words.chat.react}>{ for OFFERED.map(choice) }</div> }
}
