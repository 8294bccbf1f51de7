//! What a person hears from a page, and which of their devices it uses.

use anyhow::{Result, bail, ensure};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::{kind::Kind, look::PATIENCE, page::Page};

const SENSES: &str = include_str!("senses.js");

/// Anything louder is a sound: the beeps and tones of pretended microphones are a hundred times as loud.
const SOUND: f64 = 0.005;

/// Anything softer is silence.
const SILENCE: f64 = SOUND / 10.0;

/// Longer than the pause between two beeps of Chromium's pretended microphone, in milliseconds.
const WHILE: u32 = 1_200;

/// Something that a page captures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A microphone.
    Microphone,
    /// A camera.
    Camera,
    /// A screen.
    Screen,
}

/// Lends eyes and ears to a page, before its first call. Firefox has no screen to share where nobody sees one, so a
/// drawing stands in for it.
pub async fn lend(page: &Page) -> Result<()> {
    page.run(SENSES, vec![]).await?;
    if page.kind() == Kind::Firefox {
        page.run("heliographSenses.pretendScreen()", vec![]).await?;
    }
    Ok(())
}

/// Waits until the page can be heard.
pub async fn hears(page: &Page) -> Result<()> {
    hears_above(page, SOUND).await
}

/// Waits until the page is not silent: a sound that returns again and again is noise to browsers after a while, and
/// they make it soft.
pub async fn hears_softly(page: &Page) -> Result<()> {
    hears_above(page, SILENCE).await
}

async fn hears_above(page: &Page, limit: f64) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut loudest = 0.0;
    while Instant::now() < deadline {
        loudest = loudness(page, WHILE / 2).await?;
        if loudest > limit {
            return Ok(());
        }
    }
    bail!("{:?}: nothing is heard but {loudest}\n{}", page.kind(), page.describe().await?)
}

/// Waits until the page is silent, for long enough that it is no pause.
pub async fn hears_nothing(page: &Page) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut loudest = 1.0;
    while Instant::now() < deadline {
        loudest = loudness(page, WHILE).await?;
        if loudest <= SILENCE {
            return Ok(());
        }
    }
    bail!("{:?} is not silent: {loudest}", page.kind())
}

/// What is heard for a while, all that plays together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Some sound, soft or loud.
    Something,
    /// Silence, for longer than between two beeps.
    Nothing,
}

/// Listens for a while.
pub async fn heard(page: &Page) -> Result<Heard> {
    let loudest = loudness(page, WHILE).await?;
    Ok(if loudest > SILENCE { Heard::Something } else { Heard::Nothing })
}

/// Waits until exactly these are captured: the lights of all others are out.
pub async fn captures(page: &Page, wanted: &[Source]) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let live = page.run("return heliographSenses.live()", vec![]).await?;
        let counts = [Source::Microphone, Source::Camera, Source::Screen]
            .map(|source| wanted.iter().filter(|one| **one == source).count());
        if live == json!(counts) {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "{:?} captures {live}, not {wanted:?}", page.kind());
        sleep(std::time::Duration::from_millis(60)).await;
    }
}

/// Ends the sharing of a screen as the browser's own bar does: the track ends, and the page is told.
pub async fn end_sharing_from_outside(page: &Page) -> Result<()> {
    page.run("heliographSenses.endSharing()", vec![]).await.map(drop)
}

/// The width and height of the picture that goes out of here.
pub async fn sent_size(page: &Page, source: Source) -> Result<Option<(u64, u64)>> {
    let name = match source {
        Source::Screen => "screen",
        Source::Camera | Source::Microphone => "camera",
    };
    let script = "const [done] = arguments; heliographSenses.sent().then(done, () => done({}));";
    let sent = page.run_until_done(script, vec![]).await?;
    Ok(sent[name][0].as_u64().zip(sent[name][1].as_u64()))
}

/// The loudest moment of a while, from 0 to 1.
async fn loudness(page: &Page, milliseconds: u32) -> Result<f64> {
    let script = "
        const [milliseconds, done] = arguments;
        heliographSenses.listen(milliseconds).then(done, (error) => done(String(error)));";
    let heard = page.run_until_done(script, vec![json!(milliseconds)]).await?;
    let Some(loudest) = heard.as_f64() else { bail!("{:?} has no ear: {heard}", page.kind()) };
    Ok(loudest)
}
