use crate::support::Server;
use heliograph_relay::{
    Config, Port, Rooms, Tls,
    doctor::{Finding, examine},
};

fn ill(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().filter(|finding| matches!(finding, Finding::Ill(_))).collect()
}

#[tokio::test]
async fn a_server_that_is_started_for_it_is_well() {
    let folder = tempfile::tempdir().unwrap();
    for tls in [Tls::Off, Tls::Own] {
        let mut config = Config::on_loopback(folder.path().join("state"));
        config.tls = tls;
        let findings = examine(config).await;
        assert_eq!(ill(&findings), Vec::<&Finding>::new());
        assert!(findings.len() >= 7, "{findings:?}");
    }
}

#[tokio::test]
async fn a_server_that_runs_is_examined_itself() {
    let server = Server::start();
    let mut config = Config::on_loopback(server.folder.path().join("state"));
    config.port = Port::Exactly(server.tcp().port());
    config.udp_port = Port::Exactly(server.udp().port());
    let findings = examine(config).await;
    assert_eq!(ill(&findings), Vec::<&Finding>::new());
    assert!(
        findings.contains(&Finding::Well("Server: one runs with these settings".to_owned())),
        "{findings:?}"
    );
}

#[tokio::test]
async fn a_port_that_somebody_else_has_is_named() {
    let server = Server::start();
    let other = tempfile::tempdir().unwrap();
    let mut config = Config::on_loopback(other.path().join("state"));
    config.port = Port::Exactly(server.tcp().port());
    config.udp_port = Port::Exactly(server.udp().port());
    let findings = examine(config).await;
    let [Finding::Ill(said)] = &ill(&findings)[..] else { panic!("{findings:?}") };
    assert!(said.contains(&server.tcp().port().to_string()), "{said}");
}

#[tokio::test]
async fn without_a_certificate_of_an_authority_it_says_what_one_takes() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::on_loopback(folder.path().join("state"));
    // Nobody is there to give one, and this name leads every machine to itself.
    let directory = "https://127.0.0.1:1/directory".to_owned();
    config.tls = Tls::Acme { domain: "localhost".to_owned(), contact: None, directory, root: None };
    config.domain = Some("localhost".to_owned());
    let findings = examine(config).await;
    let said: Vec<_> = findings.iter().map(Finding::to_string).collect();
    for part in [
        "ILL   Name: localhost leads every machine to itself",
        "ILL   Certificate: there is none yet. To give one, the authority connects from the Internet to TCP port 443",
        "ILL   Reach: the server listens on this machine alone",
        "note  Port: the server listens on TCP port",
    ] {
        assert!(said.iter().any(|said| said.starts_with(part)), "{part}\n{said:?}");
    }
    assert_eq!(ill(&findings).len(), 3, "a firewall of this machine is not to blame: {said:?}");
}

#[tokio::test]
async fn a_server_that_can_keep_nothing_is_tried_all_the_same() {
    let config = Config::on_loopback("/proc/nowhere".into());
    let findings = examine(config).await;
    assert_eq!(ill(&findings), Vec::<&Finding>::new(), "{findings:?}");
    let said = findings.iter().any(|finding| finding.to_string().contains("nothing can be kept"));
    assert!(said, "{findings:?}");
}

#[tokio::test]
async fn of_rooms_it_says_where_they_are_and_whether_they_are_found_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::on_loopback(folder.path().join("state"));
    crate::rooms::rooms(1)(&mut config);
    let said = |findings: Vec<Finding>| {
        let said: Vec<_> =
            findings.iter().map(Finding::to_string).filter(|it| it.contains("Rooms: ")).collect();
        let [said] = &said[..] else { panic!("{findings:?}") };
        said.clone()
    };
    let here = said(examine(config.clone()).await);
    assert!(here.starts_with("note  Rooms: browsers are told") && here.contains("127.0.0.1"), "{here}");
    let directory = "https://127.0.0.1:1/directory".to_owned();
    config.tls = Tls::Acme { domain: "localhost".to_owned(), contact: None, directory, root: None };
    let private = said(examine(config.clone()).await);
    assert!(private.starts_with("ILL   Rooms: ") && private.contains("`room_addresses`"), "{private}");
    let Rooms::Sealed(forwarding) = &mut config.rooms else { panic!("there are rooms") };
    forwarding.addresses = vec!["203.0.113.9".parse().unwrap()];
    let written = said(examine(config).await);
    assert!(written.starts_with("note  Rooms: ") && written.contains("203.0.113.9, 127.0.0.1"), "{written}");
}

/// An administrator looks after a service whose user is another one.
#[cfg(unix)]
#[tokio::test]
async fn nothing_is_written_where_another_user_keeps_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    std::fs::create_dir(&state).unwrap();
    if std::os::unix::fs::chown(&state, Some(65_534), None).is_err() {
        println!("SKIPPED: only an administrator can give a folder to somebody else");
        return;
    }
    let findings = examine(Config::on_loopback(state.clone())).await;
    assert!(
        ill(&findings).iter().any(|ill| ill.to_string().contains("belongs to another user")),
        "{findings:?}"
    );
    assert_eq!(std::fs::read_dir(&state).unwrap().count(), 0);
}
