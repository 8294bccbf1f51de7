use super::{Identity, TlsError};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::path::Path;

/// A certificate that somebody else keeps up to date.
pub(super) fn read(certificate: &Path, key: &Path) -> Result<Identity, TlsError> {
    let chain = CertificateDer::pem_slice_iter(&super::read(certificate)?).collect::<Result<Vec<_>, _>>();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| TlsError::NoCertificate(certificate.to_owned()))?;
    let key =
        PrivateKeyDer::from_pem_slice(&super::read(key)?).map_err(|_| TlsError::NoKey(key.to_owned()))?;
    Ok(Identity { chain, key })
}
