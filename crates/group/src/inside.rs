//! A member inside a group.

mod joiners;

use std::collections::BTreeSet;

use heliograph_wire::Private;
use heliograph_wire::group::{Leaf, Membership, Outcome, Refused};
use heliograph_wire::room::{Epoch, GROUP_AT_MOST, GroupTag, MemberId};
use mls_rs::WireFormat;
use mls_rs::error::MlsError;
use mls_rs::group::{CommitEffect, CommitOutput, CommitSecrets, ReceivedMessage};
use mls_rs_core::secret::Secret;

use crate::identity::Identity;
use crate::inside::joiners::Joiners;
use crate::link::MixedIn;
use crate::member::{MlsGroup, message};
use crate::orders::{FrameOrder, Orders};
use crate::padding;

/// How many are let in by one commit, so that commit and welcome are not longer than they may be.
pub const LET_IN_AT_ONCE: usize = 24;

/// By this and no context an epoch's secret is exported (RFC 9420, section 8.5) that all keys of its frames come from.
const FRAMES: &[u8] = b"heliograph frames 1";

/// JavaScript tells no numbers apart above this.
const LAST_EPOCH: u64 = (1 << 53) - 1;

/// So many commits of one's own may still turn out to be the one that counts.
const PENDING_AT_MOST: usize = 4;

/// The group as one member has it.
pub(crate) struct Inside {
    group: MlsGroup,
    member: MemberId,
    joiners: Joiners,
    pending: Vec<Pending>,
}

/// A commit of one's own that was not heard yet.
struct Pending {
    commit: Vec<u8>,
    secrets: CommitSecrets,
}

/// A commit, and the welcome for those whom it lets in.
pub(crate) type Committed = (Vec<u8>, Option<Vec<u8>>);

impl Inside {
    /// Goes into a group that was founded or joined; not into one in which anything is as it cannot be.
    pub(crate) fn enter(mut group: MlsGroup, member: MemberId) -> Result<(Self, Entered), Refused> {
        let entered = Entered::new(&mut group, member)?;
        Ok((Self { group, member, joiners: Joiners::default(), pending: Vec::new() }, entered))
    }

    pub(crate) fn epoch(&self) -> Epoch {
        epoch_of(&self.group)
    }

    /// Whether anybody could still have the key of its frames from it.
    #[cfg(test)]
    pub(crate) fn exports(&self) -> bool {
        self.group.export_secret(FRAMES, &[], 32).is_ok()
    }

    /// How long all commits are that were not heard yet, with the state of the group to which they lead.
    #[cfg(test)]
    pub(crate) fn length_of_pending(&self) -> usize {
        self.pending.iter().map(|pending| pending.secrets.to_bytes().map_or(0, |bytes| bytes.len())).sum()
    }

    /// Keeps a key package of a seat; whether it can be let in by it.
    pub(crate) fn read(&mut self, member: MemberId, package: &[u8]) -> bool {
        self.joiners.read(member, package, &mut self.group)
    }

    /// Makes a commit. None where nothing is left to do of what was asked.
    pub(crate) fn commit(&mut self, add: &[MemberId], remove: &[MemberId]) -> Option<Committed> {
        let leaves = leaves_of(&self.group).ok()?;
        let let_in = self.let_in(&leaves, add, remove);
        let was_asked = !add.is_empty() || !remove.is_empty();
        let makes_sense = |inside: &Self, let_in: &[MemberId]| {
            !was_asked || !let_in.is_empty() || !inside.put_out(&leaves, let_in, remove).is_empty()
        };
        if !makes_sense(self, &let_in) {
            return None;
        }
        if let Some(committed) = self.build(&let_in, &self.put_out(&leaves, &let_in, remove)) {
            return Some(committed);
        }
        // Somebody's package has a key in it that another leaf has already. Whose it is shows one by one.
        let mut fitting = Vec::new();
        for seat in let_in {
            fitting.push(seat);
            if self.draft(&fitting, &self.put_out(&leaves, &fitting, remove)).is_none() {
                fitting.pop();
                self.joiners.forget(seat);
            }
        }
        if !makes_sense(self, &fitting) {
            return None;
        }
        self.build(&fitting, &self.put_out(&leaves, &fitting, remove))
    }

