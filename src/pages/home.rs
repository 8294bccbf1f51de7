use heliograph_session::{
    Event, HomeView, IS_SITE, Memory, RendezvousEvent, RingEvent, RoomEvent, WordsEvent,
};
use heliograph_wire::Private;
use yew::prelude::*;

use crate::parts::{Drawing, Icon, emits, icon, notice, title, to_about};
use crate::words::Words;

/// The beginning: invite, or be invited.
pub(crate) fn home(home: &HomeView, words: Words, on_event: &Callback<Event>) -> Html {
    let forgotten = match home.memory {
        Memory::Untouched => "",
        Memory::Forgotten => words.everything_forgotten,
    };
    html! {
        <div class="home">
            { Drawing::Landscape.html() }
            <div class="hero">
                { title(words.heliograph) }
                <p>{ words.tagline }</p>
            </div>
            <p class="good-news" role="status">{ forgotten }</p>
            { notice(home.problem, words, on_event) }
            <div class="choices">
                <button type="button" class="main" onclick={emits(on_event, Event::InviteChosen)}>
                    { words.invite_someone }
                </button>
                <button type="button" onclick={emits(on_event, Event::ScanChosen)}>
                    { icon(Icon::Camera) }{ words.scan_an_invite }
                </button>
                <button type="button" onclick={emits(on_event, Event::JoinChosen)}>{ words.have_an_invite }</button>
                if home.services.words {
                    <button type="button" onclick={emits(on_event, meet())}>{ words.meet.meet }</button>
                }
                if home.services.ring {
                    <button type="button" onclick={emits(on_event, be_reachable(words))}>{ words.ring.be_reachable }</button>
                }
                if IS_SITE && home.services.rooms {
                    <button type="button" onclick={emits(on_event, Event::Room(RoomEvent::Chosen))}>
                        { words.room().open }
                    </button>
                }
            </div>
            <p class="hint">{ words.how_it_goes }</p>
            { to_about(words, on_event) }
        </div>
    }
}

fn be_reachable(words: Words) -> Event {
    let label = Private::new(words.ring.first_label.to_owned());
    Event::Rendezvous(RendezvousEvent::Ring(RingEvent::Chosen { label }))
}

const fn meet() -> Event {
    Event::Rendezvous(RendezvousEvent::Words(WordsEvent::Chosen))
}
