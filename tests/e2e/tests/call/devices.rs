//! Other cameras and microphones in the middle of a call.

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Browser, Camera, Kind, calls,
    senses::{Source, captures, hears},
};

use crate::couple::Couple;

#[tokio::test(flavor = "multi_thread")]
async fn a_call_goes_on_with_another_camera_and_another_microphone() -> Result<()> {
    let start = |kind| Browser::of(kind).with_devices().start();
    let (ana, ben) = tokio::try_join!(start(Kind::Chromium), start(Kind::Firefox))?;
    let couple = Couple::introduce(ana, ben, Camera::new()?).await?;
    let Couple { left, right, .. } = &couple;
    calls::call(left, right).await?;
    right.sees("Their camera").await?;
    left.button("Devices").click().await?;
    left.region("Devices").appears().await?;
    for (list, device) in [("Camera", "fake_device_2"), ("Microphone", "Fake Audio Input 2")] {
        left.combobox(list).pick(device).await?;
        captures(left, &[Source::Microphone, Source::Camera]).await?;
        left.sees("Your camera").await.context(list)?;
        right.sees("Their camera").await.context(list)?;
        hears(right).await.context(list)?;
    }
    left.combobox("Speaker").pick("Fake Audio Output 2").await?;
    hears(left).await?;
    ensure!(left.alert().is_there().await.is_ok_and(|there| !there), "a device that is there is missing");
    left.button("Done").click().await?;
    left.region("Devices").disappears().await?;

    left.button("Mute").click().await?;
    left.button("Devices").click().await?;
    left.combobox("Microphone").pick("Fake Audio Input 1").await?;
    heliograph_e2e::senses::hears_nothing(right).await?;
    couple.part().await
}
