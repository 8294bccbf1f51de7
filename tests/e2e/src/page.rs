//! One tab, and the ways to find things on it: by role and accessible name only.

use std::sync::Arc;

use anyhow::{Context, Result};
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};

use crate::{accessibility, browser::Session, kind::Kind, look::Wanted, redact::redact, site::pictures};

/// A tab of a browser.
#[derive(Clone)]
pub struct Page {
    pub(crate) session: Arc<Session>,
    pub(crate) tab: WindowHandle,
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

impl Page {
    pub(crate) fn new(session: Arc<Session>, tab: WindowHandle) -> Self {
        Self { session, tab }
    }

    /// Which browser shows this page.
    pub fn kind(&self) -> Kind {
        self.session.kind
    }

    /// Opens another address in this tab.
    pub async fn go_to(&self, url: &str) -> Result<()> {
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
        Wanted::new(self.clone(), "button").named(name)
    }

    /// A box to write in, or to copy from.
    pub fn textbox(&self, name: &str) -> Wanted {
        Wanted::new(self.clone(), "textbox").named(name)
    }

    /// A heading.
    pub fn heading(&self, name: &str) -> Wanted {
        Wanted::new(self.clone(), "heading").named(name)
    }

    /// A picture.
    pub fn image(&self, name: &str) -> Wanted {
        Wanted::new(self.clone(), "img").named(name)
    }

    /// A link.
    pub fn link(&self, name: &str) -> Wanted {
        Wanted::new(self.clone(), "link").named(name)
    }

    /// A running log.
    pub fn log(&self, name: &str) -> Wanted {
        Wanted::new(self.clone(), "log").named(name)
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
        Wanted::file_field(self.clone()).named(name)
    }

    /// Pastes a text with the focus nowhere in particular.
    pub async fn paste(&self, text: &str) -> Result<()> {
        self.run(PASTE, vec![Value::Null, json!(text)]).await.map(drop)
    }

    /// Drops a file anywhere on the page.
    pub async fn drop_file(&self, name: &str, content: &str) -> Result<()> {
        self.run(DROP, vec![json!(name), json!(content)]).await.map(drop)
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

    /// Saves a picture of the page under a name, and says where.
    pub async fn picture(&self, name: &str) -> Result<String> {
        let _shown = self.session.show(&self.tab).await?;
        let image = self.session.client.screenshot().await?;
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
