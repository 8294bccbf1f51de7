//! The page in a real browser, alone: what it shows, and what it makes of paste, drop and mistakes.
#![cfg(target_arch = "wasm32")]

mod support;

use heliograph_app::App;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

use support::{comes_true, document};

wasm_bindgen_test_configure!(run_in_browser);

/// One app in an element of its own; gone when it is dropped.
struct Page {
    app: Option<yew::AppHandle<App>>,
    root: Element,
}

impl Page {
    async fn open() -> Self {
        let root = document().create_element("div").expect("an element");
        document().body().expect("a body").append_child(&root).expect("a place for it");
        let app = Some(yew::Renderer::<App>::with_root(root.clone()).render());
        let page = Self { app, root };
        page.shows("h1", "Heliograph").await;
        page
    }

    /// Waits until an element says `text`.
    async fn shows(&self, selector: &str, text: &str) {
        let says = |element: &Element| element.text_content().is_some_and(|it| it.contains(text));
        assert!(comes_true(|| self.all(selector).iter().any(says)).await, "no {selector} says “{text}”");
    }

    /// What is there for a person: not what lies below help or settings.
    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).expect("a selector");
        let elements = (0..found.length()).filter_map(|place| found.get(place)?.dyn_into::<Element>().ok());
        elements.filter(|it| it.closest("[hidden]").expect("a selector").is_none()).collect()
    }

    fn press(&self, name: &str) {
        let button = self.all("button").into_iter().find(|it| it.text_content().as_deref() == Some(name));
        let button = button.unwrap_or_else(|| panic!("no button is called “{name}”"));
        button.dyn_into::<HtmlElement>().expect("a button").click();
    }

    /// The field that a label is for.
    fn labelled(&self, name: &str) -> HtmlElement {
        let label =
            self.all("label").into_iter().find(|it| it.text_content().is_some_and(|it| it.starts_with(name)));
        let label = label.unwrap_or_else(|| panic!("no label says “{name}”"));
        let field = label.query_selector("input, textarea, select").expect("a selector");
        field.expect("a label has its field").dyn_into().expect("a field")
    }

    fn fill(&self, name: &str, text: &str) {
        set_value(&self.labelled(name), text, "input");
    }

    fn choose(&self, name: &str, value: &str) {
        set_value(&self.labelled(name), value, "change");
    }

    async fn invite(&self) -> String {
        self.press("Invite someone");
        self.shows("label", "Invite code").await;
        value(&self.labelled("Invite code"))
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

fn value(field: &HtmlElement) -> String {
    let value = js_sys::Reflect::get(field, &JsValue::from_str("value")).expect("a field has a value");
    value.as_string().expect("which is text")
}

/// Sets what a field holds, and says so as a browser does.
fn set_value(field: &HtmlElement, value: &str, event: &str) {
    js_sys::Reflect::set(field, &JsValue::from_str("value"), &JsValue::from_str(value))
        .expect("a field is set");
    let said = web_sys::EventInit::new();
    said.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict(event, &said).expect("an event");
    field.dispatch_event(&event).expect("is dispatched");
}

/// What stays of a code while it learns of more ways to this side.
fn tag(code: &str) -> String {
    code.chars().take(12).collect()
}

fn root() -> Element {
    document().document_element().expect("a document has a root")
}

/// The language that the document is said to be in.
fn spoken() -> Option<String> {
    root().get_attribute("lang")
}

/// Runs a script of the test's own, as the person's hand.
fn run(script: &str, text: &str) {
    let script = js_sys::Function::new_with_args("text", script);
    script.call1(&JsValue::NULL, &JsValue::from_str(text)).expect("the script runs");
}

const PASTE: &str = "
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    // Firefox knows no `clipboardData` here, the others no `data`.
    const paste = { clipboardData, data: text, dataType: 'text/plain', bubbles: true };
    document.body.dispatchEvent(new ClipboardEvent('paste', paste));
";

const DROP: &str = "
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'invite.heliograph'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
";

#[wasm_bindgen_test]
async fn the_first_page_offers_both_ways_to_begin() {
    let page = Page::open().await;
    for name in ["Invite someone", "Scan an invite", "I have an invite", "Help", "Settings"] {
        page.shows("button", name).await;
    }
}

#[wasm_bindgen_test]
async fn an_invite_shows_its_code_its_picture_and_a_place_for_the_reply() {
    let page = Page::open().await;
    let code = page.invite().await;
    assert!(code.starts_with('I') && code.len() > 70, "that is no code");
    assert_eq!(page.all("svg[role=img]").len(), 1);
    page.shows("label", "Their reply").await;
    page.press("Back");
    page.shows("h1", "Heliograph").await;
}

#[wasm_bindgen_test]
async fn a_code_pasted_anywhere_is_understood() {
    let page = Page::open().await;
    let code = page.invite().await;
    run(PASTE, &code);
    page.shows("[role=alert]", "your own invite").await;
    run(PASTE, "good morning");
    page.shows("[role=alert]", "not a Heliograph code").await;
}

#[wasm_bindgen_test]
async fn a_file_dropped_anywhere_is_understood() {
    let page = Page::open().await;
    let code = page.invite().await;
    run(DROP, &format!("A Heliograph invite\n\n{code}\n"));
    page.shows("[role=alert]", "your own invite").await;
    run(DROP, &"x".repeat(70_000));
    page.shows("[role=alert]", "holds no Heliograph code").await;
    page.press("Back");
    page.shows("h1", "Heliograph").await;
    run(DROP, &code);
    page.shows("h1", "Send this reply back").await;
}

#[wasm_bindgen_test]
async fn settings_that_cannot_be_are_refused_with_the_reason() {
    let page = Page::open().await;
    page.press("Settings");
    page.shows("h1", "Settings").await;
    assert!(page.all("textarea").is_empty(), "there is a place for servers that nobody asks");
    page.labelled("Ask my own").click();
    page.shows("label", "My STUN servers").await;
    for (servers, reason) in [
        ("", "at least one server"),
        ("turn:relay.example.org", "Only STUN servers"),
        ("a b c d e", "at most four"),
    ] {
        page.fill("My STUN servers", servers);
        page.press("Save");
        page.shows("[role=alert]", reason).await;
    }
    page.fill("My STUN servers", "stun.example.org");
    page.fill("Your name", &"x".repeat(200));
    page.press("Save");
    page.shows("[role=alert]", "too long").await;
    page.fill("Your name", "Ana");
    page.press("Save");
    page.shows("h1", "Heliograph").await;
    page.press("Settings");
    page.shows("label", "My STUN servers").await;
    assert_eq!(value(&page.labelled("Your name")), "Ana");
    assert_eq!(value(&page.labelled("My STUN servers")), "stun.example.org:3478");
}

#[wasm_bindgen_test]
async fn another_language_is_spoken_at_once_and_keeps_what_was_typed() {
    let page = Page::open().await;
    page.press("Settings");
    page.shows("h1", "Settings").await;
    page.fill("Your name", "Ana");
    page.choose("Language", "de");
    page.shows("h1", "Einstellungen").await;
    assert_eq!(spoken().as_deref(), Some("de"));
    assert_eq!(value(&page.labelled("Dein Name")), "Ana");
    page.press("Zurück");
    page.shows("button", "Jemanden einladen").await;
    page.press("Einstellungen");
    page.shows("h1", "Einstellungen").await;
    page.choose("Sprache", "en");
    page.shows("h1", "Settings").await;
    assert_eq!(spoken().as_deref(), Some("en"));
}

#[wasm_bindgen_test]
async fn colours_that_are_chosen_are_said_to_the_style_sheets_at_once() {
    let page = Page::open().await;
    page.press("Settings");
    page.shows("h1", "Settings").await;
    for (choice, said) in [("dark", Some("dark")), ("light", Some("light")), ("", None)] {
        page.choose("Colours", choice);
        assert!(
            comes_true(|| root().get_attribute("data-theme").as_deref() == said).await,
            "no {choice} colours"
        );
    }
}

#[wasm_bindgen_test]
async fn help_and_settings_lose_nothing_of_an_invite() {
    let page = Page::open().await;
    let code = page.invite().await;
    page.press("Help");
    page.shows("h1", "How it works").await;
    page.press("Back");
    page.shows("h1", "Invite someone").await;
    page.press("Settings");
    page.shows("h1", "Settings").await;
    page.press("Back");
    page.shows("h1", "Invite someone").await;
    assert_eq!(tag(&value(&page.labelled("Invite code"))), tag(&code));
}

#[wasm_bindgen_test]
async fn everything_is_forgotten_only_after_a_second_word() {
    let page = Page::open().await;
    page.press("Settings");
    page.shows("h1", "Settings").await;
    page.fill("Your name", "Ana");
    page.press("Save");
    page.shows("h1", "Heliograph").await;
    page.press("Settings");
    page.shows("button", "Forget everything").await;
    page.press("Forget everything");
    page.shows("[role=alert]", "erases").await;
    page.press("No, keep it");
    page.shows("button", "Forget everything").await;
    page.press("Forget everything");
    page.shows("button", "Yes, forget everything").await;
    page.press("Yes, forget everything");
    page.shows("[role=status]", "Everything is forgotten.").await;
    page.press("Settings");
    page.shows("label", "Your name").await;
    assert_eq!(value(&page.labelled("Your name")), "");
}

#[wasm_bindgen_test]
async fn a_screen_that_appears_takes_the_focus_to_its_heading() {
    let page = Page::open().await;
    page.press("I have an invite");
    page.shows("h1", "Join").await;
    let focused = document().active_element().and_then(|it| it.text_content());
    assert_eq!(focused.as_deref(), Some("Join"));
}
