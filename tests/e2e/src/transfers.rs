//! Files on their way, as a page shows them.

use std::{path::Path, time::Duration};

use anyhow::{Context, Result, ensure};
use tokio::time::{Instant, sleep};

use crate::{
    look::{PATIENCE, Wanted},
    page::Page,
};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(100);

impl Page {
    /// Several things that belong together.
    pub fn group(&self, name: &str) -> Wanted {
        self.wanted("group", name)
    }

    /// Files on their way, by the name that the page gives them.
    pub fn transfer(&self, name: &str) -> Transfer {
        Transfer { page: self.clone(), row: self.group(name), name: name.to_owned() }
    }

    /// Takes from the browser what a person would have to answer: it saves like those that cannot ask where to.
    pub async fn saves_without_asking(&self) -> Result<()> {
        self.run("delete window.showSaveFilePicker; delete window.showDirectoryPicker;", vec![])
            .await
            .map(drop)
    }

    /// Chooses files to be sent.
    pub async fn send_files(&self, files: &[&Path]) -> Result<()> {
        let paths: Vec<_> = files.iter().map(|file| file.to_string_lossy()).collect();
        // Several files are named on lines of their own (WebDriver, section 12.5.3).
        self.file_field("Send files").press(&paths.join("\n")).await
    }
}

/// Files on their way, or arrived.
#[derive(Clone)]
pub struct Transfer {
    page: Page,
    row: Wanted,
    name: String,
}

impl Transfer {
    /// Waits until it is there.
    pub async fn appears(&self) -> Result<()> {
        self.row.appears().await
    }

    /// Waits until the page says this of it.
    pub async fn says(&self, text: &str) -> Result<()> {
        self.seen().await?.clone().saying(text).appears().await
    }

    /// What shows it.
    pub fn row(&self) -> Wanted {
        self.row.clone()
    }

    /// Presses one of its buttons.
    pub async fn press(&self, button: &str) -> Result<()> {
        self.button(button).await?.click().await
    }

    /// One of its buttons.
    pub async fn button(&self, name: &str) -> Result<Wanted> {
        Ok(self.page.button(name).inside(self.seen().await?))
    }

    /// Scrolls until it is in sight: what lies above a log's visible part is taken for hidden by drivers.
    pub async fn seen(&self) -> Result<&Wanted> {
        self.row.into_sight().await?;
        Ok(&self.row)
    }

    /// Waits until the page says that all of it was received, for as long as more of it comes.
    pub async fn arrives(&self) -> Result<()> {
        self.comes(u64::MAX).await?;
        self.says("Received").await
    }

    /// Waits until the page shows that so many bytes have arrived, for as long as more come.
    pub async fn comes(&self, bytes: u64) -> Result<()> {
        let (mut arrived, mut since) = (0, Instant::now());
        while !self.seen().await?.clone().saying("Received").is_there().await? {
            // The last bytes may come between two looks.
            let now = self.arrived().await.unwrap_or(arrived);
            if now >= bytes {
                break;
            }
            if now > arrived {
                (arrived, since) = (now, Instant::now());
            }
            ensure!(since.elapsed() < PATIENCE, "of {} nothing came after {arrived} bytes", self.name);
            sleep(PAUSE).await;
        }
        Ok(())
    }

    /// How many bytes the page shows as arrived.
    pub async fn arrived(&self) -> Result<u64> {
        let name = format!("Progress of {}", self.name);
        let bar = self.page.wanted("progressbar", &name).inside(&self.row).within(PAUSE * 10);
        let value = self.page.run("return arguments[0].value", vec![bar.handle().await?]).await?;
        let bytes = value.as_f64().context("the progress has no value")?;
        // Browsers count bytes in whole numbers.
        Ok(bytes as u64)
    }
}
