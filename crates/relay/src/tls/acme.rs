use super::{TlsError, files};
use futures::StreamExt;
use rustls::{ClientConfig, RootCertStore, ServerConfig, crypto::CryptoProvider};
use rustls_acme::{
    AcmeConfig, EventError, EventOk, OrderError, ResolvesServerCertAcme, acme::AcmeError, caches::DirCache,
};
use std::{
    fmt::Debug,
    path::{Path, PathBuf},
    sync::Arc,
};
use tracing::{debug, info, warn};

/// What is wanted from an authority.
pub(super) struct Order<'a> {
    pub(super) domain: &'a str,
    pub(super) contact: Option<&'a str>,
    pub(super) directory: &'a str,
    /// Who vouches for the authority itself; none are those whom browsers trust.
    pub(super) root: Option<&'a Path>,
}

/// Gets a certificate and keeps renewing it for as long as the runtime lives: what chooses it for a client, and what
/// answers the authority (RFC 8737).
pub(super) fn keep_getting(
    order: &Order<'_>,
    cache: PathBuf,
) -> Result<(Arc<ResolvesServerCertAcme>, Arc<ServerConfig>), TlsError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = match order.root {
        None => AcmeConfig::new_with_provider([order.domain], provider.clone()),
        Some(root) => {
            AcmeConfig::new_with_client_config([order.domain], trusting(root, provider.clone())?.into())
        }
    };
    let config = config.contact(order.contact).directory(order.directory);
    let mut state = config.cache(DirCache::new(cache)).state();
    let found = (state.resolver(), state.challenge_rustls_config_with_provider(provider));
    tokio::spawn(async move {
        while let Some(event) = state.next().await {
            match event {
                Ok(EventOk::DeployedCachedCert) => info!("the certificate that was kept is in use"),
                Ok(EventOk::DeployedNewCert) => info!("the authority gave a certificate, which is in use"),
                Ok(EventOk::CertCacheStore | EventOk::AccountCacheStore) => {
                    debug!("what the authority gave is kept");
                }
                Err(error) => warn!("{}", trouble(&error)),
            }
        }
    });
    Ok(found)
}

/// Believes an authority for which the certificates in this file vouch, and no other.
fn trusting(root: &Path, provider: Arc<CryptoProvider>) -> Result<ClientConfig, TlsError> {
    let unfit = |error: rustls::Error| TlsError::Unfit(error.to_string());
    let mut roots = RootCertStore::empty();
    for certificate in files::certificates(root, "acme_root")? {
        roots.add(certificate).map_err(unfit)?;
    }
    let builder = ClientConfig::builder_with_provider(provider);
    let builder = builder.with_safe_default_protocol_versions().map_err(unfit)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// What is wrong, and what to do. Errors themselves tell names, addresses and what authorities make of them.
fn trouble<C: Debug, A: Debug>(error: &EventError<C, A>) -> &'static str {
    match error {
        EventError::CertCacheLoad(_) | EventError::AccountCacheLoad(_) | EventError::CachedCertParse(_) => {
            "what was kept of the authority for certificates cannot be read, so it is asked again"
        }
        EventError::CertCacheStore(_) | EventError::AccountCacheStore(_) => {
            "what the authority for certificates gave cannot be kept, so the next start asks again. Let the user of the \
             server write to the folder for secrets"
        }
        EventError::NewCertParse(_) => {
            "the authority gave a certificate that cannot be used; it is asked again"
        }
        EventError::Order(order) => refused(order),
    }
}

fn refused(error: &OrderError) -> &'static str {
    match error {
        OrderError::BadAuth(_) | OrderError::TooManyAttemptsAuth(_) => {
            "no certificate yet: the authority could not check the domain. It has to lead to this machine, and TCP port \
             443 has to be reachable from the Internet. It is tried again"
        }
        OrderError::BadOrder(_) | OrderError::ProcessingTimeout(_) => {
            "no certificate yet: the authority did not finish it. It is tried again"
        }
        OrderError::Acme(AcmeError::NoTlsAlpn01Challenge) => {
            "no certificate: this authority does not check domains at TCP port 443 (TLS-ALPN-01), and nothing else is \
             known here. `acme_directory` can name another one"
        }
        // A refusal has no name of its own outside of its crate.
        OrderError::Acme(AcmeError::HttpRequest(error)) if error.to_string().starts_with("non 2xx") => {
            "no certificate yet: the authority refuses. `domain` has to be a name of the Internet, `acme_contact` written \
             as mailto:somebody@example.org, and whoever asked often has to wait for some hours. It is tried again"
        }
        OrderError::Acme(AcmeError::HttpRequest(_) | AcmeError::Io(_)) => {
            "no certificate yet: the authority does not answer. This machine has to reach it over the Internet. It is \
             tried again"
        }
        OrderError::Acme(_) | OrderError::Rcgen(_) => {
            "no certificate yet: this server and the authority do not understand each other. It is tried again"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AcmeError, EventError, OrderError, trouble};
    use std::io;

    #[track_caller]
    fn check(error: OrderError, expected: &str) {
        let said = trouble(&EventError::<(), ()>::Order(error));
        assert!(said.contains(expected) && said.contains("certificate"), "{said}");
    }

    #[test]
    fn what_goes_wrong_with_an_authority_is_told_with_what_to_do() {
        check(OrderError::TooManyAttemptsAuth("a.example".to_owned()), "TCP port 443 has to be reachable");
        check(OrderError::Acme(AcmeError::Io(io::ErrorKind::TimedOut.into())), "does not answer");
        check(OrderError::Acme(AcmeError::NoTlsAlpn01Challenge), "`acme_directory`");
        check(OrderError::Acme(AcmeError::MissingHeader("location")), "do not understand each other");
        let full: EventError<io::Error, io::Error> =
            EventError::CertCacheStore(io::ErrorKind::PermissionDenied.into());
        assert!(trouble(&full).contains("cannot be kept"));
    }
}
