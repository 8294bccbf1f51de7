//! Seals media frames one by one, so that whatever forwards them can neither read nor change them: SFrame (RFC 9605), with
//! the key ids of its section 5.2, for every codec that browsers send.
//!
//! What it is: a [`Sealer`] for each stream that is sent, an [`Opener`] for all that is received, and the constant
//! [wrappers](Codec) without which packetizers take no frame that they cannot read. What it is not: it exchanges no keys,
//! reads no clock, and knows of no browser.
//!
//! A sealed frame is, from outside to inside: the wrapper of its codec; the SFrame header, with key id and counter; the
//! sealed inner header and frame; the tag. `docs/protocol/frame.md` has the bytes.
//!
//! ```
//! use heliograph_frame::{BaseKey, Codec, Expected, Facts, KeyId, Opener, Place, Sealer, Stream, Suite};
//!
//! let key = BaseKey::new([7; 32]);
//! let id = KeyId { epoch: 1, sender: 0, stream: Stream::Microphone };
//! let mut sealer = Sealer::new(&key, Suite::Aes128Gcm, id);
//! let mut opener = Opener::default();
//! opener.take(id.epoch, key);
//! let expected = Expected::Stream { sender: id.sender, stream: id.stream };
//! let place = Place { track: 0, suite: Suite::Aes128Gcm, expected };
//!
//! let facts = Facts { codec: Codec::Audio, is_key: false, sealed_at: 20 };
//! let (mut sealed, mut opened) = (Vec::new(), Vec::new());
//! sealer.seal(facts, b"a frame", &mut sealed).expect("the counter has not come to its end");
//! let found = opener.open(&place, Codec::Audio, 960, &sealed, &mut opened).expect("nobody changed it");
//! assert_eq!((found, &opened[..]), ((facts, id), &b"a frame"[..]));
//! assert!(opener.open(&place, Codec::Audio, 960, &sealed, &mut opened).is_err(), "it came before");
//! ```
#![warn(missing_docs)]

extern crate alloc;

#[cfg(target_arch = "wasm32")]
mod door;
mod header;
mod inner;
mod key;
mod key_id;
mod open;
mod outer;
mod place;
mod seal;
mod stream;
mod suite;
mod window;

pub use header::{HEADER_AT_MOST, Header};
pub use inner::Facts;
pub use key::BaseKey;
pub use key_id::{KeyId, Stream};
pub use open::{Opener, Opening, Refusal};
pub use outer::Codec;
pub use place::{Expected, Place};
pub use seal::{Sealer, Sealing, Spent};
pub use suite::{NONCE, Suite};

// In browsers the tests of `tests/` run.
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
