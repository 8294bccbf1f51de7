use heliograph_session::{Event, JoinView};
use yew::prelude::*;

use crate::parts::{CodeEntry, EntryNames, Notice, Title, emits};
use crate::words::Language;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) join: JoinView,
    pub(crate) words: Language,
    pub(crate) on_event: Callback<Event>,
}

/// The joining side, before it has an invite.
#[component]
pub(crate) fn Join(props: &Props) -> Html {
    let Props { join, words, on_event } = props;
    let names = EntryNames { field: words.their_invite, button: words.continue_, file: words.invite_file };
    html! {
        <>
            <Title text={words.join} />
            <Notice problem={join.problem} words={*words} {on_event} />
            <section class="card">
                <p>{ words.join_hint }</p>
                <CodeEntry {names} words={*words} {on_event} />
            </section>
            <button type="button" class="quiet" onclick={emits(on_event, Event::BackChosen)}>{ words.back }</button>
        </>
    }
}
