//! A room of the companion's, as pages use it: its socket, and what is said there.

use super::client::Client;
use anyhow::{Context, Result, bail};
use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::{SecureRandom, SystemRandom},
    signature::{Ed25519KeyPair, KeyPair},
};
use futures::{SinkExt, StreamExt};
use heliograph_simnet::Page;
use heliograph_wire::{
    control::Switch,
    room::{Card, MemberId, Notice, Opening, PATH, Request, RoomId, Rules, hosting, room_preimage},
};
use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// How long the companion may take for anything before something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// A room that its host can open.
pub struct Room {
    /// Its id.
    pub id: RoomId,
    server: SocketAddr,
    key: Ed25519KeyPair,
    salt: [u8; 16],
}

/// A socket at the companion.
pub struct Line(WebSocketStream<TcpStream>);

impl Room {
    /// A room that nobody had before, at the companion whose page is there.
    pub fn new(server: SocketAddr) -> Result<Self> {
        let key = Ed25519KeyPair::generate().context("no key can be made")?;
        let mut salt = [0; 16];
        SystemRandom::new().fill(&mut salt).context("there is no chance")?;
        let public = public(&key)?;
        let hash = digest(&SHA256, &room_preimage(&public, &salt));
        let id = hash.as_ref().first_chunk().copied().map(RoomId).context("a hash is short")?;
        Ok(Self { id, server, key, salt })
    }

    /// The host comes, from one of this machine's addresses, and opens the room: whoever knocks is let in.
    pub async fn open(&self, from: IpAddr, pictures: u8) -> Result<Client> {
        let (mut line, challenge) = Line::to(from, self.server).await?;
        let signature = self.key.sign(&hosting(&challenge, self.id));
        let halves =
            signature.as_ref().as_chunks::<32>().0.try_into().ok().context("a signature is short")?;
        let rules = Rules { lobby: Switch::Off, ..Rules::default() };
        line.ask(&Request::Open(Opening {
            room: self.id,
            key: public(&self.key)?,
            salt: self.salt.into(),
            signature: halves,
            permit: None,
            rules,
            card: card(),
        }))
        .await?;
        line.sit(from, pictures).await
    }

    /// Somebody else comes.
    pub async fn come(&self, from: IpAddr, pictures: u8) -> Result<Client> {
        let (mut line, _) = Line::to(from, self.server).await?;
        line.ask(&Request::Knock { room: self.id, card: card() }).await?;
        line.sit(from, pictures).await
    }

    /// Somebody knocks at the room.
    pub async fn knock(&self, line: &mut Line) -> Result<()> {
        line.ask(&Request::Knock { room: self.id, card: card() }).await
    }

    /// Opens a socket, and says nothing.
    pub async fn line(&self, from: IpAddr) -> Result<Line> {
        Ok(Line::to(from, self.server).await?.0)
    }
}

impl Line {
    async fn to(from: IpAddr, server: SocketAddr) -> Result<(Self, [u8; 32])> {
        let mut request = format!("ws://{server}/{PATH}").into_client_request()?;
        request.headers_mut().insert("origin", format!("http://{server}").parse()?);
        let socket = TcpSocket::new_v4()?;
        socket.bind((from, 0).into())?;
        let stream = socket.connect(server).await.context("the companion is not reached")?;
        stream.set_nodelay(true)?;
        let (socket, _) = client_async(request, stream).await.context("the companion opens no socket")?;
        let mut line = Self(socket);
        match line.hear().await? {
            Notice::Welcome { challenge, .. } => Ok((line, challenge)),
            _ => bail!("the companion does not say welcome"),
        }
    }

    /// Waits for a seat, and offers the sections of a page.
    async fn sit(mut self, from: IpAddr, pictures: u8) -> Result<Client> {
        let member = self.seat().await?;
        let mut client = Client::new(from).await?;
        let sdp = client.open(|now, at| Page::new(now, at, pictures))?;
        self.ask(&Request::Offer { number: 1, sdp: sdp.into() }).await?;
        loop {
            match self.expect().await? {
                Notice::Answer { number: 1, sdp } => {
                    client.answered(sdp.reveal())?;
                    return Ok(client.at_line(self, member));
                }
                Notice::Refused { .. } => bail!("the companion makes nothing of an offer"),
                // Who is there, and what they do.
                _ => {}
            }
        }
    }

    /// Waits for a seat.
    pub async fn seat(&mut self) -> Result<MemberId> {
        loop {
            match self.expect().await? {
                Notice::Seated(seat) => return Ok(seat.member),
                Notice::Over(over) => bail!("there is no seat: {over:?}"),
                // It may have to wait first.
                _ => {}
            }
        }
    }

    /// Says something.
    pub async fn ask(&mut self, request: &Request) -> Result<()> {
        Ok(self.0.send(Message::Binary(request.encode().into())).await?)
    }

    /// What the companion says next.
    pub async fn hear(&mut self) -> Result<Notice> {
        loop {
            match self.0.next().await.context("the companion ended a socket")?? {
                Message::Binary(bytes) => {
                    return Notice::decode(&bytes).context("the companion says what nobody knows");
                }
                Message::Close(_) => bail!("the companion closed a socket"),
                _ => {}
            }
        }
    }

    async fn expect(&mut self) -> Result<Notice> {
        timeout(PATIENCE, self.hear()).await.context("the companion says nothing")?
    }
}

fn public(key: &Ed25519KeyPair) -> Result<[u8; 32]> {
    key.public_key().as_ref().try_into().context("a key is short")
}

fn card() -> Card {
    Card { name: String::new().into() }
}
