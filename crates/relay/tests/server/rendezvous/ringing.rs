use crate::support::{Guest, Server};
use aws_lc_rs::digest::{SHA256, digest};
use heliograph_wire::{
    Private,
    rendezvous::{Link, LinkHash, Notice, Over, Request, RingOver, WAKE_BYTES},
};
use std::{net::SocketAddr, time::Duration};

const SECRET: [u8; 32] = [0x42; 32];
const SALT: [u8; 16] = [0x17; 16];

fn private(bytes: &[u8]) -> Private<Vec<u8>> {
    Private::new(bytes.to_vec())
}

fn link() -> [u8; 16] {
    Guest::link(SECRET, SALT)
}

fn hash(link: [u8; 16]) -> LinkHash {
    LinkHash(digest(&SHA256, &link).as_ref().try_into().unwrap())
}

/// What a callee's page hears next of its links.
async fn links(callee: &mut Guest) -> Vec<Link> {
    match callee.hear().await {
        Some(Notice::Attended { links, days: 92, .. }) => links,
        _ => panic!("nothing is heard of links"),
    }
}

/// A callee that has these links, which it has had before.
async fn attending(tcp: SocketAddr, expected: &[[u8; 16]]) -> Guest {
    let mut callee = Guest::attend(tcp, SECRET).await;
    let links = links(&mut callee).await;
    assert!(links.iter().map(|link| link.hash).eq(expected.iter().map(|link| hash(*link))));
    callee
}

/// A callee that gives out a link.
async fn with_link(tcp: SocketAddr) -> Guest {
    let mut callee = attending(tcp, &[]).await;
    let (salt, wake) = (Private::new(SALT), private(&[1; WAKE_BYTES]));
    callee.ask(Request::PutLink { salt, label: private(b"for Ana"), wake }).await;
    let [kept] = &links(&mut callee).await[..] else { panic!("it is not kept") };
    assert!(kept.hash == hash(link()) && kept.label == private(b"for Ana"));
    callee
}

async fn hears_nothing(guest: &mut Guest) {
    let heard = tokio::time::timeout(Duration::from_millis(1500), guest.hear()).await;
    assert!(heard.is_err(), "something was heard");
}

#[tokio::test]
async fn whoever_has_a_link_rings_the_callee_who_takes_it_and_they_hear_each_other() {
    let server = Server::start();
    let tcp = server.tcp();
    let mut callee = with_link(tcp).await;
    let mut other_device = attending(tcp, &[link()]).await;
    let mut caller = Guest::ring(tcp, link(), b"who I am").await;
    assert!(caller.hear().await == Some(Notice::Ringing));
    let mut ring = 0;
    for device in [&mut callee, &mut other_device] {
        let Some(Notice::Rings { ring: number, hash: by, intro }) = device.hear().await else {
            panic!("it does not ring")
        };
        assert!(by == hash(link()) && intro == private(b"who I am"));
        ring = number;
    }
    callee.ask(Request::Take { ring, sealed: private(b"hello") }).await;
    assert!(caller.hear().await == Some(Notice::Heard(private(b"hello"))));
    assert!(other_device.hear().await == Some(Notice::RingOver { ring, why: RingOver::Elsewhere }));
    caller.ask(Request::Say { to: 0, sealed: private(b"an offer") }).await;
    assert!(callee.hear().await == Some(Notice::Told { ring, sealed: private(b"an offer") }));
    callee.ask(Request::Tell { ring, sealed: private(b"an answer") }).await;
    assert!(caller.hear().await == Some(Notice::Heard(private(b"an answer"))));
}

#[tokio::test]
async fn links_outlive_the_server_until_they_are_revoked_and_whoever_rings_then_sees_no_difference() {
    let server = Server::start();
    drop(with_link(server.tcp()).await);
    let server = server.start_again(|_| ());
    let mut callee = attending(server.tcp(), &[link()]).await;
    let mut caller = Guest::ring(server.tcp(), link(), b"me").await;
    assert!(caller.hear().await == Some(Notice::Ringing));
    assert!(matches!(callee.hear().await, Some(Notice::Rings { .. })));
    drop(caller);
    assert!(matches!(callee.hear().await, Some(Notice::RingOver { why: RingOver::CallerGone, .. })));
    assert!(matches!(callee.hear().await, Some(Notice::Missed(notes)) if notes.len() == 1));

    callee.ask(Request::Revoke(hash(link()))).await;
    while !matches!(callee.hear().await, Some(Notice::Attended { links, .. }) if links.is_empty()) {}
    let mut caller = Guest::ring(server.tcp(), link(), b"me again").await;
    assert!(caller.hear().await == Some(Notice::Ringing), "a stranger learns that it was revoked");
    hears_nothing(&mut callee).await;
    drop((callee, caller));
    let server = server.start_again(|_| ());
    attending(server.tcp(), &[]).await;
}

#[tokio::test]
async fn only_who_has_the_secret_attends() {
    let server = Server::start();
    let mut forger = Guest::come(server.tcp()).await;
    let work = forger.work();
    forger.ask(Request::Attend { work, key: [7; 32], signature: [[1; 32]; 2] }).await;
    assert!(forger.hear().await == Some(Notice::Over(Over::Mistaken)));
    assert!(forger.hear().await.is_none());
}

#[tokio::test]
async fn whoever_is_erased_is_gone_at_once_and_for_good() {
    let server = Server::start();
    let mut callee = with_link(server.tcp()).await;
    callee.ask(Request::Erase).await;
    while callee
        .hear()
        .await
        .is_some_and(|notice| !matches!(notice, Notice::Attended { ref links, .. } if links.is_empty()))
    {}
    drop(callee);
    let server = server.start_again(|_| ());
    attending(server.tcp(), &[]).await;
}
