//! Whose picture comes by which section.

use heliograph_session::{Event, Layout, Picture, Pin, RoomEvent, Thrift};
use heliograph_sfu::{Happened, Who};
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Source, Tile};

use crate::support::{ANA, BEN, House, MOMENT};

fn with_cameras(people: usize) -> House {
    let mut house = House::full(people);
    for who in 0..people {
        house.has_camera(who, Switch::On);
    }
    house
}

fn others(house: &House, who: usize) -> Vec<MemberId> {
    let me = house.member(who);
    house.inside(who).people.iter().map(|person| person.member).filter(|member| *member != me).collect()
}

fn picture(house: &House, who: usize, member: MemberId) -> Picture {
    let tiles = house.inside(who).tiles;
    let tile = tiles.iter().find(|tile| tile.member == member && tile.source == Source::Camera);
    tile.expect("everybody has a tile").picture
}

fn shown(house: &House, who: usize) -> Vec<Tile> {
    house.companion.shown.get(&house.member(who)).cloned().unwrap_or_default()
}

#[test]
fn what_the_page_shows_comes_and_nothing_else() {
    let mut house = with_cameras(3);
    let others = others(&house, ANA);
    assert!(shown(&house, ANA).is_empty(), "nothing is on show yet");
    house.shows(ANA, &others, 360);
    let tiles = shown(&house, ANA);
    assert_eq!(tiles.len(), 2);
    for tile in tiles {
        assert_eq!((tile.height, tile.source), (360, Source::Camera));
        assert_eq!(picture(&house, ANA, tile.member), Picture::Section(tile.section));
    }
    assert_eq!(picture(&house, ANA, house.member(ANA)), Picture::Mine);
    house.shows(ANA, &others[..1], 720);
    assert!(matches!(&shown(&house, ANA)[..], [tile] if tile.height == 720));
}

#[test]
fn a_camera_that_is_off_has_a_tile_and_no_picture() {
    let mut house = with_cameras(2);
    let ben = house.member(BEN);
    house.shows(ANA, &[ben], 360);
    assert!(matches!(picture(&house, ANA, ben), Picture::Section(_)));
    house.has_camera(BEN, Switch::Off);
    assert_eq!(picture(&house, ANA, ben), Picture::Off);
    assert!(shown(&house, ANA).is_empty());
    house.has_camera(BEN, Switch::On);
    assert!(matches!(picture(&house, ANA, ben), Picture::Section(_)), "the page need not say it again");
}

#[test]
fn many_who_come_at_once_cost_few_negotiations() {
    let mut house = with_cameras(20);
    let others = others(&house, ANA);
    for count in 1..=others.len() {
        house.shows(ANA, &others[..count], 180);
    }
    let offers = house.pages[ANA].offers.clone();
    assert!(offers.len() <= 7, "{} offers", offers.len());
    assert_eq!(shown(&house, ANA).len(), 19);
    assert_eq!(offers.last().map(|(pictures, _)| *pictures), Some(20));
    let late = house.pages[19].offers.clone();
    assert!(matches!(&late[..], [(first, _)] if *first >= 12), "who comes late begins with {late:?}");
}

#[test]
fn a_picture_that_the_line_has_no_room_for_says_so() {
    let mut house = with_cameras(2);
    let ben = house.member(BEN);
    house.shows(ANA, &[ben], 360);
    let tiles = shown(&house, ANA);
    let who = |house: &House| {
        let room = heliograph_sfu::RoomNumber(1);
        Who { room, member: house.member(ANA) }
    };
    let section = tiles[0].section;
    let short = Happened::Short { who: who(&house), tiles };
    house.companion.unit(house.now, short, &mut house.pages);
    house.wait(MOMENT);
    assert_eq!(picture(&house, ANA, ben), Picture::Short(section));
    let enough = Happened::Short { who: who(&house), tiles: Vec::new() };
    house.companion.unit(house.now, enough, &mut house.pages);
    house.wait(MOMENT);
    assert_eq!(picture(&house, ANA, ben), Picture::Section(section));
}

