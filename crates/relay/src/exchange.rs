//! Exchanges: what two people share who may reach each other through the relay.
//!
//! An exchange is eight bytes, of which five are random and three sign them, so that the server knows those it gave out
//! without remembering any of them, after a restart as well.

use crate::state::{StateError, hex, random, unhex};
use aws_lc_rs::{constant_time, hmac};
use heliograph_wire::Private;

/// Gives out exchanges and knows them again.
pub(crate) struct Exchanges {
    key: hmac::Key,
}

/// One of them. Whoever has it may reach the others who have it, so it is for those only.
#[derive(Clone)]
pub(crate) struct Exchange(Private<[u8; Self::BYTES]>);

impl Exchange {
    const BYTES: usize = 8;
    const CHANCE: usize = 5;

    /// Its 16 hexadecimal digits.
    pub(crate) fn text(&self) -> String {
        hex(self.0.reveal())
    }

    /// What the relay calls it.
    pub(crate) fn id(&self) -> heliograph_turn::credential::Exchange {
        heliograph_turn::credential::Exchange(u64::from_be_bytes(*self.0.reveal()))
    }
}

impl Exchanges {
    /// Those of the server with this secret.
    pub(crate) fn new(secret: &Private<[u8; 32]>) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal());
        let key = hmac::sign(&key, b"heliograph-relay exchanges 1");
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()) }
    }

    /// A new one.
    pub(crate) fn begin(&self) -> Result<Exchange, StateError> {
        let chance = random::<{ Exchange::CHANCE }>()?;
        let mut bytes = [0; Exchange::BYTES];
        bytes[..Exchange::CHANCE].copy_from_slice(chance.reveal());
        let signature = hmac::sign(&self.key, chance.reveal());
        bytes[Exchange::CHANCE..].copy_from_slice(&signature.as_ref()[..Exchange::BYTES - Exchange::CHANCE]);
        Ok(Exchange(Private::new(bytes)))
    }

    /// One that was given out before, by its text.
    pub(crate) fn known(&self, text: &str) -> Option<Exchange> {
        let bytes = <[u8; Exchange::BYTES]>::try_from(unhex(text)?).ok()?;
        let (chance, said) = bytes.split_at(Exchange::CHANCE);
        let signature = hmac::sign(&self.key, chance);
        constant_time::verify_slices_are_equal(said, &signature.as_ref()[..said.len()]).ok()?;
        Some(Exchange(Private::new(bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::Exchanges;
    use heliograph_wire::Private;
    use std::collections::BTreeSet;

    #[test]
    fn an_exchange_is_known_again_by_the_server_that_began_it() {
        let exchanges = Exchanges::new(&Private::new([1; 32]));
        let text = exchanges.begin().unwrap().text();
        assert_eq!(text.len(), 16);
        assert_eq!(Exchanges::new(&Private::new([1; 32])).known(&text).unwrap().text(), text);
        assert!(Exchanges::new(&Private::new([2; 32])).known(&text).is_none());
    }

    #[test]
    fn exchanges_are_drawn_from_all_there_are() {
        const MANY: usize = 10_000;
        let exchanges = Exchanges::new(&Private::new([1; 32]));
        let ids: BTreeSet<u64> = (0..MANY).map(|_| exchanges.begin().unwrap().id().0).collect();
        assert_eq!(ids.len(), MANY, "some came twice");
        for bit in 0..64 {
            let set = ids.iter().filter(|id| *id >> bit & 1 == 1).count();
            // By chance it is 5,000, and further from that by 50 in two of three cases.
            assert!(set.abs_diff(MANY / 2) < 500, "bit {bit} is set in {set} of {MANY}");
        }
    }

    #[test]
    fn what_nobody_gave_out_is_not_known() {
        let exchanges = Exchanges::new(&Private::new([1; 32]));
        let text = exchanges.begin().unwrap().text();
        let changed = format!("{}{}", if text.starts_with('0') { '1' } else { '0' }, &text[1..]);
        for wrong in [
            "",
            "00",
            &text[1..],
            &format!("{text}00"),
            &text.to_uppercase().replace(char::is_numeric, "A"),
            &changed,
        ] {
            assert!(exchanges.known(wrong).is_none());
        }
    }
}
