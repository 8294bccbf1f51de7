//! People who meet in a room of the companion.

mod couple;
mod crowd;
mod order;
mod people;
