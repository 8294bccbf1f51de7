use heliograph_session::{Event, JoinView};
use yew::prelude::*;

use crate::parts::{CodeEntry, EntryNames, Scanner, Weight, back, is_looking, notice, title};
use crate::words::Words;

/// The joining side, before it has an invite.
pub(crate) fn join(join: &JoinView, words: Words, on_event: &Callback<Event>) -> Html {
    let names = EntryNames { field: words.their_invite, button: words.continue_, file: words.invite_file };
    // What went wrong is told where the person is looking.
    let looking = is_looking(join.scan);
    let scan = words.camera.scan_with_the_camera;
    html! {
        <>
            { title(words.join) }
            <div class="sides">
                <section class="card" aria-label={words.together}>
                    <h2>{ words.together }</h2>
                    { notice(join.problem.filter(|_| looking), words, on_event) }
                    <Scanner scan={join.scan} name={scan} weight={Weight::Plain} words={words} {on_event} />
                </section>
                <section class="card" aria-label={words.apart}>
                    <h2>{ words.apart }</h2>
                    <p>{ words.join_hint }</p>
                    { notice(join.problem.filter(|_| !looking), words, on_event) }
                    <CodeEntry {names} weight={Weight::Main} words={words} {on_event} />
                </section>
            </div>
            { back(words, on_event) }
        </>
    }
}
