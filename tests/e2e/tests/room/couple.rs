//! Two people in a room: what each of them does, the other sees, hears and reads.

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Companion, Kind, Page,
    people::reads,
    rooms::{self, PATIENCE},
    senses::{Source, captures},
};

use crate::people::{Eye, Person, see_and_hear_each_other, turn};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_let_in_hears_and_sees_reads_and_watches() -> Result<()> {
    let _turn = turn().await;
    let companion = Companion::start_with_rooms().await?;
    let (ana, link) = Person::opens(&companion, "Ana", Eye::Own).await?;
    ensure!(ana.page.address().await? == link, "the address bar has another link than the one for everybody");

    // Nobody is seen or heard before they are let in, and everybody is told what the server can do.
    let ben = Person::at(&link, "Ben", Kind::Chromium, Eye::Own).await?;
    rooms::tells(&ben.page, TO_KNOW).await?;
    rooms::knock(&ben.page, ben.name).await?;
    ben.page.status().saying_phrase("You have knocked").within(PATIENCE).appears().await?;
    ana.page.alert().saying("Ben would like to come in").within(PATIENCE).appears().await?;
    ensure!(!ana.page.video("Camera of Ben").is_there().await?, "somebody who knocks is seen");
    ana.page.button("Let Ben in").click().await?;
    rooms::is_in(&ben.page).await?;
    see_and_hear_each_other(&ana, &ben).await?;
    rooms::counts(&ana.page, 2).await?;

    chat(&ana.page, &ben.page).await?;
    hand(&ana.page, &ben.page).await?;
    screen(&ana.page, &ben.page).await?;
    asks_to_mute(&ana, &ben).await?;

    ben.page.button("Leave the room").click().await?;
    ben.page.alert().saying("You have left the room.").appears().await?;
    ana.page.status().saying("Ben has left.").appears().await?;
    captures(&ben.page, &[]).await?;
    // Whoever was let in and left knocks again.
    rooms::knock_again(&ben.page, "Come back", "Ben").await?;
    ana.page.button("Let Ben in").within(PATIENCE).click().await?;
    rooms::sees(&ana.page, "Ben").await?;
    ana.page.button("More").click().await?;
    ana.page.button("End for all").click().await?;
    ana.page.button("Yes, end it").click().await?;
    for page in [&ana.page, &ben.page] {
        page.alert().saying("The room was ended for all.").within(PATIENCE).appears().await?;
        captures(page, &[]).await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

const TO_KNOW: &str = "can neither see nor hear it";

async fn chat(host: &Page, guest: &Page) -> Result<()> {
    guest.button("Chat").click().await?;
    rooms::write(guest, "Good morning, all of you").await?;
    // It is counted for whoever does not look, and read by whoever does.
    host.button("Chat 1 new message").within(PATIENCE).click().await?;
    reads(host, "Good morning, all of you").await?;
    rooms::write(host, "And to you").await?;
    reads(guest, "And to you").await?;
    for page in [host, guest] {
        page.button("Close").click().await?;
    }
    Ok(())
}

async fn hand(host: &Page, guest: &Page) -> Result<()> {
    guest.button("Raise hand").click().await?;
    host.status().saying("Ben wants to speak.").within(PATIENCE).appears().await?;
    rooms::show_people(host).await?;
    rooms::entry(host, "Ben").saying("hand raised").appears().await?;
    rooms::does_about(host, "Ben", "Take the hand down").await?;
    guest.button("Raise hand").within(PATIENCE).appears().await?;
    host.button("Close").click().await
}

async fn screen(host: &Page, guest: &Page) -> Result<()> {
    guest.button("Share screen").click().await?;
    host.sees_within(PATIENCE, "Screen of Ben", |_| true).await?;
    rooms::sees(host, "Ben").await?;
    rooms::show_people(host).await?;
    rooms::does_about(host, "Ben", "Stop their sharing").await?;
    host.video("Screen of Ben").within(PATIENCE).disappears().await?;
    guest.alert().saying("Ana has ended your sharing").appears().await?;
    guest.button("All right").click().await?;
    guest.button("Share screen").appears().await?;
    captures(guest, &[Source::Microphone, Source::Camera]).await?;
    host.button("Close").click().await
}

async fn asks_to_mute(ana: &Person, ben: &Person) -> Result<()> {
    rooms::show_people(&ana.page).await?;
    rooms::does_about(&ana.page, "Ben", "Ask to mute").await?;
    ben.page.alert().saying("Ana asks you to mute.").within(PATIENCE).appears().await?;
    ben.page.button("Mute now").click().await?;
    rooms::entry(&ana.page, "Ben").saying("muted").within(PATIENCE).appears().await?;
    rooms::hears_nobody(&ana.page).await?;
    ben.page.button("Unmute").click().await?;
    rooms::hears(&ana.page).await?;
    ana.page.button("Close").click().await
}
