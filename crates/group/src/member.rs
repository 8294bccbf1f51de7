//! Somebody who is going to be a member: their keys, and the ways into a group.

use core::time::Duration;

use heliograph_wire::group::Refused;
use heliograph_wire::room::RoomId;
use mls_rs::client_builder::{
    BaseConfig, WithCryptoProvider, WithGroupStateStorage, WithIdentityProvider, WithMlsRules, WithPskStore,
};
use mls_rs::error::MlsError;
use mls_rs::identity::SigningIdentity;
use mls_rs::identity::basic::BasicCredential;
use mls_rs::{CipherSuiteProvider, Client, ExtensionList, MlsMessage, WireFormat};
use mls_rs_crypto_rustcrypto::RustCryptoProvider;

use crate::epochs::Epochs;
use crate::identity::{Identity, Seats};
use crate::link::{Link, MixedIn};
use crate::rules::Rules;
use crate::suite::{SUITE, cipher_suite, provider};

/// How many bytes of a group's id its founder draws. The room's id follows.
pub(crate) const TAG: usize = 8;

/// All of the ways in which MLS is to be done here.
pub(crate) type Config = WithMlsRules<
    Rules,
    WithIdentityProvider<
        Seats,
        WithCryptoProvider<
            RustCryptoProvider,
            WithGroupStateStorage<Epochs, WithPskStore<MixedIn, BaseConfig>>,
        >,
    >,
>;

/// A group of MLS, done in these ways.
pub(crate) type MlsGroup = mls_rs::Group<Config>;

/// Has a signing key of its own, and at most one key package that was not used yet.
pub(crate) struct Candidate(Client<Config>);

impl Candidate {
    /// None where no chance can be had.
    pub(crate) fn new(identity: &Identity, link: &Link) -> Option<Self> {
        let (secret, public) = cipher_suite().signature_key_generate().ok()?;
        let credential = BasicCredential::new(identity.bytes()).into_credential();
        let client = Client::builder()
            .psk_store(link.mixed_in.clone())
            .group_state_storage(Epochs::default())
            .crypto_provider(provider())
            .identity_provider(Seats)
            .mls_rules(Rules)
            // Nobody has a clock: packages are as good as the page that made them.
            .key_package_lifetime(Duration::from_secs(u64::MAX))
            .signing_identity(SigningIdentity::new(credential, public), secret, SUITE)
            .build();
        Some(Self(client))
    }

    /// Makes its key package.
    pub(crate) fn package(&self) -> Option<Vec<u8>> {
        let none = ExtensionList::default;
        self.0.generate_key_package_message(none(), none(), None).ok()?.to_bytes().ok()
    }

    /// Makes a group of this room with nobody else in it.
    pub(crate) fn found(self, room: RoomId) -> Option<MlsGroup> {
        let mut id = cipher_suite().random_bytes_vec(TAG).ok()?;
        id.extend(room.0);
        let none = ExtensionList::default;
        self.0.create_group_with_id(id, none(), none(), None).ok()
    }

    /// Where the epochs of its group will be kept.
    #[cfg(test)]
    pub(crate) fn epochs(&self) -> Epochs {
        self.0.group_state_storage()
    }

    /// How many key packages it has that were not used yet.
    #[cfg(test)]
    pub(crate) fn packages(&self) -> usize {
        self.0.key_package_store().key_packages().len()
    }

    /// Takes a welcome into a group of this room.
    pub(crate) fn join(&self, welcome: &[u8], room: RoomId) -> Result<MlsGroup, Refused> {
        let welcome = message(welcome, WireFormat::Welcome).ok_or(Refused::Forged)?;
        let (group, _) = self.0.join_group(None, &welcome, None).map_err(|error| match error {
            MlsError::WelcomeKeyPackageNotFound => Refused::Astray,
            _ => Refused::Forged,
        })?;
        let id = group.group_id().get(TAG..);
        if id == Some(&room.0) { Ok(group) } else { Err(Refused::Forged) }
    }
}

/// Reads a message of MLS. None for another kind of it, and for what has any bytes that it need not have: those would be
/// authenticated by nothing.
pub(crate) fn message(bytes: &[u8], format: WireFormat) -> Option<MlsMessage> {
    let message = MlsMessage::from_bytes(bytes).ok()?;
    let is_all = message.to_bytes().is_ok_and(|whole| whole == bytes);
    (is_all && message.wire_format() == format).then_some(message)
}
