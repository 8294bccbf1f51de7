//! The page's own transfers.

use std::{
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{Browser, MadeFile, Page, Transfer};
use tokio::time::sleep;

/// How long a transfer may stand still.
const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks: seldom, since each costs the pages some of their time, and a bare channel is not looked at.
const PAUSE: Duration = Duration::from_secs(1);

/// Clicks the button, counts changes of the row, and notes how long it took until it says that everything is there.
const NOTE_TIME: &str = "
    const [button, row] = arguments;
    const bench = window.bench = { changes: 0 };
    const begun = performance.now();
    const watch = new MutationObserver(() => {
        bench.changes += 1;
        if (!row.textContent.includes('Received')) return;
        watch.disconnect();
        bench.taken = performance.now() - begun;
    });
    watch.observe(row, { childList: true, subtree: true, characterData: true });
    button.click();";

const LOOK: &str = "return window.bench";

/// By how many bytes the sender's or the receiver's page grows while a file crosses, whichever grows more. How fast the
/// file is says little then, since weighing the pages takes the machine's time.
pub(crate) async fn growth(file: &MadeFile, sender: &Page, receiver: (&Page, &Browser)) -> Result<u64> {
    let pages = [sender, receiver.0];
    let before = [sender.memory()?, receiver.0.memory()?];
    let mut growth = 0;
    let mut weigh = || {
        for (page, before) in pages.into_iter().zip(&before) {
            growth = growth.max(page.memory()?.growth_since(before));
        }
        Ok(())
    };
    send(file, sender, receiver, &mut weigh).await?;
    Ok(growth)
}

/// How fast a file crosses, in MB per second.
pub(crate) async fn speed(file: &MadeFile, sender: &Page, receiver: (&Page, &Browser)) -> Result<f64> {
    let milliseconds = send(file, sender, receiver, &mut || Ok(())).await?;
    Ok(file.size as f64 / milliseconds / 1_000.0)
}

/// Sends a file from one page to another, and waits until it is in the receiver's folder. How many milliseconds it took
/// until the receiver's page said that everything is there.
async fn send(
    file: &MadeFile,
    sender: &Page,
    (page, browser): (&Page, &Browser),
    look: &mut dyn FnMut() -> Result<()>,
) -> Result<f64> {
    sender.send_files(&[&file.path]).await?;
    let transfer = page.transfer(&file.name());
    let button = transfer.button("Accept").await?.handle().await?;
    let row = transfer.seen().await?.handle().await?;
    page.run(NOTE_TIME, vec![button, row]).await?;
    let mut progress = (0, Instant::now());
    let milliseconds = loop {
        look()?;
        let now = page.run(LOOK, vec![]).await?;
        if let Some(milliseconds) = now["taken"].as_f64() {
            break milliseconds;
        }
        let changes = now["changes"].as_u64().context("the page does not count changes")?;
        if changes > progress.0 {
            progress = (changes, Instant::now());
        }
        ensure!(progress.1.elapsed() < PATIENCE, "a file did not arrive: {}", said(&transfer).await);
        sleep(PAUSE).await;
    };
    let saved = browser.saved(&file.name(), file.size).await?;
    fs::remove_file(&saved).with_context(|| format!("removing {}", saved.display()))?;
    Ok(milliseconds)
}

async fn said(transfer: &Transfer) -> String {
    match transfer.seen().await {
        Ok(row) => row.text().await.unwrap_or_default(),
        Err(error) => error.to_string(),
    }
}
