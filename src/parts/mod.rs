//! Pieces that several screens are made of.

mod chat;
mod code_box;
mod code_entry;
mod linked_text;
mod notice;
mod picture;
mod title;

pub(crate) use chat::Chat;
pub(crate) use code_box::{CodeBox, CodeNames};
pub(crate) use code_entry::{CodeEntry, EntryNames};
pub(crate) use notice::Notice;
pub(crate) use title::Title;

use heliograph_session::Event;
use yew::{Callback, MouseEvent};

/// A button's callback that says what the person meant.
pub(crate) fn emits(on_event: &Callback<Event>, event: Event) -> Callback<MouseEvent> {
    on_event.reform(move |_| event.clone())
}
