//! One screen, one file: what it shows is a function of the view.

mod about;
mod callee;
mod caller;
mod help;
mod home;
mod invite;
mod join;
mod reply;
mod room;
mod settings;
mod stray;
mod talk;
mod words;

pub(crate) use about::about;
pub(crate) use callee::{callee, news_of};
pub(crate) use caller::caller;
pub(crate) use help::help;
pub(crate) use home::home;
pub(crate) use invite::invite;
pub(crate) use join::join;
pub(crate) use reply::reply;
pub(crate) use room::room;
pub(crate) use settings::Settings;
pub(crate) use stray::stray;
pub(crate) use talk::talk;
pub(crate) use words::meet_by_words;
