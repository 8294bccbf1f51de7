//! What everybody with the link of a room has, and nobody else: the key of envelopes, and the secret that is mixed in
//! whenever somebody is let in (an external PSK; RFC 9420, section 8.4).

use core::convert::Infallible;

use heliograph_wire::Private;
use heliograph_wire::room::RoomId;
use mls_rs::PreSharedKeyStorage;
use mls_rs::psk::{ExternalPskId, PreSharedKey};

use crate::envelope::Envelopes;
use crate::suite::derived;

const ENVELOPE: &[u8] = b"heliograph room envelope 1";

/// Also the id of the secret.
const MIXED_IN: &[u8] = b"heliograph room psk 1";

const ENVELOPE_KEY: usize = 16;
const MIXED_IN_LENGTH: usize = 32;

/// All of it.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) envelopes: Envelopes,
    pub(crate) mixed_in: MixedIn,
}

impl Link {
    pub(crate) fn new(secret: &Private<[u8; 16]>, room: RoomId) -> Option<Self> {
        let key = derived(secret.reveal(), ENVELOPE, ENVELOPE_KEY)?;
        let mixed_in = derived(secret.reveal(), MIXED_IN, MIXED_IN_LENGTH)?;
        Some(Self {
            envelopes: Envelopes::new(key, room),
            mixed_in: MixedIn(PreSharedKey::new(mixed_in.reveal().clone())),
        })
    }
}

/// The secret that is mixed in, as MLS asks for it.
#[derive(Clone)]
pub(crate) struct MixedIn(PreSharedKey);

impl MixedIn {
    pub(crate) fn id() -> ExternalPskId {
        ExternalPskId::new(MIXED_IN.to_vec())
    }
}

impl PreSharedKeyStorage for MixedIn {
    type Error = Infallible;

    fn get(&self, id: &ExternalPskId) -> Result<Option<PreSharedKey>, Infallible> {
        Ok((*id == Self::id()).then(|| self.0.clone()))
    }
}
