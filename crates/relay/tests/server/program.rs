use crate::support::{Pair, Program, get, get_with, people};
use heliograph_relay::client::{TurnClient, Wire};
use heliograph_turn::credential::Credential;
use std::{fs, net::SocketAddr};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn here(port: u16) -> SocketAddr {
    ([127, 0, 0, 1], port).into()
}

#[test]
fn the_printed_settings_are_those_of_file_variables_and_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relay.toml");
    fs::write(&file, "port = 1\nudp_port = 1\ndomain = \"a.example\"\n").unwrap();
    let mut command = Program::command(&["--print-config", "--port", "3", "--config"]);
    command.arg(&file).env("HELIOGRAPH_RELAY_UDP_PORT", "2").env("HELIOGRAPH_RELAY_PORT", "2");
    let output = command.env("XDG_STATE_HOME", folder.path()).output().unwrap();
    let printed = text(&output.stdout);
    for line in ["port = 3", "udp_port = 2", "domain = \"a.example\"", "first_port = 8080", "tls = \"self\""]
    {
        assert!(printed.lines().any(|printed| printed == line), "{line}\n{printed}{}", text(&output.stderr));
    }
    fs::write(&file, &printed).unwrap();
    let again = Program::command(&["--print-config", "--config"])
        .arg(&file)
        .env("XDG_STATE_HOME", folder.path())
        .output();
    assert_eq!(text(&again.unwrap().stdout), printed);
}

#[test]
fn whoever_reads_a_part_of_what_is_printed_hears_of_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Program::command(&["--print-config"]);
    command.env("XDG_STATE_HOME", folder.path()).stderr(std::process::Stdio::piped());
    let (reader, writer) = std::io::pipe().unwrap();
    let child = command.stdout(writer);
    drop(reader);
    let output = child.spawn().unwrap().wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn settings_that_mean_nothing_are_fatal_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relay.toml");
    fs::write(&file, "port = 1\nprot = 2\ncolour = 3\n").unwrap();
    let said = |output: std::process::Output| {
        assert!(!output.status.success());
        text(&output.stderr)
    };
    let unknown = said(Program::run(&["serve", "--config", file.to_str().unwrap()]));
    let [first, second] = unknown.lines().collect::<Vec<_>>()[..] else { panic!("{unknown}") };
    assert!(
        first.ends_with("relay.toml, line 2: there is no setting `prot`; did you mean `port`?"),
        "{unknown}"
    );
    assert!(second.contains("relay.toml, line 3: there is no setting `colour`"), "{unknown}");
    let absent = said(Program::run(&["serve", "--config", "/nowhere/relay.toml"]));
    assert!(absent.starts_with("there is no file /nowhere/relay.toml, which --config names"), "{absent}");
    let variable = Program::command(&["serve"]).env("HELIOGRAPH_RELAY_PROT", "1").output().unwrap();
    assert!(said(variable).contains("HELIOGRAPH_RELAY_PROT"));
    let bare = said(Program::run(&["serve", "--tls", "off", "--state", "nowhere"]));
    assert!(bare.contains("for this machine alone"), "{bare}");
}

#[test]
fn an_authority_that_does_not_answer_is_told_of_without_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relay.toml");
    fs::write(&file, "acme_directory = \"https://127.0.0.1:1/directory\"\n").unwrap();
    let words = ["--tls", "acme", "--domain", "calls.example.org", "--config", file.to_str().unwrap()];
    let mut program = Program::serve(&folder.path().join("state"), &words);
    program.wait_for("no certificate yet: the authority does not answer");
    let log = program.log();
    assert!(!log.contains("calls.example") && !log.contains("127.0.0.1") && !log.contains("Os {"), "{log}");
}

