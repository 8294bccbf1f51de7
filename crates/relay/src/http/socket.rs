//! What the sockets of the own page have in common: who may open one, how much it may say, and when it is gone.

use super::{Peer, origin, source_of, text};
use crate::{shared::Shared, source::Source};
use axum::{
    body::{Body, Bytes},
    extract::{
        FromRequestParts, Request, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::{Response, StatusCode, request::Parts},
};
use std::time::Duration;
use tokio::time::{self, Instant};

/// Routers forget connections that are silent for some minutes.
const STIR_EVERY: Duration = Duration::from_secs(30);

/// Whoever has not answered the last of these is gone.
const SILENCE_LIMIT: Duration = Duration::from_secs(75);

/// How long a socket may take to be closed by both sides.
const FAREWELL: Duration = Duration::from_secs(2);

/// What is read at once, in bytes. Every socket keeps so much while it waits; longer messages come in pieces.
const READ_AT_ONCE: usize = 512;

/// How much may be said at a socket.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    /// No message is longer, in bytes.
    pub(super) longest: usize,
    /// How many may come in a minute.
    pub(super) per_minute: u32,
}

impl Terms {
    /// Of a socket that carries what brings two people together, and no conversation.
    pub(super) const fn meeting(longest: usize) -> Self {
        Self { longest, per_minute: 240 }
    }
}

/// The own page, which asks for a socket.
pub(super) struct Caller {
    parts: Parts,
    source: Source,
}

/// A socket.
pub(super) struct Line {
    socket: WebSocket,
    stir: time::Interval,
    heard: Instant,
    minute: Instant,
    messages: u32,
    per_minute: u32,
}

impl Caller {
    /// Whoever sent this, unless it is a stranger.
    pub(super) fn of(shared: &Shared, request: Request) -> Option<Self> {
        let (parts, _) = request.into_parts();
        let peer = parts.extensions.get::<Peer>().copied()?;
        let source = Source::from(source_of(shared, peer, &parts.headers));
        origin::is_own(&parts.headers, &parts.uri, shared.domain.as_deref()).then_some(Self { parts, source })
    }

    /// What strangers are told.
    pub(super) fn stranger() -> Response<Body> {
        text(StatusCode::FORBIDDEN, "This is for the page of this server.\n")
    }

    /// Where they call from.
    pub(super) const fn source(&self) -> Source {
        self.source
    }

    /// Makes a socket of it.
    pub(super) async fn upgrade<F: Future<Output = ()> + Send + 'static>(
        mut self,
        Terms { longest, per_minute }: Terms,
        serve: impl FnOnce(Line) -> F + Send + 'static,
    ) -> Response<Body> {
        match WebSocketUpgrade::from_request_parts(&mut self.parts, &()).await {
            Ok(upgrade) => upgrade
                .max_message_size(longest)
                .max_frame_size(longest)
                .read_buffer_size(READ_AT_ONCE)
                .write_buffer_size(0)
                .max_write_buffer_size(4 * longest)
                .on_upgrade(move |socket| serve(Line::new(socket, per_minute))),
            Err(_) => text(StatusCode::UPGRADE_REQUIRED, "This is a WebSocket.\n"),
        }
    }
}

impl Line {
    /// How long it may take until something is said, or taken in.
    pub(super) const PATIENCE: Duration = Duration::from_secs(10);

    fn new(socket: WebSocket, per_minute: u32) -> Self {
        let now = Instant::now();
        Self { socket, stir: time::interval(STIR_EVERY), heard: now, minute: now, messages: 0, per_minute }
    }

    /// The next message; none where whoever was there is gone, says too much, or something that is no message.
    pub(super) async fn hear(&mut self) -> Option<Bytes> {
        loop {
            tokio::select! {
                message = self.socket.recv() => {
                    let message = message?.ok()?;
                    self.count()?;
                    match message {
                        Message::Binary(bytes) => return Some(bytes),
                        Message::Ping(_) | Message::Pong(_) => {}
                        Message::Text(_) | Message::Close(_) => return None,
                    }
                }
                _ = self.stir.tick() => {
                    if self.heard.elapsed() > SILENCE_LIMIT {
                        return None;
                    }
                    self.send(Message::Ping(Bytes::new())).await?;
                }
            }
        }
    }

    /// Says something; nothing where it is not taken in.
    pub(super) async fn say(&mut self, bytes: impl Into<Bytes>) -> Option<()> {
        self.send(Message::Binary(bytes.into())).await
    }

    /// Closes it as both sides expect (RFC 6455, section 7.1.1): a browser takes the end of a connection without that for an
    /// accident.
    pub(super) async fn end(mut self) {
        let farewell = async {
            // Answers what the other side began, or begins it.
            let _ = self.socket.send(Message::Close(None)).await;
            while let Some(Ok(_)) = self.socket.recv().await {}
        };
        let _ = time::timeout(FAREWELL, farewell).await;
    }

    /// Notes that something was said, unless it is too much.
    fn count(&mut self) -> Option<()> {
        self.heard = Instant::now();
        if self.minute.elapsed() > Duration::from_secs(60) {
            (self.minute, self.messages) = (self.heard, 0);
        }
        self.messages += 1;
        (self.messages <= self.per_minute).then_some(())
    }

    async fn send(&mut self, message: Message) -> Option<()> {
        time::timeout(Self::PATIENCE, self.socket.send(message)).await.ok()?.ok()
    }
}
