//! Rooms, with real sockets and a real engine of WebRTC at the other end.

mod group;
mod media;
mod people;
mod program;

use heliograph_relay::{Config, Forwarding, Port, RoomMakers, Rooms};

/// Rooms that anybody may make, on so many shards.
pub(crate) fn rooms(shards: u8) -> impl Fn(&mut Config) {
    with(RoomMakers::Anyone, shards)
}

/// Rooms that these may make.
pub(crate) fn made_by(makers: RoomMakers) -> impl Fn(&mut Config) {
    with(makers, 1)
}

fn with(makers: RoomMakers, shards: u8) -> impl Fn(&mut Config) {
    move |config| {
        let (makers, revoked, port) = (makers.clone(), Vec::new(), Port::Exactly(0));
        let addresses = Vec::new();
        config.rooms = Rooms::Sealed(Forwarding { makers, revoked, port, addresses, shards });
    }
}
