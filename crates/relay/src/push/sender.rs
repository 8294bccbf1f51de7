//! One message to a push service (RFC 8030, section 5): it has no contents, and of the answer the head alone is read.
//! Nothing leads anywhere but to where the message was for.

use super::services::{Endpoint, Host, Origin, Reach, Scheme};
use crate::{lan, shared::unix_seconds};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, Request, Response, StatusCode, header},
};
use heliograph_turn::Outside;
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::TlsConnector;

/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long one of several addresses may take to answer.
const CONNECTING: Duration = Duration::from_secs(3);

/// So many addresses of a name are tried.
const ADDRESSES: usize = 3;

/// The longest head of an answer, in bytes; the least that hyper reads at a time.
const LONGEST_HEAD: usize = 8 * 1024;

/// The longest that a push service may have one device left alone.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// The longest that it may have itself left alone, with everybody's devices.
const LONGEST_REST: Duration = Duration::from_secs(300);

const TTL: HeaderName = HeaderName::from_static("ttl");
const URGENCY: HeaderName = HeaderName::from_static("urgency");
const TOPIC: HeaderName = HeaderName::from_static("topic");

/// Sends messages.
pub(super) struct Sender {
    tls: TlsConnector,
}

/// What a message says besides where it goes.
pub(super) struct Headers {
    /// RFC 8292, section 3.
    pub(super) authorization: String,
    /// A later message takes the place of an earlier one that waits, if they have the same: RFC 8030, section 5.4.
    pub(super) topic: String,
    /// For so many seconds it may wait for the device: RFC 8030, section 5.2.
    pub(super) ttl: u64,
}

/// What came of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Taken,
    /// There is no such subscription any more: RFC 8030, section 7.3.
    Gone,
    /// Nothing is to be sent to this device for so long: RFC 8030, section 8.4.
    Later(Duration),
    /// Nothing is to be sent to this service for so long: RFC 9110, section 15.6.4.
    Busy(Duration),
    Refused(StatusCode),
    /// Nobody answered, or not as servers do.
    Nothing,
}

/// A way to a server.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Sender {
    /// Believes servers for which one of these vouches.
    pub(super) fn new(roots: RootCertStore) -> Result<Self, rustls::Error> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { tls: TlsConnector::from(Arc::new(config)) })
    }

    /// Sends a message, within some seconds.
    pub(super) async fn send(&self, endpoint: &Endpoint, reach: Reach, headers: &Headers) -> Answer {
        let asked = async {
            let addresses = found(&endpoint.origin, reach).await?;
            let stream = self.connect(&endpoint.origin, &addresses).await?;
            ask(stream, request(endpoint, headers)?).await
        };
        match timeout(PATIENCE, asked).await {
            Ok(Ok(response)) => said(response.status(), response.headers()),
            Ok(Err(_)) | Err(_) => Answer::Nothing,
        }
    }

    async fn connect(&self, origin: &Origin, addresses: &[SocketAddr]) -> io::Result<Box<dyn Stream>> {
        let stream = connect(addresses).await?;
        let name = match (origin.scheme, &origin.host) {
            (Scheme::Http, _) => return Ok(Box::new(stream)),
            (Scheme::Https, Host::Address(address)) => ServerName::from(*address),
            (Scheme::Https, Host::Name(name)) => {
                ServerName::try_from(name.clone()).map_err(|_| ErrorKind::InvalidInput)?
            }
        };
        Ok(Box::new(self.tls.connect(name, stream).await?))
    }
}

