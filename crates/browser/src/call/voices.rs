//! Who speaks.

use std::rc::{Rc, Weak};

use futures::future::{AbortHandle, abortable};
use heliograph_session::{Event, Voice, Who};
use heliograph_wire::Millis;
use wasm_bindgen_futures::spawn_local;

use super::captures::Captures;
use crate::census::Counted;
use crate::timer::{Waited, pause};

/// Often enough that nobody is seen to speak after they have finished.
const BETWEEN_LOOKS: Millis = Millis(100);

/// Above the noise of a room, which the browser has suppressed already.
const SPEAKS_ABOVE: f64 = 0.02;

/// Between words people are silent; so many quiet looks make a pause.
const PAUSE: u8 = 8;

/// One loud look is a cough or a click.
const WORD: u8 = 2;

/// Listens for voices until this is dropped.
pub(crate) struct Voices {
    listening: AbortHandle,
}

impl Voices {
    pub(crate) fn listen(captures: &Rc<Captures>) -> Self {
        let (listening, abort) = abortable(listen(Rc::downgrade(captures)));
        // How it ends does not matter: nobody waits for it.
        spawn_local(async move {
            let _ = listening.await;
        });
        Self { listening: abort }
    }
}

impl Drop for Voices {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(captures: Weak<Captures>) {
    let _counted = Counted::task();
    let (mut mine, mut theirs) = (Gate::default(), Gate::default());
    while let Waited::ToTheEnd = pause(BETWEEN_LOOKS).await {
        let Some(captures) = captures.upgrade() else { return };
        for (who, gate, level) in
            [(Who::Me, &mut mine, captures.level()), (Who::Other, &mut theirs, captures.level_of_others())]
        {
            if let Some(voice) = gate.look(level) {
                captures.emit().now(Event::VoiceChanged { who, voice });
            }
        }
    }
}

/// Tells a voice from a noise, and a pause from the end.
#[derive(Default)]
struct Gate {
    voice: Voice,
    /// Looks in a row that said otherwise.
    otherwise: u8,
}

impl Gate {
    /// The voice, if it has changed.
    fn look(&mut self, level: f64) -> Option<Voice> {
        let (other, enough) = match self.voice {
            Voice::Silent => (Voice::Speaking, WORD),
            Voice::Speaking => (Voice::Silent, PAUSE),
        };
        let seen = if level > SPEAKS_ABOVE { Voice::Speaking } else { Voice::Silent };
        self.otherwise = if seen == self.voice { 0 } else { self.otherwise + 1 };
        if self.otherwise < enough {
            return None;
        }
        self.otherwise = 0;
        self.voice = other;
        Some(other)
    }
}

#[cfg(test)]
mod tests {
    use super::Gate;
    use heliograph_session::Voice;

    #[test]
    fn a_word_is_noticed_and_a_click_or_a_short_pause_is_not() {
        let mut gate = Gate::default();
        let mut look = |level| gate.look(level);
        assert_eq!([look(0.5), look(0.0), look(0.5)], [None; 3]);
        assert_eq!(look(0.5), Some(Voice::Speaking));
        for _ in 0..7 {
            assert_eq!(look(0.0), None);
        }
        assert_eq!(look(0.5), None);
        for _ in 0..7 {
            assert_eq!(look(0.001), None);
        }
        assert_eq!(look(0.0), Some(Voice::Silent));
    }
}
