//! A clock on the wall that somebody sets while people talk.

use super::{Command, Core};
use crate::{
    config::Config,
    plane::settings,
    shared::unix_millis,
    stream::{Chunk, Outbox},
};
use heliograph_turn::stun::{Algorithm, Class, Key, Message, Method, Writer, attribute};
use heliograph_turn::{
    Client, Exchange, HEADROOM, Seeds, Server, TAILROOM, Transport,
    credential::{Credential, issue_for},
};
use heliograph_wire::{Millis, Private};
use std::{net::SocketAddr, sync::Arc};

const SECRET: [u8; 32] = [1; 32];
const HOUR: Millis = Millis::minutes(60);

struct World {
    core: Core,
    /// What the clock on the wall says.
    wall: Millis,
    ports: u16,
}

impl World {
    fn new() -> Self {
        let limits = Config::on_loopback("nowhere".into()).limits;
        let secret = Private::new(SECRET);
        let wall = Millis(unix_millis());
        let server = Server::new(settings(&secret, limits, wall), Seeds::new([2; 32]), Millis::default());
        Self { core: Core::new(server, Vec::new(), secret, limits), wall, ports: 40_000 }
    }

    fn set(&mut self, wall: Millis) {
        self.wall = wall;
        self.core.tick(wall);
    }

    /// A credential as the server gives them out: it begins by the clock on the wall.
    fn credential(&self) -> Credential {
        issue_for(&SECRET, Exchange(1), self.ports.into(), self.wall.0 / 1_000 + 600)
    }

    /// Somebody who comes by a stream of their own.
    fn person(&mut self, credential: &Credential) -> Person {
        self.ports += 1;
        let remote = SocketAddr::from(([203, 0, 113, 5], self.ports));
        let local = SocketAddr::from(([198, 51, 100, 1], 3478));
        let (at, outbox) = (Client { transport: Transport::Tcp, local, remote }, Arc::new(Outbox::new()));
        self.core.perform(Command::Opened(at, outbox.clone()));
        Person { at, outbox, credential: credential.clone() }
    }
}

struct Person {
    at: Client,
    outbox: Arc<Outbox>,
    credential: Credential,
}

impl Person {
    /// Asks for a relayed address, or to keep the one that they have; the code of the refusal, if it is refused.
    async fn ask(&self, world: &mut World, method: Method) -> Option<u16> {
        let unsigned = self.answer(world, method, |_| ()).await;
        let read = Message::read(&unsigned).unwrap();
        let [realm, nonce] = [attribute::REALM, attribute::NONCE].map(|kind| read.value(kind).unwrap());
        let realm = std::str::from_utf8(realm).unwrap();
        let key = Key::long_term(&self.credential.username, realm, &self.credential.password);
        let signed = self.answer(world, method, |request| {
            request.attribute(attribute::USERNAME, self.credential.username.as_bytes());
            request.attribute(attribute::REALM, realm.as_bytes()).attribute(attribute::NONCE, nonce);
            request.signature(Algorithm::Sha1, &key);
        });
        Message::read(&signed.await).unwrap().error()
    }

    async fn answer(&self, world: &mut World, method: Method, end: impl FnOnce(&mut Writer<'_>)) -> Vec<u8> {
        let mut bytes = vec![0; HEADROOM + 256 + TAILROOM];
        let mut request = Writer::new(&mut bytes[HEADROOM..], Class::Request, method, b"twelve bytes");
        request.attribute(attribute::REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
        end(&mut request);
        let end = HEADROOM + request.finish().unwrap();
        world.core.perform(Command::Came(self.at, Chunk { bytes, end }));
        let mut answer = Vec::new();
        self.outbox.take(&mut answer).await;
        self.outbox.sent();
        answer
    }
}

#[tokio::test]
async fn credentials_end_by_the_clock_on_the_wall_wherever_it_is_set() {
    let mut world = World::new();
    let before = world.credential();
    let someone = world.person(&before);
    assert_eq!(someone.ask(&mut world, Method::Allocate).await, None);

    world.set(world.wall + HOUR);
    assert_eq!(world.person(&before).ask(&mut world, Method::Allocate).await, Some(401), "it is over");
    let after = world.credential();
    assert_eq!(world.person(&after).ask(&mut world, Method::Allocate).await, None);

    world.set(world.wall - HOUR - HOUR);
    let earlier = world.credential();
    assert_eq!(world.person(&earlier).ask(&mut world, Method::Allocate).await, None);
    assert_eq!(world.person(&before).ask(&mut world, Method::Allocate).await, None, "it has time again");
}

#[tokio::test]
async fn a_clock_that_is_set_ends_nothing_that_was_begun() {
    let mut world = World::new();
    let credential = world.credential();
    let someone = world.person(&credential);
    assert_eq!(someone.ask(&mut world, Method::Allocate).await, None);
    for wall in [world.wall + HOUR, world.wall - HOUR, world.wall] {
        world.set(wall);
        assert_eq!(someone.ask(&mut world, Method::Refresh).await, None);
    }
    let (answer, answered) = tokio::sync::oneshot::channel();
    world.core.perform(Command::Count(answer));
    let relay = answered.await.unwrap().relay;
    assert_eq!((relay.allocations, relay.expired, relay.refreshed), (1, 0, 3));
}
