use super::{Media, Socket, Way};
use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{Ed25519KeyPair, KeyPair},
};
use heliograph_wire::{
    Private,
    control::Switch,
    room::{
        Card, MemberId, Notice, Opening, Over, Part, Request, RoomId, Rules, Seat, hosting, room_preimage,
    },
};
use std::{net::SocketAddr, time::Duration};
use tokio::time::timeout;

const PATH: &str = "/relay/room";

/// Whoever opens a room: their secret.
#[derive(Clone, Copy)]
pub(crate) struct Host(pub(crate) [u8; 32]);

impl Host {
    const SALT: [u8; 16] = [7; 16];

    fn keys(self) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&self.0).unwrap()
    }

    pub(crate) fn key(self) -> [u8; 32] {
        self.keys().public_key().as_ref().try_into().unwrap()
    }

    /// The room that is theirs.
    pub(crate) fn room(self) -> RoomId {
        let hash = digest(&SHA256, &room_preimage(&self.key(), &Self::SALT));
        RoomId(hash.as_ref()[..16].try_into().unwrap())
    }

    /// What opens it.
    pub(crate) fn opening(self, challenge: &[u8; 32], name: &str, rules: Rules) -> Opening {
        let signature: [u8; 64] =
            self.keys().sign(&hosting(challenge, self.room())).as_ref().try_into().unwrap();
        let (signature, _) = signature.as_chunks();
        Opening {
            room: self.room(),
            key: self.key(),
            salt: Private::new(Self::SALT),
            signature: [signature[0], signature[1]],
            permit: None,
            rules,
            card: card(name),
        }
    }
}

pub(crate) fn card(name: &str) -> Card {
    Card { name: Private::new(name.to_owned()) }
}

/// What somebody puts in who speaks and can be seen.
pub(crate) const ALL: Part = Part { microphone: Switch::On, camera: Switch::On, screen: Switch::Off };

/// Somebody at the socket of a room, and their connection once there is one.
pub(crate) struct Attendee {
    pub(crate) socket: Socket,
    pub(crate) name: String,
    pub(crate) challenge: [u8; 32],
    pub(crate) seat: Option<Seat>,
    pub(crate) media: Option<Media>,
    /// What was heard while something else was waited for.
    pub(crate) heard: Vec<Notice>,
}

impl Attendee {
    /// After the welcome.
    pub(crate) async fn come(tcp: SocketAddr, name: &str) -> Self {
        Self::welcomed(Socket::open(tcp, PATH).await, name).await
    }

    /// The same, from another address of this machine.
    pub(crate) async fn come_from(from: [u8; 4], tcp: SocketAddr, name: &str) -> Self {
        let page = (PATH, &*format!("http://{tcp}"));
        Self::welcomed(Socket::try_open_from(from.into(), tcp, page).await.unwrap(), name).await
    }

    async fn welcomed(mut socket: Socket, name: &str) -> Self {
        let first = socket.hear().await.expect("a socket begins with a welcome");
        let Some(Notice::Welcome { challenge, .. }) = Notice::decode(&first) else { panic!("no welcome") };
        Self { socket, name: name.to_owned(), challenge, seat: None, media: None, heard: Vec::new() }
    }

    /// Opens a room where nobody has to wait, as its host.
    pub(crate) async fn open(tcp: SocketAddr, host: Host, name: &str) -> Self {
        Self::open_with(tcp, host, name, Rules { lobby: Switch::Off, ..Rules::default() }).await
    }

    /// The same, with rules.
    pub(crate) async fn open_with(tcp: SocketAddr, host: Host, name: &str, rules: Rules) -> Self {
        let mut attendee = Self::come(tcp, name).await;
        let opening = host.opening(&attendee.challenge, name, rules);
        attendee.ask(Request::Open(opening)).await;
        attendee.seated().await;
        attendee
    }

    /// Knocks at a room where nobody has to wait.
    pub(crate) async fn join(tcp: SocketAddr, room: RoomId, name: &str) -> Self {
        Self::join_from([127, 0, 0, 1], tcp, room, name).await
    }

