use heliograph_session::{Capture, CaptureView, MineView};
use yew::prelude::*;

use crate::words::Words;

/// What cannot be captured and what to do about it. Whoever is neither heard nor seen still takes part.
pub(crate) fn failures(mine: &MineView, words: Words) -> Html {
    let captures = [
        (Capture::Microphone, &mine.microphone),
        (Capture::Camera, &mine.camera),
        (Capture::Screen, &mine.screen),
    ];
    let failed = |(capture, view): (Capture, &CaptureView)| match view {
        CaptureView::Failed(error) => Some((capture, (words.call.error)(capture, *error))),
        CaptureView::Off | CaptureView::Starting | CaptureView::On(_) => None,
    };
    let failures: Vec<_> = captures.into_iter().filter_map(failed).collect();
    let takes_part = failures.iter().any(|(capture, _)| *capture != Capture::Screen);
    html! {
        <div class="notice" role="alert">
            { for failures.iter().map(|(_, sentence)| html! { <p>{ *sentence }</p> }) }
            if takes_part {
                <p>{ words.call.takes_part_anyway }</p>
            }
        </div>
    }
}
