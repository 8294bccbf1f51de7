//! The TCP doors: each connection is let in, or not, and led to where its first bytes say that it wants to go. HTTP,
//! TLS, STUN and TURN, and the media of rooms share one port.

mod guests;

pub(crate) use guests::{Guest, Guests};

use crate::{
    http::{self, Peer},
    plane::PlaneHandle,
    rooms,
    shared::Shared,
    source::{Source, plain},
    stream,
    tls::Certificates,
};
use axum::{Router, body::Body};
use heliograph_sfu::{self as sfu, Path};
use heliograph_turn::{
    Client, Transport,
    framing::{Kind, sniff},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use std::{
    io,
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_rustls::{LazyConfigAcceptor, rustls::server::Acceptor};
use tower_service::Service;
use tracing::{debug, warn};

/// How long a client may take to say what it wants, and then to shake hands.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long the head of a request may take, and the time between two requests.
const HEAD: Duration = Duration::from_secs(60);

/// What every connection needs.
pub(crate) struct Doors {
    /// What all connections share.
    pub shared: Arc<Shared>,
    /// What is served over HTTP.
    pub routes: Router,
    /// The way to the relay.
    pub plane: PlaneHandle,
    /// Whom TLS speaks for; without them there is none.
    pub certificates: Option<Arc<Certificates>>,
    /// Who is here.
    pub guests: Arc<Guests>,
}

impl Doors {
    /// Lets people in until the server stops.
    pub(crate) async fn open(self: Arc<Self>, listener: TcpListener) {
        let mut warned = None::<Instant>;
        loop {
            match listener.accept().await {
                Ok((stream, remote)) => self.clone().meet(stream, remote),
                Err(error) if is_ended_connection(&error) => {}
                Err(error) => {
                    // There are too few file descriptors, or too little memory: those who are here go on, and the
                    // others wait until somebody leaves.
                    if warned.is_none_or(|at| at.elapsed() > Duration::from_secs(60)) {
                        warn!(why = %error.kind(), code = error.raw_os_error(), "no further connection can be taken");
                        warned = Some(Instant::now());
                    }
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn meet(self: Arc<Self>, stream: TcpStream, remote: SocketAddr) {
        let figures = &self.shared.figures;
        figures.connections.fetch_add(1, Ordering::Relaxed);
        let source = Source::from(remote.ip());
        let limits = self.shared.limits();
        let Some(guest) = self.guests.enter(source, limits.connections, limits.connections_per_source) else {
            figures.connections_refused.fetch_add(1, Ordering::Relaxed);
            debug!(source = self.shared.pseudonyms.of(source, Instant::now()), "one connection too many");
            return;
        };
        tokio::spawn(async move {
            // Boxed where it gets large, so that those who say nothing cost little.
            let _ = self.lead(stream, remote).await;
            drop(guest);
        });
    }

    async fn lead(self: &Arc<Self>, stream: TcpStream, remote: SocketAddr) -> io::Result<()> {
        stream.set_nodelay(true)?;
        outlive_no_dead_peer(&stream);
        let local = stream.local_addr()?;
        let peer = Peer { address: plain(remote.ip()) };
        let mut first = [0; 8];
        let length = timeout(PATIENCE, beginning(&stream, &mut first)).await??;
        let client = |transport| Client { transport, local, remote };
        match (sniff(&first[..length]), &self.certificates) {
            (Kind::Tls, Some(certificates)) => {
                Box::pin(self.seal(stream, client(Transport::Tls), peer, certificates.clone())).await
            }
            (Kind::Stun, _) => {
                Box::pin(stream::carry(stream, client(Transport::Tcp), self.plane.clone())).await;
                Ok(())
            }
            (Kind::Http, None) => Box::pin(self.serve(stream, peer, Version::One)).await,
            (Kind::Http, Some(_)) => Box::pin(self.send_elsewhere(stream)).await,
            (Kind::Framed, _) => {
                if let Some(rooms) = &self.shared.rooms {
                    let path = Path { transport: sfu::Transport::Tcp, local, remote };
                    Box::pin(rooms::carry(stream, path, rooms)).await;
                }
                Ok(())
            }
            (Kind::Tls, None) | (Kind::Unknown, _) => Ok(()),
        }
    }

    async fn seal(
        self: &Arc<Self>,
        stream: TcpStream,
        client: Client,
        peer: Peer,
        certificates: Arc<Certificates>,
    ) -> io::Result<()> {
        let shaken = timeout(PATIENCE, async {
            let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
            let config = certificates.config_for(&start.client_hello());
            start.into_stream(config).await
        });
        let failed = |error: io::Error| {
            self.shared.figures.handshakes_failed.fetch_add(1, Ordering::Relaxed);
            error
        };
        let mut stream = shaken.await.map_err(|late| failed(late.into()))?.map_err(failed)?;
        let protocol = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
        // What follows is large, and those who never finish shaking hands should not pay for it.
        match protocol.as_deref() {
            Some(b"stun.turn") => Box::pin(stream::carry(stream, client, self.plane.clone())).await,
            Some(b"h2") => Box::pin(self.serve(stream, peer, Version::Two)).await?,
            Some(b"http/1.1") => Box::pin(self.serve(stream, peer, Version::One)).await?,
            // The authority that is about to give us a certificate has seen what it wanted.
            Some(_) => {}
            None => match sniff(timeout(PATIENCE, stream.fill_buf()).await??) {
                Kind::Stun => Box::pin(stream::carry(stream, client, self.plane.clone())).await,
                Kind::Http => Box::pin(self.serve(stream, peer, Version::One)).await?,
                Kind::Framed | Kind::Tls | Kind::Unknown => {}
            },
        }
        Ok(())
    }

    async fn serve(
        self: &Arc<Self>,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: Peer,
        version: Version,
    ) -> io::Result<()> {
        let routes = self.routes.clone();
        let service =
            hyper::service::service_fn(move |mut request: axum::http::Request<hyper::body::Incoming>| {
                request.extensions_mut().insert(peer);
                routes.clone().call(request.map(Body::new))
            });
        let builder = builder(version);
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
        let mut connection = std::pin::pin!(connection);
        // What was asked already is answered first.
        let outcome = tokio::select! {
            biased;
            outcome = connection.as_mut() => outcome,
            _ = self.shared.drained() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        outcome.map_err(io::Error::other)
    }

    async fn send_elsewhere(self: &Arc<Self>, stream: TcpStream) -> io::Result<()> {
        let service = hyper::service::service_fn(|request| async move {
            Ok::<_, std::convert::Infallible>(http::elsewhere(&request))
        });
        let builder = builder(Version::One);
        builder.serve_connection(TokioIo::new(stream), service).await.map_err(io::Error::other)
    }
}

/// How long it takes until the second piece of a beginning is looked for once more.
const PIECE: Duration = Duration::from_millis(10);

/// Looks at the first bytes. Some browsers send the length of the first packet by itself (RFC 4571), which could be the
/// beginning of something else.
async fn beginning(stream: &TcpStream, first: &mut [u8; 8]) -> io::Result<usize> {
    loop {
        let length = stream.peek(first).await?;
        if length == first.len() || length == 0 || first[0] > 3 {
            return Ok(length);
        }
        sleep(PIECE).await;
    }
}

/// Which HTTP a client speaks.
#[derive(Clone, Copy)]
enum Version {
    One,
    Two,
}

/// The version is known by now; a builder that waits for the first bytes once more has no patience that ends.
fn builder(version: Version) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(16 * 1024);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(64)
        .max_header_list_size(16 * 1024)
        .keep_alive_interval(Some(Duration::from_secs(30)))
        .keep_alive_timeout(Duration::from_secs(20));
    match version {
        Version::One => builder.http1_only(),
        Version::Two => builder.http2_only(),
    }
}

/// The connection was given up while it waited; the next one may be fine.
fn is_ended_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}

/// Whoever takes nothing in for a minute, or is gone without a word, is let go.
fn outlive_no_dead_peer(stream: &TcpStream) {
    let socket = socket2::SockRef::from(stream);
    let keepalive = socket2::TcpKeepalive::new().with_time(Duration::from_secs(60));
    // Without these the connection ends later.
    let _ = socket.set_tcp_keepalive(&keepalive);
    #[cfg(target_os = "linux")]
    let _ = socket.set_tcp_user_timeout(Some(Duration::from_secs(60)));
}
