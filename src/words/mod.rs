//! Every sentence a person reads, one module for each language. A language is a whole [`Phrases`], so a missing
//! phrase does not compile.

mod amounts;
mod english;
mod german;
mod lists;
mod phrases;
#[cfg(test)]
mod tests;

use core::ops::Deref;

use heliograph_session::Language;

pub(crate) use lists::safety_word;
pub(crate) use phrases::{
    AppPhrases, CallPhrases, CameraPhrases, ChatPhrases, Content, FilesPhrases, HelpPhrases, MeetPhrases,
    Phrases, RelayPhrases, RingPhrases, RoomPhrases, SafetyPhrases, SealingPhrases, SettingsPhrases,
    StatisticsPhrases, UpdatePhrases, WakingPhrases,
};

/// The words of a language.
pub(crate) const fn of(language: Language) -> Words {
    Words(match language {
        Language::English => &english::PHRASES,
        Language::German => &german::PHRASES,
    })
}

/// What the page says in one language; every copy is the same one.
#[derive(Clone, Copy)]
pub(crate) struct Words(&'static Phrases);

impl Words {
    /// What is said where people meet in a room. Nothing else leads there, so that forms of the app without rooms leave it
    /// out.
    pub(crate) fn room(self) -> &'static RoomPhrases {
        if core::ptr::eq(self.0, &raw const german::PHRASES) {
            &german::room::PHRASES
        } else {
            &english::room::PHRASES
        }
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.0, other.0)
    }
}

impl Deref for Words {
    type Target = Phrases;

    fn deref(&self) -> &Phrases {
        self.0
    }
}
