//! People who cannot be seen or heard take part all the same.

use anyhow::Result;
use heliograph_e2e::{
    Browser, Kind, calls,
    senses::{captures, hears},
};

use crate::couple::{Couple, window};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_refuses_or_has_no_camera_hears_and_sees() -> Result<()> {
    let kinds = [Kind::Chromium, Kind::Firefox];
    for (refusing, kind) in [(true, kinds[0]), (false, kinds[0]), (true, kinds[1]), (false, kinds[1])] {
        let camera = window()?;
        let seen = Browser::of(Kind::Chromium).with_camera(&camera);
        let unseen = if refusing { Browser::of(kind).refusing_devices() } else { Browser::of(kind) };
        let (ana, ben) = tokio::try_join!(unseen.start(), seen.start())?;
        let couple = Couple::introduce(ana, ben, camera).await?;
        let Couple { left, right, .. } = &couple;
        calls::try_out(left, "Video call").await?;
        let reason = if refusing { "may not use the camera" } else { "No camera was found" };
        left.alert().saying(reason).appears().await?;
        left.alert().saying("You can still hear and see the other person.").appears().await?;
        calls::go_on(left).await?;
        calls::answer(right, "Answer with video").await?;
        left.sees("Their camera").await?;
        hears(left).await?;
        right.status().saying("Their microphone is off").appears().await?;
        captures(left, &[]).await?;
        couple.part().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_just_watches_and_listens_captures_nothing_until_they_want_to() -> Result<()> {
    let couple = Couple::meet(Kind::Firefox, Kind::Chromium).await?;
    let Couple { left, right, .. } = &couple;
    calls::start(left, "Video call").await?;
    calls::answer(right, "Just watch and listen").await?;
    right.sees("Their camera").await?;
    hears(right).await?;
    captures(right, &[]).await?;
    right.button("Turn camera on").click().await?;
    left.sees("Their camera").await?;
    right.button("Unmute").click().await?;
    hears(left).await?;
    couple.part().await
}
