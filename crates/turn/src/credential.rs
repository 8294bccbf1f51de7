//! Credentials that are valid for a time, and need no memory: draft-uberti-behave-turn-rest-00.

use std::str;

use sha2::{Digest, Sha256};

use crate::stun::{Key, password};

/// Within what credentials are valid, as the server says in REALM: RFC 8489, section 14.9.
///
/// It is short because it is a part of the answer to strangers, which may not be much longer than what they send.
pub const REALM: &str = "hg";

/// The longest username that is looked at, in bytes.
const LONGEST: usize = 128;

/// What some people do together, such as a call: packets pass only between allocations of one exchange.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Exchange(pub u64);

impl Exchange {
    /// That of all people who meet in rooms. Its allocations reach the forwarding units ([`Server::set_units`]) and nothing
    /// else, each other neither.
    ///
    /// [`Server::set_units`]: crate::Server::set_units
    pub const ROOMS: Self = Self(u64::MAX);
}

/// A username and password that are valid for a time: draft-uberti-behave-turn-rest-00, section 2.2.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// `EXPIRY:EXCHANGE`, and `:HOLDER` where it is for one of several: seconds since the Unix epoch in decimal, then 16
    /// hexadecimal digits.
    pub username: String,
    /// 28 characters of base64.
    pub password: String,
}

/// Makes a credential that is valid until a time, in seconds since the Unix epoch.
///
/// All who are to share its quota may have it; [`issue_for`] makes one for each.
pub fn issue(secret: &[u8], exchange: Exchange, expires: u64) -> Credential {
    of(secret, start(exchange, expires))
}

/// Makes a credential for one of several holders in an exchange, so that each has a quota of their own.
pub fn issue_for(secret: &[u8], exchange: Exchange, holder: u32, expires: u64) -> Credential {
    of(secret, format!("{}:{holder}", start(exchange, expires)))
}

fn start(exchange: Exchange, expires: u64) -> String {
    format!("{expires}:{:016x}", exchange.0)
}

fn of(secret: &[u8], username: String) -> Credential {
    let password = password(secret, username.as_bytes()).iter().copied().map(char::from).collect();
    Credential { username, password }
}

/// Who holds an allocation; two usernames are never the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct User(u128);

impl User {
    pub(crate) fn named(username: &[u8]) -> Self {
        let digest: [u8; 32] = Sha256::digest(username).into();
        Self(digest.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte)))
    }
}

/// What a username says, before anybody has shown that it is true.
#[derive(Clone, Copy)]
pub(crate) struct Claim {
    /// In seconds since the Unix epoch.
    pub(crate) expires: u64,
    pub(crate) exchange: Exchange,
}

impl Claim {
    /// Reads a username; each claim has one spelling.
    pub(crate) fn read(username: &[u8]) -> Option<Self> {
        if username.len() > LONGEST {
            return None;
        }
        let mut parts = str::from_utf8(username).ok()?.splitn(3, ':');
        let (expires, exchange) = (parts.next()?, parts.next()?);
        let is_digits = expires.bytes().all(|byte| byte.is_ascii_digit());
        let is_hexadecimal = exchange.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !is_digits || expires.starts_with('0') || !is_hexadecimal || exchange.len() != 16 {
            return None;
        }
        let exchange = Exchange(u64::from_str_radix(exchange, 16).ok()?);
        Some(Self { expires: expires.parse().ok()?, exchange })
    }
}

/// The key that the holder of a username has, if this secret made their password.
pub(crate) fn key(secret: &[u8], username: &[u8]) -> Key {
    Key::of_parts(username, REALM.as_bytes(), &password(secret, username))
}

#[cfg(test)]
mod tests {
    use super::{Claim, Exchange, issue, issue_for};

    #[test]
    fn a_credential_has_fixed_characters() {
        // printf '1700000000:00000000000000ff' | openssl dgst -sha1 -hmac north -binary | base64
        let credential = issue(b"north", Exchange(255), 1_700_000_000);
        assert_eq!(credential.username, "1700000000:00000000000000ff");
        assert_eq!(credential.password, "CfdV2Xe2a+477zX/+x/VgOrKYY8=");
        assert_eq!(issue_for(b"north", Exchange(255), 7, 1).username, "1:00000000000000ff:7");
    }

    #[test]
    fn a_claim_has_one_spelling() {
        let claim = Claim::read(b"1700000000:00000000000000ff:any:thing").unwrap();
        assert!(claim.exchange == Exchange(255) && claim.expires == 1_700_000_000);
        for not_one in [
            "",
            ":",
            "1700000000",
            ":00000000000000ff",
            "01700000000:00000000000000ff",
            "+1700000000:00000000000000ff",
            "1700000000:ff",
            "1700000000:00000000000000FF",
            "1700000000:+0000000000000ff",
            "18446744073709551616:00000000000000ff",
            "1700000000:00000000000000ff\u{e9}",
        ] {
            assert!(Claim::read(not_one.as_bytes()).is_none(), "{not_one}");
        }
        assert!(Claim::read(format!("1:00000000000000ff:{}", "a".repeat(200)).as_bytes()).is_none());
        assert!(Claim::read(b"1:00000000000000ff:\xff").is_none());
    }
}
