//! The bytes of all that crosses the socket are those of `docs/protocol/rendezvous.md`.

use heliograph_wire::Private;
use heliograph_wire::rendezvous::{
    Link, LinkHash, Note, Notice, Over, PATH, Push, Request, RingOver, Subscription, link_preimage, presence,
};

const PAGE: &str = include_str!("../../../docs/protocol/rendezvous.md");

fn sealed(text: &str) -> Private<Vec<u8>> {
    Private::new(text.as_bytes().to_vec())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn requests() -> Vec<Request> {
    let key = [1; 32];
    let hash = LinkHash([2; 32]);
    vec![
        Request::Open { work: 300 },
        Request::Come { work: 0, nameplate: 4_711 },
        Request::Wait { work: 0, bucket: 4_095 },
        Request::Return { ticket: sealed("abc") },
        Request::Attend { work: 0, key, signature: [[3; 32], [4; 32]] },
        Request::Ring { work: 0, link: Private::new([5; 16]), intro: sealed("abc") },
        Request::Say { to: 1, sealed: sealed("abc") },
        Request::Leave,
        Request::PutLink { salt: Private::new([5; 16]), label: sealed("abc"), wake: sealed("abc") },
        Request::Revoke(hash),
        Request::Erase,
        Request::Subscribe(Subscription { id: [8; 16], sealed: sealed("abc") }),
        Request::Unsubscribe { id: [8; 16] },
        Request::Take { ring: 300, sealed: sealed("abc") },
        Request::Tell { ring: 300, sealed: sealed("abc") },
        Request::NotesRead { up_to: 300 },
        Request::LeaveNote { note: sealed("abc") },
    ]
}

fn notices() -> Vec<Notice> {
    let hash = LinkHash([2; 32]);
    let link = Link { hash, made: 20_000, label: sealed("abc") };
    let push = Push { key: b"abc".to_vec(), services: vec!["https://push.example".to_owned()] };
    let note = Note { number: 300, hash, day: 20_000, sealed: sealed("abc") };
    vec![
        Notice::Welcome { challenge: [6; 32], bits: 18, companion: [7; 16] },
        Notice::Seated { seat: 0, nameplate: Some(4_711), ticket: sealed("abc"), seconds: 1_800 },
        Notice::Seated { seat: 1, nameplate: None, ticket: sealed("abc"), seconds: 600 },
        Notice::Here(1),
        Notice::Gone(1),
        Notice::Said { from: 1, sealed: sealed("abc") },
        Notice::Crowd,
        Notice::Attended { links: vec![link.clone()], days: 92, push: None, subscriptions: Vec::new() },
        Notice::Attended { links: vec![link], days: 92, push: Some(push), subscriptions: vec![[8; 16]] },
        Notice::Missed(vec![note]),
        Notice::Rings { ring: 300, hash, intro: sealed("abc") },
        Notice::RingOver { ring: 300, why: RingOver::Elsewhere },
        Notice::Told { ring: 300, sealed: sealed("abc") },
        Notice::Ringing,
        Notice::Heard(sealed("abc")),
        Notice::Unanswered,
        Notice::Noted,
        Notice::Over(Over::TooOften(300)),
    ]
}

/// The hexadecimal lines of the page below a heading.
fn lines(heading: &str) -> Vec<&'static str> {
    let section = PAGE.split_once(&format!("\n### {heading}\n")).expect("a heading").1;
    let block = section.split("```").nth(1).expect("a block");
    block
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.rsplit(' ').next().unwrap_or(line))
        .collect()
}

#[test]
fn every_request_has_the_bytes_of_the_page() {
    let bytes: Vec<_> = requests().iter().map(|request| hex(&request.encode())).collect();
    assert_eq!(bytes, lines("Bytes of requests"));
    for request in requests() {
        assert!(Request::decode(&request.encode()) == Some(request));
    }
}

#[test]
fn every_notice_has_the_bytes_of_the_page() {
    let bytes: Vec<_> = notices().iter().map(|notice| hex(&notice.encode())).collect();
    assert_eq!(bytes, lines("Bytes of notices"));
    for notice in notices() {
        assert!(Notice::decode(&notice.encode()) == Some(notice));
    }
}

#[test]
fn the_page_names_the_socket_and_what_is_signed() {
    assert!(PAGE.contains(&format!("`{PATH}`")));
    assert_eq!(presence(&[6; 32])[..21], b"heliograph presence 1"[..]);
    assert!(PAGE.contains("`heliograph presence 1`"));
    assert_eq!(link_preimage(&[1; 32], &[2; 16]), [&b"heliograph link 1"[..], &[1; 32], &[2; 16]].concat());
    assert!(PAGE.contains("`heliograph link 1`"));
}
