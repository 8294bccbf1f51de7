//! The one cipher suite: MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519 (RFC 9420, section 17.1).

use heliograph_wire::Private;
use mls_rs::{CipherSuite, CipherSuiteProvider, CryptoProvider};
use mls_rs_crypto_rustcrypto::RustCryptoProvider;

pub(crate) const SUITE: CipherSuite = CipherSuite::CURVE25519_AES128;

/// Knows this suite and no other.
pub(crate) fn provider() -> RustCryptoProvider {
    RustCryptoProvider::with_enabled_cipher_suites(vec![SUITE])
}

/// All that is computed is computed by this, and all chance comes from it.
pub(crate) fn cipher_suite() -> impl CipherSuiteProvider {
    provider().cipher_suite_provider(SUITE).expect("it is the one that is enabled")
}

/// HKDF-SHA-256 (RFC 5869) without salt. None where there is nothing to derive from.
pub(crate) fn derived(secret: &[u8], info: &[u8], length: usize) -> Option<Private<Vec<u8>>> {
    let suite = cipher_suite();
    let extracted = suite.kdf_extract(&[], secret).ok()?;
    let expanded = suite.kdf_expand(&extracted, info, length).ok()?;
    Some(Private::new(expanded.to_vec()))
}
