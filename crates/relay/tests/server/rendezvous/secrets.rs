use crate::support::{Guest, Program, get};
use aws_lc_rs::digest::{SHA256, digest};
use heliograph_wire::{
    Private,
    rendezvous::{Notice, Request},
};
use std::net::SocketAddr;

/// Where the figures are told; nothing else is at this address.
const FIGURES: &str = "127.66.0.2:9464";

const CALLEE: [u8; 32] = *b"the secret of a private link ...";
const SALT: [u8; 16] = *b"salt of a link..";
const WAKE: &[u8; 48] = b"what opens the callee's push subscriptions .....";

fn private(bytes: &[u8]) -> Private<Vec<u8>> {
    Private::new(bytes.to_vec())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The bytes themselves, and how a program may write them.
fn spellings(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let list = format!("{secret:?}");
    vec![secret.to_vec(), hex.to_uppercase().into(), hex.into(), list.into()]
}

#[tokio::test]
async fn neither_log_nor_figures_nor_disk_tell_who_met_or_rang_whom() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let words = ["--tls", "off", "--log-level", "trace", "--metrics", FIGURES, "--drain-seconds", "0"];
    let mut program = Program::serve(&state, &words);
    let tcp = SocketAddr::from(([127, 0, 0, 1], program.tcp_port));

    let (mut ana, nameplate, ticket) = Guest::open(tcp).await;
    let mut ben = Guest::at(tcp, nameplate).await;
    let Some(Notice::Here(bens)) = ana.hear().await else { panic!("nobody came") };
    ana.ask(Request::Say { to: bens, sealed: private(b"said at a place") }).await;
    while ben.hear().await.is_some_and(|notice| !matches!(notice, Notice::Said { .. })) {}
    let link = Guest::link(CALLEE, SALT);
    let hash: [u8; 32] = digest(&SHA256, &link).as_ref().try_into().unwrap();
    let mut callee = Guest::attend(tcp, CALLEE).await;
    let (salt, label) = (Private::new(SALT), private(b"sealed label"));
    callee.ask(Request::PutLink { salt, label, wake: private(WAKE) }).await;
    while callee
        .hear()
        .await
        .is_some_and(|notice| !matches!(notice, Notice::Attended { ref links, .. } if links.len() == 1))
    {}
    let caller = Guest::ring(tcp, link, b"sealed introduction").await;
    while callee.hear().await.is_some_and(|notice| !matches!(notice, Notice::Rings { .. })) {}
    drop(caller);
    while callee.hear().await.is_some_and(|notice| !matches!(notice, Notice::Missed(_))) {}
    // Some come too often, which is told of.
    for _ in 0..8 {
        let mut guest = Guest::come(tcp).await;
        let work = guest.work();
        guest.ask(Request::Come { work, nameplate: 1 }).await;
        while guest.hear().await.is_some() {}
    }
    program.wait_for("comes to meet too often");

    let figures = get(FIGURES.parse().unwrap(), "/metrics").await.text();
    for line in ["callees 1", "callee_links 1", "callee_notes 1", "rings_total 1"] {
        assert!(figures.contains(&format!("\nheliograph_relay_{line}\n")), "{line}\n{figures}");
    }
    program.signal("TERM");
    assert!(program.wait().success());
    let log = program.log();
    let told = [log.as_bytes(), figures.as_bytes()].concat();
    let disk: Vec<u8> = std::fs::read_dir(&state)
        .unwrap()
        .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();

    let nowhere = [&CALLEE[..], &SALT, &link, ticket.reveal(), b"said at a place"];
    let sealed_on_the_disk = [&hash[..], WAKE, b"sealed label", b"sealed introduction"];
    for secret in nowhere {
        assert!(spellings(secret).iter().all(|secret| !contains(&disk, secret)), "{}", secret.escape_ascii());
    }
    for secret in nowhere.into_iter().chain(sealed_on_the_disk) {
        assert!(spellings(secret).iter().all(|secret| !contains(&told, secret)), "{}", secret.escape_ascii());
    }
    for planted in sealed_on_the_disk {
        assert!(contains(&disk, planted), "the test is blind: {}", planted.escape_ascii());
    }
    assert!(!contains(&told, format!("127.0.0.1:{}", program.tcp_port).as_bytes()), "{log}");
    assert!(contains(&told, b"heliograph_relay_callees"));
}
