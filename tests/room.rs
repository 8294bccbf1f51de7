//! A room as a person sees it: what there is to press and to read before its door, inside and afterwards, and what a
//! press means.
#![cfg(target_arch = "wasm32")]

mod support;

use std::cell::RefCell;
use std::rc::Rc;

use heliograph_session::{
    Ability, Cameras, CaptureView, Captured, Connection, Event, InRoomView, KnockerView, Language, Layout,
    LinkView, LobbyView, MineView, PersonView, Picture, Pin, RoomAudience, RoomEnd, RoomEvent, RoomLine,
    RoomName, RoomNews, RoomOverView, RoomStage, RoomView, Screen, ShareSheet, ShownTile, SiteOnly, Theme,
    Thrift, TileView, View, Voice,
};
use heliograph_wire::control::{Microphone, Switch};
use heliograph_wire::room::{MemberId, Over, Part, Role, Rules, Source};
use heliograph_wire::{Millis, Private};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use support::{comes_true, document};

wasm_bindgen_test_configure!(run_in_browser);

/// What the page is dressed in: places are measured as they are.
const STYLES: [&str; 7] = [
    include_str!("../assets/css/tokens.css"),
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/parts.css"),
    include_str!("../assets/css/screens.css"),
    include_str!("../assets/css/chat.css"),
    include_str!("../assets/css/call.css"),
    include_str!("../assets/css/room.css"),
];

const ME: MemberId = MemberId(0);

#[derive(PartialEq, Properties)]
struct Shown {
    view: View,
    on_event: Callback<Event>,
}

#[component]
fn Shows(props: &Shown) -> Html {
    heliograph_app::page(&props.view, use_node_ref(), &props.on_event)
}

/// A page with a view of ours, in a window of this size; gone when it is dropped.
struct Page {
    app: Option<yew::AppHandle<Shows>>,
    root: Element,
    meant: Rc<RefCell<Vec<Event>>>,
}

impl Page {
    async fn of(stage: RoomStage) -> Self {
        Self::sized(stage, (1_280, 800)).await
    }

    async fn sized(stage: RoomStage, (width, height): (u32, u32)) -> Self {
        let root = document().create_element("div").expect("an element");
        let styles = document().create_element("style").expect("an element");
        let frame = format!(
            "body {{ display: block }} .of-test {{ display: flex; flex-direction: column; width: {width}px; height: {height}px }}"
        );
        styles.set_text_content(Some(&(STYLES.concat() + &frame)));
        root.append_child(&styles).expect("a place for it");
        let place = document().create_element("div").expect("an element");
        place.set_class_name("of-test");
        root.append_child(&place).expect("a place for it");
        document().body().expect("a body").append_child(&root).expect("a place for it");
        let meant = Rc::default();
        let props = shown(stage, &meant);
        let app = Some(yew::Renderer::<Shows>::with_root_and_props(place, props).render());
        let page = Self { app, root, meant };
        page.shows("h1", "Room “").await;
        page
    }

    fn now_shows(&mut self, stage: RoomStage) {
        let shown = shown(stage, &self.meant);
        self.app.as_mut().expect("the page is there").update(shown);
    }

    async fn shows(&self, selector: &str, text: &str) {
        let says = |element: &Element| element.text_content().is_some_and(|it| it.contains(text));
        assert!(comes_true(|| self.all(selector).iter().any(says)).await, "no {selector} says “{text}”");
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).expect("a selector");
        (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect()
    }

    fn named(&self, selector: &str, name: &str) -> Option<HtmlElement> {
        let is = |it: &Element| {
            it.get_attribute("aria-label").or_else(|| it.text_content()).as_deref() == Some(name)
        };
        self.all(selector).into_iter().find(is)?.dyn_into().ok()
    }

    fn has(&self, name: &str) -> bool {
        self.named("button", name).is_some()
    }

    fn click(&self, selector: &str, name: &str) {
        self.named(selector, name).unwrap_or_else(|| panic!("no {selector} is called “{name}”")).click();
    }

    /// What a press of a button means.
    fn press(&self, name: &str) -> Vec<RoomEvent> {
        self.meant.take();
        self.click("button", name);
        self.said()
    }

    /// What was said of the room since somebody asked last.
    fn said(&self) -> Vec<RoomEvent> {
        let of_room = |event| if let Event::Room(event) = event { Some(event) } else { None };
        self.meant.take().into_iter().filter_map(of_room).collect()
    }

    /// What is on show, once it is as wanted.
    async fn tells(&self, wanted: impl Fn(&[ShownTile]) -> bool) {
        let last = |page: &Self| {
            let told = page.meant.borrow();
            told.iter().rev().find_map(|event| match event {
                Event::Room(RoomEvent::TilesShown(tiles)) => Some(tiles.clone()),
                _ => None,
            })
        };
        assert!(comes_true(|| last(self).is_some_and(|tiles| wanted(&tiles))).await, "{:?}", last(self));
    }

