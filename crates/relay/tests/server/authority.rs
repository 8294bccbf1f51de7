//! An authority for certificates as Let's Encrypt has one (their own Pebble), which checks the domain and gives a
//! certificate.

use crate::support::Program;
use heliograph_relay::client::shake_hands;
use std::{
    fs,
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const DOMAIN: &str = "calls.example.org";

/// Processes that end with the test.
struct Authority(Vec<Child>);

impl Drop for Authority {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn free_tcp() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn free_udp() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Authority {
    /// Starts one that finds every domain on this machine, and checks it at this port; nothing where there is none.
    fn start(folder: &Path, directory: u16, checked: u16) -> Option<Self> {
        let key = rcgen::KeyPair::generate().unwrap();
        let own = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
        let [certificate, private, config] =
            ["root.pem", "key.pem", "pebble.json"].map(|name| folder.join(name));
        fs::write(&certificate, own.pem()).unwrap();
        fs::write(&private, key.serialize_pem()).unwrap();
        let local = |port| format!("127.0.0.1:{port}");
        let settings = serde_json::json!({ "pebble": {
            "listenAddress": local(directory),
            "managementListenAddress": local(free_tcp()),
            "certificate": certificate,
            "privateKey": private,
            "httpPort": free_tcp(),
            "tlsPort": checked,
        }});
        fs::write(&config, settings.to_string()).unwrap();
        let quiet = |command: &mut Command| command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let (dns, management) = (local(free_udp()), local(free_tcp()));
        let mut names = Command::new("pebble-challtestsrv");
        names.args(["-dns01", &dns, "-management", &management, "-defaultIPv4", "127.0.0.1"]);
        for nothing in ["-defaultIPv6", "-http01", "-https01", "-tlsalpn01"] {
            names.args([nothing, ""]);
        }
        let names = match quiet(&mut names) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                eprintln!("SKIPPED an authority: pebble is not installed");
                return None;
            }
            names => names.unwrap(),
        };
        let mut begun = Self(vec![names]);
        let mut pebble = Command::new("pebble");
        pebble.args(["-config", config.to_str().unwrap(), "-dnsserver", &dns]);
        // It would wait and refuse by chance, as a trial of its clients.
        pebble.env("PEBBLE_VA_NOSLEEP", "1").env("PEBBLE_WFE_NONCEREJECT", "0");
        begun.0.push(quiet(&mut pebble).unwrap());
        Some(begun)
    }
}

/// The settings of a companion that has its certificate from this authority, with a line more.
fn written(folder: &Path, directory: u16, port: u16, more: &str) -> PathBuf {
    let config = folder.join("relay.toml");
    let settings = format!(
        "tls = \"acme\"\ndomain = \"{DOMAIN}\"\nport = {port}\n\
         acme_directory = \"https://127.0.0.1:{directory}/dir\"\n{more}\n"
    );
    fs::write(&config, settings).unwrap();
    config
}

#[tokio::test]
async fn an_authority_checks_the_domain_and_gives_a_certificate_that_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (directory, port) = (free_tcp(), free_tcp());
    let Some(_authority) = Authority::start(folder.path(), directory, port) else { return };
    let root = format!("acme_root = {:?}", folder.path().join("root.pem"));
    let config = written(folder.path(), directory, port, &root);
    let state = folder.path().join("state");
    let words = ["--config", config.to_str().unwrap(), "--drain-seconds", "0"];
    let mut program = Program::serve_at_given_port(&state, &words);
    program.wait_for("the authority gave a certificate, which is in use");
    let server = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    assert_eq!(shown(server).await, (true, true));
    let log = program.log();
    assert!(!log.contains(DOMAIN) && !log.contains("127.0.0.1"), "{log}");

    // The next start needs no authority.
    program.signal("TERM");
    assert!(program.wait().success());
    let mut program = Program::serve_at_given_port(&state, &words);
    program.wait_for("the certificate that was kept is in use");
    assert_eq!(shown(server).await, (true, true));
}

/// Whether a server shows a certificate of the authority's, and one for the domain.
async fn shown(server: SocketAddr) -> (bool, bool) {
    let stream = shake_hands(server, Some(DOMAIN), &[]).await.unwrap();
    let chain = stream.get_ref().1.peer_certificates().unwrap();
    let text = String::from_utf8_lossy(&chain[0]).into_owned();
    (text.contains("Pebble Intermediate CA"), text.contains(DOMAIN))
}

#[test]
fn an_authority_for_which_nobody_vouches_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let (directory, port) = (free_tcp(), free_tcp());
    let Some(_authority) = Authority::start(folder.path(), directory, port) else { return };
    let config = written(folder.path(), directory, port, "");
    let words = ["--config", config.to_str().unwrap(), "--drain-seconds", "0"];
    let state = folder.path().join("state");
    let mut program = Program::serve_at_given_port(&state, &words);
    program.wait_for("no certificate yet");
    drop(program);

    let config = written(folder.path(), directory, port, "acme_root = \"/nowhere/root.pem\"");
    let words = ["serve", "--listen", "127.0.0.1", "--udp-port", "0", "--config", config.to_str().unwrap()];
    let refused = Program::run(&[&words[..], &["--state", state.to_str().unwrap()]].concat());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("which `acme_root` names, is not there"), "{said}");
}

#[test]
fn an_authority_that_refuses_is_told_from_one_that_does_not_answer() {
    let folder = tempfile::tempdir().unwrap();
    let (directory, port) = (free_tcp(), free_tcp());
    let Some(_authority) = Authority::start(folder.path(), directory, port) else { return };
    // It writes to nobody by telephone.
    let more = format!("acme_root = {:?}\nacme_contact = \"tel:1\"", folder.path().join("root.pem"));
    let config = written(folder.path(), directory, port, &more);
    let words = ["--config", config.to_str().unwrap(), "--drain-seconds", "0"];
    let mut program = Program::serve_at_given_port(&folder.path().join("state"), &words);
    program.wait_for("the authority refuses");
}
