use heliograph_wire::Private;
use heliograph_wire::resume::Token;

use crate::chat::Chat;
use crate::transfers::Transfers;
use crate::{Arrival, Compared, Effect, Keeping, LineKey, Vouch};

/// What two people share beyond one connection: the chat, files, what they know it again by, and their trust.
pub(crate) struct Conversation {
    pub(crate) token: Option<Token>,
    pub(crate) chat: Chat,
    pub(crate) transfers: Transfers,
    pub(crate) trust: Trust,
    /// Whether the chat is kept on the device.
    pub(crate) keeping: Keeping,
    /// What the person had begun to write when the last connection ended.
    pub(crate) draft: Option<Private<String>>,
    /// The message that the next one replies to.
    pub(crate) replying_to: Option<LineKey>,
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
    /// Nothing but the chat that the device has kept, if it keeps one.
    pub(crate) fn remembering(kept: Option<&Private<String>>) -> Self {
        Self {
            token: None,
            chat: kept.map(|kept| Chat::of_text(kept.reveal())).unwrap_or_default(),
            transfers: Transfers::default(),
            trust: Trust::default(),
            keeping: if kept.is_some() { Keeping::OnThisDevice } else { Keeping::ForThisPage },
            draft: None,
            replying_to: None,
        }
    }

    /// Begins anew with somebody who may be anybody.
    pub(crate) fn begin(&mut self, token: Option<Token>, effects: &mut Vec<Effect>) {
        self.token = token;
        let retired = self.transfers.retire(effects);
        self.chat.begin_anew(&retired);
        self.trust = Trust::default();
        (self.draft, self.replying_to) = (None, None);
    }

    /// Whether words are gone when the page starts anew.
    pub(crate) fn would_lose_words(&self) -> bool {
        let has_words = !self.chat.entries().is_empty() || self.draft.is_some();
        has_words && self.keeping == Keeping::ForThisPage
    }

    /// Keeps what was written but not sent, for the same two people only.
    pub(crate) fn keep_draft(&mut self, text: Private<String>) {
        if self.token.is_some() {
            self.draft = Some(text).filter(|text| !text.reveal().is_empty());
        }
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
