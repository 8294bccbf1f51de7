//! The extension, for Chromium and for Firefox. What the two disagree on is in a file for each.

use super::archive::Archive;
use crate::{page, workspace};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// Who the extension is packed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Chromium and its relatives.
    Chromium,
    /// Firefox, on computers and on phones.
    Firefox,
}

/// The pictures that the manifest names.
const ICONS: [u16; 4] = [16, 32, 48, 128];
const LANGUAGES: [&str; 2] = ["de", "en"];

impl Browser {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// As names of files spell it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }
}

/// Writes the extension into a folder, out of a finished site; browsers load such a folder as it is.
pub fn write(browser: Browser, site: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    page::write_extension(site, folder, without_html)?;
    let assets = workspace::root().join("assets");
    let sources = assets.join("extension");
    fs::write(folder.join("manifest.json"), format!("{:#}\n", manifest(browser, &sources)?))?;
    fs::copy(sources.join("background.js"), folder.join("background.js"))?;
    fs::create_dir_all(folder.join("icons"))?;
    for size in ICONS {
        let name = format!("icons/icon-{size}.png");
        fs::copy(assets.join(&name), folder.join(&name))?;
    }
    for language in LANGUAGES {
        let name = format!("_locales/{language}");
        fs::create_dir_all(folder.join(&name))?;
        let name = format!("{name}/messages.json");
        fs::copy(sources.join(&name), folder.join(&name))?;
    }
    Ok(())
}

/// The extension as one file, as stores take it.
pub(super) fn packed(browser: Browser, site: &Path, moment: i64) -> Result<Vec<u8>> {
    let folder = tempfile::tempdir()?;
    write(browser, site, folder.path())?;
    Archive::of_folder(folder.path())?.packed("", moment)
}

/// Puts something harmless in place of what Mozilla warns of: Yew can make HTML out of text. Nothing here asks it to, and
/// Trusted Types would refuse it.
fn without_html(script: &str) -> Result<String> {
    let harmless = script.replace(
        "getObject(arg0).innerHTML = getStringFromWasm0(arg1, arg2);",
        "throw new TypeError(\"No text becomes HTML here.\");",
    );
    ensure!(!harmless.contains(".innerHTML"), "a script for the extension makes HTML in an unknown way");
    Ok(harmless)
}

fn manifest(browser: Browser, sources: &Path) -> Result<Value> {
    let mut manifest = read(&sources.join("manifest.json"))?;
    let Value::Object(own) = read(&sources.join(format!("{}.json", browser.word())))? else {
        bail!("the part of the manifest for {} is no object", browser.word());
    };
    for (name, value) in own {
        ensure!(manifest.get(&name).is_none(), "the manifest for {} says {name} twice", browser.word());
        manifest[name] = value;
    }
    manifest["version"] = env!("CARGO_PKG_VERSION").into();
    manifest["content_security_policy"] = json!({ "extension_pages": page::extension_policy() });
    Ok(manifest)
}

fn read(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{Browser, manifest, without_html};
    use crate::workspace::root;
    use std::fs;

    #[test]
    fn no_extension_asks_for_a_permission() {
        for browser in Browser::ALL {
            let manifest = manifest(browser, &root().join("assets/extension")).unwrap();
            let asks = |name: &String| name.contains("permissions") || name.contains("content_scripts");
            assert_eq!(manifest.as_object().unwrap().keys().find(|name| asks(name)), None, "{browser:?}");
        }
    }

    #[test]
    fn the_manifest_gives_its_page_no_more_than_webassembly() {
        for browser in Browser::ALL {
            let manifest = manifest(browser, &root().join("assets/extension")).unwrap();
            let policy = manifest["content_security_policy"]["extension_pages"].as_str().unwrap();
            assert!(
                policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"),
                "{policy}"
            );
        }
    }

    #[test]
    fn no_text_becomes_html_in_an_extension() {
        let bindings = "set_innerHTML: () => { getObject(arg0).innerHTML = getStringFromWasm0(arg1, arg2); }";
        assert!(without_html(bindings).unwrap().contains("throw"));
        assert_eq!(without_html("let a;").unwrap(), "let a;");
        assert!(without_html("a.innerHTML=b").is_err());
    }

    #[test]
    fn what_both_browsers_agree_on_is_said_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("manifest.json"), r#"{"name":"a"}"#).unwrap();
        fs::write(folder.path().join("firefox.json"), r#"{"name":"b"}"#).unwrap();
        assert!(manifest(Browser::Firefox, folder.path()).is_err());
    }
}
