//! Ways out of a call, and back into it.

use anyhow::Result;
use heliograph_e2e::{
    Kind, calls,
    senses::{Source, captures},
};

use crate::couple::Couple;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_a_call_or_does_not_want_it_now_can_join_it_later() -> Result<()> {
    let couple = Couple::meet(Kind::Chromium, Kind::Firefox).await?;
    let Couple { left, right, .. } = &couple;
    for (calling, called) in [(left, right), (right, left)] {
        calls::start(calling, "Video call").await?;
        calling.status().saying("Waiting for them to join").appears().await?;
        called.region("Incoming call").saying("They have started a video call.").appears().await?;
        called.button("Not now").click().await?;
        called.status().saying("They are in a call.").appears().await?;
        calling.status().saying("They cannot answer now.").appears().await?;
        for _ in 0..2 {
            calls::try_out(called, "Join the call").await?;
            called.button("Join the call").click().await?;
            calling.status().saying("They cannot answer now.").disappears().await?;
            called.sees("Their camera").await?;
            called.button("Hang up").click().await?;
            calling.status().saying("They have left the call").appears().await?;
            captures(called, &[]).await?;
        }
        calling.button("Hang up").click().await?;
        called.button("Video call").appears().await?;
    }
    couple.part().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_tries_camera_and_microphone_and_thinks_better_of_it_calls_nobody() -> Result<()> {
    let couple = Couple::meet(Kind::Chromium, Kind::Firefox).await?;
    for (page, other) in [(&couple.left, &couple.right), (&couple.right, &couple.left)] {
        calls::try_out(page, "Video call").await?;
        page.sees("Your camera").await?;
        page.meter("Microphone level").appears().await?;
        captures(page, &[Source::Microphone, Source::Camera]).await?;
        page.button("Cancel").click().await?;
        page.button("Video call").appears().await?;
        captures(page, &[]).await?;
        other.button("Video call").appears().await?;
    }
    couple.part().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_that_ends_ends_the_call_and_lets_go_of_every_device() -> Result<()> {
    for leaves in [true, false] {
        let couple = Couple::meet(Kind::Chromium, Kind::Firefox).await?;
        let Couple { left, right, site, .. } = &couple;
        calls::call(left, right).await?;
        right.sees("Their camera").await?;
        if leaves {
            left.button("Leave").click().await?;
            left.button("Yes, leave").click().await?;
            left.button("Invite someone").appears().await?;
            captures(left, &[]).await?;
        } else {
            left.go_to(&format!("{}?", site.url())).await?;
        }
        right.alert().saying("left").appears().await?;
        right.region("Call").disappears().await?;
        captures(right, &[]).await?;
        couple.part().await?;
    }
    Ok(())
}
