//! Where people see what the camera sees.

use std::cell::RefCell;

use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlVideoElement, MediaStream};

thread_local! {
    static STAGE: RefCell<Stage> = const { RefCell::new(Stage { stream: None, video: None }) };
}

/// The open camera and the element that shows it, in whichever order they come.
struct Stage {
    stream: Option<MediaStream>,
    video: Option<HtmlVideoElement>,
}

/// Shows in this element what the camera sees, now or as soon as it is open.
pub fn show_camera(video: &HtmlVideoElement) {
    STAGE.with_borrow_mut(|stage| {
        stage.video = Some(video.clone());
        stage.meet();
    });
}

pub(crate) fn enter(stream: &MediaStream) {
    STAGE.with_borrow_mut(|stage| {
        stage.video.take_if(|video| !video.is_connected());
        // The browser has a `clone` of its own, which opens the camera once more.
        stage.stream = Some(Clone::clone(stream));
        stage.meet();
    });
}

/// Takes a stream off, unless another one is shown by now.
pub(crate) fn leave(stream: &MediaStream) {
    STAGE.with_borrow_mut(|stage| {
        if stage.stream.take_if(|shown| shown == stream).is_some()
            && let Some(video) = &stage.video
        {
            video.set_src_object(None);
        }
        stage.video.take_if(|video| !video.is_connected());
    });
}

/// Shows a stream in an element, silently and in its place: phones would fill the screen otherwise.
pub(crate) fn play(video: &HtmlVideoElement, stream: &MediaStream) {
    if video.src_object().as_ref() == Some(stream) {
        return;
    }
    video.set_muted(true);
    video.set_autoplay(true);
    // Every element takes this attribute.
    let _ = video.set_attribute("playsinline", "");
    video.set_src_object(Some(stream));
    if let Ok(playing) = video.play() {
        // It is refused where the stream has gone meanwhile.
        spawn_local(async move {
            let _ = JsFuture::from(playing).await;
        });
    }
}

impl Stage {
    fn meet(&self) {
        if let (Some(stream), Some(video)) = (&self.stream, &self.video) {
            play(video, stream);
        }
    }
}
