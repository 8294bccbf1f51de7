use heliograph_session::{CaptureView, Facing, MineView, Scene};
use web_sys::HtmlVideoElement;
use yew::prelude::*;

use crate::words::Words;

/// A live picture.
pub(crate) fn moving_picture(scene: Scene, mine: &MineView, words: Words) -> Html {
    let label = match scene {
        Scene::MyCamera => words.call.your_camera,
        Scene::MyScreen => words.call.your_screen,
        Scene::TheirCamera => words.call.their_camera,
        Scene::TheirScreen => words.call.their_screen,
    };
    html! { <MovingPicture key={label} {scene} {label} class={class(scene, &mine.camera)} /> }
}

#[derive(PartialEq, Properties)]
struct Props {
    scene: Scene,
    label: &'static str,
    class: Option<&'static str>,
}

/// The element is made once and shows whatever the scene has: a new element would stay black for a moment.
#[component]
fn MovingPicture(props: &Props) -> Html {
    let Props { scene, label, class } = props;
    let video = use_node_ref();
    {
        let video = video.clone();
        use_effect_with(*scene, move |scene| {
            if let Some(video) = video.cast::<HtmlVideoElement>() {
                heliograph_browser::show_scene(*scene, &video);
            }
        });
    }
    html! { <video ref={video} class={*class} aria-label={*label} playsinline={true} autoplay={true} /> }
}

/// People know themselves from mirrors; what lies before them they know as it is.
const fn class(scene: Scene, camera: &CaptureView) -> Option<&'static str> {
    match (scene, camera) {
        (Scene::MyCamera, CaptureView::On(captured)) if !matches!(captured.facing, Some(Facing::Back)) => {
            Some("mirrored")
        }
        _ => None,
    }
}
