//! Calls: what one side captures is seen and heard on the other, and nothing of it is left behind.

mod attention;
mod changes;
mod ending;
mod hostile;
mod screen;
mod sealing;

use heliograph_browser::census;
use heliograph_session::{CallStage, CallView, CaptureView, Event, Screen, StartWith};
use heliograph_wire::control::Switch;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::ears::{Ears, pictures};
use crate::support::{Side, connected, run, settled, until, witnessed};

fn call(side: &Side) -> CallView {
    match side.screen() {
        Screen::Talk(talk) => talk.call.expect("both can call"),
        _ => panic!("both talk"),
    }
}

fn is_in(side: &Side) -> bool {
    call(side).stage == CallStage::In
}

/// Two people who are connected, and have the devices that the browser itself pretends; `self.connections` has Ana's
/// connection and then Ben's.
async fn met() -> (Side, Side) {
    run("for (const own of Object.keys(navigator.mediaDevices)) delete navigator.mediaDevices[own];
        self.connections = [];
        self.Bare ??= self.RTCPeerConnection;
        self.RTCPeerConnection = function (...settings) {
            const connection = new self.Bare(...settings);
            self.connections.push(connection);
            return connection;
        }");
    connected().await
}

/// Ana begins a call and Ben answers it, both with this.
async fn called(start: StartWith) -> (Side, Side) {
    let (ana, ben) = met().await;
    begun(start, ana, ben).await
}

async fn begun(start: StartWith, mut ana: Side, mut ben: Side) -> (Side, Side) {
    let ready = |side: &Side| {
        let mine = call(side).mine;
        let is_on = |capture| matches!(capture, CaptureView::On(_));
        match start {
            StartWith::Video => is_on(mine.camera) && is_on(mine.microphone),
            StartWith::Voice => is_on(mine.microphone),
            StartWith::Nothing => true,
        }
    };
    ana.handle(Event::CallChosen(start));
    until(&mut ana, &mut ben, |ana, _| ready(ana)).await;
    ana.handle(Event::CallJoined);
    until(&mut ana, &mut ben, |_, ben| call(ben).theirs.is_some()).await;
    ben.handle(Event::CallAnswered(start));
    until(&mut ana, &mut ben, |ana, ben| is_in(ana) && is_in(ben) && ready(ben)).await;
    (ana, ben)
}

#[wasm_bindgen_test]
async fn both_hear_each_other_and_mute_silences() {
    let (mut ana, mut ben) = called(StartWith::Voice).await;
    let (anas, bens) = (Ears::of(0), Ears::of(1));
    witnessed(&mut ana, &mut ben, |_, _| anas.hear() && bens.hear()).await;
    ana.handle(Event::MicrophoneChosen(Switch::Off));
    bens.listen_anew();
    witnessed(&mut ana, &mut ben, |_, _| bens.heard_nothing_for_a_while()).await;
    assert!(anas.hear(), "Ben is not muted");
    ana.handle(Event::MicrophoneChosen(Switch::On));
    witnessed(&mut ana, &mut ben, |_, _| bens.hear()).await;
}

#[wasm_bindgen_test]
async fn both_see_each_other_and_a_camera_that_is_off_is_let_go() {
    let (mut ana, mut ben) = called(StartWith::Video).await;
    witnessed(&mut ana, &mut ben, |_, _| pictures(0, 1) > 5 && pictures(1, 1) > 5).await;
    ana.handle(Event::CameraChosen(Switch::Off));
    assert_eq!(census().captures, 3, "two microphones and a camera");
    witnessed(&mut ana, &mut ben, |_, ben| {
        call(ben).theirs.is_some_and(|theirs| theirs.camera == Switch::Off)
    })
    .await;
    ana.handle(Event::CameraChosen(Switch::On));
    let before = pictures(1, 1);
    witnessed(&mut ana, &mut ben, |_, _| pictures(1, 1) > before + 5).await;
}

#[wasm_bindgen_test]
async fn calls_leave_nothing_behind() {
    settled().await;
    for _ in 0..5 {
        let (mut ana, mut ben) = called(StartWith::Video).await;
        ana.handle(Event::HangUpChosen);
        until(&mut ana, &mut ben, |_, ben| call(ben).theirs.is_none()).await;
        ben.handle(Event::LeaveChosen);
        until(&mut ana, &mut ben, |ana, _| !ana.talks()).await;
    }
    settled().await;
}
