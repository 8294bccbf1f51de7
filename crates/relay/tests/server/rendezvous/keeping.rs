use crate::support::{Program, get};
use std::{fs, path::Path};

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
async fn killed_in_the_middle_it_starts_again() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut program = Program::serve(&state, &["--tls", "off"]);
    program.kill();
    let program = Program::serve(&state, &["--tls", "off"]);
    let tcp = ([127, 0, 0, 1], program.tcp_port).into();
    assert_eq!(get(tcp, "/companion.json").await.json()["ring"], true);
}

#[tokio::test]
async fn without_rings_there_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let program = Program::serve_after("export HELIOGRAPH_RELAY_RING=false", &state, &["--tls", "off"]);
    let tcp = ([127, 0, 0, 1], program.tcp_port).into();
    assert_eq!(get(tcp, "/companion.json").await.json()["ring"], false);
    assert!(!state.join("callees.redb").exists());
}
