use heliograph_session::{Event, JoinView};
use yew::prelude::*;

use crate::parts::{CodeEntry, EntryNames, Scanner, Weight, back, notice, title};
use crate::words::Words;

/// The joining side, before it has an invite.
pub(crate) fn join(join: &JoinView, words: Words, on_event: &Callback<Event>) -> Html {
    let names = EntryNames { field: words.their_invite, button: words.continue_, file: words.invite_file };
    let scan = words.camera.scan_with_the_camera;
    html! {
        <>
            { title(words.join) }
            { notice(join.problem, words, on_event) }
            <div class="sides">
                <section class="card" aria-label={words.together}>
                    <h2>{ words.together }</h2>
                    <Scanner scan={join.scan} name={scan} weight={Weight::Plain} words={words} {on_event} />
                </section>
                <section class="card" aria-label={words.apart}>
                    <h2>{ words.apart }</h2>
                    <p>{ words.join_hint }</p>
                    <CodeEntry {names} weight={Weight::Main} words={words} {on_event} />
                </section>
            </div>
            { back(words, on_event) }
        </>
    }
}
