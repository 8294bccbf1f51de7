use yew::prelude::*;

/// One of the steps that lead to a connection.
pub(crate) fn step(number: u8, text: &'static str) -> Html {
    html! { <p class="step"><span class="number" aria-hidden="true">{ number }</span>{ text }</p> }
}
