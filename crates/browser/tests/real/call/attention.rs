//! Who speaks, and which keys mean something.

use heliograph_browser::{census, show_level};
use heliograph_session::{Event, StartWith, Voice};
use heliograph_wire::control::{Microphone, Switch};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{begun, call, called, met};
use crate::support::{breathe, run, witnessed};

/// A microphone that hums, where Chromium's own only clicks.
const HUM: &str = "
    if (!navigator.userAgent.includes('Chrome')) return;
    const ask = navigator.mediaDevices.getUserMedia;
    navigator.mediaDevices.getUserMedia = async (wanted) => {
        if (wanted.video) return ask.call(navigator.mediaDevices, wanted);
        const context = new AudioContext();
        const hum = context.createOscillator();
        const sink = context.createMediaStreamDestination();
        hum.connect(sink);
        hum.start();
        return sink.stream;
    };
";

#[wasm_bindgen_test]
async fn who_speaks_is_noticed_and_who_is_muted_is_silent() {
    let (ana, ben) = met().await;
    run(HUM);
    let (mut ana, mut ben) = begun(StartWith::Voice, ana, ben).await;
    witnessed(&mut ana, &mut ben, |_, ben| call(ben).their_voice == Voice::Speaking).await;
    ana.handle(Event::MicrophoneChosen(Switch::Off));
    witnessed(&mut ana, &mut ben, |_, ben| call(ben).their_voice == Voice::Silent).await;
    assert_eq!(call(&ana).my_voice, Voice::Silent);
}

#[wasm_bindgen_test]
async fn the_microphone_can_be_seen_to_hear() {
    let (ana, ben) = met().await;
    run(HUM);
    let (mut ana, mut ben) = begun(StartWith::Voice, ana, ben).await;
    let document = web_sys::window().expect("a test page is a window").document().expect("a document");
    let meter = document.create_element("div").expect("made");
    document.body().expect("a body").append_child(&meter).expect("appended");
    let tasks = census().tasks;
    show_level(&meter);
    show_level(&meter);
    let level = || meter.get_attribute("aria-valuenow").and_then(|level| level.parse::<u32>().ok());
    // Firefox measures nothing on machines that have no loudspeaker.
    let measures = run("return navigator.userAgent.includes('Chrome')").is_truthy();
    witnessed(&mut ana, &mut ben, |_, _| level().is_some_and(|level| level > 50 || !measures)).await;
    meter.remove();
    while census().tasks > tasks {
        breathe().await;
    }
}

#[wasm_bindgen_test]
async fn keys_mute_and_let_talk() {
    let (mut ana, mut ben) = called(StartWith::Voice).await;
    let press = |kind: &str, key: &str, element: &str| {
        run(&format!(
            "const options = {{ key: '{key}', code: '{key}' === ' ' ? 'Space' : '', bubbles: true, cancelable: true }};
            {element}.dispatchEvent(new KeyboardEvent('{kind}', options))"
        ));
    };
    let muted = |side: &crate::support::Side| call(side).mine.muted == Microphone::Muted;
    run("self.field = document.body.appendChild(document.createElement('textarea'))");
    press("keydown", "m", "self.field");
    press("keydown", "m", "document.body");
    witnessed(&mut ana, &mut ben, |ana, ben| muted(ana) && muted(ben)).await;
    // Both listen to the one page of this test, and whoever hears the space bar first keeps it from the other.
    press("keydown", " ", "document.body");
    witnessed(&mut ana, &mut ben, |ana, ben| muted(ana) != muted(ben)).await;
    press("keyup", " ", "document.body");
    witnessed(&mut ana, &mut ben, |ana, ben| muted(ana) && muted(ben)).await;
    run("self.field.remove()");
}
