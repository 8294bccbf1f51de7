use heliograph_session::{Event, TransferId, TransferState, TransferView, Way};
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::parts::emits;
use crate::words::Words;

/// A picture among the messages. Its room is there before it, so that nothing jumps.
pub(super) fn picture(view: &TransferView, words: Words, enlarge: &Callback<TransferId>) -> Html {
    let Some(address) = &view.picture else {
        return html! { <p class="thumbnail hint"><bdi>{ view.name.reveal().clone() }</bdi></p> };
    };
    let id = view.id;
    let onclick = enlarge.reform(move |_: MouseEvent| id);
    let name = alt(view, words);
    html! {
        <div class="thumbnail">
            <img src={address.reveal().clone()} alt={name.clone()} width="320" height="240" />
            <button type="button" class="enlarge" aria-label={format!("{}: {name}", words.files.show_large)} {onclick} />
        </div>
    }
}

/// A dialog that is over the page for as long as it is part of it.
pub(crate) struct Modal {
    element: NodeRef,
    close: Callback<MouseEvent>,
    on_close: Callback<yew::Event>,
}

/// The dialog that shows this picture; `fold` is told when the person has closed it.
#[hook]
pub(crate) fn use_modal(shown: Option<TransferId>, fold: Callback<()>) -> Modal {
    let element = use_node_ref();
    {
        let element = element.clone();
        use_effect_with(shown, move |_| {
            if let Some(dialog) = element.cast::<HtmlDialogElement>() {
                // One that is open already stays as it is.
                let _ = dialog.show_modal();
            }
        });
    }
    let close = {
        let element = element.clone();
        Callback::from(move |_| {
            if let Some(dialog) = element.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    Modal { element, close, on_close: fold.reform(|_| ()) }
}

/// A picture over the whole page.
pub(crate) fn large_picture(
    dialog: Modal,
    view: &TransferView,
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let Some(address) = &view.picture else { return Html::default() };
    let name = alt(view, words);
    html! {
        <dialog ref={dialog.element} class="large" aria-label={name.clone()} closedby="any" onclose={dialog.on_close}>
            <img src={address.reveal().clone()} alt={name} />
            <div class="row">
                if (view.id.way, view.state) == (Way::In, TransferState::Stored) {
                    <button type="button" onclick={emits(on_event, Event::FilesSaveChosen(view.id))}>
                        { words.files.save_picture }
                    </button>
                }
                <button type="button" onclick={dialog.close}>{ words.files.close }</button>
            </div>
        </dialog>
    }
}

fn alt(view: &TransferView, words: Words) -> String {
    format!("{}: {}", (words.files.picture_from)(view.id.way), view.name.reveal())
}
