use anyhow::{Context, Result};
use axum_server::tls_rustls::RustlsConfig;
use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, SanType};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
};
use sha2::{Digest, Sha256};
use std::{net::IpAddr, sync::Arc};
use time::{Duration, OffsetDateTime};

/// How long a page served on the local network may stay up. Safari refuses more than 825 days.
const VALIDITY: Duration = Duration::days(30);

/// A certificate that nobody vouches for, made anew at each start and kept in memory only.
pub(super) struct Certificate {
    der: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
}

impl Certificate {
    /// Makes a certificate for these addresses and for `localhost`.
    pub(super) fn for_addresses(addresses: &[IpAddr]) -> Result<Self> {
        let mut params = CertificateParams::new(["localhost".to_owned()])?;
        params.subject_alt_names.extend(addresses.iter().map(|address| SanType::IpAddress(*address)));
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Heliograph on a local network");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let now = OffsetDateTime::now_utc();
        // The clocks of two machines in one home may differ.
        params.not_before = now - Duration::DAY;
        params.not_after = now + VALIDITY;
        let key = KeyPair::generate()?;
        let der = params.self_signed(&key)?.der().clone();
        Ok(Self { der, key: key.serialize_der().into() })
    }

    /// The SHA-256 fingerprint as browsers show it.
    pub(super) fn fingerprint(&self) -> String {
        let bytes: Vec<_> = Sha256::digest(&self.der).iter().map(|byte| format!("{byte:02X}")).collect();
        bytes.join(":")
    }

    /// What the server needs to speak for this certificate.
    pub(super) fn tls(self) -> Result<RustlsConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![self.der], self.key.into())
            .context("the new certificate does not fit its key")?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(RustlsConfig::from_config(Arc::new(config)))
    }
}

#[cfg(test)]
mod tests {
    use super::Certificate;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn the_fingerprint_reads_as_browsers_show_it() {
        let certificate = Certificate::for_addresses(&[IpAddr::V4(Ipv4Addr::new(192, 168, 1, 5))]).unwrap();
        let fingerprint = certificate.fingerprint();
        assert_eq!(fingerprint.len(), 32 * 3 - 1);
        assert!(fingerprint.split(':').all(|pair| u8::from_str_radix(pair, 16).is_ok()));
        assert!(certificate.tls().is_ok());
    }
}
