//! One picture of a room: who it is, and what is to be known of them.

use heliograph_session::{
    CaptureView, Event, Facing, MineView, PersonView, Picture, Pin, RoomEvent, Scene, TileView, Voice,
};
use heliograph_wire::control::Switch;
use heliograph_wire::room::Source;
use yew::prelude::*;

use super::names::of_person;
use super::picture::{Feed, LivePicture};
use super::sign::{Sign, sign};
use crate::parts::{Icon, emits, icon};
use crate::words::{RoomPhrases, Words};

/// Where a tile stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// Alone, or larger than the others.
    Large,
    /// Among others.
    Among,
    /// In the corner of the large one.
    Corner,
}

/// What tiles have in common.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) mine: &'a MineView,
    pub(super) pinned: Option<Pin>,
    pub(super) words: Words,
    pub(super) on_event: &'a Callback<Event>,
}

pub(super) fn tile(tile: &TileView, person: &PersonView, spot: Spot, around: Around<'_>) -> Html {
    let phrases = around.words.room();
    let name = of_person(person, phrases);
    let label = label(tile.source, person, &name, phrases);
    let caption = if spot == Spot::Corner { phrases.you } else { name.as_str() };
    let key = key(tile);
    html! {
        <figure {key} class={class(tile, person, spot)}>
            if let Some(feed) = feed(tile) {
                <LivePicture {feed} label={label.clone()} class={picture_class(tile, around.mine)} />
            } else {
                { quiet(tile, person, phrases) }
            }
            <figcaption>
                <bdi>{ caption }</bdi>
                { marks(tile, person, phrases) }
            </figcaption>
            { pin(tile, if tile.source == Source::Camera { &name } else { &label }, around) }
        </figure>
    }
}

/// What finds the tile again among others.
pub(super) fn key(tile: &TileView) -> String {
    match tile.source {
        Source::Camera => format!("camera {}", tile.member.0),
        Source::Screen => format!("screen {}", tile.member.0),
    }
}

fn label(source: Source, person: &PersonView, name: &str, phrases: &RoomPhrases) -> String {
    match (source, person.is_me) {
        (Source::Camera, Switch::On) => phrases.your_camera.to_owned(),
        (Source::Screen, Switch::On) => phrases.your_screen.to_owned(),
        (Source::Camera, Switch::Off) => (phrases.camera_of)(name),
        (Source::Screen, Switch::Off) => (phrases.screen_of)(name),
    }
}

const fn feed(tile: &TileView) -> Option<Feed> {
    match (tile.picture, tile.source) {
        (Picture::Mine, Source::Camera) => Some(Feed::Mine(Scene::MyCamera)),
        (Picture::Mine, Source::Screen) => Some(Feed::Mine(Scene::MyScreen)),
        (Picture::Section(section), _) => Some(Feed::Section(section)),
        (Picture::Off | Picture::Coming | Picture::Short(_), _) => None,
    }
}

/// Stands in for whoever is not seen.
fn quiet(tile: &TileView, person: &PersonView, phrases: &RoomPhrases) -> Html {
    let initial = person.name.reveal().trim().chars().next();
    html! {
        <div class="quiet-tile">
            <span class="face" aria-hidden="true">
                if tile.source == Source::Screen {
                    { icon(Icon::Screen) }
                } else if let Some(initial) = initial {
                    { initial }
                } else {
                    { icon(Icon::Lamp) }
                }
            </span>
            if matches!(tile.picture, Picture::Short(_)) {
                <span class="why-quiet">{ phrases.is_short }</span>
            }
        </div>
    }
}

/// What is to be known of somebody: as signs for those who see them, and in words for all others.
pub(super) fn marks(tile: &TileView, person: &PersonView, phrases: &RoomPhrases) -> Html {
    if tile.source == Source::Screen {
        return html! { <>{ icon(Icon::Screen) }<span class="off-screen">{ phrases.shares }</span></> };
    }
    let muted = person.part.microphone == Switch::Off;
    html! {
        <>
            if let Some(place) = person.hand {
                <span class="hand-up">
                    { sign(Sign::Hand) }
                    <span aria-hidden="true">{ place }</span>
                    <span class="off-screen">{ (phrases.hand_in_order)(place as usize) }</span>
                </span>
            }
            if muted {
                { icon(Icon::MicrophoneOff) }<span class="off-screen">{ phrases.is_muted }</span>
            }
            if person.voice == Voice::Speaking && !muted {
                { icon(Icon::Voice) }<span class="off-screen">{ phrases.speaks }</span>
            }
            if person.present == Switch::Off {
                { sign(Sign::Away) }<span class="off-screen">{ phrases.is_away }</span>
            } else if person.poor == Switch::On {
                { sign(Sign::Poor) }<span class="off-screen">{ phrases.is_poor }</span>
            }
        </>
    }
}

/// A tap on a picture makes it large, and another one does not any more.
fn pin(tile: &TileView, what: &str, around: Around<'_>) -> Html {
    let phrases = around.words.room();
    let this = Pin { member: tile.member, source: tile.source };
    let pinned = around.pinned == Some(this);
    let (name, next) =
        if pinned { ((phrases.as_before)(what), None) } else { ((phrases.larger)(what), Some(this)) };
    html! {
        <button type="button" class="pin" aria-label={name.clone()} title={name}
            onclick={emits(around.on_event, Event::Room(RoomEvent::Pinned(next)))}>
            if pinned {
                { sign(Sign::Pin) }
            }
        </button>
    }
}

fn class(tile: &TileView, person: &PersonView, spot: Spot) -> Classes {
    let place = match spot {
        Spot::Large => "leading",
        Spot::Among => "among",
        Spot::Corner => "corner",
    };
    let is_camera = tile.source == Source::Camera;
    let speaks = is_camera && person.voice == Voice::Speaking && person.part.microphone == Switch::On;
    classes!(
        "seat",
        place,
        (!is_camera).then_some("screen-seat"),
        speaks.then_some("speaking"),
        (person.present == Switch::Off).then_some("away"),
    )
}

/// People know themselves from mirrors; what lies before them they know as it is.
fn picture_class(tile: &TileView, mine: &MineView) -> Option<&'static str> {
    match (tile.picture, tile.source, &mine.camera) {
        (Picture::Mine, Source::Camera, CaptureView::On(captured))
            if !matches!(captured.facing, Some(Facing::Back)) =>
        {
            Some("mirrored")
        }
        _ => None,
    }
}
