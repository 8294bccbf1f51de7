//! Everybody who is to be seen: all alike on pages, or one large with the others beside.

use std::rc::Rc;

use heliograph_browser::{Extent, watch_extent};
use heliograph_session::{Event, InRoomView, MineView, PersonView, Pin, RoomEvent, ShownTile, TileView};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Source};
use web_sys::Element;
use yew::prelude::*;

use super::layout::{Grid, LEAST, LEAST_BESIDE, Place, on_one_page};
use super::sign::{Sign, sign};
use super::tile::{Around, Spot, tile};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) tiles: Rc<Vec<TileView>>,
    pub(super) people: Rc<Vec<PersonView>>,
    pub(super) me: MemberId,
    pub(super) pinned: Option<Pin>,
    pub(super) mine: MineView,
    pub(super) words: Words,
    pub(super) on_event: Callback<Event>,
}

impl Props {
    pub(super) fn of(room: &InRoomView, mine: &MineView, words: Words, on_event: &Callback<Event>) -> Self {
        Self {
            tiles: Rc::clone(&room.tiles),
            people: Rc::clone(&room.people),
            me: room.me,
            pinned: room.pinned,
            mine: mine.clone(),
            words,
            on_event: on_event.clone(),
        }
    }
}

/// Which tile stands where.
struct Arrangement {
    large: Option<TileView>,
    corner: Option<TileView>,
    /// Those on the page that is open, in an order that stays: an element that moves within the page goes black.
    among: Vec<TileView>,
    page: usize,
    pages: usize,
}

/// Places are measured as they are, and filled so that pictures are as large as they can be. What is on show, and how
/// high, is told whenever it changes: nobody sends more than that.
#[component]
pub(super) fn Stage(props: &Props) -> Html {
    let Props { tiles, people, me, pinned, mine, words, on_event } = props;
    let (large_place, among_place) = (use_node_ref(), use_node_ref());
    let page = use_state(|| 0);
    let is_split = tiles.iter().any(|tile| tile.large == Switch::On);
    let among_extent = use_extent(among_place.clone(), true);
    let large_extent = use_extent(large_place.clone(), is_split);

    let arrangement = arrange((tiles, *me), *page, place(among_extent));
    {
        let shown = shown(&arrangement, [among_extent, large_extent], *me);
        let on_event = on_event.clone();
        use_effect_with(shown, move |shown| {
            on_event.emit(Event::Room(RoomEvent::TilesShown(shown.clone())));
        });
    }
    let around = Around { mine, pinned: *pinned, words: *words, on_event };
    let show = |it: &TileView, spot| {
        person(people, it.member).map(|person| tile(it, person, spot, around)).unwrap_or_default()
    };
    let grid = Grid::of(arrangement.among.len(), place(among_extent));
    let lines = classes!("gallery", format!("columns-{}", grid.columns), format!("rows-{}", grid.rows));
    html! {
        <div class={classes!("stage-of-all", is_split.then_some("split"))}>
            if let Some(large) = &arrangement.large {
                <div key="large" ref={large_place} class="gallery columns-1 rows-1 large-place">
                    { show(large, Spot::Large) }
                </div>
            }
            <div key="among" class="among-place" hidden={arrangement.among.is_empty()}>
                <div key="seats" ref={among_place} class={lines}>
                    <div class="seats">
                        { for arrangement.among.iter().map(|it| show(it, Spot::Among)) }
                    </div>
                </div>
                if arrangement.pages > 1 {
                    { for paging(&arrangement, &page, *words) }
                }
            </div>
            if let Some(corner) = &arrangement.corner {
                <div key="corner" class="corner-place">{ show(corner, Spot::Corner) }</div>
            }
        </div>
    }
}

/// How large an element is, from when it is there until it is gone.
#[hook]
fn use_extent(element: NodeRef, is_there: bool) -> Extent {
    let extent = use_state_eq(Extent::default);
    let set = extent.setter();
    use_effect_with(is_there, move |_| {
        let watch = element.cast::<Element>().and_then(|it| watch_extent(&it, move |now| set.set(now)));
        move || drop(watch)
    });
    *extent
}

const fn place(extent: Extent) -> Place {
    Place { width: extent.width, height: extent.height }
}

/// Of two people, oneself is small in a corner; of more, one among the others.
fn arrange(of: (&[TileView], MemberId), page: usize, place: Place) -> Arrangement {
    let (tiles, me) = of;
    let large = tiles.iter().find(|tile| tile.large == Switch::On).copied();
    let mut rest: Vec<_> = tiles.iter().filter(|tile| tile.large == Switch::Off).copied().collect();
    let is_mine = |tile: &TileView| tile.member == me && tile.source == Source::Camera;
    let others = rest.iter().filter(|tile| !is_mine(tile)).count() + usize::from(large.is_some());
    let mut corner = None;
    if others == 1
        && let Some(at) = rest.iter().position(is_mine)
    {
        corner = Some(rest.remove(at));
    }
    let least = if large.is_some() { LEAST_BESIDE } else { LEAST };
    let each = on_one_page(rest.len(), place, least);
    let pages = rest.len().div_ceil(each).max(1);
    let page = page.min(pages - 1);
    let mut among: Vec<_> = rest.into_iter().skip(page * each).take(each).collect();
    among.sort_by_key(|tile| (tile.member, tile.source));
    Arrangement { large, corner, among, page, pages }
}

/// What others' pictures are on show, in the device's own pixels.
fn shown(arrangement: &Arrangement, extents: [Extent; 2], me: MemberId) -> Vec<ShownTile> {
    let [among, large] = extents;
    let grid = Grid::of(arrangement.among.len(), place(among));
    let (_, among_height) = grid.tile(place(among));
    let in_pixels = |height: f64, extent: Extent| (height * extent.density).ceil().clamp(1.0, 4_320.0) as u16;
    let of = |tile: &TileView, height| ShownTile { member: tile.member, source: tile.source, height };
    let large = arrangement.large.iter().map(|tile| of(tile, in_pixels(large.height, large)));
    let among = arrangement.among.iter().map(|tile| of(tile, in_pixels(among_height, among)));
    large.chain(among).filter(|tile| tile.member != me).collect()
}

fn person(people: &[PersonView], member: MemberId) -> Option<&PersonView> {
    people.iter().find(|person| person.member == member)
}

/// The way to the pages before and after this one.
fn paging(arrangement: &Arrangement, page: &UseStateHandle<usize>, words: Words) -> [Html; 3] {
    let phrases = words.room();
    let Arrangement { page: at, pages, .. } = *arrangement;
    let way = |class: &'static str, name: &'static str, shown: Sign, to: Option<usize>| {
        let page = page.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(to) = to {
                page.set(to);
            }
        });
        html! {
            <button key={class} type="button" class={classes!("quiet", class)} disabled={to.is_none()} aria-label={name}
                title={name} {onclick}>
                { sign(shown) }
            </button>
        }
    };
    [
        way("before", phrases.previous_page, Sign::Before, at.checked_sub(1)),
        html! { <span key="page" class="at-page" role="status">{ (phrases.page_of)(at + 1, pages) }</span> },
        way("after", phrases.next_page, Sign::Next, Some(at + 1).filter(|next| *next < pages)),
    ]
}
