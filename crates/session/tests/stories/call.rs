//! Calls: who is in them, what each puts in, and that nothing is captured that nobody wants.

use crate::support::{ANA, BEN, Pair, private};
use heliograph_session::{
    CallStage, CallView, Capture, CaptureError, CaptureView, Captured, Company, DeviceId, Event, Facing, Key,
    Measured, Pick, Sound, StartWith, Thrift, Voice, Who,
};
use heliograph_wire::Millis;
use heliograph_wire::control::{Microphone, Part, Switch};

const VOICE: Part = Part { microphone: Microphone::Live, camera: Switch::Off, screen: Switch::Off };
const VIDEO: Part = Part { microphone: Microphone::Live, camera: Switch::On, screen: Switch::Off };
const NOTHING: Part = Part { microphone: Microphone::Absent, camera: Switch::Off, screen: Switch::Off };

fn connected() -> Pair {
    let mut pair = Pair::chromium();
    pair.connect();
    pair
}

fn call(pair: &Pair, who: usize) -> CallView {
    pair.talk(who).call.expect("a call is possible")
}

/// What the shell of `who` sends to the other side.
fn sent(pair: &Pair, who: usize) -> Option<Part> {
    pair.sides[who].browser.studio.parts.values().last().copied().flatten()
}

fn captured(pair: &Pair, who: usize) -> Vec<Capture> {
    pair.sides[who].browser.studio.open.keys().copied().collect()
}

/// Ana starts a video call, Ben answers in kind.
fn in_a_call() -> Pair {
    let mut pair = connected();
    pair.does(ANA, Event::CallChosen(StartWith::Video));
    pair.does(ANA, Event::CallJoined);
    pair.does(BEN, Event::CallAnswered(StartWith::Video));
    assert_eq!([sent(&pair, ANA), sent(&pair, BEN)], [Some(VIDEO); 2]);
    pair
}

#[test]
fn trying_camera_and_microphone_sends_nothing() {
    let mut pair = connected();
    pair.does(ANA, Event::CallChosen(StartWith::Video));
    let tried = call(&pair, ANA);
    assert_eq!(tried.stage, CallStage::Trying);
    assert!(matches!(tried.mine.camera, CaptureView::On(_)) && tried.devices.is_some());
    assert_eq!((sent(&pair, ANA), call(&pair, BEN).theirs), (None, None));
    pair.does(ANA, Event::HangUpChosen);
    assert_eq!(call(&pair, ANA).stage, CallStage::Out);
    assert!(captured(&pair, ANA).is_empty());
}

#[test]
fn a_call_rings_until_it_is_answered() {
    let mut pair = connected();
    pair.does(ANA, Event::CallChosen(StartWith::Voice));
    pair.does(ANA, Event::CallJoined);
    assert_eq!(call(&pair, BEN).theirs, Some(VOICE));
    pair.wait(Millis::seconds(9));
    assert_eq!(pair.sides[BEN].browser.studio.sounds, [Sound::Ringing; 3]);
    assert!(captured(&pair, BEN).is_empty());
    pair.does(BEN, Event::CallAnswered(StartWith::Nothing));
    pair.wait(Millis::seconds(9));
    assert_eq!(pair.sides[BEN].browser.studio.sounds, [Sound::Ringing; 3]);
    assert_eq!(pair.sides[ANA].browser.studio.sounds, [Sound::Joined]);
    assert_eq!((call(&pair, ANA).theirs, sent(&pair, BEN)), (Some(NOTHING), Some(NOTHING)));
}

#[test]
fn ringing_ends_by_itself_or_by_saying_no_and_the_call_can_be_joined_later() {
    let mut pair = connected();
    pair.does(ANA, Event::CallChosen(StartWith::Voice));
    pair.does(ANA, Event::CallJoined);
    pair.wait(Millis::minutes(2));
    assert_eq!(pair.sides[BEN].browser.studio.sounds.len(), 8);
    pair.does(BEN, Event::CallDeclined);
    assert_eq!(call(&pair, BEN).stage, CallStage::Declined);
    pair.does(BEN, Event::CallAnswered(StartWith::Voice));
    assert_eq!(call(&pair, BEN).stage, CallStage::In);
}

