use crate::support::{Server, Socket, ask};
use heliograph_relay::{Limits, Successor};
use heliograph_wire::{
    Private,
    resume::Role,
    reunion::{Arrival, LONGEST, Notice},
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio_tungstenite::tungstenite::Error;

const PATH: &str = "/relay/reunion";

/// A socket at which somebody waits for somebody.
struct Seat(Socket);

impl Seat {
    /// At a place, after the welcome.
    async fn at(tcp: SocketAddr, role: Role, place: u8) -> (Self, [u8; 8]) {
        let mut seat = Self(Socket::open(tcp, PATH).await);
        seat.say(Arrival { role, place: Private::new([place; 32]) }.encode()).await.unwrap();
        match seat.hear().await {
            Some(Notice::Welcome(start)) => (seat, start),
            _ => panic!("a socket begins with a welcome"),
        }
    }

    async fn say(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        self.0.say(bytes).await
    }

    /// The next notice; none when the socket was closed.
    async fn hear(&mut self) -> Option<Notice> {
        Notice::decode(&self.0.hear().await?)
    }
}

fn said(bytes: &[u8]) -> Notice {
    Notice::Said(Private::new(bytes.to_vec()))
}

#[tokio::test]
async fn two_who_name_one_place_hear_each_other_and_nobody_else_does() {
    let server = Server::start();
    let (mut ana, _) = Seat::at(server.tcp(), Role::Offerer, 1).await;
    let (mut eve, _) = Seat::at(server.tcp(), Role::Answerer, 2).await;
    let (mut ben, _) = Seat::at(server.tcp(), Role::Answerer, 1).await;
    assert!(ben.hear().await == Some(Notice::Here) && ana.hear().await == Some(Notice::Here));
    let longest = vec![7; LONGEST];
    ana.say(longest.clone()).await.unwrap();
    assert!(ben.hear().await == Some(said(&longest)));
    ben.say(b"yes".to_vec()).await.unwrap();
    assert!(ana.hear().await == Some(said(b"yes")));
    drop(ana);
    assert!(ben.hear().await == Some(Notice::Gone));
    let (mut ana, _) = Seat::at(server.tcp(), Role::Offerer, 1).await;
    assert!(ana.hear().await == Some(Notice::Here) && ben.hear().await == Some(Notice::Here));
    let nothing = tokio::time::timeout(Duration::from_millis(200), eve.hear()).await;
    assert!(nothing.is_err(), "somebody elsewhere heard something");
}

#[tokio::test]
async fn only_the_own_page_may_open_one() {
    let server = Server::start();
    let tcp = server.tcp();
    for origin in ["https://evil.example", "null", "http://127.0.0.1"] {
        match Socket::try_open(tcp, PATH, origin).await {
            Err(Error::Http(answer)) => assert_eq!(answer.status(), 403, "{origin}"),
            _ => panic!("a page of {origin} was let in"),
        }
    }
    let plain = format!(
        "GET /relay/reunion HTTP/1.1\r\nHost: {tcp}\r\nOrigin: http://{tcp}\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(ask(tcp, &plain).await.status, 426);
}

#[tokio::test]
async fn whoever_says_something_else_is_let_go() {
    let server = Server::start();
    for wrong in [Vec::new(), vec![0; 32], vec![2; 33], vec![0; LONGEST + 1]] {
        let mut socket = Socket::open(server.tcp(), PATH).await;
        // A message that is too long may be refused while it is sent.
        let _ = socket.say(wrong).await;
        assert!(socket.hear().await.is_none());
    }
    let (mut ana, _) = Seat::at(server.tcp(), Role::Offerer, 1).await;
    let (mut ben, _) = Seat::at(server.tcp(), Role::Answerer, 1).await;
    assert!(ana.hear().await == Some(Notice::Here) && ben.hear().await == Some(Notice::Here));
    let _ = ana.say(vec![0; LONGEST + 1]).await;
    assert!(ben.hear().await == Some(Notice::Gone), "a message that is too long ends a socket");
}

#[tokio::test]
async fn a_socket_is_no_way_to_talk() {
    let server = Server::start();
    let (mut ana, _) = Seat::at(server.tcp(), Role::Offerer, 1).await;
    let (mut ben, _) = Seat::at(server.tcp(), Role::Answerer, 1).await;
    assert!(ben.hear().await == Some(Notice::Here));
    let talks = tokio::spawn(async move {
        while ana.say(b"and another thing".to_vec()).await.is_ok() {
            tokio::task::yield_now().await;
        }
    });
    let mut heard = 0;
    while ben.hear().await.is_some_and(|notice| notice != Notice::Gone) {
        heard += 1;
    }
    assert!((1..=240).contains(&heard), "{heard}");
    talks.abort();
}

#[tokio::test]
async fn so_many_may_wait_and_a_place_is_free_again_afterwards() {
    let server = Server::start_with(|config| {
        config.limits = Limits { allocations_per_source: 2, ..config.limits };
    });
    let tcp = server.tcp();
    let (ana, _) = Seat::at(tcp, Role::Offerer, 1).await;
    let (_ben, _) = Seat::at(tcp, Role::Answerer, 1).await;
    let own = format!("http://{tcp}");
    match Socket::try_open(tcp, PATH, &own).await {
        Err(Error::Http(answer)) => assert_eq!(answer.status(), 503),
        _ => panic!("a third one was let in"),
    }
    drop(ana);
    // Whoever says nothing is counted, too.
    let begun = Instant::now();
    let silent = loop {
        match Socket::try_open(tcp, PATH, &own).await {
            Ok(socket) => break socket,
            Err(_) => assert!(begun.elapsed() < Duration::from_secs(5), "there is no room again"),
        }
    };
    assert!(Socket::try_open(tcp, PATH, &own).await.is_err());
    drop(silent);
}

#[tokio::test]
async fn another_start_is_told_from_the_same_one() {
    let server = Server::start();
    let (_, first) = Seat::at(server.tcp(), Role::Offerer, 1).await;
    let (_, again) = Seat::at(server.tcp(), Role::Offerer, 1).await;
    assert_eq!(first, again);
    let server = server.start_again(|_| ());
    let (_, other) = Seat::at(server.tcp(), Role::Offerer, 1).await;
    assert_ne!(first, other);
}

#[tokio::test]
async fn whoever_waits_is_told_of_a_stop_and_does_not_hold_it_up() {
    let mut server = Server::start();
    let (mut ana, _) = Seat::at(server.tcp(), Role::Offerer, 1).await;
    server.running.drain(Duration::from_secs(600), Successor::Expected).await;
    assert!(ana.hear().await == Some(Notice::Stopping(600)));
}