/// Where a host is, as far as messages may go there.
async fn found(origin: &Origin, reach: Reach) -> io::Result<Vec<SocketAddr>> {
    let found: Vec<SocketAddr> = match &origin.host {
        Host::Address(address) => vec![(*address, origin.port).into()],
        Host::Name(name) => lookup_host((name.as_str(), origin.port)).await?.collect(),
    };
    let mut found: Vec<SocketAddr> = match reach {
        Reach::Anywhere => found,
        Reach::Internet => {
            let outside = Outside { own: lan::own()?, allowed: Vec::new(), denied: Vec::new() };
            found.into_iter().filter(|address| outside.reaches(address.ip().to_canonical())).collect()
        }
    };
    found.truncate(ADDRESSES);
    Ok(found)
}

async fn connect(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    for address in addresses {
        if let Ok(Ok(stream)) = timeout(CONNECTING, TcpStream::connect(address)).await {
            return Ok(stream);
        }
    }
    Err(ErrorKind::NotConnected.into())
}

fn request(endpoint: &Endpoint, headers: &Headers) -> io::Result<Request<Body>> {
    Request::post(endpoint.path.reveal())
        .header(header::HOST, endpoint.origin.authority())
        .header(TTL, headers.ttl)
        .header(URGENCY, "high")
        .header(TOPIC, &headers.topic)
        .header(header::AUTHORIZATION, &headers.authorization)
        .header(header::CONTENT_LENGTH, 0)
        .body(Body::empty())
        .map_err(io::Error::other)
}

/// Asks, and reads the head of the answer. The stream is closed with what is given back.
async fn ask(stream: Box<dyn Stream>, request: Request<Body>) -> io::Result<Response<Incoming>> {
    let mut client = http1::Builder::new();
    client.max_buf_size(LONGEST_HEAD);
    let (mut sender, connection) = client.handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let mut answered = std::pin::pin!(sender.send_request(request));
    let answer = tokio::select! {
        answer = &mut answered => answer,
        // A server may answer and close at once.
        _ = connection => answered.await,
    };
    answer.map_err(io::Error::other)
}

fn said(status: StatusCode, headers: &HeaderMap) -> Answer {
    let asked_for =
        || headers.get(header::RETRY_AFTER)?.to_str().ok().and_then(|text| wait(text, unix_seconds()));
    let waits = |answer: fn(Duration) -> Answer, longest| {
        asked_for().map_or(Answer::Refused(status), |wait: Duration| answer(wait.min(longest)))
    };
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Answer::Gone,
        StatusCode::TOO_MANY_REQUESTS => waits(Answer::Later, LONGEST_WAIT),
        StatusCode::SERVICE_UNAVAILABLE => waits(Answer::Busy, LONGEST_REST),
        status if status.is_success() => Answer::Taken,
        status => Answer::Refused(status),
    }
}

/// For how long, as RFC 9110, section 10.2.3, writes it: seconds or a date.
fn wait(text: &str, unix_seconds: u64) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(date.saturating_sub(Duration::from_secs(unix_seconds)))
}

