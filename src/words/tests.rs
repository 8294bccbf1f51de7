use std::collections::BTreeSet;

use heliograph_session::{
    Capture, CaptureError, Carrier, Language, Mark, Parting, PreferenceError, Problem, RelayFault, RingEnd,
    RingProblem, RouteKind, SealingStage, Section, Standing, Step, StunError, Unsealed, WakingProblem,
};

use super::{Words, lists, of};

const PROBLEMS: [Problem; 38] = [
    Problem::Empty,
    Problem::NotACode,
    Problem::CutShort,
    Problem::Mistyped,
    Problem::NewerVersion,
    Problem::Damaged,
    Problem::TooLong,
    Problem::NotACodeFile,
    Problem::NoCodeInPicture,
    Problem::PictureUnread,
    Problem::BadDescription,
    Problem::OwnInvite,
    Problem::OwnReply,
    Problem::InviteInsteadOfReply,
    Problem::ReplyInsteadOfInvite,
    Problem::ReplyToAnother,
    Problem::ForeignReply,
    Problem::AlreadyConnecting,
    Problem::NoNetwork,
    Problem::NoRoute,
    Problem::NoRouteThroughRelay,
    Problem::BrowserRefused(Step::Describe),
    Problem::BrowserRefused(Step::AcceptDescription),
    Problem::BrowserRefused(Step::Send),
    Problem::HandshakeFailed,
    Problem::InviteWithdrawn,
    Problem::ReplyReplaced,
    Problem::GoneBeforeGreeting,
    Problem::NoGreeting,
    Problem::NoCommonVersion,
    Problem::MessageTooLong,
    Problem::DirectRefused,
    Problem::NoRelay(RelayFault::NotHere),
    Problem::NoRelay(RelayFault::Unknown),
    Problem::NoRelay(RelayFault::Busy),
    Problem::NoRelay(RelayFault::Stopping),
    Problem::NoRelay(RelayFault::Silent),
    Problem::Busy,
];

const RING_PROBLEMS: [RingProblem; 15] = [
    RingProblem::DamagedLink,
    RingProblem::Elsewhere,
    RingProblem::NoKeys,
    RingProblem::Silent,
    RingProblem::NoName,
    RingProblem::NoteTooLong,
    RingProblem::WentAway,
    RingProblem::NoWay,
    RingProblem::TooManyLinks,
    RingProblem::NotKept,
    RingProblem::TooOften,
    RingProblem::Crowded,
    RingProblem::Stopping,
    RingProblem::Replaced,
    RingProblem::Mistaken,
];

const WAKING_PROBLEMS: [WakingProblem; 8] = [
    WakingProblem::Refused,
    WakingProblem::NoService,
    WakingProblem::Unreachable,
    WakingProblem::OtherService,
    WakingProblem::NotKeptHere,
    WakingProblem::NotKeptThere,
    WakingProblem::Ended,
    WakingProblem::Withdrawn,
];

const PARTINGS: [Parting; 8] = [
    Parting::Left,
    Parting::Closed,
    Parting::NoWayBack,
    Parting::RelayAway,
    Parting::Hostile,
    Parting::Refused,
    Parting::Forged,
    Parting::WordsDiffer,
];

const CAMERA_ERRORS: [CaptureError; 5] = [
    CaptureError::Refused,
    CaptureError::Absent,
    CaptureError::Busy,
    CaptureError::InsecurePage,
    CaptureError::Failed,
];

const PREFERENCE_ERRORS: [PreferenceError; 8] = [
    PreferenceError::Stun(StunError::NotStun),
    PreferenceError::Stun(StunError::NotAHost),
    PreferenceError::Stun(StunError::BadPort),
    PreferenceError::NoServer,
    PreferenceError::TooManyServers,
    PreferenceError::NameTooLong,
    PreferenceError::NotAName,
    PreferenceError::NotKept,
];

