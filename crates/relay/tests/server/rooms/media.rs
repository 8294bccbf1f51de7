use super::rooms;
use crate::support::{Attendee, Host, Server, Way};
use heliograph_turn::credential::Credential;
use heliograph_wire::room::{Over, Request, Source, Tile};
use std::{net::Ipv4Addr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

const UDP: Way = Way::Udp(Ipv4Addr::LOCALHOST);

/// Has a picture of somebody on show.
fn tile(of: &Attendee, section: u8) -> Tile {
    Tile { section, member: of.member(), source: Source::Camera, height: 720, weight: 0 }
}

#[tokio::test]
async fn two_members_hear_and_see_each_other() {
    let server = Server::start_with(rooms(1));
    let host = Host([1; 32]);
    let mut ana = Attendee::open(server.tcp(), host, "Ana").await;
    let mut ben = Attendee::join(server.tcp(), host.room(), "Ben").await;
    ana.connect(UDP, 1).await;
    ben.connect(UDP, 1).await;
    ana.hears("Ben").await;
    ben.hears("Ana").await;
    let (of_ana, of_ben) = (tile(&ana, 0), tile(&ben, 0));
    ana.ask(Request::Show(vec![of_ben])).await;
    ben.ask(Request::Show(vec![of_ana])).await;
    ana.sees("Ben").await;
    ben.sees("Ana").await;
    assert_eq!(ana.media().hears("Ana") + ana.media().sees("Ana"), 0, "nobody hears or sees themselves");
}

/// Two people who hear each other.
async fn two(server: &Server, host: Host) -> (Attendee, Attendee) {
    let mut ana = Attendee::open(server.tcp(), host, "Ana").await;
    let mut ben = Attendee::join(server.tcp(), host.room(), "Ben").await;
    ana.connect(UDP, 1).await;
    ben.connect(UDP, 1).await;
    ana.hears("Ben").await;
    ben.hears("Ana").await;
    (ana, ben)
}

#[tokio::test]
async fn whose_udp_is_blocked_comes_by_the_port_of_the_page() {
    let server = Server::start_with(rooms(2));
    let host = Host([1; 32]);
    let mut ana = Attendee::open(server.tcp(), host, "Ana").await;
    let mut ben = Attendee::join(server.tcp(), host.room(), "Ben").await;
    ana.connect(UDP, 1).await;
    ben.connect(Way::Tcp(server.tcp()), 1).await;
    ana.hears("Ben").await;
    ben.hears("Ana").await;
    let of_ana = tile(&ana, 0);
    ben.ask(Request::Show(vec![of_ana])).await;
    ben.sees("Ana").await;
}

#[tokio::test]
async fn whom_a_firewall_lets_speak_to_the_page_alone_comes_by_the_relay() {
    let server = Server::start_with(rooms(2));
    let host = Host([1; 32]);
    let given = server.credentials_for(serde_json::json!({ "room": true })).await.json();
    assert!(given["exchange"].is_null(), "whoever meets in rooms has no exchange");
    let word = |name: &str| given[name].as_str().unwrap().to_owned();
    let credential = Credential { username: word("username"), password: word("credential") };
    let relay = Way::Relay { tcp: server.tcp(), credential, unit: server.running.media()[0] };
    let mut ana = Attendee::open(server.tcp(), host, "Ana").await;
    let mut ben = Attendee::join(server.tcp(), host.room(), "Ben").await;
    ana.connect(UDP, 1).await;
    ben.connect(relay, 1).await;
    ana.hears("Ben").await;
    ben.hears("Ana").await;
    let of_ana = tile(&ana, 0);
    ben.ask(Request::Show(vec![of_ana])).await;
    ben.sees("Ana").await;
}

#[tokio::test]
async fn without_rooms_nobody_gets_a_credential_for_them() {
    let refused = Server::start().credentials_for(serde_json::json!({ "room": true })).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (404, Some("no-rooms")));
}

#[tokio::test]
async fn members_of_many_rooms_are_heard_on_whichever_shard_their_packets_arrive() {
    let server = Server::start_with(rooms(3));
    let mut pairs = Vec::new();
    for number in 1..=6 {
        pairs.push(two(&server, Host([number; 32])).await);
    }
    for (ana, ben) in &pairs {
        ana.hears("Ben").await;
        ben.hears("Ana").await;
    }
}

