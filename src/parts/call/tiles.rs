//! Who and what is to be seen in a call: one in large, the others small in its corner.

use heliograph_session::{CallView, CaptureView, Company, Scene, Voice};
use heliograph_wire::Private;
use heliograph_wire::control::{Microphone, Switch};
use yew::prelude::*;

use super::moving_picture::moving_picture;
use crate::parts::{Icon, icon};
use crate::words::{CallPhrases, Words};

/// One place on the stage.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Tile {
    pub(super) scene: Scene,
    pub(super) size: Size,
    /// Whether there is a picture; else a quiet sign stands in for it.
    pub(super) picture: Switch,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    Large,
    Small,
}

/// How the person has swapped the pictures. Where other ones are to be seen by now, the first is large again, so that a
/// screen that is shared gets its room.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Swaps {
    turns: usize,
    among: Vec<Scene>,
}

impl Swaps {
    /// Once more.
    pub(super) fn next(&self, tiles: &[Tile]) -> Self {
        let among: Vec<_> = tiles.iter().map(|tile| tile.scene).collect();
        let turns = if among == self.among { self.turns + 1 } else { 1 };
        Self { turns, among }
    }
}

/// The scenes in an order of their own, which never changes: an element that moves within the page goes black.
pub(super) fn tiles(call: &CallView, swaps: &Swaps) -> Vec<Tile> {
    let on = |shown: bool| if shown { Switch::On } else { Switch::Off };
    let their_screen = call.theirs.map_or(Switch::Off, |part| part.screen);
    let their_camera = call.theirs.map_or(Switch::Off, |part| part.camera);
    let scenes = [
        (Scene::TheirScreen, their_screen),
        (Scene::TheirCamera, their_camera),
        (Scene::MyScreen, on(matches!(call.mine.screen, CaptureView::On(_)))),
        (Scene::MyCamera, on(matches!(call.mine.camera, CaptureView::On(_)))),
    ];
    let is_seen = |(scene, picture): &(Scene, Switch)| {
        *picture == Switch::On || (*scene == Scene::TheirCamera && their_screen == Switch::Off)
    };
    let seen: Vec<_> = scenes.into_iter().filter(is_seen).collect();
    let swapped = seen.iter().map(|(scene, _)| scene).eq(&swaps.among);
    let large = if swapped { swaps.turns % seen.len() } else { 0 };
    let size = |place| if place == large { Size::Large } else { Size::Small };
    let tile = |(place, (scene, picture))| Tile { scene, size: size(place), picture };
    seen.into_iter().enumerate().map(tile).collect()
}

/// The tiles of a call, and what the other side calls itself.
pub(super) fn stage(tiles: &[Tile], of: (&CallView, Option<&Private<String>>), words: Words) -> Html {
    let (call, name) = of;
    html! {
        <div key="stage" class="stage">
            { for tiles.iter().map(|it| tile(it, call, name, words)) }
        </div>
    }
}

fn tile(tile: &Tile, call: &CallView, name: Option<&Private<String>>, words: Words) -> Html {
    let (key, theirs) = match tile.scene {
        Scene::TheirScreen => ("their screen", true),
        Scene::TheirCamera => ("their camera", true),
        Scene::MyScreen => ("my screen", false),
        Scene::MyCamera => ("my camera", false),
    };
    let (voice, spoken, muted) = if theirs {
        let muted = call.theirs.is_some_and(|part| part.microphone != Microphone::Live);
        (call.their_voice, words.call.they_speak, muted)
    } else {
        (call.my_voice, words.call.you_speak, call.mine.muted != Microphone::Live)
    };
    let caption = match (tile.scene, name) {
        (Scene::TheirScreen, _) => html! { { words.call.their_screen } },
        (Scene::MyScreen, _) => html! { { words.call.your_screen } },
        (Scene::TheirCamera, Some(name)) => html! { <bdi>{ name.reveal().clone() }</bdi> },
        (Scene::TheirCamera, None) => html! { { words.chat.they } },
        (Scene::MyCamera, _) => html! { { words.chat.you } },
    };
    html! {
        <figure {key} class={class(tile.size, voice)}>
            if tile.picture == Switch::On {
                { moving_picture(tile.scene, &call.mine, words) }
            } else {
                { quiet_tile(name, why_quiet(call.company, &words.call)) }
            }
            <figcaption>
                { caption }
                if muted {
                    { icon(Icon::MicrophoneOff) }
                }
                if voice == Voice::Speaking {
                    { icon(Icon::Voice) }<span class="off-screen">{ spoken }</span>
                }
            </figcaption>
        </figure>
    }
}

/// Why there is nobody to be seen.
const fn why_quiet(company: Company, phrases: &CallPhrases) -> &'static str {
    match company {
        Company::Awaited => phrases.not_here_yet,
        Company::Declined => phrases.they_cannot_answer,
        Company::Present => phrases.their_camera_is_off,
        Company::Gone => phrases.they_left,
    }
}

/// Stands in for a person who is not seen.
fn quiet_tile(name: Option<&Private<String>>, why: &'static str) -> Html {
    let initial = name.and_then(|name| name.reveal().chars().next());
    html! {
        <div class="quiet-tile">
            <span class="face" aria-hidden="true">
                if let Some(initial) = initial {
                    { initial }
                } else {
                    { icon(Icon::Lamp) }
                }
            </span>
            <span class="why-quiet">{ why }</span>
        </div>
    }
}

const fn class(size: Size, voice: Voice) -> &'static str {
    match (size, voice) {
        (Size::Large, Voice::Silent) => "tile front",
        (Size::Large, Voice::Speaking) => "tile front speaking",
        (Size::Small, Voice::Silent) => "tile corner",
        (Size::Small, Voice::Speaking) => "tile corner speaking",
    }
}
