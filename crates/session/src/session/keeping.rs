//! The chat on the device, where its person wants it kept, and how a conversation is left behind.

use heliograph_wire::Millis;

use super::{Session, Stage};
use crate::conversation::Conversation;
use crate::{Effect, Keeping, Problem};

/// A chat is written to the device this long after it changed, so that a lively one is not written at every word.
const KEPT_AFTER: Millis = Millis::seconds(1);

/// What the device has of the chat.
pub(super) struct Kept {
    /// How often the chat had changed when it was kept.
    changes: u64,
    /// When it is to be kept again.
    due: Option<Millis>,
}

impl Kept {
    /// What the device has is what the conversation has at the moment.
    pub(super) const fn of(conversation: &Conversation) -> Self {
        Self { changes: conversation.chat.changes(), due: None }
    }

    pub(super) const fn deadline(&self) -> Option<Millis> {
        self.due
    }
}

impl Session {
    pub(super) fn chat_keeping_chosen(&mut self, keeping: Keeping, effects: &mut Vec<Effect>) {
        self.conversation.keeping = keeping;
        match keeping {
            Keeping::OnThisDevice => self.keep_chat(effects),
            Keeping::ForThisPage => self.erase_chat(effects),
        }
    }

    pub(super) fn chat_keeping_failed(&mut self, effects: &mut Vec<Effect>) {
        self.chat_keeping_chosen(Keeping::ForThisPage, effects);
        self.problem(Problem::ChatNotKept);
    }

    /// Forgets what was written and sent, here and on the device; the conversation goes on.
    pub(super) fn forget_chat(&mut self, effects: &mut Vec<Effect>) {
        let Conversation { chat, transfers, .. } = &mut self.conversation;
        chat.clear();
        transfers.forget_finished(effects);
        for transfer in transfers.open() {
            chat.add_files(transfer);
        }
        self.kept = Kept::of(&self.conversation);
        self.erase_chat(effects);
    }

    /// Leaves the conversation behind; what the device keeps of it stays.
    pub(super) fn forget_conversation(&mut self, effects: &mut Vec<Effect>) {
        if self.kept.due.is_some() {
            self.keep_chat(effects);
        }
        self.conversation.transfers.forget(effects);
        self.conversation = Conversation::remembering(self.ground.environment.kept_chat.as_ref());
        self.kept = Kept::of(&self.conversation);
    }

    /// Keeps the chat when it has changed and rested for a moment.
    pub(super) fn tick_keeping(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let Conversation { chat, keeping, .. } = &self.conversation;
        if *keeping == Keeping::ForThisPage || chat.changes() == self.kept.changes {
            self.kept.due = None;
            return;
        }
        let due = *self.kept.due.get_or_insert(now + KEPT_AFTER);
        if now >= due {
            self.keep_chat(effects);
        }
    }

    fn keep_chat(&mut self, effects: &mut Vec<Effect>) {
        self.kept = Kept::of(&self.conversation);
        let text = self.conversation.chat.to_text();
        self.ground.environment.kept_chat = Some(text.clone());
        effects.push(Effect::KeepChat(text));
    }

    pub(super) fn page_closing(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if let Stage::Visiting(visit) = &mut self.stage {
            visit.page_closing(&mut self.ground.context(now, effects));
        }
        if self.kept.due.is_some() {
            self.keep_chat(effects);
        }
        self.say_goodbye(effects);
    }

    fn erase_chat(&mut self, effects: &mut Vec<Effect>) {
        self.ground.environment.kept_chat = None;
        effects.push(Effect::ForgetChat);
    }
}
