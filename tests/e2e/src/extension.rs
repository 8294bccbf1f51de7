//! Extensions of browsers.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use crate::{browser::Browser, kind::Kind};

/// The name of the app's extension in Firefox, and the host of its pages: Firefox makes up another one for each
/// profile, unless it was told before.
pub(crate) const EXTENSION: &str = "heliograph@heliograph";
pub(crate) const EXTENSION_HOST: &str = "c0ffee00-c0de-4a11-8a11-c0ffee00c0de";

impl Browser {
    /// Installs the app's extension from a folder for as long as the browser runs, and returns the address of its
    /// page. The browser must have been started as one that takes extensions.
    pub async fn install(&self, folder: &Path) -> Result<String> {
        if self.kind() == Kind::Firefox {
            self.session.watch_from_within().await?;
        }
        let what = json!({ "extensionData": { "type": "path", "path": folder } });
        let answer = self.session.watch.bidi.call("webExtension.install", what).await?;
        let id = answer["extension"].as_str().context("the browser does not name the extension")?;
        Ok(match self.kind() {
            Kind::Chromium | Kind::ChromiumWithoutMunging => format!("chrome-extension://{id}/index.html"),
            Kind::Firefox => format!("moz-extension://{EXTENSION_HOST}/index.html"),
        })
    }
}