    /// Where an element is, and how large.
    fn place(&self, element: &Element) -> [f64; 4] {
        let place = element.get_bounding_client_rect();
        [place.left(), place.top(), place.width(), place.height()]
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.root.remove();
    }
}

fn shown(stage: RoomStage, meant: &Rc<RefCell<Vec<Event>>>) -> Shown {
    let meant = Rc::clone(meant);
    let room = RoomView {
        name: Some(RoomName { numbers: [0, 1, 2] }),
        stage,
        mine: MineView {
            microphone: CaptureView::On(Captured::default()),
            muted: Microphone::Live,
            camera: CaptureView::On(Captured::default()),
            screen: CaptureView::Off,
        },
        my_voice: Voice::Silent,
        devices: None,
        cameras: Cameras::One,
        thrift: Thrift::Full,
        abilities: Rc::new([Ability::CaptureScreen].into()),
        guest_link: Some(LinkView::Shared(private("https://meet.example/#guest"))),
        host_link: None,
        share_sheet: ShareSheet::Offered,
        copied: None,
        problem: None,
    };
    let view = View {
        screen: Screen::Room(SiteOnly::make(|| room).expect("tests are of the site")),
        aside: None,
        update: None,
        language: Language::English,
        theme: Theme::System,
    };
    Shown { view, on_event: Callback::from(move |event| meant.borrow_mut().push(event)) }
}

fn private(text: &str) -> Private<String> {
    Private::new(text.to_owned())
}

fn person(number: u16) -> PersonView {
    let microphone = Switch::On;
    PersonView {
        member: MemberId(number),
        name: if number == 0 { private("Ana") } else { private(&format!("Guest of {number}")) },
        is_me: if number == 0 { Switch::On } else { Switch::Off },
        role: if number == 0 { Role::Host } else { Role::Guest },
        part: Part { microphone, camera: Switch::On, screen: Switch::Off },
        hand: None,
        present: Switch::On,
        voice: Voice::Silent,
        poor: Switch::Off,
    }
}

fn tile(number: u16) -> TileView {
    let picture = if number == 0 { Picture::Mine } else { Picture::Section(number as u8) };
    TileView { member: MemberId(number), source: Source::Camera, large: Switch::Off, picture }
}

/// So many people, of whom this side is the host.
fn room(count: u16) -> InRoomView {
    InRoomView {
        code: None,
        me: ME,
        role: Role::Host,
        connection: Connection::Steady,
        people: Rc::new((0..count).map(person).collect()),
        knocking: Rc::default(),
        layout: Layout::Gallery,
        pinned: None,
        tiles: Rc::new((0..count).map(tile).collect()),
        lines: Rc::default(),
        unread: 0,
        rules: Rules::default(),
        members_at_most: 100,
        minutes_left: None,
        news: Rc::default(),
    }
}

fn inside(room: InRoomView) -> RoomStage {
    RoomStage::In(Box::new(room))
}

fn lobby(hosts: Switch) -> RoomStage {
    RoomStage::Lobby(LobbyView { name: private("Ana"), hosts, rules: Rules::default() })
}

#[wasm_bindgen_test]
async fn before_the_door_one_says_who_one_is_and_is_told_what_the_server_can_do() {
    let mut page = Page::of(lobby(Switch::Off)).await;
    page.shows("p", "can neither see nor hear it").await;
    let field: HtmlInputElement =
        page.all("input[type=text]").remove(0).dyn_into().expect("a place for a name");
    assert!(comes_true(|| field.value() == "Ana").await);
    field.set_value("Anastasia");
    let meant = page.press("Ask to join");
    assert!(matches!(&meant[..], [RoomEvent::Entered { name }] if name.reveal() == "Anastasia"));
    assert!(!page.has("Join the room"));
    page.now_shows(lobby(Switch::On));
    page.shows("button", "Join the room").await;
    assert_eq!(page.all("input[type=checkbox]").len(), 1, "a host says whether people wait to be let in");
}

