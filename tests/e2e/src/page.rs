//! One tab, and the ways to find things on it: by role and accessible name only.

use std::sync::Arc;

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::{
    accessibility,
    browser::Session,
    kind::{Kind, Language, Scheme},
    look::Wanted,
    phrases::translated,
    redact::redact,
    site::pictures,
};

/// A tab of a browser.
#[derive(Clone)]
pub struct Page {
    pub(crate) session: Arc<Session>,
    pub(crate) tab: WindowHandle,
    language: Language,
}

/// Puts a text where a person pastes it: a paste event first, then, unless the page took it, the text itself.
const PASTE: &str = "
    const [target, text] = arguments;
    const box = target ?? document.body;
    if (target) { box.focus(); box.select?.(); }
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    // Chromium takes the former, Firefox the latter two.
    const content = { clipboardData, dataType: 'text/plain', data: text };
    const paste = new ClipboardEvent('paste', { ...content, bubbles: true, cancelable: true });
    if (box.dispatchEvent(paste) && target) document.execCommand('insertText', false, text);";

/// Drops a file of a given name and content on the page.
const DROP: &str = "
    const [name, content] = arguments;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], name));
    for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }";

/// Hands a picture to the page: as a dropped file or as what is pasted.
const HAND_PICTURE: &str = "
    const [how, base64] = arguments;
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'picture.png', { type: 'image/png' }));
    const usual = { bubbles: true, cancelable: true };
    if (how === 'paste') {
        const paste = new ClipboardEvent('paste', usual);
        // Firefox lets nobody else fill an event's clipboard with more than text.
        Object.defineProperty(paste, 'clipboardData', { value: data });
        document.body.dispatchEvent(paste);
    } else for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, ...usual }));
    }";

impl Page {
    pub(crate) fn new(session: Arc<Session>, tab: WindowHandle, language: Language) -> Self {
        Self { session, tab, language }
    }

    /// The same page, looked at by somebody who expects it in this language: things are called by their English names
    /// in tests, and found by what the page calls them in its language.
    #[must_use]
    pub fn read_in(&self, language: Language) -> Self {
        Self { language, ..self.clone() }
    }

    /// Which browser shows this page.
    pub fn kind(&self) -> Kind {
        self.session.kind
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Opens another address in this tab.
    pub async fn go_to(&self, url: &str) -> Result<()> {
        // Drivers may stumble over the question whether one really wants to go.
        const UNASKED: &str = "addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), { capture: true })";
        self.run(UNASKED, vec![]).await?;
        let _shown = self.session.show(&self.tab).await?;
        self.session.client.goto(url).await.with_context(|| {
            format!("opening the page; the driver said: {}", redact(&self.session.driver_log()))
        })
    }

    /// Closes this tab; the browser goes on with its others.
    pub async fn close(self) -> Result<()> {
        let mut shown = self.session.show(&self.tab).await?;
        self.session.client.close_window().await?;
        let rest = self.session.client.windows().await?.into_iter().next();
        let rest = rest.context("the browser's only tab was closed, which ends the browser")?;
        self.session.client.switch_to_window(rest.clone()).await?;
        *shown = rest;
        Ok(())
    }

    /// The address in the address bar.
    pub async fn address(&self) -> Result<String> {
        let location = self.run("return location.href", vec![]).await?;
        Ok(location.as_str().unwrap_or_default().to_owned())
    }

    /// A button.
    pub fn button(&self, name: &str) -> Wanted {
        self.wanted("button", name)
    }

    /// What shows more or less of the page.
    pub fn disclosure(&self, name: &str) -> Wanted {
        self.wanted("disclosure", name)
    }

    /// A box to write in, or to copy from.
    pub fn textbox(&self, name: &str) -> Wanted {
        self.wanted("textbox", name)
    }

    /// A heading.
    pub fn heading(&self, name: &str) -> Wanted {
        self.wanted("heading", name)
    }

    /// A picture.
    pub fn image(&self, name: &str) -> Wanted {
        self.wanted("img", name)
    }

    /// A link.
    pub fn link(&self, name: &str) -> Wanted {
        self.wanted("link", name)
    }

    /// A running log.
    pub fn log(&self, name: &str) -> Wanted {
        self.wanted("log", name)
    }

    /// A list to choose from.
    pub fn combobox(&self, name: &str) -> Wanted {
        self.wanted("combobox", name)
    }

    /// One of several things, of which one is chosen.
    pub fn radio(&self, name: &str) -> Wanted {
        self.wanted("radio", name)
    }

    /// Something that is so or not.
    pub fn checkbox(&self, name: &str) -> Wanted {
        self.wanted("checkbox", name)
    }

    /// A part of the page with a name of its own.
    pub fn region(&self, name: &str) -> Wanted {
        self.wanted("region", name)
    }

    /// A measure that changes by itself.
    pub fn meter(&self, name: &str) -> Wanted {
        self.wanted("meter", name)
    }

    /// An item of a list.
    pub fn listitem(&self) -> Wanted {
        Wanted::new(self.clone(), "listitem").with_any_text()
    }

    /// A message that interrupts.
    pub fn alert(&self) -> Wanted {
        Wanted::new(self.clone(), "alert").with_any_text()
    }

    /// A message that does not interrupt.
    pub fn status(&self) -> Wanted {
        Wanted::new(self.clone(), "status").with_any_text()
    }

    /// The field behind a button that opens a file.
    pub fn file_field(&self, name: &str) -> Wanted {
        Wanted::file_field(self.clone()).named(translated(name, self.language))
    }

    pub(crate) fn wanted(&self, role: &'static str, name: &str) -> Wanted {
        Wanted::new(self.clone(), role).named(translated(name, self.language))
    }

    /// Pastes a text with the focus nowhere in particular.
    pub async fn paste(&self, text: &str) -> Result<()> {
        self.run(PASTE, vec![Value::Null, json!(text)]).await.map(drop)
    }

    /// Drops a file anywhere on the page.
    pub async fn drop_file(&self, name: &str, content: &str) -> Result<()> {
        self.run(DROP, vec![json!(name), json!(content)]).await.map(drop)
    }

    /// Drops a picture (PNG) anywhere on the page.
    pub async fn drop_picture(&self, picture: &[u8]) -> Result<()> {
        self.run(HAND_PICTURE, vec![json!("drop"), json!(STANDARD.encode(picture))]).await.map(drop)
    }

    /// Pastes a picture (PNG) with the focus nowhere in particular.
    pub async fn paste_picture(&self, picture: &[u8]) -> Result<()> {
        self.run(HAND_PICTURE, vec![json!("paste"), json!(STANDARD.encode(picture))]).await.map(drop)
    }

    /// Runs a script in the page and returns its value.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let _shown = self.session.show(&self.tab).await?;
        Ok(self.session.client.execute(script, arguments).await?)
    }

