//! A STUN and TURN server (RFC 8489, RFC 8656) as a machine: packets go in, packets come out.
//!
//! What it is: [`Server`] takes what arrives from clients, by UDP or in streams, and says what to send to whom. Its relay
//! is closed: relayed addresses exist only in its tables, nothing is ever bound to them, and packets pass only between
//! allocations of one exchange, which their credentials name. Nobody can reach anything else through it, so there is no
//! list of forbidden addresses that could have a gap. It keeps nothing of a client before a signature of theirs is right,
//! sends strangers hardly more than they sent, and relays without copying payloads or asking for memory.
//!
//! Whoever wants a relay that reaches hosts outside says so ([`Reach::Open`]), and which; then the shell opens a socket
//! for each port ([`Server::wanted_ports`]).
//!
//! What it is not: it opens no socket, reads no clock, draws no random numbers and logs nothing. It does not relay over
//! TCP (RFC 6062), or by ports that are kept for later.
//!
//! ```
//! use heliograph_turn::stun::{Class, Message, Method, Writer, attribute};
//! use heliograph_turn::{Client, HEADROOM, Packet, Seeds, Server, Settings, TAILROOM, Transport};
//! use heliograph_wire::Millis;
//!
//! // The secret and the seeds come from the system's random generator, the times from its clocks.
//! let settings = Settings::new(vec![1; 32], Millis::seconds(1_800_000_000));
//! let mut server = Server::new(settings, Seeds::new([2; 32]), Millis(0));
//!
//! let mut buffer = [0; HEADROOM + 1_500 + TAILROOM];
//! let request = &mut buffer[HEADROOM..];
//! let length = Writer::new(request, Class::Request, Method::Binding, b"twelve bytes").finish().expect("it fits");
//!
//! let client = Client {
//!     transport: Transport::Udp,
//!     local: "198.51.100.1:3478".parse().expect("an address"),
//!     remote: "203.0.113.9:50000".parse().expect("an address"),
//! };
//! let mut packet = Packet::new(&mut buffer, HEADROOM..HEADROOM + length);
//! let to = server.receive(Millis(5), client, &mut packet).expect("an answer");
//!
//! assert!(to == client);
//! let answer = Message::read(packet.bytes()).expect("a whole message");
//! assert_eq!(answer.address(attribute::XOR_MAPPED_ADDRESS), Some(client.remote));
//! ```
#![warn(missing_docs)]

mod allocation;
mod allocations;
mod bucket;
mod client;
mod counters;
pub mod credential;
pub mod framing;
mod network;
mod outside;
mod packet;
mod peers;
mod seeds;
mod server;
mod settings;
mod stock;
pub mod stun;

pub use bucket::Rate;
pub use client::{Client, Transport};
pub use counters::{Cause, Counters, Refusal};
pub use credential::Exchange;
pub use network::Network;
pub use outside::{Outside, Whereabouts};
pub use packet::{HEADROOM, LONGEST_PAYLOAD, Packet, TAILROOM};
pub use peers::Reach;
pub use seeds::Seeds;
pub use server::Server;
pub use settings::{Expiry, Limits, RelayedAddress, Settings};
pub use stock::MOST_IN_RESERVE;

#[cfg(test)]
mod tests {
    use crate::credential::Credential;
    use crate::stun::{Attribute, Key, Message};
    use crate::{Client, Packet, RelayedAddress, Seeds, Server, Settings};
    use static_assertions::assert_not_impl_any;
    use std::fmt::{Debug, Display};

    #[test]
    fn nothing_that_holds_addresses_or_secrets_can_reach_a_log() {
        assert_not_impl_any!(Client: Debug, Display);
        assert_not_impl_any!(Packet<'_>: Debug, Display);
        assert_not_impl_any!(RelayedAddress: Debug, Display);
        assert_not_impl_any!(Settings: Debug, Display);
        assert_not_impl_any!(Seeds: Debug, Display);
        assert_not_impl_any!(Server: Debug, Display);
        assert_not_impl_any!(Credential: Debug, Display);
        assert_not_impl_any!(Key: Debug, Display);
        assert_not_impl_any!(Message<'_>: Debug, Display);
        assert_not_impl_any!(Attribute<'_>: Debug, Display);
    }
}
