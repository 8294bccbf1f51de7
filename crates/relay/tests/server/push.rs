//! Devices are woken by a push service when somebody rings: here by one on this machine.

use crate::support::{Callee, Guest, Manner, Message, Program, PushService, Server, attended, get, until};
use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use heliograph_relay::{Config, Push};
use heliograph_wire::rendezvous::{Notice, Over};
use std::{
    fs,
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

const CONTACT: &str = "mailto:somebody@example.org";

/// Has devices woken by these.
fn switch_on(config: &mut Config, services: &[String]) {
    let services = services.iter().map(|service| service.parse().unwrap()).collect();
    config.push = Push::On { contact: CONTACT.parse().unwrap(), services };
    config.metrics = "127.0.0.1:0".parse().ok();
}

fn server(service: &PushService) -> Server {
    let services = [service.origin()];
    Server::start_with(|config| switch_on(config, &services))
}

/// Somebody who can be rung and woken at this endpoint, with a device that is there.
async fn reachable(tcp: SocketAddr, endpoint: &str) -> (Callee, Guest) {
    let mut callee = Callee::new();
    let (mut device, _) = callee.attend(tcp).await;
    callee.put_link(&mut device).await;
    callee.subscribe(&mut device, endpoint).await;
    assert_eq!(attended(&mut device).await.subscriptions.len(), 1);
    (callee, device)
}

/// One of the figures.
async fn figure(server: &Server, name: &str) -> u64 {
    let page = get(server.running.metrics().unwrap(), "/metrics").await.text();
    let line = page.lines().find_map(|line| line.strip_prefix(&format!("heliograph_relay_{name} ")));
    line.unwrap_or_else(|| panic!("there is no figure {name}")).parse().unwrap()
}

fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// What a message says of who sends it: RFC 8292.
fn claims(message: &Message, key: &[u8]) -> serde_json::Value {
    let said = message.header("authorization").unwrap().strip_prefix("vapid t=").unwrap();
    let (token, own) = said.split_once(", k=").unwrap();
    assert_eq!(bytes(own), key, "it is another key than the page was told");
    let (said, signature) = token.rsplit_once('.').unwrap();
    let verified = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key);
    verified.verify(said.as_bytes(), &bytes(signature)).expect("it is not signed");
    let (head, claims) = said.split_once('.').unwrap();
    assert_eq!(bytes(head), br#"{"typ":"JWT","alg":"ES256"}"#);
    serde_json::from_slice(&bytes(claims)).unwrap()
}

#[tokio::test]
async fn a_ring_sends_a_message_that_says_nothing_and_who_sends_it() {
    let mut service = PushService::answering("201 Created", "").await;
    let server = server(&service);
    let mut callee = Callee::new();
    let (mut device, first) = callee.attend(server.tcp()).await;
    let told = first.push.expect("it is not told of");
    assert_eq!(told.services, [service.origin()]);
    callee.put_link(&mut device).await;
    callee.subscribe(&mut device, &format!("{}/push/abc?d=e", service.origin())).await;
    attended(&mut device).await;
    drop(device);

    let mut caller = callee.rung(server.tcp()).await;
    assert!(caller.hear().await == Some(Notice::Ringing));
    let message = service.asked().await;
    assert!(message.head.starts_with("POST /push/abc?d=e HTTP/1.1\r\n"), "{}", message.head);
    assert_eq!(message.rest, b"", "it has contents");
    for (name, value) in
        [("host", &*service.address.to_string()), ("content-length", "0"), ("ttl", "60"), ("urgency", "high")]
    {
        assert_eq!(message.header(name), Some(value), "{}", message.head);
    }
    let topic = message.header("topic").unwrap().to_owned();
    assert_eq!(bytes(&topic).len(), 24);
    assert_eq!(message.head.lines().filter(|line| !line.is_empty()).count(), 7, "{}", message.head);
    let claims = claims(&message, &told.key);
    assert_eq!((&claims["aud"], &claims["sub"]), (&service.origin().into(), &CONTACT.into()));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let ahead = claims["exp"].as_u64().unwrap() - now;
    assert!((11 * 3600..=12 * 3600).contains(&ahead), "{ahead}");
    until("it is not counted", || async { figure(&server, "push_sent_total").await == 1 }).await;

    // The next ring takes the place of this one, and that of somebody else does not.
    drop(caller);
    let _again = callee.rung(server.tcp()).await;
    assert_eq!(service.asked().await.header("topic"), Some(&*topic));
    let (other, _device) = reachable(server.tcp(), &format!("{}/push/abc?d=e", service.origin())).await;
    let _caller = other.rung(server.tcp()).await;
    assert_ne!(service.asked().await.header("topic"), Some(&*topic));
}

#[tokio::test]
async fn the_key_stays_over_restarts_and_devices_are_woken_after_one() {
    let mut service = PushService::answering("201 Created", "").await;
    let services = [service.origin()];
    let server = server(&service);
    let (mut callee, device) = reachable(server.tcp(), &format!("{}/a", service.origin())).await;
    drop(device);
    let (_, before) = callee.attend(server.tcp()).await;
    let server = server.start_again(|config| switch_on(config, &services));
    let (_, after) = callee.attend(server.tcp()).await;
    assert!(before.push == after.push && after.subscriptions.len() == 1);
    let _caller = callee.rung(server.tcp()).await;
    claims(&service.asked().await, &after.push.unwrap().key);
}

#[tokio::test]
async fn a_subscription_that_is_gone_is_forgotten_for_good() {
    for status in ["410 Gone", "404 Not Found"] {
        let mut service = PushService::answering(status, "").await;
        let mut other = PushService::answering("201 Created", "").await;
        let services = [service.origin(), other.origin()];
        let server = Server::start_with(|config| switch_on(config, &services));
        let (mut callee, mut device) = reachable(server.tcp(), &format!("{}/a", service.origin())).await;
        let _caller = callee.rung(server.tcp()).await;
        service.asked().await;
        until("it is not counted", || async { figure(&server, "push_gone_total").await == 1 }).await;
        callee.subscribe(&mut device, &format!("{}/b", other.origin())).await;
        let left = attended(&mut device).await.subscriptions;
        assert_eq!(left.len(), 1, "{status}");
        let _again = callee.rung(server.tcp()).await;
        other.asked().await;
        until("it is not counted", || async { figure(&server, "push_sent_total").await == 1 }).await;
        assert_eq!(figure(&server, "push_gone_total").await, 1);
        assert!(service.was_asked_nothing(), "it is asked again");
        let server = server.start_again(|config| switch_on(config, &services));
        assert_eq!(callee.attend(server.tcp()).await.1.subscriptions, left);
    }
}

/// What comes of a second ring of somebody, and of one of somebody else, once a service answered the first with this.
async fn left_alone(status: &str) -> (Server, PushService) {
    let mut service = PushService::answering(status, "Retry-After: 200\r\n").await;
    let server = server(&service);
    let (callee, _device) = reachable(server.tcp(), &format!("{}/a", service.origin())).await;
    let (other, _other_device) = reachable(server.tcp(), &format!("{}/b", service.origin())).await;
    let _caller = callee.rung(server.tcp()).await;
    service.asked().await;
    until("it is not counted", || async { figure(&server, "push_refused_total").await == 1 }).await;
    let (_again, _elsewhere) = (callee.rung(server.tcp()).await, other.rung(server.tcp()).await);
    until("it is not counted", || async { figure(&server, "push_refused_total").await == 3 }).await;
    assert!(figure(&server, "push_gone_total").await == 0, "a subscription is forgotten");
    (server, service)
}

#[tokio::test]
async fn a_device_that_is_sent_too_much_is_left_alone_and_others_are_not() {
    let (_server, mut service) = left_alone("429 Too Many Requests").await;
    assert!(service.asked().await.head.starts_with("POST /b "), "it is asked again");
    assert!(service.was_asked_nothing(), "it is asked again");
}

#[tokio::test]
async fn a_service_that_has_too_much_to_do_is_left_alone() {
    let (_server, mut service) = left_alone("503 Service Unavailable").await;
    assert!(service.was_asked_nothing(), "it is asked again");
}

/// What is asked for by a ring at an endpoint that is not to be asked, while another one of the same callee is.
async fn only_asks_the_other(services: &[String], endpoint: &str, service: &mut PushService) {
    let server = Server::start_with(|config| switch_on(config, services));
    let (mut callee, mut device) = reachable(server.tcp(), endpoint).await;
    callee.subscribe(&mut device, &format!("{}/fine", service.origin())).await;
    assert_eq!(attended(&mut device).await.subscriptions.len(), 2);
    let _caller = callee.rung(server.tcp()).await;
    assert!(service.asked().await.head.starts_with("POST /fine "), "{endpoint}");
    until("it is not counted", || async { figure(&server, "push_sent_total").await == 1 }).await;
    assert_eq!(figure(&server, "push_refused_total").await, 0, "{endpoint} was tried");
}

#[tokio::test]
async fn an_endpoint_elsewhere_is_never_asked() {
    let mut service = PushService::answering("201 Created", "").await;
    let mut foreign = PushService::answering("201 Created", "").await;
    let services = [service.origin(), "https://fcm.googleapis.com".to_owned()];
    let (own, other) = (service.address, foreign.address);
    let port = other.port();
    for endpoint in [
        format!("http://{other}/a"),
        format!("http://{own}@{other}/a"),
        format!("http://localhost:{port}/a"),
        format!("http://127.1:{port}/a"),
        format!("http://[::1]:{port}/a"),
        format!("http://{other}/http://{own}/a"),
        format!("https://{own}/a"),
        format!("https://fcm.googleapis.com@{other}/a"),
        format!("https://fcm.googleapis.com:{port}/a"),
        format!("ftp://{own}/a"),
        "no address at all".to_owned(),
        String::new(),
    ] {
        only_asks_the_other(&services, &endpoint, &mut service).await;
        assert!(foreign.was_asked_nothing(), "{endpoint}");
    }
}

#[tokio::test]
async fn nothing_is_followed() {
    let mut elsewhere = PushService::answering("201 Created", "").await;
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let location = format!("Location: {}/b\r\n", elsewhere.origin());
        let mut service = PushService::answering(status, &location).await;
        let services = [service.origin(), elsewhere.origin()];
        let server = Server::start_with(|config| switch_on(config, &services));
        let (callee, _device) = reachable(server.tcp(), &format!("{}/a", service.origin())).await;
        let _caller = callee.rung(server.tcp()).await;
        service.asked().await;
        until("it is not counted", || async { figure(&server, "push_refused_total").await == 1 }).await;
        assert!(elsewhere.was_asked_nothing(), "{status} was followed");
    }
}

