//! What is served over HTTP: the app, what it has to know about this server, and credentials for the relay.

mod credentials;
mod origin;
mod rendezvous;
mod reunion;
mod room;
mod socket;

use crate::{app, config::RoomMakers, shared::Shared, source::plain};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
    routing::{get, post},
};
use serde::Serialize;
use std::{net::IpAddr, sync::Arc};

/// Where a connection comes from, as the door saw it.
#[derive(Clone, Copy)]
pub(crate) struct Peer {
    /// The address at the other end: the client's, or a proxy's.
    pub address: IpAddr,
}

/// Everything that can be asked for.
pub(crate) fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/healthz", get(live))
        .route("/readyz", get(ready))
        .route("/companion.json", get(companion))
        .route("/relay/credentials", post(credentials::answer))
        .route("/relay/reunion", get(reunion::answer))
        .route("/relay/rendezvous", get(rendezvous::answer))
        .route("/relay/room", get(room::answer))
        .fallback(file)
        .with_state(shared)
}

/// What is answered where somebody speaks plain HTTP to a door that has TLS.
pub(crate) fn elsewhere(request: &axum::http::Request<hyper::body::Incoming>) -> Response<Body> {
    let path = request.uri().path();
    if path == "/healthz" {
        return text(StatusCode::OK, "alive\n");
    }
    let Some(host) = origin::host(request.headers(), request.uri()).filter(|host| origin::is_plain(host))
    else {
        return text(StatusCode::BAD_REQUEST, "This server is reached by https.\n");
    };
    let mut answer = text(StatusCode::TEMPORARY_REDIRECT, "This server is reached by https.\n");
    let query = request.uri().path_and_query().map_or("/", |whole| whole.as_str());
    if let Ok(place) = HeaderValue::try_from(format!("https://{host}{query}")) {
        answer.headers_mut().insert(header::LOCATION, place);
    }
    answer
}

/// The client behind a request: what a trusted proxy says, or the other end of the connection.
fn source_of(shared: &Shared, peer: Peer, headers: &HeaderMap) -> IpAddr {
    let is_trusted = |address| shared.trusted_proxies.iter().any(|network| network.contains(address));
    let mut source = plain(peer.address);
    let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let said: Vec<&str> = said.flat_map(|value| value.split(',')).map(str::trim).collect();
    // Each proxy adds whom it heard, at the end; what stands before the first stranger may be invented.
    for address in said.iter().rev() {
        if !is_trusted(source) {
            break;
        }
        let Ok(address) = address.parse() else { break };
        source = plain(address);
    }
    source
}

async fn live() -> Response<Body> {
    text(StatusCode::OK, "alive\n")
}

async fn ready(State(shared): State<Arc<Shared>>) -> Response<Body> {
    if shared.is_draining() {
        return text(StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    text(StatusCode::OK, "ready\n")
}

/// What the app learns of the server that it comes from.
#[derive(Serialize)]
struct Companion {
    relay: bool,
    words: bool,
    ring: bool,
    rooms: bool,
    /// Who may make rooms, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    room_makers: Option<&'static str>,
    stun: Vec<String>,
    version: &'static str,
    draining: bool,
}

async fn companion(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let host = origin::host(request.headers(), request.uri()).map(origin::name);
    let companion = Companion {
        relay: true,
        words: shared.rendezvous.as_ref().is_some_and(|rendezvous| rendezvous.words),
        ring: shared.rendezvous.as_ref().is_some_and(|rendezvous| rendezvous.ring),
        rooms: shared.rooms.is_some(),
        room_makers: shared.rooms.as_ref().map(|rooms| match rooms.makers {
            RoomMakers::Anyone => "anyone",
            RoomMakers::Invited => "invited",
            RoomMakers::Listed(_) => "listed",
        }),
        stun: host.map(|host| shared.reach.stun_urls(host)).unwrap_or_default(),
        version: env!("CARGO_PKG_VERSION"),
        draining: shared.is_draining(),
    };
    json(StatusCode::OK, &companion)
}

async fn file(request: Request) -> Response<Body> {
    app::answer(request.method(), request.uri().path(), request.headers())
}

fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut answer = app::dressed(status, None, Body::from(text));
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}

fn json(status: StatusCode, value: &impl Serialize) -> Response<Body> {
    let body = serde_json::to_vec(value).unwrap_or_default();
    let mut answer = app::dressed(status, None, Body::from(body));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

#[cfg(test)]
mod tests {
    use super::{Peer, source_of};
    use crate::shared::tests::shared_with;
    use axum::http::{HeaderMap, HeaderValue};

    #[track_caller]
    fn check(peer: &str, said: &'static str, expected: &str) {
        let shared = shared_with(&["10.0.0.0/8"]);
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(said));
        let peer = Peer { address: peer.parse().unwrap() };
        assert_eq!(source_of(&shared, peer, &headers), expected.parse::<std::net::IpAddr>().unwrap());
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_about_where_a_request_comes_from() {
        check("203.0.113.9", "198.51.100.1", "203.0.113.9");
        check("10.0.0.1", "198.51.100.1", "198.51.100.1");
        check("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1");
        check("10.0.0.1", "192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.1");
        check("10.0.0.1", "nobody", "10.0.0.1");
        check("10.0.0.1", "198.51.100.1, nobody", "10.0.0.1");
        check("10.0.0.1", "", "10.0.0.1");
    }
}
