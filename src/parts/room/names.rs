//! What people in a room are called.

use heliograph_session::Language;
use heliograph_session::{PersonView, RoomName};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::room::MemberId;

use crate::words::{RoomPhrases, safety_word};

/// What somebody calls themselves, or a number in place of it.
pub(super) fn called(name: &Private<String>, member: MemberId, phrases: &RoomPhrases) -> String {
    let name = name.reveal().trim();
    if name.is_empty() { (phrases.unnamed)(member.0) } else { name.to_owned() }
}

/// What a person is called; whoever it is themselves is told so.
pub(super) fn of_person(person: &PersonView, phrases: &RoomPhrases) -> String {
    match person.is_me {
        Switch::Off => called(&person.name, person.member, phrases),
        Switch::On if person.name.reveal().trim().is_empty() => phrases.you.to_owned(),
        Switch::On => (phrases.you_named)(person.name.reveal().trim()),
    }
}

/// What a room is called, in every language the same, as people say it to each other.
pub(crate) fn of_room(name: RoomName) -> String {
    name.numbers.map(|number| safety_word(Language::English, number)).join(" ")
}
