//! What of this side's pictures is sent: the layers that somebody watches, as large as the line allows (W3C WebRTC,
//! `setParameters`). What a browser does not take is left out.

use std::cell::Cell;
use std::rc::Rc;

use heliograph_session::Thrift;
use heliograph_wire::room::{Layer, RIDS, Source};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::RtcRtpSender;

use crate::script::{called_with, member, object, set};

/// What there is to send.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Wishes {
    /// Which layers of the camera's picture are watched.
    pub(super) camera: [bool; RIDS.len()],
    /// Whether the screen is.
    pub(super) screen: bool,
    pub(super) thrift: Thrift,
}

/// A layer of the camera's picture.
struct Encoding {
    /// How many times smaller than what is captured.
    smaller: u8,
    /// Bits per second.
    rate: u32,
}

/// As [`RIDS`] names them: 180, 360 and 720 lines of a camera that has 720.
const CAMERA: [Encoding; RIDS.len()] = [
    Encoding { smaller: 4, rate: 150_000 },
    Encoding { smaller: 2, rate: 500_000 },
    Encoding { smaller: 1, rate: 1_700_000 },
];

/// Pictures of a camera in a second, at most.
const CAMERA_FRAMES: u32 = 30;
const THRIFTY_CAMERA_FRAMES: u32 = 15;

/// What a screen takes, in bits and pictures per second.
const SCREEN: (u32, u32) = (2_500_000, 30);
const THRIFTY_SCREEN: (u32, u32) = (300_000, 5);

impl Wishes {
    pub(super) fn want(&mut self, source: Source, layers: &[Layer]) {
        match source {
            Source::Camera => {
                self.camera = [0, 1, 2].map(|layer| layers.contains(&Layer(layer)));
            }
            Source::Screen => self.screen = !layers.is_empty(),
        }
    }

    pub(super) const fn save(&mut self, thrift: Thrift) {
        self.thrift = thrift;
    }

    /// Whether a layer of the camera's picture is sent. Low data is the smallest alone.
    const fn sends(self, layer: usize) -> bool {
        match self.camera {
            [smallest, middle, largest] => match (layer, self.thrift) {
                (0, Thrift::Full) => smallest,
                // Whoever watches a larger one makes do with it.
                (0, Thrift::LowData) => smallest || middle || largest,
                (1, Thrift::Full) => middle,
                (_, Thrift::Full) => largest,
                (_, Thrift::LowData) => false,
            },
        }
    }
}

/// The encodings that the camera's section begins with.
pub(super) fn of_camera(wishes: Wishes) -> Array {
    let encodings = RIDS.into_iter().enumerate().map(|(layer, rid)| {
        let encoding = object(&[("rid", rid.into())]);
        shape_camera(&encoding, layer, wishes);
        encoding
    });
    encodings.collect()
}

/// The encodings that the screen's section begins with.
pub(super) fn of_screen(wishes: Wishes) -> Array {
    let encoding = object(&[]);
    shape_screen(&encoding, wishes);
    Array::of1(&encoding)
}

fn shape_camera(encoding: &JsValue, layer: usize, wishes: Wishes) {
    let Encoding { smaller, rate } = CAMERA[layer];
    let frames = match wishes.thrift {
        Thrift::Full => CAMERA_FRAMES,
        Thrift::LowData => THRIFTY_CAMERA_FRAMES,
    };
    set(encoding, "scaleResolutionDownBy", &smaller.into());
    set(encoding, "maxBitrate", &rate.into());
    set(encoding, "maxFramerate", &frames.into());
    set(encoding, "active", &wishes.sends(layer).into());
}

fn shape_screen(encoding: &JsValue, wishes: Wishes) {
    let (rate, frames) = match wishes.thrift {
        Thrift::Full => SCREEN,
        Thrift::LowData => THRIFTY_SCREEN,
    };
    set(encoding, "maxBitrate", &rate.into());
    set(encoding, "maxFramerate", &frames.into());
    set(encoding, "active", &wishes.screen.into());
}

/// Has a sender follow what is wished, one step after the other: a browser takes no two at once.
pub(super) struct Tuning {
    sender: RtcRtpSender,
    source: Source,
    wishes: Cell<Wishes>,
    is_busy: Cell<bool>,
}

impl Tuning {
    pub(super) fn new(sender: RtcRtpSender, source: Source, wishes: Wishes) -> Rc<Self> {
        Rc::new(Self { sender, source, wishes: Cell::new(wishes), is_busy: Cell::new(false) })
    }

    pub(super) fn follow(self: &Rc<Self>, wishes: Wishes) {
        self.wishes.set(wishes);
        if self.is_busy.replace(true) {
            return;
        }
        let tuning = Rc::clone(self);
        spawn_local(async move {
            loop {
                let wishes = tuning.wishes.get();
                if let Some(set) = tuning.set(wishes) {
                    // A sender that takes no more belongs to a connection that is closed.
                    let _ = JsFuture::from(set).await;
                }
                if tuning.wishes.get() == wishes {
                    break;
                }
            }
            tuning.is_busy.set(false);
        });
    }

    fn set(&self, wishes: Wishes) -> Option<js_sys::Promise> {
        let parameters: JsValue = self.sender.get_parameters().into();
        let encodings = Array::from(&member(&parameters, "encodings")?);
        for (layer, encoding) in encodings.iter().enumerate().take(RIDS.len()) {
            match self.source {
                Source::Camera => shape_camera(&encoding, layer, wishes),
                Source::Screen => shape_screen(&encoding, wishes),
            }
        }
        let preference = match self.source {
            Source::Camera => "maintain-framerate",
            Source::Screen => "maintain-resolution",
        };
        set(&parameters, "degradationPreference", &JsValue::from_str(preference));
        called_with(&self.sender, "setParameters", &parameters)?.dyn_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::Wishes;
    use heliograph_session::Thrift;
    use heliograph_wire::room::{Layer, Source};

    fn sent(wishes: Wishes) -> [bool; 3] {
        [0, 1, 2].map(|layer| wishes.sends(layer))
    }

    #[test]
    fn a_layer_is_sent_while_somebody_watches_it() {
        let mut wishes = Wishes::default();
        assert_eq!(sent(wishes), [true; 3], "until it is known who watches");
        wishes.want(Source::Camera, &[Layer(0), Layer(2)]);
        assert_eq!(sent(wishes), [true, false, true]);
        wishes.want(Source::Camera, &[]);
        wishes.want(Source::Screen, &[]);
        assert_eq!((sent(wishes), wishes.screen), ([false; 3], false));
    }

    #[test]
    fn low_data_sends_the_smallest_to_whoever_watches_any() {
        let mut wishes = Wishes { thrift: Thrift::LowData, ..Wishes::default() };
        wishes.want(Source::Camera, &[Layer(2)]);
        assert_eq!(sent(wishes), [true, false, false]);
        wishes.want(Source::Camera, &[]);
        assert_eq!(sent(wishes), [false; 3]);
    }
}
