use std::net::{IpAddr, SocketAddr};

use heliograph_wire::Millis;

use crate::bucket::Bucket;
use crate::client::Client;
use crate::credential::{Exchange, User};
use crate::settings::RelayedAddress;
use crate::stun::Key;

/// How long a peer may send after its permission was last asked for: RFC 8656, section 9.
const PERMISSION: Millis = Millis::minutes(5);

/// How long a channel stays bound: RFC 8656, section 12.
const CHANNEL: Millis = Millis::minutes(10);

/// How many peers an allocation may permit, and how many it may have bound: rooms are much smaller.
const MOST_PERMISSIONS: usize = 32;
const MOST_CHANNELS: usize = 64;

/// A relayed address of a client, and whom it speaks to there.
pub(crate) struct Allocation {
    pub(crate) client: Client,
    pub(crate) user: User,
    pub(crate) key: Key,
    /// Until when the credential was valid, in seconds since the Unix epoch.
    pub(crate) credential_expires: u64,
    pub(crate) exchange: Exchange,
    pub(crate) families: Families,
    pub(crate) port: u16,
    /// By which the request that made it is known, when it comes again.
    pub(crate) transaction: [u8; 12],
    pub(crate) expires: Millis,
    pub(crate) sent: Bucket,
    permissions: Vec<Permission>,
    channels: Vec<Channel>,
}

/// Of which families an allocation has a relayed address; its port is the same in both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Families {
    V4,
    V6,
    Both,
}

struct Permission {
    peer: IpAddr,
    expires: Millis,
}

struct Channel {
    number: u16,
    peer: SocketAddr,
    expires: Millis,
}

/// Why a channel is not bound.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotBound {
    /// The number belongs to another peer, or the peer has another number.
    Taken,
    /// There are as many as there may be.
    Full,
}

/// There are as many permissions as there may be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// Who asks for an allocation, and where.
pub(crate) struct Request {
    pub(crate) client: Client,
    pub(crate) user: User,
    pub(crate) key: Key,
    pub(crate) credential_expires: u64,
    pub(crate) exchange: Exchange,
    pub(crate) transaction: [u8; 12],
}

impl Allocation {
    pub(crate) fn new(request: Request, families: Families, port: u16, expires: Millis) -> Self {
        let Request { client, user, key, credential_expires, exchange, transaction } = request;
        Self {
            client,
            user,
            key,
            credential_expires,
            exchange,
            families,
            port,
            transaction,
            expires,
            sent: Bucket::FULL,
            permissions: Vec::new(),
            channels: Vec::new(),
        }
    }

    /// The relayed address that peers with such an address see.
    pub(crate) fn relayed(&self, at: &RelayedAddress, peer: IpAddr) -> Option<SocketAddr> {
        let ip = match (self.families, peer) {
            (Families::V4 | Families::Both, IpAddr::V4(_)) => IpAddr::V4(at.v4),
            (Families::V6 | Families::Both, IpAddr::V6(_)) => IpAddr::V6(at.v6?),
            (Families::V4, IpAddr::V6(_)) | (Families::V6, IpAddr::V4(_)) => return None,
        };
        Some(SocketAddr::new(ip, self.port))
    }

    pub(crate) fn permits(&self, now: Millis, peer: IpAddr) -> bool {
        self.permissions.iter().any(|permission| permission.peer == peer && now < permission.expires)
    }

    /// Lets a peer send, for as long as permissions last.
    pub(crate) fn permit(&mut self, now: Millis, peer: IpAddr) -> Result<(), Full> {
        let expires = now + PERMISSION;
        if let Some(known) = self.permissions.iter_mut().find(|permission| permission.peer == peer) {
            known.expires = expires;
            return Ok(());
        }
        self.permissions.retain(|permission| now < permission.expires);
        if self.permissions.len() >= MOST_PERMISSIONS {
            return Err(Full);
        }
        self.permissions.push(Permission { peer, expires });
        Ok(())
    }

    /// The peer that a channel is bound to.
    pub(crate) fn peer_of(&self, now: Millis, number: u16) -> Option<SocketAddr> {
        let at = self.channels.binary_search_by_key(&number, |channel| channel.number).ok()?;
        let channel = &self.channels[at];
        (now < channel.expires).then_some(channel.peer)
    }

    /// The channel that is bound to a peer.
    pub(crate) fn channel_of(&self, now: Millis, peer: SocketAddr) -> Option<u16> {
        let channel = self.channels.iter().find(|channel| channel.peer == peer && now < channel.expires)?;
        Some(channel.number)
    }

    /// Binds a channel and lets its peer send: RFC 8656, section 12.2.
    pub(crate) fn bind(&mut self, now: Millis, number: u16, peer: SocketAddr) -> Result<(), NotBound> {
        self.channels.retain(|channel| now < channel.expires);
        let is_half_of = |channel: &Channel| (channel.number == number) != (channel.peer == peer);
        if self.channels.iter().any(is_half_of) {
            return Err(NotBound::Taken);
        }
        let place = self.channels.binary_search_by_key(&number, |channel| channel.number);
        if place.is_err() && self.channels.len() >= MOST_CHANNELS {
            return Err(NotBound::Full);
        }
        self.permit(now, peer.ip()).map_err(|Full| NotBound::Full)?;
        let expires = now + CHANNEL;
        match place {
            Ok(at) => self.channels[at].expires = expires,
            Err(at) => self.channels.insert(at, Channel { number, peer, expires }),
        }
        Ok(())
    }
}
