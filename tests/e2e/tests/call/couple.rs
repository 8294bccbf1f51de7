use anyhow::Result;
use heliograph_e2e::{Browser, Camera, Kind, Page, Site, people::connect, senses};
use image::{GrayImage, Luma};

/// What a camera of Chromium's sees: dark on the left, light on the right.
pub(crate) const SIZE: (u32, u32) = (480, 270);

/// Two people in a conversation, who have cameras and microphones.
pub(crate) struct Couple {
    pub(crate) left: Page,
    pub(crate) right: Page,
    pub(crate) site: Site,
    ana: Browser,
    ben: Browser,
    _camera: Camera,
}

impl Couple {
    pub(crate) async fn meet(one: Kind, other: Kind) -> Result<Self> {
        let camera = window()?;
        let start = |kind| Browser::of(kind).with_camera(&camera).start();
        let (ana, ben) = tokio::try_join!(start(one), start(other))?;
        Self::introduce(ana, ben, camera).await
    }

    /// Connects two people whose browsers are as they are.
    pub(crate) async fn introduce(ana: Browser, ben: Browser, camera: Camera) -> Result<Self> {
        let site = Site::start().await?;
        let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
        tokio::try_join!(senses::lend(&left), senses::lend(&right))?;
        connect(&left, &right).await?;
        Ok(Self { left, right, site, ana, ben, _camera: camera })
    }

    pub(crate) async fn part(self) -> Result<()> {
        tokio::try_join!(self.ana.finish(), self.ben.finish()).map(drop)
    }
}

/// A camera that looks at a wall with a window in it.
pub(crate) fn window() -> Result<Camera> {
    let camera = Camera::new()?;
    camera.looks_at(&GrayImage::from_fn(SIZE.0, SIZE.1, |x, _| {
        Luma([if x < SIZE.0 / 2 { 40 } else { 210 }])
    }))?;
    Ok(camera)
}
