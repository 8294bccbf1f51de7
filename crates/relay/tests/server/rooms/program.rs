use crate::support::{Attendee, Host, Program, Way, get, people};
use heliograph_relay::client::{TurnClient, Wire};
use heliograph_wire::{
    Private,
    room::{Notice, Over, Request},
};
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

const UDP: Way = Way::Udp(Ipv4Addr::LOCALHOST);

/// Where the figures are told; nothing else is at this address.
const FIGURES: &str = "127.66.0.3:9464";

const ROOMS: &[&str] = &["--tls", "off", "--sealed-rooms", "--media-port", "0"];

fn here(program: &Program) -> SocketAddr {
    ([127, 0, 0, 1], program.tcp_port).into()
}

async fn two(tcp: SocketAddr, host: Host) -> (Attendee, Attendee) {
    let mut ana = Attendee::open(tcp, host, "Ana").await;
    let mut ben = Attendee::join(tcp, host.room(), "Ben").await;
    ana.connect(UDP, 1).await;
    ben.connect(UDP, 1).await;
    ana.hears("Ben").await;
    ben.hears("Ana").await;
    (ana, ben)
}

#[tokio::test]
async fn whoever_is_in_a_room_is_not_waited_for_and_goes_on_with_the_next_process() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut program = Program::serve(&state, &[ROOMS, &["--drain-seconds", "600"]].concat());
    let (mut ana, mut ben) = two(here(&program), Host([1; 32])).await;
    program.signal("TERM");
    for attendee in [&mut ana, &mut ben] {
        attendee.wait("to move", |notice| matches!(notice, Notice::Moving).then_some(())).await;
        assert!(attendee.hear().await.is_none(), "something follows");
    }
    assert!(program.wait().success());
    let members = (ana.member(), ben.member());
    let (anas, bens) = (ana.ticket(), ben.ticket());
    let program = Program::serve_in_place_of(&program, &state, ROOMS);
    let mut ana = Attendee::come_back(here(&program), "Ana", anas).await;
    let mut ben = Attendee::come_back(here(&program), "Ben", bens).await;
    ana.seated().await;
    ben.seated().await;
    assert_eq!((ana.member(), ben.member()), members);
    ana.connect(UDP, 1).await;
    ben.connect(UDP, 1).await;
    ana.hears("Ben").await;
    ben.hears("Ana").await;
}

#[tokio::test]
async fn where_whoever_sits_before_it_ends_the_companion_people_in_rooms_hear_that_it_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::serve(&folder.path().join("state"), ROOMS);
    let (mut ana, mut ben) = two(here(&program), Host([1; 32])).await;
    program.signal("INT");
    assert_eq!(ana.end().await, Some(Over::Stopping));
    assert_eq!(ben.end().await, Some(Over::Stopping));
    assert!(program.wait().success());
}

/// A companion that was asked to stop and waits for a caller, and two in a room of it.
async fn asked_to_stop(folder: &Path) -> (Program, TurnClient, Attendee, Attendee) {
    let state = folder.join("state");
    let mut program = Program::serve(&state, &[ROOMS, &["--drain-seconds", "600"]].concat());
    let wire = Wire::udp(([127, 0, 0, 1], program.udp_port).into()).await.unwrap();
    let mut caller = TurnClient::new(wire, &people(&state, 1)[0]);
    caller.allocate().await.unwrap();
    let (ana, ben) = two(here(&program), Host([1; 32])).await;
    program.signal("TERM");
    program.wait_for("the companion stops");
    (program, caller, ana, ben)
}

#[tokio::test]
async fn a_companion_that_is_asked_twice_says_so_to_people_in_rooms() {
    let folder = tempfile::tempdir().unwrap();
    let (mut program, _caller, mut ana, _ben) = asked_to_stop(folder.path()).await;
    program.signal("TERM");
    ana.wait("to move", |notice| matches!(notice, Notice::Moving).then_some(())).await;
    assert!(ana.hear().await.is_none(), "something follows");
    assert!(program.wait().success());
}

#[tokio::test]
async fn a_room_goes_on_for_as_long_as_others_are_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let (mut program, mut caller, mut ana, _ben) = asked_to_stop(folder.path()).await;
    ana.hears("Ben").await;
    caller.release().await.unwrap();
    ana.wait("to move", |notice| matches!(notice, Notice::Moving).then_some(())).await;
    assert!(program.wait().success());
}

#[tokio::test]
async fn a_ticket_also_leads_back_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut program = Program::serve(&state, ROOMS);
    let (ana, _ben) = two(here(&program), Host([1; 32])).await;
    program.kill();
    let program = Program::serve_in_place_of(&program, &state, ROOMS);
    let mut back = Attendee::come_back(here(&program), "Ana", ana.ticket()).await;
    back.seated().await;
    assert_eq!(back.member(), ana.member());
}

#[tokio::test]
async fn neither_log_nor_figures_nor_disk_tell_who_was_in_a_room() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let words = [ROOMS, &["--log-level", "trace", "--metrics", FIGURES]].concat();
    let mut program = Program::serve(&state, &words);
    let host = Host([1; 32]);
    let (mut ana, mut ben) = two(here(&program), host).await;
    ana.ask(Request::Say { to: None, bytes: Private::new(b"what Ana says".to_vec()) }).await;
    ben.wait("what Ana says", |notice| matches!(notice, Notice::Said { .. }).then_some(())).await;
    ben.ask(Request::Offer { number: 9, sdp: Private::new("no description".to_owned()) }).await;
    ben.wait("a refusal", |notice| matches!(notice, Notice::Refused { number: 9 }).then_some(())).await;

    let figures = get(FIGURES.parse().unwrap(), "/metrics").await.text();
    let figure = |name: &str| {
        let start = format!("heliograph_relay_{name} ");
        let line = figures.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap_or_else(|| panic!("there is no {name}: {figures}")).parse::<u64>().unwrap()
    };
    assert_eq!((figure("rooms"), figure("room_members"), figure("room_connections")), (1, 2, 2));
    assert_eq!(figure("room_offers_refused_total"), 1);
    assert!(figure("room_media_in_total") >= 12 && figure("room_media_out_total") >= 12, "{figures}");
    assert!(figure("room_bytes_out_total") > figure("room_packets_out_total"));

    program.signal("TERM");
    assert!(program.wait().success());
    let log = program.log();
    assert!(log.contains("there are rooms"), "{log}");
    let room = host.room().0.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let told = ["127.0.0.1", "Ana", "Ben", "no description", "fingerprint", "ufrag", &room];
    for secret in told {
        assert!(!log.contains(secret) && !figures.contains(secret), "{secret}\n{log}{figures}");
    }
    for file in std::fs::read_dir(&state).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for secret in [b"Ana".as_slice(), &host.room().0, &host.key()] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "it is on the disk");
        }
    }
}

#[test]
fn a_port_for_media_that_is_taken_ends_the_start_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let state = folder.path().join("state");
    let state = state.to_str().unwrap();
    let words = ["serve", "--listen", "127.0.0.1:0", "--udp-port", "0", "--tls", "off", "--state", state];
    let ended = Program::run(&[&words[..], &["--sealed-rooms", "--media-port", &port]].concat());
    assert!(!ended.status.success());
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(said.contains(&format!("UDP port {port} cannot be opened: another program has it")), "{said}");
    assert!(said.contains("Another port can be given with --media-port"), "{said}");
}
