//! Where a call is seen beside its place in the page.

use heliograph_session::Scene;
use web_sys::Document;

use crate::script::{called, forget, member};
use crate::stage;

/// What is shown on the whole screen.
const WHOLE: &str = "[data-call]";

/// Puts a picture in a window above all others, or back (W3C Picture-in-Picture).
pub(crate) fn float(scene: Scene) {
    let (Some(document), Some(video)) = (document(), stage::element(scene)) else { return };
    let is_floating = member(&document, "pictureInPictureElement").as_ref() == Some(video.as_ref());
    forget(if is_floating {
        called(&document, "exitPictureInPicture")
    } else {
        called(&video, "requestPictureInPicture")
    });
}

/// Puts the call on the whole screen, or back (WHATWG Fullscreen).
pub(crate) fn fill_screen() {
    let Some(document) = document() else { return };
    if document.fullscreen_element().is_some() {
        return forget(called(&document, "exitFullscreen"));
    }
    if let Ok(Some(call)) = document.query_selector(WHOLE) {
        forget(called(&call, "requestFullscreen"));
    }
}

/// Puts everything back in its place: a call that is over shows nothing.
pub(crate) fn return_to_page() {
    let Some(document) = document() else { return };
    if document.fullscreen_element().is_some() {
        forget(called(&document, "exitFullscreen"));
    }
    if member(&document, "pictureInPictureElement").is_some() {
        forget(called(&document, "exitPictureInPicture"));
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
