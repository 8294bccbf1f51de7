//! Whether push services can be found. None of them is asked anything: that would tell it of this server.

use super::Finding;
use crate::push::Service;
use std::time::Duration;
use tokio::time::timeout;

/// How long somebody may look for a name.
const LOOKING: Duration = Duration::from_secs(5);

/// Whether the names of these lead anywhere.
pub(super) async fn names(services: &[Service]) -> Finding {
    let mut missing = Vec::new();
    for service in services {
        // What is below a name is known to browsers alone.
        let Some(place) = service.place() else { continue };
        if !matches!(timeout(LOOKING, tokio::net::lookup_host(place)).await, Ok(Ok(_))) {
            missing.push(format!("`{service}`"));
        }
    }
    if missing.is_empty() {
        return Finding::Well("Push: the names of the push services are found".to_owned());
    }
    Finding::Ill(format!(
        "Push: this machine does not find {}, so it wakes nobody there. It has to reach push services over the Internet; \
         `push_services` without those is right where nobody's browser uses them",
        missing.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::{Finding, names};

    #[tokio::test]
    async fn a_push_service_that_nobody_finds_is_named() {
        let services =
            ["http://localhost:1", "http://127.0.0.1:2", "https://*.a.invalid", "https://b.invalid:3"];
        let services = services.map(|service| service.parse().unwrap());
        assert!(matches!(names(&services[..3]).await, Finding::Well(_)));
        let Finding::Ill(said) = names(&services).await else { panic!("it is found") };
        assert!(said.starts_with("Push: this machine does not find `https://b.invalid:3`, so"), "{said}");
    }
}
