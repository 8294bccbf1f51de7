//! What two pages do that meet by words which one of them made: with the same keys as real ones, and nothing to look at.

use anyhow::{Context, Result, bail};
use futures::{SinkExt, StreamExt};
use heliograph_keys::Keys;
use heliograph_wire::{
    Private,
    rendezvous::{Heard, Lane, Notice, Outcome, PATH, Pairing, Request, Task},
};
use rand_core::OsRng;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// A page has others, for others.
const LANE: Lane = Lane(0);

/// A page at the socket where people meet, and the worker with its keys.
pub(crate) struct Page {
    socket: WebSocketStream<TcpStream>,
    keys: Keys<OsRng>,
    companion: [u8; 16],
    work: u64,
}

/// A page that waits, and what its person tells the other one.
pub(crate) struct Opened {
    /// Who waits.
    pub page: Page,
    seat: u16,
    nameplate: u32,
}

impl Page {
    /// Opens the socket from an address of this machine, and does the work that it is asked for.
    async fn come(from: Ipv4Addr, server: SocketAddr) -> Result<Self> {
        let mut request = format!("ws://{server}/{PATH}").into_client_request()?;
        request.headers_mut().insert("origin", format!("http://{server}").parse()?);
        let stream = TcpSocket::new_v4()?;
        stream.bind((from, 0).into())?;
        let stream = stream.connect(server).await.context("the companion is not reached")?;
        stream.set_nodelay(true)?;
        let (socket, _) = client_async(request, stream).await.context("the companion opens no socket")?;
        let mut page = Self { socket, keys: Keys::new(OsRng), companion: [0; 16], work: 0 };
        let Notice::Welcome { challenge, bits, companion } = page.hear().await? else {
            bail!("the companion has no room")
        };
        page.companion = companion;
        if let Outcome::Worked { work, .. } = page.keys.perform(Task::Work { challenge, bits }) {
            page.work = work;
        }
        Ok(page)
    }

    /// Opens a place of its own.
    pub(crate) async fn open(from: Ipv4Addr, server: SocketAddr) -> Result<Opened> {
        let mut page = Self::come(from, server).await?;
        page.ask(Request::Open { work: page.work }).await?;
        match page.hear().await? {
            Notice::Seated { seat, nameplate: Some(nameplate), .. } => Ok(Opened { page, seat, nameplate }),
            _ => bail!("the companion gives no place of its own"),
        }
    }

    /// Waits until the companion ends the socket.
    pub(crate) async fn wait(mut self) {
        while self.hear().await.is_ok() {}
    }

    /// Three words as pages make them.
    pub(crate) fn words() -> Result<Private<String>> {
        match Keys::new(OsRng).perform(Task::DrawWords) {
            Outcome::Drawn(words) => Ok(words),
            _ => bail!("no words were drawn"),
        }
    }

    async fn ask(&mut self, request: Request) -> Result<()> {
        Ok(self.socket.send(Message::Binary(request.encode().into())).await?)
    }

    async fn hear(&mut self) -> Result<Notice> {
        loop {
            match self.socket.next().await.context("the companion ended a socket")?? {
                Message::Binary(bytes) => {
                    return Notice::decode(&bytes).context("the companion says what nobody knows");
                }
                Message::Close(_) => bail!("the companion closed a socket"),
                _ => {}
            }
        }
    }

    /// Agrees with whoever comes, or is there, that both have the same words.
    async fn agree(&mut self, nameplate: u32, own: u16, words: &Private<String>) -> Result<()> {
        let Notice::Here(other) = self.hear().await? else { bail!("nobody is there") };
        let (pairing, companion) = (Pairing::Nameplate(nameplate), self.companion);
        let meet = Task::Meet { lane: LANE, words: words.clone(), pairing, companion, seats: [own, other] };
        let Outcome::Say { bytes, .. } = self.keys.perform(meet) else { bail!("no lane was begun") };
        self.ask(Request::Say { to: other, sealed: bytes }).await?;
        loop {
            let Notice::Said { sealed, .. } = self.hear().await? else { bail!("the other one fell silent") };
            match self.keys.perform(Task::Hear { lane: LANE, bytes: sealed }) {
                Outcome::Heard { heard: Heard::Agreed { say }, .. } => {
                    if let Some(sealed) = say {
                        self.ask(Request::Say { to: other, sealed }).await?;
                    }
                    return Ok(());
                }
                Outcome::Heard { heard: Heard::Say(sealed), .. } => {
                    self.ask(Request::Say { to: other, sealed }).await?;
                }
                Outcome::Heard { heard: Heard::Nothing, .. } => {}
                _ => bail!("two who have the same words do not agree"),
            }
        }
    }
}

/// Two pages at two addresses meet: done when each of them knows that the other one has the same words.
pub(crate) async fn meet(
    [here, there]: [Ipv4Addr; 2],
    server: SocketAddr,
    words: &Private<String>,
) -> Result<()> {
    let Opened { mut page, seat, nameplate } = Page::open(here, server).await?;
    let comes = async {
        let mut other = Page::come(there, server).await?;
        other.ask(Request::Come { work: other.work, nameplate }).await?;
        let Notice::Seated { seat, .. } = other.hear().await? else { bail!("the number leads nowhere") };
        other.agree(nameplate, seat, words).await
    };
    futures::future::try_join(page.agree(nameplate, seat, words), comes).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::{Page, meet};
    use heliograph_relay::{Config, Running};
    use std::net::Ipv4Addr;

    #[tokio::test]
    async fn two_pages_meet_at_a_companion_and_two_with_other_words_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(Config::on_loopback(folder.path().join("state"))).unwrap();
        let server = running.tcp()[0];
        let from = [Ipv4Addr::LOCALHOST; 2];
        meet(from, server, &Page::words().unwrap()).await.unwrap();

        let opened = Page::open(from[0], server).await.unwrap();
        let (mut one, mut other) = (opened.page, Page::come(from[1], server).await.unwrap());
        let request = heliograph_wire::rendezvous::Request::Come { work: 0, nameplate: opened.nameplate };
        other.ask(request).await.unwrap();
        other.hear().await.unwrap();
        let (right, wrong) = (Page::words().unwrap(), "zoo-zoo-zoo".to_owned().into());
        // The one who was there first hears a wrong proof, and says no more, so that the other one waits for it.
        let waits = other.agree(opened.nameplate, opened.seat + 1, &wrong);
        let (one, other) = futures::future::join(
            one.agree(opened.nameplate, opened.seat, &right),
            tokio::time::timeout(std::time::Duration::from_secs(2), waits),
        )
        .await;
        assert!(one.is_err() && other.is_err());
    }
}
