use std::collections::BTreeMap;
use std::rc::Rc;

use heliograph_session::{Event, TransferEnd, TransferId, TransferState, TransferView, Way};
use heliograph_wire::control::{Shown, Switch};
use yew::prelude::*;

use super::picture::picture;
use crate::parts::{Weight, emits};
use crate::words::{Content, Words};

/// All transfers of a conversation.
#[derive(Clone, PartialEq)]
pub(crate) struct Transfers(pub(crate) Rc<BTreeMap<TransferId, Rc<TransferView>>>);

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) id: TransferId,
    pub(crate) words: Words,
    pub(crate) enlarge: Callback<TransferId>,
    pub(crate) on_event: Callback<Event>,
}

/// Files among the messages: what they are, how they stand, and what can be done about it.
#[component]
pub(crate) fn Transfer(props: &Props) -> Html {
    let Props { id, words, enlarge, on_event } = props;
    let transfers = use_context::<Transfers>();
    match transfers.as_ref().and_then(|transfers| transfers.0.get(id)) {
        Some(view) => row(view, *words, enlarge, on_event),
        None => Html::default(),
    }
}

fn row(
    view: &TransferView,
    words: Words,
    enlarge: &Callback<TransferId>,
    on_event: &Callback<Event>,
) -> Html {
    let (class, author) = match view.id.way {
        Way::Out => ("transfer mine", words.chat.you),
        Way::In => ("transfer theirs", words.chat.they),
    };
    let name = view.name.reveal();
    html! {
        <div {class} role="group" aria-label={name.clone()}>
            <span class="off-screen">{ author }{ ": " }</span>
            if shows_picture(view) {
                { picture(view, words, enlarge) }
            } else {
                <p class="file-name"><bdi>{ name.clone() }</bdi></p>
                <p class="hint">{ description(view, words) }</p>
            }
            // Beginnings and ends are news; the numbers in between are not.
            <p class={state_class(view.state)} role="status">
                <span class="off-screen">{ name.clone() }{ ": " }</span>
                { (words.files.state)(view.id.way, view.state) }
            </p>
            if is_under_way(view) {
                <div class="progress" aria-live="off">{ progress(view, words) }</div>
            }
            { buttons(view, words, on_event) }
        </div>
    }
}

/// Whether there is a picture to be seen, or will be soon.
fn shows_picture(view: &TransferView) -> bool {
    match view.shown {
        Shown::Picture => view.picture.is_some() || is_under_way(view),
        Shown::Named | Shown::Folder => false,
    }
}

/// What it is, how many of them, and how much.
fn description(view: &TransferView, words: Words) -> String {
    let phrases = &words.files;
    let content = (phrases.content)(content(view));
    let size = (phrases.size)(view.bytes);
    match view.shown {
        Shown::Named if view.files == 1 => format!("{content} · {size}"),
        Shown::Named | Shown::Folder | Shown::Picture => {
            format!("{content} · {} · {size}", (phrases.count)(view.files))
        }
    }
}

fn content(view: &TransferView) -> Content {
    let (class, subtype) = view.media_type.split_once('/').unwrap_or_default();
    match (view.shown, view.files, class, subtype) {
        (Shown::Folder, ..) => Content::Folder,
        (_, files, ..) if files != 1 => Content::Files,
        (_, _, "image", _) => Content::Picture,
        (_, _, "video", _) => Content::Video,
        (_, _, "audio", _) => Content::Sound,
        (_, _, "text", _) => Content::Text,
        (_, _, _, "pdf" | "msword" | "rtf") => Content::Document,
        (_, _, _, it) if it.contains("document") || it.contains("sheet") || it.contains("presentation") => {
            Content::Document
        }
        (_, _, _, it) if ["zip", "tar", "rar", "7z"].iter().any(|kind| it.contains(kind)) => Content::Archive,
        _ => Content::File,
    }
}

const fn is_under_way(view: &TransferView) -> bool {
    match view.state {
        TransferState::Going
        | TransferState::PausedHere
        | TransferState::PausedThere
        | TransferState::Waiting => view.bytes > 0,
        TransferState::Offered
        | TransferState::Preparing
        | TransferState::Stored
        | TransferState::Ended(_) => false,
    }
}

fn progress(view: &TransferView, words: Words) -> Html {
    let phrases = &words.files;
    let mut numbers =
        vec![format!("{} {} {}", (phrases.size)(view.arrived), phrases.of, (phrases.size)(view.bytes))];
    if view.state == TransferState::Going {
        numbers.extend(view.speed.map(phrases.speed));
        numbers.extend(view.time_left.map(phrases.time_left));
    }
    html! {
        <>
            <progress aria-label={(phrases.progress_of)(view.name.reveal())} max={view.bytes.to_string()}
                value={view.arrived.to_string()} />
            <p class="hint numbers">{ numbers.join(" · ") }</p>
        </>
    }
}

const fn state_class(state: TransferState) -> &'static str {
    match state {
        TransferState::Ended(
            TransferEnd::Refused | TransferEnd::CancelledHere | TransferEnd::CancelledThere,
        ) => "hint",
        TransferState::Ended(_) => "warning",
        TransferState::Stored => "mark",
        TransferState::Offered
        | TransferState::Preparing
        | TransferState::Going
        | TransferState::PausedHere
        | TransferState::PausedThere
        | TransferState::Waiting => "state",
    }
}

fn buttons(view: &TransferView, words: Words, on_event: &Callback<Event>) -> Html {
    let (id, phrases) = (view.id, &words.files);
    let button = |weight: Weight, name, event| html! { <button type="button" class={weight.class()} onclick={emits(on_event, event)}>{ name }</button> };
    let plain = |name, event| button(Weight::Plain, name, event);
    let cancel = || plain(phrases.cancel, Event::FilesCancelled(id));
    let buttons = match (id.way, view.state) {
        (Way::In, TransferState::Offered) => html! {
            <>
                { button(Weight::Main, phrases.accept, Event::FilesAccepted(id)) }
                { plain(phrases.refuse, Event::FilesRefused(id)) }
            </>
        },
        (_, TransferState::Going) => {
            html! { <>{ plain(phrases.pause, Event::FilesPaused(id)) }{ cancel() }</> }
        }
        (_, TransferState::PausedHere) => {
            html! { <>{ plain(phrases.go_on, Event::FilesContinued(id)) }{ cancel() }</> }
        }
        (Way::Out, TransferState::Offered)
        | (_, TransferState::Preparing | TransferState::PausedThere | TransferState::Waiting) => cancel(),
        (Way::In, TransferState::Stored) if view.picture.is_none() && view.again == Switch::On => {
            plain(phrases.save_again, Event::FilesSaveChosen(id))
        }
        (_, TransferState::Stored | TransferState::Ended(_)) => return Html::default(),
    };
    html! { <div class="row">{ buttons }</div> }
}
