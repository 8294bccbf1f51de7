use super::{Identity, TlsError};
use crate::{
    shared::unix_seconds,
    state::{State, hex},
};
use aws_lc_rs::digest;
use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, SanType};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::net::IpAddr;
use time::OffsetDateTime;
use tracing::warn;

const FILE: &str = "certificate.pem";

const DAY: u64 = 24 * 3600;

/// Safari refuses more than 825 days. A person has to agree to each new one, so there should be few.
const VALIDITY: u64 = 365 * DAY;

/// A new one is made when the old one has less than this.
const RENEWAL: u64 = 30 * DAY;

/// The clocks of two machines in one home may differ.
const BEFORE: u64 = DAY;

/// The certificate that is kept, if it is for all these names and lasts; else a new one, which then is kept.
pub(super) fn kept_or_new(state: &State, names: &[String]) -> Result<Identity, TlsError> {
    if let Some(identity) = kept(state, names) {
        return Ok(identity);
    }
    let (certificate, key) = new(names).map_err(|error| TlsError::Unmade(error.to_string()))?;
    let until = unix_seconds() + VALIDITY;
    let text =
        format!("until {until}\nnames {}\n{}{}", names.join(" "), key.serialize_pem(), certificate.pem());
    if let Err(error) = state.write(FILE, text.as_bytes()) {
        warn!(why = %error.kind(), "the certificate cannot be kept, so browsers will ask again after the next start");
    }
    let key =
        PrivateKeyDer::try_from(key.serialize_der()).map_err(|error| TlsError::Unmade(error.to_owned()))?;
    Ok(Identity { chain: vec![certificate.der().clone()], key })
}

/// Whether the kept certificate is about to end.
pub(super) fn is_old(state: &State, names: &[String]) -> bool {
    kept(state, names).is_none()
}

/// The SHA-256 fingerprint of the first certificate, as browsers show it.
pub(crate) fn fingerprint(chain: &[CertificateDer<'_>]) -> String {
    let digest = digest::digest(&digest::SHA256, chain.first().map_or(&[], |first| first.as_ref()));
    let text = hex(digest.as_ref()).to_uppercase();
    text.as_bytes().chunks(2).map(String::from_utf8_lossy).collect::<Vec<_>>().join(":")
}

fn kept(state: &State, names: &[String]) -> Option<Identity> {
    let text = std::fs::read_to_string(state.path(FILE)).ok()?;
    let identity = read(&text, names);
    if identity.is_none() {
        warn!(
            "the kept certificate is damaged, about to end, or for other addresses: browsers will ask again"
        );
    }
    identity
}

fn read(text: &str, names: &[String]) -> Option<Identity> {
    let mut lines = text.lines();
    let until: u64 = lines.next()?.strip_prefix("until ")?.parse().ok()?;
    let mut known = lines.next()?.strip_prefix("names ")?.split(' ');
    let known: Vec<&str> = known.by_ref().collect();
    let is_for_all = names.iter().all(|name| known.contains(&name.as_str()));
    (is_for_all && until > unix_seconds() + RENEWAL).then_some(())?;
    let chain = CertificateDer::pem_slice_iter(text.as_bytes()).collect::<Result<Vec<_>, _>>().ok()?;
    let key = PrivateKeyDer::from_pem_slice(text.as_bytes()).ok()?;
    (!chain.is_empty()).then_some(Identity { chain, key })
}

fn new(names: &[String]) -> Result<(rcgen::Certificate, KeyPair), rcgen::Error> {
    let mut params = CertificateParams::default();
    for name in names {
        params.subject_alt_names.push(match name.parse::<IpAddr>() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => SanType::DnsName(name.as_str().try_into()?),
        });
    }
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Heliograph's companion");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let at = |seconds: u64| {
        i64::try_from(seconds).ok().and_then(|it| OffsetDateTime::from_unix_timestamp(it).ok())
    };
    let now = unix_seconds();
    params.not_before = at(now.saturating_sub(BEFORE)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    params.not_after = at(now + VALIDITY).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let key = KeyPair::generate()?;
    Ok((params.self_signed(&key)?, key))
}

#[cfg(test)]
mod tests {
    use super::{FILE, fingerprint, is_old, kept_or_new};
    use crate::state::State;
    use std::fs;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_fingerprint_reads_as_browsers_show_it_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::new(folder.path().join("state"));
        let names = names(&["192.168.1.5", "localhost"]);
        let first = fingerprint(&kept_or_new(&state, &names).unwrap().chain);
        assert_eq!(first.len(), 32 * 3 - 1);
        assert!(first.split(':').all(|pair| u8::from_str_radix(pair, 16).is_ok()));
        assert_eq!(fingerprint(&kept_or_new(&state, &names).unwrap().chain), first);
        assert!(!is_old(&state, &names));
    }

    #[test]
    fn a_certificate_that_ends_or_lacks_an_address_or_is_torn_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::new(folder.path().join("state"));
        let names_here = names(&["192.168.1.5", "localhost"]);
        let first = fingerprint(&kept_or_new(&state, &names_here).unwrap().chain);
        let text = fs::read_to_string(state.path(FILE)).unwrap();

        let other = fingerprint(&kept_or_new(&state, &names(&["10.0.0.5"])).unwrap().chain);
        assert_ne!(other, first);
        let rest = text.split_once('\n').unwrap().1;
        fs::write(state.path(FILE), format!("until 1700000000\n{rest}")).unwrap();
        assert!(is_old(&state, &names_here));
        for length in [0, 10, text.len() / 2, text.len() - 20] {
            fs::write(state.path(FILE), &text[..length]).unwrap();
            assert!(is_old(&state, &names_here), "{length} bytes");
        }
        fs::write(state.path(FILE), &text).unwrap();
        assert_eq!(fingerprint(&kept_or_new(&state, &names_here).unwrap().chain), first);
    }
}
