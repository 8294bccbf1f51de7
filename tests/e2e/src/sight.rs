//! What a person sees in the moving pictures of a page.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::time::{Instant, sleep};

use crate::{
    look::{PATIENCE, Wanted},
    page::Page,
};

/// So many new frames make a picture a moving one.
const SOME_FRAMES: u64 = 3;

/// A picture without a new frame for so long stands still.
const STILL: Duration = Duration::from_millis(1_500);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(60);

/// Counts the frames that are presented from now on, and tells how light the left and the right half of the last one
/// are.
const LOOK: &str = "
    const [video] = arguments;
    const counted = (window.heliographFrames ??= new Map());
    if (!counted.has(video)) {
        counted.set(video, 0);
        const count = () => {
            counted.set(video, counted.get(video) + 1);
            video.requestVideoFrameCallback(count);
        };
        video.requestVideoFrameCallback(count);
    }
    const eye = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    [eye.canvas.width, eye.canvas.height] = [2, 1];
    eye.drawImage(video, 0, 0, 2, 1);
    const light = eye.getImageData(0, 0, 2, 1).data;
    return {
        frames: counted.get(video),
        width: video.videoWidth,
        height: video.videoHeight,
        left: light[1],
        right: light[5],
    };";

/// A frame of a moving picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// How many frames were shown since somebody looks.
    pub number: u64,
    /// Its width and height in pixels.
    pub size: (u64, u64),
    /// How light its left and its right half are, from 0 to 255.
    pub light: (u64, u64),
}

impl Page {
    /// A moving picture.
    pub fn video(&self, name: &str) -> Wanted {
        self.wanted("video", name)
    }

    /// Waits until a picture moves, and returns its last frame.
    pub async fn sees(&self, name: &str) -> Result<Frame> {
        self.sees_in(name, |_| true).await
    }

    /// Waits until a picture moves that is as wanted, and returns its last frame.
    pub async fn sees_in(&self, name: &str, wanted: impl Fn(&Frame) -> bool) -> Result<Frame> {
        self.looks_for(&self.video(name), name, PATIENCE, wanted).await
    }

    async fn looks_for(
        &self,
        video: &Wanted,
        name: &str,
        patience: Duration,
        wanted: impl Fn(&Frame) -> bool,
    ) -> Result<Frame> {
        let deadline = Instant::now() + patience;
        let mut first: Option<Frame> = None;
        loop {
            // Another element may have come in its place while one looked.
            let frame = match self.frame(video).await {
                Err(_) if Instant::now() < deadline => continue,
                frame => frame?,
            };
            let begun = *first.get_or_insert(frame);
            if frame.number < begun.number {
                first = Some(frame);
            } else if frame.number >= begun.number + SOME_FRAMES && wanted(&frame) {
                return Ok(frame);
            }
            if Instant::now() > deadline {
                let (kind, there) = (self.kind(), self.describe().await?);
                bail!("{kind:?}: “{name}” does not move as it should: {begun:?}, {frame:?}\n{there}");
            }
            sleep(PAUSE).await;
        }
    }

    /// The same with more patience than usual.
    pub async fn sees_within(
        &self,
        patience: Duration,
        name: &str,
        wanted: impl Fn(&Frame) -> bool,
    ) -> Result<Frame> {
        self.looks_for(&self.video(name).within(patience), name, patience, wanted).await
    }

    /// Waits until a picture is gone or stands still.
    pub async fn sees_no_more(&self, name: &str) -> Result<()> {
        let video = self.video(name);
        let deadline = Instant::now() + PATIENCE;
        let (mut last, mut since) = (None, Instant::now());
        while Instant::now() < deadline {
            if !video.is_there().await? {
                return Ok(());
            }
            let number = self.frame(&video.clone().within(PAUSE)).await.ok().map(|frame| frame.number);
            if number != last {
                (last, since) = (number, Instant::now());
            } else if since.elapsed() > STILL {
                return Ok(());
            }
            sleep(PAUSE).await;
        }
        bail!("{:?}: “{name}” still moves", self.kind())
    }

    async fn frame(&self, video: &Wanted) -> Result<Frame> {
        let seen = self.run(LOOK, vec![video.handle().await?]).await?;
        let number = |name: &str| seen[name].as_u64().with_context(|| format!("no {name} in {seen}"));
        Ok(Frame {
            number: number("frames")?,
            size: (number("width")?, number("height")?),
            light: (number("left")?, number("right")?),
        })
    }
}
