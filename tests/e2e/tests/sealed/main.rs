//! Frames that the page's own worker seals, between every pair of browsers, with every codec, and whoever forwards them
//! meaning no good.

#[path = "../support/forms.rs"]
mod forms;
#[path = "../support/mod.rs"]
mod support;

mod app;
mod attacks;
mod matrix;
mod tap;