    /// Runs a script that calls its last argument with a value when it is done.
    pub async fn run_until_done(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let _shown = self.session.show(&self.tab).await?;
        Ok(self.session.client.execute_async(script, arguments).await?)
    }

    /// Presses a key or types text wherever the focus is.
    pub async fn press(&self, keys: &str) -> Result<()> {
        let _shown = self.session.show(&self.tab).await?;
        let focused = self.session.client.active_element().await?;
        Ok(focused.send_keys(keys).await?)
    }

    /// The accessible name of what has the focus.
    pub async fn focused_name(&self) -> Result<String> {
        let _shown = self.session.show(&self.tab).await?;
        let focused = self.session.client.active_element().await?;
        Ok(accessibility::name(&self.session.client, &focused).await.unwrap_or_default())
    }

    /// Gives the page's inside a size in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let viewport = json!({ "width": width, "height": height });
        let params = json!({ "context": String::from(self.tab.clone()), "viewport": viewport });
        self.session.watch.bidi.call("browsingContext.setViewport", params).await.map(drop)
    }

    /// Lets the device ask for light or dark colours from now on; Chromium only.
    pub async fn prefer(&self, scheme: Scheme) -> Result<()> {
        let _shown = self.session.show(&self.tab).await?;
        let value = if scheme == Scheme::Dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        let command =
            DevTools { method: "Emulation.setEmulatedMedia", params: json!({ "features": features }) };
        self.session.client.issue_cmd(command).await?;
        Ok(())
    }

    /// Leaves the site of an address room for so many bytes; Chromium only.
    pub(crate) async fn leave_room(&self, url: &str, bytes: u64) -> Result<()> {
        let _shown = self.session.show(&self.tab).await?;
        let params = json!({ "origin": Url::parse(url)?.origin().ascii_serialization(), "quotaSize": bytes });
        self.session.client.issue_cmd(DevTools { method: "Storage.overrideQuotaForOrigin", params }).await?;
        Ok(())
    }

    /// How far the page reaches beyond the side of its window, in pixels.
    pub async fn overhang(&self) -> Result<i64> {
        let script = "return document.documentElement.scrollWidth - window.innerWidth";
        self.run(script, vec![]).await?.as_i64().context("the page has no width")
    }

    /// What is on the screen, as a PNG.
    pub async fn screenshot(&self) -> Result<Vec<u8>> {
        let _shown = self.session.show(&self.tab).await?;
        Ok(self.session.client.screenshot().await?)
    }

    /// Everything on the page, however far one would scroll, as a PNG.
    pub async fn whole(&self) -> Result<Vec<u8>> {
        let params = json!({ "context": String::from(self.tab.clone()), "origin": "document" });
        let answer = self.session.watch.bidi.call("browsingContext.captureScreenshot", params).await?;
        Ok(STANDARD.decode(answer["data"].as_str().context("the browser gives no picture")?)?)
    }

    /// Saves a picture of the page under a name, and says where.
    pub async fn picture(&self, name: &str) -> Result<String> {
        let image = self.screenshot().await?;
        let file = pictures()?.join(format!("{name}.png"));
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&file, image)?;
        Ok(format!("target/e2e/{name}.png"))
    }

    pub(crate) async fn paste_into(&self, target: Value, text: &str) -> Result<()> {
        self.run(PASTE, vec![target, json!(text)]).await.map(drop)
    }
}

/// A command of Chromium's own developer tools.
#[derive(Debug)]
struct DevTools {
    method: &'static str,
    params: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _request: &Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.method, "params": self.params });
        (http::Method::POST, Some(body.to_string()))
    }
}
