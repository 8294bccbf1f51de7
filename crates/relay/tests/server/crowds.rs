//! Many at once, and most of them mean no good.

use crate::support::{Guest, Pair, Program, get, people};
use heliograph_relay::client::{Wire, shake_hands};
use heliograph_relay::doctor::raise_file_limit;
use heliograph_turn::stun::{Class, Method, Writer, attribute};
use heliograph_wire::rendezvous::Notice;
use std::{
    net::{Ipv4Addr, SocketAddr, UdpSocket},
    time::Instant,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Where the figures are told; nothing else is at this address.
const FIGURES: &str = "127.66.0.1:9464";

fn here(port: u16) -> SocketAddr {
    ([127, 0, 0, 1], port).into()
}

async fn udp(program: &Program) -> Wire {
    Wire::udp(here(program.udp_port)).await.unwrap()
}

#[tokio::test]
async fn five_thousand_handshakes_that_never_end_are_ended_and_keep_nobody_out() {
    const MANY: usize = 5_000;
    raise_file_limit();
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let limit = "export HELIOGRAPH_RELAY_CONNECTIONS_PER_SOURCE=6000";
    let program = Program::serve_after(limit, &state, &["--tls", "self"]);
    let tcp = here(program.tcp_port);
    let mut pair = Pair::meet([udp(&program).await, udp(&program).await], &people(&state, 2)).await;
    drop(shake_hands(tcp, None, &[b"http/1.1"]).await.unwrap());

    let before = program.memory();
    let mut held = Vec::new();
    for number in 0..MANY {
        let mut stream = TcpStream::connect(tcp).await.unwrap();
        // Some say nothing, some begin, and some say most of what they have to.
        stream.write_all(&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..number % 12]).await.unwrap();
        held.push(stream);
    }
    shake_hands(tcp, None, &[b"http/1.1"]).await.unwrap();
    pair.talk(120).await;
    let each = program.memory().saturating_sub(before) / MANY as u64;
    // As tests are compiled: optimised programs take less.
    assert!(each < 20 * 1024, "each of them costs {each} bytes");
    for mut stream in held {
        assert_eq!(stream.read(&mut [0; 1]).await.unwrap_or(0), 0);
    }
    shake_hands(tcp, None, &[b"http/1.1"]).await.unwrap();
    pair.talk(120).await;
}

#[tokio::test]
async fn thousands_who_wait_to_be_met_cost_little_and_others_meet_meanwhile() {
    const FIRST: u32 = 50;
    const MANY: u32 = 5_000;
    raise_file_limit();
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let limit = "export HELIOGRAPH_RELAY_ARRIVALS=1000000";
    let program = Program::serve_after(limit, &state, &["--tls", "off"]);
    let tcp = here(program.tcp_port);
    // Each comes from an address of its own.
    let come = async |number: u32| Guest::open_from((0x7f02_0000 + number).to_be_bytes(), tcp).await;
    let mut waiting = Vec::new();
    // What the program does for the first time brings more of it into memory.
    for number in 0..FIRST {
        waiting.push(come(number).await);
    }
    let before = program.memory();
    for number in FIRST..FIRST + MANY {
        waiting.push(come(number).await);
    }
    let each = program.memory().saturating_sub(before) / u64::from(MANY);
    // Ten thousand and all else in 60 MB.
    assert!(each < 5_300, "each of them costs {each} bytes");
    let (mut ana, nameplate, _) = Guest::open(tcp).await;
    let _ben = Guest::at(tcp, nameplate).await;
    assert!(matches!(ana.hear().await, Some(Notice::Here(_))));
}

/// The first request of a browser.
fn allocate() -> Vec<u8> {
    let mut buffer = [0; 28];
    let mut writer = Writer::new(&mut buffer, Class::Request, Method::Allocate, b"twelve bytes");
    writer.attribute(attribute::REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
    let length = writer.finish().unwrap();
    buffer[..length].to_vec()
}

/// The sum of all figures whose line begins so.
fn figure(told: &str, name: &str) -> u64 {
    let values =
        told.lines().filter(|line| line.starts_with(name)).filter_map(|line| line.rsplit(' ').next());
    values.map(|value| value.parse::<u64>().unwrap()).sum()
}

#[tokio::test]
async fn a_flood_from_everywhere_leaves_nothing_in_memory_and_stops_nobody() {
    const FLOOD: u32 = 40_000;
    /// How many strangers are answered at once, and then in each second.
    const ANSWERED: (u64, u64) = (10_000, 5_000);
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let program = Program::serve(&state, &["--tls", "off", "--metrics", FIGURES]);
    let mut pair = Pair::meet([udp(&program).await, udp(&program).await], &people(&state, 2)).await;
    let request = allocate();
    let flood = async |pair: &mut Pair, from: u32, until: u32| {
        for number in from..until {
            // Every datagram comes from another address of this machine, and nobody takes the answer in.
            let source = Ipv4Addr::from(0x7f01_0000 + number.wrapping_mul(0x9e37) % 0x00fe_0000);
            let socket = UdpSocket::bind((source, 0)).unwrap();
            socket.send_to(&request, here(program.udp_port)).unwrap();
            if number % 64 == 0 {
                // What was sent before this has been taken in when it is heard.
                pair.talk(1).await;
            }
        }
    };
    let began = Instant::now();
    flood(&mut pair, 0, FLOOD / 2).await;
    let before = program.memory();
    flood(&mut pair, FLOOD / 2, FLOOD).await;
    let more = program.memory().saturating_sub(before);
    // A slow machine sends for longer, until more came than may be answered in that time.
    let mut sent = u64::from(FLOOD);
    let bound = || ANSWERED.0 + ANSWERED.1 * (began.elapsed().as_secs() + 1) + 100;
    while sent < bound() + 1_000 && sent < 4 * u64::from(FLOOD) {
        flood(&mut pair, 0, FLOOD / 2).await;
        sent += u64::from(FLOOD / 2);
    }
    let bound = bound();
    // A few dozen bytes for each source would be more.
    assert!(more <= 512 * 1024, "{more} bytes more than before");

    let told = get(FIGURES.parse().unwrap(), "/metrics").await.text();
    let refused = figure(&told, "heliograph_relay_refused_requests_total{code=\"401\"}");
    let silent = figure(&told, "heliograph_relay_dropped_packets_total{cause=\"global_limit\"}");
    assert!(refused + silent >= sent, "the test is blind\n{told}");
    assert!(refused <= bound, "of {sent}, {bound} may be answered\n{told}");
    assert_eq!(figure(&told, "heliograph_relay_allocations "), 2, "{told}");
    assert!(program.log().lines().count() < 10, "{}", program.log());
    // Whoever is not false can still come in by a stream.
    let ways =
        [Wire::tcp(here(program.tcp_port)).await.unwrap(), Wire::tcp(here(program.tcp_port)).await.unwrap()];
    Pair::meet(ways, &people(&state, 2)).await.talk(120).await;
}
