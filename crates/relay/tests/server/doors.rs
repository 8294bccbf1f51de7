use crate::support::{Server, ask_over, get, until};
use heliograph_relay::{Limits, Tls, client::shake_hands};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn one_port_speaks_both_kinds_of_http_over_tls() {
    let server = Server::start_with(|config| config.tls = Tls::Own);
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.tcp());
    for protocols in [&[&b"http/1.1"[..]][..], &[][..]] {
        let mut stream = shake_hands(server.tcp(), None, protocols).await.unwrap();
        assert_eq!(ask_over(&mut stream, &request).await.status, 200);
    }
    let stream = shake_hands(server.tcp(), None, &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
}

#[tokio::test]
async fn who_comes_without_tls_is_shown_the_way() {
    let server = Server::start_with(|config| config.tls = Tls::Own);
    let answer = get(server.tcp(), "/#h?a=b").await;
    assert_eq!(answer.status, 307);
    let place = answer.header("location").unwrap();
    assert!(place.starts_with(&format!("https://{}/", server.tcp())), "{place}");
    assert_eq!(get(server.tcp(), "/healthz").await.status, 200);
}

#[tokio::test]
async fn what_nobody_speaks_is_not_answered() {
    let server = Server::start();
    for first in [
        &b"SSH-2.0-a\r\n"[..],
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x00\x05hello",
        b"\xff\xff\xff\xff\xff\xff\xff\xff",
    ] {
        let mut stream = TcpStream::connect(server.tcp()).await.unwrap();
        stream.write_all(first).await.unwrap();
        let mut heard = Vec::new();
        // A connection that is closed while something is unread is broken off.
        let _ = stream.read_to_end(&mut heard).await;
        assert_eq!(heard, b"");
    }
}

#[tokio::test]
async fn a_source_has_so_many_connections_and_others_still_come_in() {
    let server = Server::start_with(|config| {
        config.limits = Limits { connections_per_source: 8, ..config.limits };
    });
    let mut held = Vec::new();
    for _ in 0..8 {
        held.push(TcpStream::connect(server.tcp()).await.unwrap());
    }
    let mut refused = TcpStream::connect(server.tcp()).await.unwrap();
    assert_eq!(refused.read(&mut [0; 1]).await.unwrap_or(0), 0);
    held.pop();
    let tcp = server.tcp();
    until("there is room again", || async {
        let mut stream = TcpStream::connect(tcp).await.unwrap();
        let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard).await;
        heard.starts_with(b"HTTP/1.1 200")
    })
    .await;
}
