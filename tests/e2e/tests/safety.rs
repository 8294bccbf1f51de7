//! Words that two people compare, and those who would rather that they did not.

mod support;

use anyhow::{Result, ensure};
use futures::future::try_join_all;
use heliograph_e2e::{
    Browser, Kind, Language, Page, Site,
    hooks::{self, lay_hands_on},
    people::{answer, connect, enter_reply, invite, safety_words, talk},
};
use support::{PAIRS, two};

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_show_the_same_four_words_in_every_pair() -> Result<()> {
    let site = Site::start().await?;
    for (inviting, joining) in PAIRS {
        let (ana, ben) = two(inviting, joining).await?;
        let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
        connect(&left, &right).await?;
        let words = safety_words(&left).await?;
        ensure!(words == safety_words(&right).await?, "{inviting:?} and {joining:?} show different words");

        left.button("They are the same").click().await?;
        left.region("Safety words").saying("Checked").appears().await?;
        ensure!(
            !right.region("Safety words").saying("Checked").is_there().await?,
            "one side checks for both"
        );
        ensure!(!left.button("I scanned their own screen").is_there().await?, "nothing was scanned");
        talk(&left, &right).await?;
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_in_two_languages_show_the_words_of_one_list() -> Result<()> {
    let site = Site::start().await?;
    let german = Browser::of(Kind::Chromium).in_language(Language::German).start();
    let (ana, ben) = tokio::try_join!(german, Browser::start(Kind::Firefox))?;
    for (inviting, joining) in [(&ana, &ben), (&ben, &ana)] {
        let (left, right) = tokio::try_join!(inviting.open(site.url()), joining.open(site.url()))?;
        connect(&left, &right).await?;
        ensure!(safety_words(&left).await? == safety_words(&right).await?, "the lists differ");
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_differ_end_the_conversation_loudly() -> Result<()> {
    let site = Site::start().await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
    connect(&left, &right).await?;
    safety_words(&right).await?;
    right.button("They are different").click().await?;
    right.button("No, look again").click().await?;
    right.button("They are different").click().await?;
    right.button("Yes, end it").click().await?;
    ended_with_a_warning(&right).await?;
    left.heading("No longer connected").appears().await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_between_two_people_who_plays_both_parts_gets_different_words() -> Result<()> {
    let site = Site::start().await?;
    let (middle, outside) = two(Kind::Chromium, Kind::Firefox).await?;
    let people = Between::open(&middle, &outside, &site).await?;
    people.connect().await?;
    let [ana, to_ana, to_ben, ben] =
        [&people.ana, &people.to_ana, &people.to_ben, &people.ben].map(safety_words);
    let (ana, to_ana, to_ben, ben) = tokio::try_join!(ana, to_ana, to_ben, ben)?;
    ensure!(ana == to_ana && to_ben == ben, "an honest pair shows different words");
    ensure!(ana != ben, "Ana and Ben cannot hear that somebody sits between them");
    tokio::try_join!(middle.finish(), outside.finish()).map(drop)
}

/// Passes everything that belongs to the safety words on to the other tab, and keeps its own page out of it.
const PASS_ON: &str = "
    const belongs = (bytes) => bytes[0] >= 9 && bytes[0] <= 11;
    const other = new BroadcastChannel('the other tab');
    hooks.outgoing = (bytes) => belongs(bytes) ? [] : [bytes];
    hooks.hears = (bytes) => {
        if (belongs(bytes)) other.postMessage(bytes);
        return !belongs(bytes);
    };
    other.onmessage = ({ data }) => hooks.send(hooks.channels.at(-1), data);";

#[tokio::test(flavor = "multi_thread")]
async fn somebody_between_two_people_who_passes_everything_on_is_found_out() -> Result<()> {
    let site = Site::start().await?;
    let (middle, outside) = two(Kind::Chromium, Kind::Firefox).await?;
    let people = Between::open(&middle, &outside, &site).await?;
    for page in [&people.to_ana, &people.to_ben] {
        lay_hands_on(page, PASS_ON).await?;
    }
    people.connect().await?;
    ended_with_a_warning(&people.ben).await?;
    tokio::try_join!(middle.finish(), outside.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_that_is_opened_out_of_order_ends_the_conversation_loudly() -> Result<()> {
    const BEFORE_ITS_TURN: &str = "
        hooks.outgoing = (bytes) => bytes[0] === 9 ? [new Uint8Array(17).fill(11, 0, 1), bytes] : [bytes];";
    const A_SECOND_TIME: &str = "hooks.send(hooks.channels[0], new Uint8Array(17).fill(11, 0, 1));";
    let site = Site::start().await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    for (inviting, joining) in [(&ana, &ben), (&ben, &ana)] {
        let (left, right) = tokio::try_join!(inviting.open(site.url()), joining.open(site.url()))?;
        lay_hands_on(&left, BEFORE_ITS_TURN).await?;
        let reply = answer(&right, &invite(&left).await?).await?;
        enter_reply(&left, &reply).await?;
        ended_with_a_warning(&right).await?;

        let (left, right) = tokio::try_join!(inviting.open(site.url()), joining.open(site.url()))?;
        lay_hands_on(&left, "").await?;
        connect(&left, &right).await?;
        safety_words(&right).await?;
        hooks::run(&left, A_SECOND_TIME).await?;
        ended_with_a_warning(&right).await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

async fn ended_with_a_warning(page: &Page) -> Result<()> {
    page.heading("No longer connected").appears().await?;
    page.alert().saying("between you").appears().await
}

/// Ana and Ben, and somebody who has got hold of both their codes.
struct Between {
    ana: Page,
    to_ana: Page,
    to_ben: Page,
    ben: Page,
}

impl Between {
    async fn open(middle: &Browser, outside: &Browser, site: &Site) -> Result<Self> {
        let pages = [outside, middle, middle, outside].map(|browser| browser.open(site.url()));
        let Ok([ana, to_ana, to_ben, ben]) = <[Page; 4]>::try_from(try_join_all(pages).await?) else {
            unreachable!("four browsers open four pages")
        };
        Ok(Self { ana, to_ana, to_ben, ben })
    }

    /// Ben first, so that what comes from Ana can be passed on at once.
    async fn connect(&self) -> Result<()> {
        connect(&self.to_ben, &self.ben).await?;
        connect(&self.ana, &self.to_ana).await
    }
}