#[test]
fn whoever_calls_is_told_that_the_other_side_does_not_come_now() {
    for thinks_better_of_it in [false, true] {
        let mut pair = connected();
        pair.does(ANA, Event::CallChosen(StartWith::Voice));
        pair.does(ANA, Event::CallJoined);
        assert_eq!(call(&pair, ANA).company, Company::Awaited);
        if thinks_better_of_it {
            pair.does(BEN, Event::CallChosen(StartWith::Voice));
            pair.does(BEN, Event::HangUpChosen);
        } else {
            pair.does(BEN, Event::CallDeclined);
        }
        assert_eq!(call(&pair, ANA).company, Company::Declined);
        pair.does(BEN, Event::CallAnswered(StartWith::Voice));
        assert_eq!([ANA, BEN].map(|who| call(&pair, who).company), [Company::Present; 2]);
        pair.does(BEN, Event::HangUpChosen);
        assert_eq!(call(&pair, ANA).company, Company::Gone);
        pair.does(ANA, Event::HangUpChosen);
        assert_eq!(call(&pair, ANA).company, Company::Awaited);
    }
}

#[test]
fn whoever_is_left_alone_in_a_call_is_captured_for_a_minute_more() {
    let mut pair = in_a_call();
    pair.does(BEN, Event::HangUpChosen);
    pair.wait(Millis::seconds(55));
    assert_eq!(sent(&pair, ANA), Some(VIDEO));
    pair.wait(Millis::seconds(10));
    assert!(captured(&pair, ANA).is_empty());
    assert_eq!((call(&pair, ANA).stage, sent(&pair, ANA)), (CallStage::In, Some(NOTHING)));
    pair.does(ANA, Event::CameraChosen(Switch::On));
    pair.wait(Millis::minutes(5));
    assert_eq!(captured(&pair, ANA), [Capture::Camera], "what is switched on again on purpose stays on");
}

#[test]
fn whoever_is_joined_again_within_a_minute_stays_in_the_picture() {
    let mut pair = in_a_call();
    pair.does(BEN, Event::HangUpChosen);
    pair.wait(Millis::seconds(50));
    pair.does(BEN, Event::CallAnswered(StartWith::Video));
    pair.wait(Millis::minutes(5));
    assert_eq!([ANA, BEN].map(|who| sent(&pair, who)), [Some(VIDEO); 2]);
}

#[test]
fn who_wants_no_sounds_hears_none() {
    let mut pair = connected();
    pair.does(BEN, Event::SoundsChosen(Switch::Off));
    pair.does(ANA, Event::CallChosen(StartWith::Voice));
    pair.does(ANA, Event::CallJoined);
    pair.writes(ANA, "hello");
    pair.wait(Millis::seconds(30));
    assert!(pair.sides[BEN].browser.studio.sounds.is_empty());
}

#[test]
fn the_side_that_invited_makes_the_media_sections_once_whoever_calls() {
    for caller in [ANA, BEN] {
        let mut pair = connected();
        pair.does(caller, Event::CallChosen(StartWith::Voice));
        pair.does(caller, Event::CallJoined);
        pair.does(1 - caller, Event::CallAnswered(StartWith::Voice));
        pair.does(caller, Event::HangUpChosen);
        pair.does(caller, Event::CallAnswered(StartWith::Voice));
        let sections = [ANA, BEN].map(|who| pair.sides[who].browser.studio.sections.len());
        assert_eq!(sections, [1, 0]);
        let offers = [ANA, BEN].map(|who| pair.sides[who].browser.offers_made);
        assert_eq!(offers, [1, 0]);
    }
}

#[test]
fn both_may_begin_a_call_at_the_same_moment() {
    let mut pair = connected();
    pair.network.up = false;
    for who in [ANA, BEN] {
        pair.does(who, Event::CallChosen(StartWith::Video));
        pair.does(who, Event::CallJoined);
    }
    pair.network.up = true;
    pair.wait(Millis::seconds(1));
    for who in [ANA, BEN] {
        assert_eq!((call(&pair, who).stage, call(&pair, who).theirs), (CallStage::In, Some(VIDEO)));
    }
}

#[test]
fn mute_silences_and_camera_off_lets_go_of_the_camera() {
    let mut pair = in_a_call();
    pair.does(ANA, Event::MicrophoneChosen(Switch::Off));
    assert_eq!(pair.sides[ANA].browser.studio.gate, Microphone::Muted);
    assert_eq!(call(&pair, BEN).theirs, Some(Part { microphone: Microphone::Muted, ..VIDEO }));
    pair.does(ANA, Event::CameraChosen(Switch::Off));
    assert_eq!(captured(&pair, ANA), [Capture::Microphone]);
    assert_eq!(call(&pair, BEN).theirs.map(|part| part.camera), Some(Switch::Off));
    pair.does(ANA, Event::MicrophoneChosen(Switch::On));
    pair.does(ANA, Event::CameraChosen(Switch::On));
    assert_eq!(call(&pair, BEN).theirs, Some(VIDEO));
}

