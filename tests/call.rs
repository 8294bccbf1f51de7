//! A call as a person sees it: what there is to press and to read in each of its states, and what a press means.
#![cfg(target_arch = "wasm32")]

mod support;

use std::cell::RefCell;
use std::rc::Rc;

use heliograph_session::{
    Ability, CallStage, CallView, Cameras, Capture, CaptureError, CaptureView, Captured, Channel, Company,
    Device, DeviceId, Devices, DevicesView, Event, Health, Keeping, Key, Language, MineView, Path, Pick,
    RouteKind, SafetyView, Sample, Scene, Screen, SealedView, SealingStage, SealingView, Section, StartWith,
    StatisticsView, StreamView, TalkView, Theme, Thrift, Unsealed, View, Voice,
};
use heliograph_wire::Private;
use heliograph_wire::control::{Microphone, Part, Switch};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use support::{comes_true, document};

wasm_bindgen_test_configure!(run_in_browser);

#[derive(PartialEq, Properties)]
struct Shown {
    view: View,
    on_event: Callback<Event>,
}

/// The whole page, as it shows a view.
#[component]
fn Shows(props: &Shown) -> Html {
    heliograph_app::page(&props.view, use_node_ref(), &props.on_event)
}

/// A page with a view of ours; gone when it is dropped.
struct Page {
    app: Option<yew::AppHandle<Shows>>,
    root: Element,
    meant: Rc<RefCell<Vec<Event>>>,
}

impl Page {
    async fn of(talk: TalkView) -> Self {
        let root = document().create_element("div").expect("an element");
        document().body().expect("a body").append_child(&root).expect("a place for it");
        let meant = Rc::default();
        let app =
            Some(yew::Renderer::<Shows>::with_root_and_props(root.clone(), shown(talk, &meant)).render());
        let page = Self { app, root, meant };
        page.shows("h1", "Connected").await;
        page
    }

    async fn in_call(call: CallView) -> Self {
        Self::of(talk(call)).await
    }

    fn now_shows(&mut self, call: CallView) {
        let shown = shown(talk(call), &self.meant);
        self.app.as_mut().expect("the page is there").update(shown);
    }

    /// Waits until an element says `text`.
    async fn shows(&self, selector: &str, text: &str) {
        let says = |element: &Element| element.text_content().is_some_and(|it| it.contains(text));
        assert!(comes_true(|| self.all(selector).iter().any(says)).await, "no {selector} says “{text}”");
    }

    /// Waits until there is an element with this accessible name.
    async fn has(&self, selector: &str, name: &str) {
        let selector = format!("{selector}[aria-label=\"{name}\"]");
        assert!(comes_true(|| !self.all(&selector).is_empty()).await, "there is no {selector}");
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).expect("a selector");
        (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect()
    }

    fn has_button(&self, name: &str) -> bool {
        self.all("button").iter().any(|it| it.text_content().as_deref() == Some(name))
    }

    fn button(&self, name: &str) -> HtmlElement {
        let button = self.all("button").into_iter().find(|it| it.text_content().as_deref() == Some(name));
        button.unwrap_or_else(|| panic!("no button is called “{name}”")).dyn_into().expect("a button")
    }

    /// What a press of a button means.
    fn press(&self, name: &str) -> Event {
        self.meant.take();
        self.button(name).click();
        self.meant()
    }

    /// What was meant since somebody asked last.
    fn meant(&self) -> Event {
        let mut meant = self.meant.take();
        assert_eq!(meant.len(), 1, "one press means one thing");
        meant.remove(0)
    }

