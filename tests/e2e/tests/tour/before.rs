//! Everything before two people are connected.

use anyhow::Result;
use heliograph_e2e::{
    Page,
    hooks::{self, lay_hands_on},
    people::{answer, enter_invite, enter_reply, invite, read_reply, scan},
};

use super::{INVITE, REPLY, Tour};

pub(super) async fn first_screens(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let page = tour.open().await?;
    look(&page, "home").await?;
    page.paste("Dear Ana, how are you?").await?;
    page.alert().appears().await?;
    look(&page, "home-no-code").await?;
    page.button("Help").click().await?;
    page.heading("How it works").appears().await?;
    look(&page, "help").await?;
    page.close().await
}

pub(super) async fn about(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let page = tour.open().await?;
    page.button("About Heliograph").click().await?;
    page.button("Copy SHA-256").appears().await?;
    look(&page, "about").await?;
    page.button("Save Heliograph").click().await?;
    page.status().saying("SHA-256").appears().await?;
    look(&page, "about-saved").await?;
    page.close().await
}

pub(super) async fn settings(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let page = tour.open().await?;
    page.button("Settings").click().await?;
    page.heading("Settings").appears().await?;
    look(&page, "settings").await?;
    page.radio("Ask public ones").click().await?;
    look(&page, "settings-public-servers").await?;
    page.radio("Ask my own").click().await?;
    page.textbox("My STUN servers").enter("turn:relay.example").await?;
    page.textbox("Your name").enter("Ana").await?;
    look(&page, "settings-own-servers").await?;
    page.button("Save").click().await?;
    page.alert().appears().await?;
    look(&page, "settings-wrong-server").await?;
    page.button("Forget everything").click().await?;
    page.button("Yes, forget everything").appears().await?;
    look(&page, "settings-forget").await?;
    page.button("Yes, forget everything").click().await?;
    page.heading("Heliograph").appears().await?;
    look(&page, "home-forgotten").await?;
    page.close().await
}

pub(super) async fn inviting(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let page = tour.open().await?;
    lay_hands_on(&page, "").await?;
    let code = invite(&page).await?;
    page.image(INVITE).appears().await?;
    look(&page, "invite").await?;
    page.button("Copy code").click().await?;
    look(&page, "invite-carried").await?;
    page.button("New code").click().await?;
    page.textbox("Invite code").filled().await?;
    look(&page, "invite-renewed").await?;
    enter_reply(&page, &code).await?;
    page.alert().appears().await?;
    look(&page, "invite-own-code").await?;
    // Whoever made the reply has gone again, so connecting takes its time.
    let joining = tour.open().await?;
    let reply = answer(&joining, &code).await?;
    joining.close().await?;
    enter_reply(&page, &reply).await?;
    page.status().appears().await?;
    look(&page, "invite-connecting").await?;
    hooks::run(&page, &hooks::ice_says("failed")).await?;
    page.alert().appears().await?;
    look(&page, "invite-no-route").await?;
    page.close().await
}

pub(super) async fn joining(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let inviting = tour.open().await?;
    let code = invite(&inviting).await?;

    let page = tour.open().await?;
    // An hour and a half later.
    lay_hands_on(&page, "const now = Date.now; Date.now = () => now() + 5_400_000;").await?;
    page.button("I have an invite").click().await?;
    page.heading("Join").appears().await?;
    look(&page, "join").await?;
    page.textbox("Their invite").enter(&code[..code.len() / 2]).await?;
    page.button("Continue").click().await?;
    page.alert().appears().await?;
    look(&page, "join-cut-short").await?;
    page.textbox("Their invite").enter(&code).await?;
    page.button("Continue").click().await?;
    read_reply(&page).await?;
    page.image(REPLY).appears().await?;
    look(&page, "reply").await?;
    page.button("Copy code").click().await?;
    look(&page, "reply-carried").await?;
    hooks::run(&page, &hooks::ice_says("failed")).await?;
    let replaced = "Your earlier reply has stopped working. Please send this one instead.";
    page.status().saying_phrase(replaced).appears().await?;
    look(&page, "reply-replaced").await?;
    page.close().await?;
    inviting.close().await
}

pub(super) async fn camera(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let inviting = tour.open().await?;
    invite(&inviting).await?;

    let page = tour.open().await?;
    page.run("navigator.mediaDevices.getUserMedia = () => new Promise(() => {});", vec![]).await?;
    page.button("Scan an invite").click().await?;
    page.region("Camera").appears().await?;
    look(&page, "camera-starting").await?;
    for (error, name) in [
        ("NotAllowedError", "camera-refused"),
        ("NotFoundError", "camera-absent"),
        ("NotReadableError", "camera-busy"),
    ] {
        page.go_to(tour.site.url()).await?;
        let fails = format!(
            "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{error}'));"
        );
        page.run(&fails, vec![]).await?;
        page.button("Scan an invite").click().await?;
        page.alert().appears().await?;
        look(&page, name).await?;
    }
    page.go_to(&tour.site.insecure_url()).await?;
    page.button("Scan an invite").click().await?;
    page.alert().appears().await?;
    look(&page, "camera-insecure-page").await?;

    page.go_to(tour.site.url()).await?;
    page.button("Scan an invite").click().await?;
    page.button("Stop scanning").appears().await?;
    look(&page, "camera-join").await?;
    page.button("Stop scanning").click().await?;
    page.button("Back").click().await?;
    scan(&page, "Scan an invite", &tour.camera, (&inviting, INVITE)).await?;
    read_reply(&page).await?;
    look(&page, "reply-after-scan").await?;

    tour.camera.looks_at_nothing()?;
    inviting.button("Scan their reply").click().await?;
    inviting.button("Stop scanning").appears().await?;
    look(&inviting, "camera-invite").await?;
    page.close().await?;
    inviting.close().await
}

pub(super) async fn stray_replies(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let (inviting, joining) = (tour.open().await?, tour.open().await?);
    enter_invite(&joining, &invite(&inviting).await?).await?;
    let link = joining.textbox("Reply link").filled().await?;
    joining.close().await?;
    inviting.button("Back").click().await?;
    let page = tour.browser.open(&link).await?;
    page.textbox("Reply code").appears().await?;
    look(&page, "stray-reply").await?;
    page.close().await?;

    let joining = tour.open().await?;
    enter_invite(&joining, &invite(&inviting).await?).await?;
    let page = tour.browser.open(&joining.textbox("Reply link").filled().await?).await?;
    page.heading("Handed over").appears().await?;
    look(&page, "reply-handed-over").await?;
    page.close().await?;
    joining.close().await?;
    inviting.close().await
}
