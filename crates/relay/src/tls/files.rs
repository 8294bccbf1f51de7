use super::{Identity, TlsError};
use crate::trouble;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::{io::ErrorKind, path::Path};

/// A certificate that somebody else keeps up to date.
pub(super) fn read(certificate: &Path, key: &Path) -> Result<Identity, TlsError> {
    let chain = certificates(certificate, "tls_certificate")?;
    let pem = bytes(key, "tls_key")?;
    let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| TlsError::NoKey(key.to_owned()))?;
    Ok(Identity { chain, key })
}

/// The certificates in the file that a setting names, of which there is one at least.
pub(super) fn certificates(
    path: &Path,
    setting: &'static str,
) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let pem = bytes(path, setting)?;
    let found = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>();
    let found = found.ok().filter(|found| !found.is_empty());
    found.ok_or_else(|| TlsError::NoCertificate { file: path.to_owned(), setting })
}

fn bytes(path: &Path, setting: &'static str) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|error| {
        let file = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        match error.kind() {
            ErrorKind::NotFound => TlsError::Absent { file, setting },
            _ => TlsError::Unreadable { file, setting, why: trouble::in_words(&error) },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{TlsError, read};
    use std::fs;

    #[test]
    fn what_is_wrong_with_certificates_is_told_with_the_setting_that_names_them() {
        let folder = tempfile::tempdir().unwrap();
        let [chain, key] = ["chain.pem", "key.pem"].map(|name| folder.path().join(name));
        let said = || match read(&chain, &key).and_then(super::Identity::config) {
            Ok(_) => "nothing".to_owned(),
            Err(error) => error.to_string(),
        };
        assert!(said().contains("chain.pem, which `tls_certificate` names, is not there"), "{}", said());
        fs::write(&chain, "no certificate").unwrap();
        assert!(said().contains("holds no certificate"), "{}", said());
        let issued = || {
            let key = rcgen::KeyPair::generate().unwrap();
            let params = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
            (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
        };
        let (one, other) = (issued(), issued());
        fs::write(&chain, one.0).unwrap();
        assert!(said().contains("key.pem, which `tls_key` names, is not there"), "{}", said());
        fs::create_dir(&key).unwrap();
        assert!(said().contains("is a folder"), "{}", said());
        fs::remove_dir(&key).unwrap();
        fs::write(&key, "no key").unwrap();
        assert!(said().contains("holds no key"), "{}", said());
        fs::write(&key, other.1).unwrap();
        assert_eq!(said(), TlsError::Mismatch.to_string());
        fs::write(&key, one.1).unwrap();
        assert_eq!(said(), "nothing");
    }
}
