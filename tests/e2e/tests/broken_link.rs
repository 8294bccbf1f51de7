//! The link breaks in the middle of a conversation.

mod support;

use std::time::Duration;

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Page, file_url,
    lab::{Lab, Nat, Place, STUN, Side},
    people::{
        both_connected, code_with_public_address, enter_invite, enter_reply, invite, reads, say,
        sees_delivered, set_stun_server, talk,
    },
};
use support::{PAIRS, laboratory};
use tokio::time::{Instant, sleep};

/// How long the link is down: longer than ICE takes to notice, shorter than it takes to give up.
const DOWN: Duration = Duration::from_secs(8);

/// How long until a page says that a link is gone for good.
const GONE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn messages_written_while_the_link_is_down_arrive_in_order_when_it_is_back() -> Result<()> {
    for (inviting, joining) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        let Some(conversation) = Conversation::begin(inviting, joining).await? else { return Ok(()) };
        let Conversation { left, right, lab, .. } = &conversation;
        lab.cut(Side::A)?;
        let cut = Instant::now();
        for number in 1..=3 {
            say(left, &format!("left {number}")).await?;
            say(right, &format!("right {number}")).await?;
        }
        for page in [left, right] {
            let log = page.log("Messages").text().await?;
            ensure!(
                log.matches("sending").count() == 3,
                "{:?} does not show what is on its way",
                page.kind()
            );
        }
        sleep(DOWN.saturating_sub(cut.elapsed())).await;
        ensure!(!right.log("Messages").text().await?.contains("left 1"), "the cut link carried a message");
        lab.mend(Side::A)?;

        for (page, other) in [(left, "right"), (right, "left")] {
            reads(page, &format!("{other} 3")).await?;
            sees_delivered(page, 4).await?;
            let log = page.log("Messages").text().await?;
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

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_paths_is_cut_and_the_conversation_goes_on() -> Result<()> {
    for (inviting, joining) in PAIRS {
        let Some((lab, here, there)) = laboratory(Nat::Port).await? else { return Ok(()) };
        lab.plug_cable()?;
        let conversation = Conversation::connect((inviting, here), (joining, there), lab).await?;
        let Conversation { left, right, lab, .. } = &conversation;
        lab.pull_cable()?;
        say(left, "Are you still there?").await?;
        say(right, "By another way").await?;
        for page in [left, right] {
            sees_delivered(page, 2).await?;
        }
        conversation.end().await?;
    }
    Ok(())
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
        Self::connect((inviting, here), (joining, there), lab).await.map(Some)
    }

    async fn connect(inviting: (Kind, Place), joining: (Kind, Place), lab: Lab) -> Result<Self> {
        let start = |(kind, place)| Browser::of(kind).at(place).start();
        let (ana, ben) = tokio::try_join!(start(inviting), start(joining))?;
        let url = file_url()?;
        let (left, right) = tokio::try_join!(ana.open(&url), ben.open(&url))?;
        for page in [&left, &right] {
            set_stun_server(page, STUN).await?;
        }
        invite(&left).await?;
        enter_invite(&right, &code_with_public_address(&left, "Invite code").await?).await?;
        enter_reply(&left, &code_with_public_address(&right, "Reply code").await?).await?;
        both_connected(&left, &right).await?;
        talk(&left, &right).await?;
        Ok(Self { left, right, ana, ben, lab })
    }

    async fn end(self) -> Result<()> {
        tokio::try_join!(self.ana.finish(), self.ben.finish()).map(drop)
    }
}
