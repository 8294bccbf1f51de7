//! `GET /relay/room`: a socket of somebody who is in a room, or wants to be (`docs/protocol/room.md`).

use super::{
    socket::{Caller, Line, Terms},
    text,
};
use crate::{rooms::Place, shared::Shared, source::Source};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use heliograph_wire::room::LONGEST;
use std::{sync::Arc, time::Instant};
use tracing::debug;

/// Somebody who talks, moderates and looks around at the same time says less.
const TERMS: Terms = Terms { longest: LONGEST, per_minute: 900 };

/// Opens a socket for the own page.
pub(super) async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let Some(rooms) = shared.rooms.clone() else {
        return text(StatusCode::NOT_FOUND, "There are no rooms here.\n");
    };
    let Some(caller) = Caller::of(&shared, request) else { return Caller::stranger() };
    if shared.is_draining() {
        return text(StatusCode::SERVICE_UNAVAILABLE, "The server is about to stop.\n");
    }
    let source = caller.source();
    // Once it is a socket, the doors count the connection no more.
    let Some(place) = rooms.enter(source, &shared.limits()) else {
        refused(&shared, source);
        return text(StatusCode::SERVICE_UNAVAILABLE, "There are too many already.\n");
    };
    caller.upgrade(TERMS, move |line| receive(line, place, shared, source)).await
}

async fn receive(mut line: Line, place: Place, shared: Arc<Shared>, source: Source) {
    // Whatever ends it, the page comes back by its ticket if it has to.
    let _ = attend(&mut line, &place).await;
    if place.is_refused() {
        refused(&shared, source);
    }
    // Whoever else is there hears of it at once.
    drop(place);
    line.end().await;
}

/// Hands on what comes from either side until one of them is gone.
async fn attend(line: &mut Line, place: &Place) -> Option<()> {
    loop {
        tokio::select! {
            notice = place.told() => line.say(notice?).await?,
            request = line.hear() => place.asked(&request?).await,
        }
    }
}

fn refused(shared: &Shared, source: Source) {
    debug!(
        source = shared.pseudonyms.of(source, Instant::now()),
        "somebody comes to a room too often, or one too many"
    );
}
