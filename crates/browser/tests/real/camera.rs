//! The camera: what it sees is read once, why it fails is told, and its light goes out.

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use heliograph_browser::{Browser, show_camera};
use heliograph_session::{Camera, Cameras, CaptureError, Effect, Event, Facing, Torch};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlVideoElement;

use crate::support::{breathe, run, settled};

/// A camera that shows a grey picture, and a detector that reads `self.sight` in everything.
const PRETEND: &str = "
    self.streams = [];
    self.sight = '';
    navigator.mediaDevices.getUserMedia = async () => {
        const canvas = document.createElement('canvas');
        canvas.getContext('2d').fillRect(0, 0, 9, 9);
        const stream = canvas.captureStream(20);
        // It would be a second light, which nobody puts out.
        stream.clone = () => { throw new Error('a stream is cloned'); };
        // Firefox hears what a script pretends on a track only where it is asked to.
        const [track] = stream.getTracks();
        const listen = track.addEventListener;
        track.addEventListener = (name, listener) => listen.call(track, name, listener, false, true);
        self.streams.push(stream);
        return stream;
    };
    navigator.mediaDevices.enumerateDevices = async () => [];
    self.BarcodeDetector = class {
        static async getSupportedFormats() { return ['qr_code']; }
        async detect() { return self.sight ? [{ rawValue: self.sight }] : []; }
    };
";

fn browser() -> (Browser, UnboundedReceiver<Event>) {
    let (sender, events) = unbounded();
    let browser = Browser::new(move |event| {
        // The receiving end may be gone when the last events arrive.
        let _ = sender.unbounded_send(event);
    });
    (browser, events)
}

async fn opened(events: &mut UnboundedReceiver<Event>) -> Camera {
    match events.next().await {
        Some(Event::CameraOpened(camera)) => camera,
        _ => panic!("the camera opens"),
    }
}

async fn scanned(events: &mut UnboundedReceiver<Event>) -> String {
    match events.next().await {
        Some(Event::CodeScanned(text)) => text.reveal().clone(),
        _ => panic!("a code is scanned"),
    }
}

fn lit() -> f64 {
    run("return self.streams.filter((it) => it.getTracks().some((it) => it.readyState === 'live')).length")
        .as_f64()
        .expect("a count")
}

#[wasm_bindgen_test]
async fn a_code_in_sight_is_told_once() {
    run(PRETEND);
    let (mut browser, mut events) = browser();
    browser.perform(Effect::OpenCamera(Facing::Back));
    let camera = opened(&mut events).await;
    assert_eq!(camera, Camera { facing: Facing::Back, torch: Torch::Absent, cameras: Cameras::One });
    run("self.sight = 'first'");
    assert_eq!(scanned(&mut events).await, "first");
    run("self.sight = 'second'");
    assert_eq!(scanned(&mut events).await, "second");
}

#[wasm_bindgen_test]
async fn what_the_camera_sees_is_shown_whichever_comes_first() {
    run(PRETEND);
    let document = web_sys::window().expect("a test page is a window").document().expect("a document");
    let (mut browser, mut events) = browser();
    for late in [false, true] {
        let video: HtmlVideoElement = document.create_element("video").expect("made").unchecked_into();
        document.body().expect("a body").append_child(&video).expect("appended");
        if !late {
            show_camera(&video);
        }
        browser.perform(Effect::OpenCamera(Facing::Back));
        opened(&mut events).await;
        if late {
            show_camera(&video);
        }
        assert!(video.src_object().is_some());
        browser.perform(Effect::CloseCamera);
        assert!(video.src_object().is_none());
        video.remove();
    }
}

#[wasm_bindgen_test]
async fn why_a_camera_fails_is_told() {
    let causes = [
        ("NotAllowedError", CaptureError::Refused),
        ("NotFoundError", CaptureError::Absent),
        ("OverconstrainedError", CaptureError::Absent),
        ("NotReadableError", CaptureError::Busy),
        ("AbortError", CaptureError::Busy),
        ("SyntaxError", CaptureError::Failed),
    ];
    for (name, error) in causes {
        run(&format!(
            "navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{name}'); }}"
        ));
        let (mut browser, mut events) = browser();
        browser.perform(Effect::OpenCamera(Facing::Back));
        let Some(Event::CameraFailed(told)) = events.next().await else { panic!("{name} is told") };
        assert_eq!(told, error, "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_camera_that_ends_by_itself_has_failed() {
    run(PRETEND);
    let (mut browser, mut events) = browser();
    browser.perform(Effect::OpenCamera(Facing::Back));
    opened(&mut events).await;
    run("self.streams[0].getTracks()[0].dispatchEvent(new Event('ended'))");
    assert!(matches!(events.next().await, Some(Event::CameraFailed(CaptureError::Absent))));
}

#[wasm_bindgen_test]
async fn cameras_opened_and_closed_at_any_moment_leave_nothing_behind() {
    run(PRETEND);
    settled().await;
    for round in 0..10 {
        let (mut browser, mut events) = browser();
        browser.perform(Effect::OpenCamera(Facing::Back));
        if round % 2 == 0 {
            opened(&mut events).await;
            breathe().await;
        }
        browser.perform(Effect::OpenCamera(Facing::Front));
        if round % 3 == 0 {
            opened(&mut events).await;
        }
        browser.perform(Effect::CloseCamera);
    }
    while lit() > 0.0 {
        breathe().await;
    }
    settled().await;
}

#[wasm_bindgen_test]
async fn without_detector_and_scanner_the_camera_is_of_no_use() {
    run(PRETEND);
    run("delete self.BarcodeDetector");
    let (mut browser, mut events) = browser();
    browser.perform(Effect::OpenCamera(Facing::Back));
    opened(&mut events).await;
    // The test page has no start script that could start a scanner, nor has this browser a detector of its own.
    assert!(matches!(events.next().await, Some(Event::CameraFailed(CaptureError::Failed))));
    assert_ne!(JsValue::from(lit()), JsValue::from(0.0), "the session closes it");
}
