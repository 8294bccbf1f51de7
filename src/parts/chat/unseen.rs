use heliograph_browser::{Sight, watch};
use web_sys::Element;
use yew::prelude::*;

use crate::parts::{Icon, icon};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// How many messages and offers of files have come.
    pub(super) came: usize,
    /// What lies on the newest message.
    pub(super) end: NodeRef,
    pub(super) words: Words,
}

/// Says how many messages have come while the end of the chat was out of sight, as it is below a call on a small
/// screen, and leads there.
#[component]
pub(super) fn Unseen(props: &Props) -> Html {
    let Props { came, end, words } = props;
    let sight = use_state_eq(|| Sight::In);
    let seen = use_mut_ref(|| *came);
    {
        let (end, sight) = (end.clone(), sight.setter());
        use_effect_with((), move |()| {
            let watch = end.cast::<Element>().and_then(|end| watch(&end, move |now| sight.set(now)));
            move || drop(watch)
        });
    }
    // A chat that was deleted has less than was seen.
    let known = if *sight == Sight::In { *came } else { (*seen.borrow()).min(*came) };
    seen.replace(known);
    let unseen = came - known;
    let onclick = {
        let end = end.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(end) = end.cast::<Element>() {
                end.scroll_into_view_with_bool(false);
            }
        })
    };
    html! {
        if unseen > 0 {
            <button type="button" class="main unseen" {onclick}>
                { icon(Icon::Chat) }{ (words.chat.new_messages)(unseen) }
            </button>
        }
    }
}
