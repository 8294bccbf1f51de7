//! A small client of STUN and TURN, for trying a server: one request at a time, over UDP or a stream.

mod sealed;
mod wire;

pub use sealed::shake_hands;
pub use wire::Wire;

use heliograph_turn::{
    credential::Credential,
    stun::{Algorithm, Class, Key, Message, Method, Writer, attribute},
};
use std::{io, net::SocketAddr};
use thiserror::Error;

/// A client with one way to the server.
pub struct TurnClient {
    wire: Wire,
    username: String,
    password: String,
    /// What the server said last about itself.
    realm: String,
    nonce: Vec<u8>,
    /// The number of the last request.
    asked: u64,
}

/// What a client heard instead of what it asked for.
#[derive(Debug, Error)]
pub enum Heard {
    /// Nothing for a while, or the connection ended.
    #[error("no answer: {0}")]
    Nothing(#[from] io::Error),
    /// Something that is no answer.
    #[error("an answer that makes no sense")]
    Nonsense,
    /// A refusal, with its code in STUN.
    #[error("a refusal with code {0}")]
    Refusal(u16),
}

impl TurnClient {
    /// A client over a way that is open.
    pub fn new(wire: Wire, credential: &Credential) -> Self {
        Self {
            wire,
            username: credential.username.clone(),
            password: credential.password.clone(),
            realm: String::new(),
            nonce: Vec::new(),
            asked: 0,
        }
    }

    /// Asks under which address the server sees this client.
    pub async fn binding(&mut self) -> Result<SocketAddr, Heard> {
        let answer = self.ask(Method::Binding, Signed::No, |_| ()).await?;
        let answer = read(&answer)?;
        answer.address(attribute::XOR_MAPPED_ADDRESS).ok_or(Heard::Nonsense)
    }

    /// Asks for a relayed address.
    pub async fn allocate(&mut self) -> Result<SocketAddr, Heard> {
        const UDP: [u8; 4] = [17, 0, 0, 0];
        let answer = self
            .ask_signed(Method::Allocate, |request| {
                request.attribute(attribute::REQUESTED_TRANSPORT, &UDP);
            })
            .await?;
        read(&answer)?.address(attribute::XOR_RELAYED_ADDRESS).ok_or(Heard::Nonsense)
    }

    /// Lets a peer send, and gives it a number between 0x4000 and 0x4fff.
    pub async fn bind(&mut self, channel: u16, peer: SocketAddr) -> Result<(), Heard> {
        let number = u32::from(channel) << 16;
        self.ask_signed(Method::ChannelBind, |request| {
            request.attribute(attribute::CHANNEL_NUMBER, &number.to_be_bytes());
            request.address(attribute::XOR_PEER_ADDRESS, peer);
        })
        .await?;
        Ok(())
    }

    /// Gives the relayed address back.
    pub async fn release(&mut self) -> Result<(), Heard> {
        self.ask_signed(Method::Refresh, |request| {
            request.attribute(attribute::LIFETIME, &[0; 4]);
        })
        .await?;
        Ok(())
    }

    /// Sends a payload by a channel.
    pub async fn send(&mut self, channel: u16, payload: &[u8]) -> io::Result<()> {
        let mut packet = channel.to_be_bytes().to_vec();
        packet.extend_from_slice(&u16::try_from(payload.len()).unwrap_or(u16::MAX).to_be_bytes());
        packet.extend_from_slice(payload);
        if self.wire.is_stream() {
            packet.resize(packet.len().next_multiple_of(4), 0);
        }
        self.wire.send(&packet).await
    }

    /// Sends a payload to an address.
    pub async fn send_to(&mut self, peer: SocketAddr, payload: &[u8]) -> io::Result<()> {
        let mut buffer = vec![0; payload.len() + 64];
        let mut indication = Writer::new(&mut buffer, Class::Indication, Method::Send, &[0x48; 12]);
        indication.address(attribute::XOR_PEER_ADDRESS, peer).attribute(attribute::DATA, payload);
        let length = indication.finish().ok_or(io::ErrorKind::InvalidInput)?;
        self.wire.send(&buffer[..length]).await
    }

    /// Waits for a payload by a channel.
    pub async fn receive(&mut self, channel: u16) -> io::Result<Vec<u8>> {
        loop {
            let packet = self.wire.receive().await?;
            if packet.get(..2) == Some(&channel.to_be_bytes())
                && let Some(length) = packet.get(2..4).and_then(<[u8]>::first_chunk)
                && let Some(payload) = packet.get(4..4 + usize::from(u16::from_be_bytes(*length)))
            {
                return Ok(payload.to_vec());
            }
        }
    }

    /// Asks, and once more where the server first says what it wants to have repeated.
    async fn ask_signed(&mut self, method: Method, add: impl Fn(&mut Writer<'_>)) -> Result<Vec<u8>, Heard> {
        match self.ask(method, Signed::Yes, &add).await {
            Err(Heard::Refusal(401 | 438)) => self.ask(method, Signed::Yes, &add).await,
            outcome => outcome,
        }
    }

    async fn ask(
        &mut self,
        method: Method,
        signed: Signed,
        add: impl Fn(&mut Writer<'_>),
    ) -> Result<Vec<u8>, Heard> {
        self.asked += 1;
        let mut transaction = [0x48; 12];
        transaction[4..].copy_from_slice(&self.asked.to_be_bytes());
        let mut buffer = [0; 1024];
        let mut request = Writer::new(&mut buffer, Class::Request, method, &transaction);
        add(&mut request);
        if matches!(signed, Signed::Yes) && !self.nonce.is_empty() {
            request.attribute(attribute::USERNAME, self.username.as_bytes());
            request.attribute(attribute::REALM, self.realm.as_bytes());
            request.attribute(attribute::NONCE, &self.nonce);
            let key = Key::long_term(&self.username, &self.realm, &self.password);
            request.signature(Algorithm::Sha1, &key);
        }
        let length = request.finish().ok_or(Heard::Nonsense)?;
        let answer = self.wire.ask(&buffer[..length], |answer| {
            Message::read(answer).is_ok_and(|message| *message.transaction() == transaction)
        });
        let answer = answer.await?;
        let message = read(&answer)?;
        if message.class() != Class::Error {
            return Ok(answer);
        }
        if let (Some(realm), Some(nonce)) = (message.value(attribute::REALM), message.value(attribute::NONCE))
        {
            self.realm = String::from_utf8_lossy(realm).into_owned();
            self.nonce = nonce.to_vec();
        }
        Err(Heard::Refusal(message.error().unwrap_or_default()))
    }
}

enum Signed {
    Yes,
    No,
}

fn read(answer: &[u8]) -> Result<Message<'_>, Heard> {
    Message::read(answer).map_err(|_| Heard::Nonsense)
}
