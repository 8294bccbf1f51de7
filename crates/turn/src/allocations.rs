use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use foldhash::fast::FixedState;
use heliograph_wire::Millis;
use slab::Slab;

use crate::allocation::Allocation;
use crate::client::{Client, ClientKey, Source};
use crate::credential::{Exchange, User};
use crate::peers::Reach;
use crate::seeds::Seeds;
use crate::stock::Stock;

/// A place in [`Allocations`], valid until the allocation there is removed.
pub(crate) type Slot = usize;

/// All allocations, and every way to find one.
///
/// In a closed relay, ports are those of an exchange, not of the server. So a packet finds no other allocation than one of
/// the sender's own exchange, without any check that could be forgotten, and ports do not run out however many calls there
/// are.
pub(crate) struct Allocations {
    slots: Slab<Allocation>,
    clients: HashMap<ClientKey, Slot, FixedState>,
    ports: HashMap<(Exchange, u16), Slot, FixedState>,
    users: HashMap<User, usize, FixedState>,
    sources: HashMap<Source, usize, FixedState>,
    expiries: BTreeSet<(Millis, Slot)>,
    /// Where ports come from that have sockets.
    stock: Option<Stock>,
}

impl Allocations {
    pub(crate) fn new(seeds: &Seeds, reach: &Reach) -> Self {
        let state = |purpose| FixedState::with_seed(seeds.number(purpose));
        Self {
            slots: Slab::new(),
            clients: HashMap::with_hasher(state("clients")),
            ports: HashMap::with_hasher(state("ports")),
            users: HashMap::with_hasher(state("users")),
            sources: HashMap::with_hasher(state("sources")),
            expiries: BTreeSet::new(),
            stock: match reach {
                Reach::Closed => None,
                Reach::Open(_) => Some(Stock::default()),
            },
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn of_user(&self, user: User) -> usize {
        self.users.get(&user).copied().unwrap_or_default()
    }

    pub(crate) fn of_source(&self, source: Source) -> usize {
        self.sources.get(&source).copied().unwrap_or_default()
    }

    pub(crate) fn of_client(&self, client: &Client) -> Option<Slot> {
        self.clients.get(&ClientKey::from(client)).copied()
    }

    pub(crate) fn at_port(&self, exchange: Exchange, port: u16) -> Option<Slot> {
        self.ports.get(&(exchange, port)).copied()
    }

    /// Ports with sockets, where the relay is open.
    pub(crate) const fn stock(&mut self) -> Option<&mut Stock> {
        self.stock.as_mut()
    }

    pub(crate) fn get(&self, slot: Slot) -> Option<&Allocation> {
        self.slots.get(slot)
    }

    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut Allocation> {
        self.slots.get_mut(slot)
    }

    /// Adds an allocation whose client and port are free.
    pub(crate) fn add(&mut self, allocation: Allocation) {
        let entry = self.slots.vacant_entry();
        let slot = entry.key();
        self.clients.insert(ClientKey::from(&allocation.client), slot);
        self.ports.insert((allocation.exchange, allocation.port), slot);
        *self.users.entry(allocation.user).or_default() += 1;
        *self.sources.entry(Source::from(&allocation.client)).or_default() += 1;
        self.expiries.insert((allocation.expires, slot));
        entry.insert(allocation);
    }

    pub(crate) fn remove(&mut self, slot: Slot) {
        let Some(allocation) = self.slots.try_remove(slot) else { return };
        self.clients.remove(&ClientKey::from(&allocation.client));
        self.ports.remove(&(allocation.exchange, allocation.port));
        one_less(&mut self.users, allocation.user);
        one_less(&mut self.sources, Source::from(&allocation.client));
        self.expiries.remove(&(allocation.expires, slot));
        if let Some(stock) = &mut self.stock {
            stock.end(allocation.port);
        }
    }

    /// Lets an allocation live until then.
    pub(crate) fn extend(&mut self, slot: Slot, expires: Millis) {
        let Some(allocation) = self.slots.get_mut(slot) else { return };
        self.expiries.remove(&(allocation.expires, slot));
        allocation.expires = expires;
        self.expiries.insert((expires, slot));
    }

    pub(crate) fn next_expiry(&self) -> Option<Millis> {
        self.expiries.first().map(|(expires, _)| *expires)
    }

    /// Removes the allocation that expires first, if it has.
    pub(crate) fn remove_expired(&mut self, now: Millis) -> bool {
        match self.expiries.first() {
            Some((expires, slot)) if *expires <= now => {
                let slot = *slot;
                self.remove(slot);
                true
            }
            Some(_) | None => false,
        }
    }
}

fn one_less<K: Hash + Eq>(counts: &mut HashMap<K, usize, FixedState>, key: K) {
    if let Some(count) = counts.get_mut(&key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&key);
        }
    }
}
