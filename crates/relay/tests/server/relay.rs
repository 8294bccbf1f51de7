use crate::support::{Pair, Server};
use heliograph_relay::{
    Config, Tls,
    client::{Heard, TurnClient, Wire, shake_hands},
};
use heliograph_turn::credential::Credential;

const CHANNEL: u16 = 0x4001;

/// Two people of one exchange meet on the relay, and say something to each other.
async fn talk(one: (Wire, &Credential), other: (Wire, &Credential)) {
    let people = [one.1.clone(), other.1.clone()];
    let mut pair = Pair::meet([one.0, other.0], &people).await;
    for length in [0, 1, 2, 3, 120, 1200] {
        pair.talk(length).await;
    }
    pair.one.release().await.unwrap();
}

fn own(config: &mut Config) {
    config.tls = Tls::Own;
}

#[tokio::test]
async fn people_talk_over_each_way_and_between_two() {
    let server = Server::start_with(own);
    let people = server.people(2);
    let (ana, ben) = (&people[0], &people[1]);
    let udp = || async { Wire::udp(server.udp()).await.unwrap() };
    let tcp = || async { Wire::tcp(server.tcp()).await.unwrap() };
    let named = || async { Wire::over(shake_hands(server.tcp(), None, &[b"stun.turn"]).await.unwrap()) };
    let unnamed = || async { Wire::over(shake_hands(server.tcp(), None, &[]).await.unwrap()) };

    talk((udp().await, ana), (udp().await, ben)).await;
    talk((tcp().await, ana), (tcp().await, ben)).await;
    talk((named().await, ana), (unnamed().await, ben)).await;
    talk((udp().await, ana), (tcp().await, ben)).await;
    talk((unnamed().await, ana), (udp().await, ben)).await;
}

#[tokio::test]
async fn people_of_different_exchanges_do_not_reach_each_other() {
    let server = Server::start();
    let (ana, eve) = (server.people(1).remove(0), server.people(1).remove(0));
    let udp = || async { Wire::udp(server.udp()).await.unwrap() };
    let (mut ana, mut eve) = (TurnClient::new(udp().await, &ana), TurnClient::new(udp().await, &eve));
    let (at_ana, at_eve) = (ana.allocate().await.unwrap(), eve.allocate().await.unwrap());
    assert!(matches!(eve.bind(CHANNEL, at_ana).await, Err(Heard::Refusal(403))));
    assert!(matches!(ana.bind(CHANNEL, at_eve).await, Err(Heard::Refusal(403))));
}

#[tokio::test]
async fn nothing_but_the_relay_itself_can_be_reached_through_it() {
    let server = Server::start();
    let person = server.people(1).remove(0);
    let mut client = TurnClient::new(Wire::udp(server.udp()).await.unwrap(), &person);
    client.allocate().await.unwrap();
    for address in ["127.0.0.1:80", "10.0.0.1:80", "169.254.169.254:80", "0.0.0.0:80", "203.0.113.9:443"] {
        let refused = client.bind(CHANNEL, address.parse().unwrap()).await;
        assert!(matches!(refused, Err(Heard::Refusal(403))), "{address}: {refused:?}");
    }
    let own: std::net::SocketAddr = server.udp();
    assert!(matches!(client.bind(CHANNEL, own).await, Err(Heard::Refusal(403))));
}

/// The relay has no socket for its clients, so there is nothing that could send to a listener of this machine.
#[tokio::test]
async fn a_listener_beside_the_relay_never_hears_of_its_clients() {
    let server = Server::start_with(own);
    let listener = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let at = listener.local_addr().unwrap();
    let sealed = shake_hands(server.tcp(), None, &[b"stun.turn"]).await.unwrap();
    let ways =
        [Wire::udp(server.udp()).await.unwrap(), Wire::tcp(server.tcp()).await.unwrap(), Wire::over(sealed)];
    for way in ways {
        let person = server.people(1).remove(0);
        let mut client = TurnClient::new(way, &person);
        client.allocate().await.unwrap();
        assert!(matches!(client.bind(CHANNEL, at).await, Err(Heard::Refusal(403))));
        client.send_to(at, b"knock").await.unwrap();
        client.send(CHANNEL, b"knock").await.unwrap();
        // What was sent before this has been taken in when it is answered.
        client.binding().await.unwrap();
    }
    let heard = listener.recv(&mut [0; 64]).map_err(|error| error.kind());
    assert_eq!(heard, Err(std::io::ErrorKind::WouldBlock));
}

#[tokio::test]
async fn a_credential_that_nobody_issued_is_refused() {
    let server = Server::start();
    let mut person = server.people(1).remove(0);
    person.password.replace_range(..1, if person.password.starts_with('a') { "b" } else { "a" });
    let mut client = TurnClient::new(Wire::udp(server.udp()).await.unwrap(), &person);
    assert!(matches!(client.allocate().await, Err(Heard::Refusal(401))));
    assert_eq!(client.binding().await.unwrap().ip(), server.udp().ip());
}

#[tokio::test]
async fn what_was_relayed_is_counted() {
    let server = Server::start_with(|config| config.metrics = Some("127.0.0.1:0".parse().unwrap()));
    let people = server.people(2);
    let udp = || async { Wire::udp(server.udp()).await.unwrap() };
    talk((udp().await, &people[0]), (udp().await, &people[1])).await;
    let told = crate::support::get(server.running.metrics().unwrap(), "/metrics").await.text();
    for line in [
        "heliograph_relay_bindings_total 0",
        "heliograph_relay_allocations_total 2",
        "heliograph_relay_allocations 1",
        "heliograph_relay_relayed_packets_total 12",
        "heliograph_relay_relayed_bytes_total 2652",
    ] {
        assert!(told.lines().any(|told| told == line), "{line}\n{told}");
    }
}
