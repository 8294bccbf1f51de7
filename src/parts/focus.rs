use web_sys::HtmlElement;
use yew::prelude::*;

/// Gives whoever changed `state` a new place to stand: the button they pressed may be gone by then.
#[hook]
pub(crate) fn use_focus_after_change<T: PartialEq + 'static>(state: T, target: NodeRef) {
    let fresh = use_mut_ref(|| true);
    use_effect_with(state, move |_| {
        if !fresh.replace(false)
            && let Some(element) = target.cast::<HtmlElement>()
        {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}
