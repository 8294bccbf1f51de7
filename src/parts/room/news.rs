//! What somebody in a room has to know at once.

use heliograph_session::{Connection, Event, InRoomView, RoomEvent, RoomNews, Thrift};
use heliograph_wire::Private;
use heliograph_wire::control::{Microphone, Switch};
use yew::prelude::*;

use crate::parts::emits;
use crate::words::{RoomPhrases, Words};

/// The oldest news, until it was read. The alert is part of the page before it has anything to say.
pub(super) fn news(room: &InRoomView, muted: Microphone, words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <div class="room-news" role="alert">
            if let Some(news) = room.news.first() {
                { one(news, room.minutes_left, muted, words, on_event) }
            }
        </div>
    }
}

fn one(
    news: &RoomNews,
    minutes_left: Option<u64>,
    muted: Microphone,
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let phrases = words.room();
    let sentence = match news {
        RoomNews::MuteAsked { by } => (phrases.mute_asked)(&host(by, phrases)),
        RoomNews::ShareStopped { by } => (phrases.share_stopped)(&host(by, phrases)),
        RoomNews::Appointed(role) => (phrases.role_now)(*role).to_owned(),
        RoomNews::Ending => (phrases.ends_in)(minutes_left.unwrap_or(0)),
    };
    let close = Event::Room(RoomEvent::NewsClosed);
    let may_mute = matches!(news, RoomNews::MuteAsked { .. }) && muted == Microphone::Live;
    html! {
        <>
            <p dir="auto">{ sentence }</p>
            <div class="row">
                if may_mute {
                    <button type="button" class="main" onclick={mutes(on_event)}>{ phrases.mute_now }</button>
                    <button type="button" onclick={emits(on_event, close)}>{ phrases.stay_unmuted }</button>
                } else {
                    <button type="button" onclick={emits(on_event, close)}>{ phrases.dismiss }</button>
                }
            </div>
        </>
    }
}

/// Whoever does what was asked has read it.
fn mutes(on_event: &Callback<Event>) -> Callback<MouseEvent> {
    let on_event = on_event.clone();
    Callback::from(move |_| {
        on_event.emit(Event::MicrophoneChosen(Switch::Off));
        on_event.emit(Event::Room(RoomEvent::NewsClosed));
    })
}

fn host(name: &Private<String>, phrases: &RoomPhrases) -> String {
    let name = name.reveal().trim();
    if name.is_empty() {
        (phrases.role)(heliograph_wire::room::Role::Host).to_owned()
    } else {
        name.to_owned()
    }
}

/// How it stands with the connection: nothing is said of what is as it should be.
pub(super) fn standing(room: &InRoomView, thrift: Thrift, words: Words) -> Html {
    let phrases = words.room();
    let (class, sentence) = match (room.connection, thrift) {
        (Connection::ComingBack, _) => ("hint interrupted", phrases.connection_lost),
        (Connection::Joining, _) => ("hint", phrases.joining),
        (Connection::Poor, _) => ("hint", phrases.poor_line),
        (Connection::Steady, Thrift::LowData) => ("hint", phrases.low_data_on),
        (Connection::Steady, Thrift::Full) => ("hint", ""),
    };
    html! { <p {class} role="status">{ sentence }</p> }
}
