//! The people of a story: each has a browser of their own with the page of one companion.

use anyhow::Result;
use heliograph_e2e::{Browser, Camera, Companion, Kind, Page, rooms, senses};
use tokio::sync::{Mutex, MutexGuard};

/// Whoever meets in a room has a browser for each, so one story is told at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// Waits until no other story is told.
pub(crate) async fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().await
}

/// Somebody with a browser.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) browser: Browser,
    pub(crate) page: Page,
}

/// What somebody is seen by.
pub(crate) enum Eye<'a> {
    /// The camera that the browser pretends: as many pixels as the page asks for, and a beep each second.
    Own,
    /// A camera that shows little.
    Small(&'a Camera),
}

impl Person {
    /// Opens an address in a new browser.
    pub(crate) async fn at(address: &str, name: &'static str, kind: Kind, eye: Eye<'_>) -> Result<Self> {
        let browser = match eye {
            Eye::Own => Browser::of(kind).with_devices(),
            Eye::Small(camera) => Browser::of(kind).with_camera(camera),
        };
        let browser = browser.start().await?;
        let page = browser.open(address).await?;
        senses::lend(&page).await?;
        Ok(Self { name, browser, page })
    }

    /// Opens a room, and gives the link for everybody.
    pub(crate) async fn opens(
        companion: &Companion,
        name: &'static str,
        eye: Eye<'_>,
    ) -> Result<(Self, String)> {
        let host = Self::at(companion.url(), name, Kind::Chromium, eye).await?;
        let link = rooms::open(&host.page, name).await?;
        Ok((host, link))
    }

    /// Comes by the link, knocks and is let in.
    pub(crate) async fn comes(
        link: &str,
        name: &'static str,
        (kind, eye): (Kind, Eye<'_>),
        host: &Self,
    ) -> Result<Self> {
        let guest = Self::at(link, name, kind, eye).await?;
        rooms::come_in(&guest.page, name, &host.page).await?;
        Ok(guest)
    }

    /// Ends the browser, where everything was in order.
    pub(crate) async fn finish(self) -> Result<()> {
        self.browser.finish().await
    }
}

/// Waits until each of two people sees and hears the other.
pub(crate) async fn see_and_hear_each_other(one: &Person, other: &Person) -> Result<()> {
    tokio::try_join!(rooms::sees(&one.page, other.name), rooms::sees(&other.page, one.name))?;
    tokio::try_join!(rooms::hears(&one.page), rooms::hears(&other.page)).map(drop)
}