#[wasm_bindgen_test]
async fn everybody_has_a_picture_that_fills_the_window_with_the_others() {
    for (count, size) in [(3, (360, 640)), (6, (768, 1_024)), (16, (1_280, 800)), (49, (1_920, 1_080))] {
        let page = Page::sized(inside(room(count)), size).await;
        let wanted = usize::from(count);
        assert!(comes_true(|| page.all(".seat").len() == wanted).await, "{count} in {size:?}");
        let stage = page.all(".gallery").remove(0);
        let filled = || {
            let [.., width, height] = page.place(&stage);
            let areas =
                page.all(".seat").iter().map(|seat| page.place(seat)).map(|[.., w, h]| w * h).sum::<f64>();
            areas / (width * height)
        };
        assert!(comes_true(|| filled() > 0.6).await, "{count} fill {} of {size:?}", filled());
        // None of them lies over another, or beyond the edge.
        let [left, top, width, height] = page.place(&stage);
        for seat in page.all(".seat") {
            let [x, y, w, h] = page.place(&seat);
            assert!(
                x >= left - 1.0
                    && y >= top - 1.0
                    && x + w <= left + width + 1.0
                    && y + h <= top + height + 1.0
            );
        }
    }
}

#[wasm_bindgen_test]
async fn a_phone_shows_pages_of_people_and_tells_which_and_how_high() {
    let page = Page::sized(inside(room(49)), (360, 640)).await;
    assert!(comes_true(|| page.has("More people")).await);
    page.tells(|tiles| (6..=16).contains(&tiles.len())).await;
    page.tells(|tiles| tiles.iter().all(|tile| tile.member != ME && (60..200).contains(&tile.height))).await;
    let first = page.all(".seat").len();
    page.meant.take();
    page.click("button", "More people");
    page.tells(|tiles| tiles.iter().all(|tile| usize::from(tile.member.0) >= first)).await;
    page.shows("[role=status]", "2 of").await;
}

#[wasm_bindgen_test]
async fn of_two_oneself_is_small_in_the_corner_and_is_asked_of_nobody() {
    let page = Page::of(inside(room(2))).await;
    assert!(comes_true(|| page.all(".seat.corner").len() == 1 && page.all(".seat.among").len() == 1).await);
    assert_eq!(page.all(".seat.corner video.mirrored").len(), 1);
    page.tells(|tiles| tiles.len() == 1 && tiles[0].member == MemberId(1) && tiles[0].height > 400).await;
}

#[wasm_bindgen_test]
async fn what_is_large_is_asked_for_in_more_pixels_than_what_stands_beside() {
    let mut five = room(5);
    let screen = TileView { source: Source::Screen, large: Switch::On, ..tile(3) };
    Rc::make_mut(&mut five.tiles).insert(0, screen);
    let page = Page::of(inside(five)).await;
    assert!(comes_true(|| page.all(".seat.leading").len() == 1).await);
    let large = |tiles: &[ShownTile]| tiles.iter().find(|it| it.source == Source::Screen).map(|it| it.height);
    let beside =
        |tiles: &[ShownTile]| tiles.iter().filter(|it| it.source == Source::Camera).map(|it| it.height).max();
    page.tells(|tiles| large(tiles) > beside(tiles).map(|height| 2 * height) && tiles.len() == 5).await;
}

#[wasm_bindgen_test]
async fn a_tap_makes_somebody_large_and_another_one_no_longer() {
    let mut page = Page::of(inside(room(4))).await;
    let pin = Pin { member: MemberId(2), source: Source::Camera };
    assert!(comes_true(|| page.has("Show Guest of 2 large")).await);
    assert!(matches!(page.press("Show Guest of 2 large")[..], [RoomEvent::Pinned(Some(it))] if it == pin));
    page.now_shows(inside(InRoomView { pinned: Some(pin), ..room(4) }));
    assert!(comes_true(|| page.has("Show Guest of 2 no longer large")).await);
    assert!(matches!(page.press("Show Guest of 2 no longer large")[..], [RoomEvent::Pinned(None)]));
}

#[wasm_bindgen_test]
async fn a_host_can_do_about_people_what_guests_cannot() {
    let mut three = room(3);
    let speaker = &mut Rc::make_mut(&mut three.people)[1];
    (speaker.hand, speaker.part.screen) = (Some(1), Switch::On);
    let mut page = Page::of(inside(three.clone())).await;
    page.click("button", "People");
    assert!(comes_true(|| page.named("summary", "What to do about Guest of 1").is_some()).await);
    page.click("summary", "What to do about Guest of 1");
    let member = MemberId(1);
    assert!(matches!(page.press("Ask to mute")[..], [RoomEvent::MuteAsked(it)] if it == member));
    assert!(matches!(page.press("Stop their sharing")[..], [RoomEvent::ShareStopped(it)] if it == member));
    assert!(matches!(page.press("Take the hand down")[..], [RoomEvent::Lowered(it)] if it == member));
    assert!(
        matches!(page.press("Make co-host")[..], [RoomEvent::Appointed(it, Role::CoHost)] if it == member)
    );
    assert!(page.press("Remove").is_empty(), "it is asked first");
    assert!(comes_true(|| page.has("Yes, remove them")).await);
    assert!(matches!(page.press("Yes, remove them")[..], [RoomEvent::Removed(it)] if it == member));
    assert!(matches!(page.press("Ask all to mute")[..], [RoomEvent::AllMuteAsked]));

    three.role = Role::CoHost;
    page.now_shows(inside(three.clone()));
    assert!(comes_true(|| !page.has("Make co-host")).await, "only the host makes hosts");
    three.role = Role::Guest;
    page.now_shows(inside(three));
    assert!(comes_true(|| !page.has("Ask all to mute") && page.all("summary").is_empty()).await);
}