    /// Whom of these a commit can let in: whose packages were read, and for whom there is room.
    fn let_in(&self, leaves: &[Leaf], add: &[MemberId], remove: &[MemberId]) -> Vec<MemberId> {
        let stays = |seat: &MemberId| *seat == self.member || !remove.contains(seat);
        let mut seats: BTreeSet<_> = leaves.iter().map(|leaf| leaf.member).filter(stays).collect();
        let mut let_in = Vec::new();
        for seat in add {
            let is_next = *seat != self.member && !let_in.contains(seat) && let_in.len() < LET_IN_AT_ONCE;
            let has_room = seats.contains(seat) || seats.len() < GROUP_AT_MOST;
            if is_next && has_room && self.joiners.package(*seat).is_some() {
                seats.insert(*seat);
                let_in.push(*seat);
            }
        }
        let_in
    }

    /// The leaves that a commit puts out: those of whoever is to go, and what is there already of whoever comes.
    fn put_out(&self, leaves: &[Leaf], let_in: &[MemberId], remove: &[MemberId]) -> Vec<u32> {
        let goes = |leaf: &&Leaf| {
            leaf.member != self.member && (remove.contains(&leaf.member) || let_in.contains(&leaf.member))
        };
        leaves.iter().filter(goes).map(|leaf| u32::from(leaf.index)).collect()
    }

    fn build(&mut self, let_in: &[MemberId], put_out: &[u32]) -> Option<Committed> {
        let (output, secrets) = self.draft(let_in, put_out)?;
        let commit = output.commit_message.to_bytes().ok()?;
        let welcome = match output.welcome_messages.first() {
            Some(welcome) => Some(welcome.to_bytes().ok()?),
            None => None,
        };
        if self.pending.len() == PENDING_AT_MOST {
            self.pending.remove(0);
        }
        self.pending.push(Pending { commit: commit.clone(), secrets });
        Some((commit, welcome))
    }

    fn draft(&mut self, let_in: &[MemberId], put_out: &[u32]) -> Option<(CommitOutput, CommitSecrets)> {
        let mut commit = self.group.commit_builder();
        for index in put_out {
            commit = commit.remove_member(*index).ok()?;
        }
        for package in let_in.iter().filter_map(|seat| self.joiners.package(*seat)) {
            commit = commit.add_member(package.clone()).ok()?;
        }
        if !let_in.is_empty() {
            commit = commit.add_external_psk(MixedIn::id()).ok()?;
        }
        commit.build_detached().ok()
    }

    /// Takes the commit that ends the epoch. Nothing changes by one that is refused.
    pub(crate) fn hear(&mut self, commit: &[u8]) -> Result<Entered, Refused> {
        let message = message(commit, WireFormat::PublicMessage).ok_or(Refused::Forged)?;
        if message.group_id() != Some(self.group.group_id()) || message.epoch() != Some(self.epoch().number) {
            return Err(Refused::Astray);
        }
        let mut next = self.group.clone();
        let own = self.pending.iter().find(|pending| pending.commit == commit);
        let described = match own {
            Some(own) => next.apply_detached_commit(own.secrets.clone()).map_err(|_| Refused::Forged)?,
            None => {
                if message.commit_path_leaf_node().is_none() {
                    return Err(Refused::Forged);
                }
                match next.process_incoming_message(message) {
                    Ok(ReceivedMessage::Commit(described)) => described,
                    Ok(_) | Err(_) => return Err(Refused::Forged),
                }
            }
        };
        match described.effect {
            CommitEffect::NewEpoch(_) => {}
            CommitEffect::Removed { .. } => return Err(Refused::PutOut),
            CommitEffect::ReInit(_) => return Err(Refused::Forged),
        }
        let entered = Entered::new(&mut next, self.member)?;
        self.group = next;
        self.pending.clear();
        self.joiners.forget_members(&self.group);
        Ok(entered)
    }

