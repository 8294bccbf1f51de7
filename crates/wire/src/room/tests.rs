//! The bytes of all that crosses the socket are those of `docs/protocol/room.md`.

use super::{
    Attendee, Audience, COMMIT_LIMIT, Card, Declined, Epoch, GROUP_AT_MOST, GUEST_LINK, Gone, GroupNotice,
    GroupRequest, GroupTag, HOST_LINK, Hand, Knocker, LONGEST, Layer, MemberId, NAME_LIMIT, Notice, Opening,
    Over, PACKAGE_LIMIT, PATH, PERMIT_LIMIT, PERMIT_LINK, Part, Request, Role, RoomId, Rules, SAID_LIMIT,
    SDP_LIMIT, SEAT_WAITS, Seat, Source, TICKET_LIMIT, Tile, Upstream, Voice, WELCOME_LIMIT, Waits, Welcome,
    hosting, room_preimage,
};
use crate::Private;
use crate::control::Switch;
use alloc::{format, string::String, vec, vec::Vec};
use proptest::prelude::*;

const PAGE: &str = include_str!("../../../../docs/protocol/room.md");

const ROOM: RoomId = RoomId([2; 16]);
const MEMBER: MemberId = MemberId(300);
const EPOCH: Epoch = Epoch { group: GroupTag([7; 8]), number: 300 };
const PART: Part = Part { microphone: Switch::On, camera: Switch::Off, screen: Switch::On };
const TILE: Tile = Tile { section: 1, member: MEMBER, source: Source::Screen, height: 720, weight: 9 };

fn text(text: &str) -> Private<String> {
    Private::new(text.into())
}

fn bytes() -> Private<Vec<u8>> {
    Private::new(b"abc".to_vec())
}

fn card() -> Card {
    Card { name: text("Ana") }
}

