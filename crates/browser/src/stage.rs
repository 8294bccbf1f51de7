//! Where people see what is live: each scene is a stream and an element that shows it, in whichever order they come.

use std::cell::RefCell;
use std::collections::BTreeMap;

use heliograph_session::Scene;
use web_sys::{HtmlVideoElement, MediaStream};

use crate::script;

thread_local! {
    static STAGE: RefCell<BTreeMap<Place, Spot>> = const { RefCell::new(BTreeMap::new()) };
}

/// What can be shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// What the camera sees that looks for codes.
    Scanner,
    /// A picture of a call.
    Call(Scene),
    /// A picture of a room: what comes by this section.
    Room(u8),
}

#[derive(Default)]
struct Spot {
    stream: Option<MediaStream>,
    video: Option<HtmlVideoElement>,
}

/// A stream that is on show, or would be if there were an element for it; taken off when this is dropped.
pub(crate) struct Shown {
    place: Place,
    stream: MediaStream,
}

/// Shows in this element what the camera sees that looks for codes, now or as soon as it is open.
pub fn show_camera(video: &HtmlVideoElement) {
    show(Place::Scanner, video);
}

/// Shows a picture of a call in this element, now or as soon as there is one.
pub fn show_scene(scene: Scene, video: &HtmlVideoElement) {
    show(Place::Call(scene), video);
}

/// Shows what comes by a section for pictures of a room in this element, now or as soon as there is one. A section has one
/// element at a time: the one that asked last.
pub fn show_section(section: u8, video: &HtmlVideoElement) {
    show(Place::Room(section), video);
}

/// The element that shows a picture of a call.
pub(crate) fn element(scene: Scene) -> Option<HtmlVideoElement> {
    STAGE.with_borrow(|stage| stage.get(&Place::Call(scene))?.video.clone())
}

/// Shows a stream in an element, silently and in its place: phones would fill the screen otherwise.
pub(crate) fn play(video: &HtmlVideoElement, stream: &MediaStream) {
    if video.src_object().as_ref() != Some(stream) {
        video.set_muted(true);
        video.set_autoplay(true);
        // Every element takes this attribute.
        let _ = video.set_attribute("playsinline", "");
        video.set_src_object(Some(stream));
    } else if !video.paused() {
        return;
    }
    // It is refused where the stream has gone meanwhile.
    script::forget(video.play().ok().map(Into::into));
}

impl Shown {
    pub(crate) fn enter(place: Place, stream: MediaStream) -> Self {
        at(place, |spot| {
            spot.video.take_if(|video| !video.is_connected());
            // The browser has a `clone` of its own, which opens a camera once more.
            spot.stream = Some(Clone::clone(&stream));
            spot.meet();
        });
        Self { place, stream }
    }
}

impl Drop for Shown {
    /// Takes the stream off, unless another one is shown by now.
    fn drop(&mut self) {
        at(self.place, |spot| {
            if spot.stream.take_if(|shown| *shown == self.stream).is_some()
                && let Some(video) = &spot.video
            {
                video.set_src_object(None);
            }
            spot.video.take_if(|video| !video.is_connected());
        });
    }
}

fn show(place: Place, video: &HtmlVideoElement) {
    at(place, |spot| {
        spot.video = Some(video.clone());
        spot.meet();
    });
}

fn at(place: Place, act: impl FnOnce(&mut Spot)) {
    STAGE.with_borrow_mut(|stage| act(stage.entry(place).or_default()));
}

impl Spot {
    fn meet(&self) {
        if let (Some(stream), Some(video)) = (&self.stream, &self.video) {
            play(video, stream);
        }
    }
}
