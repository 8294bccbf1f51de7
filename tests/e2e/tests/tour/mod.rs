//! A walk through every screen in every state that can be reached, for those who want to look at them.

mod before;
mod calling;
mod meeting;
mod rooms;
mod sending;
mod talking;

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use heliograph_e2e::{Browser, Camera, Companion, Kind, Language, Page, Site};

/// Walks through every screen, and lets somebody look at each state under its number and name.
pub(crate) async fn walk(language: Language, look: impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let site = Site::start().await?;
    let companion = Companion::start_with_rooms().await?;
    let camera = Camera::new()?;
    let browser = Browser::of(Kind::Chromium).in_language(language).with_camera(&camera).start().await?;
    let tour = Tour { site, companion, camera, browser };
    // The browser would end with its last tab.
    tour.browser.open("about:blank").await?;
    let seen = AtomicUsize::new(1);
    let look = async |page: &Page, name: &str| {
        let number = seen.fetch_add(1, Ordering::Relaxed);
        look(page, &format!("{number:02}-{name}")).await
    };
    before::first_screens(&tour, &look).await?;
    before::about(&tour, &look).await?;
    before::settings(&tour, &look).await?;
    before::inviting(&tour, &look).await?;
    before::joining(&tour, &look).await?;
    before::camera(&tour, &look).await?;
    before::stray_replies(&tour, &look).await?;
    meeting::by_words(&tour, &look).await?;
    meeting::by_link(&tour, &look).await?;
    rooms::from_door_to_door(&tour, &look).await?;
    talking::words(&tour, &look).await?;
    talking::chat(&tour, &look).await?;
    calling::before(&tour, &look).await?;
    calling::during(&tour, &look).await?;
    calling::statistics(&tour, &look).await?;
    sending::messages(&tour, &look).await?;
    sending::files(&tour, &look).await?;
    talking::partings(&tour, &look).await?;
    tour.browser.finish().await
}

/// Where the walk leads through.
struct Tour {
    site: Site,
    /// Another server of the page, which brings people together.
    companion: Companion,
    camera: Camera,
    browser: Browser,
}

impl Tour {
    /// A new tab with the first screen.
    async fn open(&self) -> Result<Page> {
        let page = self.browser.open(self.site.url()).await?;
        page.heading("Heliograph").appears().await?;
        Ok(page)
    }
}

/// The picture of an invite.
const INVITE: &str = "QR code of this invite";

/// The picture of a reply.
const REPLY: &str = "QR code of this reply";
