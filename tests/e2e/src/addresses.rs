//! What a code says of the addresses of who made it.

use anyhow::{Result, bail};
use heliograph_signal::{Candidate, CandidateKind, Reading, read};

/// Whether a code holds an address that a STUN server saw.
pub fn holds_a_public_address(code: &str) -> Result<bool> {
    Ok(candidates(code)?.iter().any(|candidate| candidate.kind() == CandidateKind::ServerReflexive))
}

/// Whether a code holds addresses of a relay and nothing else.
pub fn holds_only_a_relays_addresses(code: &str) -> Result<bool> {
    let candidates = candidates(code)?;
    Ok(!candidates.is_empty() && candidates.iter().all(|it| it.kind() == CandidateKind::Relayed))
}

/// Whether a code names the device by `.local` names only.
pub fn hides_addresses(code: &str) -> Result<bool> {
    let candidates = candidates(code)?;
    Ok(!candidates.is_empty() && candidates.iter().all(Candidate::is_mdns))
}

fn candidates(code: &str) -> Result<Vec<Candidate>> {
    match read(code) {
        Ok(Reading::Offer(offer)) => Ok(offer.description.candidates()),
        Ok(Reading::Answer(answer)) => Ok(answer.description.candidates()),
        Ok(Reading::Foreign(_)) => bail!("this is another tool's description"),
        Err(error) => bail!("the page shows a code that cannot be read: {error}"),
    }
}
