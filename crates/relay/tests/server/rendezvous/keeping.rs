use crate::support::{Guest, Program, get};
use heliograph_wire::{
    Private,
    rendezvous::{Notice, Request, WAKE_BYTES},
};
use std::{fs, net::SocketAddr, path::Path};

/// What it says when it does not start.
fn refused(state: &Path, words: &[&str]) -> String {
    let words = [&["serve", "--listen", "127.0.0.1:0", "--udp-port", "0", "--tls", "off"], words].concat();
    let output = Program::command(&words).arg("--state").arg(state).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_damaged_file_ends_it_with_a_sentence_and_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    drop(Program::serve(&state, &["--tls", "off"]));
    let file = state.join("callees.redb");
    let whole = fs::read(&file).unwrap();
    for torn in [&whole[..whole.len() / 2], b"no database", b""] {
        fs::write(&file, torn).unwrap();
        let said = refused(&state, &[]);
        assert!(said.contains("callees.redb, which has those who can be rung, is damaged."), "{said}");
        assert!(said.contains("Put back a copy of it; or move it away"), "{said}");
        assert!(fs::read(&file).unwrap() == torn, "it was changed");
    }
    fs::remove_file(&file).unwrap();
    drop(Program::serve(&state, &["--tls", "off"]));
}

#[test]
fn a_file_that_another_server_has_open_ends_the_second_one_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let _first = Program::serve(&state, &["--tls", "off"]);
    let said = refused(&state, &[]);
    assert!(
        said.starts_with("another program has ") && said.contains("a server that was started before"),
        "{said}"
    );
    assert!(said.contains("--state") && said.contains("`ring = false`"), "{said}");
}

#[tokio::test]
async fn killed_in_the_middle_it_has_all_that_it_said_it_kept() {
    const SECRET: [u8; 32] = [5; 32];
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut program = Program::serve(&state, &["--tls", "off"]);
    for round in 0..4 {
        let mut callee = Guest::attend(here(&program), SECRET).await;
        for number in 0..20 {
            let (salt, label) = (Private::new([number; 16]), Private::new(vec![round; 100]));
            callee.ask(Request::PutLink { salt, label, wake: Private::new(vec![round; WAKE_BYTES]) }).await;
        }
        // What was said last was said to be kept.
        let mut said = labelled(&mut callee, round).await;
        while said < usize::from(5 * round) {
            said = labelled(&mut callee, round).await;
        }
        program.kill();
        program = Program::serve(&state, &["--tls", "off"]);
        let mut callee = Guest::attend(here(&program), SECRET).await;
        let kept = labelled(&mut callee, round).await;
        assert!(kept >= said, "{said} were said to be kept, and {kept} are");
    }
}

/// How many links have the label of this round, by what a callee's page hears next.
async fn labelled(callee: &mut Guest, round: u8) -> usize {
    let Some(Notice::Attended { links, .. }) = callee.hear().await else {
        panic!("nothing is heard of links")
    };
    links.iter().filter(|link| link.label.reveal()[0] == round).count()
}

fn here(program: &Program) -> SocketAddr {
    ([127, 0, 0, 1], program.tcp_port).into()
}

#[tokio::test]
async fn without_rings_there_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let program = Program::serve_after("export HELIOGRAPH_RELAY_RING=false", &state, &["--tls", "off"]);
    assert_eq!(get(here(&program), "/companion.json").await.json()["ring"], false);
    assert!(!state.join("callees.redb").exists());
}
