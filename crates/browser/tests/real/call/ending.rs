//! What a call takes of the page is given back when it is over.

use heliograph_browser::Browser;
use heliograph_session::{Effect, Event, Sound, StartWith};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{begun, call, met};
use crate::support::{breathe, run, until};

fn number(script: &str) -> f64 {
    run(script).as_f64().expect("a number")
}

#[wasm_bindgen_test]
async fn a_call_that_is_over_fills_no_screen_and_floats_nowhere() {
    let (ana, ben) = met().await;
    let (mut ana, mut ben) = begun(StartWith::Nothing, ana, ben).await;
    run("self.ended = [];
        for (const [shown, exit] of [
            ['fullscreenElement', 'exitFullscreen'], ['pictureInPictureElement', 'exitPictureInPicture'],
        ]) {
            Object.defineProperty(document, shown, { value: document.body, configurable: true });
            document[exit] = async () => { self.ended.push(exit); delete document[shown]; };
        }");
    ana.handle(Event::HangUpChosen);
    until(&mut ana, &mut ben, |_, ben| call(ben).theirs.is_none()).await;
    let ended = run("delete document.exitFullscreen;
        delete document.exitPictureInPicture;
        return self.ended.join()");
    assert_eq!(ended.as_string().as_deref(), Some("exitFullscreen,exitPictureInPicture"));
}

#[wasm_bindgen_test]
async fn devices_are_watched_for_no_longer_than_they_are_wanted() {
    let (ana, ben) = met().await;
    run("self.watches = 0;
        const { mediaDevices } = navigator;
        for (const [name, step] of [['addEventListener', 1], ['removeEventListener', -1]]) {
            const listen = mediaDevices[name];
            mediaDevices[name] = (event, ...rest) => {
                if (event === 'devicechange') self.watches += step;
                listen.call(mediaDevices, event, ...rest);
            };
        }");
    let (mut ana, mut ben) = begun(StartWith::Voice, ana, ben).await;
    assert!(number("return self.watches") > 0.0);
    for side in [&mut ana, &mut ben] {
        side.handle(Event::HangUpChosen);
    }
    assert_eq!(number("return self.watches"), 0.0);
}

#[wasm_bindgen_test]
async fn one_sound_is_heard_at_a_time_and_a_call_beside_it() {
    run("self.struck = 0;
        self.strike = AudioContext.prototype.createOscillator;
        AudioContext.prototype.createOscillator = function () {
            self.struck += 1;
            return self.strike.call(this);
        };");
    let mut browser = Browser::new(|_| {});
    // A test before may still sound.
    while number("return self.struck") == 0.0 {
        browser.perform(Effect::Play(Sound::Joined));
        breathe().await;
    }
    for sound in [Sound::Left, Sound::Joined, Sound::Joined] {
        browser.perform(Effect::Play(sound));
    }
    assert_eq!(number("return self.struck"), 2.0);
    for _ in 0..100 {
        browser.perform(Effect::Play(Sound::Ringing));
        browser.perform(Effect::Play(Sound::Left));
    }
    assert_eq!(number("return self.struck"), 8.0);
    run("AudioContext.prototype.createOscillator = self.strike");
}
