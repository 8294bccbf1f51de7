//! What a pretended browser knows of files.

use std::collections::{BTreeMap, VecDeque};

use heliograph_session::{Effect, Event, Into, PickId, Position, TransferId};
use heliograph_wire::PeerId;
use heliograph_wire::control::Holding;

#[derive(Default)]
pub(crate) struct Depot {
    /// What is sent: to whom, which of the picked files, and from where on.
    pub(crate) sending: BTreeMap<u32, (PeerId, PickId, Position)>,
    /// Where received files go, and from whom.
    pub(crate) receiving: BTreeMap<u32, (PeerId, Into)>,
    /// What has arrived and is stored.
    pub(crate) stored: BTreeMap<u32, Position>,
    pub(crate) held: BTreeMap<TransferId, Holding>,
    /// What was forgotten.
    pub(crate) dropped: Vec<TransferId>,
    pub(crate) picks_dropped: Vec<PickId>,
    pub(crate) drawn: Vec<PickId>,
    pub(crate) read_as_code: Vec<PickId>,
    pub(crate) saved: Vec<TransferId>,
    /// Whether the person closes the question where to put files.
    pub(crate) closes_question: bool,
    /// The chat that is kept on the device.
    pub(crate) chat: Option<String>,
    pub(crate) copied: Vec<String>,
}

impl Depot {
    /// Performs an effect of files and the chat; gives back what is none.
    pub(crate) fn perform(&mut self, effect: Effect, events: &mut VecDeque<Event>) -> Option<Effect> {
        match effect {
            Effect::SendFiles { peer, number, picked, from } => {
                self.sending.insert(number, (peer, picked, from));
            }
            Effect::ReceiveFiles { number, .. } if self.closes_question => {
                events.push_back(Event::FilesPutBack { number });
            }
            Effect::ReceiveFiles { peer, number, into, .. } => {
                self.receiving.insert(number, (peer, into));
                let at = self.stored.get(&number).copied().unwrap_or_default();
                events.push_back(Event::FilesReady { number, at });
            }
            Effect::HoldFiles(transfer, holding) => drop(self.held.insert(transfer, holding)),
            Effect::DropFiles(transfer) => self.dropped.push(transfer),
            Effect::DropPicked(picked) => self.picks_dropped.push(picked),
            Effect::DrawPicked(picked) => self.drawn.push(picked),
            Effect::ReadAsCode(picked) => self.read_as_code.push(picked),
            Effect::SaveFiles(transfer) => self.saved.push(transfer),
            Effect::KeepChat(text) => self.chat = Some(text.reveal().clone()),
            Effect::ForgetChat => self.chat = None,
            Effect::Copy(text) => {
                self.copied.push(text.reveal().clone());
                events.push_back(Event::Copied);
            }
            other => return Some(other),
        }
        None
    }
}
