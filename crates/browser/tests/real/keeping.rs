//! What is kept on the device is found again, and what is forgotten is gone.

use futures::StreamExt;
use futures::channel::mpsc::unbounded;
use heliograph_browser::{Browser, dress, environment};
use heliograph_session::{Effect, Event, Theme};
use heliograph_wire::Private;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::run;

fn kept() -> Option<String> {
    environment().kept.map(|kept| kept.reveal().clone())
}

#[wasm_bindgen_test]
async fn settings_are_kept_until_they_are_forgotten() {
    let mut browser = Browser::new(|_| {});
    browser.perform(Effect::Keep(Private::new("first".to_owned())));
    browser.perform(Effect::Keep(Private::new("second".to_owned())));
    assert_eq!(kept().as_deref(), Some("second"));
    browser.perform(Effect::Forget);
    assert_eq!(kept(), None);
    assert_eq!(run("return localStorage.length").as_f64(), Some(0.0));
}

#[wasm_bindgen_test]
async fn a_browser_that_keeps_nothing_says_so() {
    run("self.keeping = Storage.prototype.setItem; Storage.prototype.setItem = () => { throw new Error(); }");
    let (sender, mut events) = unbounded();
    let mut browser = Browser::new(move |event| {
        let _ = sender.unbounded_send(event);
    });
    browser.perform(Effect::Keep(Private::new("text".to_owned())));
    assert!(matches!(events.next().await, Some(Event::KeepingFailed)));
    run("Storage.prototype.setItem = self.keeping");
}

#[wasm_bindgen_test]
async fn the_root_says_language_direction_and_colours() {
    let root = "const { lang, dir, dataset } = document.documentElement;
        return `${lang} ${dir} ${dataset.theme}`";
    dress("de", "ltr", Theme::Dark);
    assert_eq!(run(root).as_string().as_deref(), Some("de ltr dark"));
    dress("en", "ltr", Theme::System);
    assert_eq!(run(root).as_string().as_deref(), Some("en ltr undefined"));
}

#[wasm_bindgen_test]
async fn the_browser_asks_before_it_closes_a_page_that_is_held() {
    let asks = "const event = new Event('beforeunload', { cancelable: true });
        return !self.dispatchEvent(event)";
    let mut browser = Browser::new(|_| {});
    assert_eq!(run(asks).as_bool(), Some(false));
    browser.hold_page();
    browser.hold_page();
    assert_eq!(run(asks).as_bool(), Some(true));
    browser.release_page();
    assert_eq!(run(asks).as_bool(), Some(false));
}