#[wasm_bindgen_test]
async fn whoever_knocks_is_on_show_and_let_in_by_name_or_all_at_once() {
    let mut two = room(2);
    let knocker =
        |number| KnockerView { member: MemberId(number), name: private(&format!("Knocker {number}")) };
    two.knocking = Rc::new(vec![knocker(7)]);
    let mut page = Page::of(inside(two.clone())).await;
    page.shows("[role=alert]", "Knocker 7 would like to come in").await;
    assert!(matches!(page.press("Let Knocker 7 in")[..], [RoomEvent::Admitted(MemberId(7))]));
    assert!(matches!(page.press("Turn Knocker 7 away")[..], [RoomEvent::Denied(MemberId(7))]));
    two.knocking = Rc::new((7..27).map(knocker).collect());
    page.now_shows(inside(two));
    page.shows("[role=alert]", "20 people would like to come in").await;
    assert!(matches!(page.press("Let all in")[..], [RoomEvent::AllAdmitted]));
    assert!(!page.has("Let Knocker 8 in"), "so many would fill the window");
}

#[wasm_bindgen_test]
async fn whoever_is_asked_to_mute_does_so_by_one_press() {
    let mut two = room(2);
    two.news = Rc::new(vec![RoomNews::MuteAsked { by: private("Ben") }]);
    let page = Page::of(inside(two)).await;
    page.shows("[role=alert]", "Ben asks you to mute.").await;
    page.meant.take();
    page.click("button", "Mute now");
    let meant = page.meant.take();
    assert!(matches!(meant[..], [Event::MicrophoneChosen(Switch::Off), Event::Room(RoomEvent::NewsClosed)]));
}

#[wasm_bindgen_test]
async fn what_is_written_goes_to_all_or_to_one_and_what_comes_is_counted_until_it_is_read() {
    let mut three = room(3);
    three.unread = 2;
    let line = RoomLine {
        number: 1,
        author: MemberId(2),
        name: private("Ben"),
        mine: Switch::Off,
        to: RoomAudience::Me,
        text: private("Can you hear me?"),
        at: Millis(0),
    };
    three.lines = Rc::new(vec![line]);
    let page = Page::of(inside(three)).await;
    let opened = page.press("Chat22 new messages");
    assert!(matches!(opened[..], [RoomEvent::ChatShown(Switch::On)]));
    page.shows("[role=log]", "Ben (to you alone)").await;
    let field: HtmlTextAreaElement = page.all("textarea").remove(0).dyn_into().expect("a place to write");
    field.set_value("Yes");
    let meant = page.press("Send");
    assert!(matches!(&meant[..], [RoomEvent::Written { to: None, text }] if text.reveal() == "Yes"));
    assert!(page.press("Send").is_empty(), "nothing is nothing to send");
    assert!(matches!(page.press("Close")[..], [RoomEvent::ChatShown(Switch::Off)]));
}

#[wasm_bindgen_test]
async fn who_comes_and_goes_is_told_once_and_nobody_who_was_there() {
    let mut page = Page::of(inside(room(3))).await;
    assert_eq!(page.all(".comings")[0].text_content().as_deref(), Some(""));
    page.now_shows(inside(room(5)));
    page.shows("[role=status]", "Guest of 3 and Guest of 4 are here now.").await;
    page.now_shows(inside(room(4)));
    page.shows("[role=status]", "Guest of 3 is here now.").await;
}

#[wasm_bindgen_test]
async fn the_end_says_why_and_what_can_be_done() {
    let over = |why, again| RoomStage::Over(RoomOverView { why, again, hosted: Switch::Off, key: None });
    let mut page = Page::of(over(RoomEnd::Over(Over::Removed), Switch::On)).await;
    page.shows("[role=alert]", "You were removed from the room.").await;
    assert!(matches!(page.press("Try again")[..], [RoomEvent::CameAgain]));
    page.now_shows(over(RoomEnd::Over(Over::NotHost), Switch::Off));
    page.shows("[role=alert]", "This is not the link of the room’s host.").await;
    assert!(!page.has("Try again"));
    assert!(matches!(page.press("Open another room")[..], [RoomEvent::Chosen]));
}
