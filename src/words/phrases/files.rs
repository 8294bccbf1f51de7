use heliograph_session::{TransferState, Way};
use heliograph_wire::Millis;

/// What is said about files on their way.
pub(crate) struct FilesPhrases {
    pub(crate) send_files: &'static str,
    pub(crate) send_a_folder: &'static str,
    pub(crate) send_a_picture: &'static str,
    pub(crate) bring_hint: &'static str,
    pub(crate) pictures_may_tell: &'static str,
    pub(crate) send_drawn: &'static str,
    pub(crate) send_unchanged: &'static str,
    pub(crate) do_not_send: &'static str,
    pub(crate) picture_hint: &'static str,

    pub(crate) accept: &'static str,
    pub(crate) refuse: &'static str,
    pub(crate) pause: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) save_again: &'static str,

    pub(crate) state: fn(Way, TransferState) -> &'static str,
    pub(crate) content: fn(Content) -> &'static str,
    pub(crate) count: fn(u32) -> String,
    pub(crate) size: fn(u64) -> String,
    pub(crate) speed: fn(u64) -> String,
    pub(crate) of: &'static str,
    pub(crate) time_left: fn(Millis) -> String,
    pub(crate) progress_of: fn(&str) -> String,

    pub(crate) picture_from: fn(Way) -> &'static str,
    pub(crate) show_large: &'static str,
    pub(crate) save_picture: &'static str,
    pub(crate) close: &'static str,
}

/// What files are, in the words of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Picture,
    Video,
    Sound,
    Text,
    Document,
    Archive,
    File,
    Files,
    Folder,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Content;
    use crate::words::{Words, of};
    use heliograph_session::{Language, TransferEnd, TransferState, Way};
    use heliograph_wire::Millis;

    const ENDS: [TransferEnd; 10] = [
        TransferEnd::Refused,
        TransferEnd::CancelledHere,
        TransferEnd::CancelledThere,
        TransferEnd::Vanished,
        TransferEnd::NoRoomHere,
        TransferEnd::NoRoomThere,
        TransferEnd::TooLarge,
        TransferEnd::NotWritable,
        TransferEnd::NotAsSaid,
        TransferEnd::Lost,
    ];

    const STATES: [TransferState; 7] = [
        TransferState::Offered,
        TransferState::Preparing,
        TransferState::Going,
        TransferState::PausedHere,
        TransferState::PausedThere,
        TransferState::Waiting,
        TransferState::Stored,
    ];

    fn ends(words: Words, way: Way) -> BTreeSet<&'static str> {
        ENDS.map(|end| (words.files.state)(way, TransferState::Ended(end))).into()
    }

    #[test]
    fn each_state_and_each_end_has_words_of_its_own_in_every_language() {
        for words in Language::ALL.map(of) {
            for way in [Way::Out, Way::In] {
                let states: BTreeSet<_> = STATES.map(|state| (words.files.state)(way, state)).into();
                assert_eq!(states.len(), STATES.len());
                let ends = ends(words, way);
                assert_eq!(ends.len(), ENDS.len());
                assert!(ends.iter().all(|end| end.ends_with('.') && !end.contains("  ")));
            }
        }
        let [english, german] = Language::ALL.map(of);
        assert!(ends(english, Way::In).is_disjoint(&ends(german, Way::In)), "an end has not been translated");
        assert!(
            ends(english, Way::Out).is_disjoint(&ends(german, Way::Out)),
            "an end has not been translated"
        );
    }

    #[test]
    fn what_files_are_and_how_long_they_take_is_told_in_every_language() {
        let contents = [Content::Picture, Content::Document, Content::File, Content::Files, Content::Folder];
        let spans = [3, 40, 60, 150, 7_200].map(Millis::seconds);
        for words in Language::ALL.map(of) {
            let told: BTreeSet<_> = contents.map(|content| (words.files.content)(content)).into();
            assert_eq!(told.len(), contents.len());
            let told: BTreeSet<_> = spans.map(|span| (words.files.time_left)(span)).into();
            assert_eq!(told.len(), spans.len());
            assert_ne!((words.files.count)(1), (words.files.count)(2).replace('2', "1"));
            assert!((words.files.size)(1).len() < (words.files.size)(2).len(), "one byte is not two");
        }
    }
}
