//! What is forwarded to whom, and how it is numbered: the policy of a unit, in pieces that know no connection.
//!
//! What a packet says of itself is read once, where it comes in ([`facts`], [`descriptor`]). Each receiver's section then
//! has a [`projection`] (RFC 7667, section 3.7), which picks what of it goes on and gives it numbers without gaps. What a
//! receiver is sent at all, their line and their tiles decide ([`allot`]); whose voice, [`speakers`].

pub mod allot;
pub mod descriptor;
pub mod facts;
pub mod keyframes;
pub mod layer;
pub mod projection;
mod rewrite;
pub mod ring;
pub mod speakers;
pub mod upstream;
