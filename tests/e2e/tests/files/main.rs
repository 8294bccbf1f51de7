//! Files that cross from one person to the other, and what may go wrong with them.

#[path = "../support/mod.rs"]
mod support;

mod broken;
mod exchange;
mod folder;
mod hostile;
mod picture;
mod trouble;

use anyhow::Result;
use heliograph_e2e::{
    Browser, Kind, MadeFile, Page, Site,
    hooks::{self, lay_hands_on},
    people::{connect, reads, say},
};
use support::two;
use tempfile::TempDir;

const MEBIBYTE: u64 = 1 << 20;

/// Each browser sends to the other.
const MIXED: [(Kind, Kind); 2] = [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)];

/// Two people who are connected, with files to send.
struct Pair {
    left: Page,
    right: Page,
    ana: Browser,
    ben: Browser,
    folder: TempDir,
    /// The page is served for as long as they need it.
    _site: Site,
}

impl Pair {
    /// Connects two people; what Ana's page does can be changed by `hooks`.
    async fn connected((inviting, joining): (Kind, Kind), hooks: &str) -> Result<Self> {
        let (ana, ben) = two(inviting, joining).await?;
        Self::of(ana, ben, hooks).await
    }

    /// Connects two people who have browsers.
    async fn of(ana: Browser, ben: Browser, hooks: &str) -> Result<Self> {
        let site = Site::start().await?;
        let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
        for page in [&left, &right] {
            page.saves_without_asking().await?;
        }
        lay_hands_on(&left, hooks).await?;
        connect(&left, &right).await?;
        let folder = tempfile::Builder::new().prefix("heliograph-files-").tempdir()?;
        Ok(Self { left, right, ana, ben, folder, _site: site })
    }

    /// Makes a file of so many bytes.
    fn file(&self, name: &str, size: u64) -> Result<MadeFile> {
        MadeFile::write(self.folder.path().join(name), size)
    }

    /// Ana's page hears of nothing that arrived, so what it sends cannot come to its end until [`Pair::let_go`].
    async fn hold_back(&self) -> Result<()> {
        hooks::run(&self.left, "hooks.holdsFiles = true;").await
    }

    /// Ana's page hears twice a second what arrived, so what it sends takes seconds on any machine.
    async fn slow_down(&self) -> Result<()> {
        const DRIP: &str = "
            hooks.holdsFiles = true;
            hooks.drip = setInterval(() => { hooks.letFilesCome(); hooks.holdsFiles = true; }, 500);";
        hooks::run(&self.left, DRIP).await
    }

    /// Ana's page hears everything, as any page does.
    async fn let_go(&self) -> Result<()> {
        hooks::run(&self.left, "clearInterval(hooks.drip); hooks.letFilesCome();").await
    }

    /// Shows that the conversation goes on, by words that were not said before.
    async fn still_talk(&self, words: &str) -> Result<()> {
        for (from, to, who) in [(&self.left, &self.right, "Ana"), (&self.right, &self.left, "Ben")] {
            let said = format!("{words}, says {who}");
            say(from, &said).await?;
            reads(to, &said).await?;
        }
        Ok(())
    }

    async fn end(self) -> Result<()> {
        tokio::try_join!(self.ana.finish(), self.ben.finish()).map(drop)
    }
}