#[test]
fn keys_mute_and_a_held_key_talks_only_while_it_is_held() {
    let mut pair = in_a_call();
    pair.does(ANA, Event::KeyPressed(Key::Microphone));
    pair.does(ANA, Event::KeyPressed(Key::Camera));
    assert_eq!(sent(&pair, ANA), Some(Part { microphone: Microphone::Muted, camera: Switch::Off, ..VIDEO }));
    pair.does(ANA, Event::KeyPressed(Key::TalkDown));
    assert_eq!(pair.sides[ANA].browser.studio.gate, Microphone::Live);
    pair.does(ANA, Event::KeyPressed(Key::TalkUp));
    assert_eq!(pair.sides[ANA].browser.studio.gate, Microphone::Muted);
    pair.does(ANA, Event::KeyPressed(Key::Microphone));
    // Who is heard anyway is not muted by letting go of the key.
    pair.does(ANA, Event::KeyPressed(Key::TalkDown));
    pair.does(ANA, Event::KeyPressed(Key::TalkUp));
    assert_eq!(pair.sides[ANA].browser.studio.gate, Microphone::Live);
}

#[test]
fn keys_mean_nothing_outside_of_a_call() {
    let mut pair = connected();
    for key in [Key::Microphone, Key::Camera, Key::TalkDown, Key::TalkUp] {
        pair.does(ANA, Event::KeyPressed(key));
    }
    assert!(captured(&pair, ANA).is_empty());
    assert_eq!(call(&pair, ANA).stage, CallStage::Out);
}

#[test]
fn who_has_no_camera_or_refuses_it_takes_part_all_the_same() {
    let mut pair = connected();
    let errors = [(Capture::Camera, CaptureError::Absent), (Capture::Microphone, CaptureError::Refused)];
    pair.sides[ANA].browser.studio.errors = errors.into();
    pair.does(ANA, Event::CallChosen(StartWith::Video));
    pair.does(ANA, Event::CallJoined);
    pair.does(BEN, Event::CallAnswered(StartWith::Video));
    let mine = call(&pair, ANA).mine;
    assert!(mine.camera == CaptureView::Failed(CaptureError::Absent));
    assert!(mine.microphone == CaptureView::Failed(CaptureError::Refused));
    assert_eq!((sent(&pair, ANA), call(&pair, ANA).theirs), (Some(NOTHING), Some(VIDEO)));
    // Allowed after all, or plugged in by now.
    pair.sides[ANA].browser.studio.errors.clear();
    pair.does(ANA, Event::MicrophoneChosen(Switch::On));
    assert_eq!(sent(&pair, ANA), Some(VOICE));
}

#[test]
fn a_screen_is_shared_beside_the_camera_until_the_browsers_own_bar_ends_it() {
    let mut pair = in_a_call();
    pair.does(ANA, Event::ScreenChosen(Switch::On));
    assert_eq!(call(&pair, BEN).theirs, Some(Part { screen: Switch::On, ..VIDEO }));
    pair.sides[ANA].browser.studio.open.remove(&Capture::Screen);
    pair.does(ANA, Event::CaptureEnded(Capture::Screen));
    assert_eq!(call(&pair, BEN).theirs, Some(VIDEO));
}

#[test]
fn closing_the_question_which_screen_to_share_is_no_error() {
    let mut pair = in_a_call();
    pair.sides[ANA].browser.studio.errors.insert(Capture::Screen, CaptureError::Refused);
    pair.does(ANA, Event::ScreenChosen(Switch::On));
    assert!(call(&pair, ANA).mine.screen == CaptureView::Off);
}

#[test]
fn a_device_that_is_chosen_in_the_call_is_used_and_remembered() {
    let mut pair = in_a_call();
    let device = |name: &str| DeviceId(private(name));
    pair.does(ANA, Event::DevicesChosen(Switch::On));
    pair.does(ANA, Event::DevicePicked { capture: Capture::Camera, pick: Pick::Device(device("second")) });
    let used = |pair: &Pair| call(pair, ANA).devices.expect("devices are shown").camera;
    assert!(used(&pair) == Some(device("second")));
    pair.does(ANA, Event::CameraChosen(Switch::Off));
    pair.does(ANA, Event::CameraChosen(Switch::On));
    assert!(used(&pair) == Some(device("second")));
    pair.does(ANA, Event::OtherCameraChosen);
    let open = &pair.sides[ANA].browser.studio.open;
    assert_eq!(open.get(&Capture::Camera).and_then(|captured| captured.facing), Some(Facing::Back));
    pair.does(ANA, Event::DevicesChosen(Switch::Off));
    assert!(call(&pair, ANA).devices.is_none());
}

#[test]
fn a_capture_that_comes_too_late_is_let_go_of() {
    let mut pair = connected();
    let late = Event::CaptureStarted { capture: Capture::Camera, captured: Captured::default() };
    pair.sides[ANA].browser.studio.open.insert(Capture::Camera, Captured::default());
    pair.does(ANA, late);
    assert!(captured(&pair, ANA).is_empty());
}

