//! What a commit may do in a room's group, whoever made it.

use mls_rs::MlsRules;
use mls_rs::client_builder::PaddingMode;
use mls_rs::error::IntoAnyError;
use mls_rs::group::{GroupContext, Roster};
use mls_rs::mls_rules::{CommitDirection, CommitOptions, CommitSource, EncryptionOptions, ProposalBundle};

use crate::link::MixedIn;

/// A commit does what none may do.
#[derive(Debug)]
pub(crate) struct AgainstRules;

impl IntoAnyError for AgainstRules {}

/// Members let others in, with the link's secret mixed in, and put others out; nothing else, and nobody else.
#[derive(Clone)]
pub(crate) struct Rules;

impl MlsRules for Rules {
    type Error = AgainstRules;

    fn filter_proposals(
        &self,
        _: CommitDirection,
        source: CommitSource,
        _: &Roster<'_>,
        _: &GroupContext,
        proposals: ProposalBundle,
    ) -> Result<ProposalBundle, AgainstRules> {
        let by_member = matches!(source, CommitSource::ExistingMember(_));
        let adds = proposals.add_proposals().len();
        let removes = proposals.remove_proposals().len();
        let mixed_in = proposals.psk_proposals();
        let as_it_should = match mixed_in {
            [] => adds == 0,
            [one] => adds > 0 && one.proposal.external_psk_id() == Some(&MixedIn::id()),
            _ => false,
        };
        let nothing_else = proposals.length() == adds + removes + mixed_in.len();
        if by_member && as_it_should && nothing_else { Ok(proposals) } else { Err(AgainstRules) }
    }

    /// Each commit renews keys (RFC 9420, section 12.4), and one welcome with the whole tree in it is for all who are let in.
    fn commit_options(
        &self,
        _: &Roster<'_>,
        _: &GroupContext,
        _: &ProposalBundle,
    ) -> Result<CommitOptions, AgainstRules> {
        Ok(CommitOptions::new().with_path_required(true))
    }

    /// Commits are in envelopes, and sayings are padded before they are sealed.
    fn encryption_options(
        &self,
        _: &Roster<'_>,
        _: &GroupContext,
    ) -> Result<EncryptionOptions, AgainstRules> {
        Ok(EncryptionOptions::new(false, PaddingMode::None))
    }
}
