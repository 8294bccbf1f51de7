//! Two people who hide their addresses from each other behind the companion's relay.

use crate::support::two;
use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Axe, Browser, Companion, Kind, Page,
    calls::{call, hang_up, see_and_hear_each_other},
    people::{
        agree_to_connect_directly, answer, both_connected, code_through_relay, enter_reply, hide_addresses,
        invite, leave, talk, wish_to_connect_directly,
    },
    senses,
};

/// Notes every candidate that the page's connections are told of.
const LISTEN: &str = "
    window.heard = [];
    const note = (text) => {
        heard.push(...(text ?? '').split('\\r\\n').filter((line) => line.includes('candidate:')));
    };
    const { setRemoteDescription, addIceCandidate } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.setRemoteDescription = function (description) {
        note(description.sdp);
        return setRemoteDescription.call(this, description);
    };
    RTCPeerConnection.prototype.addIceCandidate = function (candidate) {
        note(candidate?.candidate);
        return addIceCandidate.call(this, candidate);
    };";

#[tokio::test(flavor = "multi_thread")]
async fn two_people_meet_through_the_relay_and_learn_no_address_of_each_other() -> Result<()> {
    let companion = Companion::start().await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Chromium).await?;
    // Whoever hears nothing where addresses are told would hear nothing where they must not be.
    for hides in [false, true] {
        let (left, right) = tokio::try_join!(ana.open(companion.url()), ben.open(companion.url()))?;
        for page in [&left, &right] {
            page.run(LISTEN, vec![]).await?;
        }
        let direct = invite(&left).await?;
        let code = if hides {
            hide_addresses(&left).await?;
            code_through_relay(&left, "Invite code").await?
        } else {
            direct
        };
        let reply = answer(&right, &code).await?;
        enter_reply(&left, &reply).await?;
        both_connected(&left, &right).await?;
        talk(&left, &right).await?;
        let way = if hides { "Through the server" } else { "talk directly" };
        for page in [&left, &right] {
            page.status().saying(way).appears().await?;
            let (relayed, others) = heard(page).await?;
            ensure!(
                !hides || relayed > 0 && others == 0,
                "{others} addresses were told, {relayed} of the relay"
            );
            ensure!(hides || others > 0, "no address was told, or nobody listened");
        }
        leave(&left, &right).await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_in_a_relayed_call_agree_to_connect_directly() -> Result<()> {
    let companion = Companion::start().await?;
    let start = || Browser::of(Kind::Chromium).with_devices().start();
    let (ana, ben) = tokio::try_join!(start(), start())?;
    // Either side may want it.
    for ana_wants_it in [true, false] {
        let (left, right) = tokio::try_join!(ana.open(companion.url()), ben.open(companion.url()))?;
        for page in [&left, &right] {
            page.run(LISTEN, vec![]).await?;
            senses::lend(page).await?;
        }
        meet_looking_for_barriers(&left, &right).await?;
        call(&left, &right).await?;
        see_and_hear_each_other(&left, &right).await?;
        let (wishing, asked) = if ana_wants_it { (&left, &right) } else { (&right, &left) };

        wish_to_connect_directly(wishing).await?;
        asked.button("Agree").appears().await?;
        for page in [wishing, asked] {
            is_open_to_all(page).await?;
        }
        asked.button("No, leave it as it is").click().await?;
        wishing.alert().saying("leave it as it is").appears().await?;
        for page in [&left, &right] {
            goes(page, "Relayed").await?;
            ensure!(heard(page).await?.1 == 0, "an address was told without leave");
        }

        agree_to_connect_directly(wishing, asked).await?;
        for page in [&left, &right] {
            page.status().saying("talk directly").appears().await?;
            goes(page, "Same network").await?;
        }
        talk(&left, &right).await?;
        see_and_hear_each_other(&left, &right).await?;
        hang_up(&left, &right).await?;
        leave(&left, &right).await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// Looks at every page on the way.
async fn meet_looking_for_barriers(left: &Page, right: &Page) -> Result<()> {
    invite(left).await?;
    hide_addresses(left).await?;
    let code = code_through_relay(left, "Invite code").await?;
    let reply = answer(right, &code).await?;
    for page in [left, right] {
        is_open_to_all(page).await?;
    }
    enter_reply(left, &reply).await?;
    both_connected(left, right).await
}

/// No barrier that axe-core knows of; without it, the accessibility story says that it was skipped.
async fn is_open_to_all(page: &Page) -> Result<()> {
    if let Some(axe) = Axe::find()? {
        let barriers = axe.barriers(page).await?;
        ensure!(barriers.is_empty(), "{}", barriers.join("\n"));
    }
    Ok(())
}

/// Waits until the page's statistics say that packets go this way.
async fn goes(page: &Page, way: &str) -> Result<()> {
    page.button("Statistics").click().await?;
    let sheet = page.region("Statistics");
    sheet.clone().saying(way).appears().await?;
    page.button("Close").click().await?;
    sheet.disappears().await
}

/// How many candidates the page was told of that are the relay's, and how many others.
async fn heard(page: &Page) -> Result<(usize, usize)> {
    let heard = page.run("return heard", vec![]).await?;
    let heard = heard.as_array().context("nobody listened")?;
    let is_relayed =
        |line: &&serde_json::Value| line.as_str().is_some_and(|line| line.contains(" typ relay"));
    let relayed = heard.iter().filter(is_relayed).count();
    Ok((relayed, heard.len() - relayed))
}
