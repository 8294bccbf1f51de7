use super::Socket;
use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{Ed25519KeyPair, KeyPair},
};
use heliograph_wire::{
    Private,
    rendezvous::{Notice, Request, link_preimage, presence},
};
use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};
use tokio::time::timeout;

const PATH: &str = "/relay/rendezvous";

/// Somebody who meets or rings, or is rung, at a socket.
pub(crate) struct Guest {
    pub(crate) socket: Socket,
    pub(crate) challenge: [u8; 32],
    /// How much work is asked for.
    pub(crate) bits: u8,
}

impl Guest {
    /// After the welcome.
    pub(crate) async fn come(tcp: SocketAddr) -> Self {
        Self::welcomed(Socket::open(tcp, PATH).await).await
    }

    /// The same, from another address of this machine.
    pub(crate) async fn come_from(from: [u8; 4], tcp: SocketAddr) -> Self {
        let page = (PATH, &*format!("http://{tcp}"));
        Self::welcomed(Socket::try_open_from(from.into(), tcp, page).await.unwrap()).await
    }

    /// Through a proxy that says who it is; none where there is no room.
    pub(crate) async fn come_behind_proxy(source: IpAddr, tcp: SocketAddr) -> Option<Self> {
        Self::let_in(Socket::try_open_behind_proxy(source, tcp, PATH).await.ok()?).await
    }

    async fn welcomed(socket: Socket) -> Self {
        Self::let_in(socket).await.expect("a socket begins with a welcome")
    }

    async fn let_in(mut socket: Socket) -> Option<Self> {
        match Notice::decode(&socket.hear().await?)? {
            Notice::Welcome { challenge, bits, .. } => Some(Self { socket, challenge, bits }),
            _ => None,
        }
    }

    /// The work that is asked for.
    pub(crate) fn work(&self) -> u64 {
        let zeros = |work: &u64| {
            let hash = digest(&SHA256, &[&self.challenge[..], &work.to_be_bytes()].concat());
            u64::from_be_bytes(hash.as_ref()[..8].try_into().unwrap()).leading_zeros()
        };
        (0..).find(|work| zeros(work) >= self.bits.into()).unwrap()
    }

    pub(crate) async fn ask(&mut self, request: Request) {
        self.socket.say(request.encode()).await.unwrap();
    }

    /// The next notice, which is not long in coming; none when the socket was closed.
    pub(crate) async fn hear(&mut self) -> Option<Notice> {
        let heard = timeout(Duration::from_secs(30), self.socket.hear()).await;
        Notice::decode(&heard.expect("nothing is said, and the socket stays open")?)
    }

    /// Opens a place: its number, and the ticket for the seat there.
    pub(crate) async fn open(tcp: SocketAddr) -> (Self, u32, Private<Vec<u8>>) {
        Self::open_from([127, 0, 0, 1], tcp).await
    }

    /// The same, from another address of this machine.
    pub(crate) async fn open_from(from: [u8; 4], tcp: SocketAddr) -> (Self, u32, Private<Vec<u8>>) {
        let mut guest = Self::come_from(from, tcp).await;
        let work = guest.work();
        guest.ask(Request::Open { work }).await;
        match guest.hear().await {
            Some(Notice::Seated { nameplate: Some(nameplate), ticket, .. }) => (guest, nameplate, ticket),
            _ => panic!("there is no place"),
        }
    }

    /// Comes to the place with this number.
    pub(crate) async fn at(tcp: SocketAddr, nameplate: u32) -> Self {
        let mut guest = Self::come(tcp).await;
        let work = guest.work();
        guest.ask(Request::Come { work, nameplate }).await;
        guest
    }

    /// Attends the callee with this secret, before anything is heard of it.
    pub(crate) async fn attend(tcp: SocketAddr, secret: [u8; 32]) -> Self {
        let mut guest = Self::come(tcp).await;
        let keys = Ed25519KeyPair::from_seed_unchecked(&secret).unwrap();
        let signature: [u8; 64] = keys.sign(&presence(&guest.challenge)).as_ref().try_into().unwrap();
        let (signature, _) = signature.as_chunks();
        let signature = [signature[0], signature[1]];
        let key = keys.public_key().as_ref().try_into().unwrap();
        let work = guest.work();
        guest.ask(Request::Attend { work, key, signature }).await;
        guest
    }

    /// The link that this callee makes with this salt.
    pub(crate) fn link(secret: [u8; 32], salt: [u8; 16]) -> [u8; 16] {
        let keys = Ed25519KeyPair::from_seed_unchecked(&secret).unwrap();
        let key = keys.public_key().as_ref().try_into().unwrap();
        digest(&SHA256, &link_preimage(&key, &salt)).as_ref()[..16].try_into().unwrap()
    }

    /// Rings by this link.
    pub(crate) async fn ring(tcp: SocketAddr, link: [u8; 16], intro: &[u8]) -> Self {
        let mut guest = Self::come(tcp).await;
        let work = guest.work();
        let (link, intro) = (Private::new(link), Private::new(intro.to_vec()));
        guest.ask(Request::Ring { work, link, intro }).await;
        guest
    }
}
