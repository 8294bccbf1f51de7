use heliograph_session::DeviceId;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlAudioElement, MediaStream, MediaStreamTrack};

use crate::census::Counted;
use crate::listener::Listener;
use crate::script::{called_with, forget};

/// Plays the sound of the other side, unseen; it is silent when this is dropped.
pub(crate) struct Player {
    audio: HtmlAudioElement,
    _clicked: Listener,
    _counted: Counted,
}

impl Player {
    pub(crate) fn new(track: &MediaStreamTrack) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let audio: HtmlAudioElement = document.create_element("audio").ok()?.dyn_into().ok()?;
        audio.set_src_object(Some(&MediaStream::new_with_tracks(&Array::of1(track)).ok()?));
        play(&audio);
        // Browsers that let no page be loud before a click do so after it.
        let again = audio.clone();
        let clicked = Listener::on(&document, "click", move |_: web_sys::Event| {
            if again.paused() {
                play(&again);
            }
        });
        Some(Self { audio, _clicked: clicked, _counted: Counted::sound() })
    }

    /// Where the browser lets a page choose (W3C Audio Output Devices API); no device is the system's own choice.
    pub(crate) fn use_speaker(&self, speaker: Option<&DeviceId>) {
        let id = speaker.map_or("", |speaker| speaker.0.reveal().as_str());
        forget(called_with(&self.audio, "setSinkId", &JsValue::from_str(id)));
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        // Pausing an element that does not play changes nothing.
        let _ = self.audio.pause();
        self.audio.set_src_object(None);
    }
}

fn play(audio: &HtmlAudioElement) {
    forget(audio.play().ok().map(Into::into));
}
