use heliograph_session::{Event, JoinView};
use yew::prelude::*;

use crate::parts::{CodeEntry, EntryNames, Notice, Scanner, Title, Weight, back};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) join: JoinView,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// The joining side, before it has an invite.
#[component]
pub(crate) fn Join(props: &Props) -> Html {
    let Props { join, words, on_event } = props;
    let names = EntryNames { field: words.their_invite, button: words.continue_, file: words.invite_file };
    let scan = words.camera.scan_with_the_camera;
    html! {
        <>
            <Title text={words.join} />
            <Notice problem={join.problem} words={*words} {on_event} />
            <div class="sides">
                <section class="card" aria-label={words.together}>
                    <h2>{ words.together }</h2>
                    <Scanner scan={join.scan} name={scan} weight={Weight::Plain} words={*words} {on_event} />
                </section>
                <section class="card" aria-label={words.apart}>
                    <h2>{ words.apart }</h2>
                    <p>{ words.join_hint }</p>
                    <CodeEntry {names} weight={Weight::Main} words={*words} {on_event} />
                </section>
            </div>
            { back(*words, on_event) }
        </>
    }
}
