//! What several tests of the page need.

use wasm_bindgen_futures::JsFuture;
use web_sys::Document;

pub(crate) fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("a test page has a document")
}

/// Waits as long as a patient person would.
pub(crate) async fn comes_true(condition: impl Fn() -> bool) -> bool {
    for _ in 0..2_000 {
        if condition() {
            return true;
        }
        breathe().await;
    }
    false
}

/// Lets the page do what it has to do.
pub(crate) async fn breathe() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("a test page is a window");
        window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 5).expect("a timer starts");
    });
    JsFuture::from(promise).await.expect("a timer ends");
}
