//! `GET /relay/reunion`: a socket at which two who are relayed find each other again (`docs/protocol/reunion.md`).

use super::{Peer, origin, source_of, text};
use crate::{
    doors::Guest,
    reunions::{Ear, Sitting},
    shared::Shared,
    source::Source,
};
use axum::{
    body::{Body, Bytes},
    extract::{
        FromRequestParts, Request, State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::{Response, StatusCode},
};
use heliograph_wire::reunion::{Arrival, LONGEST, Notice};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time;
use tracing::debug;

/// Whoever comes says at once where to.
const PATIENCE: Duration = Duration::from_secs(10);

/// Routers forget connections that are silent for some minutes.
const STIR_EVERY: Duration = Duration::from_secs(30);

/// Whoever has not answered the last of these is gone.
const SILENCE_LIMIT: Duration = Duration::from_secs(75);

/// A socket carries what brings a way back, and no conversation.
const MESSAGES_PER_MINUTE: u32 = 240;

/// Opens a socket for the own page.
pub(super) async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (mut parts, _) = request.into_parts();
    let Some(peer) = parts.extensions.get::<Peer>().copied() else {
        return text(StatusCode::FORBIDDEN, "This is for the page of this server.\n");
    };
    if !origin::is_own(&parts.headers, &parts.uri, shared.domain.as_deref()) {
        return text(StatusCode::FORBIDDEN, "This is for the page of this server.\n");
    }
    let source = Source::from(source_of(&shared, peer, &parts.headers));
    let limits = shared.limits();
    let most = (limits.allocations as usize, limits.allocations_per_source as usize);
    // Once it is a socket, the doors count the connection no more.
    let Some(guest) = shared.reunions.enter(source, most) else {
        debug!(source = shared.pseudonyms.of(source, Instant::now()), "one reunion too many");
        return text(StatusCode::SERVICE_UNAVAILABLE, "There are too many already.\n");
    };
    match WebSocketUpgrade::from_request_parts(&mut parts, &shared).await {
        Ok(upgrade) => upgrade
            .max_message_size(LONGEST)
            .max_frame_size(LONGEST)
            .read_buffer_size(4 * 1024)
            .write_buffer_size(0)
            .max_write_buffer_size(4 * LONGEST)
            .on_upgrade(move |socket| receive(socket, shared, guest)),
        Err(_) => text(StatusCode::UPGRADE_REQUIRED, "This is a WebSocket.\n"),
    }
}

async fn receive(mut socket: WebSocket, shared: Arc<Shared>, guest: Guest) {
    let arrival = match time::timeout(PATIENCE, socket.recv()).await {
        Ok(Some(Ok(Message::Binary(bytes)))) => Arrival::decode(&bytes),
        _ => None,
    };
    let Some(Arrival { role, place }) = arrival else { return };
    let (sitting, ear) = shared.reunions.sit(role, &place);
    // Whatever ends it, the page comes again if it has to.
    let _ = attend(&mut socket, sitting, ear, &shared).await;
    drop(guest);
}

/// Hands on what comes from either side until one of them is gone.
async fn attend(socket: &mut WebSocket, sitting: Sitting, mut ear: Ear, shared: &Shared) -> Option<()> {
    let mut stir = time::interval(STIR_EVERY);
    let (mut heard, mut minute, mut messages) = (Instant::now(), Instant::now(), 0);
    let mut drained = std::pin::pin!(shared.drained());
    let mut stopping = false;
    loop {
        tokio::select! {
            notice = ear.hear() => say(socket, &notice?).await?,
            message = socket.recv() => {
                heard = Instant::now();
                if minute.elapsed() > Duration::from_secs(60) {
                    (minute, messages) = (heard, 0);
                }
                messages += 1;
                if messages > MESSAGES_PER_MINUTE {
                    return None;
                }
                match message?.ok()? {
                    Message::Binary(sealed) => sitting.say(sealed.into()),
                    Message::Ping(_) | Message::Pong(_) => {}
                    Message::Text(_) | Message::Close(_) => return None,
                }
            }
            _ = stir.tick() => {
                if heard.elapsed() > SILENCE_LIMIT {
                    return None;
                }
                time::timeout(PATIENCE, socket.send(Message::Ping(Bytes::new()))).await.ok()?.ok()?;
            }
            patience = &mut drained, if !stopping => {
                stopping = true;
                let seconds = u16::try_from(patience.as_secs()).unwrap_or(u16::MAX);
                say(socket, &Notice::Stopping(seconds)).await?;
            }
        }
    }
}

async fn say(socket: &mut WebSocket, notice: &Notice) -> Option<()> {
    let message = Message::Binary(notice.encode().into());
    time::timeout(PATIENCE, socket.send(message)).await.ok()?.ok()
}
