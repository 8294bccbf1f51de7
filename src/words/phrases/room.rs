use heliograph_session::{RoomEnd, RoomProblem};
use heliograph_wire::room::Role;

/// What is said where people meet in a room. It is no part of [`Phrases`](super::Phrases): forms of the app that know no
/// rooms leave it out.
pub(crate) struct RoomPhrases {
    /// On the first screen.
    pub(crate) open: &'static str,

    /// Before one goes in.
    pub(crate) titled: fn(&str) -> String,
    pub(crate) of_yours: &'static str,
    pub(crate) of_somebody: &'static str,
    /// What the server sees, and what it does not.
    pub(crate) sealed_before: &'static str,
    pub(crate) your_name: &'static str,
    pub(crate) name_hint: &'static str,
    pub(crate) try_out: &'static str,
    pub(crate) turn_both_on: &'static str,
    pub(crate) not_sent_yet: &'static str,
    pub(crate) go_in: &'static str,
    pub(crate) ask_to_join: &'static str,
    pub(crate) connecting: &'static str,
    pub(crate) waits_for_host: &'static str,
    pub(crate) waits_for_host_hint: &'static str,
    pub(crate) waits_for_admission: &'static str,
    pub(crate) waits_for_admission_hint: &'static str,
    pub(crate) stop_waiting: &'static str,

    /// Where it is over.
    pub(crate) over: fn(RoomEnd) -> &'static str,
    pub(crate) over_hint: fn(RoomEnd) -> &'static str,
    /// What an operator lists.
    pub(crate) key: &'static str,
    pub(crate) copy_key: &'static str,
    pub(crate) again: &'static str,
    pub(crate) come_back: &'static str,
    pub(crate) open_another: &'static str,

    /// In it.
    pub(crate) sealed: &'static str,
    pub(crate) in_the_room: &'static str,
    pub(crate) nobody_else: &'static str,
    pub(crate) joining: &'static str,
    pub(crate) poor_line: &'static str,
    pub(crate) connection_lost: &'static str,
    pub(crate) unnamed: fn(u16) -> String,
    pub(crate) you: &'static str,
    pub(crate) you_named: fn(&str) -> String,
    pub(crate) camera_of: fn(&str) -> String,
    pub(crate) screen_of: fn(&str) -> String,
    pub(crate) your_camera: &'static str,
    pub(crate) your_screen: &'static str,
    pub(crate) larger: fn(&str) -> String,
    pub(crate) as_before: fn(&str) -> String,
    pub(crate) previous_page: &'static str,
    pub(crate) next_page: &'static str,
    pub(crate) page_of: fn(usize, usize) -> String,

    /// What is to be known of somebody.
    pub(crate) is_muted: &'static str,
    pub(crate) speaks: &'static str,
    pub(crate) hand_in_order: fn(usize) -> String,
    pub(crate) is_poor: &'static str,
    pub(crate) is_away: &'static str,
    pub(crate) is_short: &'static str,
    pub(crate) shares: &'static str,

    /// What can be done.
    pub(crate) raise_hand: &'static str,
    pub(crate) lower_hand: &'static str,
    pub(crate) chat: &'static str,
    pub(crate) people: &'static str,
    pub(crate) people_counted: fn(usize) -> String,
    pub(crate) more: &'static str,
    pub(crate) speaker_layout: &'static str,
    pub(crate) gallery_layout: &'static str,
    pub(crate) leave: &'static str,
    pub(crate) end: &'static str,
    pub(crate) end_question: &'static str,
    pub(crate) yes_end: &'static str,
    pub(crate) no_go_on: &'static str,
    pub(crate) close: &'static str,

