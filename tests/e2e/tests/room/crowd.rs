//! Six people in two kinds of browsers: everybody sees and hears everybody, and no more is sent than is looked at.

use anyhow::{Context, Result};
use futures::future::try_join_all;
use heliograph_e2e::{Camera, Companion, Kind, Page, rooms};
use image::{GrayImage, Luma};

use crate::people::{Eye, Person, turn};

/// The others' names and browsers.
const OTHERS: [(&str, Kind); 5] = [
    ("Ben", Kind::Chromium),
    ("Cleo", Kind::Firefox),
    ("Dao", Kind::Chromium),
    ("Edda", Kind::Firefox),
    ("Farah", Kind::Chromium),
];

#[tokio::test(flavor = "multi_thread")]
async fn six_people_see_and_hear_each_other_in_as_many_pixels_as_they_look_at() -> Result<()> {
    let _turn = turn().await;
    let companion = Companion::start_with_rooms().await?;
    let small = Camera::new()?;
    small.looks_at(&GrayImage::from_pixel(160, 90, Luma([120])))?;

    // One is seen by a camera of 720p, the others by small ones.
    let (ana, link) = Person::opens(&companion, "Ana", Eye::Own).await?;
    ana.page.resize(640, 480).await?;
    let mut people = vec![ana];
    for (name, kind) in OTHERS {
        let guest = Person::comes(&link, name, (kind, Eye::Small(&small)), &people[0]).await?;
        guest.page.button("Mute").click().await?;
        guest.page.resize(640, 480).await?;
        people.push(guest);
    }
    people[0].page.button("Mute").click().await?;
    try_join_all(people.iter().map(|person| sees_all_others(person, &people))).await?;
    for person in &people {
        is_heard_by_all_others(person, &people).await.with_context(|| format!("{} speaks", person.name))?;
    }
    layers(&people[1].page).await?;
    try_join_all(people.into_iter().map(Person::finish)).await.map(drop)
}

async fn sees_all_others(person: &Person, people: &[Person]) -> Result<()> {
    rooms::counts(&person.page, people.len()).await?;
    for other in people.iter().filter(|other| other.name != person.name) {
        rooms::sees(&person.page, other.name).await.with_context(|| format!("{} looks", person.name))?;
    }
    Ok(())
}

/// One speaks, and the others are silent.
async fn is_heard_by_all_others(person: &Person, people: &[Person]) -> Result<()> {
    person.page.button("Unmute").click().await?;
    let others = people.iter().filter(|other| other.name != person.name);
    try_join_all(others.map(async |other| {
        rooms::hears(&other.page).await.with_context(|| format!("{} listens", other.name))
    }))
    .await?;
    person.page.button("Mute").click().await?;
    Ok(())
}

/// How wide the middle layer of a camera of 720p is. Browsers make the largest one narrower than the camera where the
/// machine has no time for it, and six of them share one here.
const MIDDLE: u64 = 640;

/// What comes of a camera of 720p is as large as it is shown.
async fn layers(page: &Page) -> Result<()> {
    page.resize(1280, 800).await?;
    rooms::sees_in(page, "Ana", |frame| frame.size.0 <= MIDDLE).await.context("among others")?;
    page.button("Show Ana large").click().await?;
    rooms::sees_in(page, "Ana", |frame| frame.size.0 > MIDDLE).await.context("large")?;
    page.button("Show Ana no longer large").click().await?;
    rooms::sees_in(page, "Ana", |frame| frame.size.0 <= MIDDLE).await.context("among others again")?;
    page.button("Show Ana large").click().await?;
    rooms::sees_in(page, "Ana", |frame| frame.size.0 > MIDDLE).await.context("large again")?;
    page.button("More").click().await?;
    page.checkbox("Low data").click().await?;
    rooms::sees_in(page, "Ana", |frame| frame.size.0 <= MIDDLE).await.context("with low data")?;
    page.video("Camera of Ben").disappears().await
}
