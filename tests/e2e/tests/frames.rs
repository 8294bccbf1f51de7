//! How well the page's own scanner sees.

mod support;

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Site,
    camera::{Hold, as_png},
    people::invite,
};

/// How many frames a camera takes, and how many of them have to be read.
const FRAMES: u32 = 40;
const ENOUGH: u32 = 38;

#[tokio::test(flavor = "multi_thread")]
async fn at_least_38_of_40_camera_frames_are_read() -> Result<()> {
    let site = Site::start().await?;
    tokio::try_join!(reads_enough(Kind::Chromium, &site), reads_enough(Kind::Firefox, &site)).map(drop)
}

async fn reads_enough(kind: Kind, site: &Site) -> Result<()> {
    let browser = Browser::start(kind).await?;
    let (page, other) = tokio::try_join!(browser.open(site.url()), browser.open(site.url()))?;
    invite(&page).await?;
    invite(&other).await?;
    // The page that made an invite says whose invite it is shown. Turn by turn it is its own and another one, so that
    // each sentence is news.
    let own = page.image("QR code of this invite").cut_out().await?;
    let others = other.image("QR code of this invite").cut_out().await?;
    let mut read = 0;
    for number in 0..FRAMES {
        let hold = hold(number);
        let (picture, sentence) =
            if number % 2 == 0 { (&own, "your own invite") } else { (&others, "an invite, but a reply") };
        page.drop_picture(&as_png(&hold.frame(picture)?)?).await?;
        match page.alert().saying(sentence).appears().await {
            Ok(()) => read += 1,
            // What the page says instead stays until its next answer, so only the right answer is waited for.
            Err(error) => eprintln!("{kind:?} does not read {hold:?}: {error:#}"),
        }
        let shown = number + 1;
        ensure!(shown - read <= FRAMES - ENOUGH, "{kind:?} reads {read} of {shown} frames");
    }
    eprintln!("{kind:?} reads {read} of {FRAMES} frames");
    browser.finish().await
}

/// How a hand holds the camera in one of the frames: never twice the same, and the same in every run.
fn hold(number: u32) -> Hold {
    let mut chance = fastrand::Rng::with_seed(u64::from(number));
    let mut between = |least: f64, most: f64| least + (most - least) * chance.f64();
    Hold {
        height: between(0.48, 0.55),
        turn: between(-20.0, 20.0),
        slant: (between(-20.0, 20.0), between(-20.0, 20.0)),
        blur: 0.8,
        noise: between(2.0, 8.0),
        seed: number.into(),
    }
}
