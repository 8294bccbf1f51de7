//! The page as a file on disk, opened by a double click.

mod support;

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Kind, dist, file_url,
    people::{connect, invite, leave, talk},
};
use sha2::{Digest, Sha256};
use support::two;

/// The single file, as it lies in the site.
const SINGLE_FILE: &str = "open-me.html";

/// What a person who opened the page can make of the page itself. Something else has got into it, as browsers'
/// extensions put things into pages.
const SAVE: &str = "const done = arguments[0];
    document.head.append(document.createElement('meta'));
    document.body.prepend(document.createElement('aside'));
    const hash = async (blob) => {
        const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
        return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    };
    (async () => {
        const [file, running] = [await heliograph.file(), await heliograph.running()];
        return { form: heliograph.form, name: running.name, type: file.type, size: file.size,
            file: await hash(file), running: await hash(running.blob) };
    })().then(done, (error) => done(String(error)));";

/// Sends a picture from one connection to another, with a worker of the page's own text between encoder and network,
/// and one between network and decoder.
const TRANSFORM: &str = "const done = arguments[0];
    const source = `onrtctransform = ({ transformer }) => transformer.readable.pipeThrough(new TransformStream({
        transform(frame, controller) { postMessage(frame.data.byteLength); controller.enqueue(frame); },
    })).pipeTo(transformer.writable);`;
    const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    const policy = trustedTypes.createPolicy('test', { createScriptURL: (script) => script });
    const worker = () => new Worker(policy.createScriptURL(address));
    const passed = (worker) => new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
    (async () => {
        const [near, far] = [worker(), worker()];
        const canvas = document.createElement('canvas');
        const pen = canvas.getContext('2d');
        setInterval(() => { pen.fillStyle = `hsl(${performance.now() % 360} 50% 50%)`; pen.fillRect(0, 0, 99, 99); }, 30);
        const [track] = canvas.captureStream(30).getVideoTracks();
        const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
        one.onicecandidate = ({ candidate }) => other.addIceCandidate(candidate);
        other.onicecandidate = ({ candidate }) => one.addIceCandidate(candidate);
        other.ontrack = ({ receiver }) => { receiver.transform = new RTCRtpScriptTransform(far, {}); };
        one.addTrack(track).transform = new RTCRtpScriptTransform(near, {});
        await one.setLocalDescription();
        await other.setRemoteDescription(one.localDescription);
        await other.setLocalDescription();
        await one.setRemoteDescription(other.localDescription);
        return Promise.all([passed(near), passed(far)]);
    })().then(done, (error) => done(String(error)));";

#[tokio::test(flavor = "multi_thread")]
async fn chromium_and_firefox_connect_from_files() -> Result<()> {
    let (site, single_file) = (file_url()?, address(&dist()?.join(SINGLE_FILE)));
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    for (inviting, joining) in [(&ana, &ben), (&ben, &ana)] {
        let (left, right) = tokio::try_join!(inviting.open(&single_file), joining.open(&site))?;
        connect(&left, &right).await?;
        talk(&left, &right).await?;
        leave(&left, &right).await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_offers_no_links_to_itself() -> Result<()> {
    let url = file_url()?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    for browser in [&ana, &ben] {
        let page = browser.open(&url).await?;
        invite(&page).await?;
        ensure!(!page.textbox("Invite link").is_there().await?, "nobody else could open this link");
        ensure!(!page.button("Copy link").is_there().await?, "nobody else could open this link");
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_site_opened_from_a_disk_goes_on_to_the_single_file_with_its_code() -> Result<()> {
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    let inviting = ana.open(&file_url()?).await?;
    let code = invite(&inviting).await?;
    let joining = ben.open(&format!("{}#{code}", file_url()?)).await?;
    joining.heading("Send this reply back").appears().await?;
    ensure!(
        joining.address().await?.contains(SINGLE_FILE),
        "the page stayed where it could not load its parts"
    );
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_single_file_gives_its_own_bytes_whatever_has_got_into_the_page() -> Result<()> {
    let path = dist()?.join(SINGLE_FILE);
    let bytes = fs::read(&path)?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    for browser in [&ana, &ben] {
        let page = browser.open(&address(&path)).await?;
        page.button("Invite someone").appears().await?;
        let saved = page.run_until_done(SAVE, vec![]).await?;
        ensure!(saved["form"] == "file" && saved["type"] == "text/html", "{saved}");
        ensure!(saved["size"] == bytes.len() && saved["file"] == sha256(&bytes), "{saved}");
        ensure!(saved["running"] == saved["file"], "what runs is the file");
        let name = saved["name"].as_str().context("what runs has a name")?;
        ensure!(name.starts_with("heliograph-") && name.ends_with(".html"), "{name}");
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_made_of_text_passes_frames_in_the_single_file() -> Result<()> {
    // Only what the page's own policy names becomes a worker there, so this copy lets in the policy of the test, too.
    let html = fs::read_to_string(dist()?.join(SINGLE_FILE))?;
    let opened = html.replacen("trusted-types heliograph", "trusted-types heliograph test", 1);
    ensure!(opened != html, "the page says which policies it has");
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(SINGLE_FILE);
    fs::write(&path, opened)?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    for browser in [&ana, &ben] {
        let page = browser.open(&address(&path)).await?;
        page.button("Invite someone").appears().await?;
        let passed = page.run_until_done(TRANSFORM, vec![]).await?;
        let sizes = passed.as_array().with_context(|| format!("{:?}: {passed}", browser.kind()))?;
        ensure!(sizes.len() == 2 && sizes.iter().all(|size| size.as_u64() > Some(0)), "{passed}");
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

fn address(file: &Path) -> String {
    format!("file://{}", file.display())
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