#[test]
fn a_taken_port_for_figures_is_told_of_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let metrics = taken.local_addr().unwrap().to_string();
    let words = ["--listen", "127.0.0.1:0", "--udp-port", "0", "--tls", "off", "--metrics", &metrics];
    let output = Program::run(&[&words[..], &["--state", folder.path().to_str().unwrap()]].concat());
    let said = text(&output.stderr);
    assert!(!output.status.success() && !said.contains("os error"), "{said}");
    assert!(said.contains("another program has it") && said.contains("--metrics"), "{said}");
}

#[tokio::test]
async fn a_printed_credential_works() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let program = Program::serve(&state, &["--tls", "off"]);
    let print = |words: &[&str]| {
        let words = [&["credential", "--ttl", "60", "--state", state.to_str().unwrap()], words].concat();
        text(&Program::run(&words).stdout)
    };
    let printed = print(&[]);
    let said =
        |label: &str| printed.lines().find_map(|line| line.strip_prefix(label)).unwrap().trim().to_owned();
    assert!(said("until").contains(" UTC; what is begun by then goes on"), "{printed}");
    let for_people = Credential { username: said("user name"), password: said("password") };
    let value: serde_json::Value = serde_json::from_str(&print(&["--json"])).unwrap();
    let [username, password] = ["username", "password"].map(|name| value[name].as_str().unwrap().to_owned());
    assert!(username.starts_with(&value["expires"].to_string()), "{value}");
    for credential in [for_people, Credential { username, password }] {
        let wire = Wire::udp(here(program.udp_port)).await.unwrap();
        TurnClient::new(wire, &credential).allocate().await.unwrap();
    }
}

#[test]
fn no_credential_is_printed_for_a_server_that_was_never_started() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let output = Program::run(&["credential", "--state", state.to_str().unwrap()]);
    assert!(!output.status.success() && output.stdout.is_empty());
    let said = text(&output.stderr);
    assert!(
        said.starts_with("the server has not been started here yet: /") && said.contains("--state"),
        "{said}"
    );
    assert!(!state.exists(), "nothing is made");
}

#[tokio::test]
async fn asked_to_stop_it_ends_when_everybody_has_left() {
    let folder = tempfile::tempdir().unwrap();
    let mut program =
        Program::serve(&folder.path().join("state"), &["--tls", "off", "--drain-seconds", "600"]);
    let tcp = here(program.tcp_port);
    let held = tokio::net::TcpStream::connect(tcp).await.unwrap();
    assert_eq!(get(tcp, "/readyz").await.status, 200);
    program.signal("TERM");
    program.wait_for("the companion stops");
    crate::support::until("it is not ready", || async { get(tcp, "/readyz").await.status == 503 }).await;
    drop(held);
    program.wait_for("everybody has left");
    assert!(program.wait().success());
}

#[tokio::test]
async fn asked_to_stop_it_does_not_wait_for_people_who_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut program = Program::serve(&state, &["--tls", "off", "--drain-seconds", "600"]);
    let ways =
        [Wire::udp(here(program.udp_port)).await.unwrap(), Wire::tcp(here(program.tcp_port)).await.unwrap()];
    let mut pair = Pair::meet(ways, &people(&state, 2)).await;
    pair.talk(120).await;
    program.signal("TERM");
    program.wait_for("the companion stops");
    // They keep what they have, and say nothing more.
    program.wait_for("nothing comes from those who are left");
    assert!(program.wait().success());
}

#[tokio::test]
async fn asked_twice_to_stop_it_does_not_wait() {
    let folder = tempfile::tempdir().unwrap();
    let mut program =
        Program::serve(&folder.path().join("state"), &["--tls", "off", "--drain-seconds", "600"]);
    let _held = tokio::net::TcpStream::connect(here(program.tcp_port)).await.unwrap();
    program.signal("TERM");
    program.wait_for("the companion stops");
    program.signal("TERM");
    assert!(program.wait().success());
}