#[tokio::test]
async fn nothing_comes_from_whoever_was_removed() {
    let server = Server::start_with(rooms(1));
    let host = Host([1; 32]);
    let (mut ana, mut ben) = two(&server, host).await;
    ana.ask(Request::Remove(ben.member())).await;
    let over = ben.end().await;
    assert_eq!(over, Some(Over::Removed));
    let heard = ana.media().hears("Ben");
    // Whoever comes from where somebody was removed has to be let in.
    let mut eve = Attendee::join_from([127, 0, 0, 9], server.tcp(), host.room(), "Eve").await;
    eve.connect(UDP, 1).await;
    ana.hears("Eve").await;
    eve.hears("Ana").await;
    assert!(ana.media().hears("Ben") <= heard + 1, "what was on its way may have come");
    assert_eq!(eve.media().hears("Ben"), 0);
    let mut back = Attendee::come_back(server.tcp(), "Ben", ben.ticket()).await;
    assert_eq!(back.end().await, Some(Over::NoSeat));
}

#[tokio::test]
async fn strangers_get_nothing_from_the_port_for_media() {
    let server = Server::start_with(rooms(2));
    let (ana, _ben) = two(&server, Host([1; 32])).await;
    let media = server.running.media()[0];
    let stranger = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let request = |name: &[u8]| {
        let mut packet = vec![0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42];
        packet.extend([7; 12]);
        packet.extend([0, 6, 0, name.len() as u8]);
        packet.extend(name);
        packet.resize(packet.len().next_multiple_of(4), 0);
        packet[3] = packet.len() as u8 - 20;
        packet
    };
    for packet in [
        request(b"00aaaaaaaaaaaaaaaa:abcd"),
        request(b"01aaaaaaaaaaaaaaaa:abcd"),
        request(b"ffaaaaaaaaaaaaaaaa:abcd"),
        request(b""),
        vec![0x80; 200],
        vec![22; 200],
        vec![0],
    ] {
        stranger.send_to(&packet, media).await.unwrap();
    }
    // Whoever is there goes on, and by then all of that was taken in.
    ana.hears("Ben").await;
    assert!(stranger.try_recv(&mut [0; 2048]).is_err(), "it is answered");
}

#[tokio::test]
async fn a_stream_that_names_nobody_is_closed() {
    let server = Server::start_with(rooms(1));
    let mut named = vec![0, 48, 0, 1, 0, 28, 0x21, 0x12, 0xA4, 0x42];
    named.extend([7; 12]);
    named.extend([0, 6, 0, 23]);
    named.extend(b"00aaaaaaaaaaaaaaaa:abcd\0");
    for first in [named.clone(), named[..26].to_vec()] {
        let mut stream = tokio::net::TcpStream::connect(server.tcp()).await.unwrap();
        stream.write_all(&first).await.unwrap();
        if first.len() < named.len() {
            stream.shutdown().await.unwrap();
        }
        let mut heard = Vec::new();
        let ended = timeout(Duration::from_secs(9), stream.read_to_end(&mut heard)).await;
        assert!(ended.is_ok(), "the stream stays open");
        assert!(heard.is_empty(), "something is said to strangers");
    }
}

#[tokio::test]
async fn members_come_back_by_ticket_after_a_restart() {
    let server = Server::start_with(rooms(1));
    let host = Host([1; 32]);
    let (ana, ben) = two(&server, host).await;
    let (anas, bens) = (ana.ticket(), ben.ticket());
    let members = (ana.member(), ben.member());
    let server = server.start_again(rooms(1));
    drop((ana, ben));
    let mut ana = Attendee::come_back(server.tcp(), "Ana", anas).await;
    let mut ben = Attendee::come_back(server.tcp(), "Ben", bens).await;
    ana.seated().await;
    ben.seated().await;
    assert_eq!((ana.member(), ben.member()), members);
    ana.connect(UDP, 1).await;
    ben.connect(UDP, 1).await;
    ana.hears("Ben").await;
    ben.hears("Ana").await;
}

#[tokio::test]
async fn whoever_lost_their_socket_is_heard_until_they_are_back() {
    let server = Server::start_with(rooms(1));
    let host = Host([1; 32]);
    let (mut ana, mut ben) = two(&server, host).await;
    let media = ben.media.take();
    let ticket = ben.ticket();
    drop(ben);
    ana.hears("Ben").await;
    let mut ben = Attendee::come_back(server.tcp(), "Ben", ticket).await;
    ben.seated().await;
    ben.media = media;
    ana.hears("Ben").await;
    ana.ask(Request::End).await;
    assert_eq!(ben.end().await, Some(Over::Ended));
}