#[test]
fn what_is_large_comes_first_where_the_line_has_no_room_for_all() {
    let mut house = with_cameras(4);
    let others = others(&house, ANA);
    house.shows(ANA, &others, 180);
    let pin = Pin { member: others[2], source: Source::Camera };
    house.does(ANA, RoomEvent::Pinned(Some(pin)));
    house.wait(MOMENT);
    let view = house.inside(ANA);
    assert_eq!((view.tiles[0].member, view.tiles[0].large), (others[2], Switch::On));
    let tiles = shown(&house, ANA);
    let weight = |member| tiles.iter().find(|tile| tile.member == member).unwrap().weight;
    assert!(weight(others[2]) > weight(others[0]));
    house.does(ANA, RoomEvent::Pinned(None));
    assert!(house.inside(ANA).tiles.iter().all(|tile| tile.large == Switch::Off));
}

#[test]
fn whoever_speaks_is_large_where_the_person_wants_that() {
    let mut house = with_cameras(3);
    house.does(ANA, RoomEvent::LayoutChosen(Layout::Speaker));
    let others = others(&house, ANA);
    let speaks = |house: &mut House, member| {
        let room = heliograph_sfu::RoomNumber(1);
        let happened = Happened::Speaking { room, members: vec![member] };
        house.companion.unit(house.now, happened, &mut house.pages);
        house.wait(MOMENT);
    };
    for member in [others[1], others[0]] {
        speaks(&mut house, member);
        let view = house.inside(ANA);
        assert_eq!((view.tiles[0].member, view.tiles[0].large), (member, Switch::On));
        let person = view.people.iter().find(|person| person.member == member).unwrap();
        assert_eq!(person.voice, heliograph_session::Voice::Speaking);
    }
}

#[test]
fn a_screen_is_large_for_everybody_as_long_as_it_is_shown() {
    let mut house = with_cameras(2);
    house.happens(BEN, Event::ScreenChosen(Switch::On));
    house.wait(MOMENT);
    let tile = house.inside(ANA).tiles[0];
    assert_eq!((tile.member, tile.source, tile.large), (house.member(BEN), Source::Screen, Switch::On));
    house.happens(BEN, Event::ScreenChosen(Switch::Off));
    house.wait(MOMENT);
    assert_eq!(house.inside(ANA).tiles.len(), 2);
}

#[test]
fn low_data_asks_for_less_and_says_so_to_the_browser() {
    let mut house = with_cameras(7);
    let others = others(&house, ANA);
    house.shows(ANA, &others, 720);
    assert_eq!(shown(&house, ANA).len(), 6);
    house.happens(ANA, Event::ThriftChosen(Thrift::LowData));
    house.wait(MOMENT);
    let tiles = shown(&house, ANA);
    assert!(tiles.len() == 4 && tiles.iter().all(|tile| tile.height == 180));
    assert_eq!(house.pages[ANA].thrift, Some(Thrift::LowData));
    assert_eq!(picture(&house, ANA, others[5]), Picture::Off);
    house.happens(ANA, Event::ThriftChosen(Thrift::Full));
    house.wait(MOMENT);
    assert_eq!(shown(&house, ANA).len(), 6);
}

#[test]
fn a_page_that_says_what_it_shows_all_the_time_is_not_heard_all_the_time() {
    let mut house = with_cameras(2);
    let ben = house.member(BEN);
    house.asked(ANA);
    for height in 100..200 {
        let tile = heliograph_session::ShownTile { member: ben, source: Source::Camera, height };
        house.does(ANA, RoomEvent::TilesShown(vec![tile]));
        house.wait(Millis(10));
    }
    let told = house.asked(ANA).len();
    assert!((2..=6).contains(&told), "the companion was told {told} times in a second");
    house.wait(MOMENT);
    assert!(matches!(&shown(&house, ANA)[..], [tile] if tile.height == 199));
}

#[test]
fn after_the_companion_was_started_again_pictures_come_as_before() {
    let mut house = with_cameras(3);
    let others = others(&house, ANA);
    house.shows(ANA, &others, 360);
    house.companion.shown.clear();
    house.companion_restarts();
    house.wait(Millis::seconds(10));
    assert_eq!(shown(&house, ANA).len(), 2);
    for member in others {
        assert!(matches!(picture(&house, ANA, member), Picture::Section(_)));
    }
}