    /// What choosing from the list with this label means.
    fn choose(&self, label: &str, value: &str) -> Event {
        let labels = self.all("label");
        let label = labels.iter().find(|it| it.text_content().is_some_and(|it| it.starts_with(label)));
        let list = label.and_then(|it| it.query_selector("select").ok().flatten()).expect("a list");
        let list: web_sys::HtmlSelectElement = list.dyn_into().expect("a list");
        list.set_value(value);
        self.meant.take();
        say(&list, "change");
        self.meant()
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

fn shown(talk: TalkView, meant: &Rc<RefCell<Vec<Event>>>) -> Shown {
    let meant = Rc::clone(meant);
    let on_event = Callback::from(move |event| meant.borrow_mut().push(event));
    let view = View {
        screen: Screen::Talk(Box::new(talk)),
        aside: None,
        update: None,
        language: Language::English,
        theme: Theme::System,
    };
    Shown { view, on_event }
}

fn talk(call: CallView) -> TalkView {
    TalkView {
        entries: Rc::default(),
        transfers: Rc::default(),
        draft: None,
        replying_to: None,
        typing: Switch::Off,
        keeping: Keeping::ForThisPage,
        pictures: Switch::Off,
        copied: None,
        health: Health::Steady,
        path: Path::Direct,
        relay: heliograph_session::RelayState::Fine,
        path_change: None,
        route: heliograph_session::RouteKind::Unknown,
        parting: None,
        channel: Channel::Control,
        name: None,
        safety: SafetyView::Pending,
        sealing: None,
        call: Some(call),
        statistics: None,
        callee: None,
        problem: None,
    }
}

/// Nobody is in a call.
fn no_call() -> CallView {
    CallView {
        stage: CallStage::Out,
        mine: MineView {
            microphone: CaptureView::Off,
            muted: Microphone::Live,
            camera: CaptureView::Off,
            screen: CaptureView::Off,
        },
        theirs: None,
        company: Company::Awaited,
        my_voice: Voice::Silent,
        their_voice: Voice::Silent,
        devices: None,
        cameras: Cameras::One,
        thrift: Thrift::Full,
        abilities: Rc::new([Ability::CaptureScreen, Ability::FillScreen, Ability::Float].into()),
    }
}

/// Both are in it, seen and heard.
fn video_call() -> CallView {
    let mine = MineView { microphone: on(), camera: on(), ..no_call().mine };
    let theirs = part(Microphone::Live, Switch::On);
    CallView { stage: CallStage::In, mine, theirs, company: Company::Present, ..no_call() }
}

fn on() -> CaptureView {
    CaptureView::On(Captured::default())
}

fn part(microphone: Microphone, camera: Switch) -> Option<Part> {
    Some(Part { microphone, camera, screen: Switch::Off })
}

/// What one of the two has asked for.
const fn sealing(stage: SealingStage) -> SealingView {
    SealingView { wanted: Switch::On, stage, tampering: Switch::Off, let_down: Switch::Off }
}

fn private(text: &str) -> Private<String> {
    Private::new(text.to_owned())
}

fn device(id: &str, label: &str) -> Device {
    Device { id: DeviceId(private(id)), label: private(label) }
}

fn focused() -> Option<String> {
    document().active_element()?.get_attribute("aria-label")
}

fn say(element: &Element, event: &str) {
    let said = web_sys::PointerEventInit::new();
    said.set_bubbles(true);
    let event = web_sys::PointerEvent::new_with_event_init_dict(event, &said).expect("an event");
    element.dispatch_event(&event).expect("is dispatched");
}

#[wasm_bindgen_test]
async fn a_call_begins_with_a_picture_or_with_a_voice() {
    let page = Page::in_call(no_call()).await;
    assert!(page.press("Video call") == Event::CallChosen(StartWith::Video));
    assert!(page.press("Voice call") == Event::CallChosen(StartWith::Voice));
}

#[wasm_bindgen_test]
async fn a_call_of_the_other_side_is_announced_and_answered_in_four_ways() {
    let mut page = Page::in_call(no_call()).await;
    let announcement = page.all(".call [role=status]").remove(0);
    assert_eq!(announcement.text_content().as_deref(), Some(""));
    page.now_shows(CallView { theirs: part(Microphone::Live, Switch::On), ..no_call() });
    page.has("section", "Incoming call").await;
    assert_eq!(announcement.text_content().as_deref(), Some("They have started a video call. "));
    assert!(announcement.is_connected(), "the place is the one that was there before it spoke");
    for (name, start) in [
        ("Answer with video", StartWith::Video),
        ("Answer with voice", StartWith::Voice),
        ("Just watch and listen", StartWith::Nothing),
    ] {
        assert!(page.press(name) == Event::CallAnswered(start), "{name}");
    }
    assert!(page.press("Not now") == Event::CallDeclined);
    page.now_shows(CallView {
        stage: CallStage::Declined,
        theirs: part(Microphone::Live, Switch::On),
        ..no_call()
    });
    page.shows("[role=status]", "They are in a call.").await;
    assert!(page.press("Join the call") == Event::CallChosen(StartWith::Voice));
    assert!(!page.has_button("Answer with video"));
}

#[wasm_bindgen_test]
async fn camera_and_microphone_are_tried_before_anybody_else_sees_or_hears_them() {
    let mut page = Page::in_call(no_call()).await;
    let devices = Devices {
        cameras: vec![device("one", "Left"), device("two", "")],
        microphones: vec![device("only", "Built in")],
        speakers: vec![device("a", "Loudspeaker"), device("b", "Headphones")],
    };
    let devices = DevicesView { devices: Rc::new(devices), camera: None, microphone: None, speaker: None };
    let trying = CallView { stage: CallStage::Trying, theirs: None, devices: Some(devices), ..video_call() };
    page.now_shows(trying.clone());
    page.has("section", "Try camera and microphone").await;
    assert!(comes_true(|| focused().as_deref() == Some("Try camera and microphone")).await);
    page.has("video", "Your camera").await;
    page.has("[role=meter]", "Microphone level").await;
    let picked =
        Event::DevicePicked { capture: Capture::Camera, pick: Pick::Device(DeviceId(private("two"))) };
    assert!(page.choose("Camera", "two") == picked);
    assert!(page.choose("Speaker", "b") == Event::SpeakerPicked(DeviceId(private("b"))));
    page.shows("option", "Camera 2").await;
    let labels = page.all("label");
    let offers =
        |name: &str| labels.iter().any(|it| it.text_content().is_some_and(|it| it.starts_with(name)));
    assert!(!offers("Microphone"), "a list of one is no choice");
    assert!(page.press("Turn camera off") == Event::CameraChosen(Switch::Off));
    assert!(page.press("Mute") == Event::MicrophoneChosen(Switch::Off));
    assert!(page.press("Cancel") == Event::HangUpChosen);
    assert!(page.press("Start the call") == Event::CallJoined);
    page.now_shows(CallView { theirs: part(Microphone::Live, Switch::Off), ..trying });
    page.shows("button", "Join the call").await;
}

#[wasm_bindgen_test]
async fn whoever_refuses_or_has_no_camera_still_takes_part() {
    let mine = MineView {
        microphone: CaptureView::Failed(CaptureError::Refused),
        camera: CaptureView::Failed(CaptureError::Absent),
        ..no_call().mine
    };
    let page = Page::in_call(CallView { stage: CallStage::Trying, mine, ..no_call() }).await;
    page.shows("[role=alert]", "may not use the microphone").await;
    page.shows("[role=alert]", "No camera was found").await;
    page.shows("[role=alert]", "You can still hear and see the other person.").await;
    assert!(page.press("Unmute") == Event::MicrophoneChosen(Switch::On));
    assert!(page.press("Turn camera on") == Event::CameraChosen(Switch::On));
    assert!(page.press("Start the call") == Event::CallJoined);
}

#[wasm_bindgen_test]
async fn whoever_comes_and_goes_is_told() {
    let alone = |company| CallView { theirs: None, company, ..video_call() };
    let mut page = Page::in_call(alone(Company::Awaited)).await;
    page.shows("[role=status]", "Waiting for them to join").await;
    page.shows("figure", "Not here yet").await;
    page.now_shows(alone(Company::Declined));
    page.shows("[role=status]", "They cannot answer now.").await;
    page.now_shows(video_call());
    page.has("video", "Their camera").await;
    page.now_shows(alone(Company::Gone));
    page.shows("[role=status]", "They have left the call").await;
    page.shows("[role=status]", "Your camera and microphone are still on").await;
    page.now_shows(CallView { mine: no_call().mine, ..alone(Company::Gone) });
    page.shows("[role=status]", "Your camera and microphone are off").await;
    assert!(page.press("Hang up") == Event::HangUpChosen);
}

#[wasm_bindgen_test]
async fn it_is_said_who_speaks_who_is_muted_and_who_shares() {
    let mut page = Page::in_call(CallView { their_voice: Voice::Speaking, ..video_call() }).await;
    page.shows("figcaption", "They are speaking").await;
    let mine = MineView { muted: Microphone::Muted, screen: on(), ..video_call().mine };
    let theirs = Some(Part { microphone: Microphone::Muted, camera: Switch::Off, screen: Switch::On });
    page.now_shows(CallView { mine, theirs, ..video_call() });
    for sentence in
        ["They are muted", "They are sharing their screen", "You are muted", "You are sharing your screen"]
    {
        page.shows("[role=status]", sentence).await;
    }
    for picture in ["Their screen", "Your screen", "Your camera"] {
        page.has("video", picture).await;
    }
    assert!(page.press("Unmute") == Event::MicrophoneChosen(Switch::On));
    assert!(page.press("Stop sharing") == Event::ScreenChosen(Switch::Off));
}

#[wasm_bindgen_test]
async fn pictures_swap_places_and_are_never_made_anew() {
    let mut page = Page::in_call(video_call()).await;
    page.has("video", "Their camera").await;
    let before = page.all("video");
    assert!(page.all(".front video[aria-label='Their camera']").len() == 1);
    page.button("Swap pictures").click();
    assert!(comes_true(|| page.all(".front video[aria-label='Your camera']").len() == 1).await);
    assert!(page.all("video") == before);
    assert!(page.press("Small window") == Event::FloatChosen(Scene::MyCamera));
    assert!(page.press("Full screen") == Event::FullScreenChosen);
    let shares = Some(Part { microphone: Microphone::Live, camera: Switch::On, screen: Switch::On });
    page.now_shows(CallView { theirs: shares, ..video_call() });
    let in_large = || page.all(".front video[aria-label='Their screen']").len() == 1;
    assert!(comes_true(in_large).await, "a screen that is shared takes the large place");
}

#[wasm_bindgen_test]
async fn a_muted_person_is_heard_for_as_long_as_they_hold_the_button() {
    let muted = MineView { muted: Microphone::Muted, ..video_call().mine };
    let mut page = Page::in_call(CallView { mine: muted, ..video_call() }).await;
    let button = page.button("Hold to talk");
    say(&button, "pointerdown");
    assert!(page.meant() == Event::KeyPressed(Key::TalkDown));
    page.now_shows(video_call());
    page.shows("button", "Mute").await;
    assert!(button.is_connected(), "the button is not taken from under the finger");
    say(&button, "pointerup");
    assert!(page.meant() == Event::KeyPressed(Key::TalkUp));
    assert!(comes_true(|| !button.is_connected()).await);
}

#[wasm_bindgen_test]
async fn what_a_browser_cannot_do_is_not_offered() {
    let page = Page::in_call(CallView { abilities: Rc::default(), ..video_call() }).await;
    page.shows("button", "Hang up").await;
    for name in ["Share screen", "Small window", "Full screen", "Other camera"] {
        assert!(!page.has_button(name), "{name} is offered");
    }
}

#[wasm_bindgen_test]
async fn devices_are_chosen_anew_in_mid_call() {
    let mut page = Page::in_call(video_call()).await;
    assert!(page.press("Devices") == Event::DevicesChosen(Switch::On));
    let devices = DevicesView { devices: Rc::default(), camera: None, microphone: None, speaker: None };
    page.now_shows(CallView { devices: Some(devices), ..video_call() });
    page.has("section", "Devices").await;
    assert!(comes_true(|| focused().as_deref() == Some("Devices")).await);
    page.shows("section", "There is nothing else to choose on this device.").await;
    assert!(page.press("Done") == Event::DevicesChosen(Switch::Off));
    page.now_shows(video_call());
    let back = || document().active_element().and_then(|it| it.text_content()).as_deref() == Some("Devices");
    assert!(comes_true(back).await, "the focus is lost");
}

#[wasm_bindgen_test]
async fn statistics_are_told_in_words_and_lines() {
    let samples =
        (1..=3).map(|n| Sample { round_trip: Some(n * 10_000), sent: 64_000 * n, ..Sample::default() });
    let stream = StreamView {
        section: Section::Camera,
        codec: Some("VP9".to_owned()),
        rate: 1_240_000,
        size: Some((1_280, 720)),
        frames: Some(30),
    };
    let seals = SealedView { section: Section::Voice, sealed: 50, opened: 49, refused: 2, cost: Some(14) };
    let statistics = StatisticsView {
        route: RouteKind::Direct,
        ends: None,
        samples: Rc::new(samples.collect()),
        sent: vec![stream],
        received: Vec::new(),
        sealing: vec![seals],
    };
    let sealing = Some(sealing(SealingStage::Sealed));
    let page = Page::of(TalkView { statistics: Some(statistics), sealing, ..talk(no_call()) }).await;
    page.has("section", "Statistics").await;
    page.shows("dd", "Direct").await;
    page.has("[role=img]", "Round trip: 30\u{a0}ms").await;
    page.has("[role=img]", "Loss: –").await;
    page.shows("dd", "50 sealed per second, 49 opened per second, 2 refused, 14\u{a0}µs each").await;
    page.shows("dd", "VP9, 1280\u{a0}×\u{a0}720, 30 per second, 1.2\u{a0}Mbit/s").await;
    assert!(page.press("Show addresses") == Event::AddressesChosen(Switch::On));
    assert!(page.press("Close") == Event::StatisticsChosen(Switch::Off));
}

#[wasm_bindgen_test]
async fn calls_can_be_sealed_twice_before_the_first_one_and_it_is_said_what_came_of_it() {
    let of = |sealing| TalkView { sealing: Some(sealing), ..talk(video_call()) };
    let nobody_asked = SealingView { wanted: Switch::Off, ..sealing(SealingStage::Open) };
    let nothing = StatisticsView {
        route: RouteKind::Direct,
        ends: None,
        samples: Rc::default(),
        sent: Vec::new(),
        received: Vec::new(),
        sealing: Vec::new(),
    };
    let page = Page::of(TalkView { statistics: Some(nothing), ..of(nobody_asked) }).await;
    let unasked: Vec<_> = page.all(".sealing").iter().filter_map(|it| it.text_content()).collect();
    assert_eq!(unasked, [""], "nobody is told what nobody asked for");
    assert!(page.press("Seal calls here twice") == Event::SealingChosen);

    let page = Page::of(of(sealing(SealingStage::Unsealed(Unsealed::ThisBrowser)))).await;
    let sentence = "This browser cannot seal calls twice. They are encrypted from end to end, as ever.";
    page.shows(".sealing", sentence).await;

    let tampering = SealingView { tampering: Switch::On, ..sealing(SealingStage::Sealed) };
    let page = Page::of(of(tampering)).await;
    page.shows(".sealing", "Calls here are sealed twice. That stays so until you connect anew.").await;
    page.shows(
        "[role=alert] p",
        "What arrives is not what was sent. Something in between may be changing it, or one of the browsers has a fault. \
        What was changed is neither played nor shown. Compare the safety words: if they differ, leave, and meet another way.",
    )
    .await;
    assert!(page.press("Dismiss") == Event::SealingAlertsClosed);
}

#[wasm_bindgen_test]
async fn a_call_that_is_tried_out_can_be_sealed_twice_and_once_chosen_it_stays() {
    let trying = CallView { stage: CallStage::Trying, ..no_call() };
    let of = |sealing| TalkView { sealing: Some(sealing), ..talk(trying.clone()) };
    let page = Page::of(of(SealingView { wanted: Switch::Off, ..sealing(SealingStage::Open) })).await;
    page.shows("label:has(:enabled:not(:checked))", "Seal this call twice").await;
    page.meant.take();
    let choice = page.all("label.choice input").remove(0).dyn_into::<HtmlElement>().expect("a choice");
    choice.click();
    assert!(page.meant() == Event::SealingChosen);

    let page = Page::of(of(sealing(SealingStage::Agreed))).await;
    page.shows("label:has(:disabled:checked)", "Seal this call twice").await;
    page.shows("#sealing-stage", "Calls here will be sealed twice.").await;

    let page = Page::of(of(sealing(SealingStage::Unsealed(Unsealed::OtherSide)))).await;
    page.shows("label:has(:disabled:not(:checked))", "Seal this call twice").await;
}

#[wasm_bindgen_test]
async fn whoever_wanted_calls_sealed_twice_is_alarmed_where_they_go_on_without() {
    let unsealed = sealing(SealingStage::Unsealed(Unsealed::NotStarted));
    let let_down = SealingView { let_down: Switch::On, ..unsealed };
    let page = Page::of(TalkView { sealing: Some(let_down), ..talk(video_call()) }).await;
    let sentence = "Sealing calls twice did not start in time, so they go on without; they are encrypted from end to end, as \
        ever. To try again, connect anew.";
    page.shows("[role=alert] p", sentence).await;
    let status: Vec<_> = page.all(".sealing").iter().filter_map(|it| it.text_content()).collect();
    assert_eq!(status, [""], "it is said once");
    assert!(page.press("Dismiss") == Event::SealingAlertsClosed);
}

#[wasm_bindgen_test]
async fn leaving_a_call_with_the_conversation_asks_first() {
    let page = Page::in_call(video_call()).await;
    page.button("Leave").click();
    page.shows("button", "Yes, leave").await;
    assert!(page.press("Yes, leave") == Event::LeaveChosen);
}
