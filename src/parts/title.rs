use yew::prelude::*;

/// The heading of a screen; it takes the focus when the screen appears.
pub(crate) fn title(text: &'static str) -> Html {
    html! { <h1 tabindex="-1">{ text }</h1> }
}
