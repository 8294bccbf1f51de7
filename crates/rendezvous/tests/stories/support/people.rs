use super::{World, sealed, sign};
use heliograph_rendezvous::Guest;
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{
    LinkHash, Notice, Push, Request, SUBSCRIPTION_BYTES, Subscription, WAKE_BYTES, link_preimage, presence,
};
use sha2::{Digest, Sha256};

/// Somebody who gives out links.
#[derive(Clone, Copy)]
pub(crate) struct Callee {
    pub(crate) key: [u8; 32],
}

/// The salt of a caller link, by a number.
fn salt(number: u32) -> Private<[u8; 16]> {
    let mut salt = [0x11; 16];
    salt[..4].copy_from_slice(&number.to_be_bytes());
    Private::new(salt)
}

/// The id of a caller link of the first callee, by a number.
pub(crate) fn link(number: u32) -> Private<[u8; 16]> {
    Callee::new(1).link(number)
}

pub(crate) fn hash(number: u32) -> LinkHash {
    LinkHash(Sha256::digest(link(number).reveal()).into())
}

pub(crate) fn put(number: u32, label: &str) -> Request {
    Request::PutLink { salt: salt(number), label: sealed(label), wake: wake(number) }
}

/// What stands for the wake key, sealed with the link of this number.
pub(crate) fn wake(number: u32) -> Private<Vec<u8>> {
    Private::new(vec![number as u8; WAKE_BYTES])
}

/// Where a device is woken, by a number.
pub(crate) fn subscription(number: u8) -> Subscription {
    Subscription { id: [number; 16], sealed: Private::new(vec![number; SUBSCRIPTION_BYTES]) }
}

/// What a companion says that wakes devices.
pub(crate) fn push() -> Push {
    Push { key: vec![4; 65], services: vec!["https://push.example".to_owned()] }
}

/// What a device says that was told this challenge.
pub(crate) fn ask_attend(key: [u8; 32], challenge: &[u8; 32]) -> Request {
    Request::Attend { work: 0, key, signature: sign(&key, &presence(challenge)) }
}

/// Some work that is enough.
pub(crate) fn work(challenge: [u8; 32], bits: u8) -> u64 {
    let begun = Sha256::new().chain_update(challenge);
    let digest = |work: u64| begun.clone().chain_update(work.to_be_bytes()).finalize();
    let zeros = |work| u32::from_be_bytes(digest(work)[..4].try_into().unwrap()).leading_zeros();
    (0..).find(|work| zeros(*work) >= bits.into()).unwrap()
}

impl Callee {
    pub(crate) fn new(number: u8) -> Self {
        Self { key: [number; 32] }
    }

    /// The id of the link that this callee makes with the salt of this number.
    pub(crate) fn link(self, number: u32) -> Private<[u8; 16]> {
        let digest = Sha256::digest(link_preimage(&self.key, salt(number).reveal()));
        Private::new(digest[..16].try_into().unwrap())
    }

    /// A device attends.
    pub(crate) fn attend(self, world: &mut World) -> Guest {
        let guest = world.arrive();
        self.attend_at(world, guest);
        guest
    }

    pub(crate) fn attend_at(self, world: &mut World, guest: Guest) {
        let (challenge, bits, _) = world.welcome(guest);
        assert_eq!(bits, 0);
        let request = ask_attend(self.key, &challenge);
        world.ask(guest, request);
    }

    /// One with a link of this number, which is given away, and its device.
    pub(crate) fn with_link(self, world: &mut World, number: u32) -> Guest {
        let device = self.attend(world);
        let put = put(number, &format!("link {number}"));
        [put.clone(), put].into_iter().for_each(|put| world.ask(device, put));
        assert!(world.heard(device).last().unwrap().contains(&format!("link {number}")));
        device
    }
}

impl World {
    /// Somebody rings by a link.
    pub(crate) fn ring(&mut self, number: u32, who: &str) -> Guest {
        let caller = self.come(Request::Ring { work: 0, link: link(number), intro: sealed(who) });
        assert_eq!(self.heard(caller), ["welcome"]);
        caller
    }

    /// The number of the ring that a device was told of last.
    pub(crate) fn ring_number(&mut self, device: Guest) -> u32 {
        let number = self.told(device).iter().rev().find_map(|told| match told.notice {
            Notice::Rings { ring, .. } => Some(ring),
            _ => None,
        });
        number.expect("a ring")
    }

    /// The challenge that somebody was welcomed with, the bits of work, and the companion.
    pub(crate) fn welcome(&mut self, guest: Guest) -> ([u8; 32], u8, [u8; 16]) {
        match self.told(guest).first().map(|told| &told.notice) {
            Some(Notice::Welcome { challenge, bits, companion }) => (*challenge, *bits, *companion),
            _ => panic!("no welcome"),
        }
    }

    /// Opens a place, and says its number.
    pub(crate) fn open(&mut self) -> (Guest, u32) {
        let guest = self.come(Request::Open { work: 0 });
        let nameplate = self.told(guest).iter().find_map(|told| match told.notice {
            Notice::Seated { nameplate, .. } => nameplate,
            _ => None,
        });
        (guest, nameplate.expect("a number"))
    }

    /// Two who met at a number.
    pub(crate) fn pair(&mut self) -> (Guest, Guest, u32) {
        let (ana, nameplate) = self.open();
        let ben = self.come(Request::Come { work: 0, nameplate });
        self.forget();
        (ana, ben, nameplate)
    }

    /// The ticket that somebody was given last.
    pub(crate) fn ticket(&mut self, guest: Guest) -> Private<Vec<u8>> {
        let ticket = self.told(guest).into_iter().rev().find_map(|told| match told.notice {
            Notice::Seated { ticket, .. } => Some(ticket),
            _ => None,
        });
        ticket.expect("a ticket")
    }

    /// Somebody comes back.
    pub(crate) fn come_back(&mut self, ticket: &Private<Vec<u8>>) -> Guest {
        self.come(Request::Return { ticket: ticket.clone() })
    }
}
