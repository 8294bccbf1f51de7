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

/// The page that it opens, if any; none where it does not answer.
pub(crate) async fn kept() -> Option<Option<String>> {
    ask(Question::of("ringKept")).await.map(|kept| kept.as_string())
}

/// Forgets it; none where it could not, or does not answer.
pub(crate) async fn forget() -> Option<()> {
    ask(Question::of("forgetRing")).await.filter(|forgotten| !forgotten.is_null()).map(drop)
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
