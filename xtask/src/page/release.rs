//! What a release says of itself, in `release.json`: by it an installed app finds out that there is a newer one.

use super::integrity::{fingerprint, integrity};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path};

const FILE: &str = "release.json";

/// None is kept by the service worker: the browser looks after itself, one tells of changes, and one is each server's own.
const NOT_KEPT: [&str; 3] = [FILE, "service-worker.js", COMPANION];

/// What the server does besides serving the page: nothing, where it is any other than the companion.
const COMPANION: &str = "companion.json";

/// Writes it for the files of a finished site.
pub(super) fn write(assets: &Path, site: &Path) -> Result<()> {
    let mut files = BTreeMap::new();
    list(site, "", &mut files)?;
    let release = describe(&files, changes(&assets.join("changes.json"))?);
    fs::write(site.join(FILE), format!("{release:#}\n"))?;
    Ok(fs::write(site.join(COMPANION), "{ \"relay\": false }\n")?)
}

fn list(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a file of the site has an odd name")?;
        let name = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{name}/"), files)?;
        } else if !NOT_KEPT.contains(&name.as_str()) {
            files.insert(name, integrity(&fs::read(entry.path())?));
        }
    }
    Ok(())
}

/// The name of a release is made from its files, so that two of them have the same one only if they are the same.
fn describe(files: &BTreeMap<String, String>, changes: Value) -> Value {
    let lines: String = files.iter().map(|(name, integrity)| format!("{name} {integrity}\n")).collect();
    let id = &fingerprint(lines.as_bytes())[..32];
    json!({ "version": env!("CARGO_PKG_VERSION"), "id": id, "files": files, "changes": changes })
}

/// What changed, in sentences for people, by language.
fn changes(path: &Path) -> Result<Value> {
    if !path.is_file() {
        return Ok(json!({}));
    }
    let mut changes: Value = serde_json::from_str(&fs::read_to_string(path)?)
        .with_context(|| format!("{} is no JSON", path.display()))?;
    let version = changes.as_object_mut().and_then(|changes| changes.remove("version"));
    ensure!(
        version == Some(env!("CARGO_PKG_VERSION").into()),
        "{} tells of another version than {}",
        path.display(),
        env!("CARGO_PKG_VERSION")
    );
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::write;
    use serde_json::Value;
    use std::fs;

    fn release(page: &str) -> Value {
        let (assets, site) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let changes = format!(r#"{{"version":"{}","en":["Faster"]}}"#, env!("CARGO_PKG_VERSION"));
        fs::write(assets.path().join("changes.json"), changes).unwrap();
        fs::create_dir(site.path().join("icons")).unwrap();
        fs::write(site.path().join("icons/a.png"), "a").unwrap();
        fs::write(site.path().join("index.html"), page).unwrap();
        fs::write(site.path().join("service-worker.js"), page).unwrap();
        write(assets.path(), site.path()).unwrap();
        write(assets.path(), site.path()).unwrap();
        serde_json::from_slice(&fs::read(site.path().join("release.json")).unwrap()).unwrap()
    }

    #[test]
    fn a_release_lists_what_the_site_needs_without_a_network() {
        let release = release("<p>");
        let files: Vec<_> = release["files"].as_object().unwrap().keys().collect();
        assert_eq!(files, ["icons/a.png", "index.html"]);
        assert_eq!(release["changes"]["en"][0], "Faster");
        assert_eq!(release["changes"].get("version"), None);
    }

    #[test]
    fn a_release_with_another_file_has_another_name() {
        assert_eq!(release("<p>")["id"], release("<p>")["id"]);
        assert_ne!(release("<p>")["id"], release("<b>")["id"]);
    }

    #[test]
    fn changes_of_another_version_are_not_told() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("changes.json"), r#"{"version":"0.0.0","en":[]}"#).unwrap();
        assert!(write(folder.path(), folder.path()).is_err());
    }
}
