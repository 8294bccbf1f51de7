use heliograph_session::Scene;
use web_sys::HtmlVideoElement;
use yew::prelude::*;

/// Where a live picture comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Feed {
    /// What this side captures.
    Mine(Scene),
    /// What comes by this section for pictures.
    Section(u8),
}

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) feed: Feed,
    pub(super) label: AttrValue,
    pub(super) class: Option<&'static str>,
}

/// A live picture. The element is made once and shows whatever comes: a new element would stay black for a moment.
#[component]
pub(super) fn LivePicture(props: &Props) -> Html {
    let Props { feed, label, class } = props;
    let video = use_node_ref();
    {
        let video = video.clone();
        use_effect_with(*feed, move |feed| {
            if let Some(video) = video.cast::<HtmlVideoElement>() {
                match *feed {
                    Feed::Mine(scene) => heliograph_browser::show_scene(scene, &video),
                    Feed::Section(section) => heliograph_browser::show_section(section, &video),
                }
            }
        });
    }
    html! { <video ref={video} class={*class} aria-label={label} playsinline={true} autoplay={true} /> }
}
