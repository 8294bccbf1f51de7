//! A few notes that call for attention, made as they are played.

use std::cell::Cell;

use heliograph_session::Sound;
use heliograph_wire::Millis;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AudioContext, OscillatorType};

use super::audio::Audio;
use crate::environment::now;
use crate::timer::pause;

/// As loud as a voice at the other end of the room.
const VOLUME: f32 = 0.12;

/// A note that begins at once clicks.
const ATTACK: f64 = 0.015;

/// How long a note takes to fade, in seconds.
const FADE: f64 = 0.45;

thread_local! {
    /// What plays, or has played last, and when it ends.
    static PLAYING: Cell<(Sound, Millis)> = const { Cell::new((Sound::Message, Millis(0))) };
}

/// A note: when it begins, in seconds, and its pitch in hertz.
struct Note(f64, f32);

/// One sound is heard at a time, however often something happens; only a call is heard beside others.
pub(crate) fn play(sound: Sound) {
    // Who looks at the page sees the message.
    if sound == Sound::Message && !is_hidden() {
        return;
    }
    let (other, end) = PLAYING.get();
    if now() < end && (sound != Sound::Ringing || other == Sound::Ringing) {
        return;
    }
    let Some(audio) = Audio::open() else { return };
    let notes = notes(sound);
    let last = notes.last().map_or(0.0, |Note(begin, _)| *begin);
    let length = Millis(((last + FADE) * 1_000.0) as u64 + 200);
    PLAYING.set((sound, now() + length));
    for note in notes {
        // A browser that plays no notes is silent.
        let _ = strike(audio.context(), note);
    }
    spawn_local(async move {
        pause(length).await;
        drop(audio);
    });
}

const fn notes(sound: Sound) -> &'static [Note] {
    match sound {
        // A call is asked for twice, in thirds upwards.
        Sound::Ringing => &[
            Note(0.0, 587.33),
            Note(0.18, 739.99),
            Note(0.36, 880.0),
            Note(1.0, 587.33),
            Note(1.18, 739.99),
            Note(1.36, 880.0),
        ],
        Sound::Joined => &[Note(0.0, 587.33), Note(0.14, 880.0)],
        Sound::Left => &[Note(0.0, 880.0), Note(0.14, 587.33)],
        Sound::Message => &[Note(0.0, 739.99)],
    }
}

fn strike(context: &AudioContext, Note(begin, pitch): &Note) -> Result<(), JsValue> {
    let (oscillator, volume) = (context.create_oscillator()?, context.create_gain()?);
    oscillator.set_type(OscillatorType::Triangle);
    oscillator.frequency().set_value(*pitch);
    let begin = context.current_time() + begin;
    volume.gain().set_value_at_time(0.0, begin)?;
    volume.gain().linear_ramp_to_value_at_time(VOLUME, begin + ATTACK)?;
    volume.gain().exponential_ramp_to_value_at_time(0.000_1, begin + FADE)?;
    oscillator.connect_with_audio_node(&volume)?.connect_with_audio_node(&context.destination())?;
    oscillator.start_with_when(begin)?;
    oscillator.stop_with_when(begin + FADE)
}

fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}
