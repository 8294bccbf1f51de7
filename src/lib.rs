//! The app as a person sees it: one component that owns a session and a browser, and one file for each screen.
//!
//! What it is: thin. It shows the session's view and hands it what the person meant. What it is not: it decides
//! nothing about connections, and it touches no browser object but its own elements.

mod app;
mod pages;
mod parts;
mod words;

pub use app::{App, page};

/// Starts the app on this page.
pub fn start() {
    heliograph_browser::start_logging();
    yew::Renderer::<App>::new().render();
}
