use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;
use yew::prelude::*;

/// What tells a person with files in hand that they can be dropped here. The drop itself is taken anywhere on the page.
pub(super) struct Dropping {
    pub(super) class: &'static str,
    pub(super) ondragenter: Callback<DragEvent>,
    pub(super) ondragleave: Callback<DragEvent>,
    pub(super) ondrop: Callback<DragEvent>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Files {
    Elsewhere,
    Above,
}

#[hook]
pub(super) fn use_dropping() -> Dropping {
    let files = use_state_eq(|| Files::Elsewhere);
    let turn = |next, counts: fn(&DragEvent) -> bool| {
        let files = files.clone();
        Callback::from(move |event: DragEvent| {
            if counts(&event) {
                files.set(next);
            }
        })
    };
    Dropping {
        class: if *files == Files::Above { "chat dropping" } else { "chat" },
        ondragenter: turn(Files::Above, holds_files),
        ondragleave: turn(Files::Elsewhere, leaves),
        ondrop: turn(Files::Elsewhere, |_| true),
    }
}

fn holds_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|it| it.types().includes(&JsValue::from_str("Files"), 0))
}

/// Whether the whole chat is left, and not one of its pieces for another.
fn leaves(event: &DragEvent) -> bool {
    let onto = event.related_target().and_then(|it| it.dyn_into::<Element>().ok());
    onto.and_then(|it| it.closest(".chat").ok().flatten()).is_none()
}
