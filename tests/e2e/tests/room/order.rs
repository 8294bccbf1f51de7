//! Hosts keep order, and whoever loses the room finds it again.

use anyhow::Result;
use heliograph_e2e::{
    Camera, Companion, Kind,
    rooms::{self, PATIENCE},
    senses,
};

use crate::people::{Eye, Person, see_and_hear_each_other, turn};

#[tokio::test(flavor = "multi_thread")]
async fn hosts_let_in_turn_away_remove_and_lock_and_everybody_comes_back() -> Result<()> {
    let _turn = turn().await;
    let mut companion = Companion::start_with_rooms().await?;
    let small = Camera::new()?;
    let (ana, link) = Person::opens(&companion, "Ana", Eye::Own).await?;
    let (ben, cleo) = tokio::try_join!(
        Person::at(&link, "Ben", Kind::Chromium, Eye::Own),
        Person::at(&link, "Cleo", Kind::Firefox, Eye::Small(&small)),
    )?;

    // One is turned away and tries again; then both are let in at once.
    rooms::knock(&ben.page, "Ben").await?;
    ana.page.button("Turn Ben away").within(PATIENCE).click().await?;
    ben.page.alert().saying("You were not let in.").within(PATIENCE).appears().await?;
    rooms::knock_again(&ben.page, "Try again", "Ben").await?;
    rooms::knock(&cleo.page, "Cleo").await?;
    ana.page.button("Let all in").within(PATIENCE).click().await?;
    for page in [&ben.page, &cleo.page] {
        rooms::is_in(page).await?;
    }
    rooms::sees(&ana.page, "Cleo").await?;
    see_and_hear_each_other(&ana, &ben).await?;

    // Who is a co-host may do what guests may not.
    rooms::show_people(&ana.page).await?;
    rooms::does_about(&ana.page, "Ben", "Make co-host").await?;
    ben.page.alert().saying("You are a co-host now").within(PATIENCE).appears().await?;
    ben.page.button("All right").click().await?;
    rooms::show_people(&ben.page).await?;
    ben.page.checkbox("Lock the room: nobody else comes in").click().await?;
    rooms::does_about(&ben.page, "Cleo", "Remove").await?;
    ben.page.button("Yes, remove them").click().await?;
    cleo.page.alert().saying("You were removed from the room.").within(PATIENCE).appears().await?;
    ana.page.status().saying("Cleo has left.").within(PATIENCE).appears().await?;

    // Nobody comes into a locked room.
    opens(&cleo, &link).await?;
    rooms::knock(&cleo.page, "Cleo").await?;
    cleo.page.alert().saying("The room is locked.").within(PATIENCE).appears().await?;
    ben.page.checkbox("Lock the room: nobody else comes in").click().await?;
    rooms::knock_again(&cleo.page, "Try again", "Cleo").await?;
    ben.page.button("Let Cleo in").within(PATIENCE).click().await?;
    rooms::sees(&ana.page, "Cleo").await?;

    // Whoever loads the page again has the same seat, and so has the host.
    reloads(&cleo).await?;
    rooms::is_in(&cleo.page).await?;
    rooms::sees(&cleo.page, "Ana").await?;
    reloads(&ana).await?;
    rooms::is_in(&ana.page).await?;
    rooms::counts(&ana.page, 3).await?;
    rooms::sees(&ben.page, "Ana").await?;
    rooms::sees(&ana.page, "Ben").await?;

    // A host who leaves comes back as the host, and the room goes on meanwhile.
    ana.page.button("Leave the room").click().await?;
    ben.page.status().saying("Ana has left.").within(PATIENCE).appears().await?;
    rooms::sees(&ben.page, "Cleo").await?;
    ana.page.button("Come back").click().await?;
    rooms::introduce(&ana.page, "Ana").await?;
    ana.page.button("Join the room").click_when_still().await?;
    rooms::is_in(&ana.page).await?;
    rooms::show_people(&ana.page).await?;
    rooms::entry(&ana.page, "Ana (you)").saying("Host").appears().await?;

    // The companion crashes and is there again: people are, too, by themselves.
    companion.crash();
    for person in [&ana, &ben, &cleo] {
        person.page.status().saying("The connection is gone.").within(PATIENCE).appears().await?;
    }
    companion.start_again().await?;
    for (person, other) in [(&ana, "Ben"), (&ben, "Cleo"), (&cleo, "Ana")] {
        rooms::counts(&person.page, 3).await?;
        rooms::sees(&person.page, other).await?;
    }
    rooms::hears(&ana.page).await?;
    tokio::try_join!(ana.finish(), ben.finish(), cleo.finish()).map(drop)
}

async fn reloads(person: &Person) -> Result<()> {
    opens(person, &person.page.address().await?).await
}

async fn opens(person: &Person, address: &str) -> Result<()> {
    // From one fragment of a page to the same one is no way at all.
    person.page.go_to("about:blank").await?;
    person.page.go_to(address).await?;
    senses::lend(&person.page).await
}
