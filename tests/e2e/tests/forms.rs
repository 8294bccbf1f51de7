//! The app in every form, in both browsers: as a single file, on a plain web server, as an extension.

#[path = "support/forms.rs"]
mod laid_out;
mod support;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Site,
    calls::{call, hang_up, see_and_hear_each_other},
    dist,
    people::{connect, leave, talk},
    senses,
};
use sha2::{Digest, Sha256};

use laid_out::{COUPLES, FORMS, Forms, RELEASED_FILE, SINGLE_FILE, starts};

const BOTH: [Kind; 2] = [Kind::Chromium, Kind::Firefox];

/// What the person of a page that has just been opened gets from it.
const FILE: &str = "const [done] = arguments;
    (async () => {
        const bytes = await (await heliograph.file()).arrayBuffer();
        const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        return { form: heliograph.form, file: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('') };
    })().then(done, (error) => done(String(error)));";

/// Asks for a picture of somebody else's.
const BEACON: &str = "new Image().src = 'http://127.0.0.1:9/beacon.png'";

#[tokio::test(flavor = "multi_thread")]
async fn two_people_talk_and_see_and_hear_each_other_whatever_form_each_has() -> Result<()> {
    let forms = Forms::lay_out().await?;
    for [one, other] in COUPLES {
        let couple = async {
            let (ana, ben) = tokio::try_join!(starts(one.1), starts(other.1))?;
            let (left, right) = tokio::try_join!(forms.open(one.0, &ana), forms.open(other.0, &ben))?;
            tokio::try_join!(senses::lend(&left), senses::lend(&right))?;
            for (inviting, joining) in [(&left, &right), (&right, &left)] {
                connect(inviting, joining).await?;
                talk(inviting, joining).await?;
                call(joining, inviting).await?;
                see_and_hear_each_other(inviting, joining).await?;
                hang_up(inviting, joining).await?;
                leave(inviting, joining).await?;
                joining.button("Home").click().await?;
            }
            tokio::try_join!(ana.finish(), ben.finish()).map(drop)
        };
        couple.await.with_context(|| format!("{one:?} and {other:?}"))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_gives_the_same_single_file_away() -> Result<()> {
    let forms = Forms::lay_out().await?;
    let single_file = fs::read(dist()?.join(SINGLE_FILE))?;
    let hash: String = Sha256::digest(&single_file).iter().map(|byte| format!("{byte:02x}")).collect();
    for kind in BOTH {
        for form in FORMS {
            let browser = starts(kind).await?;
            let page = forms.open(form, &browser).await?;
            let given = page.run_until_done(FILE, vec![]).await?;
            ensure!(given["form"] == format!("{form:?}").to_lowercase(), "{form:?} takes itself for {given}");
            ensure!(given["file"] == hash, "{form:?} in {kind:?} gives another file: {given}");

            page.button("About Heliograph").click().await?;
            page.status().saying("begins without a connection").appears().await?;
            page.button("Save Heliograph").click().await?;
            page.status().saying("Saved as").appears().await?;
            let about = page.run("return document.querySelector('main').textContent", vec![]).await?;
            ensure!(about.as_str().is_some_and(|it| it.contains(&hash)), "{form:?} in {kind:?}: {about}");
            let saved = browser.saved(RELEASED_FILE, single_file.len() as u64).await?;
            ensure!(fs::read(saved)? == single_file, "{form:?} in {kind:?} saves another file");
            browser.finish().await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_asks_for_anything_elsewhere_without_being_noticed() -> Result<()> {
    let forms = Forms::lay_out().await?;
    for kind in BOTH {
        for form in FORMS {
            let browser = starts(kind).await?;
            let page = forms.open(form, &browser).await?;
            page.run(BEACON, vec![]).await?;
            let complaint = browser.finish().await.err();
            let complaint =
                complaint.with_context(|| format!("{form:?} in {kind:?}: nothing was noticed"))?;
            let complaint = complaint.to_string();
            ensure!(complaint.contains("img-src"), "{form:?} in {kind:?}: {complaint}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_the_site_that_somebody_changed_is_refused_until_it_is_whole_again() -> Result<()> {
    for kind in BOTH {
        for part in ["wasm", "js", "css"] {
            let copy = tempfile::tempdir()?;
            copy_folder(&dist()?, copy.path())?;
            let path = part_of(copy.path(), part)?;
            let whole = fs::read(&path)?;
            let mut changed = whole.clone();
            // The last byte says nothing that would keep the app from running.
            *changed.last_mut().context("the part is empty")? = b' ';
            fs::write(&path, changed)?;
            // What is old already, browsers keep for a while without asking the server again.
            let year = Duration::from_secs(365 * 24 * 60 * 60);
            File::options().write(true).open(&path)?.set_modified(SystemTime::now() - year)?;

            let site = Site::of(copy.path()).await?;
            let browser = Browser::start(kind).await?;
            let page = browser.open(site.url()).await?;
            page.alert().saying("could not be loaded").appears().await.with_context(|| part.to_owned())?;
            ensure!(!page.button("Invite someone").is_there().await?, "{kind:?} runs a changed {part}");

            fs::write(&path, whole)?;
            page.button("Try again").click().await?;
            page.button("Invite someone").appears().await.with_context(|| format!("{part} in {kind:?}"))?;
            // The browser itself reports what it refused, so nothing is said of what else it reports.
        }
    }
    Ok(())
}

/// The part that the page itself loads, of those with such an ending.
fn part_of(site: &Path, ending: &str) -> Result<PathBuf> {
    let files = fs::read_dir(site)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut parts = files.filter(|file| {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with("app-") && name.ends_with(&format!(".{ending}"))
    });
    parts.next().with_context(|| format!("the site has no {ending}"))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_folder(&entry.path(), &target)?,
            false => fs::copy(entry.path(), target).map(drop)?,
        }
    }
    Ok(())
}
