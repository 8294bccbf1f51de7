//! Every QR code that is shown can be read by a program that is not ours.

mod support;

use std::{io::Write, process::Command};

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Language, Page, Scheme, Site,
    people::{answer, invite},
};
use heliograph_signal::read;
use support::{SIZES, skipped};

#[tokio::test(flavor = "multi_thread")]
async fn another_program_reads_every_code_on_every_screen() -> Result<()> {
    if Command::new("zbarimg").arg("--version").output().is_err() {
        skipped("the QR codes on the screen", "zbarimg is missing (package zbar-tools)");
        return Ok(());
    }
    let site = Site::start().await?;
    for language in Language::ALL {
        let browser = Browser::of(Kind::Chromium).in_language(language).start().await?;
        let (inviting, joining) = tokio::try_join!(browser.open(site.url()), browser.open(site.url()))?;
        let code = invite(&inviting).await?;
        answer(&joining, &code).await?;
        for (page, text, picture) in [
            (&inviting, "Invite code", "QR code of this invite"),
            (&joining, "Reply code", "QR code of this reply"),
        ] {
            for (width, height) in SIZES {
                page.resize(width, height).await?;
                page.image(picture).into_sight().await?;
                for scheme in [Scheme::Light, Scheme::Dark] {
                    page.prefer(scheme).await?;
                    let seen = read_off(page).await?;
                    let shown = page.textbox(text).filled().await?;
                    ensure!(
                        read(&seen).is_ok_and(|seen| read(&shown).is_ok_and(|shown| seen == shown)),
                        "another program reads something else off the {text} at {width} ({scheme:?}, {language:?})"
                    );
                }
            }
        }
        browser.finish().await?;
    }
    Ok(())
}

/// What the other program reads off the screen.
async fn read_off(page: &Page) -> Result<String> {
    let mut picture = tempfile::Builder::new().suffix(".png").tempfile()?;
    picture.write_all(&page.screenshot().await?)?;
    let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(picture.path()).output()?;
    let text = String::from_utf8(read.stdout)?;
    let mut codes = text.lines();
    let code = codes.next().with_context(|| format!("{:?} shows no code that can be read", page.kind()))?;
    ensure!(codes.next().is_none(), "{:?} shows more than one code", page.kind());
    Ok(code.to_owned())
}
