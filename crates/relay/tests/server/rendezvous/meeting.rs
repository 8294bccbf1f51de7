use crate::support::{Guest, Server, Socket, ask, get};
use heliograph_relay::{Ring, Successor};
use heliograph_wire::{
    Private,
    rendezvous::{LONGEST, Notice, Over, Request, SEALED_LIMIT},
};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Error;

const PATH: &str = "/relay/rendezvous";

fn sealed(byte: u8, length: usize) -> Private<Vec<u8>> {
    Private::new(vec![byte; length])
}

/// Says something to the other one, who hears it.
async fn pass(from: &mut Guest, to: &mut Guest, (seat, other): (u16, u16)) {
    from.ask(Request::Say { to: other, sealed: sealed(7, SEALED_LIMIT) }).await;
    assert!(to.hear().await == Some(Notice::Said { from: seat, sealed: sealed(7, SEALED_LIMIT) }));
}

/// The seat that a guest has from now on.
async fn seat(guest: &mut Guest) -> u16 {
    let Some(Notice::Seated { seat, .. }) = guest.hear().await else { panic!("there is no seat") };
    seat
}

#[tokio::test]
async fn two_meet_at_a_number_and_a_third_one_is_refused_of_which_all_hear() {
    let server = Server::start();
    let (mut ana, nameplate, _) = Guest::open(server.tcp()).await;
    let mut ben = Guest::at(server.tcp(), nameplate).await;
    let bens = seat(&mut ben).await;
    assert!(ana.hear().await == Some(Notice::Here(bens)));
    let Some(Notice::Here(anas)) = ben.hear().await else { panic!("nobody is there") };
    assert!(anas < bens);
    pass(&mut ana, &mut ben, (anas, bens)).await;
    pass(&mut ben, &mut ana, (bens, anas)).await;

    let mut eve = Guest::at(server.tcp(), nameplate).await;
    assert!(eve.hear().await == Some(Notice::Over(Over::Full)));
    assert!(eve.hear().await.is_none(), "and the socket is closed");
    for guest in [&mut ana, &mut ben] {
        assert!(guest.hear().await == Some(Notice::Crowd));
    }
    pass(&mut ana, &mut ben, (anas, bens)).await;
    drop(ana);
    assert!(ben.hear().await == Some(Notice::Gone(anas)));
}

#[tokio::test]
async fn two_in_one_bucket_hear_each_other_and_others_do_not() {
    let server = Server::start();
    let wait = async |bucket| {
        let mut guest = Guest::come(server.tcp()).await;
        let work = guest.work();
        guest.ask(Request::Wait { work, bucket }).await;
        let own = seat(&mut guest).await;
        (guest, own)
    };
    let (mut ana, anas) = wait(7).await;
    let (mut eve, _) = wait(8).await;
    let (mut ben, bens) = wait(7).await;
    assert!(ana.hear().await == Some(Notice::Here(bens)) && ben.hear().await == Some(Notice::Here(anas)));
    pass(&mut ana, &mut ben, (anas, bens)).await;
    let nothing = tokio::time::timeout(Duration::from_millis(200), eve.hear()).await;
    assert!(nothing.is_err(), "somebody elsewhere heard something");
}

#[tokio::test]
async fn a_ticket_leads_back_to_the_same_number_after_another_start() {
    let server = Server::start();
    let (ana, nameplate, ticket) = Guest::open(server.tcp()).await;
    let server = server.start_again(|_| ());
    drop(ana);
    let mut ana = Guest::come(server.tcp()).await;
    ana.ask(Request::Return { ticket: ticket.clone() }).await;
    let Some(Notice::Seated { nameplate: Some(again), .. }) = ana.hear().await else {
        panic!("the ticket is worth nothing")
    };
    assert_eq!(again, nameplate);
    let mut ben = Guest::at(server.tcp(), nameplate).await;
    let bens = seat(&mut ben).await;
    assert!(ana.hear().await == Some(Notice::Here(bens)));

    let other = Server::start();
    let mut stranger = Guest::come(other.tcp()).await;
    stranger.ask(Request::Return { ticket }).await;
    assert!(stranger.hear().await == Some(Notice::Over(Over::NoPlace)), "another server knows it");
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
    let plain =
        format!("GET {PATH} HTTP/1.1\r\nHost: {tcp}\r\nOrigin: http://{tcp}\r\nConnection: close\r\n\r\n");
    assert_eq!(ask(tcp, &plain).await.status, 426);
}

