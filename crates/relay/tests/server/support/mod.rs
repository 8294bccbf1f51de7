//! What the stories have in common.

mod attendee;
mod guest;
mod media;
mod pair;
mod program;
mod push;
mod socket;

pub(crate) use attendee::{Attendee, Host, card};
pub(crate) use guest::Guest;
pub(crate) use media::{Media, Way};
pub(crate) use pair::Pair;
pub(crate) use program::Program;
pub(crate) use push::{Callee, Manner, Message, PushService, attended};
pub(crate) use socket::Socket;

use heliograph_relay::{Config, Running, State};
use heliograph_turn::credential::{self, Credential, Exchange};
use serde_json::Value;
use std::{
    net::SocketAddr,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A server and the folder of its secrets, both gone at the end.
pub(crate) struct Server {
    pub(crate) running: Running,
    pub(crate) folder: tempfile::TempDir,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(|_| ())
    }

    pub(crate) fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::on_loopback(folder.path().join("state"));
        change(&mut config);
        Self { running: Running::start(config).unwrap(), folder }
    }

    /// Stops it, and starts one in its place.
    pub(crate) fn start_again(self, change: impl FnOnce(&mut Config)) -> Self {
        let Self { running, folder } = self;
        drop(running);
        let mut config = Config::on_loopback(folder.path().join("state"));
        change(&mut config);
        Self { running: Running::start(config).unwrap(), folder }
    }

    pub(crate) fn tcp(&self) -> SocketAddr {
        self.running.tcp()[0]
    }

    pub(crate) fn udp(&self) -> SocketAddr {
        self.running.udp()[0]
    }

    /// Asks for credentials as the page does.
    pub(crate) async fn credentials(&self, exchange: Option<&str>) -> Answer {
        self.credentials_for(serde_json::json!({ "exchange": exchange })).await
    }

    /// The same, with these words.
    pub(crate) async fn credentials_for(&self, asked: Value) -> Answer {
        let body = asked.to_string();
        let tcp = self.tcp();
        let head = format!(
            "POST /relay/credentials HTTP/1.1\r\nHost: {tcp}\r\nOrigin: http://{tcp}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        ask(tcp, &head).await
    }

    /// Credentials of one exchange for so many people, made with the secrets of the server.
    pub(crate) fn people(&self, count: u32) -> Vec<Credential> {
        people(&self.folder.path().join("state"), count)
    }
}

/// Credentials of one exchange for so many people, made with the secrets in this folder.
pub(crate) fn people(state: &Path, count: u32) -> Vec<Credential> {
    static EXCHANGES: AtomicU64 = AtomicU64::new(1);
    let exchange = Exchange(EXCHANGES.fetch_add(1, Ordering::Relaxed));
    let secrets = State::new(state.to_owned()).secrets().unwrap();
    let expires = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() + 600;
    let issue = |holder| credential::issue_for(secrets.relay.reveal(), exchange, holder, expires);
    (0..count).map(issue).collect()
}

/// An answer over HTTP.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(start.as_str()))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// Sends a whole request and reads the whole answer, whose connection is closed.
pub(crate) async fn ask(server: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(server).await.unwrap();
    ask_over(&mut stream, request).await
}

pub(crate) async fn ask_over(
    stream: &mut (impl AsyncReadExt + AsyncWriteExt + Unpin),
    request: &str,
) -> Answer {
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    let mut bytes = Vec::new();
    // Some ends of a sealed stream are no ends to a strict reader.
    let _ = stream.read_to_end(&mut bytes).await;
    let split = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: bytes[split + 4..].to_vec() }
}

pub(crate) async fn get(server: SocketAddr, path: &str) -> Answer {
    get_with(server, path, "").await
}

pub(crate) async fn get_with(server: SocketAddr, path: &str, headers: &str) -> Answer {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n{headers}\r\n");
    ask(server, &request).await
}

/// Waits until something is so, and looks again meanwhile.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    let waited = async {
        while !is_so().await {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let patience = std::time::Duration::from_secs(30);
    assert!(tokio::time::timeout(patience, waited).await.is_ok(), "waited in vain: {what}");
}