#[test]
fn hanging_up_lets_go_of_everything_and_stays_in_the_conversation() {
    let mut pair = in_a_call();
    pair.does(ANA, Event::ScreenChosen(Switch::On));
    pair.does(ANA, Event::HangUpChosen);
    assert!(captured(&pair, ANA).is_empty() && pair.talks(ANA));
    assert_eq!((sent(&pair, ANA), call(&pair, BEN).theirs), (None, None));
    // Who hung up is not rung at once by the other one who is still there.
    assert_eq!(call(&pair, ANA).stage, CallStage::Declined);
    assert_eq!(pair.sides[BEN].browser.studio.sounds, [Sound::Ringing, Sound::Left]);
    pair.does(BEN, Event::HangUpChosen);
    assert_eq!(call(&pair, ANA).stage, CallStage::Out);
    pair.does(BEN, Event::CallChosen(StartWith::Voice));
    pair.does(BEN, Event::CallJoined);
    assert_eq!(call(&pair, ANA).theirs, Some(VOICE));
    assert_eq!(pair.sides[ANA].browser.studio.sounds.last(), Some(&Sound::Ringing));
}

#[test]
fn however_a_conversation_ends_nothing_is_captured_after_it() {
    let ways: [fn(&mut Pair); 4] = [
        |pair| pair.does(ANA, Event::LeaveChosen),
        |pair| pair.does(BEN, Event::LeaveChosen),
        |pair| pair.does(ANA, Event::HomeChosen),
        Pair::lose_each_other,
    ];
    for ends in ways {
        let mut pair = in_a_call();
        ends(&mut pair);
        pair.wait(Millis::seconds(1));
        assert!(captured(&pair, ANA).is_empty() && captured(&pair, BEN).is_empty());
    }
}

#[test]
fn who_speaks_and_how_much_of_the_line_is_used_is_seen() {
    let mut pair = in_a_call();
    pair.does(ANA, Event::VoiceChanged { who: Who::Other, voice: Voice::Speaking });
    pair.does(ANA, Event::VoiceChanged { who: Who::Me, voice: Voice::Speaking });
    let view = call(&pair, ANA);
    assert_eq!((view.my_voice, view.their_voice), (Voice::Speaking, Voice::Speaking));
    pair.does(ANA, Event::MicrophoneChosen(Switch::Off));
    assert_eq!(call(&pair, ANA).my_voice, Voice::Silent);
    pair.does(ANA, Event::ThriftChosen(Thrift::LowData));
    assert_eq!(pair.sides[ANA].browser.studio.thrift, Some(Thrift::LowData));
}

#[test]
fn statistics_are_measured_while_somebody_looks_and_addresses_are_told_on_request_only() {
    let mut pair = connected();
    pair.does(ANA, Event::StatisticsChosen(Switch::On));
    pair.wait(Millis::seconds(10));
    assert!(pair.sides[ANA].browser.studio.measurements >= 5);
    assert!(pair.sides[BEN].browser.studio.measurements <= 2);
    let peer = crate::support::connections(&pair, ANA)[0];
    let ends = Some(heliograph_wire::Private::new(["192.0.2.1:5".to_owned(), "192.0.2.2:6".to_owned()]));
    pair.does(ANA, Event::LinkMeasured { peer, measured: Measured { ends, ..Measured::default() } });
    let shown = |pair: &Pair| pair.talk(ANA).statistics.map(|view| view.ends.is_some());
    assert_eq!(shown(&pair), Some(false));
    pair.does(ANA, Event::AddressesChosen(Switch::On));
    assert_eq!(shown(&pair), Some(true));
    pair.does(ANA, Event::StatisticsChosen(Switch::Off));
    assert_eq!(shown(&pair), None);
}

#[test]
fn whoever_comes_and_goes_does_not_ring_each_time() {
    let mut pair = connected();
    for _ in 0..20 {
        pair.does(ANA, Event::CallChosen(StartWith::Nothing));
        pair.does(ANA, Event::CallJoined);
        pair.wait(Millis::seconds(1));
        pair.does(ANA, Event::HangUpChosen);
        pair.wait(Millis::seconds(1));
    }
    assert_eq!(pair.sides[BEN].browser.studio.sounds, [Sound::Ringing]);
    pair.wait(Millis::minutes(1));
    pair.does(ANA, Event::CallChosen(StartWith::Nothing));
    pair.does(ANA, Event::CallJoined);
    pair.wait(Millis::seconds(1));
    assert_eq!(pair.sides[BEN].browser.studio.sounds.len(), 2);
}