    /// The same, from another address of this machine.
    pub(crate) async fn join_from(from: [u8; 4], tcp: SocketAddr, room: RoomId, name: &str) -> Self {
        let mut attendee = Self::come_from(from, tcp, name).await;
        attendee.ask(Request::Knock { room, card: card(name) }).await;
        attendee.seated().await;
        attendee
    }

    /// Comes back to a seat; nothing where it is refused.
    pub(crate) async fn come_back(tcp: SocketAddr, name: &str, ticket: Private<Vec<u8>>) -> Self {
        let mut attendee = Self::come(tcp, name).await;
        attendee.ask(Request::Return { ticket, card: card(name) }).await;
        attendee
    }

    pub(crate) async fn seated(&mut self) {
        let seat = self.wait("a seat", |notice| match notice {
            Notice::Seated(seat) => Some(seat.clone()),
            _ => None,
        });
        self.seat = Some(seat.await);
    }

    pub(crate) fn member(&self) -> MemberId {
        self.seat.as_ref().unwrap().member
    }

    pub(crate) fn ticket(&self) -> Private<Vec<u8>> {
        self.seat.as_ref().unwrap().ticket.clone()
    }

    pub(crate) async fn ask(&mut self, request: Request) {
        self.socket.say(request.encode()).await.unwrap();
    }

    /// The next notice, which is not long in coming; none when the socket was closed.
    pub(crate) async fn hear(&mut self) -> Option<Notice> {
        let heard = timeout(Duration::from_secs(30), self.socket.hear()).await;
        Notice::decode(&heard.expect("nothing is said, and the socket stays open")?)
    }

    /// Waits for a notice, and remembers the others.
    pub(crate) async fn wait<T>(&mut self, what: &str, pick: impl Fn(&Notice) -> Option<T>) -> T {
        loop {
            let Some(notice) = self.hear().await else { panic!("the socket of {} ended: {what}", self.name) };
            if let Some(picked) = pick(&notice) {
                return picked;
            }
            if let Notice::Over(over) = notice {
                panic!("it is over for {}, {over:?}: {what}", self.name);
            }
            self.heard.push(notice);
        }
    }

    /// Why it ends, which is not long in coming; none where nothing was said of that.
    pub(crate) async fn end(&mut self) -> Option<Over> {
        let mut over = None;
        while let Some(notice) = self.hear().await {
            if let Notice::Over(why) = notice {
                over = Some(why);
            }
        }
        over
    }

    /// Makes a connection for media with sections for so many pictures, speaks and is seen, and waits until it stands.
    pub(crate) async fn connect(&mut self, way: Way, pictures: usize) {
        self.put(ALL).await;
        self.offer(way, pictures).await;
        let media = self.media.as_ref().unwrap();
        super::until("the connection stands", || async { media.is_connected() }).await;
        media.speak(true);
        media.film(true);
    }

    /// Offers a connection, and takes the answer.
    pub(crate) async fn offer(&mut self, way: Way, pictures: usize) -> String {
        let (media, sdp) = Media::begin(&self.name, way, pictures).await;
        self.ask(Request::Offer { number: 1, sdp: Private::new(sdp) }).await;
        let answer = self.wait("an answer", |notice| match notice {
            Notice::Answer { number: 1, sdp } => Some(sdp.reveal().clone()),
            Notice::Refused { .. } => panic!("the offer is refused"),
            _ => None,
        });
        let answer = answer.await;
        media.answered(answer.clone());
        self.media = Some(media);
        answer
    }

    pub(crate) async fn put(&mut self, part: Part) {
        self.ask(Request::Put(part)).await;
    }

    pub(crate) fn media(&self) -> &Media {
        self.media.as_ref().unwrap()
    }

    /// Waits until somebody's voice comes, in some more packets than until now.
    pub(crate) async fn hears(&self, name: &str) {
        let (media, before) = (self.media(), self.media().hears(name));
        super::until(&format!("{} hears {name}", self.name), || async { media.hears(name) > before + 5 })
            .await;
    }

    /// The same of pictures.
    pub(crate) async fn sees(&self, name: &str) {
        let (media, before) = (self.media(), self.media().sees(name));
        super::until(&format!("{} sees {name}", self.name), || async { media.sees(name) > before + 5 }).await;
    }
}
