//! The chat in a real browser: what it shows of a view, and what it makes of what people do.
#![cfg(target_arch = "wasm32")]

mod support;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use heliograph_session::{
    Author, Channel, Copied, Entry, Event, Fate, Health, Keeping, Language, Line, LineKey, Mark, Parting,
    Path, Quote, Reactions, SafetyView, Screen, TalkView, Theme, TransferEnd, TransferId, TransferState,
    TransferView, View, Way, Who,
};
use heliograph_wire::control::{Shown, Switch};
use heliograph_wire::{Millis, Private};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};
use yew::{AppHandle, Callback, Html, Properties, Renderer, component, use_node_ref};

use support::{breathe, comes_true, document};

wasm_bindgen_test_configure!(run_in_browser);

#[derive(PartialEq, Properties)]
struct Props {
    view: View,
    on_event: Callback<Event>,
}

#[component]
fn Showing(props: &Props) -> Html {
    heliograph_app::page(&props.view, use_node_ref(), &props.on_event)
}

/// A page that shows what it is told, and remembers what the person meant.
struct Page {
    app: Option<AppHandle<Showing>>,
    root: Element,
    on_event: Callback<Event>,
    events: Rc<RefCell<Vec<Event>>>,
}

impl Page {
    async fn open(talk: TalkView) -> Self {
        let root = document().create_element("div").expect("an element");
        document().body().expect("a body").append_child(&root).expect("a place for it");
        let events = Rc::new(RefCell::new(Vec::new()));
        let heard = Rc::clone(&events);
        let on_event = Callback::from(move |event| heard.borrow_mut().push(event));
        let props = Props { view: view(talk), on_event: on_event.clone() };
        let app = Some(Renderer::<Showing>::with_root_and_props(root.clone(), props).render());
        let page = Self { app, root, on_event, events };
        page.shows("h1", "onnected").await;
        page
    }

    fn show(&mut self, talk: TalkView) {
        let props = Props { view: view(talk), on_event: self.on_event.clone() };
        self.app.as_mut().expect("the page is open").update(props);
    }

    fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).expect("a selector");
        (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect()
    }

    /// Waits until an element says `text`.
    async fn shows(&self, selector: &str, text: &str) {
        let says = |it: &HtmlElement| it.text_content().is_some_and(|it| it.contains(text));
        assert!(comes_true(|| self.all(selector).iter().any(says)).await, "no {selector} says “{text}”");
    }

    /// The elements of a kind that go by this name: by their label, or else by what they say.
    fn named(&self, selector: &str, name: &str) -> Vec<HtmlElement> {
        let named =
            |it: &HtmlElement| it.get_attribute("aria-label").or(it.text_content()).as_deref() == Some(name);
        self.all(selector).into_iter().filter(named).collect()
    }

    /// Presses the last button of this name, as soon as there is one.
    async fn press(&self, name: &str) {
        assert!(comes_true(|| !self.named("button", name).is_empty()).await, "no button is called “{name}”");
        self.named("button", name).pop().expect("there is one").click();
        breathe().await;
    }

    fn field(&self) -> HtmlElement {
        self.all("textarea").pop().expect("a place to write")
    }

    fn meant(&self, event: &Event) -> bool {
        self.events.borrow().contains(event)
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

/// Presses a key where the focus is.
fn strike(key: &str) {
    let script = "document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))";
    let script = js_sys::Function::new_with_args("key", script);
    script.call1(&JsValue::NULL, &JsValue::from_str(key)).expect("the script runs");
}

fn private(text: &str) -> Private<String> {
    Private::new(text.to_owned())
}

fn line(id: u64, author: Author, text: &str) -> Line {
    Line { id, author, text: private(text), at: None, replies_to: None, reactions: Reactions::default() }
}

fn entry(line: Line) -> Entry {
    Entry::Line(Rc::new(line))
}

fn key(by: Who, id: u64) -> LineKey {
    LineKey { by, id }
}

fn talk(entries: Vec<Entry>) -> TalkView {
    TalkView {
        entries: Rc::new(entries),
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
        call: None,
        statistics: None,
        callee: None,
        problem: None,
    }
}

fn view(talk: TalkView) -> View {
    View {
        screen: Screen::Talk(Box::new(talk)),
        aside: None,
        update: None,
        language: Language::English,
        theme: Theme::System,
    }
}

/// Two messages: a question, and a reply to it.
fn two_messages() -> Vec<Entry> {
    let quote = Quote { line: key(Who::Other, 1), text: private("Are you there?") };
    let reply = line(1, Author::Me(Mark::Delivered), "Yes");
    vec![
        entry(line(1, Author::Other, "Are you there?")),
        entry(Line { replies_to: Some(Rc::new(quote)), ..reply }),
    ]
}

const OUT: TransferId = TransferId { way: Way::Out, number: 1 };
const IN: TransferId = TransferId { way: Way::In, number: 1 };

fn transfer(id: TransferId, state: TransferState) -> TransferView {
    TransferView {
        id,
        name: private("report.pdf"),
        files: 1,
        bytes: 2_000_000,
        media_type: "application/pdf".to_owned(),
        shown: Shown::Named,
        picture: None,
        again: Switch::On,
        state,
        arrived: 500_000,
        speed: Some(12_500),
        time_left: Some(Millis::seconds(120)),
    }
}

fn talk_of(transfer: TransferView) -> TalkView {
    let entries = vec![Entry::Files(transfer.id)];
    let transfers = BTreeMap::from([(transfer.id, Rc::new(transfer))]);
    TalkView { transfers: Rc::new(transfers), ..talk(entries) }
}

#[wasm_bindgen_test]
async fn what_can_be_done_with_a_message_unfolds_beside_it_and_folds_when_it_is_done() {
    let page = Page::open(talk(two_messages())).await;
    page.press("More").await;
    page.shows("[role=group][aria-label=Actions]", "Reply").await;
    page.press("Reply").await;
    assert!(page.meant(&Event::ReplyChosen(Some(key(Who::Me, 1)))));
    assert!(comes_true(|| page.named("[role=group]", "Actions").is_empty()).await, "the menu stays open");
    page.press("More").await;
    page.press("Copy").await;
    assert!(page.meant(&Event::CopyChosen(private("Yes"))));
    page.press("More").await;
    page.press("👍").await;
    assert!(page.meant(&Event::ReactionChosen { line: key(Who::Me, 1), emoji: private("👍") }));
}

#[wasm_bindgen_test]
async fn arrow_keys_lead_from_message_to_message_and_escape_folds_what_was_unfolded() {
    let page = Page::open(talk(two_messages())).await;
    let more = page.named("button", "More");
    let stops: Vec<i32> = more.iter().map(HtmlElement::tab_index).collect();
    assert_eq!(stops, [-1, 0], "the tab key stops at each message");
    more[1].focus().expect("a button takes the focus");
    strike("ArrowUp");
    let focused = document().active_element().expect("something has the focus");
    assert!(focused == *more[0].unchecked_ref::<Element>());
    more[0].click();
    page.shows("[role=group]", "Reply").await;
    strike("Escape");
    assert!(comes_true(|| page.named("[role=group]", "Actions").is_empty()).await, "the menu stays open");
}

#[wasm_bindgen_test]
async fn reactions_say_whose_they_are_and_the_same_once_more_takes_it_back() {
    let reactions = Reactions { mine: Some(private("👍")), theirs: Some(private("❤️")) };
    let page = Page::open(talk(vec![entry(Line { reactions, ..line(1, Author::Other, "Look") })])).await;
    page.shows(".message", "Your reaction: 👍").await;
    page.shows(".message", "Their reaction: ❤️").await;
    page.press("More").await;
    page.press("👍").await;
    assert!(page.meant(&Event::ReactionChosen { line: key(Who::Other, 1), emoji: private("") }));
}

#[wasm_bindgen_test]
async fn a_reply_leads_to_the_message_that_it_replies_to() {
    let page = Page::open(talk(two_messages())).await;
    page.all("button.quote").pop().expect("a quote").click();
    let focused = document().active_element().and_then(|it| it.text_content());
    assert!(focused.is_some_and(|it| it.contains("Are you there?") && !it.contains("Yes")));
}

#[wasm_bindgen_test]
async fn who_replies_sees_to_what_and_writes_at_once_or_does_not_after_all() {
    let mut page = Page::open(talk(two_messages())).await;
    let replying_to = Some(Rc::new(line(1, Author::Other, "Are you there?")));
    page.show(TalkView { replying_to, ..talk(two_messages()) });
    page.shows("p", "Replying to: Are you there?").await;
    assert!(
        comes_true(|| document().active_element() == Some(page.field().into())).await,
        "no place to write"
    );
    strike("Escape");
    assert!(page.meant(&Event::ReplyChosen(None)));
    page.events.borrow_mut().clear();
    page.press("Do not reply").await;
    assert!(page.meant(&Event::ReplyChosen(None)));
}

#[wasm_bindgen_test]
async fn nobody_is_left_guessing_who_writes_and_what_was_copied() {
    let mut page = Page::open(talk(Vec::new())).await;
    page.show(TalkView { typing: Switch::On, ..talk(Vec::new()) });
    page.shows("[role=status]", "They are writing…").await;
    page.show(TalkView { copied: Some(Copied::Done), ..talk(Vec::new()) });
    page.shows("[role=status]", "Copied.").await;
    page.show(TalkView { copied: Some(Copied::Failed), ..talk(Vec::new()) });
    page.shows("[role=status]", "did not allow copying").await;
}

#[wasm_bindgen_test]
async fn keeping_a_chat_warns_and_deleting_it_asks() {
    let mut page = Page::open(talk(Vec::new())).await;
    page.press("Chat options").await;
    page.all("input[type=checkbox]").pop().expect("a checkbox").click();
    assert!(page.meant(&Event::ChatKeepingChosen(Keeping::OnThisDevice)));
    page.show(TalkView { keeping: Keeping::OnThisDevice, ..talk(Vec::new()) });
    page.shows("[role=status]", "Anyone who can open this browser can read it.").await;
    page.press("Delete this chat").await;
    assert!(!page.meant(&Event::ChatForgetChosen));
    page.press("Yes, delete it").await;
    assert!(page.meant(&Event::ChatForgetChosen));
}

#[wasm_bindgen_test]
async fn what_is_offered_is_accepted_or_refused() {
    let page = Page::open(talk_of(transfer(IN, TransferState::Offered))).await;
    page.shows("[role=group][aria-label='report.pdf']", "Document · 2.0 MB").await;
    page.shows("[role=status]", "They offer this. Do you want it?").await;
    page.press("Accept").await;
    page.press("Refuse").await;
    assert!(page.meant(&Event::FilesAccepted(IN)) && page.meant(&Event::FilesRefused(IN)));
}

#[wasm_bindgen_test]
async fn a_transfer_says_how_far_it_is_and_changes_its_buttons_with_its_state() {
    let mut page = Page::open(talk_of(transfer(OUT, TransferState::Going))).await;
    page.shows("[role=group]", "500 kB of 2.0 MB · 13 kB per second · about 2 minutes left").await;
    assert_eq!(page.named("progress", "Progress of report.pdf").len(), 1);
    for (state, says, button, means) in [
        (TransferState::Going, "Sending", "Pause", Event::FilesPaused(OUT)),
        (TransferState::PausedHere, "Paused by you", "Continue", Event::FilesContinued(OUT)),
        (TransferState::PausedThere, "Paused by them", "Cancel", Event::FilesCancelled(OUT)),
        (TransferState::Waiting, "Waits for the connection", "Cancel", Event::FilesCancelled(OUT)),
    ] {
        page.events.borrow_mut().clear();
        page.show(talk_of(transfer(OUT, state)));
        page.shows("[role=group] [role=status]", says).await;
        page.press(button).await;
        assert!(page.meant(&means), "{button} means something else");
    }
    page.show(talk_of(transfer(OUT, TransferState::Ended(TransferEnd::NoRoomThere))));
    page.shows("[role=group] [role=status]", "not enough room on their device").await;
    assert!(page.all("[role=group] button").is_empty() && page.all("progress").is_empty());
    page.show(talk_of(transfer(IN, TransferState::Stored)));
    page.shows("[role=group] [role=status]", "Received").await;
    page.press("Save again").await;
    assert!(page.meant(&Event::FilesSaveChosen(IN)));
}

#[wasm_bindgen_test]
async fn a_picture_is_shown_among_the_messages_and_large_when_somebody_wants_that() {
    let picture = Some(private("data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="));
    let stored = transfer(IN, TransferState::Stored);
    let page = Page::open(talk_of(TransferView { picture, shown: Shown::Picture, ..stored })).await;
    assert_eq!(page.all("img[alt='Picture from them: report.pdf']").len(), 1);
    page.press("Show large: Picture from them: report.pdf").await;
    assert!(comes_true(|| page.all("dialog[open]").len() == 1).await, "it is not shown large");
    page.press("Save picture").await;
    assert!(page.meant(&Event::FilesSaveChosen(IN)));
    page.press("Close").await;
    assert!(comes_true(|| page.all("dialog").is_empty()).await, "it stays large");
}

#[wasm_bindgen_test]
async fn where_nobody_is_or_another_tool_nothing_is_offered_that_cannot_be() {
    let mut page = Page::open(talk(two_messages())).await;
    page.shows("button", "Send files").await;
    page.show(TalkView { channel: Channel::Theirs, ..talk(two_messages()) });
    assert!(
        comes_true(|| page.named("button", "Send files").is_empty()).await,
        "another tool takes no files"
    );
    page.press("More").await;
    assert!(page.named("button", "Reply").is_empty());
    assert_eq!(page.named("button", "Copy").len(), 1);
    page.show(TalkView { parting: Some(Parting::Left), ..talk(two_messages()) });
    assert!(comes_true(|| page.field().has_attribute("readonly")).await, "one can write to nobody");
}

#[wasm_bindgen_test]
async fn the_last_of_several_messages_of_one_minute_tells_the_time() {
    let at = |id, author, minute: u64| {
        let at = Some(Millis::minutes(29_000_000 + minute));
        entry(Line { at, ..line(id, author, "Look") })
    };
    let me = Author::Me(Mark::Delivered);
    let lines =
        vec![at(1, me, 0), at(2, me, 0), at(3, me, 1), at(1, Author::Other, 1), at(2, Author::Other, 1)];
    let page = Page::open(talk(lines)).await;
    page.shows(".message:nth-child(2) time", ":").await;
    let told: Vec<bool> = page
        .all(".message")
        .iter()
        .map(|it| it.query_selector("time").expect("a selector").is_some())
        .collect();
    assert_eq!(told, [false, true, true, false, true]);
}

#[wasm_bindgen_test]
async fn whoever_sends_pictures_as_files_says_whether_what_a_camera_wrote_goes_along() {
    let page = Page::open(TalkView { pictures: Switch::On, ..talk(Vec::new()) }).await;
    for (name, fate) in [
        ("Send smaller, without place and camera", Fate::Drawn),
        ("Send as it is", Fate::Unchanged),
        ("Do not send", Fate::NotSent),
    ] {
        page.press(name).await;
        assert!(page.meant(&Event::PicturesDecided(fate)), "{name}");
    }
}

#[wasm_bindgen_test]
async fn leaving_asks_where_something_would_be_lost_and_nowhere_else() {
    let kept = TalkView { keeping: Keeping::OnThisDevice, ..talk(two_messages()) };
    for talk in [talk(Vec::new()), kept] {
        let page = Page::open(talk).await;
        page.press("Leave").await;
        assert!(page.meant(&Event::LeaveChosen));
    }
    let unfinished = [
        talk(two_messages()),
        talk(vec![entry(line(1, Author::Me(Mark::Sending), "Yes"))]),
        talk_of(transfer(OUT, TransferState::Going)),
    ];
    for talk in unfinished {
        let page = Page::open(talk).await;
        page.press("Leave").await;
        page.press("No, stay").await;
        page.press("Leave").await;
        assert!(!page.meant(&Event::LeaveChosen));
        page.press("Yes, leave").await;
        assert!(page.meant(&Event::LeaveChosen));
    }
}

#[wasm_bindgen_test]
async fn a_broken_way_is_not_called_connected() {
    let mut page = Page::open(talk(Vec::new())).await;
    page.shows("h1", "Connected").await;
    page.show(TalkView { health: Health::Broken, ..talk(Vec::new()) });
    page.shows("h1", "Looking for a way…").await;
}