    /// Seals what is said. None where it is too long.
    pub(crate) fn say(&mut self, bytes: &[u8]) -> Option<Private<Vec<u8>>> {
        let padded = padding::padded(bytes)?;
        let said = self.group.encrypt_application_message(padded.reveal(), Vec::new()).ok()?;
        Some(said.to_bytes().ok()?.into())
    }

    /// Opens what this seat said. Nothing changes by what is refused.
    pub(crate) fn listen(&mut self, from: MemberId, bytes: &[u8]) -> Result<Private<Vec<u8>>, Refused> {
        let message = message(bytes, WireFormat::PrivateMessage).ok_or(Refused::Forged)?;
        if message.group_id() != Some(self.group.group_id()) {
            return Err(Refused::Astray);
        }
        let mut next = self.group.clone();
        let said = match next.process_incoming_message(message) {
            Ok(ReceivedMessage::ApplicationMessage(said)) => said,
            Err(MlsError::EpochNotFound | MlsError::KeyMissing(_)) => return Err(Refused::Astray),
            Ok(_) | Err(_) => return Err(Refused::Forged),
        };
        let sender = next.member_at_index(said.sender_index);
        let sender = sender.and_then(|sender| Identity::of(&sender.signing_identity));
        if sender.map(|sender| sender.member) != Some(from) {
            return Err(Refused::Forged);
        }
        let opened = padding::removed(said.data()).ok_or(Refused::Forged)?;
        self.group = next;
        Ok(opened)
    }
}

/// An epoch that was entered, and the keys of its frames.
pub(crate) struct Entered {
    membership: Membership,
    base: Private<[u8; 32]>,
}

impl Entered {
    /// Of a group as it was founded, joined or led to its next epoch. Its secrets of frames can be had once.
    fn new(group: &mut MlsGroup, member: MemberId) -> Result<Self, Refused> {
        let epoch = epoch_of(group);
        let members = leaves_of(group)?;
        let me = members.iter().find(|leaf| u32::from(leaf.index) == group.current_member_index());
        let me = me.filter(|leaf| leaf.member == member).ok_or(Refused::Forged)?.index;
        if epoch.number > LAST_EPOCH || !group.context().extensions.is_empty() {
            return Err(Refused::Forged);
        }
        let base = group.export_secret(FRAMES, &[], 32).map_err(|_| Refused::Forged)?;
        let code = group.epoch_authenticator().map_err(|_| Refused::Forged)?;
        let (base, code) = (bytes_of(&base)?, bytes_of(&code)?);
        group.delete_exporter();
        // What MLS holds back until then it would hold for ever.
        group.write_to_storage().map_err(|_| Refused::Forged)?;
        Ok(Self { membership: Membership { epoch, me, members, code }, base })
    }

    /// Tells the page who is in the group, and the worker of frames the keys.
    pub(crate) fn told(self, orders: &mut Orders) -> Outcome {
        let Membership { epoch, me: index, ref members, .. } = self.membership;
        let members = members.iter().map(|leaf| leaf.index).collect();
        orders.give(FrameOrder::Keys { epoch, index, members, base: self.base });
        Outcome::Entered(self.membership)
    }
}

fn bytes_of(secret: &Secret) -> Result<Private<[u8; 32]>, Refused> {
    Ok(Private::new(secret.as_bytes().try_into().map_err(|_| Refused::Forged)?))
}

fn epoch_of(group: &MlsGroup) -> Epoch {
    let tag = group.group_id().first_chunk().copied().unwrap_or_default();
    Epoch { group: GroupTag(tag), number: group.current_epoch() }
}

/// All members by their index; none if one has an index that no group of ours has.
fn leaves_of(group: &MlsGroup) -> Result<Vec<Leaf>, Refused> {
    let leaf = |leaf: mls_rs::group::Member| {
        let index = u8::try_from(leaf.index).ok().filter(|index| usize::from(*index) < GROUP_AT_MOST)?;
        let Identity { member, name } = Identity::of(&leaf.signing_identity)?;
        let key = *leaf.signing_identity.signature_key.as_bytes().first_chunk()?;
        Some(Leaf { index, member, name, key })
    };
    group.roster().members_iter().map(leaf).collect::<Option<_>>().ok_or(Refused::Forged)
}
