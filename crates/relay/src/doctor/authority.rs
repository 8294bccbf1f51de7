//! Whether an authority can give this server a certificate: it asks at TCP port 443 of the domain (RFC 8737, section 3).

use super::Finding;
use crate::{
    client::{Wire, shake_hands},
    config::Config,
    lan,
    source::plain,
};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout};

/// Where an authority asks.
const PORT: u16 = 443;

/// How long a certificate that is kept may take to be read.
const READING: Duration = Duration::from_secs(3);

/// How long somebody may look for the domain.
const LOOKING: Duration = Duration::from_secs(5);

/// Whether the domain leads here, as far as that can be told from here.
pub(super) async fn name(domain: &str) -> Finding {
    let found = match timeout(LOOKING, tokio::net::lookup_host((domain, PORT))).await {
        Ok(Ok(found)) => found.map(|socket| plain(socket.ip())).collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    };
    let own = lan::own().map(|own| own.addresses).unwrap_or_default();
    leads(domain, &found, &own)
}

fn leads(domain: &str, found: &[IpAddr], own: &[IpAddr]) -> Finding {
    if found.is_empty() {
        return Finding::Ill(format!(
            "Name: nobody finds {domain}. Where the domain is managed, enter the address at which the Internet reaches \
             this machine, as an A record (for IPv6 an AAAA record)"
        ));
    }
    if found.iter().all(IpAddr::is_loopback) {
        return Finding::Ill(format!(
            "Name: {domain} leads every machine to itself. It has to lead to the address at which the Internet reaches \
             this one"
        ));
    }
    if found.iter().any(|address| own.contains(address)) {
        return Finding::Well(format!("Name: {domain} leads to this machine"));
    }
    Finding::Note(format!(
        "Name: {domain} leads to an address that this machine does not have. That is right only if it is that of a \
         router which passes TCP port {PORT} on to this machine"
    ))
}

/// A stream over TLS, which there is once there is a certificate.
pub(super) async fn sealed(tcp: SocketAddr, domain: &str) -> io::Result<Wire> {
    let until = Instant::now() + READING;
    loop {
        match shake_hands(tcp, Some(domain), &[]).await {
            Ok(stream) => return Ok(Wire::over(stream)),
            Err(error) if Instant::now() > until => return Err(error),
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}

/// What to do where there is no certificate.
pub(super) fn missing(config: &Config, tcp: SocketAddr, domain: &str) -> Vec<Finding> {
    let mut findings = vec![Finding::Ill(format!(
        "Certificate: there is none yet. To give one, the authority connects from the Internet to TCP port {PORT} of \
         {domain}: that name has to lead here, and firewalls and routers have to let it through. The server asks by \
         itself for as long as it runs, and its log has the answers; start it, and look here again after a minute"
    ))];
    if !config.is_public() {
        findings.push(Finding::Ill(
            "Reach: the server listens on this machine alone, where no authority gets; `--listen 0.0.0.0 --listen ::` \
             opens it to others"
                .to_owned(),
        ));
    }
    if tcp.port() != PORT {
        findings.push(Finding::Note(format!(
            "Port: the server listens on TCP port {}, and the authority asks at {PORT} alone. A router or a proxy has to \
             pass that on as it is; else leave the port away from the settings",
            tcp.port()
        )));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Finding, leads};
    use std::net::IpAddr;

    #[track_caller]
    fn check(found: &[&str], expected: &str) {
        let addresses =
            |list: &[&str]| -> Vec<IpAddr> { list.iter().map(|it| it.parse().unwrap()).collect() };
        let own = addresses(&["127.0.0.1", "::1", "192.168.1.5", "2001:db8::5"]);
        let finding = leads("calls.example.org", &addresses(found), &own);
        let said = finding.to_string();
        assert!(said.contains(expected), "{said}");
        assert!(found.iter().all(|address| !said.contains(address)), "{said}");
        assert_eq!(matches!(finding, Finding::Well(_)), expected == "leads to this machine");
    }

    #[test]
    fn a_name_has_to_lead_here_or_to_a_router_before() {
        check(&[], "nobody finds calls.example.org");
        check(&["127.0.0.1", "::1"], "leads every machine to itself");
        check(&["203.0.113.9"], "passes TCP port 443 on");
        check(&["203.0.113.9", "2001:db8::5"], "leads to this machine");
    }
}
