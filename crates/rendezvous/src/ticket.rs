use heliograph_machine::mac;
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{BUCKETS, TICKET_LIMIT};
use hmac::Mac;

use crate::places::Spot;

/// What a ticket's signature is for.
const PURPOSE: &[u8] = b"heliograph ticket 1";

/// Bytes before the signature, and with it.
const SAID: usize = 31;
const WHOLE: usize = SAID + 16;

const _: () = assert!(WHOLE <= TICKET_LIMIT);

/// Brings somebody back to a seat, also where nobody remembers it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub spot: Spot,
    pub seat: u16,
    /// When the wait is over, in seconds since 1970.
    pub ends: u64,
    /// Which of all places that ever had this number.
    pub place: [u8; 8],
    /// Who of all that ever had this seat.
    pub holder: [u8; 8],
}

impl Ticket {
    /// Its bytes: kind, number, seat, end, place, holder, and a signature.
    pub(crate) fn sign(&self, secret: &Private<[u8; 32]>) -> Private<Vec<u8>> {
        let (kind, number) = match self.spot {
            Spot::Nameplate(number) => (1, number),
            Spot::Bucket(number) => (2, number.into()),
        };
        let mut bytes = Vec::with_capacity(WHOLE);
        bytes.push(kind);
        bytes.extend(number.to_be_bytes());
        bytes.extend(self.seat.to_be_bytes());
        bytes.extend(self.ends.to_be_bytes());
        bytes.extend(self.place);
        bytes.extend(self.holder);
        let signature = mac(secret, PURPOSE, &bytes).finalize().into_bytes();
        bytes.extend(&signature[..WHOLE - SAID]);
        Private::new(bytes)
    }

    /// None where it was not signed with this secret.
    pub(crate) fn read(bytes: &[u8], secret: &Private<[u8; 32]>) -> Option<Self> {
        let (said, signature) = bytes.split_at_checked(SAID)?;
        if signature.len() != WHOLE - SAID {
            return None;
        }
        mac(secret, PURPOSE, said).verify_truncated_left(signature).ok()?;
        let (&kind, rest) = said.split_first()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (seat, rest) = rest.split_first_chunk()?;
        let (ends, rest) = rest.split_first_chunk()?;
        let (place, rest) = rest.split_first_chunk()?;
        let holder = rest.try_into().ok()?;
        let spot = spot(kind, u32::from_be_bytes(*number))?;
        Some(Self {
            spot,
            seat: u16::from_be_bytes(*seat),
            ends: u64::from_be_bytes(*ends),
            place: *place,
            holder,
        })
    }
}

fn spot(kind: u8, number: u32) -> Option<Spot> {
    match kind {
        1 => Some(Spot::Nameplate(number)),
        2 => u16::try_from(number).ok().filter(|bucket| *bucket < BUCKETS).map(Spot::Bucket),
        // What later companions sign.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Spot, Ticket};
    use heliograph_wire::Private;
    use heliograph_wire::rendezvous::TICKET_LIMIT;

    fn tickets() -> [Ticket; 2] {
        [Spot::Nameplate(4_711), Spot::Bucket(4_095)].map(|spot| Ticket {
            spot,
            seat: 1,
            ends: 1_800_000_000,
            place: [3; 8],
            holder: [4; 8],
        })
    }

    #[test]
    fn a_ticket_says_what_was_written() {
        let secret = Private::new([9; 32]);
        for ticket in tickets() {
            let bytes = ticket.sign(&secret);
            assert!(bytes.reveal().len() <= TICKET_LIMIT);
            assert!(Ticket::read(bytes.reveal(), &secret) == Some(ticket));
        }
    }

    #[test]
    fn no_other_bytes_are_a_ticket() {
        let secret = Private::new([9; 32]);
        for ticket in tickets() {
            let bytes = ticket.sign(&secret).reveal().clone();
            assert!(Ticket::read(&bytes, &Private::new([8; 32])).is_none());
            for place in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[place] ^= 1;
                assert!(Ticket::read(&changed, &secret).is_none(), "byte {place}");
                assert!(Ticket::read(&bytes[..place], &secret).is_none(), "the first {place}");
            }
            assert!(Ticket::read(&[&bytes[..], &[0]].concat(), &secret).is_none());
        }
    }
}
