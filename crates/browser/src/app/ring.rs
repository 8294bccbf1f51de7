//! What the service worker says to the person, and opens, when somebody rings while no page is open.

use futures::future::{Either, select};
use heliograph_wire::Millis;
use wasm_bindgen::JsValue;

use super::store::{self, Question};
use crate::timer::pause;

/// A worker of an earlier version does not know of rings, and does not answer.
const PATIENCE: Millis = Millis::seconds(10);

/// Whether the worker keeps this, in place of what it kept before.
pub(crate) async fn keep(news: JsValue) -> bool {
    ask(Question { news, ..Question::of("keepRing") }).await.is_some_and(|kept| kept.is_truthy())
}

/// The page that it opens.
pub(crate) async fn kept() -> Option<String> {
    ask(Question::of("ringKept")).await?.as_string()
}

pub(crate) async fn forget() {
    ask(Question::of("forgetRing")).await;
}

/// The worker's registration, once there is one that works.
pub(crate) async fn registration() -> Option<JsValue> {
    store::registration().await
}

async fn ask(question: Question<'_>) -> Option<JsValue> {
    match select(Box::pin(store::ask(question)), Box::pin(pause(PATIENCE))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => None,
    }
}
