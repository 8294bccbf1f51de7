use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Companion, Kind, MadeFile,
    calls::{call, hang_up, see_and_hear_each_other},
    hash_of,
    people::{connect, enter_reply, invite, leave, read_reply, talk},
    senses,
};

const FILE: u64 = 20 << 20;

/// The companion's headers are stricter than a plain server's: what its pages and workers may do is shown by doing it.
#[tokio::test(flavor = "multi_thread")]
async fn the_companions_page_does_all_that_a_page_does_and_goes_on_without_it() -> Result<()> {
    for (inviting, joining) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        let companion = Companion::start().await?;
        let start = |kind| Browser::of(kind).with_devices().start();
        let (ana, ben) = tokio::try_join!(start(inviting), start(joining))?;
        let (left, right) = tokio::try_join!(ana.open(companion.url()), ben.open(companion.url()))?;
        for page in [&left, &right] {
            senses::lend(page).await?;
            page.saves_without_asking().await?;
        }

        // The scanner runs in a worker.
        invite(&left).await?;
        let picture = left.image("QR code of this invite").cut_out().await?;
        right.button("I have an invite").click().await?;
        right.drop_picture(&picture).await?;
        enter_reply(&left, &read_reply(&right).await?).await?;
        talk(&left, &right).await?;

        call(&left, &right).await?;
        see_and_hear_each_other(&left, &right).await?;
        hang_up(&left, &right).await?;

        // So does what writes a file.
        let folder = tempfile::Builder::new().prefix("heliograph-companion-").tempdir()?;
        let file = MadeFile::write(folder.path().join("plan.bin"), FILE)?;
        left.send_files(&[&file.path]).await?;
        right.transfer("plan.bin").press("Accept").await?;
        right.transfer("plan.bin").says("Received").await?;
        let saved = ben.saved("plan.bin", FILE).await?;
        ensure!(hash_of(&saved)? == file.hash, "what arrived is not what was sent");
        leave(&left, &right).await?;

        // And so does what stores the app.
        for page in [&left, &right] {
            page.go_to(companion.url()).await?;
            page.button("About Heliograph").click().await?;
            page.status().saying("begins without a connection").appears().await?;
        }
        let url = companion.url().to_owned();
        drop(companion);
        tokio::try_join!(left.go_to(&url), right.go_to(&url))?;
        connect(&left, &right).await?;
        talk(&left, &right).await?;
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}
