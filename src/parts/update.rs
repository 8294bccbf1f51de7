use heliograph_session::{AppEvent, Event, UpdateStage, UpdateView};
use heliograph_wire::control::Switch;
use yew::prelude::*;

use crate::parts::{Confirm, Doubt, emits};
use crate::words::{UpdatePhrases, Words};

/// Another version is there, and the person is asked whether they want it. What is said stands in the page before
/// there is anything to say, since some screen readers overlook what arrives whole.
pub(crate) fn update(update: Option<&UpdateView>, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.app.update;
    html! {
        <div class="update">
            <div role="status">
                if let Some(update) = update {
                    <p>{ said(update, phrases) }</p>
                    if update.stage == UpdateStage::Offered {
                        <ul dir="auto">{ for update.changes.iter().map(|change| html! { <li>{ change.clone() }</li> }) }</ul>
                    }
                }
            </div>
            if let Some(update) = update {
                <div class="row">{ answers(update, phrases, on_event) }</div>
            }
        </div>
    }
}

fn said(update: &UpdateView, phrases: &UpdatePhrases) -> String {
    match update.stage {
        UpdateStage::Offered => (phrases.there_is)(&update.version),
        UpdateStage::Taking => phrases.taking.to_owned(),
        UpdateStage::Failed => phrases.failed.to_owned(),
        UpdateStage::Ready => phrases.ready.to_owned(),
        UpdateStage::Restarting => phrases.restarting.to_owned(),
    }
}

fn answers(update: &UpdateView, phrases: &UpdatePhrases, on_event: &Callback<Event>) -> Html {
    let yes = match update.stage {
        UpdateStage::Offered => phrases.now,
        UpdateStage::Failed => phrases.try_again,
        UpdateStage::Ready => phrases.restart,
        UpdateStage::Taking | UpdateStage::Restarting => return Html::default(),
    };
    let chosen = Event::App(AppEvent::UpdateChosen);
    let doubt = Doubt { question: phrases.ends_question, yes: phrases.yes_end, no: phrases.no_go_on };
    html! {
        <>
            if update.at_stake == Switch::On {
                <Confirm class="main" {doubt} event={chosen} {on_event}>{ yes }</Confirm>
            } else {
                <button type="button" class="main" onclick={emits(on_event, chosen)}>{ yes }</button>
            }
            <button type="button" class="quiet" onclick={emits(on_event, Event::App(AppEvent::UpdatePutOff))}>
                { phrases.later }
            </button>
        </>
    }
}
