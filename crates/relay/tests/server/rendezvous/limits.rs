use crate::support::{Guest, Server, Socket};
use heliograph_relay::Limits;
use heliograph_wire::rendezvous::{Notice, Over, Request};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout},
};

/// What whoever comes next is told.
async fn told(tcp: SocketAddr) -> Option<Notice> {
    let socket = Socket::try_open(tcp, "/relay/rendezvous", &format!("http://{tcp}")).await;
    Notice::decode(&socket.ok()?.hear().await?)
}

fn is_let_in(notice: Option<&Notice>) -> bool {
    matches!(notice, Some(Notice::Welcome { .. }))
}

#[tokio::test]
async fn so_many_may_wait_from_one_source_and_a_place_is_free_again_afterwards() {
    let server = Server::start_with(|config| {
        config.limits = Limits { waiting_per_source: 2, ..config.limits };
    });
    let tcp = server.tcp();
    let (ana, nameplate, _) = Guest::open(tcp).await;
    let _ben = Guest::at(tcp, nameplate).await;
    assert!(matches!(told(tcp).await, Some(Notice::Over(Over::Crowded(_)))));
    let _elsewhere = Guest::come_from([127, 0, 0, 9], tcp).await;
    drop(ana);
    crate::support::until("there is no room again", || async { is_let_in(told(tcp).await.as_ref()) }).await;
}

#[tokio::test]
async fn another_limit_holds_once_it_is_read_again() {
    let server = Server::start();
    let tcp = server.tcp();
    let _ana = Guest::open(tcp).await;
    let _ben = Guest::open(tcp).await;
    let limits = heliograph_relay::Config::on_loopback("nowhere".into()).limits;
    server.running.reload(Limits { waiting: 2, ..limits }).await;
    assert!(matches!(told(tcp).await, Some(Notice::Over(Over::Crowded(_)))));
    server.running.reload(Limits { waiting: 3, ..limits }).await;
    assert!(is_let_in(told(tcp).await.as_ref()));
}

/// Says what a page does that waits, and nothing more. On a clock that moves on wherever nothing happens.
async fn held_in_silence(tcp: SocketAddr) -> Duration {
    let began = Instant::now();
    let mut stream = TcpStream::connect(tcp).await.unwrap();
    let asks = format!(
        "GET /relay/rendezvous HTTP/1.1\r\nHost: {tcp}\r\nOrigin: http://{tcp}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    );
    stream.write_all(asks.as_bytes()).await.unwrap();
    // One frame, whose mask is zero: RFC 6455, section 5.2.
    let request = Request::Open { work: 0 }.encode();
    let head = [0x82, 0x80 | u8::try_from(request.len()).unwrap(), 0, 0, 0, 0];
    stream.write_all(&[&head[..], &request].concat()).await.unwrap();
    let mut heard = Vec::new();
    let _ = stream.read_to_end(&mut heard).await;
    assert!(heard.starts_with(b"HTTP/1.1 101 "), "{}", heard.escape_ascii());
    began.elapsed()
}

#[tokio::test(start_paused = true)]
async fn whoever_answers_nothing_is_let_go_and_whoever_does_is_not() {
    let server = Server::start();
    let held = held_in_silence(server.tcp()).await;
    assert!((75..=130).contains(&held.as_secs()), "{held:?}");
    let mut ana = Guest::come(server.tcp()).await;
    ana.ask(Request::Open { work: ana.work() }).await;
    // On a stopped clock, a limit on the wait would come before any answer.
    assert!(ana.socket.hear().await.is_some(), "Ana has no seat");
    assert!(timeout(Duration::from_secs(300), ana.socket.hear()).await.is_err(), "something was heard");
}
