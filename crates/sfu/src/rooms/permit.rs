use std::collections::{BTreeMap, BTreeSet};

use heliograph_machine::{SIGNATURE, sign, signed, take};
use heliograph_wire::Private;
use heliograph_wire::room::{PERMIT_LIMIT, RoomId};

/// What an invite's signature is for.
const PURPOSE: &[u8] = b"heliograph room invite 1";

/// Bytes before the signature.
const SAID: usize = 18;

const _: () = assert!(SAID + SIGNATURE <= PERMIT_LIMIT);

/// Invites whose rooms are counted at a time.
const COUNTED: usize = 10_000;

/// An invite of the operator: whoever has it may open rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    /// Names it, so that it can be revoked.
    pub id: [u8; 8],
    /// When it runs out, in seconds since 1970.
    pub ends: u64,
    /// How many different rooms may be opened with it, counted while a process lives; none where it is not limited.
    pub rooms: Option<u16>,
}

impl Permit {
    /// Its bytes, signed with the secret that the machine has.
    pub fn sign(&self, secret: &Private<[u8; 32]>) -> Private<Vec<u8>> {
        let mut bytes = Vec::with_capacity(SAID + SIGNATURE);
        bytes.extend(self.id);
        bytes.extend(self.ends.to_be_bytes());
        bytes.extend(self.rooms.unwrap_or(u16::MAX).to_be_bytes());
        sign(secret, PURPOSE, bytes)
    }

    /// None where it was not signed with this secret.
    pub(crate) fn read(bytes: &[u8], secret: &Private<[u8; 32]>) -> Option<Self> {
        let mut rest = &signed::<SAID>(secret, PURPOSE, bytes)?[..];
        let (id, ends) = (take(&mut rest)?, u64::from_be_bytes(take(&mut rest)?));
        let rooms = Some(u16::from_be_bytes(take(&mut rest)?)).filter(|rooms| *rooms != u16::MAX);
        Some(Self { id, ends, rooms })
    }
}

/// Which rooms were opened with invites that are for so many.
#[derive(Default)]
pub(crate) struct Permits(BTreeMap<[u8; 8], Opened>);

struct Opened {
    ends: u64,
    rooms: BTreeSet<RoomId>,
}

impl Permits {
    /// Counts a room, and says whether it may be opened. One that was opened before may be again.
    pub(crate) fn allow(&mut self, permit: Permit, room: RoomId, unix: u64) -> bool {
        let Some(most) = permit.rooms else { return true };
        if self.0.len() >= COUNTED && !self.0.contains_key(&permit.id) {
            self.0.retain(|_, opened| opened.ends > unix);
            if self.0.len() >= COUNTED {
                return false;
            }
        }
        let opened = self.0.entry(permit.id).or_insert(Opened { ends: permit.ends, rooms: BTreeSet::new() });
        if opened.rooms.len() < most.into() {
            opened.rooms.insert(room);
        }
        opened.rooms.contains(&room)
    }
}

#[cfg(test)]
mod tests {
    use super::{COUNTED, Permit, Permits};
    use heliograph_wire::Private;
    use heliograph_wire::room::RoomId;

    const SECRET: Private<[u8; 32]> = Private::new([9; 32]);

    fn permit(number: u64) -> Permit {
        Permit { id: number.to_be_bytes(), ends: 1_000, rooms: Some(2) }
    }

    #[test]
    fn an_invite_says_what_was_written_to_those_with_the_same_secret() {
        for rooms in [None, Some(0), Some(1), Some(u16::MAX - 1)] {
            let permit = Permit { rooms, ..permit(7) };
            let bytes = permit.sign(&SECRET);
            assert!(Permit::read(bytes.reveal(), &SECRET) == Some(permit));
            assert!(Permit::read(bytes.reveal(), &Private::new([8; 32])).is_none());
        }
    }

    #[test]
    fn an_invite_is_for_so_many_different_rooms() {
        let mut permits = Permits::default();
        let mut may = |room| permits.allow(permit(7), RoomId([room; 16]), 0);
        assert!(may(1) && may(2) && may(1));
        assert!(!may(3));
        assert!(may(2), "a room that was opened with it may be opened again");
    }

    #[test]
    fn those_that_ran_out_make_room_for_others() {
        let mut permits = Permits::default();
        (0..COUNTED as u64).for_each(|number| assert!(permits.allow(permit(number), RoomId([1; 16]), 0)));
        let late = Permit { ends: 3_000, ..permit(1_000_000) };
        assert!(!permits.allow(late, RoomId([1; 16]), 999));
        assert!(permits.allow(late, RoomId([1; 16]), 1_000));
    }
}
