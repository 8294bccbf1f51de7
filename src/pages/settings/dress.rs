//! How the page looks and speaks: chosen from lists, and so at once.

use heliograph_session::{Event, Language, Theme};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::words::Words;

/// None chosen follows the browser.
pub(super) fn languages(chosen: Option<Language>, words: Words, on_event: &Callback<Event>) -> Html {
    let onchange = choice(on_event, |tag| Event::LanguageChosen(Language::of_tag(tag)));
    html! {
        <label>
            { words.settings.language }
            <select {onchange}>
                <option value="" selected={chosen.is_none()}>{ words.settings.as_in_the_browser }</option>
                { for Language::ALL.into_iter().map(|language| html! {
                    <option value={language.tag()} lang={language.tag()} selected={chosen == Some(language)}>
                        { own_name(language) }
                    </option>
                }) }
            </select>
        </label>
    }
}

pub(super) fn colours(chosen: Theme, words: Words, on_event: &Callback<Event>) -> Html {
    let onchange = choice(on_event, |value| {
        Event::ThemeChosen(match value {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            // The list offers nothing else.
            _ => Theme::System,
        })
    });
    let themes = [
        (Theme::System, "", words.settings.as_on_the_device),
        (Theme::Light, "light", words.settings.light),
        (Theme::Dark, "dark", words.settings.dark),
    ];
    html! {
        <label>
            { words.settings.colours }
            <select {onchange}>
                { for themes.into_iter().map(|(theme, value, name)| html! {
                    <option {value} selected={chosen == theme}>{ name }</option>
                }) }
            </select>
        </label>
    }
}

/// What a language calls itself, so that whoever needs it finds it.
const fn own_name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::German => "Deutsch",
    }
}

fn choice(on_event: &Callback<Event>, event: impl Fn(&str) -> Event + 'static) -> Callback<yew::Event> {
    let on_event = on_event.clone();
    Callback::from(move |change: yew::Event| {
        if let Some(list) = change.target_dyn_into::<HtmlSelectElement>() {
            on_event.emit(event(&list.value()));
        }
    })
}
