//! Two people meet by words that both of them type.

use crate::{sockets, support::two};
use anyhow::{Result, ensure};
use heliograph_e2e::{
    Companion, Kind, Page,
    people::{both_connected, enter_words, leave, make_words, safety_words, talk, type_words},
};

const DIRECTLY: &str = "Connect directly if the other one wants that, too";

/// Which pages say that they would connect directly.
#[derive(Clone, Copy, PartialEq)]
enum Wishes {
    None,
    One,
    Both,
}

#[tokio::test(flavor = "multi_thread")]
async fn two_chromiums_meet_by_words_and_are_relayed_unless_both_want_otherwise() -> Result<()> {
    for wishes in [Wishes::None, Wishes::One, Wishes::Both] {
        meet(Kind::Chromium, Kind::Chromium, wishes).await?;
    }
    Ok(())
}

/// Firefox uses no relay at a loopback address; pairs with it that are relayed are in the laboratory.
#[tokio::test(flavor = "multi_thread")]
async fn firefox_meets_by_words_on_either_side() -> Result<()> {
    meet(Kind::Firefox, Kind::Chromium, Wishes::Both).await?;
    meet(Kind::Chromium, Kind::Firefox, Wishes::Both).await?;
    meet(Kind::Firefox, Kind::Firefox, Wishes::Both).await
}

async fn meet(one: Kind, other: Kind, wishes: Wishes) -> Result<()> {
    let companion = Companion::start().await?;
    let (ana, ben) = two(one, other).await?;
    // Words that the page made, and words of people's own.
    for own in [false, true] {
        let (left, right) = tokio::try_join!(ana.open(companion.url()), ben.open(companion.url()))?;
        for page in [&left, &right] {
            sockets::count(page).await?;
            page.button("Meet by words").click().await?;
        }
        if wishes != Wishes::None {
            left.checkbox(DIRECTLY).click().await?;
        }
        if wishes == Wishes::Both {
            right.checkbox(DIRECTLY).click().await?;
        }
        if own {
            type_words(&left, "Grüne Heringe  fliegen").await?;
            left.status().saying("Waiting for the other person").appears().await?;
            type_words(&right, "grüne-heringe, FLIEGEN").await?;
        } else {
            left.button("Make words").click().await?;
            let words = left.textbox("Your words").filled().await?;
            type_words(&right, &words.replace('-', " ").to_uppercase()).await?;
        }
        both_connected(&left, &right).await?;
        ensure!(safety_words(&left).await? == safety_words(&right).await?, "the safety words differ");
        let (way, kept) = match wishes {
            Wishes::Both => ("talk directly", sockets::NONE),
            Wishes::None | Wishes::One => ("Through the server", sockets::OF_THE_RELAY),
        };
        for page in [&left, &right] {
            page.status().saying(way).appears().await?;
            sockets::are(page, kept).await?;
        }
        talk(&left, &right).await?;
        leave(&left, &right).await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_other_words_is_not_let_in_and_both_are_told() -> Result<()> {
    let companion = Companion::start().await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    let (left, right) = tokio::try_join!(ana.open(companion.url()), ben.open(companion.url()))?;
    let words = make_words(&left).await?;
    let (number, _) = words.split_once('-').unwrap_or_default();
    enter_words(&right, &format!("{number}-zoo-zoo-zoo")).await?;
    for page in [&left, &right] {
        page.alert().saying("other words").appears().await?;
    }
    // One guess was one too many: nobody has a second one, not even with the right words.
    type_words(&right, &words).await?;
    right.alert().saying("Nobody is waiting under this number").appears().await?;

    // Words of people's own that are not the same are two people who wait for somebody else.
    type_words(&left, "one thing").await?;
    type_words(&right, "another thing").await?;
    for page in [&left, &right] {
        page.status().saying("Waiting for the other person").appears().await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_third_person_is_refused_and_all_are_told() -> Result<()> {
    let companion = Companion::start().await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Chromium).await?;
    let (left, right) = tokio::try_join!(ana.open(companion.url()), ben.open(companion.url()))?;
    let eve = ben.open(companion.url()).await?;
    let words = make_words(&left).await?;
    stall(&left).await?;
    enter_words(&right, &words).await?;
    right.status().saying("same words").appears().await?;
    enter_words(&eve, &words).await?;
    eve.alert().saying("Two people are there already").appears().await?;
    right.alert().saying("was refused").appears().await?;
    let_go(&left).await?;
    both_connected(&left, &right).await?;
    left.alert().saying("was refused").appears().await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// Keeps a page from making an offer for a while, as a slow device does.
async fn stall(page: &Page) -> Result<()> {
    const STALL: &str = "
        const { createOffer } = RTCPeerConnection.prototype;
        window.stalled = new Promise((resolve) => { window.letGo = resolve; });
        RTCPeerConnection.prototype.createOffer = async function (...words) {
            await stalled;
            return createOffer.apply(this, words);
        };";
    page.run(STALL, vec![]).await.map(drop)
}

async fn let_go(page: &Page) -> Result<()> {
    page.run("letGo();", vec![]).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_survives_a_reload_and_a_restart_of_the_companion() -> Result<()> {
    let mut companion = Companion::start().await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    let (left, right) = tokio::try_join!(ana.open(companion.url()), ben.open(companion.url()))?;
    left.button("Meet by words").click().await?;
    left.checkbox(DIRECTLY).click().await?;
    left.button("Make words").click().await?;
    let words = left.textbox("Your words").filled().await?;
    left.go_to(companion.url()).await?;
    ensure!(left.textbox("Your words").filled().await? == words, "a reload made other words");
    companion.crash();
    left.status().saying("does not answer").appears().await?;
    companion.start_again().await?;
    left.status().saying("Waiting for the other person").appears().await?;
    right.button("Meet by words").click().await?;
    right.checkbox(DIRECTLY).click().await?;
    type_words(&right, &words).await?;
    both_connected(&left, &right).await?;
    talk(&left, &right).await?;
    leave(&left, &right).await?;

    // Whoever stops waiting waits no more, and the next page knows nothing of it.
    let words = make_words(&left).await?;
    left.button("Stop waiting").click().await?;
    left.button("Make words").appears().await?;
    left.go_to(companion.url()).await?;
    left.button("Invite someone").appears().await?;
    right.button("Invite again").appears().await?;
    right.go_to(companion.url()).await?;
    enter_words(&right, &words).await?;
    right.alert().saying("Nobody is waiting under this number").appears().await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}
