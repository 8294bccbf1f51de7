//! Every sentence a person reads, one module for each language. A language is a whole [`Words`], so a missing
//! phrase does not compile.

mod english;

use core::ops::Deref;

use heliograph_session::{Carrier, Mark, Parting, Problem, StunError};

pub use english::ENGLISH;

/// A language the page speaks; every copy is the same one.
#[derive(Clone, Copy)]
pub struct Language(&'static Words);

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.0, other.0)
    }
}

impl Deref for Language {
    type Target = Words;

    fn deref(&self) -> &Words {
        self.0
    }
}

/// What the page says. Fields are named after what they say in English.
pub struct Words {
    pub(crate) heliograph: &'static str,
    pub(crate) tagline: &'static str,
    pub(crate) how_it_works: &'static str,
    pub(crate) invite_someone: &'static str,
    pub(crate) have_an_invite: &'static str,
    pub(crate) settings: &'static str,
    pub(crate) back: &'static str,
    pub(crate) home: &'static str,
    pub(crate) save: &'static str,

    pub(crate) stun_server: &'static str,
    pub(crate) stun_none: &'static str,
    pub(crate) stun_hint: &'static str,
    pub(crate) stun_problem: fn(StunError) -> &'static str,

    pub(crate) send_this_invite: &'static str,
    pub(crate) invite_link: &'static str,
    pub(crate) invite_code: &'static str,
    pub(crate) invite_picture: &'static str,
    pub(crate) invite_file: &'static str,
    pub(crate) new_code: &'static str,
    pub(crate) making_code: &'static str,
    pub(crate) invite_age: fn(u64) -> String,
    pub(crate) earlier_invite: fn(u64) -> String,
    pub(crate) they_sent_a_reply: &'static str,
    pub(crate) their_reply: &'static str,
    pub(crate) connect: &'static str,
    pub(crate) connecting: &'static str,

    pub(crate) join: &'static str,
    pub(crate) join_hint: &'static str,
    pub(crate) their_invite: &'static str,
    pub(crate) continue_: &'static str,
    pub(crate) join_it_instead: &'static str,

    pub(crate) send_reply_back: &'static str,
    pub(crate) reply_hint: &'static str,
    pub(crate) foreign_reply_hint: &'static str,
    pub(crate) reply_link: &'static str,
    pub(crate) reply_code: &'static str,
    pub(crate) reply_picture: &'static str,
    pub(crate) reply_file: &'static str,
    pub(crate) reply_replaced: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) waiting_for_old: fn(u64) -> String,

    pub(crate) this_is_a_reply: &'static str,
    pub(crate) looking_for_the_invite: &'static str,
    pub(crate) paste_reply_there: &'static str,
    pub(crate) handed_over: &'static str,
    pub(crate) close_this_tab: &'static str,

    pub(crate) copy_link: &'static str,
    pub(crate) link_for_this_device: &'static str,
    pub(crate) copy_code: &'static str,
    pub(crate) share: &'static str,
    pub(crate) save_as_file: &'static str,
    pub(crate) open_a_file: &'static str,
    pub(crate) paste_here: &'static str,
    pub(crate) carried: fn(Carrier) -> &'static str,
    pub(crate) overtaken: &'static str,
    pub(crate) not_carried: fn(Carrier) -> &'static str,

    pub(crate) connected: &'static str,
    pub(crate) disconnected: &'static str,
    pub(crate) link_steady: &'static str,
    pub(crate) plain_link: &'static str,
    pub(crate) link_broken: &'static str,
    pub(crate) leave: &'static str,
    pub(crate) invite_again: &'static str,
    pub(crate) parting: fn(Parting) -> &'static str,

    pub(crate) messages: &'static str,
    pub(crate) nothing_written: &'static str,
    pub(crate) new_conversation: &'static str,
    pub(crate) earlier_not_shown: &'static str,
    pub(crate) message: &'static str,
    pub(crate) write_here: &'static str,
    pub(crate) send: &'static str,
    pub(crate) you: &'static str,
    pub(crate) they: &'static str,
    pub(crate) mark: fn(Mark) -> &'static str,

    pub(crate) problem: fn(Problem) -> &'static str,
}
