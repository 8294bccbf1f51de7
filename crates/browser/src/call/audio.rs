//! Web Audio: one context for all of a page, and only for as long as somebody uses it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use web_sys::{AnalyserNode, AudioContext, AudioContextState, MediaStream, MediaStreamAudioSourceNode};

use crate::census::Counted;
use crate::listener::Listener;
use crate::script::forget;

/// So many samples are looked at at once: about 40 ms.
const SAMPLES: usize = 2_048;

thread_local! {
    static SHARED: RefCell<Weak<Audio>> = const { RefCell::new(Weak::new()) };
}

/// The context; closed when the last user has dropped it.
pub(crate) struct Audio {
    context: AudioContext,
    _clicked: Option<Listener>,
    _counted: Counted,
}

impl Audio {
    /// None where the browser has no Web Audio.
    pub(crate) fn open() -> Option<Rc<Self>> {
        SHARED.with_borrow_mut(|shared| {
            let audio = match shared.upgrade() {
                Some(audio) => audio,
                None => Rc::new(Self::new()?),
            };
            *shared = Rc::downgrade(&audio);
            Some(audio)
        })
    }

    fn new() -> Option<Self> {
        let context = AudioContext::new().ok()?;
        resume(&context);
        // A context that was made before the page was clicked sleeps until it is told again.
        let document = web_sys::window().and_then(|window| window.document());
        let sleeping = context.clone();
        let clicked = document
            .map(|document| Listener::on(&document, "click", move |_: web_sys::Event| resume(&sleeping)));
        Some(Self { context, _clicked: clicked, _counted: Counted::sound() })
    }

    pub(crate) const fn context(&self) -> &AudioContext {
        &self.context
    }
}

impl Drop for Audio {
    fn drop(&mut self) {
        forget(self.context.close().ok().map(Into::into));
    }
}

fn resume(context: &AudioContext) {
    if context.state() == AudioContextState::Suspended {
        forget(context.resume().ok().map(Into::into));
    }
}

/// Says how loud a stream is.
pub(crate) struct Meter {
    _audio: Rc<Audio>,
    source: MediaStreamAudioSourceNode,
    analyser: AnalyserNode,
}

impl Meter {
    /// None where nothing in the stream sounds.
    pub(crate) fn on(stream: &MediaStream) -> Option<Self> {
        let audio = Audio::open()?;
        let source = audio.context().create_media_stream_source(stream).ok()?;
        let analyser = audio.context().create_analyser().ok()?;
        analyser.set_fft_size(SAMPLES as u32);
        source.connect_with_audio_node(&analyser).ok()?;
        Some(Self { _audio: audio, source, analyser })
    }

    /// The level, from 0 for silence to 1 for the loudest that there is: the root of the mean square.
    pub(crate) fn level(&self) -> f64 {
        let mut samples = [0.0; SAMPLES];
        self.analyser.get_float_time_domain_data(&mut samples);
        let power = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / SAMPLES as f64;
        power.sqrt().min(1.0)
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        // A node that was never connected has nothing to disconnect from.
        let _ = self.source.disconnect();
    }
}
