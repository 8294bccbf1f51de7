use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) text: AttrValue,
}

/// The heading of a screen; it takes the focus when the screen appears.
#[component]
pub(crate) fn Title(props: &Props) -> Html {
    html! { <h1 tabindex="-1">{ &props.text }</h1> }
}