fn attendee() -> Attendee {
    Attendee {
        member: MEMBER,
        card: card(),
        role: Role::CoHost,
        part: PART,
        hand: Hand::Up(7),
        present: Switch::On,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn requests() -> Vec<Request> {
    let opening = Opening {
        room: ROOM,
        key: [1; 32],
        salt: Private::new([5; 16]),
        signature: [[3; 32], [4; 32]],
        permit: Some(bytes()),
        rules: Rules::default(),
        card: card(),
    };
    vec![
        Request::Open(opening),
        Request::Knock { room: ROOM, card: card() },
        Request::Return { ticket: bytes(), card: card() },
        Request::Offer { number: 300, sdp: text("v=0") },
        Request::Show(vec![TILE]),
        Request::Put(PART),
        Request::Raise(Hand::Up(0)),
        Request::Say { to: Some(MEMBER), bytes: bytes() },
        Request::Rename(card()),
        Request::Admit(MEMBER),
        Request::AdmitAll,
        Request::Deny(MEMBER),
        Request::Remove(MEMBER),
        Request::AskToMute(MEMBER),
        Request::AskAllToMute,
        Request::StopShare(MEMBER),
        Request::Lower(MEMBER),
        Request::Appoint(MEMBER, Role::CoHost),
        Request::Rule(Rules { locked: Switch::On, ..Rules::default() }),
        Request::End,
        Request::Leave,
        Request::Group(GroupRequest::Resume(EPOCH)),
    ]
}

fn notices() -> Vec<Notice> {
    let seat = Seat {
        member: MEMBER,
        role: Role::Host,
        ticket: bytes(),
        rules: Rules::default(),
        members_at_most: 100,
        seconds_left: Some(43_200),
        bits_per_second: 5_000_000,
    };
    let wanted = Upstream { source: Source::Camera, layers: vec![Layer(0), Layer(2)] };
    vec![
        Notice::Welcome { challenge: [6; 32] },
        Notice::Waits(Waits::ForAdmission),
        Notice::Seated(seat),
        Notice::Ticket(bytes()),
        Notice::Roster(vec![attendee()]),
        Notice::Here(vec![attendee()]),
        Notice::Gone { member: MEMBER, why: Gone::Removed },
        Notice::Knocking(vec![Knocker { member: MEMBER, card: card() }]),
        Notice::Answer { number: 300, sdp: text("v=0") },
        Notice::Refused { number: 300 },
        Notice::Voices(vec![Voice { section: 3, member: Some(MEMBER) }, Voice { section: 0, member: None }]),
        Notice::Speaking(vec![MEMBER]),
        Notice::Wanted(vec![wanted]),
        Notice::Short(vec![TILE]),
        Notice::Poor(vec![MEMBER]),
        Notice::Said { from: MEMBER, to: Audience::Alone, bytes: bytes() },
        Notice::Ruled(Rules { locked: Switch::On, ..Rules::default() }),
        Notice::MuteAsked { by: MEMBER },
        Notice::ShareStopped { by: MEMBER },
        Notice::Declined(Declined::Full),
        Notice::Ending { seconds: 600 },
        Notice::Moving,
        Notice::Over(Over::TooOften(300)),
        Notice::Group(GroupNotice::Reached(EPOCH)),
    ]
}

/// All that is said about the group, in the order of the page.
fn group_requests() -> Vec<GroupRequest> {
    let welcome = Welcome { joiners: vec![MEMBER], bytes: bytes() };
    vec![
        GroupRequest::Join { package: bytes() },
        GroupRequest::Commit { epoch: EPOCH, bytes: bytes(), welcome: Some(welcome) },
        GroupRequest::Reached(EPOCH),
        GroupRequest::Resume(EPOCH),
    ]
}

fn group_notices() -> Vec<GroupNotice> {
    vec![
        GroupNotice::Found,
        GroupNotice::Joins { member: MEMBER, package: bytes() },
        GroupNotice::Committed { by: MEMBER, epoch: 300, bytes: bytes() },
        GroupNotice::Welcomed { by: MEMBER, bytes: bytes() },
        GroupNotice::Reached(EPOCH),
        GroupNotice::Rejoin,
    ]
}

/// The hexadecimal lines of the page below a heading.
fn lines(heading: &str) -> Vec<&'static str> {
    let section = PAGE.split_once(&format!("\n### {heading}\n")).expect("a heading").1;
    let block = section.split("```").nth(1).expect("a block");
    let lines = block.lines().filter(|line| !line.is_empty());
    lines.map(|line| line.rsplit(' ').next().unwrap_or(line)).collect()
}

/// What the page calls the choices of something, in the order of their numbers, below a heading.
#[track_caller]
fn is_told_of(heading: &str, count: usize) {
    let section = PAGE.split_once(heading).expect("a heading").1;
    let rows =
        section.lines().skip_while(|line| !line.starts_with("| `")).take_while(|line| line.starts_with('|'));
    let numbers: Vec<_> = rows.map(|row| String::from(&row[3..5])).collect();
    let expected: Vec<_> = (0..count).map(|number| format!("{number:02x}")).collect();
    assert_eq!(numbers, expected, "below {heading}");
}

#[test]
fn every_request_has_the_bytes_of_the_page() {
    let bytes: Vec<_> = requests().iter().map(|request| hex(&request.encode())).collect();
    assert_eq!(bytes, lines("Bytes of requests"));
    for request in requests() {
        assert!(Request::decode(&request.encode()) == Some(request));
    }
    is_told_of("\n## Requests\n", requests().len());
}

#[test]
fn every_notice_has_the_bytes_of_the_page() {
    let bytes: Vec<_> = notices().iter().map(|notice| hex(&notice.encode())).collect();
    assert_eq!(bytes, lines("Bytes of notices"));
    for notice in notices() {
        assert!(Notice::decode(&notice.encode()) == Some(notice));
    }
    is_told_of("\n## Notices\n", notices().len());
    is_told_of("Why it is over:", 18);
    assert_eq!(Notice::Over(Over::Mistaken).encode(), [0x16, 17], "the last of them");
    is_told_of("Why something is declined:", 5);
    assert_eq!(Notice::Declined(Declined::AgainstRules).encode(), [0x13, 4], "the last of them");
}

#[test]
fn what_is_said_about_the_group_has_the_bytes_of_the_page() {
    let requests: Vec<_> = group_requests().into_iter().map(Request::Group).collect();
    let said: Vec<_> = requests.iter().map(|request| hex(&request.encode())).collect();
    assert_eq!(said, lines("Bytes of requests about the group"));
    let notices: Vec<_> = group_notices().into_iter().map(Notice::Group).collect();
    let told: Vec<_> = notices.iter().map(|notice| hex(&notice.encode())).collect();
    assert_eq!(told, lines("Bytes of notices about the group"));
    is_told_of("A page says about the group:", requests.len());
    is_told_of("The companion says about the group:", notices.len());
    for limit in [PACKAGE_LIMIT, COMMIT_LIMIT, WELCOME_LIMIT, GROUP_AT_MOST] {
        assert!(PAGE.contains(&format!(" {limit}")), "{limit}");
    }
}

#[test]
fn the_longest_commit_and_welcome_fit_into_a_message() {
    let bytes = |length| Private::new(vec![0; length]);
    let joiners = (0..GROUP_AT_MOST as u16).map(|member| MemberId(10_000 + member)).collect();
    let welcome = Welcome { joiners, bytes: bytes(WELCOME_LIMIT) };
    let commit = GroupRequest::Commit { epoch: EPOCH, bytes: bytes(COMMIT_LIMIT), welcome: Some(welcome) };
    let request = Request::Group(commit);
    assert!(Request::decode(&request.encode()) == Some(request));
    let notice = GroupNotice::Welcomed { by: MEMBER, bytes: bytes(WELCOME_LIMIT) };
    let notice = Notice::Group(notice);
    assert!(Notice::decode(&notice.encode()) == Some(notice));
}

#[test]
fn the_page_names_the_socket_the_links_the_limits_and_what_is_signed() {
    for name in [PATH, GUEST_LINK, HOST_LINK, PERMIT_LINK, "heliograph room 1", "heliograph host 1"] {
        assert!(PAGE.contains(&format!("`{name}")), "{name}");
    }
    for limit in [SDP_LIMIT, NAME_LIMIT, SAID_LIMIT, TICKET_LIMIT, PERMIT_LIMIT, SEAT_WAITS as usize] {
        assert!(PAGE.contains(&format!(" {limit}")), "{limit}");
    }
    assert!(PAGE.contains(&format!("{} KiB", LONGEST / 1024)));
    assert_eq!(room_preimage(&[1; 32], &[2; 16]), [&b"heliograph room 1"[..], &[1; 32], &[2; 16]].concat());
    assert_eq!(hosting(&[6; 32], ROOM), [&b"heliograph host 1"[..], &[6; 32], &[2; 16]].concat());
}

#[test]
fn what_is_too_long_is_no_message() {
    let mut bytes = Request::Leave.encode();
    bytes.resize(LONGEST, 0);
    assert!(Request::decode(&bytes) == Some(Request::Leave), "what stands behind is for later pages");
    bytes.push(0);
    assert!(Request::decode(&bytes).is_none());
    assert!(Request::decode(&[]).is_none() && Notice::decode(&[]).is_none());
    assert!(Request::decode(&[22]).is_none() && Notice::decode(&[24]).is_none());
}

#[test]
fn the_longest_description_fits_into_a_message() {
    let sdp = Private::new("x".repeat(SDP_LIMIT));
    let request = Request::Offer { number: u32::MAX, sdp: sdp.clone() };
    assert!(Request::decode(&request.encode()) == Some(request));
    let notice = Notice::Answer { number: u32::MAX, sdp };
    assert!(Notice::decode(&notice.encode()) == Some(notice));
}

proptest! {
    #[test]
    fn any_bytes_are_a_message_or_none(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Some(request) = Request::decode(&bytes) {
            prop_assert!(Request::decode(&request.encode()) == Some(request));
        }
        if let Some(notice) = Notice::decode(&bytes) {
            prop_assert!(Notice::decode(&notice.encode()) == Some(notice));
        }
    }
}
