//! One screen, one file.

mod help;
mod home;
mod invite;
mod join;
mod reply;
mod settings;
mod stray;
mod talk;

pub(crate) use help::Help;
pub(crate) use home::Home;
pub(crate) use invite::Invite;
pub(crate) use join::Join;
pub(crate) use reply::Reply;
pub(crate) use settings::Settings;
pub(crate) use stray::Stray;
pub(crate) use talk::Talk;
