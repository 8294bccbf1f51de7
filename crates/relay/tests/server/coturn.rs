use crate::support::Server;
use heliograph_relay::Tls;
use heliograph_turn::credential::Credential;
use std::{
    io::ErrorKind,
    net::SocketAddr,
    process::{Command, Output},
};

/// Runs one of coturn's utilities; nothing where there is none.
pub(crate) async fn run(program: &'static str, words: Vec<String>) -> Option<Output> {
    let ran = tokio::task::spawn_blocking(move || {
        // They wait for ever where nobody answers.
        Command::new("timeout").args(["60", program]).args(words).output()
    });
    match ran.await.unwrap() {
        Ok(output) if output.status.code() != Some(127) => Some(output),
        Err(error) if error.kind() != ErrorKind::NotFound => panic!("{error}"),
        _ => {
            eprintln!("SKIPPED {program}: coturn is not installed");
            None
        }
    }
}

pub(crate) fn words(at: SocketAddr, person: &Credential, more: &[&str]) -> Vec<String> {
    let port = at.port().to_string();
    let mut words: Vec<_> = ["-c", "-m", "2", "-n", "20", "-s", "-z", "5"].map(str::to_owned).to_vec();
    words.extend(more.iter().map(|word| (*word).to_owned()));
    words.extend(["-u", &person.username, "-w", &person.password, "-p", &port].map(str::to_owned));
    words.push(at.ip().to_string());
    words
}

#[track_caller]
pub(crate) fn expect_all_delivered(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("tot_send_msgs=40, tot_recv_msgs=40"), "{said}");
}

#[tokio::test]
async fn its_stun_client_learns_its_address() {
    let server = Server::start();
    let words = vec!["-p".to_owned(), server.udp().port().to_string(), "127.0.0.1".to_owned()];
    let Some(output) = run("turnutils_stunclient", words).await else { return };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("UDP reflexive addr: 127.0.0.1:"), "{said}");
}

#[tokio::test]
async fn its_turn_client_relays_by_udp_and_tcp() {
    let server = Server::start();
    for (at, more) in [(server.udp(), &["-y"][..]), (server.tcp(), &["-y", "-t"][..])] {
        let person = server.people(1).remove(0);
        let Some(output) = run("turnutils_uclient", words(at, &person, more)).await else { return };
        expect_all_delivered(&output);
    }
}

#[tokio::test]
async fn its_turn_client_relays_by_tls() {
    let server = Server::start_with(|config| config.tls = Tls::Own);
    let person = server.people(1).remove(0);
    let Some(output) = run("turnutils_uclient", words(server.tcp(), &person, &["-y", "-t", "-S"])).await
    else {
        return;
    };
    expect_all_delivered(&output);
}