/// Every sentence about something that went wrong.
fn causes(words: Words) -> Vec<&'static str> {
    let problems = PROBLEMS.map(|it| (words.problem)(it));
    let rings = RING_PROBLEMS.map(|it| (words.problem)(Problem::Ring(it)));
    let wakings = WAKING_PROBLEMS.map(|it| (words.ring.waking.problem)(it));
    let partings = PARTINGS.map(|it| (words.parting)(it));
    let cameras = CAMERA_ERRORS.map(|it| (words.camera.error)(it));
    let captures = [Capture::Microphone, Capture::Camera, Capture::Screen]
        .map(|capture| CAMERA_ERRORS.map(|it| (words.call.error)(capture, it)));
    let preferences = PREFERENCE_ERRORS.map(|it| (words.settings.error)(it));
    [&problems[..], &rings, &wakings, &partings, &cameras, captures.as_flattened(), &preferences].concat()
}

#[test]
fn each_cause_has_a_sentence_of_its_own_in_every_language() {
    for language in Language::ALL {
        let causes = causes(of(language));
        assert_eq!(causes.iter().collect::<BTreeSet<_>>().len(), causes.len());
        for cause in causes {
            assert!(cause.ends_with('.'), "“{cause}” is no sentence");
            assert!(!cause.contains("  "), "“{cause}” has a gap");
        }
    }
}

#[test]
fn each_way_that_sealing_can_stand_has_a_sentence_of_its_own_in_every_language() {
    let stages = [
        SealingStage::Open,
        SealingStage::Starting,
        SealingStage::Agreed,
        SealingStage::Sealed,
        SealingStage::Broken,
        SealingStage::Unsealed(Unsealed::ThisBrowser),
        SealingStage::Unsealed(Unsealed::OtherSide),
        SealingStage::Unsealed(Unsealed::NotStarted),
        SealingStage::Unsealed(Unsealed::NotWanted),
    ];
    for words in Language::ALL.map(of) {
        let sentences = stages.map(|it| (words.sealing.stage)(it));
        assert_eq!(sentences.iter().collect::<BTreeSet<_>>().len(), sentences.len());
        for sentence in sentences.into_iter().chain([words.sealing.tampering, words.sealing.prefer_hint]) {
            assert!(sentence.ends_with(['.', '…']), "“{sentence}” is no sentence");
            assert!(!sentence.contains("  "), "“{sentence}” has a gap");
        }
        let counts = [words.sealing.sealed, words.sealing.opened, words.sealing.refused, words.sealing.cost];
        assert_eq!(counts.map(|it| it(12)).into_iter().collect::<BTreeSet<_>>().len(), counts.len());
    }
}

#[test]
fn what_became_of_a_code_or_a_message_is_said_in_every_language() {
    let carriers = [Carrier::CopiedCode, Carrier::CopiedLink, Carrier::ShareSheet, Carrier::File];
    let marks = [Mark::Sending, Mark::Sent, Mark::Delivered, Mark::Lost];
    for words in Language::ALL.map(of) {
        let carried: BTreeSet<_> = carriers.map(|it| (words.carried)(it)).into();
        let marked: BTreeSet<_> = marks.map(|it| (words.chat.mark)(it)).into();
        assert_eq!((carried.len(), marked.len()), (carriers.len(), marks.len()));
        assert!(carriers.iter().all(|it| !(words.not_carried)(*it).is_empty()));
    }
}

#[test]
fn the_age_of_a_code_is_told_in_minutes_and_hours() {
    for words in Language::ALL.map(of) {
        for age in [words.invite_age, words.earlier_invite, words.waiting_for_old] {
            let told: BTreeSet<_> = [0, 1, 2, 119, 120].map(age).into();
            assert_eq!(told.len(), 5, "two ages sound the same");
            assert!(age(45).contains("45") && age(180).contains('3'));
        }
    }
}

#[test]
fn whoever_is_rung_or_missed_somebody_is_told_so_in_every_language() {
    let standings =
        [Standing::Asking, Standing::Reachable, Standing::Away, Standing::Elsewhere, Standing::Stopped];
    let ends = [RingEnd::Elsewhere, RingEnd::HungUp, RingEnd::Unanswered];
    for words in Language::ALL.map(of) {
        let told: BTreeSet<_> = standings.map(|it| (words.ring.standing)(it)).into();
        let ended: BTreeSet<_> = ends.map(|it| (words.ring.ended)(it, "Ana")).into();
        assert_eq!((told.len(), ended.len()), (standings.len(), ends.len()));
        assert!(
            ended.iter().all(|end| end.starts_with("Ana")) && (words.ring.rings)("Ana").starts_with("Ana")
        );
        assert_ne!((words.ring.days)(1), (words.ring.days)(92));
        assert!((words.ring.days)(92).contains("92"));
    }
}

