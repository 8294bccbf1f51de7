//! What a person has to know of a call without looking at it.

use heliograph_session::{CallStage, CallView, CaptureView, Company};
use heliograph_wire::Private;
use heliograph_wire::control::{Microphone, Part, Switch};
use yew::prelude::*;

use crate::words::{CallPhrases, Words};

/// The place for it is always there; each sentence is heard once, when it comes.
pub(super) fn news(call: &CallView, name: Option<&Private<String>>, words: Words) -> Html {
    let rings = call.stage == CallStage::Out && call.theirs.is_some();
    let sentences = sentences(call, &words.call);
    html! {
        <p class={if call.company == Company::Gone { "news alone" } else { "news" }} role="status" aria-atomic="false">
            if let Some(name) = name.filter(|_| rings) {
                <bdi key="name" class="caller">{ name.reveal().clone() }</bdi>
                { " " }
            }
            { for sentences.into_iter().map(|sentence| html! { <span key={sentence}>{ sentence }{ " " }</span> }) }
        </p>
    }
}

fn sentences(call: &CallView, phrases: &CallPhrases) -> Vec<&'static str> {
    match call.stage {
        CallStage::Out => call.theirs.map(|part| started(part, phrases)).into_iter().collect(),
        CallStage::Declined => call.theirs.map(|_| phrases.they_are_in).into_iter().collect(),
        CallStage::Trying => {
            let theirs = call.theirs.map(|_| phrases.they_are_in);
            theirs.into_iter().chain(is_starting(call).then_some(phrases.may_ask)).collect()
        }
        CallStage::In => {
            let alone = match call.company {
                Company::Awaited => vec![phrases.waiting_for_them],
                Company::Declined => vec![phrases.they_cannot_answer],
                Company::Gone => vec![phrases.they_left, still_on(call, phrases)],
                Company::Present => vec![],
            };
            let theirs = call.theirs.iter().flat_map(|part| of_them(*part, phrases));
            let asking = is_starting(call).then_some(phrases.may_ask);
            alone.into_iter().chain(theirs).chain(of_me(call, phrases)).chain(asking).collect()
        }
    }
}

fn started(part: Part, phrases: &CallPhrases) -> &'static str {
    match (part.camera, part.screen) {
        (Switch::Off, Switch::Off) => phrases.they_started_voice,
        (Switch::On, _) | (_, Switch::On) => phrases.they_started_video,
    }
}

/// What whoever was left alone must not forget.
fn still_on(call: &CallView, phrases: &CallPhrases) -> &'static str {
    let is_on = |capture: &CaptureView| matches!(capture, CaptureView::On(_) | CaptureView::Starting);
    match (is_on(&call.mine.camera), is_on(&call.mine.microphone)) {
        (true, true) => phrases.both_still_on,
        (true, false) => phrases.camera_still_on,
        (false, true) => phrases.microphone_still_on,
        (false, false) => phrases.both_off,
    }
}

fn of_them(part: Part, phrases: &CallPhrases) -> impl Iterator<Item = &'static str> + use<> {
    let sound = match part.microphone {
        Microphone::Absent => Some(phrases.their_microphone_is_off),
        Microphone::Muted => Some(phrases.they_are_muted),
        Microphone::Live => None,
    };
    sound.into_iter().chain((part.screen == Switch::On).then_some(phrases.they_share))
}

fn of_me(call: &CallView, phrases: &CallPhrases) -> impl Iterator<Item = &'static str> + use<> {
    let sound = match (&call.mine.microphone, call.mine.muted) {
        // Whoever was left alone hears so already.
        (CaptureView::Off | CaptureView::Failed(_), _) if call.company == Company::Gone => None,
        (CaptureView::Off | CaptureView::Failed(_), _) => Some(phrases.your_microphone_is_off),
        (CaptureView::On(_), Microphone::Muted | Microphone::Absent) => Some(phrases.you_are_muted),
        (CaptureView::On(_), Microphone::Live) | (CaptureView::Starting, _) => None,
    };
    let shares = matches!(call.mine.screen, CaptureView::On(_));
    sound.into_iter().chain(shares.then_some(phrases.you_share))
}

/// Whether the browser may be asking the person something.
fn is_starting(call: &CallView) -> bool {
    [&call.mine.microphone, &call.mine.camera].contains(&&CaptureView::Starting)
}
