//! The server that the page came from, where it is a companion that relays: what it offers, and leave to use it.

use futures::future::{Either, select};
use heliograph_session::{Event, Exchange, Form, Relay, RelayEvent, RelayFault, Services, StunServer};
use heliograph_wire::{Millis, PeerId, Private};
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::app;
use crate::emit::Emit;
use crate::script::{called, function, member, number, object, text};
use crate::timer::pause;

/// Says what the server does besides serving the page. A server that does nothing else has this file, too.
const COMPANION: &str = "companion.json";

/// Where leave to use the relay is asked for.
const CREDENTIALS: &str = "relay/credentials";

/// A server that has not answered is asked again: a network that has just begun loses much. Later, whoever wants to know
/// loads the page again.
const BEFORE_TRIES: [Millis; 3] = [Millis(0), Millis::seconds(5), Millis::seconds(20)];

/// More addresses of one server teach a browser nothing new.
const STUN_SERVERS_AT_MOST: usize = 2;

/// How long the server may take to answer.
const PATIENCE: Millis = Millis::seconds(10);

/// Finds out whether the page's server relays.
pub(crate) fn find(emit: &Emit) {
    if app::form() != Form::Site {
        return;
    }
    let emit = emit.clone();
    spawn_local(async move {
        for wait in BEFORE_TRIES {
            // Where the browser has no timers, there is no waiting.
            pause(wait).await;
            let response = Box::pin(fetched(COMPANION, None));
            if let Either::Left((Some(response), _)) = select(response, Box::pin(pause(PATIENCE))).await {
                if let Some(found) = read(&response).await.as_ref().and_then(found) {
                    emit.now(Event::Relay(found));
                }
                return;
            }
        }
    });
}

fn found(companion: &JsValue) -> Option<RelayEvent> {
    if !member(companion, "relay")?.as_bool()? {
        return None;
    }
    let servers =
        member(companion, "stun").and_then(|servers| servers.dyn_into::<Array>().ok()).unwrap_or_default();
    let parsed = servers.iter().filter_map(|server| StunServer::parse(&server.as_string()?).ok());
    let does = |what| member(companion, what).is_some_and(|does| does.is_truthy());
    let services = Services { words: does("words"), ring: does("ring"), rooms: does("rooms") };
    Some(RelayEvent::Found { stun: parsed.take(STUN_SERVERS_AT_MOST).collect(), services })
}

/// Asks for leave to use the relay towards the media of rooms.
pub(crate) async fn of_rooms() -> Option<Relay> {
    let answer = Box::pin(async {
        let response = fetched(CREDENTIALS, Some(&object(&[("room", JsValue::TRUE)]))).await?;
        leave(&read(&response).await?)
    });
    match select(answer, Box::pin(pause(PATIENCE))).await {
        Either::Left((relay, _)) => relay,
        Either::Right(_) => None,
    }
}

/// Asks for leave to use the relay, in this exchange or another one.
pub(crate) fn ask(peer: PeerId, exchange: Option<Exchange>, emit: Emit) {
    spawn_local(async move {
        let answer = Box::pin(credentials(exchange));
        let relay = match select(answer, Box::pin(pause(PATIENCE))).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(RelayFault::Silent),
        };
        emit.now(Event::Relay(match relay {
            Ok((relay, exchange)) => RelayEvent::Granted { peer, relay, exchange },
            Err(fault) => RelayEvent::Refused { peer, fault },
        }));
    });
}

async fn credentials(exchange: Option<Exchange>) -> Result<(Relay, Exchange), RelayFault> {
    if app::form() != Form::Site {
        return Err(RelayFault::NotHere);
    }
    let exchange = exchange.map_or(JsValue::NULL, |exchange| JsValue::from_str(exchange.text().reveal()));
    let question = object(&[("exchange", exchange)]);
    let response = fetched(CREDENTIALS, Some(&question)).await.ok_or(RelayFault::Silent)?;
    let is_busy = matches!(number(&response, "status"), Some(429.0 | 503.0));
    let answer = read(&response).await;
    match answer.as_ref().and_then(|answer| text(answer, "error")).as_deref() {
        Some("draining") => Err(RelayFault::Stopping),
        _ if is_busy => Err(RelayFault::Busy),
        Some("unknown-exchange") => Err(RelayFault::Unknown),
        // A server that knows no relay may answer anything.
        Some(_) | None => answer.as_ref().and_then(relay).ok_or(RelayFault::NotHere),
    }
}

fn relay(answer: &JsValue) -> Option<(Relay, Exchange)> {
    Some((leave(answer)?, Exchange::parse(&text(answer, "exchange")?)?))
}

fn leave(answer: &JsValue) -> Option<Relay> {
    let urls: Array = member(answer, "urls")?.dyn_into().ok()?;
    let urls: Vec<_> = urls.iter().filter_map(|url| url.as_string()).map(Private::new).collect();
    let username = Private::new(text(answer, "username")?);
    let credential = Private::new(text(answer, "credential")?);
    (!urls.is_empty()).then_some(Relay { urls, username, credential })
}

/// The response to a question, or to none; nothing where there is no answer.
async fn fetched(path: &str, question: Option<&JsValue>) -> Option<JsValue> {
    let window = web_sys::window()?;
    let mut options =
        vec![("cache", "no-store".into()), ("credentials", "omit".into()), ("redirect", "error".into())];
    if let Some(question) = question {
        options.push(("method", "POST".into()));
        options.push(("headers", object(&[("Content-Type", "application/json".into())])));
        options.push(("body", js_sys::JSON::stringify(question).ok()?.into()));
    }
    let fetch = function(&window, "fetch")?;
    let response = fetch.call2(&window, &path.into(), &object(&options)).ok()?;
    JsFuture::from(response.dyn_into::<Promise>().ok()?).await.ok()
}

/// What a response says, where it is JSON.
async fn read(response: &JsValue) -> Option<JsValue> {
    JsFuture::from(called(response, "json")?.dyn_into::<Promise>().ok()?).await.ok()
}
