mod dress;
mod stun;

use heliograph_session::{Event, Keeping, PreferenceError, SettingsView};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::parts::{Confirm, Doubt, back, sealing_preference, title};
use crate::words::Words;
use dress::{colours, languages};
use stun::{StunChoice, stun_servers};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) settings: SettingsView,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// What can be set. What is chosen counts at once, what is typed when it is saved.
#[component]
pub(crate) fn Settings(props: &Props) -> Html {
    let Props { settings, words, on_event } = props;
    let phrases = &words.settings;
    let stun = use_state(|| StunChoice::of(&settings.stun));
    let name = use_state(|| settings.name.clone());
    let onsubmit = {
        let (stun, name, on_event) = (stun.clone(), name.clone(), on_event.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            on_event.emit(Event::SettingsEntered { stun: stun.entry(), name: (*name).clone() });
        })
    };
    let doubt = Doubt { question: phrases.forget_question, yes: phrases.yes_forget, no: phrases.no_keep };
    let on_stun = {
        let stun = stun.clone();
        Callback::from(move |choice| stun.set(choice))
    };
    let on_name = {
        let name = name.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                name.set(Private::new(field.value()));
            }
        })
    };
    html! {
        <form class="settings" {onsubmit} novalidate={true}>
            { back(*words, on_event) }
            { title(phrases.settings) }
            <section class="card pair">
                { languages(settings.language, *words, on_event) }
                { colours(settings.theme, *words, on_event) }
            </section>
            <section class="card">
                <label>
                    { phrases.your_name }
                    <input type="text" value={name.reveal().clone()} oninput={on_name} dir="auto" spellcheck="false"
                        autocomplete="off" aria-describedby="name-hint" aria-invalid={concerns_name(settings)} />
                </label>
                <p class="hint" id="name-hint">{ phrases.name_hint }</p>
                { stun_servers((&stun, settings.origin), concerns_stun(settings), *words, &on_stun) }
            </section>
            <div class="notice" role="alert">
                if let Some(problem) = settings.problem {
                    <p>{ (phrases.error)(problem) }</p>
                }
            </div>
            <p class="hint">{ phrases.save_hint }</p>
            <button type="submit" class="main">{ phrases.save }</button>
            <section class="card">
                { sounds(settings.sounds, *words, on_event) }
                { sealing_preference(settings.sealing, *words, on_event) }
                { keeping(settings.keeping, *words, on_event) }
                <Confirm class="danger" {doubt} event={Event::ForgetChosen} {on_event}>
                    { phrases.forget }
                </Confirm>
            </section>
        </form>
    }
}

fn sounds(sounds: Switch, words: Words, on_event: &Callback<Event>) -> Html {
    let next = match sounds {
        Switch::Off => Switch::On,
        Switch::On => Switch::Off,
    };
    let onchange = on_event.reform(move |_: yew::Event| Event::SoundsChosen(next));
    html! {
        <>
            <label class="choice">
                <input type="checkbox" checked={sounds == Switch::On} {onchange} aria-describedby="sounds-hint" />
                { words.settings.sounds }
            </label>
            <p class="hint" id="sounds-hint">{ words.settings.sounds_hint }</p>
        </>
    }
}

fn keeping(keeping: Keeping, words: Words, on_event: &Callback<Event>) -> Html {
    let next = match keeping {
        Keeping::ForThisPage => Keeping::OnThisDevice,
        Keeping::OnThisDevice => Keeping::ForThisPage,
    };
    let onchange = on_event.reform(move |_: yew::Event| Event::KeepingChosen(next));
    html! {
        <>
            <label class="choice">
                <input type="checkbox" checked={keeping == Keeping::OnThisDevice} {onchange}
                    aria-describedby="keep-hint" />
                { words.settings.keep }
            </label>
            <p class="hint" id="keep-hint">{ words.settings.keep_hint }</p>
        </>
    }
}

fn concerns_name(settings: &SettingsView) -> Option<&'static str> {
    let wrong = matches!(settings.problem, Some(PreferenceError::NameTooLong | PreferenceError::NotAName));
    wrong.then_some("true")
}

fn concerns_stun(settings: &SettingsView) -> Option<&'static str> {
    let wrong = matches!(
        settings.problem,
        Some(PreferenceError::Stun(_) | PreferenceError::NoServer | PreferenceError::TooManyServers)
    );
    wrong.then_some("true")
}
