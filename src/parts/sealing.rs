//! Whether a conversation's calls are sealed twice.

use heliograph_session::{Event, SealedView, SealingStage, SealingView};
use heliograph_wire::control::Switch;
use yew::prelude::*;

use crate::parts::{Icon, emits, icon};
use crate::words::Words;

/// The choice for all calls to come.
pub(crate) fn sealing_preference(sealing: Switch, words: Words, on_event: &Callback<Event>) -> Html {
    let next = match sealing {
        Switch::Off => Switch::On,
        Switch::On => Switch::Off,
    };
    let onchange = on_event.reform(move |_: yew::Event| Event::SealingPreferred(next));
    html! {
        <>
            <label class="choice">
                <input type="checkbox" checked={sealing == Switch::On} {onchange} aria-describedby="sealing-hint" />
                { words.sealing.prefer }
            </label>
            <p class="hint" id="sealing-hint">{ words.sealing.prefer_hint }</p>
        </>
    }
}

/// The choice for one conversation, where a call is tried out before it begins. Once it is made it stays, and it is said
/// what comes of it.
pub(crate) fn sealing_choice(
    sealing: Option<SealingView>,
    words: Words,
    on_event: &Callback<Event>,
) -> Option<Html> {
    let SealingView { wanted, stage, .. } = sealing?;
    let is_open = stage == SealingStage::Open;
    if !is_open && wanted == Switch::Off {
        return None;
    }
    let is_on = wanted == Switch::On && !matches!(stage, SealingStage::Unsealed(_));
    let onchange = on_event.reform(|_: yew::Event| Event::SealingChosen);
    Some(html! {
        <>
            <label class="choice">
                <input type="checkbox" checked={is_on} disabled={!is_open} {onchange} aria-describedby="sealing-stage" />
                { words.sealing.choose_in_call }
            </label>
            <p class="hint" id="sealing-stage" role="status">
                { if is_open { "" } else { (words.sealing.stage)(stage) } }
            </p>
        </>
    })
}

/// How it stands, for people of whom one has asked for it.
pub(crate) fn sealing_status(sealing: Option<SealingView>, words: Words) -> Html {
    let is_alert = |it: &SealingView| it.stage == SealingStage::Broken || it.let_down == Switch::On;
    let wanted = sealing.filter(|it| it.wanted == Switch::On && !is_alert(it));
    html! {
        <p class="hint sealing" role="status">{ wanted.map_or("", |it| (words.sealing.stage)(it.stage)) }</p>
    }
}

/// What must not be missed. The alert is part of the page before it has anything to say.
pub(crate) fn sealing_alert(sealing: Option<SealingView>, words: Words, on_event: &Callback<Event>) -> Html {
    let broken = sealing.filter(|it| it.stage == SealingStage::Broken);
    let let_down = sealing.filter(|it| it.let_down == Switch::On);
    let tampering = sealing.filter(|it| it.tampering == Switch::On);
    html! {
        <div class="notice alarm" role="alert">
            if tampering.is_some() {
                <p>{ icon(Icon::Warning) }{ words.sealing.tampering }</p>
            }
            if let Some(it) = broken.or(let_down) {
                <p>{ icon(Icon::Warning) }{ (words.sealing.stage)(it.stage) }</p>
            }
            if tampering.or(let_down).is_some() {
                <button type="button" onclick={emits(on_event, Event::SealingAlertsClosed)}>
                    { words.sealing.dismiss }
                </button>
            }
        </div>
    }
}

/// In the statistics: how it stands, the choice while there is one, and what it does.
pub(crate) fn sealing_figures(
    sealing: SealingView,
    sections: &[SealedView],
    words: Words,
    on_event: &Callback<Event>,
) -> Html {
    let phrases = &words.sealing;
    html! {
        <>
            <h3>{ phrases.heading }</h3>
            <p class="hint">{ (phrases.stage)(sealing.stage) }</p>
            if sealing.stage == SealingStage::Open {
                <button type="button" onclick={emits(on_event, Event::SealingChosen)}>{ phrases.choose }</button>
            }
            if !sections.is_empty() {
                <dl class="figures">{ for sections.iter().map(|it| section(it, words)) }</dl>
            }
        </>
    }
}

fn section(view: &SealedView, words: Words) -> Html {
    let phrases = &words.sealing;
    let facts = [
        Some((phrases.sealed)(view.sealed)),
        Some((phrases.opened)(view.opened)),
        Some((phrases.refused)(view.refused)),
        view.cost.map(phrases.cost),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    html! { <div><dt>{ (words.statistics.section)(view.section) }</dt><dd>{ facts.join(", ") }</dd></div> }
}
