use crate::support::Server;
use heliograph_relay::{
    Config, Port, Tls,
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
