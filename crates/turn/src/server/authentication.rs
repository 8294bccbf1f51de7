use super::Server;
use super::draft::Signer;
use crate::allocations::Slot;
use crate::client::{Client, ClientKey, Source};
use crate::counters::{Cause, Refusal};
use crate::credential::{Claim, User, key};
use crate::settings::Expiry;
use crate::stun::attribute::{NONCE, PASSWORD_ALGORITHM, PASSWORD_ALGORITHMS, REALM, USERNAME};
use crate::stun::{Key, Message};

/// Who has shown that a request is theirs.
pub(super) struct Authenticated {
    pub(super) signer: Signer,
    pub(super) standing: Standing,
}

/// What they have at the address that the request comes from.
pub(super) enum Standing {
    /// This allocation.
    Owner(Slot),
    /// None, but somebody else has one.
    Stranger,
    /// None, and nobody has.
    Newcomer { user: User, claim: Claim },
}

/// Why a request is not taken for anybody's.
pub(super) enum Unauthenticated {
    /// Nothing is answered.
    Silence(Cause),
    /// This is answered, as far as there are answers left.
    Refused(Refusal),
    /// This is answered in any case: it costs nobody anything that an owner is told of a new nonce.
    Told(Refusal),
}

impl Server {
    /// Finds out who a request is from: RFC 8489, section 9.2.4. Nothing about it is kept.
    ///
    /// PASSWORD-ALGORITHMS is not offered: browsers do not know it, what a stranger may be answered has no room for it, and
    /// passwords with 160 bits of HMAC are as well off with MD5. A signature with SHA-256 is taken all the same, and
    /// answered with one.
    pub(super) fn authenticate(
        &mut self,
        from: &Client,
        message: &Message<'_>,
    ) -> Result<Authenticated, Unauthenticated> {
        let Some(algorithm) = message.signature() else {
            self.charge(from)?;
            return Err(Unauthenticated::Refused(Refusal::Unauthorized));
        };
        // What the realm says needs no look: the key that has to fit is made with ours.
        let (Some(username), Some(nonce), Some(_)) =
            (message.value(USERNAME), message.value(NONCE), message.value(REALM))
        else {
            self.charge(from)?;
            return Err(Unauthenticated::Refused(Refusal::BadRequest));
        };
        let held = self.allocations.of_client(from);
        if let Some((slot, key, expires)) = self.held_by(held, username) {
            if !message.is_signed_by(&key) {
                self.charge(from)?;
                return Err(Unauthenticated::Refused(Refusal::Unauthorized));
            }
            if !self.is_fresh(from, nonce) {
                return Err(Unauthenticated::Told(Refusal::StaleNonce));
            }
            if self.settings.expiry == Expiry::Always && self.has_passed(expires) {
                return Err(Unauthenticated::Told(Refusal::Unauthorized));
            }
            return Ok(Authenticated { signer: Signer { algorithm, key }, standing: Standing::Owner(slot) });
        }
        // Whoever tries nonces or passwords is slowed down; whoever has the right ones gets this back.
        self.charge(from)?;
        if message.value(PASSWORD_ALGORITHM).is_some() || message.value(PASSWORD_ALGORITHMS).is_some() {
            return Err(Unauthenticated::Refused(Refusal::BadRequest));
        }
        if !self.is_fresh(from, nonce) {
            return Err(Unauthenticated::Refused(Refusal::StaleNonce));
        }
        let claim = Claim::read(username).filter(|claim| !self.has_passed(claim.expires));
        let Some((claim, key)) = claim.and_then(|claim| Some((claim, self.key_of(username, message)?)))
        else {
            return Err(Unauthenticated::Refused(Refusal::Unauthorized));
        };
        self.challenged.of(from.transport).give_back(Source::from(from));
        let standing = match held {
            Some(_) => Standing::Stranger,
            None => Standing::Newcomer { user: User::named(username), claim },
        };
        Ok(Authenticated { signer: Signer { algorithm, key }, standing })
    }

    /// The allocation of a client, if it is this user's.
    fn held_by(&self, held: Option<Slot>, username: &[u8]) -> Option<(Slot, Key, u64)> {
        let slot = held?;
        let allocation = self.allocations.get(slot)?;
        let is_theirs = allocation.user == User::named(username);
        is_theirs.then(|| (slot, allocation.key.clone(), allocation.credential_expires))
    }

    /// Whether a client was given this nonce not long ago.
    fn is_fresh(&self, from: &Client, nonce: &[u8]) -> bool {
        self.nonces.knows(self.now, &ClientKey::from(from), nonce)
    }

    /// The key that a message is signed with, if one of the secrets made its password.
    fn key_of(&self, username: &[u8], message: &Message<'_>) -> Option<Key> {
        let mut keys = self.settings.secrets.iter().map(|secret| key(secret.reveal(), username));
        keys.find(|key| message.is_signed_by(key))
    }

    /// Counts an unsigned answer to a source.
    fn charge(&mut self, from: &Client) -> Result<(), Unauthenticated> {
        let rate = self.settings.limits.challenges_per_source;
        if self.challenged.of(from.transport).take(self.now, rate, Source::from(from)) {
            Ok(())
        } else {
            Err(Unauthenticated::Silence(Cause::SourceLimit))
        }
    }

    /// Whether a moment, in seconds since the Unix epoch, is over.
    fn has_passed(&self, unix_seconds: u64) -> bool {
        (self.settings.unix_start + self.now).0 / 1_000 >= unix_seconds
    }
}
