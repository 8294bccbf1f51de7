//! Those who want to be in the group.

use std::collections::BTreeMap;

use heliograph_wire::room::{GROUP_AT_MOST, MemberId};
use mls_rs::group::ReceivedMessage;
use mls_rs::identity::SigningIdentity;
use mls_rs::{MlsMessage, WireFormat};

use crate::identity::Identity;
use crate::member::{MlsGroup, message};

/// The newest key package of each.
#[derive(Default)]
pub(crate) struct Joiners(BTreeMap<MemberId, Joiner>);

struct Joiner {
    leaf: SigningIdentity,
    package: MlsMessage,
}

impl Joiners {
    /// Keeps the key package of a seat, if it is one and of that seat, and somebody else's than a leaf's that is there.
    pub(crate) fn read(&mut self, member: MemberId, package: &[u8], group: &mut MlsGroup) -> bool {
        let has_room = self.0.len() < GROUP_AT_MOST || self.0.contains_key(&member);
        let joiner = Joiner::read(package, group).filter(|joiner| {
            has_room && Identity::of(&joiner.leaf).is_some_and(|identity| identity.member == member)
        });
        let Some(joiner) = joiner else { return false };
        let key = &joiner.leaf.signature_key;
        if group.roster().members_iter().any(|leaf| leaf.signing_identity.signature_key == *key) {
            return false;
        }
        self.0.insert(member, joiner);
        true
    }

    pub(crate) fn package(&self, member: MemberId) -> Option<&MlsMessage> {
        self.0.get(&member).map(|joiner| &joiner.package)
    }

    pub(crate) fn forget(&mut self, member: MemberId) {
        self.0.remove(&member);
    }

    /// Forgets the packages by which members were let in.
    pub(crate) fn forget_members(&mut self, group: &MlsGroup) {
        let leaves: Vec<_> = group.roster().members_iter().map(|leaf| leaf.signing_identity).collect();
        self.0.retain(|_, joiner| !leaves.contains(&joiner.leaf));
    }
}

impl Joiner {
    fn read(package: &[u8], group: &mut MlsGroup) -> Option<Self> {
        let package = message(package, WireFormat::KeyPackage)?;
        // A group is changed by other messages only.
        let ReceivedMessage::KeyPackage(read) = group.process_incoming_message(package.clone()).ok()? else {
            return None;
        };
        Some(Self { leaf: read.signing_identity().clone(), package })
    }
}
