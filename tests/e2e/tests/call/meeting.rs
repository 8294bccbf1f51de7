//! Two people see and hear each other, and decide what of them is seen and heard.

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Kind, PATIENCE, Page,
    calls::{self, see_and_hear_each_other},
    senses::{Source, captures, hears, hears_nothing, sent_size},
};
use tokio::time::Instant;

use crate::couple::{Couple, SIZE};
use crate::support::PAIRS;

#[tokio::test(flavor = "multi_thread")]
async fn people_see_and_hear_each_other_in_every_pair() -> Result<()> {
    for (one, other) in PAIRS {
        let couple = Couple::meet(one, other).await?;
        let Couple { left, right, .. } = &couple;
        for (calling, answering) in [(left, right), (right, left)] {
            calls::call(calling, answering).await?;
            see_and_hear_each_other(calling, answering).await?;
            for (showing, watching) in [(left, right), (right, left)] {
                sees_as_sent(watching, showing).await?;
            }
            calls::hang_up(calling, answering).await?;
            captures(calling, &[]).await?;
            captures(answering, &[]).await?;
        }
        couple.part().await.with_context(|| format!("{one:?} and {other:?}"))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_mutes_is_not_heard_until_they_want_to_be() -> Result<()> {
    for (one, other) in MIXED {
        let couple = Couple::meet(one, other).await?;
        let Couple { left, right, .. } = &couple;
        calls::start(left, "Voice call").await?;
        calls::answer(right, "Answer with voice").await?;
        for (speaking, listening) in [(left, right), (right, left)] {
            hears(listening).await?;
            // Chromium's pretended microphone beeps, too shortly to be taken for a voice.
            if speaking.kind() == Kind::Firefox {
                listening.region("Call").saying("They are speaking").appears().await?;
            }

            speaking.button("Mute").click().await?;
            is_muted(speaking, listening).await?;
            speaking.button("Unmute").click().await?;
            is_heard(speaking, listening).await?;

            speaking.strike('m').await?;
            is_muted(speaking, listening).await?;
            speaking.hold_key(' ').await?;
            is_heard(speaking, listening).await.context("while a key is held")?;
            speaking.let_go().await?;
            is_muted(speaking, listening).await?;
            speaking.button("Hold to talk").hold().await?;
            is_heard(speaking, listening).await.context("while a button is held")?;
            speaking.let_go().await?;
            is_muted(speaking, listening).await?;
            speaking.strike('m').await?;
            is_heard(speaking, listening).await?;
        }
        couple.part().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_is_turned_off_captures_nothing_any_more() -> Result<()> {
    for (one, other) in MIXED {
        let couple = Couple::meet(one, other).await?;
        let Couple { left, right, .. } = &couple;
        calls::call(left, right).await?;
        for (showing, watching) in [(left, right), (right, left)] {
            watching.sees("Their camera").await?;
            captures(showing, &[Source::Microphone, Source::Camera]).await?;
            showing.button("Turn camera off").click().await?;
            captures(showing, &[Source::Microphone]).await?;
            watching.video("Their camera").disappears().await?;
            showing.video("Your camera").disappears().await?;
            hears(watching).await?;

            showing.strike('v').await?;
            captures(showing, &[Source::Microphone, Source::Camera]).await?;
            watching.sees("Their camera").await?;
            showing.sees("Your camera").await?;
        }
        couple.part().await?;
    }
    Ok(())
}

const MIXED: [(Kind, Kind); 2] = [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)];

/// Waits until the picture has the size in which it goes out on the other side, and what the camera sees.
async fn sees_as_sent(watching: &Page, showing: &Page) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let frame = watching.sees("Their camera").await?;
        let sent = sent_size(showing, Source::Camera).await?;
        // Browsers begin with small pictures, until they know how much the line carries.
        let whole = showing.kind() == Kind::Firefox || frame.size == (SIZE.0.into(), SIZE.1.into());
        if sent == Some(frame.size) && whole {
            if showing.kind() == Kind::Chromium {
                ensure!(frame.light.0 < 90 && frame.light.1 > 160, "it shows something else: {frame:?}");
            }
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "{sent:?} is sent and {frame:?} is shown");
    }
}

async fn is_muted(muted: &Page, listening: &Page) -> Result<()> {
    muted.status().saying("You are muted").appears().await?;
    listening.status().saying("They are muted").appears().await?;
    hears_nothing(listening).await
}

async fn is_heard(speaking: &Page, listening: &Page) -> Result<()> {
    hears(listening).await?;
    speaking.status().saying("You are muted").disappears().await?;
    listening.status().saying("They are muted").disappears().await
}