#[tokio::test]
async fn asked_to_it_reads_certificates_and_limits_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let issue = || {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate =
            rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
        fs::write(path("chain.pem"), certificate.pem()).unwrap();
        fs::write(path("key.pem"), key.serialize_pem()).unwrap();
        certificate.der().to_vec()
    };
    let first = issue();
    let settings = |exchanges: u32| {
        let text = format!(
            "tls = \"files\"\ntls_certificate = {:?}\ntls_key = {:?}\nexchanges_per_hour = {exchanges}\n",
            path("chain.pem"),
            path("key.pem")
        );
        fs::write(path("relay.toml"), text).unwrap();
    };
    settings(1);
    let mut program = Program::serve(&folder.path().join("state"), &["--config", &path("relay.toml")]);
    let tcp = here(program.tcp_port);
    let shown = || async {
        let stream = heliograph_relay::client::shake_hands(tcp, None, &[b"http/1.1"]).await.unwrap();
        stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
    };
    assert_eq!(shown().await, first);

    let second = issue();
    assert_eq!(shown().await, first, "nobody has asked yet");
    program.signal("HUP");
    program.wait_for("limits and certificates are read again");
    assert_eq!(shown().await, second);

    fs::write(path("key.pem"), "no key").unwrap();
    program.signal("HUP");
    program.wait_for("the certificate in use stays");
    assert_eq!(shown().await, second);

    fs::write(path("relay.toml"), "prot = 1\n").unwrap();
    program.signal("HUP");
    program.wait_for("the settings in use stay");
    assert_eq!(get(tcp, "/healthz").await.status, 200);
}

#[tokio::test]
async fn no_line_of_the_log_tells_who_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut program =
        Program::serve(&state, &["--tls", "off", "--log-level", "trace", "--drain-seconds", "0"]);
    let tcp = here(program.tcp_port);
    let mut exchange = String::new();
    for _ in 0..40 {
        let request = format!(
            "POST /relay/credentials HTTP/1.1\r\nHost: {tcp}\r\nOrigin: http://{tcp}\r\n\
             Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
        );
        let answer = crate::support::ask(tcp, &request).await;
        if answer.status == 200 {
            exchange = answer.json()["exchange"].as_str().unwrap().to_owned();
        }
    }
    get(tcp, "/absent?name=Ana").await;
    // What strangers write into their requests could be meant for whoever reads the log.
    let forged = "\n{\"level\":\"ERROR\",\"message\":\"forged\"}\u{1b}[2J";
    let hostile = Credential { username: forged.to_owned(), password: forged.to_owned() };
    let wire = Wire::udp(here(program.udp_port)).await.unwrap();
    assert!(TurnClient::new(wire, &hostile).allocate().await.is_err());
    let headers = "Origin: http://forged\u{1b}[2J\r\nX-Forwarded-For: forged\r\nUser-Agent: forged\r\n";
    get_with(tcp, "/forged%0a", headers).await;
    program.wait_for("credentials are asked for too often");
    program.signal("TERM");
    assert!(program.wait().success());
    let log = program.log();
    for secret in ["127.0.0.1", "::1", &exchange, "Ana", "absent", "forged", "\u{1b}"] {
        assert!(!log.contains(secret), "{secret}\n{log}");
    }
    assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{log}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_service_manager_is_told_how_it_stands_and_asked_to_wait() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("manager");
    let manager = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    let hears = |wanted: &str| {
        let mut notice = [0; 256];
        let length = manager.recv(&mut notice).unwrap_or_else(|_| panic!("nothing says {wanted}"));
        assert_eq!(String::from_utf8_lossy(&notice[..length]).trim(), wanted);
    };
    let shell = format!("export NOTIFY_SOCKET={}", path.display());
    let state = folder.path().join("state");
    let mut program = Program::serve_after(&shell, &state, &["--tls", "off", "--drain-seconds", "600"]);
    hears("READY=1");
    // Whoever is connected is waited for.
    let _guest = std::net::TcpStream::connect(("127.0.0.1", program.tcp_port)).unwrap();
    program.signal("TERM");
    hears("STOPPING=1");
    hears("EXTEND_TIMEOUT_USEC=60000000");
    program.signal("TERM");
    assert!(program.wait().success());
}
