//! Rings that reach somebody who has closed the page.

use heliograph_session::{Event, RingEvent, WakingProblem, WakingStage, WakingView};
use heliograph_wire::control::Switch;
use yew::prelude::*;

use super::says;
use crate::parts::emits;
use crate::words::{WakingPhrases, Words};

/// Who runs which push service.
const COMPANIES: [(&str, &str); 4] = [
    ("googleapis.com", "Google"),
    ("mozilla.com", "Mozilla"),
    ("push.apple.com", "Apple"),
    ("notify.windows.com", "Microsoft"),
];

/// What it means and who takes part, before anybody is asked; nothing where it is no question.
pub(super) fn waking(view: Option<&WakingView>, words: Words, on_event: &Callback<Event>) -> Html {
    let Some(view) = view else { return Html::default() };
    let phrases = &words.ring.waking;
    html! {
        <section class="card" aria-label={phrases.title}>
            <h2>{ phrases.title }</h2>
            if let Some(problem) = view.problem {
                <p class="warning" role="alert">{ (phrases.problem)(problem) }</p>
            }
            { match &view.stage {
                WakingStage::FromHomeScreen => html! { <p class="hint">{ phrases.from_home_screen }</p> },
                WakingStage::Busy => html! { <p class="hint" role="status">{ phrases.busy }</p> },
                WakingStage::Off => off(view, phrases, on_event),
                WakingStage::On(host) => html! {
                    <>
                        <p class="hint" role="status">{ (phrases.on)(&service(host, phrases)) }</p>
                        <p class="hint">{ phrases.learns }</p>
                        <p class="hint">{ phrases.keeps }</p>
                        { button(phrases.end, Switch::Off, on_event) }
                    </>
                },
            } }
        </section>
    }
}

fn off(view: &WakingView, phrases: &WakingPhrases, on_event: &Callback<Event>) -> Html {
    html! {
        <>
            if view.problem != Some(WakingProblem::Withdrawn) {
                <p class="hint">{ phrases.meaning }</p>
                <p class="hint">{ phrases.services }</p>
                <ul class="hint">
                    { for view.services.iter().map(|host| html! { <li>{ service(host, phrases) }</li> }) }
                </ul>
                <p class="hint">{ phrases.learns }</p>
                <p class="hint">{ phrases.keeps }</p>
                { button(phrases.begin, Switch::On, on_event) }
            }
            if view.kept == Switch::On {
                { button(phrases.end, Switch::Off, on_event) }
            }
        </>
    }
}

fn button(text: &'static str, wish: Switch, on_event: &Callback<Event>) -> Html {
    html! {
        <button type="button" onclick={emits(on_event, says(RingEvent::WakingChosen(wish)))}>{ text }</button>
    }
}

/// A push service with the name of whoever runs it, where that is known.
fn service(host: &str, phrases: &WakingPhrases) -> String {
    let host = host.trim_start_matches("*.");
    let is_at = |domain: &str| {
        host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    match COMPANIES.iter().find(|(domain, _)| is_at(domain)) {
        Some((_, company)) => (phrases.service_of)(company, host),
        None => host.to_owned(),
    }
}
