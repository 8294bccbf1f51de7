use super::{made_by, rooms};
use crate::support::{Attendee, Host, Program, Server, Socket, card, get};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use heliograph_relay::{HostKey, Limits, RoomMakers, Rooms};
use heliograph_wire::{
    Private,
    room::{Notice, Over, Request, Rules, Waits},
};

#[tokio::test]
async fn there_are_no_rooms_unless_somebody_switches_them_on() {
    let server = Server::start();
    assert_eq!(get(server.tcp(), "/relay/room").await.status, 404);
    assert_eq!(get(server.tcp(), "/companion.json").await.json()["rooms"], false);
    assert!(server.running.media().is_empty(), "a port is open for nothing");
}

#[tokio::test]
async fn the_page_hears_that_there_are_rooms_and_who_may_make_them() {
    let keys = RoomMakers::Listed(vec![HostKey([7; 32])]);
    for (makers, word) in [(RoomMakers::Anyone, "anyone"), (RoomMakers::Invited, "invited"), (keys, "listed")]
    {
        let server = Server::start_with(made_by(makers));
        let companion = get(server.tcp(), "/companion.json").await.json();
        assert_eq!(
            (companion["rooms"].as_bool(), companion["room_makers"].as_str()),
            (Some(true), Some(word))
        );
    }
}

#[tokio::test]
async fn only_the_own_page_comes_to_rooms() {
    let server = Server::start_with(rooms(1));
    let tcp = server.tcp();
    assert!(Socket::try_open(tcp, "/relay/room", "https://elsewhere.example").await.is_err());
    let _own = Attendee::come(tcp, "Ana").await;
}

#[tokio::test]
async fn whoever_knocks_waits_for_the_host_and_then_for_a_word() {
    let server = Server::start_with(rooms(1));
    let (tcp, host) = (server.tcp(), Host([1; 32]));
    let mut ben = Attendee::come(tcp, "Ben").await;
    ben.ask(Request::Knock { room: host.room(), card: card("Ben") }).await;
    assert!(ben.hear().await == Some(Notice::Waits(Waits::ForHost)));
    let mut ana = Attendee::open_with(tcp, host, "Ana", Rules::default()).await;
    assert!(ben.hear().await == Some(Notice::Waits(Waits::ForAdmission)));
    let knocks = ana.wait("a knock", |notice| match notice {
        Notice::Knocking(knockers) => knockers.first().map(|knocker| knocker.member),
        _ => None,
    });
    let knocks = knocks.await;
    ana.ask(Request::Admit(knocks)).await;
    ben.seated().await;
    assert_eq!(ben.member(), knocks);
}

/// What comes of opening a room, with an invite or without.
async fn opening(server: &Server, host: Host, permit: Option<&str>) -> Option<Over> {
    let mut ana = Attendee::come(server.tcp(), "Ana").await;
    let mut opening = host.opening(&ana.challenge, "Ana", Rules::default());
    opening.permit = permit.map(|permit| Private::new(BASE64_URL_SAFE_NO_PAD.decode(permit).unwrap()));
    ana.ask(Request::Open(opening)).await;
    match ana.hear().await {
        Some(Notice::Seated(_)) => None,
        Some(Notice::Over(over)) => Some(over),
        _ => panic!("something else is said"),
    }
}

/// What `heliograph-relay invite` prints for this server: the number, and what is behind the `#`.
fn invite(server: &Server, words: &[&str]) -> (String, String) {
    let state = server.folder.path().join("state");
    let words = [&["invite", "--json", "--state", state.to_str().unwrap()], words].concat();
    let printed = Program::run(&words);
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let printed: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    let word = |name: &str| printed[name].as_str().unwrap().to_owned();
    (word("id"), word("link").split_once("/#i=").unwrap().1.to_owned())
}

#[tokio::test]
async fn where_rooms_are_for_those_who_are_invited_an_invite_makes_as_many_as_it_says() {
    let server = Server::start_with(made_by(RoomMakers::Invited));
    let (id, invite) = invite(&server, &["--days", "1", "--uses", "1"]);
    assert_eq!(opening(&server, Host([1; 32]), None).await, Some(Over::NeedsInvite));
    assert_eq!(opening(&server, Host([1; 32]), Some("AAAA")).await, Some(Over::BadInvite));
    assert_eq!(opening(&server, Host([1; 32]), Some(&invite)).await, None);
    assert_eq!(opening(&server, Host([2; 32]), Some(&invite)).await, Some(Over::BadInvite));
    let server = server.start_again(made_by(RoomMakers::Invited));
    assert_eq!(opening(&server, Host([3; 32]), Some(&invite)).await, None, "it outlives a restart");
    let server = server.start_again(|config| {
        made_by(RoomMakers::Invited)(config);
        let Rooms::Sealed(forwarding) = &mut config.rooms else { panic!("there are rooms") };
        forwarding.revoked = vec![id.try_into().unwrap()];
    });
    assert_eq!(opening(&server, Host([4; 32]), Some(&invite)).await, Some(Over::BadInvite));
}

#[tokio::test]
async fn where_rooms_are_for_those_with_certain_keys_nobody_else_makes_one() {
    let ana = Host([1; 32]);
    let server = Server::start_with(made_by(RoomMakers::Listed(vec![HostKey(ana.key())])));
    assert_eq!(opening(&server, ana, None).await, None);
    assert_eq!(opening(&server, Host([2; 32]), None).await, Some(Over::NotListed));
}

#[tokio::test]
async fn other_limits_hold_once_they_are_read_again() {
    let server = Server::start_with(rooms(1));
    let host = Host([1; 32]);
    let ana = Attendee::open(server.tcp(), host, "Ana").await;
    assert_eq!(ana.seat.as_ref().unwrap().members_at_most, 50);
    let limits = heliograph_relay::Config::on_loopback("nowhere".into()).limits;
    server.running.reload(Limits { members_per_room: 2, ..limits }).await;
    let _ben = Attendee::join(server.tcp(), host.room(), "Ben").await;
    let mut eve = Attendee::come(server.tcp(), "Eve").await;
    eve.ask(Request::Knock { room: host.room(), card: card("Eve") }).await;
    assert!(eve.hear().await == Some(Notice::Over(Over::Full)));
}

#[tokio::test]
async fn so_many_sockets_may_come_from_one_source() {
    let server = Server::start_with(|config| {
        rooms(1)(config);
        config.limits = Limits { connections_per_source: 8, ..config.limits };
    });
    let tcp = server.tcp();
    let mut here = Vec::new();
    for number in 0..8 {
        here.push(Attendee::come(tcp, &number.to_string()).await);
    }
    assert!(Socket::try_open(tcp, "/relay/room", &format!("http://{tcp}")).await.is_err());
    let _elsewhere = Attendee::come_from([127, 0, 0, 9], tcp, "Eve").await;
    here.pop();
    crate::support::until("there is room again", || async {
        Socket::try_open(tcp, "/relay/room", &format!("http://{tcp}")).await.is_ok()
    })
    .await;
}
