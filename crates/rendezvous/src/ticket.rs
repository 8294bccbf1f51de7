use heliograph_machine::{SIGNATURE, sign, signed, take};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{BUCKETS, TICKET_LIMIT};

use crate::places::Spot;

/// What a ticket's signature is for.
const PURPOSE: &[u8] = b"heliograph ticket 1";

/// Bytes before the signature.
const SAID: usize = 31;

const _: () = assert!(SAID + SIGNATURE <= TICKET_LIMIT);

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
        let mut bytes = Vec::with_capacity(SAID + SIGNATURE);
        bytes.push(kind);
        bytes.extend(number.to_be_bytes());
        bytes.extend(self.seat.to_be_bytes());
        bytes.extend(self.ends.to_be_bytes());
        bytes.extend(self.place);
        bytes.extend(self.holder);
        sign(secret, PURPOSE, bytes)
    }

    /// None where it was not signed with this secret.
    pub(crate) fn read(bytes: &[u8], secret: &Private<[u8; 32]>) -> Option<Self> {
        let mut rest = &signed::<SAID>(secret, PURPOSE, bytes)?[..];
        let [kind] = take(&mut rest)?;
        let number = u32::from_be_bytes(take(&mut rest)?);
        Some(Self {
            spot: spot(kind, number)?,
            seat: u16::from_be_bytes(take(&mut rest)?),
            ends: u64::from_be_bytes(take(&mut rest)?),
            place: take(&mut rest)?,
            holder: take(&mut rest)?,
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
    fn a_ticket_says_what_was_written_to_those_with_the_same_secret() {
        let secret = Private::new([9; 32]);
        for ticket in tickets() {
            let bytes = ticket.sign(&secret);
            assert!(Ticket::read(bytes.reveal(), &secret) == Some(ticket));
            assert!(Ticket::read(bytes.reveal(), &Private::new([8; 32])).is_none());
        }
    }
}
