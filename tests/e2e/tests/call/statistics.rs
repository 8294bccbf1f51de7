//! How the connection does, and how much of it a call uses.

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Kind, Page, calls,
    senses::{Source, sent_size},
};

use crate::couple::{Couple, SIZE};

/// Pictures with low data are no wider than this.
const SMALL: u64 = 330;

#[tokio::test(flavor = "multi_thread")]
async fn low_data_makes_pictures_smaller_until_it_is_switched_off() -> Result<()> {
    for (one, other) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        let couple = Couple::meet(one, other).await?;
        let Couple { left, right, .. } = &couple;
        calls::call(left, right).await?;
        right.sees_in("Their camera", |frame| frame.size.0 > SMALL).await?;
        left.checkbox("Low data").click().await?;
        right.sees_in("Their camera", |frame| frame.size.0 <= SMALL).await?;
        let sent = sent_size(left, Source::Camera).await?;
        ensure!(sent.is_some_and(|(width, _)| width <= SMALL), "it sends {sent:?}");
        left.checkbox("Low data").click().await?;
        right.sees_in("Their camera", |frame| frame.size.0 > SMALL).await?;
        couple.part().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_tells_route_and_streams_and_shows_addresses_only_when_asked() -> Result<()> {
    for (one, other) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        let couple = Couple::meet(one, other).await?;
        let Couple { left, right, .. } = &couple;
        left.status().saying("directly, and encrypted").appears().await?;
        calls::call(left, right).await?;
        right.sees("Their camera").await?;
        for page in [left, right] {
            page.button("Statistics").click().await?;
            let sheet = page.region("Statistics");
            sheet.clone().saying("Same network").appears().await?;
            let size = format!("{} × {}", SIZE.0, SIZE.1);
            for word in ["opus", "VP", size.as_str()] {
                sheet.clone().saying(word).appears().await?;
            }
            ensure!(!shows_an_address(page).await?, "{:?} shows an address unasked", page.kind());
            page.button("Show addresses").click().await?;
            page.button("Hide addresses").appears().await?;
            ensure!(
                shows_an_address(page).await?,
                "{:?} shows no address: {}",
                page.kind(),
                page.region("Statistics").text().await?
            );
            page.button("Hide addresses").click().await?;
            page.button("Show addresses").appears().await?;
            ensure!(!shows_an_address(page).await?, "{:?} goes on to show an address", page.kind());
            page.button("Close").click().await?;
            sheet.disappears().await?;
        }
        couple.part().await?;
    }
    Ok(())
}

/// Whether the document holds an address anywhere, seen or unseen.
async fn shows_an_address(page: &Page) -> Result<bool> {
    let script = "return /(\\d+\\.){3}\\d+|[0-9a-f]+:[0-9a-f]*:/i.test(document.documentElement.outerHTML)";
    Ok(page.run(script, vec![]).await? == serde_json::Value::Bool(true))
}
