//! How the server shows itself to push services: it signs where a message goes and until when, so that subscriptions made
//! for this server are of use to no other one (RFC 8292).

use super::services::Origin;
use crate::{
    config::Contact,
    state::{State, StateError},
};
use aws_lc_rs::{
    agreement,
    encoding::{AsBigEndian, EcPrivateKeyBin},
    error::Unspecified,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use heliograph_wire::Private;
use std::collections::HashMap;

/// For how many seconds a token is good, of which a day is the most: RFC 8292, section 2.
const GOOD: u64 = 12 * 3600;

/// A token that is good for less than this is made anew.
const NEARLY_OVER: u64 = 3600;

/// So many origins are remembered at a time; a service below whose name there are more of them costs signatures.
const ORIGINS: usize = 64;

/// `{"typ":"JWT","alg":"ES256"}`: RFC 7519, section 5, and RFC 8292, section 2.
const HEADER: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9";

/// The key of the server, and what it has signed.
pub(super) struct Identity {
    keys: EcdsaKeyPair,
    /// The public key, uncompressed.
    public: Vec<u8>,
    contact: String,
    tokens: HashMap<Origin, Token>,
}

struct Token {
    text: String,
    /// In seconds since 1970.
    ends: u64,
}

impl Identity {
    /// With the key that is kept; it is made where there is none. None where it cannot be kept.
    pub(super) fn of(state: &State, contact: Contact) -> Result<Option<Self>, StateError> {
        let Some(secret) = state.push_key(|| fresh().map_err(|_| StateError::NoChance))? else {
            return Ok(None);
        };
        let damaged = |_| StateError::DamagedPushKey(state.push_key_path());
        let (keys, public) = key_pair(&secret).map_err(damaged)?;
        Ok(Some(Self { keys, public, contact: contact.into(), tokens: HashMap::new() }))
    }

    /// What devices subscribe with (RFC 8292, section 4).
    pub(super) fn public(&self) -> &[u8] {
        &self.public
    }

    /// What a message to this origin begins with; none where the system has no chance to sign with.
    pub(super) fn authorization(&mut self, origin: &Origin, unix_seconds: u64) -> Option<String> {
        let is_good = |token: &Token| {
            let left = token.ends.saturating_sub(unix_seconds);
            (NEARLY_OVER..=GOOD).contains(&left)
        };
        if !self.tokens.get(origin).is_some_and(is_good) {
            if self.tokens.len() >= ORIGINS {
                self.tokens.clear();
            }
            let ends = unix_seconds + GOOD;
            let text = self.signed(origin, ends).ok()?;
            self.tokens.insert(origin.clone(), Token { text, ends });
        }
        let token = &self.tokens.get(origin)?.text;
        Some(format!("vapid t={token}, k={}", URL_SAFE_NO_PAD.encode(&self.public)))
    }

    fn signed(&self, origin: &Origin, ends: u64) -> Result<String, Unspecified> {
        let said = said(origin, ends, &self.contact);
        let signature = self.keys.sign(&SystemRandom::new(), said.as_bytes())?;
        Ok(format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// What is signed: RFC 7515, section 5.1.
fn said(origin: &Origin, ends: u64, contact: &str) -> String {
    // Settings let neither an origin nor a contact be other than plain; JSON has its own say about quotation marks.
    let [audience, contact] = [origin.to_string().as_str(), contact].map(|text| serde_json::json!(text));
    let claims = format!("{{\"aud\":{audience},\"exp\":{ends},\"sub\":{contact}}}");
    format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(claims))
}

/// A key that nobody has.
fn fresh() -> Result<Private<[u8; 32]>, Unspecified> {
    let keys = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
    let bytes: EcPrivateKeyBin<'_> = keys.private_key().as_be_bytes()?;
    bytes.as_ref().try_into().map(Private::new).map_err(|_| Unspecified)
}

/// The key with its public half, which is computed from it.
fn key_pair(secret: &Private<[u8; 32]>) -> Result<(EcdsaKeyPair, Vec<u8>), Unspecified> {
    let secret = &secret.reveal()[..];
    let half =
        agreement::PrivateKey::from_private_key(&agreement::ECDH_P256, secret).map_err(|_| Unspecified)?;
    let public = half.compute_public_key()?;
    let keys = EcdsaKeyPair::from_private_key_and_public_key(
        &ECDSA_P256_SHA256_FIXED_SIGNING,
        secret,
        public.as_ref(),
    );
    let keys = keys.map_err(|_| Unspecified)?;
    let public = keys.public_key().as_ref().to_vec();
    Ok((keys, public))
}

#[cfg(test)]
mod tests {
    use super::{GOOD, Identity, ORIGINS, said};
    use crate::{
        push::services::{Endpoint, Origin},
        state::State,
    };
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

    /// RFC 8292, section 2.4.
    const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3\
                         B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1ha\
                         Wx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_H\
                         LGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
    const KEY: &str = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dR\
                       uU_RCPCfA5aq9ojSwk5Y2EmClBPs";

    fn origin(text: &str) -> Origin {
        Endpoint::read(&format!("{text}/")).unwrap().origin
    }

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    fn is_signed(token: &str, key: &[u8]) -> bool {
        let (said, signature) = token.rsplit_once('.').unwrap();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key);
        key.verify(said.as_bytes(), &bytes(signature)).is_ok()
    }

    fn identity() -> (tempfile::TempDir, Identity) {
        let folder = tempfile::tempdir().unwrap();
        let state = State::new(folder.path().join("state"));
        let identity = Identity::of(&state, "mailto:push@example.com".parse().unwrap()).unwrap().unwrap();
        (folder, identity)
    }

    #[test]
    fn what_is_signed_is_that_of_the_standard() {
        let (signed, _) = TOKEN.rsplit_once('.').unwrap();
        assert_eq!(
            said(&origin("https://push.example.net"), 1_453_523_768, "mailto:push@example.com"),
            signed
        );
        // The signature has chance in it, so that of the standard cannot come again; but it is read as ours are.
        assert!(is_signed(TOKEN, &bytes(KEY)));
    }

    #[test]
    fn a_token_names_its_origin_and_lasts_until_it_nears_its_end() {
        let (_folder, mut identity) = identity();
        let key = identity.public().to_vec();
        let mut token = |origin: &Origin, now| {
            let said = identity.authorization(origin, now).unwrap();
            let (token, key_said) = said.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
            assert_eq!(bytes(key_said), key);
            assert!(is_signed(token, &key));
            token.to_owned()
        };
        let claims = |token: &str| -> serde_json::Value {
            serde_json::from_slice(&bytes(token.split('.').nth(1).unwrap())).unwrap()
        };
        let (one, other) = (origin("https://a.example"), origin("http://a.example:8080"));
        let first = token(&one, 1000);
        assert_eq!(
            claims(&first),
            serde_json::json!({ "aud": "https://a.example", "exp": 1000 + GOOD, "sub": "mailto:push@example.com" })
        );
        assert_eq!(claims(&token(&other, 1000))["aud"], "http://a.example:8080");
        assert_eq!(token(&one, 11 * 3600 + 1000), first);
        assert_ne!(token(&one, 11 * 3600 + 1001), first);
        // A clock that was set back would have made it good for more than a day.
        let later = token(&one, 1_000_000);
        assert_eq!(claims(&token(&one, 900_000))["exp"], 900_000 + GOOD);
        assert_ne!(token(&one, 900_000), later);
    }

    #[test]
    fn so_many_origins_are_remembered_and_no_more() {
        let (_folder, mut identity) = identity();
        for number in 0..3 * ORIGINS {
            identity.authorization(&origin(&format!("https://a{number}.example")), 1000).unwrap();
            assert!(identity.tokens.len() <= ORIGINS);
        }
    }
}
