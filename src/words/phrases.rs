//! What there is to say. Fields are named after what they say in English.

mod app;
mod call;
mod chat;
mod files;
mod meet;
mod relay;
mod ring;
mod room;
mod sealing;
mod waking;

use heliograph_session::{CaptureError, Carrier, Parting, PreferenceError, Problem};

pub(crate) use app::{AppPhrases, UpdatePhrases};
pub(crate) use call::{CallPhrases, StatisticsPhrases};
pub(crate) use chat::ChatPhrases;
pub(crate) use files::{Content, FilesPhrases};
pub(crate) use meet::MeetPhrases;
pub(crate) use relay::RelayPhrases;
pub(crate) use ring::RingPhrases;
pub(crate) use room::RoomPhrases;
pub(crate) use sealing::SealingPhrases;
pub(crate) use waking::WakingPhrases;

/// What the page says.
pub(crate) struct Phrases {
    /// The direction in which it is read, as `dir` has it.
    pub(crate) give_up_question: &'static str,
    pub(crate) yes_give_up: &'static str,
    pub(crate) no_stay: &'static str,
    pub(crate) direction: &'static str,
    pub(crate) heliograph: &'static str,
    pub(crate) tagline: &'static str,
    pub(crate) how_it_goes: &'static str,
    pub(crate) invite_someone: &'static str,
    pub(crate) scan_an_invite: &'static str,
    pub(crate) have_an_invite: &'static str,
    pub(crate) everything_forgotten: &'static str,
    pub(crate) back: &'static str,
    pub(crate) home: &'static str,

    pub(crate) together: &'static str,
    pub(crate) apart: &'static str,
    pub(crate) let_them_scan: &'static str,
    pub(crate) brightness_hint: &'static str,
    pub(crate) invite_link: &'static str,
    pub(crate) invite_code: &'static str,
    pub(crate) invite_picture: &'static str,
    pub(crate) invite_file: &'static str,
    pub(crate) new_code: &'static str,
    pub(crate) making_code: &'static str,
    pub(crate) invite_age: fn(u64) -> String,
    pub(crate) earlier_invite: fn(u64) -> String,
    pub(crate) send_this_invite: &'static str,
    pub(crate) then_scan_theirs: &'static str,
    pub(crate) then_enter_theirs: &'static str,
    pub(crate) scan_their_reply: &'static str,
    pub(crate) their_reply: &'static str,
    pub(crate) connect: &'static str,
    pub(crate) connecting: &'static str,

    pub(crate) join: &'static str,
    pub(crate) join_hint: &'static str,
    pub(crate) their_invite: &'static str,
    pub(crate) continue_: &'static str,
    pub(crate) join_it_instead: &'static str,

    pub(crate) send_reply_back: &'static str,
    pub(crate) sent_reply_hint: &'static str,
    pub(crate) scanned_reply_hint: &'static str,
    pub(crate) foreign_reply_hint: &'static str,
    pub(crate) show_this_to_them: &'static str,
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
    pub(crate) link_weak: &'static str,
    pub(crate) link_broken: &'static str,
    pub(crate) leave: &'static str,
    pub(crate) invite_again: &'static str,
    pub(crate) parting: fn(Parting) -> &'static str,

    pub(crate) problem: fn(Problem) -> &'static str,

    pub(crate) camera: CameraPhrases,
    pub(crate) safety: SafetyPhrases,
    pub(crate) chat: ChatPhrases,
    pub(crate) files: FilesPhrases,
    pub(crate) call: CallPhrases,
    pub(crate) statistics: StatisticsPhrases,
    pub(crate) sealing: SealingPhrases,
    pub(crate) settings: SettingsPhrases,
    pub(crate) help: HelpPhrases,
    pub(crate) app: AppPhrases,
    pub(crate) relay: RelayPhrases,
    pub(crate) meet: MeetPhrases,
    /// Somebody is rung by a link.
    pub(crate) ring: RingPhrases,
}

/// What is said about the camera.
pub(crate) struct CameraPhrases {
    pub(crate) camera: &'static str,
    pub(crate) scan_with_the_camera: &'static str,
    pub(crate) starting: &'static str,
    pub(crate) may_ask: &'static str,
    pub(crate) point_at_the_code: &'static str,
    pub(crate) stop: &'static str,
    pub(crate) other_camera: &'static str,
    pub(crate) light_on: &'static str,
    pub(crate) light_off: &'static str,
    pub(crate) error: fn(CaptureError) -> &'static str,
}

/// What is said about safety words.
pub(crate) struct SafetyPhrases {
    pub(crate) safety_words: &'static str,
    pub(crate) meaning: &'static str,
    pub(crate) same: &'static str,
    pub(crate) different: &'static str,
    pub(crate) checked: &'static str,
    pub(crate) scanned_their_screen: &'static str,
    pub(crate) verified_by_scan: &'static str,
    pub(crate) differ_question: &'static str,
    pub(crate) yes_differ: &'static str,
    pub(crate) no_same_after_all: &'static str,
    pub(crate) compare_again: &'static str,
    pub(crate) pending: &'static str,
    pub(crate) ready: &'static str,
    pub(crate) overdue: &'static str,
    pub(crate) absent: &'static str,
    pub(crate) other_list: &'static str,
}

/// What is said on the page with the settings.
pub(crate) struct SettingsPhrases {
    pub(crate) settings: &'static str,
    pub(crate) language: &'static str,
    pub(crate) as_in_the_browser: &'static str,
    pub(crate) colours: &'static str,
    pub(crate) as_on_the_device: &'static str,
    pub(crate) light: &'static str,
    pub(crate) dark: &'static str,
    pub(crate) your_name: &'static str,
    pub(crate) name_hint: &'static str,
    pub(crate) stun_servers: &'static str,
    pub(crate) stun_hint: &'static str,
    pub(crate) ask_origin: &'static str,
    pub(crate) origin_hint: &'static str,
    pub(crate) ask_nobody: &'static str,
    pub(crate) nobody_hint: &'static str,
    pub(crate) ask_my_own: &'static str,
    pub(crate) my_servers: &'static str,
    pub(crate) my_servers_hint: &'static str,
    pub(crate) ask_public_ones: &'static str,
    pub(crate) public_hint: &'static str,
    pub(crate) sounds: &'static str,
    pub(crate) sounds_hint: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) keep_hint: &'static str,
    pub(crate) save_hint: &'static str,
    pub(crate) save: &'static str,
    pub(crate) forget: &'static str,
    pub(crate) forget_question: &'static str,
    pub(crate) yes_forget: &'static str,
    pub(crate) no_keep: &'static str,
    pub(crate) error: fn(PreferenceError) -> &'static str,
}

/// What is said on the page that helps.
pub(crate) struct HelpPhrases {
    pub(crate) help: &'static str,
    pub(crate) how_it_works: &'static str,
    /// What the pictures show, in their order: an invite there, a reply back, a beam straight between the two.
    pub(crate) pictures: [&'static str; 3],
    pub(crate) who_sees_what: &'static str,
    /// Somebody, and what they see.
    pub(crate) sights: &'static [(&'static str, &'static str)],
    pub(crate) about_calls: &'static str,
    pub(crate) calls: &'static str,
    pub(crate) about_files: &'static str,
    pub(crate) files: &'static str,
    pub(crate) when_it_does_not_connect: &'static str,
    pub(crate) remedies: &'static [&'static str],
    pub(crate) about_safety_words: &'static str,
    pub(crate) safety_words: &'static str,
}
