//! Those who never finish what they began, on a clock that moves on wherever nothing happens.

use crate::support::{Server, get};
use heliograph_relay::Tls;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

/// How long a connection is held by who sends this at once, and then so many bytes, one every five seconds.
async fn held(server: &Server, first: &[u8], bytes: usize) -> Duration {
    let began = Instant::now();
    let mut stream = TcpStream::connect(server.tcp()).await.unwrap();
    stream.write_all(first).await.unwrap();
    for _ in 0..bytes {
        match timeout(Duration::from_secs(5), stream.read(&mut [0; 64])).await {
            Ok(Ok(0) | Err(_)) => return began.elapsed(),
            Ok(Ok(_)) => {}
            Err(_) => drop(stream.write_all(b"a").await),
        }
    }
    let _ = stream.read_to_end(&mut Vec::new()).await;
    began.elapsed()
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_or_one_byte_after_another_is_let_go() {
    let server = Server::start_with(|config| {
        crate::rooms::rooms(1)(config);
        config.tls = Tls::Off;
    });
    let stun = b"\x00\x01\x07\xd0\x21\x12\xa4\x42twelve bytes";
    for (first, bytes, most) in [
        (&b""[..], 0, 11),
        (stun, 0, 16),
        (stun, 1_000, 20),
        // The beginning of a packet with its length before it, as ICE over TCP has it.
        (b"\x00\x5c", 0, 11),
        (b"\x00\x5c\x00\x01\x00\x48\x21\x12\xa4\x42twelve bytes", 0, 11),
        (b"\x00\x5c\x00\x01\x00\x48\x21\x12\xa4\x42twelve bytes", 1_000, 15),
        (b"GET / HTTP/1.1\r\nHost: a", 0, 61),
        (b"GET / HTTP/1.1\r\nHost: a", 1_000, 65),
        (b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 0, 61),
        (b"POST /relay/credentials HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{", 1_000, 130),
    ] {
        let held = held(&server, first, bytes).await;
        assert!(
            held <= Duration::from_secs(most),
            "{held:?}, where {most} s are enough: {}",
            first.escape_ascii()
        );
    }
    sleep(Duration::from_secs(1)).await;
    assert_eq!(get(server.tcp(), "/healthz").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_handshake_in_single_bytes_is_let_go() {
    let server = Server::start_with(|config| config.tls = Tls::Own);
    for bytes in [0, 1_000] {
        let held = held(&server, b"\x16\x03\x01\x02\x00\x01", bytes).await;
        assert!(held <= Duration::from_secs(15), "{held:?}");
    }
}
