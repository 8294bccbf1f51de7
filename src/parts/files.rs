//! Files on their way, among the messages.

mod picture;
mod row;
mod send;

pub(crate) use picture::{large_picture, use_modal};
pub(crate) use row::{Transfer, Transfers};
pub(crate) use send::{Folders, pictures_question, send_buttons};
