//! A WebRTC session description as a code of about 64 bytes, and back.
//!
//! What it is: the one place that decides which bytes a person carries by hand, how they are spelled (text,
//! link, QR digits, file), and how whatever a person pastes is read again. What it is not: it opens no
//! connection, reads no clock and draws no random number. The format is specified in `docs/protocol/code.md`.
//!
//! ```
//! use heliograph_signal::{Reading, Stamp, pack_offer, read};
//! use heliograph_wire::Millis;
//!
//! let sdp = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
//!     m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n\
//!     a=candidate:1 1 udp 2122260223 192.168.1.5 50000 typ host\r\n\
//!     a=ice-ufrag:XuHu\r\na=ice-pwd:EioTAit7icve/edgyqPNFifP\r\n\
//!     a=fingerprint:sha-256 BF:63:3E:5F:30:10:5D:D0:D4:7D:61:DA:EB:C5:ED:6F:B9:E7:6C:93:0B:05:EA:9B:8C:A7:4A:9D:7F:3C:5D:97\r\n\
//!     a=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n";
//! let packed = pack_offer(sdp, Stamp::at(Millis(0))).expect("a data channel offer packs");
//! let Ok(Reading::Offer(offer)) = read(&packed.code.link("https://example.org/")) else { panic!() };
//! assert!(offer.tag == packed.tag);
//! assert!(offer.description.sdp().reveal().contains("192.168.1.5 50000 typ host"));
//! ```
#![warn(missing_docs)]

mod candidate;
mod candidate_list;
mod checksum;
mod choose;
mod code;
mod credentials;
mod deflated;
mod description;
mod digits;
mod error;
mod exchange;
mod fingerprint;
mod foreign;
mod format;
mod kind;
mod pack;
mod plain;
mod read;
mod reader;
mod sdp;
mod stamp;
mod tag;

pub use candidate::{Address, Candidate, CandidateKind, Family};
pub use choose::{Dropped, Rule};
pub use code::Code;
pub use credentials::CredentialsClass;
pub use description::Description;
pub use error::{Flaw, PackError, ReadError};
pub use exchange::Exchange;
pub use fingerprint::fingerprint;
pub use foreign::Foreign;
pub use kind::{Kind, Setup};
pub use pack::{Form, Packed, Reason, pack_answer, pack_offer, pack_relayed_offer};
pub use read::{Answer, Offer, Reading, read};
pub use stamp::Stamp;
pub use tag::{Tag, tag};
