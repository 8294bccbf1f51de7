//! What goes wrong around the program, and what people still have then.

use crate::support::{Pair, Program, get, people};
use heliograph_relay::client::{TurnClient, Wire, shake_hands};
use std::{
    fs::{self, Permissions},
    net::SocketAddr,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
};
use tokio::net::TcpStream;

fn here(port: u16) -> SocketAddr {
    ([127, 0, 0, 1], port).into()
}

#[tokio::test]
async fn damaged_secrets_end_it_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    drop(Program::serve(&state, &["--tls", "off"]));
    let secrets = fs::read(state.join("secrets")).unwrap();
    fs::write(state.join("secrets"), &secrets[..40]).unwrap();
    let output = Program::run(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--tls",
        "off",
        "--state",
        state.to_str().unwrap(),
    ]);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("is damaged. Put back a copy of it"), "{said}");
    assert_eq!(fs::read(state.join("secrets")).unwrap(), &secrets[..40], "nothing was made anew");
}

#[test]
fn a_folder_for_secrets_that_is_none_ends_it_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    fs::write(&file, "no folder").unwrap();
    let words = ["--listen", "127.0.0.1:0", "--tls", "off", "--state", file.to_str().unwrap()];
    for command in ["serve", "credential", "doctor"] {
        let output = Program::run(&[&[command], &words[..]].concat());
        assert!(!output.status.success());
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(said.contains("state is no folder, and secrets need one. Name another"), "{said}");
    }
}

#[test]
fn a_folder_for_secrets_that_others_can_look_into_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let mut program = Program::serve(folder.path(), &["--tls", "off"]);
    let line =
        program.wait_for("others on this machine can look into the folder for secrets; `chmod 700` it");
    assert!(!line.contains(folder.path().to_str().unwrap()), "{line}");
}

#[tokio::test]
async fn what_an_ended_start_left_half_written_is_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    fs::create_dir(&state).unwrap();
    fs::set_permissions(&state, Permissions::from_mode(0o700)).unwrap();
    for file in ["secrets.new", "certificate.pem.new", "callees.redb.new"] {
        fs::write(state.join(file), "heliograph-relay sec").unwrap();
    }
    let program = Program::serve(&state, &["--tls", "self"]);
    assert!(!program.log().contains("WARN"), "{}", program.log());
    let mut names: Vec<_> = fs::read_dir(&state).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["callees.redb", "certificate.pem", "secrets"]);
}

#[tokio::test]
async fn where_the_disk_is_full_it_goes_on_and_says_what_that_costs() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    // No file may have a single byte, and nobody is killed for trying.
    let mut program = Program::serve_after("trap '' XFSZ; ulimit -f 0", &state, &["--tls", "self"]);
    program.wait_for("the secrets cannot be kept");
    program.wait_for("the certificate cannot be kept");
    program.wait_for("nothing can be kept, so nobody can be rung");
    assert_eq!(get(here(program.tcp_port), "/healthz").await.status, 200);
    assert_eq!(fs::read_dir(&state).unwrap().count(), 0, "nothing torn is left");
}

/// What a shell says to see a folder as one that can only be read.
fn read_only(folder: &Path) -> Option<String> {
    if !Command::new("unshare").args(["--mount", "true"]).status().is_ok_and(|ended| ended.success()) {
        println!("SKIPPED: no folder can be made read-only here: it needs root");
        return None;
    }
    let folder = folder.display();
    let bind = format!("mount --bind '{folder}' '{folder}' && mount -o remount,ro,bind '{folder}'");
    Some(format!("exec unshare --mount sh -c \"{bind} && exec \\\"\\$0\\\" \\\"\\$@\\\"\" \"$0\" \"$@\""))
}

#[tokio::test]
async fn secrets_that_can_only_be_read_are_enough() {
    let folder = tempfile::tempdir().unwrap();
    let Some(shell) = read_only(folder.path()) else { return };
    let state = folder.path().join("state");
    let shown = async |program: &Program| {
        let stream = shake_hands(here(program.tcp_port), None, &[b"http/1.1"]).await.unwrap();
        stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
    };
    let program = Program::serve(&state, &["--tls", "self"]);
    let certificate = shown(&program).await;
    drop(program);

    let shell = format!("export HELIOGRAPH_RELAY_RING=false\n{shell}");
    let program = Program::serve_after(&shell, &state, &["--tls", "self"]);
    assert_eq!(shown(&program).await, certificate);
    assert!(!program.log().contains("WARN"), "{}", program.log());
    let person = people(&state, 1).remove(0);
    let wire = Wire::udp(here(program.udp_port)).await.unwrap();
    TurnClient::new(wire, &person).allocate().await.unwrap();
}

#[tokio::test]
async fn where_nothing_can_be_written_it_goes_on_and_says_what_that_costs() {
    let folder = tempfile::tempdir().unwrap();
    let Some(shell) = read_only(folder.path()) else { return };
    let state = folder.path().join("state");
    let mut program = Program::serve_after(&shell, &state, &["--tls", "self"]);
    program.wait_for("the secrets cannot be kept");
    program.wait_for("the certificate cannot be kept");
    assert_eq!(get(here(program.tcp_port), "/healthz").await.status, 200);
    assert!(!state.exists());
}

#[tokio::test]
async fn killed_and_started_again_it_takes_the_same_credentials_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut program = Program::serve(&state, &["--tls", "off"]);
    let (by_udp, by_tcp) = (people(&state, 2), people(&state, 2));
    let (udp, tcp) = (here(program.udp_port), here(program.tcp_port));
    let datagrams = [Wire::udp(udp).await.unwrap(), Wire::udp(udp).await.unwrap()];
    let mut datagrams = Pair::meet(datagrams, &by_udp).await;
    datagrams.talk(120).await;
    let streams = async || [Wire::tcp(tcp).await.unwrap(), Wire::tcp(tcp).await.unwrap()];
    let mut ended = Pair::meet(streams().await, &by_tcp).await;
    ended.talk(120).await;

    program.kill();
    let _program = Program::serve_in_place_of(&program, &state, &["--tls", "off"]);
    // These still have the nonces of before, and are told of new ones.
    datagrams.meet_again().await;
    datagrams.talk(120).await;
    Pair::meet(streams().await, &by_tcp).await.talk(120).await;
}

#[tokio::test]
async fn without_free_file_descriptors_those_who_are_here_go_on_and_others_wait() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut program = Program::serve_after("ulimit -n 40", &state, &["--tls", "off"]);
    let (tcp, udp) = (here(program.tcp_port), here(program.udp_port));
    let ways = [Wire::tcp(tcp).await.unwrap(), Wire::udp(udp).await.unwrap()];
    let mut pair = Pair::meet(ways, &people(&state, 2)).await;
    let mut first = TcpStream::connect(tcp).await.unwrap();
    let mut held = Vec::new();
    for _ in 0..60 {
        held.push(TcpStream::connect(tcp).await.unwrap());
    }
    program.wait_for("no further connection can be taken");
    pair.talk(120).await;
    let ways = [Wire::udp(udp).await.unwrap(), Wire::udp(udp).await.unwrap()];
    Pair::meet(ways, &people(&state, 2)).await.talk(120).await;
    let request = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    assert_eq!(crate::support::ask_over(&mut first, request).await.status, 200);
    drop(held);
    assert_eq!(get(tcp, "/healthz").await.status, 200);
    pair.talk(120).await;
    let said = program.log().matches("no further connection can be taken").count();
    assert_eq!(said, 1, "it is said once a minute: {}", program.log());
}
