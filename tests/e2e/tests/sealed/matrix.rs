use std::collections::HashSet;

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Kind, Page,
    sealed::{Pair, Report, Workshop, call},
};
use serde_json::{Value, json};

use crate::support::skipped;

/// What has to come of a track before it is looked at: frames that were opened, and pictures that were decoded.
const FRAMES: usize = 40;
const PICTURES: u64 = 20;

/// The layers of simulcast, the largest first.
const LAYERS: [&str; 2] = ["f", "h"];

/// One of the ways to send pictures.
struct Cell {
    codec: &'static str,
    layers: Layers,
}

#[derive(Clone, Copy)]
enum Layers {
    One,
    Scalable(&'static str),
    Simulcast,
}

const CELLS: [Cell; 10] = [
    Cell { codec: "vp8", layers: Layers::One },
    Cell { codec: "vp9", layers: Layers::One },
    Cell { codec: "av1", layers: Layers::One },
    Cell { codec: "h264", layers: Layers::One },
    Cell { codec: "vp9", layers: Layers::Scalable("L3T3_KEY") },
    Cell { codec: "av1", layers: Layers::Scalable("L2T2") },
    Cell { codec: "vp8", layers: Layers::Simulcast },
    Cell { codec: "vp9", layers: Layers::Simulcast },
    Cell { codec: "av1", layers: Layers::Simulcast },
    Cell { codec: "h264", layers: Layers::Simulcast },
];

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_comes_back_byte_by_byte_from_chromium_to_chromium() -> Result<()> {
    all_cells(Kind::Chromium, Kind::Chromium).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_comes_back_byte_by_byte_from_firefox_to_firefox() -> Result<()> {
    all_cells(Kind::Firefox, Kind::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_comes_back_byte_by_byte_from_chromium_to_firefox() -> Result<()> {
    all_cells(Kind::Chromium, Kind::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_comes_back_byte_by_byte_from_firefox_to_chromium() -> Result<()> {
    all_cells(Kind::Firefox, Kind::Chromium).await
}

#[tokio::test(flavor = "multi_thread")]
async fn so_it_does_where_the_browser_hands_streams_to_the_page() -> Result<()> {
    all_codecs("by streams of the page", &json!({ "streams": true }), &json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn so_it_does_where_browsers_do_not_name_the_codec_of_a_frame() -> Result<()> {
    let unnamed = json!({ "unnamed": true });
    all_codecs("without its name", &unnamed, &unnamed).await
}

/// Every codec from Chromium to Firefox and back, with more options of each of both.
async fn all_codecs(how: &str, of_chromium: &Value, of_firefox: &Value) -> Result<()> {
    let workshop = Workshop::open().await?;
    let ((ana, left), (ben, right)) =
        tokio::try_join!(workshop.browser(Kind::Chromium), workshop.browser(Kind::Firefox))?;
    let pair = Pair { left: &left, right: &right };
    for cell in CELLS.into_iter().filter(|cell| matches!(cell.layers, Layers::One)) {
        let name = format!("{} {how}", cell.name());
        if let Some(reason) = cell.missing(&left, &right).await? {
            skipped(&name, &reason);
            continue;
        }
        let [of_chromium, of_firefox] = [of_chromium, of_firefox].map(|more| with(cell.options(), more));
        pair.connect_each(&of_chromium, &of_firefox).await?;
        both_ways(&pair).await.context(name)?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

fn with(mut options: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().into_iter().flatten() {
        options[name] = value.clone();
    }
    options
}

async fn all_cells(one: Kind, other: Kind) -> Result<()> {
    let workshop = Workshop::open().await?;
    let ((ana, left), (ben, right)) = tokio::try_join!(workshop.browser(one), workshop.browser(other))?;
    let pair = Pair { left: &left, right: &right };
    for cell in CELLS {
        let name = format!("{} from {one:?} to {other:?}", cell.name());
        match cell.missing(&left, &right).await? {
            Some(reason) => skipped(&name, &reason),
            None => cell.comes_back(&pair).await.with_context(|| name.clone())?,
        }
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

impl Cell {
    fn name(&self) -> String {
        match self.layers {
            Layers::One => self.codec.to_owned(),
            Layers::Scalable(mode) => format!("{} in layers {mode}", self.codec),
            Layers::Simulcast => format!("{} as simulcast", self.codec),
        }
    }

    fn options(&self) -> Value {
        match self.layers {
            Layers::One => json!({ "codec": self.codec }),
            Layers::Scalable(mode) => json!({ "codec": self.codec, "scalability": mode }),
            Layers::Simulcast => json!({ "codec": self.codec, "simulcast": LAYERS }),
        }
    }

    /// Why it cannot be run. What every browser has, and what Chromium does with it, may not be missing.
    async fn missing(&self, sending: &Page, receiving: &Page) -> Result<Option<String>> {
        for page in [sending, receiving] {
            let plain = json!({ "codec": self.codec });
            if call(page, "has", &[plain]).await? != json!(true) {
                ensure!(self.codec == "h264", "{:?} has no {}", page.kind(), self.codec);
                return Ok(Some(format!("{:?} comes without H.264 on this machine", page.kind())));
            }
        }
        if call(sending, "has", &[self.options()]).await? == json!(true) {
            return Ok(None);
        }
        ensure!(sending.kind() == Kind::Firefox, "Chromium offers no {}", self.name());
        Ok(Some("Firefox offers no such layers".to_owned()))
    }

    async fn comes_back(&self, pair: &Pair<'_>) -> Result<()> {
        pair.connect(&self.options()).await?;
        if matches!(self.layers, Layers::Simulcast) {
            let arrived = LAYERS.map(|layer| format!("rv{layer}"));
            let arrived = arrived.each_ref().map(String::as_str);
            let (left, right) = pair.until(|_, right| has_come(right, &arrived, 2)).await?;
            for track in arrived {
                is_the_same("sv", &left, track, &right)?;
            }
            return Ok(());
        }
        both_ways(pair).await
    }
}

/// Whether sound and pictures come back, of both.
async fn both_ways(pair: &Pair<'_>) -> Result<()> {
    let both = ["ra", "rv"];
    let (left, right) =
        pair.until(|left, right| [left, right].iter().all(|it| has_come(it, &both, 1) && it.hears())).await?;
    for (sending, receiving) in [(&left, &right), (&right, &left)] {
        is_the_same("sa", sending, "ra", receiving)?;
        is_the_same("sv", sending, "rv", receiving)?;
    }
    Ok(())
}

/// Whether enough came of each of these tracks, and so many streams of pictures were decoded.
fn has_come(report: &Report, tracks: &[&str], streams: usize) -> bool {
    let decoded = report.decoded();
    tracks.iter().all(|track| report.after(track).len() >= FRAMES)
        && decoded.len() == streams
        && decoded.iter().all(|count| *count >= PICTURES)
}

/// Whether what was given on is what was sent, nothing was refused that honest browsers send, and nothing could be seen on
/// the way.
fn is_the_same(sent: &str, sending: &Report, received: &str, receiving: &Report) -> Result<()> {
    let known: HashSet<_> = sending.before(sent).into_iter().collect();
    let back = receiving.after(received);
    let strange = back.iter().filter(|frame| !known.contains(*frame)).count();
    ensure!(strange == 0, "{strange} of {} frames of {received} are none that were sent", back.len());
    for reason in ["unable", "notSealed", "unknownKey", "forged", "disordered"] {
        let count = receiving.count(received, reason);
        ensure!(count == 0, "{count} frames of {received} are {reason}: {}", receiving.in_short());
    }
    let (tapped, leaks) = sending.tapped(sent);
    ensure!(
        tapped > 0 && leaks == 0,
        "{leaks} of {tapped} frames of {sent} show eight bytes of what they are"
    );
    Ok(())
}
