//! What the browser tells assistive technology about an element: its role and its name.

use fantoccini::{client::Client, elements::Element, wd::WebDriverCompatibleCommand};
use url::{ParseError, Url};

/// The role the browser computed, or nothing when the element is gone.
pub(crate) async fn role(client: &Client, element: &Element) -> Option<String> {
    computed(client, element, "computedrole").await
}

/// The accessible name the browser computed, or nothing when the element is gone.
pub(crate) async fn name(client: &Client, element: &Element) -> Option<String> {
    let name = computed(client, element, "computedlabel").await?;
    Some(name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The name written for a file field. Browsers add words of their own to it, and compute none where a button stands
/// in for a hidden field.
pub(crate) async fn name_of_file_field(client: &Client, field: &Element) -> Option<String> {
    let written =
        "return arguments[0].getAttribute('aria-label') ?? arguments[0].labels[0]?.textContent.trim()";
    let field = serde_json::to_value(field).ok()?;
    client.execute(written, vec![field]).await.ok()?.as_str().map(str::to_owned)
}

async fn computed(client: &Client, element: &Element, what: &'static str) -> Option<String> {
    let command = Computed { element: element.element_id().to_string(), what };
    client.issue_cmd(command).await.ok()?.as_str().map(str::to_owned)
}

/// *Get Computed Role* and *Get Computed Label*: WebDriver, sections 12.4.9 and 12.4.10.
#[derive(Debug)]
struct Computed {
    element: String,
    what: &'static str,
}

impl WebDriverCompatibleCommand for Computed {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/element/{}/{}", self.element, self.what))
    }

    fn method_and_body(&self, _request: &Url) -> (http::Method, Option<String>) {
        (http::Method::GET, None)
    }
}
