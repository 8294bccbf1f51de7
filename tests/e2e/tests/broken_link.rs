//! The link breaks in the middle of a conversation.

mod support;

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Browser, Kind, MadeFile, PATIENCE, Page, calls, file_url, hash_of,
    hooks::{self, lay_hands_on},
    lab::{Lab, Nat, Place, STUN, Side},
    people::{
        both_connected, code_with_public_address, enter_invite, enter_reply, invite, reads, say,
        sees_delivered, set_stun_server, talk,
    },
    senses,
};
use support::laboratory;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

const MIXED: [(Kind, Kind); 2] = [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)];

/// How large a file is that is under way when something happens.
const SIZE: u64 = 96 << 20;

/// How long the link is down: longer than ICE takes to notice, shorter than it takes to give up.
const DOWN: Duration = Duration::from_secs(8);

/// How long until a page says that a link is gone for good.
const GONE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn messages_written_while_the_link_is_down_arrive_in_order_when_it_is_back() -> Result<()> {
    for (inviting, joining) in MIXED {
        let Some(conversation) = Conversation::begin(inviting, joining).await? else { return Ok(()) };
        let Conversation { left, right, lab, .. } = &conversation;
        lab.cut(Side::A)?;
        let cut = Instant::now();
        for number in 1..=3 {
            say(left, &format!("left {number}")).await?;
            say(right, &format!("right {number}")).await?;
        }
        for page in [left, right] {
            let log = page.log("Messages").whole_text().await?;
            ensure!(
                log.matches("sending").count() == 3,
                "{:?} does not show what is on its way",
                page.kind()
            );
        }
        sleep(DOWN.saturating_sub(cut.elapsed())).await;
        ensure!(
            !right.log("Messages").whole_text().await?.contains("left 1"),
            "the cut link carried a message"
        );
        lab.mend(Side::A)?;

        for (page, other) in [(left, "right"), (right, "left")] {
            reads(page, &format!("{other} 3")).await?;
            sees_delivered(page, 4).await?;
            let log = page.log("Messages").whole_text().await?;
            let places: Vec<_> = (1..=3).map(|number| log.find(&format!("{other} {number}"))).collect();
            ensure!(places.is_sorted() && places.iter().all(Option::is_some), "out of order: {places:?}");
            for number in 1..=3 {
                ensure!(log.matches(&format!("{other} {number}")).count() == 1, "a message arrived twice");
            }
        }
        conversation.end().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_told_when_the_link_never_returns_and_can_invite_again() -> Result<()> {
    let Some(conversation) = Conversation::begin(Kind::Chromium, Kind::Firefox).await? else { return Ok(()) };
    let Conversation { left, right, lab, .. } = &conversation;
    lab.cut(Side::B)?;
    say(left, "Are you there?").await?;
    for page in [left, right] {
        page.alert().saying("broke").within(GONE).appears().await?;
        page.button("Home").appears().await?;
        page.button("Invite again").appears().await?;
    }
    lab.mend(Side::B)?;
    left.button("Invite again").click().await?;
    let code = code_with_public_address(left, "Invite code").await?;
    right.button("I have an invite").click().await?;
    right.textbox("Their invite").enter(&code).await?;
    right.button("Continue").click().await?;
    let reply = code_with_public_address(right, "Reply code").await?;
    enter_reply(left, &reply).await?;
    both_connected(left, right).await?;
    reads(right, "Are you there?").await?;
    conversation.end().await
}

/// A page that may use the camera knows the addresses of all ways that the device has, so the shorter one is taken.
/// Firefox stays with a way once it has chosen it (nICEr nominates once), so it takes no part in this.
#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_on_when_the_way_it_took_is_cut_and_another_is_left() -> Result<()> {
    let Some((lab, here, there)) = laboratory(Nat::Port).await? else { return Ok(()) };
    lab.plug_cable()?;
    let kind = Kind::Chromium;
    // Whoever has a way that works looks for no further address, so the cable is dead until the codes hold all of them.
    let conversation = Conversation::connect((kind, here), (kind, there), lab, Lab::wake_cable).await?;
    let Conversation { left, right, lab, .. } = &conversation;
    let file = conversation.everything().await?;
    for page in [left, right] {
        comes_to(page, "the cable", |way| way == CABLE).await?;
    }
    lab.pull_cable()?;
    conversation.everything_goes_on(&file).await?;
    for page in [left, right] {
        comes_to(page, "another way", |way| way != CABLE).await?;
    }
    conversation.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_break_that_lasts_is_mended_by_a_restart_in_band() -> Result<()> {
    for (inviting, joining) in MIXED {
        let Some(conversation) = Conversation::begin(inviting, joining).await? else { return Ok(()) };
        let Conversation { left, right, lab, .. } = &conversation;
        let file = conversation.everything().await?;
        let before = tokio::try_join!(credentials(left), credentials(right))?;
        lab.cut(Side::A)?;
        // Nobody does anything, and nothing is carried by hand.
        restarts(left).await?;
        lab.mend(Side::A)?;
        conversation.everything_goes_on(&file).await?;
        let after = tokio::try_join!(credentials(left), credentials(right))?;
        ensure!(before.0 != after.0 && before.1 != after.1, "the link came back without a restart");
        conversation.end().await?;
    }
    Ok(())
}

/// By what the browser's ICE agent proves itself (RFC 8839, section 5.4): new ones with each restart.
async fn credentials(page: &Page) -> Result<String> {
    const USERNAME: &str = "return heliographSenses.peers.find((peer) => peer.signalingState !== 'closed')
        .localDescription.sdp.match(/a=ice-ufrag:(.*)/)[1].trim()";
    let username = page.run(USERNAME, vec![]).await?;
    Ok(username.as_str().context("there is no description")?.to_owned())
}

/// Waits until the page restarts ICE.
async fn restarts(page: &Page) -> Result<()> {
    let (before, begun) = (credentials(page).await?, Instant::now());
    while credentials(page).await? == before {
        ensure!(begun.elapsed() < GONE, "{:?} does not restart", page.kind());
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// How addresses on the cable begin.
const CABLE: &str = "10.3";

/// Waits until what a page sends takes such a way.
async fn comes_to(page: &Page, name: &str, wanted: impl Fn(&str) -> bool) -> Result<()> {
    let begun = Instant::now();
    while !way(page).await?.is_some_and(|way| wanted(&way)) {
        ensure!(begun.elapsed() < PATIENCE, "{:?} does not come to use {name}", page.kind());
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// How the address begins at which what a page sends leaves the device, unless it has no way just now.
async fn way(page: &Page) -> Result<Option<String>> {
    const SELECTED: &str = "
        const done = arguments[arguments.length - 1];
        (async () => {
            const peer = heliographSenses.peers.find((peer) => peer.connectionState === 'connected');
            const report = await peer.getStats();
            const transport = [...report.values()].find(({ type }) => type === 'transport');
            const pair = report.get(transport.selectedCandidatePairId);
            return report.get(pair.localCandidateId).address.split('.').slice(0, 2).join('.');
        })().then(done, () => done(null));";
    let way = page.run_until_done(SELECTED, vec![]).await?;
    Ok(way.as_str().map(str::to_owned))
}

/// A file that is being sent.
struct Underway {
    file: MadeFile,
    _folder: TempDir,
}

/// Two people behind NATs, connected.
struct Conversation {
    left: Page,
    right: Page,
    ana: Browser,
    ben: Browser,
    lab: Lab,
}

impl Conversation {
    async fn begin(inviting: Kind, joining: Kind) -> Result<Option<Self>> {
        let Some((lab, here, there)) = laboratory(Nat::Port).await? else { return Ok(None) };
        Self::connect((inviting, here), (joining, there), lab, |_| Ok(())).await.map(Some)
    }

    /// Connects two people; something may happen when both codes are made and nobody is connected yet.
    async fn connect(
        inviting: (Kind, Place),
        joining: (Kind, Place),
        lab: Lab,
        between: impl FnOnce(&Lab) -> Result<()>,
    ) -> Result<Self> {
        let start = |(kind, place)| Browser::of(kind).with_devices().at(place).start();
        let (ana, ben) = tokio::try_join!(start(inviting), start(joining))?;
        let url = file_url()?;
        let (left, right) = tokio::try_join!(ana.open(&url), ben.open(&url))?;
        for page in [&left, &right] {
            senses::lend(page).await?;
            lay_hands_on(page, "").await?;
            set_stun_server(page, STUN).await?;
        }
        invite(&left).await?;
        enter_invite(&right, &code_with_public_address(&left, "Invite code").await?).await?;
        let reply = code_with_public_address(&right, "Reply code").await?;
        between(&lab)?;
        enter_reply(&left, &reply).await?;
        both_connected(&left, &right).await?;
        talk(&left, &right).await?;
        Ok(Self { left, right, ana, ben, lab })
    }

    /// Begins a call, and to send a file.
    async fn everything(&self) -> Result<Underway> {
        let Self { left, right, .. } = self;
        calls::call(left, right).await?;
        calls::see_and_hear_each_other(left, right).await?;
        right.saves_without_asking().await?;
        // The sender hears of nothing that arrived, so that the file is not there before something happens.
        hooks::run(left, "hooks.holdsFiles = true;").await?;
        let folder = tempfile::tempdir()?;
        let file = MadeFile::write(folder.path().join("long.bin"), SIZE)?;
        left.send_files(&[&file.path]).await?;
        right.transfer("long.bin").press("Accept").await?;
        right.transfer("long.bin").comes(SIZE / 32).await?;
        Ok(Underway { file, _folder: folder })
    }

    /// What was begun comes to its end, and what is said now comes in order.
    async fn everything_goes_on(&self, Underway { file, .. }: &Underway) -> Result<()> {
        let Self { left, right, ben, .. } = self;
        hooks::run(left, "hooks.letFilesCome();").await?;
        for text in ["first", "second", "third"] {
            say(left, text).await?;
        }
        reads(right, "third").await?;
        let log = right.log("Messages").whole_text().await?;
        let places = ["first", "second", "third"].map(|text| log.find(text));
        ensure!(places.is_sorted() && places.iter().all(Option::is_some), "out of order: {places:?}");
        calls::still_see_and_hear_each_other(left, right).await?;
        right.transfer("long.bin").arrives().await?;
        ensure!(hash_of(&ben.saved("long.bin", SIZE).await?)? == file.hash, "the file is not what was sent");
        Ok(())
    }

    async fn end(self) -> Result<()> {
        tokio::try_join!(self.ana.finish(), self.ben.finish()).map(drop)
    }
}
