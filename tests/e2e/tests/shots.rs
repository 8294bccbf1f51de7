//! Pictures of every screen in every state, for people to look at: `cargo xtask test --shots`.

mod tour;

use std::{collections::BTreeSet, path::PathBuf};

use anyhow::Result;
use heliograph_e2e::{Language, Page, Scheme, root};
use serde_json::Value;

/// A phone and a desk, in CSS pixels.
const SIZES: [(u32, u32); 2] = [(390, 844), (1280, 800)];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "`cargo xtask test --shots` takes them"]
async fn every_screen_and_state_has_its_pictures() -> Result<()> {
    let [english, german] = Language::ALL
        .map(|language| tour::walk(language, async move |page, name| take(page, language, name).await));
    tokio::try_join!(english, german)?;
    let sheet = contact_sheet(&taken()?);
    std::fs::write(folder().join("index.html"), sheet)?;
    eprintln!("target/shots/index.html shows them all");
    Ok(())
}

/// Takes a state's pictures in both sizes and both colours: what is on the screen, and all of the page where that is
/// more.
async fn take(page: &Page, language: Language, name: &str) -> Result<()> {
    for (width, height) in SIZES {
        page.resize(width, height).await?;
        let scrolls = page.run(SETTLE, vec![]).await? == Value::Bool(true);
        for (scheme, colours) in [(Scheme::Light, "light"), (Scheme::Dark, "dark")] {
            page.prefer(scheme).await?;
            let folder = folder().join(format!("{}-{colours}-{width}", language.tag()));
            std::fs::create_dir_all(&folder)?;
            std::fs::write(folder.join(format!("{name}.png")), page.screenshot().await?)?;
            if scrolls {
                std::fs::write(folder.join(format!("{name}-whole.png")), page.whole().await?)?;
            }
        }
    }
    Ok(())
}

/// Scrolls as a page of this size from the first does, which keeps in sight what has the focus, and says whether
/// there is more than is in sight.
const SETTLE: &str = "
    scrollTo(0, 0);
    document.activeElement?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    return document.documentElement.scrollHeight > innerHeight;";

fn folder() -> PathBuf {
    root().join("target/shots")
}

/// Every picture there is, as its folder and its name.
fn taken() -> Result<BTreeSet<(String, String)>> {
    let mut taken = BTreeSet::new();
    for group in std::fs::read_dir(folder())?.flatten().filter(|entry| entry.path().is_dir()) {
        for picture in std::fs::read_dir(group.path())?.flatten() {
            let name = |file: std::fs::DirEntry| file.file_name().to_string_lossy().into_owned();
            taken.insert((group.file_name().to_string_lossy().into_owned(), name(picture)));
        }
    }
    Ok(taken)
}

/// One page with every picture: a row for each state.
fn contact_sheet(pictures: &BTreeSet<(String, String)>) -> String {
    let names: BTreeSet<_> = pictures.iter().map(|(_, name)| name).collect();
    let mut rows = String::new();
    for name in names {
        let state = name.trim_end_matches(".png");
        rows.push_str(&format!("<h2>{state}</h2>\n<p>\n"));
        for (group, _) in pictures.iter().filter(|(_, other)| other == name) {
            rows.push_str(&format!(
                "<a href=\"{group}/{name}\"><img src=\"{group}/{name}\" alt=\"{state}, {group}\" loading=\"lazy\"></a>\n"
            ));
        }
        rows.push_str("</p>\n");
    }
    format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Heliograph, every screen</title>\n\
        <style>img {{ height: 24rem; margin: 0.25rem; border: 1px solid #888 }}</style>\n{rows}"
    )
}

#[test]
fn the_contact_sheet_has_a_row_for_each_state() {
    let pictures =
        [("en-dark-390", "01-home.png"), ("en-light-390", "01-home.png"), ("de-dark-390", "02-x.png")];
    let pictures = pictures.map(|(group, name)| (group.to_owned(), name.to_owned())).into();
    let sheet = contact_sheet(&pictures);
    assert_eq!(sheet.matches("<h2>").count(), 2);
    assert_eq!(sheet.matches("<img").count(), 3);
}
