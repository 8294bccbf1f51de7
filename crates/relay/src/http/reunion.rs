//! `GET /relay/reunion`: a socket at which two who are relayed find each other again (`docs/protocol/reunion.md`).

use super::{
    socket::{Caller, Line, Terms},
    text,
};
use crate::{
    doors::Guest,
    reunions::{Ear, Sitting},
    shared::Shared,
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use heliograph_wire::reunion::{Arrival, LONGEST, Notice};
use std::{sync::Arc, time::Instant};
use tokio::time;
use tracing::debug;

/// Opens a socket for the own page.
pub(super) async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let Some(caller) = Caller::of(&shared, request) else { return Caller::stranger() };
    let source = caller.source();
    let limits = shared.limits();
    let most = (limits.allocations as usize, limits.allocations_per_source as usize);
    // Once it is a socket, the doors count the connection no more.
    let Some(guest) = shared.reunions.enter(source, most) else {
        debug!(source = shared.pseudonyms.of(source, Instant::now()), "one reunion too many");
        return text(StatusCode::SERVICE_UNAVAILABLE, "There are too many already.\n");
    };
    caller.upgrade(Terms::meeting(LONGEST), move |line| receive(line, shared, guest)).await
}

async fn receive(mut line: Line, shared: Arc<Shared>, guest: Guest) {
    let arrival = match time::timeout(Line::PATIENCE, line.hear()).await {
        Ok(Some(bytes)) => Arrival::decode(&bytes),
        Ok(None) | Err(_) => None,
    };
    if let Some(Arrival { role, place }) = arrival {
        let (sitting, ear) = shared.reunions.sit(role, &place);
        // Whatever ends it, the page comes again if it has to.
        let _ = attend(&mut line, sitting, ear, &shared).await;
    }
    line.end().await;
    drop(guest);
}

/// Hands on what comes from either side until one of them is gone.
async fn attend(line: &mut Line, sitting: Sitting, mut ear: Ear, shared: &Shared) -> Option<()> {
    let mut drained = std::pin::pin!(shared.drained());
    let mut stopping = false;
    loop {
        tokio::select! {
            notice = ear.hear() => line.say(notice?.encode()).await?,
            sealed = line.hear() => sitting.say(sealed?.into()),
            patience = &mut drained, if !stopping => {
                stopping = true;
                let seconds = u16::try_from(patience.as_secs()).unwrap_or(u16::MAX);
                line.say(Notice::Stopping(seconds).encode()).await?;
            }
        }
    }
}
