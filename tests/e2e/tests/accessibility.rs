//! The page for people who do not see it, who use no mouse, or who look at it twice as large.

mod support;
mod tour;

use std::sync::{Mutex, PoisonError};

use anyhow::{Result, ensure};
use heliograph_e2e::{Axe, Language, Page, Scheme};
use support::skipped;

/// A phone, and a phone whose person looks at everything twice as large or has one of the smallest.
const WIDTHS: [(u32, u32); 2] = [(390, 844), (320, 640)];

#[tokio::test(flavor = "multi_thread")]
async fn no_screen_in_no_state_has_a_barrier_or_is_wider_than_its_window() -> Result<()> {
    let Some(axe) = Axe::find()? else {
        skipped("barriers", "axe-core cannot be installed with npm");
        return Ok(());
    };
    let found = Mutex::new(Vec::new());
    let look = async |page: &Page, name: &str| {
        let barriers = barriers(&axe, page).await?;
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        found.extend(barriers.iter().map(|barrier| format!("{name}, {barrier}")));
        Ok(())
    };
    tokio::try_join!(tour::walk(Language::English, &look), tour::walk(Language::German, &look))?;
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    ensure!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

async fn barriers(axe: &Axe, page: &Page) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (width, height) in WIDTHS {
        page.resize(width, height).await?;
        let overhang = page.overhang().await?;
        if overhang > 0 {
            found.push(format!("{overhang} pixels wider than a window of {width}"));
        }
    }
    for scheme in [Scheme::Light, Scheme::Dark] {
        page.prefer(scheme).await?;
        found.extend(axe.barriers(page).await?.iter().map(|barrier| format!("{scheme:?}: {barrier}")));
    }
    Ok(found)
}