    /// Who is there.
    pub(crate) role: fn(Role) -> &'static str,
    pub(crate) about: fn(&str) -> String,
    pub(crate) ask_to_mute: &'static str,
    pub(crate) stop_share: &'static str,
    pub(crate) take_hand_down: &'static str,
    pub(crate) make_co_host: &'static str,
    pub(crate) make_guest: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) remove_question: &'static str,
    pub(crate) yes_remove: &'static str,
    pub(crate) no_keep: &'static str,
    pub(crate) ask_all_to_mute: &'static str,
    pub(crate) rules: &'static str,
    pub(crate) lobby: &'static str,
    pub(crate) locked: &'static str,
    pub(crate) guests_share: &'static str,
    pub(crate) guests_speak: &'static str,

    /// Who knocks.
    pub(crate) knocks: fn(&str) -> String,
    pub(crate) many_knock: fn(usize) -> String,
    pub(crate) admit: fn(&str) -> String,
    pub(crate) admit_all: &'static str,
    pub(crate) turn_away: fn(&str) -> String,

    /// Bringing others in.
    pub(crate) invite: &'static str,
    pub(crate) invite_hint: &'static str,
    pub(crate) link: &'static str,
    pub(crate) here_only: &'static str,
    pub(crate) picture: &'static str,
    pub(crate) is_locked: &'static str,
    pub(crate) host_link: &'static str,
    pub(crate) host_hint: &'static str,

    /// Writing to all.
    pub(crate) chat_hint: &'static str,
    pub(crate) to_whom: &'static str,
    pub(crate) everybody: &'static str,
    pub(crate) for_you_alone: &'static str,
    pub(crate) for_one_alone: fn(&str) -> String,

    /// What happens.
    pub(crate) came: fn(&[String]) -> String,
    pub(crate) gone: fn(&[String]) -> String,
    pub(crate) wants_to_speak: fn(&str) -> String,
    pub(crate) mute_asked: fn(&str) -> String,
    pub(crate) mute_now: &'static str,
    pub(crate) stay_unmuted: &'static str,
    pub(crate) share_stopped: fn(&str) -> String,
    pub(crate) role_now: fn(Role) -> &'static str,
    pub(crate) ends_in: fn(u64) -> String,
    pub(crate) low_data_on: &'static str,
    pub(crate) problem: fn(RoomProblem) -> &'static str,
    pub(crate) dismiss: &'static str,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use heliograph_session::{Language, PreferenceError, RoomEnd, RoomProblem};
    use heliograph_wire::room::{Declined, Over, Role};

    use crate::words::of;

    const ENDS: [RoomEnd; 22] = [
        RoomEnd::Over(Over::Left),
        RoomEnd::Over(Over::Removed),
        RoomEnd::Over(Over::Denied),
        RoomEnd::Over(Over::Locked),
        RoomEnd::Over(Over::Full),
        RoomEnd::Over(Over::Ended),
        RoomEnd::Over(Over::TimeUp),
        RoomEnd::Over(Over::NobodyCame),
        RoomEnd::Over(Over::NoSeat),
        RoomEnd::Over(Over::NotHost),
        RoomEnd::Over(Over::NeedsInvite),
        RoomEnd::Over(Over::BadInvite),
        RoomEnd::Over(Over::NotListed),
        RoomEnd::Over(Over::Crowded),
        RoomEnd::Over(Over::TooOften(9)),
        RoomEnd::Over(Over::Stopping),
        RoomEnd::Over(Over::Replaced),
        RoomEnd::Silent,
        RoomEnd::NoRooms,
        RoomEnd::NoKeys,
        RoomEnd::BrowserRefused,
        RoomEnd::Over(Over::Mistaken),
    ];

    const PROBLEMS: [RoomProblem; 11] = [
        RoomProblem::DamagedLink,
        RoomProblem::Elsewhere,
        RoomProblem::NoWay,
        RoomProblem::NotSaid,
        RoomProblem::NoKeys,
        RoomProblem::Name(PreferenceError::NameTooLong),
        RoomProblem::Declined(Declined::NotYours),
        RoomProblem::Declined(Declined::NobodyThere),
        RoomProblem::Declined(Declined::TooOften),
        RoomProblem::Declined(Declined::Full),
        RoomProblem::Declined(Declined::AgainstRules),
    ];

    #[test]
    fn each_end_and_each_trouble_has_a_sentence_of_its_own_and_says_what_to_do() {
        for phrases in Language::ALL.map(|language| of(language).room()) {
            let ends = ENDS.map(|end| (phrases.over)(end));
            let problems = PROBLEMS.map(|problem| (phrases.problem)(problem));
            let hints = ENDS.map(|end| (phrases.over_hint)(end));
            let all: Vec<_> = ends.into_iter().chain(problems).collect();
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
            for sentence in all.into_iter().chain(hints) {
                assert!(sentence.ends_with('.') && !sentence.contains("  "), "“{sentence}” is no sentence");
            }
        }
    }

    #[test]
    fn languages_say_the_same_of_rooms_in_words_of_their_own() {
        let [english, german] = Language::ALL.map(|language| of(language).room());
        for end in ENDS {
            assert_ne!((english.over)(end), (german.over)(end));
            assert_ne!((english.over_hint)(end), (german.over_hint)(end));
        }
    }

    #[test]
    fn what_names_a_control_of_a_room_names_no_other() {
        for words in Language::ALL.map(of) {
            let room = words.room();
            let said =
                [(room.admit)("Ana"), (room.turn_away)("Ana"), (room.larger)("Ana"), (room.as_before)("Ana")];
            let said = [said.to_vec(), vec![(room.about)("Ana")]].concat();
            let names = [
                room.turn_both_on,
                room.raise_hand,
                room.lower_hand,
                room.chat,
                room.people,
                room.more,
                room.speaker_layout,
                room.gallery_layout,
                room.leave,
                room.end,
                room.yes_end,
                room.no_go_on,
                room.close,
                room.ask_to_mute,
                room.stop_share,
                room.take_hand_down,
                room.make_co_host,
                room.make_guest,
                room.remove,
                room.yes_remove,
                room.no_keep,
                room.ask_all_to_mute,
                room.lobby,
                room.locked,
                room.guests_share,
                room.guests_speak,
                room.admit_all,
                room.invite,
                room.mute_now,
                room.stay_unmuted,
                room.dismiss,
                room.previous_page,
                room.next_page,
                words.call.mute,
                words.call.unmute,
                words.call.camera_on,
                words.call.camera_off,
                words.call.share_screen,
                words.call.stop_sharing,
                words.call.low_data,
                words.call.devices,
                words.copy_link,
                words.chat.send,
                words.help.help,
                words.settings.settings,
            ];
            let names: Vec<_> = names.into_iter().map(str::to_owned).chain(said).collect();
            assert!(names.iter().all(|name| !name.is_empty() && !name.ends_with('.')));
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        }
    }

    #[test]
    fn those_who_come_and_go_are_counted_after_the_first() {
        let people: Vec<_> = ["Ana", "Ben", "Cleo", "Dao"].map(str::to_owned).into();
        for phrases in Language::ALL.map(|language| of(language).room()) {
            let told: BTreeSet<_> = (1..=4).map(|count| (phrases.came)(&people[..count])).collect();
            assert_eq!(told.len(), 4);
            assert!(told.iter().all(|sentence| sentence.starts_with("Ana") && sentence.ends_with('.')));
            assert!((phrases.gone)(&people).contains('2'));
            assert_ne!((phrases.ends_in)(1), (phrases.ends_in)(5));
            let roles = [Role::Guest, Role::CoHost, Role::Host].map(|role| (phrases.role_now)(role));
            assert_eq!(roles.iter().collect::<BTreeSet<_>>().len(), 3);
        }
    }
}