#[tokio::test]
async fn the_page_is_told_what_there_is_and_what_there_is_not_is_not_served() {
    let told = async |words: bool, ring: Ring| {
        let server = Server::start_with(|config| (config.words, config.ring) = (words, ring));
        let companion = get(server.tcp(), "/companion.json").await.json();
        let status = match Socket::try_open(server.tcp(), PATH, &format!("http://{}", server.tcp())).await {
            Ok(_) => 101,
            Err(Error::Http(answer)) => answer.status().as_u16(),
            Err(_) => 0,
        };
        (companion["words"] == true, companion["ring"] == true, status)
    };
    let on = Ring::On { days: 92 };
    assert_eq!(told(true, on).await, (true, true, 101));
    assert_eq!(told(true, Ring::Off).await, (true, false, 101));
    assert_eq!(told(false, on).await, (false, true, 101));
    assert_eq!(told(false, Ring::Off).await, (false, false, 404));

    let words = Server::start_with(|config| config.ring = Ring::Off);
    let mut guest = Guest::ring(words.tcp(), [1; 16], b"").await;
    assert!(guest.hear().await == Some(Notice::Over(Over::Mistaken)));
    let rings = Server::start_with(|config| config.words = false);
    let mut guest = Guest::at(rings.tcp(), 1).await;
    assert!(guest.hear().await == Some(Notice::Over(Over::Mistaken)));
}

#[tokio::test]
async fn whoever_says_what_makes_no_sense_is_let_go() {
    let server = Server::start();
    let mut too_long = Request::Say { to: 0, sealed: sealed(7, LONGEST) }.encode();
    too_long.truncate(LONGEST + 1);
    for (wrong, is_told) in [(Vec::new(), true), (vec![0xFF; 100], true), (too_long, false)] {
        let mut guest = Guest::come(server.tcp()).await;
        // A message that is too long may be refused while it is sent.
        let _ = guest.socket.say(wrong).await;
        if is_told {
            assert!(guest.hear().await == Some(Notice::Over(Over::Mistaken)));
        }
        assert!(guest.hear().await.is_none());
    }
    let (mut ana, nameplate, _) = Guest::open(server.tcp()).await;
    let mut ben = Guest::at(server.tcp(), nameplate).await;
    let bens = seat(&mut ben).await;
    assert!(ana.hear().await == Some(Notice::Here(bens)));
    ben.ask(Request::NotesRead { up_to: 7 }).await;
    assert!(ana.hear().await == Some(Notice::Gone(bens)), "what is for others ends a socket");
}

#[tokio::test]
async fn whoever_waits_is_told_of_a_stop_and_does_not_hold_it_up() {
    let mut server = Server::start();
    let (mut ana, ..) = Guest::open(server.tcp()).await;
    let heard = tokio::spawn(async move { (ana.hear().await, ana.hear().await) });
    server.running.drain(Duration::from_secs(600), Successor::Expected).await;
    let (first, then) = heard.await.unwrap();
    assert!(first == Some(Notice::Over(Over::Stopping)) && then.is_none());
    let own = format!("http://{}", server.tcp());
    assert!(Socket::try_open(server.tcp(), PATH, &own).await.is_err(), "somebody was let in after it");
}

/// Browsers take anything else for an accident, and say so.
#[tokio::test]
async fn a_socket_is_closed_by_both_whoever_begins() {
    let server = Server::start();
    let (mut ana, ..) = Guest::open(server.tcp()).await;
    ana.socket.close().await;
    assert!(ana.socket.is_closed_by_both().await, "it breaks off where the page closes it");
    let (mut ben, ..) = Guest::open(server.tcp()).await;
    ben.ask(Request::Leave).await;
    assert!(ben.socket.is_closed_by_both().await, "it breaks off where nothing more is to be said");
    let mut eve = Guest::come(server.tcp()).await;
    eve.socket.say(vec![255; 9]).await.unwrap();
    assert!(eve.socket.is_closed_by_both().await, "it breaks off where something makes no sense");
    let mut reunion = Socket::open(server.tcp(), "/relay/reunion").await;
    reunion.close().await;
    assert!(reunion.is_closed_by_both().await);
}
