//! Two people whose pages come from one companion, each behind a NAT.

use std::time::Duration;

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Companion, Kind, Page,
    lab::{Lab, Nat, Place, Side},
    people::{
        both_connected, code_through_relay, code_with_public_address, enter_invite, enter_reply,
        hide_addresses, talk,
    },
};

use crate::{
    ears,
    support::{laboratory_with_companion, laboratory_without_server},
};

/// How long until a page says that no way was found.
const GONE: Duration = Duration::from_secs(60);

/// The laboratory with a companion in it.
pub(crate) struct Town {
    pub(crate) lab: Lab,
    pub(crate) companion: Companion,
    pub(crate) here: Place,
    pub(crate) there: Place,
}

/// Two people, each with a page of the companion's.
pub(crate) struct Couple {
    pub(crate) left: Page,
    pub(crate) right: Page,
}

/// How packets are to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    /// By whatever way there is.
    Direct,
    /// Through the companion's relay alone.
    Relayed,
}

impl Town {
    /// A laboratory with a companion, or nothing, said aloud, where there can be none.
    pub(crate) async fn build() -> Result<Option<Self>> {
        let town = laboratory_with_companion(Nat::Port).await?;
        Ok(town.map(|(lab, companion, here, there)| Self { lab, companion, here, there }))
    }

    /// The same with a companion that has rooms.
    pub(crate) async fn build_with_rooms() -> Result<Option<Self>> {
        let Some((lab, here, there)) = laboratory_without_server(Nat::Port).await? else { return Ok(None) };
        let companion = Companion::start_in_with_rooms(&lab).await?;
        Ok(Some(Self { lab, companion, here, there }))
    }

    /// A browser on one side, with a tab that stays empty: a browser ends with its last one.
    pub(crate) async fn browser(&self, side: Side, kind: Kind) -> Result<Browser> {
        let place = match side {
            Side::A => &self.here,
            Side::B => &self.there,
        };
        let builder = Browser::of(kind).trusting_any_certificate().with_devices();
        let browser = builder.at(place.clone()).start().await?;
        browser.open("about:blank").await?;
        Ok(browser)
    }

    /// Two people's browsers, one on each side.
    pub(crate) async fn two(&self, inviting: Kind, joining: Kind) -> Result<(Browser, Browser)> {
        tokio::try_join!(self.browser(Side::A, inviting), self.browser(Side::B, joining))
    }

    /// Puts both people behind NATs of other kinds.
    pub(crate) fn put_behind(&self, (one, other): (Nat, Nat)) -> Result<()> {
        self.lab.put_behind(Side::A, one)?;
        self.lab.put_behind(Side::B, other)
    }
}

impl Couple {
    /// Two people who use these browsers: a fresh page in each, which is listened to.
    pub(crate) async fn open(town: &Town, (ana, ben): (&Browser, &Browser)) -> Result<Self> {
        let url = town.companion.url();
        let (left, right) = tokio::try_join!(ana.open(url), ben.open(url))?;
        tokio::try_join!(ears::listen(&left), ears::listen(&right))?;
        Ok(Self { left, right })
    }

    /// Closes both pages.
    pub(crate) async fn close(self) -> Result<()> {
        tokio::try_join!(self.left.close(), self.right.close()).map(drop)
    }

    /// Who they are, for whoever reads what was tried.
    pub(crate) fn name(&self) -> String {
        format!("{:?} to {:?}", self.left.kind(), self.right.kind())
    }
}

/// Carries both codes between two fresh pages.
async fn exchange_codes(couple: &Couple, path: Path, (one, other): (Nat, Nat)) -> Result<()> {
    let Couple { left, right } = couple;
    left.button("Invite someone").click().await?;
    if path == Path::Relayed {
        hide_addresses(left).await?;
    }
    let invite = whole_code(left, "Invite code", (path, one)).await?;
    enter_invite(right, &invite).await?;
    let reply = match (path, one) {
        // Who invited can be reached unasked, and whoever has a way that works looks for no further address.
        (Path::Direct, Nat::Full) => right.textbox("Reply code").filled().await?,
        _ => whole_code(right, "Reply code", (path, other)).await?,
    };
    enter_reply(left, &reply).await
}

/// A code with all addresses that it can have.
async fn whole_code(page: &Page, name: &str, (path, nat): (Path, Nat)) -> Result<String> {
    match (path, nat) {
        (Path::Relayed, _) => code_through_relay(page, name).await,
        // No STUN server ever answers.
        (Path::Direct, Nat::UdpBlock | Nat::Tcp443) => page.textbox(name).filled().await,
        (Path::Direct, _) => code_with_public_address(page, name).await,
    }
}

/// Connects two fresh pages, and looks at the way that packets then take.
pub(crate) async fn meet(couple: &Couple, path: Path, nats: (Nat, Nat)) -> Result<()> {
    let Couple { left, right } = couple;
    exchange_codes(couple, path, nats).await?;
    both_connected(left, right).await?;
    talk(left, right).await?;
    let said = if path == Path::Relayed { "Through the server" } else { "talk directly" };
    for page in [left, right] {
        page.status().saying(said).appears().await?;
        let way = ears::way(page).await?;
        let relayed = [&way.local, &way.remote].map(|kind| kind == "relay");
        ensure!(relayed == [path == Path::Relayed; 2], "{:?}: packets go by {way:?}", page.kind());
    }
    Ok(())
}

/// Two fresh pages try to connect, and the person is told that there is no way.
pub(crate) async fn fail_to_meet(couple: &Couple, nats: (Nat, Nat)) -> Result<()> {
    exchange_codes(couple, Path::Direct, nats).await?;
    couple.left.alert().saying("No connection was made").within(GONE).appears().await?;
    ensure!(!couple.right.heading("Connected").is_there().await?, "one side alone is connected");
    Ok(())
}
