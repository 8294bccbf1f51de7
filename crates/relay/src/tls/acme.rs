use super::TlsError;
use futures::StreamExt;
use rustls::ServerConfig;
use rustls_acme::{AcmeConfig, ResolvesServerCertAcme, caches::DirCache};
use std::{path::PathBuf, sync::Arc};
use tracing::{info, warn};

/// What is wanted from an authority.
pub(super) struct Order<'a> {
    pub(super) domain: &'a str,
    pub(super) contact: Option<&'a str>,
    pub(super) directory: &'a str,
}

/// Gets a certificate and keeps renewing it for as long as the runtime lives: what chooses it for a client, and what
/// answers the authority (RFC 8737).
pub(super) fn keep_getting(
    order: &Order<'_>,
    cache: PathBuf,
) -> Result<(Arc<ResolvesServerCertAcme>, Arc<ServerConfig>), TlsError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut state = AcmeConfig::new_with_provider([order.domain], provider.clone())
        .contact(order.contact)
        .directory(order.directory)
        .cache(DirCache::new(cache))
        .state();
    let found = (state.resolver(), state.challenge_rustls_config_with_provider(provider));
    tokio::spawn(async move {
        while let Some(event) = state.next().await {
            match event {
                Ok(event) => info!(?event, "the authority for certificates"),
                Err(error) => warn!(%error, "no certificate yet; it is tried again"),
            }
        }
    });
    Ok(found)
}
