//! Pieces that screens are made of. What keeps something of its own between two views is a component; the rest
//! is plain functions, since each component costs every page load a kilobyte or two.

mod call;
mod chat;
mod code_entry;
mod code_ways;
mod confirm;
mod copied;
mod drawings;
mod files;
mod focus;
mod icon;
mod linked_text;
mod notice;
mod path;
mod picture;
mod room;
mod safety_words;
mod scanner;
mod sealing;
mod statistics;
mod step;
mod text_form;
mod title;
mod top_bar;
mod update;
mod weight;

pub(crate) use call::{Call, camera_switch, device_choices, failures, microphone_switch, moving_picture};
pub(crate) use chat::chat;
pub(crate) use code_entry::{CodeEntry, EntryNames};
pub(crate) use code_ways::{CodeNames, code_ways};
pub(crate) use confirm::{Confirm, Doubt};
pub(crate) use copied::{Spelled, select_all, spelled, what_came};
pub(crate) use drawings::Drawing;
pub(crate) use focus::use_focus_after_change;
pub(crate) use icon::{Icon, icon};
pub(crate) use notice::notice;
pub(crate) use path::{path, path_change, path_question};
pub(crate) use picture::Picture;
pub(crate) use room::{Room as RoomFromInside, of_room, rule};
pub(crate) use safety_words::{safety_announcement, safety_words};
pub(crate) use scanner::{Scanner, is_looking};
pub(crate) use sealing::{
    sealing_alert, sealing_choice, sealing_figures, sealing_preference, sealing_status,
};
pub(crate) use statistics::Statistics;
pub(crate) use step::step;
pub(crate) use text_form::{After, Fits, Room, TextForm};
pub(crate) use title::title;
pub(crate) use top_bar::{Wordmark, top_bar};
pub(crate) use update::update;
pub(crate) use weight::Weight;

use heliograph_session::Event;
use yew::{Callback, Html, MouseEvent, html};

use crate::words::Words;

/// A button's callback that says what the person meant.
pub(crate) fn emits(on_event: &Callback<Event>, event: Event) -> Callback<MouseEvent> {
    on_event.reform(move |_| event.clone())
}

/// The way to the page about the app itself.
pub(crate) fn to_about(words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <button type="button" class="quiet" onclick={emits(on_event, Event::AboutChosen)}>{ words.app.about }</button>
    }
}

/// The way one screen back.
pub(crate) fn back(words: Words, on_event: &Callback<Event>) -> Html {
    html! {
        <button type="button" class="quiet" onclick={emits(on_event, Event::BackChosen)}>
            { icon(Icon::Back) }{ words.back }
        </button>
    }
}

/// The way back from where somebody may be waited for.
pub(crate) fn back_after_doubt(words: Words, on_event: &Callback<Event>) -> Html {
    let doubt = Doubt { question: words.give_up_question, yes: words.yes_give_up, no: words.no_stay };
    html! {
        <Confirm class="quiet" {doubt} event={Event::BackChosen} {on_event}>
            { icon(Icon::Back) }{ words.back }
        </Confirm>
    }
}
