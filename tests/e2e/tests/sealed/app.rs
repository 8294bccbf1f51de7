use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use heliograph_e2e::{
    PATIENCE, Page,
    calls::{call, see_and_hear_each_other},
    people::{connect, talk},
    senses,
};
use tokio::time::{Instant, sleep};

use crate::forms::{COUPLES, Forms, starts};

/// The figures change once a second.
const BETWEEN: Duration = Duration::from_millis(300);

/// What people read where frames are refused.
const TAMPERING: &str = "Compare the safety words";

/// Gives the worker of a page another key than the other side has, so that to both all looks changed that comes.
const ANOTHER_KEY: &str = "const asItIs = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...others) {
        if (message?.epoch) message.epoch.base[0] ^= 1;
        return asItIs.call(this, message, ...others);
    };";

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_sealed_twice_whatever_form_each_of_both_has() -> Result<()> {
    let forms = Forms::lay_out().await?;
    for [one, other] in COUPLES {
        let couple = async {
            let (ana, ben) = tokio::try_join!(starts(one.1), starts(other.1))?;
            let (left, right) = tokio::try_join!(forms.open(one.0, &ana), forms.open(other.0, &ben))?;
            tokio::try_join!(senses::lend(&left), senses::lend(&right))?;
            connect(&left, &right).await?;
            talk(&left, &right).await?;
            choose_to_seal(&left).await?;
            call(&right, &left).await?;
            see_and_hear_each_other(&left, &right).await?;
            for page in [&left, &right] {
                is_sealed_twice(page).await.with_context(|| format!("{:?}", page.kind()))?;
            }
            tokio::try_join!(ana.finish(), ben.finish()).map(drop)
        };
        couple.await.with_context(|| format!("{one:?} and {other:?}"))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_told_when_what_comes_is_not_what_was_sealed() -> Result<()> {
    let forms = Forms::lay_out().await?;
    let [one, other] = COUPLES[0];
    let (ana, ben) = tokio::try_join!(starts(one.1), starts(other.1))?;
    let (left, right) = tokio::try_join!(forms.open(one.0, &ana), forms.open(other.0, &ben))?;
    tokio::try_join!(senses::lend(&left), senses::lend(&right))?;
    right.run(ANOTHER_KEY, vec![]).await?;
    connect(&left, &right).await?;
    talk(&left, &right).await?;
    choose_to_seal(&left).await?;
    call(&right, &left).await?;
    for page in [&left, &right] {
        page.alert().saying(TAMPERING).appears().await.with_context(|| format!("{:?}", page.kind()))?;
        senses::hears_nothing(page).await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// Asks for it before the first call, and waits until both sides have agreed.
async fn choose_to_seal(page: &Page) -> Result<()> {
    page.button("Statistics").click().await?;
    page.button("Seal calls here twice").click().await?;
    page.region("Statistics").saying("Calls here will be sealed twice").appears().await?;
    page.button("Close").click().await
}

/// Waits until the statistics say of sound and picture that frames of both directions are sealed, and that none is
/// refused.
async fn is_sealed_twice(page: &Page) -> Result<()> {
    page.button("Statistics").click().await?;
    let sheet = page.region("Statistics");
    sheet.clone().saying("Calls here are sealed twice").appears().await?;
    let begun = Instant::now();
    loop {
        let text = sheet.text().await?;
        if [" sealed per second", " opened per second"].iter().all(|what| sections_with(&text, what) >= 2) {
            let refusing = sections_with(&text, " refused");
            ensure!(refusing == 0, "frames are refused: {text}");
            break;
        }
        if begun.elapsed() > PATIENCE {
            bail!("not all is sealed: {text}");
        }
        sleep(BETWEEN).await;
    }
    page.button("Close").click().await
}

/// In how many sections so many frames, and more than none, had that done to them.
fn sections_with(text: &str, what: &str) -> usize {
    let before = text.match_indices(what).map(|(place, _)| &text[..place]);
    let numbers =
        before.map(|text| text.rsplit(|letter: char| !letter.is_ascii_digit()).next().unwrap_or(""));
    numbers.filter(|number| number.parse().is_ok_and(|number: u64| number > 0)).count()
}