#[tokio::test]
async fn whatever_a_service_answers_is_read_as_far_as_its_head_and_bounded() {
    let without_end = [
        (
            "HTTP/1.1 201 Created\r\nX: ",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "refused",
        ),
        ("HTTP/1.1 201 Created\r\n", "A: b\r\nC: d\r\nE: f\r\n", "refused"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n", "refused"),
        ("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\naaaa\r\n", "sent"),
        ("HTTP/1.1 201 Created\r\nContent-Length: 99999999999\r\n\r\n", "aaaaaaaaaaaaaaaaaaaaaaaa", "sent"),
        ("", "\0\0\0\0\0\0\0\0\0", "refused"),
    ];
    let lies = [
        "HTTP/1.1 999 \r\n\r\n",
        "HTTP/1.1 20",
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 201 OK\r\nContent-Length: -1\r\n\r\n",
    ];
    let manners =
        without_end.into_iter().map(|(begin, again, figure)| (Manner::SaysWithoutEnd(begin, again), figure));
    for (manner, expected) in manners.chain(lies.map(|lie| (Manner::Says(lie.to_owned()), "refused"))) {
        let service = PushService::with(manner).await;
        let server = server(&service);
        let (callee, _device) = reachable(server.tcp(), &format!("{}/a", service.origin())).await;
        let _caller = callee.rung(server.tcp()).await;
        let began = Instant::now();
        until("it does not end", || async { figure(&server, &format!("push_{expected}_total")).await == 1 })
            .await;
        assert!(began.elapsed() < Duration::from_secs(20));
    }
}

#[tokio::test]
async fn a_service_that_says_nothing_keeps_nobody_waiting() {
    let mut silent = PushService::with(Manner::Silent).await;
    let mut service = PushService::answering("201 Created", "").await;
    let services = [silent.origin(), service.origin()];
    let server = Server::start_with(|config| switch_on(config, &services));
    let (mut callee, mut device) = reachable(server.tcp(), &format!("{}/a", silent.origin())).await;
    callee.subscribe(&mut device, &format!("{}/b", service.origin())).await;
    attended(&mut device).await;
    let began = Instant::now();
    let mut caller = callee.rung(server.tcp()).await;
    assert!(caller.hear().await == Some(Notice::Ringing));
    while !matches!(device.hear().await, Some(Notice::Rings { .. })) {}
    service.asked().await;
    assert!(began.elapsed() < Duration::from_secs(9), "a silent service holds up the others");
    // It is hung up on.
    silent.asked().await;
    let took = began.elapsed();
    assert!((9..20).contains(&took.as_secs()), "{took:?}");
    until("it is not counted", || async { figure(&server, "push_refused_total").await == 1 }).await;
}

#[tokio::test]
async fn unless_it_is_switched_on_pages_are_told_of_nothing_and_nothing_is_taken() {
    let server = Server::start();
    let mut callee = Callee::new();
    let (mut device, first) = callee.attend(server.tcp()).await;
    assert!(first.push.is_none() && first.subscriptions.is_empty());
    callee.put_link(&mut device).await;
    callee.subscribe(&mut device, "https://fcm.googleapis.com/a").await;
    assert!(device.hear().await == Some(Notice::Over(Over::NotKept)));
    assert!(!server.folder.path().join("state").join("push-key").exists());
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn disk(state: &Path) -> Vec<u8> {
    fs::read_dir(state).unwrap().flat_map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

#[tokio::test]
async fn neither_log_nor_disk_tell_where_somebody_is_woken() {
    let mut service = PushService::answering("201 Created", "").await;
    let mut refusing = PushService::answering("403 Forbidden", "").await;
    let folder = tempfile::tempdir().unwrap();
    let (state, file) = (folder.path().join("state"), folder.path().join("relay.toml"));
    let settings = format!(
        "push = true\npush_contact = \"{CONTACT}\"\npush_services = [\"{}\", \"{}\"]\n",
        service.origin(),
        refusing.origin()
    );
    fs::write(&file, settings).unwrap();
    let words = ["--tls", "off", "--log-level", "trace", "--drain-seconds", "0", "--config"];
    let mut program = Program::serve(&state, &[&words[..], &[file.to_str().unwrap()]].concat());
    let tcp = SocketAddr::from(([127, 0, 0, 1], program.tcp_port));
    let (mut callee, mut device) = reachable(tcp, &format!("{}/the-endpoint-of-ana", service.origin())).await;
    callee.subscribe(&mut device, &format!("{}/the-endpoint-of-ben", refusing.origin())).await;
    let ids = attended(&mut device).await.subscriptions;
    let caller = callee.rung(tcp).await;
    let message = service.asked().await;
    refusing.asked().await;
    program.wait_for("a push service refuses a message");
    drop((caller, device));
    program.signal("TERM");
    assert!(program.wait().success());

    let (disk, log) = (disk(&state), program.log().into_bytes());
    let topic = message.header("topic").unwrap().as_bytes();
    let token = message.header("authorization").unwrap().as_bytes();
    let ports = [&service, &refusing].map(|service| service.address.port().to_string());
    let endpoints = [&b"the-endpoint"[..], b"of-ana", service.origin().as_bytes()].map(<[u8]>::to_vec);
    let secrets = [callee.secret().reveal().to_vec(), callee.link_id().reveal().to_vec()];
    for secret in endpoints.iter().chain(&secrets) {
        assert!(!contains(&disk, secret) && !contains(&log, secret), "{}", secret.escape_ascii());
    }
    for told in [topic, token, ports[0].as_bytes(), ports[1].as_bytes()] {
        assert!(!contains(&log, told), "{}", told.escape_ascii());
    }
    let hash = digest(&SHA256, callee.link_id().reveal());
    for planted in [&ids[0], &ids[1], hash.as_ref()] {
        assert!(contains(&disk, planted), "the test is blind");
        assert!(!contains(&log, planted));
    }
}
