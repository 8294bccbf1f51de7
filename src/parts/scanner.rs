use heliograph_session::{Camera, Cameras, Event, ScanView, Torch};
use web_sys::HtmlVideoElement;
use yew::prelude::*;

use crate::parts::{Icon, Weight, emits, icon, use_focus_after_change};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) scan: Option<ScanView>,
    /// What the button that opens the camera is called.
    pub(crate) name: &'static str,
    /// How much that button stands out.
    pub(crate) weight: Weight,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// Whether the camera has, or may soon have, something to show.
pub(crate) const fn is_looking(scan: Option<ScanView>) -> bool {
    matches!(scan, Some(ScanView::Opening | ScanView::Live(_)))
}

/// The way to the camera, and what it sees once it is open. The focus moves to the button that undoes what was
/// done.
#[component]
pub(crate) fn Scanner(props: &Props) -> Html {
    let Props { scan, name, weight, words, on_event } = props;
    let (start, stop, video) = (use_node_ref(), use_node_ref(), use_node_ref());
    let open = is_looking(*scan);
    {
        let video = video.clone();
        use_effect_with(open, move |_| {
            if let Some(video) = video.cast::<HtmlVideoElement>() {
                heliograph_browser::show_camera(&video);
            }
        });
    }
    use_focus_after_change(open, if open { stop.clone() } else { start.clone() });
    let error = match scan {
        Some(ScanView::Failed(error)) => Some((words.camera.error)(*error)),
        Some(ScanView::Opening | ScanView::Live(_)) | None => None,
    };
    html! {
        <div class="scanner">
            <div class="notice" role="alert">
                if let Some(error) = error {
                    <p>{ error }</p>
                }
            </div>
            if open {
                <section class="viewfinder" aria-label={words.camera.camera}>
                    { sight(video) }
                    <p class="hint" role="status">{ status(*scan, *words) }</p>
                    <div class="row">
                        <button ref={stop} type="button" onclick={emits(on_event, Event::ScanStopped)}>
                            { words.camera.stop }
                        </button>
                        if let Some(ScanView::Live(camera)) = scan {
                            { choices(*camera, *words, on_event) }
                        }
                    </div>
                </section>
            } else {
                <button ref={start} type="button" class={weight.class()} onclick={emits(on_event, Event::ScanChosen)}>
                    { icon(Icon::Camera) }{ name }
                </button>
            }
        </div>
    }
}

fn status(scan: Option<ScanView>, words: Words) -> Html {
    match scan {
        Some(ScanView::Opening) => html! { <>{ words.camera.starting }{ " " }{ words.camera.may_ask }</> },
        Some(ScanView::Live(_)) => html! { { words.camera.point_at_the_code } },
        Some(ScanView::Failed(_)) | None => Html::default(),
    }
}

fn choices(camera: Camera, words: Words, on_event: &Callback<Event>) -> Html {
    let torch = match camera.torch {
        Torch::Absent => None,
        Torch::Off => Some((words.camera.light_on, Torch::On)),
        Torch::On => Some((words.camera.light_off, Torch::Off)),
    };
    html! {
        <>
            if camera.cameras == Cameras::Several {
                <button type="button" onclick={emits(on_event, Event::OtherCameraChosen)}>
                    { words.camera.other_camera }
                </button>
            }
            if let Some((name, wanted)) = torch {
                <button type="button" onclick={emits(on_event, Event::TorchChosen(wanted))}>{ name }</button>
            }
        </>
    }
}

/// What the camera sees, in a frame to aim with.
fn sight(video: NodeRef) -> Html {
    html! {
        <div class="sight">
            <video ref={video} playsinline={true} autoplay={true} tabindex="-1" aria-hidden="true" />
            <svg class="frame" viewBox="0 0 100 100" aria-hidden="true">
                <path d="M14 28V18a4 4 0 0 1 4-4h10M72 14h10a4 4 0 0 1 4 4v10M86 72v10a4 4 0 0 1-4 4H72M28 86H18\
                    a4 4 0 0 1-4-4V72" />
            </svg>
        </div>
    }
}
