//! Whom the server speaks for over TLS, and how it gets to.

mod acme;
mod files;
mod own;

pub(crate) use own::fingerprint;

use crate::{config::Tls, state::State};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
    server::ClientHello,
};
use std::{
    net::IpAddr,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};
use thiserror::Error;

/// Why there is no certificate.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum TlsError {
    #[error(
        "{file}, which `{setting}` names, is not there; put it there, or let `{setting}` say where it is"
    )]
    Absent { file: PathBuf, setting: &'static str },
    #[error("{file}, which `{setting}` names, {why}")]
    Unreadable { file: PathBuf, setting: &'static str, why: String },
    #[error(
        "{file}, which `{setting}` names, holds no certificate: one begins with a line -----BEGIN CERTIFICATE-----"
    )]
    NoCertificate { file: PathBuf, setting: &'static str },
    #[error(
        "{0}, which `tls_key` names, holds no key that can be read: one begins with a line -----BEGIN PRIVATE KEY-----, \
         and has no password"
    )]
    NoKey(PathBuf),
    #[error(
        "the key that `tls_key` names is not that of the first certificate that `tls_certificate` names; give both from \
         one order, and the server's own certificate before those that vouch for it"
    )]
    Mismatch,
    #[error("this certificate or its key cannot be used: {0}")]
    Unfit(String),
    #[error("no certificate can be made here: {0}")]
    Unmade(String),
}

/// Whom the server speaks for.
pub(crate) struct Certificates {
    config: RwLock<Arc<ServerConfig>>,
    /// What answers an authority that checks the domain.
    challenge: Option<Arc<ServerConfig>>,
    kind: Kind,
}

enum Kind {
    Own { state: State, names: Vec<String>, fingerprint: RwLock<String> },
    Files { certificate: PathBuf, key: PathBuf },
    Acme,
}

/// A certificate, those that vouch for it, and its key.
struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Certificates {
    /// Those that the settings ask for; for the addresses where nobody else vouches. From within a runtime.
    pub(crate) fn find(
        tls: &Tls,
        state: &State,
        domain: Option<&str>,
        addresses: &[IpAddr],
    ) -> Result<Option<Arc<Self>>, TlsError> {
        let certificates = match tls {
            Tls::Off => return Ok(None),
            Tls::Own => {
                let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
                names.extend(domain.map(str::to_owned));
                names.extend(addresses.iter().map(IpAddr::to_string));
                names.sort();
                names.dedup();
                let identity = own::kept_or_new(state, &names)?;
                let fingerprint = RwLock::new(fingerprint(&identity.chain));
                Self {
                    config: RwLock::new(identity.config()?),
                    challenge: None,
                    kind: Kind::Own { state: state.clone(), names, fingerprint },
                }
            }
            Tls::Files { certificate, key } => {
                let identity = files::read(certificate, key)?;
                let kind = Kind::Files { certificate: certificate.clone(), key: key.clone() };
                Self { config: RwLock::new(identity.config()?), challenge: None, kind }
            }
            Tls::Acme { domain, contact, directory, root } => {
                let (contact, root) = (contact.as_deref(), root.as_deref());
                let order = acme::Order { domain, contact, directory, root };
                let (resolver, challenge) = acme::keep_getting(&order, state.inner("acme"))?;
                let config = builder()?.with_cert_resolver(resolver);
                Self {
                    config: RwLock::new(with_protocols(config)),
                    challenge: Some(challenge),
                    kind: Kind::Acme,
                }
            }
        };
        Ok(Some(Arc::new(certificates)))
    }

    /// Takes in certificates that others have changed, and makes our own anew where it is about to end. Says whether
    /// there is another one; if it cannot be had, the one before stays in use.
    pub(crate) fn renew(&self) -> Result<bool, TlsError> {
        let identity = match &self.kind {
            Kind::Own { state, names, .. } if own::is_old(state, names) => own::kept_or_new(state, names)?,
            Kind::Own { .. } | Kind::Acme => return Ok(false),
            Kind::Files { certificate, key } => files::read(certificate, key)?,
        };
        let shown = fingerprint(&identity.chain);
        let config = identity.config()?;
        if let Kind::Own { fingerprint, .. } = &self.kind {
            *fingerprint.write().unwrap_or_else(PoisonError::into_inner) = shown;
        }
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(true)
    }

    /// The fingerprint of a certificate that nobody vouches for, as browsers show it.
    pub(crate) fn fingerprint(&self) -> Option<String> {
        match &self.kind {
            Kind::Own { fingerprint, .. } => {
                Some(fingerprint.read().unwrap_or_else(PoisonError::into_inner).clone())
            }
            Kind::Files { .. } | Kind::Acme => None,
        }
    }

    /// How to answer a client that has just said hello.
    pub(crate) fn config_for(&self, hello: &ClientHello<'_>) -> Arc<ServerConfig> {
        match &self.challenge {
            Some(challenge) if rustls_acme::is_tls_alpn_challenge(hello) => challenge.clone(),
            _ => self.config.read().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }
}

impl Identity {
    fn config(self) -> Result<Arc<ServerConfig>, TlsError> {
        let config = builder()?.with_single_cert(self.chain, self.key);
        Ok(with_protocols(config.map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => TlsError::Mismatch,
            error => TlsError::Unfit(error.to_string()),
        })?))
    }
}

type Builder = rustls::ConfigBuilder<ServerConfig, rustls::server::WantsServerCert>;

fn builder() -> Result<Builder, TlsError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(builder.map_err(|error| TlsError::Unfit(error.to_string()))?.with_no_client_auth())
}

/// RFC 7443 names `stun.turn`; it goes first, since clients of TURN may name HTTP as well, and browsers for a page never
/// name TURN. Who names none of these is known by what it sends.
fn with_protocols(mut config: ServerConfig) -> Arc<ServerConfig> {
    config.alpn_protocols = [&b"stun.turn"[..], b"h2", b"http/1.1"].map(<[u8]>::to_vec).to_vec();
    config.send_tls13_tickets = 1;
    Arc::new(config)
}
