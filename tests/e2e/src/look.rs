//! Looking for an element until it is there, and using it as a person does.

use std::{future::Future, time::Duration};

use anyhow::{Context, Result, anyhow, bail};
use fantoccini::{
    Locator,
    elements::Element,
    error::{CmdError, ErrorStatus},
};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::{accessibility, page::Page, phrases::translated, redact::redact, roles};

/// How long a person would wait at most before something is said to be missing.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(40);

/// So many pauses an element may move for.
const SETTLES_WITHIN: usize = 25;

/// A description of an element; nothing is looked for until it is used.
#[derive(Clone)]
pub struct Wanted {
    pub(crate) page: Page,
    role: &'static str,
    selector: &'static str,
    name: Option<String>,
    text: Option<String>,
    /// What it is a part of, where the whole page is too much.
    outer: Option<Box<Self>>,
    patience: Duration,
}

impl Wanted {
    pub(crate) fn new(page: Page, role: &'static str) -> Self {
        Self {
            page,
            role,
            selector: roles::selector(role),
            name: None,
            text: None,
            outer: None,
            patience: PATIENCE,
        }
    }

    /// File fields are usually hidden behind a button, so their role is whatever the browser says of a hidden field.
    pub(crate) fn file_field(page: Page) -> Self {
        Self { selector: roles::FILE_FIELDS, ..Self::new(page, roles::ANY) }
    }

    /// Only with this accessible name, white space aside.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// Only with text that contains this, whatever the case of its letters: style sheets change it.
    #[must_use]
    pub fn saying(mut self, text: &str) -> Self {
        self.text = Some(text.to_lowercase());
        self
    }

    /// Only with text that contains this English phrase, or what the page says in its place.
    #[must_use]
    pub fn saying_phrase(self, phrase: &str) -> Self {
        let phrase = translated(phrase, self.page.language()).to_owned();
        self.saying(&phrase)
    }

    /// Only with some text.
    #[must_use]
    pub(crate) fn with_any_text(self) -> Self {
        self.saying("")
    }

    /// Only as a part of something else.
    #[must_use]
    pub fn inside(mut self, outer: &Self) -> Self {
        self.outer = Some(Box::new(outer.clone()));
        self
    }

