//! A relay that somebody has opened to hosts outside, here to one of the other addresses of this machine.

use crate::coturn::{expect_all_delivered, run, words};
use crate::support::{Pair, Server, until};
use heliograph_relay::{
    Config, OpenRelay, Relay, Tls,
    client::{Heard, TurnClient, Wire, shake_hands},
    doctor::{Finding, examine},
};
use std::{
    net::{Ipv4Addr, SocketAddr},
    ops::RangeInclusive,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tokio::{net::UdpSocket, time::timeout};

const CHANNEL: u16 = 0x4001;

/// The host outside.
const HOST: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

fn opened(config: &mut Config, ports: RangeInclusive<u16>) {
    let allowed = vec![format!("{HOST}/32").parse().unwrap()];
    let relay = OpenRelay { v4: Ipv4Addr::LOCALHOST, v6: None, ports, allowed, denied: Vec::new() };
    (config.tls, config.relay) = (Tls::Own, Relay::Open(relay));
}

fn open() -> Server {
    Server::start_with(|config| opened(config, 20_000..=30_000))
}

/// A client by each way.
async fn clients(server: &Server) -> [TurnClient; 3] {
    let sealed = shake_hands(server.tcp(), None, &[b"stun.turn"]).await.unwrap();
    let ways =
        [Wire::udp(server.udp()).await.unwrap(), Wire::tcp(server.tcp()).await.unwrap(), Wire::over(sealed)];
    ways.map(|way| TurnClient::new(way, &server.people(1)[0]))
}

#[tokio::test]
async fn a_host_that_is_allowed_is_spoken_to_and_answers() {
    let server = open();
    let host = UdpSocket::bind((HOST, 0)).await.unwrap();
    let mut heard = [0; 2_048];
    for mut client in clients(&server).await {
        let relayed = client.allocate().await.unwrap();
        assert_eq!(relayed.ip(), Ipv4Addr::LOCALHOST);
        client.bind(CHANNEL, host.local_addr().unwrap()).await.unwrap();
        for length in [0, 1, 120, 1_200] {
            let payload = vec![length as u8; length];
            client.send(CHANNEL, &payload).await.unwrap();
            let (count, from) =
                timeout(Duration::from_secs(30), host.recv_from(&mut heard)).await.unwrap().unwrap();
            assert_eq!((&heard[..count], from), (&payload[..], relayed));
            host.send_to(&payload, relayed).await.unwrap();
            assert_eq!(client.receive(CHANNEL).await.unwrap(), payload);
        }
        client.release().await.unwrap();
    }
}

#[tokio::test]
async fn this_machine_and_what_is_special_never_hear_of_its_clients() {
    let server = Server::start_with(|config| {
        opened(config, 20_000..=30_000);
        config.metrics = Some("127.0.0.1:0".parse().unwrap());
    });
    let listeners = ["127.0.0.1:0", "127.0.0.3:0"].map(|at| std::net::UdpSocket::bind(at).unwrap());
    let mut places: Vec<_> = listeners.iter().map(|listener| listener.local_addr().unwrap()).collect();
    places.extend([server.tcp(), server.udp(), server.running.metrics().unwrap()]);
    places.extend(
        ["10.0.0.1:80", "169.254.169.254:80", "0.0.0.0:80"].map(|at| at.parse::<SocketAddr>().unwrap()),
    );
    for mut client in clients(&server).await {
        client.allocate().await.unwrap();
        for place in &places {
            let refused = client.bind(CHANNEL, *place).await;
            assert!(matches!(refused, Err(Heard::Refusal(403))), "{place}: {refused:?}");
            client.send_to(*place, b"knock").await.unwrap();
        }
        // What was sent before this has been taken in when it is answered.
        client.binding().await.unwrap();
    }
    for listener in listeners {
        listener.set_nonblocking(true).unwrap();
        let heard = listener.recv(&mut [0; 64]).map_err(|error| error.kind());
        assert_eq!(heard, Err(std::io::ErrorKind::WouldBlock));
    }
}

#[tokio::test]
async fn two_clients_of_one_server_reach_each_other() {
    let server = open();
    let people = [server.people(1).remove(0), server.people(1).remove(0)];
    let ways = [Wire::udp(server.udp()).await.unwrap(), Wire::tcp(server.tcp()).await.unwrap()];
    Pair::meet(ways, &people).await.talk(120).await;
}

#[tokio::test]
async fn where_all_ports_are_taken_others_wait_until_one_is_free() {
    let taken = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let first = taken.local_addr().unwrap().port();
    // One of them is another program's.
    let server = Server::start_with(|config| opened(config, first..=first.saturating_add(1)));
    let mut one = TurnClient::new(Wire::udp(server.udp()).await.unwrap(), &server.people(1)[0]);
    let mut other = TurnClient::new(Wire::udp(server.udp()).await.unwrap(), &server.people(1)[0]);
    assert_ne!(one.allocate().await.unwrap().port(), first);
    assert!(matches!(other.allocate().await, Err(Heard::Refusal(508))));
    one.release().await.unwrap();
    let other = tokio::sync::Mutex::new(other);
    until("the port is free again", || async { other.lock().await.allocate().await.is_ok() }).await;
}

#[tokio::test]
async fn an_open_server_is_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::on_loopback(folder.path().join("state"));
    opened(&mut config, 20_000..=30_000);
    let findings = examine(config).await;
    assert!(!findings.iter().any(|finding| matches!(finding, Finding::Ill(_))), "{findings:?}");
}

/// A host that sends back what it gets, and ends with this.
struct Echo(Child);

impl Drop for Echo {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn clients_and_peers_of_coturn_meet_over_each_way() {
    let server = open();
    let port = UdpSocket::bind((HOST, 0)).await.unwrap().local_addr().unwrap().port().to_string();
    let mut peer = Command::new("turnutils_peer");
    peer.args(["-L", &HOST.to_string(), "-p", &port]).stdout(Stdio::null()).stderr(Stdio::null());
    // Where there is none, the client says so.
    let _echo = peer.spawn().ok().map(Echo);
    let host = HOST.to_string();
    let to_host = ["-e", &host, "-r", &port];
    let tries = [
        (server.udp(), to_host.to_vec()),
        (server.tcp(), [&["-t"][..], &to_host].concat()),
        (server.tcp(), [&["-t", "-S"][..], &to_host].concat()),
        (server.udp(), vec!["-y"]),
    ];
    let runs = tries.map(|(at, more)| run("turnutils_uclient", words(at, &server.people(1)[0], &more)));
    for output in futures::future::join_all(runs).await {
        let Some(output) = output else { return };
        expect_all_delivered(&output);
    }
}
