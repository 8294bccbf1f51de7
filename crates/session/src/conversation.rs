use heliograph_wire::resume::Token;

use crate::chat::Chat;
use crate::{Arrival, Compared, Vouch};

/// What two people share beyond one connection: the chat, what they know it again by, and their trust.
#[derive(Default)]
pub(crate) struct Conversation {
    pub(crate) token: Option<Token>,
    pub(crate) chat: Chat,
    pub(crate) trust: Trust,
}

/// What this side's person has made sure of. Who goes on with a conversation has proved to be the same one, so
/// it outlives a connection.
#[derive(Clone, Copy)]
pub(crate) struct Trust {
    pub(crate) compared: Compared,
    pub(crate) vouch: Vouch,
}

impl Default for Trust {
    fn default() -> Self {
        Self { compared: Compared::NotYet, vouch: Vouch::NotScanned }
    }
}

impl Conversation {
    /// Begins anew with somebody who may be anybody.
    pub(crate) fn begin(&mut self, token: Token) {
        self.token = Some(token);
        self.chat.begin_anew();
        self.trust = Trust::default();
    }

    /// Takes note of how the other side's code came here.
    pub(crate) const fn arrived(&mut self, arrival: Arrival) {
        if let (Arrival::Scanned, Vouch::NotScanned) = (arrival, self.trust.vouch) {
            self.trust.vouch = Vouch::Scanned;
        }
    }

    /// Whoever was on the other end is nobody to go on with.
    pub(crate) fn renounce(&mut self) {
        self.token = None;
        self.trust = Trust::default();
    }
}