    /// With more or less patience than usual.
    #[must_use]
    pub fn within(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Waits until it is there.
    pub async fn appears(&self) -> Result<()> {
        self.use_it(async |_| Ok(())).await
    }

    /// Waits until it is gone.
    pub async fn disappears(&self) -> Result<()> {
        let deadline = Instant::now() + self.patience;
        while self.is_there().await? {
            if Instant::now() > deadline {
                return Err(self.failure("is still there").await);
            }
            sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Whether it is there now.
    pub async fn is_there(&self) -> Result<bool> {
        let _shown = self.page.session.show(&self.page.tab).await?;
        Ok(self.look().await?.is_some())
    }

    /// Clicks it.
    pub async fn click(&self) -> Result<()> {
        self.use_it(async |element| element.click().await).await
    }

    /// Clicks it once it stands still: a driver clicks at a place, whatever has moved there meanwhile.
    pub async fn click_when_still(&self) -> Result<()> {
        self.use_it(async |element| {
            settle(&element).await?;
            element.click().await
        })
        .await
    }

    /// Types into it, in place of what is there.
    pub async fn enter(&self, text: &str) -> Result<()> {
        self.use_it(async |element| {
            element.clear().await?;
            element.send_keys(text).await
        })
        .await
    }

    /// Types into it, after what is there.
    pub async fn press(&self, keys: &str) -> Result<()> {
        self.use_it(async |element| element.send_keys(keys).await).await
    }

    /// Chooses what a list offers under this name.
    pub async fn pick(&self, option: &str) -> Result<()> {
        let option = translated(option, self.page.language());
        self.use_it(async |element| element.select_by_label(option).await).await
    }

    /// Whether it is chosen.
    pub async fn is_chosen(&self) -> Result<bool> {
        self.use_it(async |element| element.is_selected().await).await
    }

    /// The texts of the items of the list in it, as soon as there are any.
    pub async fn items(&self) -> Result<Vec<String>> {
        let deadline = Instant::now() + self.patience;
        loop {
            let items = self.use_it(item_texts).await?;
            if !items.is_empty() {
                return Ok(items);
            }
            if Instant::now() > deadline {
                return Err(self.failure("has no list in it").await);
            }
            sleep(PAUSE).await;
        }
    }

    /// Scrolls until it is in sight.
    pub async fn into_sight(&self) -> Result<()> {
        let element = self.handle().await?;
        self.page
            .run("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", vec![element])
            .await
            .map(drop)
    }

    /// A picture of it alone, as a PNG.
    pub async fn cut_out(&self) -> Result<Vec<u8>> {
        self.into_sight().await?;
        self.use_it(async |element| element.screenshot().await).await
    }

    /// Chooses a file on disk; for file fields only.
    pub async fn choose(&self, file: &std::path::Path) -> Result<()> {
        self.press(&file.to_string_lossy()).await
    }

    /// Pastes into it, in place of what is there.
    pub async fn paste(&self, text: &str) -> Result<()> {
        let element =
            self.use_it(async |element| serde_json::to_value(element).map_err(CmdError::from)).await?;
        self.page.paste_into(element, text).await
    }

    /// Waits until it has the focus.
    pub async fn has_focus(&self) -> Result<()> {
        let deadline = Instant::now() + self.patience;
        loop {
            let element = self.handle().await?;
            let script = "return document.activeElement === arguments[0]";
            if self.page.run(script, vec![element]).await? == Value::Bool(true) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(self.failure("has no focus").await);
            }
            sleep(PAUSE).await;
        }
    }

    /// Its text.
    pub async fn text(&self) -> Result<String> {
        self.use_it(async |element| element.text().await).await
    }

    /// Its text, that too which is scrolled out of sight: drivers leave it out.
    pub async fn whole_text(&self) -> Result<String> {
        let element =
            self.use_it(async |element| serde_json::to_value(element).map_err(CmdError::from)).await?;
        let text = self.page.run("return arguments[0].innerText", vec![element]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// What is written in it, as soon as anything is.
    pub async fn filled(&self) -> Result<String> {
        let deadline = Instant::now() + self.patience;
        loop {
            let value = self.value().await?;
            if !value.trim().is_empty() {
                return Ok(value);
            }
            if Instant::now() > deadline {
                return Err(self.failure("stayed empty").await);
            }
            sleep(PAUSE).await;
        }
    }

    /// What is written in it now.
    pub async fn value(&self) -> Result<String> {
        self.use_it(async |element| element.prop("value").await).await.map(Option::unwrap_or_default)
    }

    /// The element as an argument for a script.
    pub async fn handle(&self) -> Result<Value> {
        self.use_it(async |element| serde_json::to_value(element).map_err(CmdError::from)).await
    }

    /// Waits until it is there, then does something with it; again when the page changed under the hand.
    pub(crate) async fn use_it<T, F>(&self, action: impl Fn(Element) -> F) -> Result<T>
    where
        F: Future<Output = Result<T, CmdError>>,
    {
        let deadline = Instant::now() + self.patience;
        let mut last = None;
        loop {
            {
                let _shown = self.page.session.show(&self.page.tab).await?;
                if let Some(element) = self.look().await? {
                    match action(element).await {
                        Ok(value) => return Ok(value),
                        Err(error) if is_passing(&error) => last = Some(error),
                        Err(error) => return Err(error).with_context(|| self.description()),
                    }
                }
            }
            if Instant::now() > deadline {
                let what = last
                    .map_or_else(|| "is not there".to_owned(), |error| format!("cannot be used: {error}"));
                return Err(self.failure(&what).await);
            }
            sleep(PAUSE).await;
        }
    }

    async fn look(&self) -> Result<Option<Element>> {
        let candidates = match &self.outer {
            None => self.page.session.client.find_all(Locator::Css(self.selector)).await,
            Some(outer) => match Box::pin(outer.look()).await? {
                Some(outer) => outer.find_all(Locator::Css(self.selector)).await,
                None => return Ok(None),
            },
        };
        let candidates = match candidates {
            Ok(candidates) => candidates,
            Err(error) if is_passing(&error) => return Ok(None),
            Err(error) => bail!(error),
        };
        for element in candidates {
            if self.fits(&element).await {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    async fn fits(&self, element: &Element) -> bool {
        let client = &self.page.session.client;
        if let Some(wanted) = &self.name {
            let name = if self.role == roles::ANY {
                accessibility::name_of_file_field(client, element).await
            } else {
                accessibility::name(client, element).await
            };
            if name.as_ref() != Some(wanted) {
                return false;
            }
        }
        if let Some(wanted) = &self.text {
            let Ok(text) = element.text().await else { return false };
            if text.trim().is_empty() || !text.to_lowercase().contains(wanted) {
                return false;
            }
        }
        if self.role == roles::ANY {
            return true;
        }
        let Some(role) = accessibility::role(client, element).await else { return false };
        roles::same(&role, self.role) && element.is_displayed().await.unwrap_or(false)
    }

    fn description(&self) -> String {
        let mut description = self.role.to_owned();
        if let Some(name) = &self.name {
            description.push_str(&format!(" “{name}”"));
        }
        if let Some(text) = self.text.as_ref().filter(|text| !text.is_empty()) {
            description.push_str(&format!(" saying “{text}”"));
        }
        if let Some(outer) = &self.outer {
            description.push_str(&format!(" inside {}", outer.description()));
        }
        description
    }

    async fn failure(&self, what: &str) -> anyhow::Error {
        let there =
            self.page.describe().await.unwrap_or_else(|error| format!("(nothing can be read: {error})"));
        let picture =
            self.page.picture(&picture_name()).await.unwrap_or_else(|error| format!("none: {error}"));
        anyhow!(
            "{:?}: {} {what} after {} s.\nOn the page:\n{there}\nPicture: {picture}",
            self.page.kind(),
            self.description(),
            self.patience.as_secs()
        )
    }
}

/// Waits until an element stays where it is, or seems never to do so.
async fn settle(element: &Element) -> Result<(), CmdError> {
    let mut before = element.rectangle().await?;
    for _ in 0..SETTLES_WITHIN {
        sleep(PAUSE).await;
        let now = element.rectangle().await?;
        if now == before {
            break;
        }
        before = now;
    }
    Ok(())
}

async fn item_texts(element: Element) -> Result<Vec<String>, CmdError> {
    let mut texts = Vec::new();
    for item in element.find_all(Locator::Css(roles::selector("listitem"))).await? {
        texts.push(item.text().await?.trim().to_owned());
    }
    Ok(texts)
}

impl Page {
    /// Roles and names of everything on the page, a line each, without codes and addresses.
    pub async fn describe(&self) -> Result<String> {
        let _shown = self.session.show(&self.tab).await?;
        let client = &self.session.client;
        let mut lines = Vec::new();
        for element in client.find_all(Locator::Css(&roles::every_selector())).await? {
            if !element.is_displayed().await.unwrap_or(false) {
                continue;
            }
            let role = accessibility::role(client, &element).await.unwrap_or_default();
            let name = accessibility::name(client, &element).await.unwrap_or_default();
            let text = element.text().await.unwrap_or_default().replace('\n', " / ");
            let text = if name == text { String::new() } else { format!(": {}", redact(&text)) };
            lines.push(format!("  {role} “{}”{text}", redact(&name)));
        }
        Ok(lines.join("\n"))
    }
}

/// Whether trying again may help: the page was changing.
fn is_passing(error: &CmdError) -> bool {
    error.is_stale_element_reference()
        || error.is_no_such_element()
        || error.is_element_not_interactable()
        || error.is_invalid_element_state()
        || matches!(error, CmdError::Standard(standard) if standard.error == ErrorStatus::ElementClickIntercepted)
}

/// The running test's name, which the test harness gives to its thread.
fn picture_name() -> String {
    let thread = std::thread::current();
    thread.name().unwrap_or("page").replace("::", "-")
}
