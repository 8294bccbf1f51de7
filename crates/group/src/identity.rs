//! Who a leaf belongs to: the seat, and what the person calls themselves, in a basic credential (RFC 9420, section 5.3).

use heliograph_wire::Private;
use heliograph_wire::room::{MemberId, NAME_LIMIT};
use mls_rs::error::IntoAnyError;
use mls_rs::identity::basic::BasicCredential;
use mls_rs::identity::{CredentialType, SigningIdentity};
use mls_rs::time::MlsTime;
use mls_rs::{ExtensionList, IdentityProvider};
use mls_rs_core::identity::MemberValidationContext;

/// The first byte of what a credential holds.
const VERSION: u8 = 1;

/// What a credential says.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) member: MemberId,
    pub(crate) name: Private<String>,
}

impl Identity {
    /// None where the name is longer than names are.
    pub(crate) fn new(member: MemberId, name: Private<String>) -> Option<Self> {
        (name.reveal().len() <= NAME_LIMIT).then_some(Self { member, name })
    }

    /// What the credential holds.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(self.member.0.to_be_bytes());
        bytes.extend(self.name.reveal().as_bytes());
        bytes
    }

    /// Of what a credential holds; none where that is nothing of ours.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (&[VERSION, high, low], name) = bytes.split_first_chunk::<3>()? else { return None };
        let name = String::from_utf8(name.to_vec()).ok()?;
        Self::new(MemberId(u16::from_be_bytes([high, low])), name.into())
    }

    /// Of a leaf.
    pub(crate) fn of(leaf: &SigningIdentity) -> Option<Self> {
        Self::read(&leaf.credential.as_basic()?.identifier)
    }
}

/// Why a leaf cannot be in the group.
#[derive(Debug)]
pub(crate) struct Nobody;

impl IntoAnyError for Nobody {}

/// Tells MLS who leaves belong to: no two to the same seat, and none ever to another person than before.
#[derive(Clone)]
pub(crate) struct Seats;

impl IdentityProvider for Seats {
    type Error = Nobody;

    fn validate_member(
        &self,
        leaf: &SigningIdentity,
        _: Option<MlsTime>,
        _: MemberValidationContext<'_>,
    ) -> Result<(), Nobody> {
        Identity::of(leaf).map(|_| ()).ok_or(Nobody)
    }

    /// There are no senders outside.
    fn validate_external_sender(
        &self,
        _: &SigningIdentity,
        _: Option<MlsTime>,
        _: Option<&ExtensionList>,
    ) -> Result<(), Nobody> {
        Err(Nobody)
    }

    fn identity(&self, leaf: &SigningIdentity, _: &ExtensionList) -> Result<Vec<u8>, Nobody> {
        Ok(Identity::of(leaf).ok_or(Nobody)?.member.0.to_be_bytes().to_vec())
    }

    fn valid_successor(
        &self,
        before: &SigningIdentity,
        after: &SigningIdentity,
        _: &ExtensionList,
    ) -> Result<bool, Nobody> {
        Ok(before == after)
    }

    fn supported_types(&self) -> Vec<CredentialType> {
        vec![BasicCredential::credential_type()]
    }
}
