//! `POST /relay/credentials`: a way through the relay for the people of one exchange, or to the forwarding units of rooms.

use super::{Peer, json, origin, source_of};
use crate::{
    allowance::Refusal,
    exchange::Exchange,
    shared::{Shared, unix_seconds},
    state::random,
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Response, StatusCode, header},
};
use heliograph_turn::credential;
use serde::{Deserialize, Serialize};
use std::{
    net::IpAddr,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};
use tracing::{debug, info};

/// A request is an exchange at the most.
const LONGEST: usize = 1024;
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Asked {
    exchange: Option<String>,
    /// Whether it is for rooms, whose people have no exchange.
    #[serde(default)]
    room: bool,
}

/// What `RTCPeerConnection` takes as one of its `iceServers`, and the exchange for the other side.
#[derive(Serialize)]
struct Given {
    /// None for rooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    exchange: Option<String>,
    urls: Vec<String>,
    username: String,
    credential: String,
    lifetime_s: u64,
}

#[derive(Serialize)]
struct Refused {
    error: &'static str,
}

/// Answers a request for credentials.
pub(super) async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Some(peer) = parts.extensions.get::<Peer>().copied() else {
        return refused(StatusCode::FORBIDDEN, "origin");
    };
    if !origin::is_own(&parts.headers, &parts.uri, shared.domain.as_deref()) {
        return refused(StatusCode::FORBIDDEN, "origin");
    }
    let kind =
        parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "malformed");
    }
    if shared.is_draining() {
        return later(StatusCode::SERVICE_UNAVAILABLE, "draining", Duration::from_secs(30));
    }
    let body = match tokio::time::timeout(PATIENCE, axum::body::to_bytes(body, LONGEST)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return refused(StatusCode::PAYLOAD_TOO_LARGE, "malformed"),
        Err(_) => return refused(StatusCode::REQUEST_TIMEOUT, "malformed"),
    };
    let Ok(asked) = serde_json::from_slice::<Asked>(&body) else {
        return refused(StatusCode::BAD_REQUEST, "malformed");
    };
    let exchange = match exchange(&shared, asked, source_of(&shared, peer, &parts.headers)) {
        Ok(exchange) => exchange,
        Err(refusal) => return refusal,
    };
    let Some(host) = origin::host(&parts.headers, &parts.uri) else {
        return refused(StatusCode::BAD_REQUEST, "malformed");
    };
    match given(&shared, exchange.as_ref(), origin::name(host)) {
        Some(given) => json(StatusCode::OK, &given),
        None => later(StatusCode::SERVICE_UNAVAILABLE, "crowded", Duration::from_secs(30)),
    }
}

/// The exchange that was asked for, where its source may have it; none where it is rooms.
#[allow(clippy::result_large_err, reason = "the answer is what the caller needs")]
fn exchange(shared: &Shared, asked: Asked, source: IpAddr) -> Result<Option<Exchange>, Response<Body>> {
    let now = Instant::now();
    let name = || shared.pseudonyms.of(source.into(), now);
    let known = asked.exchange.map(|text| shared.exchanges.known(&text));
    // A wrong guess costs as much as a right one; and whoever comes to a room joins others.
    let allowance = if known.is_some() || asked.room { &shared.joins } else { &shared.beginnings };
    if let Err(refusal) = shared.locked(allowance).take(source.into(), now) {
        shared.figures.credentials_refused.fetch_add(1, Ordering::Relaxed);
        info!(source = name(), "credentials are asked for too often");
        return Err(match refusal {
            Refusal::TooOften(wait) => later(StatusCode::TOO_MANY_REQUESTS, "too-often", wait),
            Refusal::TooMany => later(StatusCode::SERVICE_UNAVAILABLE, "crowded", Duration::from_secs(600)),
        });
    }
    match known {
        Some(Some(exchange)) => Ok(Some(exchange)),
        Some(None) => {
            debug!(source = name(), "an exchange is asked for that this server did not begin");
            Err(refused(StatusCode::NOT_FOUND, "unknown-exchange"))
        }
        None if asked.room && shared.rooms.is_some() => Ok(None),
        None if asked.room => Err(refused(StatusCode::NOT_FOUND, "no-rooms")),
        None => shared
            .exchanges
            .begin()
            .map(Some)
            .map_err(|_| later(StatusCode::SERVICE_UNAVAILABLE, "crowded", Duration::from_secs(30))),
    }
}

fn given(shared: &Shared, exchange: Option<&Exchange>, host: &str) -> Option<Given> {
    let lifetime = shared.limits().credential.as_secs();
    // Two people of one exchange have two credentials, each with what it may use up.
    let holder = u32::from_be_bytes(*random::<4>().ok()?.reveal());
    let id = exchange.map_or(heliograph_turn::Exchange::ROOMS, Exchange::id);
    let issued = credential::issue_for(shared.secret.reveal(), id, holder, unix_seconds() + lifetime);
    shared.figures.credentials_given.fetch_add(1, Ordering::Relaxed);
    Some(Given {
        exchange: exchange.map(Exchange::text),
        urls: shared.reach.urls(host),
        username: issued.username,
        credential: issued.password,
        lifetime_s: lifetime,
    })
}

fn refused(status: StatusCode, error: &'static str) -> Response<Body> {
    json(status, &Refused { error })
}

fn later(status: StatusCode, error: &'static str, wait: Duration) -> Response<Body> {
    let mut answer = refused(status, error);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs()));
    answer
}