#[test]
fn languages_say_the_same_things_in_words_of_their_own() {
    let [english, german] = Language::ALL.map(of);
    assert_eq!(english.help.sights.len(), german.help.sights.len());
    assert_eq!(english.help.remedies.len(), german.help.remedies.len());
    for (one, other) in causes(english).iter().zip(causes(german)) {
        assert_ne!(*one, other, "this has not been translated");
    }
}

#[test]
fn what_is_measured_is_told_in_every_language() {
    let routes = [RouteKind::Unknown, RouteKind::SameNetwork, RouteKind::Direct, RouteKind::Relayed];
    let sections = [Section::Voice, Section::Camera, Section::Screen, Section::ScreenSound];
    for words in Language::ALL.map(of) {
        let ways: BTreeSet<_> = routes.map(|it| (words.statistics.route_kind)(it)).into();
        let streams: BTreeSet<_> = sections.map(|it| (words.statistics.section)(it)).into();
        assert_eq!((ways.len(), streams.len()), (routes.len(), sections.len()));
    }
}

#[test]
fn what_names_a_control_is_never_empty_and_never_names_two() {
    for words in Language::ALL.map(of) {
        let names = [
            words.invite_someone,
            words.scan_an_invite,
            words.have_an_invite,
            words.back,
            words.home,
            words.invite_link,
            words.invite_code,
            words.new_code,
            words.scan_their_reply,
            words.their_reply,
            words.connect,
            words.their_invite,
            words.continue_,
            words.reply_link,
            words.reply_code,
            words.copy_link,
            words.copy_code,
            words.share,
            words.save_as_file,
            words.open_a_file,
            words.leave,
            words.chat.message,
            words.chat.send,
            words.camera.scan_with_the_camera,
            words.camera.stop,
            words.camera.other_camera,
            words.camera.light_on,
            words.camera.light_off,
            words.safety.same,
            words.safety.different,
            words.safety.scanned_their_screen,
            words.settings.settings,
            words.settings.save,
            words.settings.forget,
            words.settings.yes_forget,
            words.settings.no_keep,
            words.help.help,
            words.app.about,
            words.app.copy_sha256,
            words.app.save,
            words.app.send,
            words.app.install,
            words.app.open_links,
            words.app.update.now,
            words.app.update.later,
            words.app.update.yes_end,
            words.app.update.no_go_on,
            words.app.update.try_again,
            words.app.update.restart,
            words.sealing.prefer,
            words.sealing.choose,
            words.sealing.choose_in_call,
            words.sealing.dismiss,
            words.statistics.statistics,
            words.statistics.show_addresses,
            words.statistics.hide_addresses,
            words.call.video_call,
            words.call.voice_call,
            words.call.answer_with_video,
            words.call.answer_with_voice,
            words.call.watch_and_listen,
            words.call.not_now,
            words.call.join,
            words.call.start,
            words.call.devices,
            words.call.microphone,
            words.call.speaker,
            words.call.done,
            words.call.mute,
            words.call.unmute,
            words.call.camera_on,
            words.call.camera_off,
            words.call.share_screen,
            words.call.stop_sharing,
            words.call.hold_to_talk,
            words.call.low_data,
            words.call.swap,
            words.call.small_window,
            words.call.full_screen,
            words.call.hang_up,
        ];
        assert!(names.iter().all(|name| !name.is_empty() && !name.ends_with('.')));
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }
}

#[test]
fn every_byte_has_a_safety_word_of_its_own() {
    for language in Language::ALL {
        assert_eq!(lists::words(language).count(), 256);
        assert_eq!(lists::words(language).collect::<BTreeSet<_>>().len(), 256);
        assert!(lists::words(language).all(|word| !word.trim().is_empty()));
    }
}
