//! A screen beside the camera.

use heliograph_session::{CaptureView, Event, StartWith};
use heliograph_wire::control::Switch;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{call, called};
use crate::ears::pictures;
use crate::support::{run, until, witnessed};

/// A screen on which something moves. Firefox shows a page no real one before somebody has clicked.
const PRETEND: &str = "
    navigator.mediaDevices.getDisplayMedia = async () => {
        const canvas = document.createElement('canvas');
        const pen = canvas.getContext('2d');
        let turn = 0;
        setInterval(() => { pen.fillStyle = `hsl(${turn += 9} 80% 50%)`; pen.fillRect(0, 0, 300, 150); }, 50);
        const stream = canvas.captureStream(20);
        const [track] = stream.getTracks();
        const listen = track.addEventListener;
        track.addEventListener = (name, listener) => listen.call(track, name, listener, false, true);
        self.shared = track;
        return stream;
    };
";

#[wasm_bindgen_test]
async fn a_screen_is_seen_beside_the_camera_and_ends_from_the_browsers_own_bar() {
    let (mut ana, mut ben) = called(StartWith::Video).await;
    run(PRETEND);
    ana.handle(Event::ScreenChosen(Switch::On));
    witnessed(&mut ana, &mut ben, |_, _| pictures(1, 2) > 5).await;
    let camera = pictures(1, 1);
    witnessed(&mut ana, &mut ben, |_, _| pictures(1, 1) > camera + 5).await;
    run("self.shared.dispatchEvent(new Event('ended'))");
    until(&mut ana, &mut ben, |_, ben| {
        call(ben).theirs.is_some_and(|theirs| theirs.screen == Switch::Off && theirs.camera == Switch::On)
    })
    .await;
    assert!(matches!(call(&ana).mine.screen, CaptureView::Off));
    assert_eq!(run("return self.shared.readyState").as_string().as_deref(), Some("ended"));
}

#[wasm_bindgen_test]
async fn a_person_who_closes_the_question_shares_nothing() {
    let (mut ana, mut ben) = called(StartWith::Nothing).await;
    run(
        "navigator.mediaDevices.getDisplayMedia = async () => { throw new DOMException('', 'NotAllowedError'); }",
    );
    ana.handle(Event::ScreenChosen(Switch::On));
    assert!(matches!(call(&ana).mine.screen, CaptureView::Starting));
    until(&mut ana, &mut ben, |ana, _| matches!(call(ana).mine.screen, CaptureView::Off)).await;
}
