use heliograph_session::{Event, SettingsView};
use heliograph_wire::Private;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::parts::{Title, emits};
use crate::words::Language;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) settings: SettingsView,
    pub(crate) words: Language,
    pub(crate) on_event: Callback<Event>,
}

/// What can be set: whom to ask for one's own public address, if anybody.
#[component]
pub(crate) fn Settings(props: &Props) -> Html {
    let Props { settings, words, on_event } = props;
    let field = use_node_ref();
    let onsubmit = {
        let (field, on_event) = (field.clone(), on_event.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(field) = field.cast::<HtmlInputElement>() {
                on_event.emit(Event::StunServerEntered(Private::new(field.value())));
            }
        })
    };
    let stun = settings.stun.as_ref().map(|url| url.reveal().clone()).unwrap_or_default();
    html! {
        <form class="card" {onsubmit}>
            <Title text={words.settings} />
            <label>
                { words.stun_server }
                <input ref={field} type="text" value={stun} spellcheck="false" autocomplete="off"
                    autocapitalize="off" placeholder={words.stun_none} aria-describedby="stun-hint" />
            </label>
            <p class="hint" id="stun-hint">{ words.stun_hint }</p>
            <div class="notice" role="alert">
                if let Some(problem) = settings.problem {
                    <p>{ (words.stun_problem)(problem) }</p>
                }
            </div>
            <div class="row">
                <button type="submit" class="main">{ words.save }</button>
                <button type="button" onclick={emits(on_event, Event::BackChosen)}>{ words.back }</button>
            </div>
        </form>
    }
}