#[cfg(test)]
mod tests {
    use super::{Answer, Headers, LONGEST_REST, LONGEST_WAIT, Reach, Sender, found, said, wait};
    use crate::push::services::Endpoint;
    use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
    use rustls::{RootCertStore, ServerConfig, pki_types::PrivatePkcs8KeyDer};
    use std::{net::SocketAddr, sync::Arc, time::Duration};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };
    use tokio_rustls::TlsAcceptor;

    fn endpoint(text: &str) -> Endpoint {
        Endpoint::read(text).unwrap()
    }

    #[tokio::test]
    async fn a_name_of_the_internet_that_leads_to_this_machine_or_near_it_leads_nowhere() {
        for near in [
            "https://localhost/",
            "https://127.0.0.1/",
            "https://10.0.0.1/",
            "https://169.254.169.254/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fd00::1]/",
            "https://0.0.0.0/",
        ] {
            let origin = endpoint(near).origin;
            assert_eq!(found(&origin, Reach::Internet).await.unwrap(), Vec::<SocketAddr>::new(), "{near}");
            assert!(!found(&origin, Reach::Anywhere).await.unwrap().is_empty(), "{near}");
        }
        let outside = endpoint("https://8.8.8.8/").origin;
        assert_eq!(found(&outside, Reach::Internet).await.unwrap(), ["8.8.8.8:443".parse().unwrap()]);
    }

    /// A service with a certificate of its own for this name, and who believes it.
    async fn service_of(name: &str) -> (SocketAddr, Sender) {
        let key = rcgen::KeyPair::generate().unwrap();
        let own = rcgen::CertificateParams::new([name.to_owned()]).unwrap().self_signed(&key).unwrap();
        let private = PrivatePkcs8KeyDer::from(key.serialize_der());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config =
            ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config =
            config.with_no_client_auth().with_single_cert(vec![own.der().clone()], private.into()).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(own.der().clone()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let acceptor = TlsAcceptor::from(Arc::new(config));
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut bytes = Vec::new();
                while !bytes.ends_with(b"\r\n\r\n") {
                    stream.read_buf(&mut bytes).await.unwrap();
                }
                stream.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n").await.unwrap();
            }
        });
        (address, Sender::new(roots).unwrap())
    }

    #[tokio::test]
    async fn whoever_has_the_name_of_a_service_has_to_have_its_certificate() {
        let headers = Headers { authorization: "vapid".to_owned(), topic: "a".to_owned(), ttl: 60 };
        let (address, sender) = service_of("localhost").await;
        let port = address.port();
        let named = endpoint(&format!("https://localhost:{port}/a"));
        assert_eq!(sender.send(&named, Reach::Anywhere, &headers).await, Answer::Taken);
        assert_eq!(sender.send(&named, Reach::Internet, &headers).await, Answer::Nothing);
        let by_address = endpoint(&format!("https://127.0.0.1:{port}/a"));
        assert_eq!(
            sender.send(&by_address, Reach::Anywhere, &headers).await,
            Answer::Nothing,
            "another name"
        );
        let strict = Sender::new(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }).unwrap();
        assert_eq!(
            strict.send(&named, Reach::Anywhere, &headers).await,
            Answer::Nothing,
            "nobody vouches for it"
        );
    }

    #[test]
    fn an_answer_is_taken_for_what_the_standard_says_it_is() {
        let answer = |status: u16, retry: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            if let Some(retry) = retry {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static(retry));
            }
            said(StatusCode::from_u16(status).unwrap(), &headers)
        };
        for status in [200, 201, 202, 204] {
            assert_eq!(answer(status, None), Answer::Taken);
        }
        for status in [404, 410] {
            assert_eq!(answer(status, None), Answer::Gone);
        }
        let waits = |status, waits: fn(Duration) -> Answer, longest| {
            assert_eq!(answer(status, Some("7")), waits(Duration::from_secs(7)));
            assert_eq!(answer(status, Some("18446744073709551615")), waits(longest));
            assert_eq!(answer(status, Some("Thu, 23 Jan 2116 04:30:00 GMT")), waits(longest));
            assert_eq!(answer(status, None), Answer::Refused(StatusCode::from_u16(status).unwrap()));
        };
        waits(429, Answer::Later, LONGEST_WAIT);
        waits(503, Answer::Busy, LONGEST_REST);
        for status in [301, 307, 400, 401, 403, 413, 500] {
            assert_eq!(answer(status, Some("7")), Answer::Refused(StatusCode::from_u16(status).unwrap()));
        }
    }

    #[test]
    fn a_wait_is_written_as_seconds_or_as_a_date() {
        let seconds = |text| wait(text, 1_453_523_768).map(|wait| wait.as_secs());
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds("18446744073709551615"), Some(u64::MAX));
        assert_eq!(seconds("Sat, 23 Jan 2016 04:37:08 GMT"), Some(60));
        assert_eq!(seconds("Sat, 23 Jan 2016 04:30:00 GMT"), Some(0));
        for wrong in ["", "soon", "-1", "1.5", "18446744073709551616"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
