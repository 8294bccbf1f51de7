use heliograph_machine::{SIGNATURE, sign, signed, take};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Role, RoomId, Rules, TICKET_LIMIT};

use crate::rooms::room::{Edition, Entry};

/// What a ticket's signature is for.
const PURPOSE: &[u8] = b"heliograph room ticket 1";

/// Bytes before the signature.
const SAID: usize = 68;

const _: () = assert!(SAID + SIGNATURE <= TICKET_LIMIT);

/// Brings somebody back to a seat, also where nobody remembers room or seat.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub room: RoomId,
    /// Which of all rooms that ever had this id.
    pub opening: [u8; 8],
    /// Which process gave it out.
    pub process: [u8; 8],
    pub member: MemberId,
    /// Who of all that ever had this seat.
    pub holder: [u8; 8],
    pub role: Role,
    pub entry: Entry,
    pub rules: Rules,
    pub edition: Edition,
    /// When the room ends, in seconds since 1970.
    pub ends: Option<u64>,
    /// Until then any other process takes it.
    pub moves_until: u64,
}

impl Ticket {
    /// Its bytes, and a signature.
    pub(crate) fn sign(&self, secret: &Private<[u8; 32]>) -> Private<Vec<u8>> {
        let mut bytes = Vec::with_capacity(SAID + SIGNATURE);
        bytes.extend(self.room.0);
        bytes.extend(self.opening);
        bytes.extend(self.process);
        bytes.extend(self.member.0.to_be_bytes());
        bytes.extend(self.holder);
        bytes.push(standing(self.role, self.entry));
        bytes.push(rules_byte(self.rules));
        bytes.extend(self.edition.number.to_be_bytes());
        bytes.extend(self.edition.valid_from.to_be_bytes());
        bytes.extend(self.ends.unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend(self.moves_until.to_be_bytes());
        sign(secret, PURPOSE, bytes)
    }

    /// None where it was not signed with this secret.
    pub(crate) fn read(bytes: &[u8], secret: &Private<[u8; 32]>) -> Option<Self> {
        let mut rest = &signed::<SAID>(secret, PURPOSE, bytes)?[..];
        let room = RoomId(take(&mut rest)?);
        let (opening, process) = (take(&mut rest)?, take(&mut rest)?);
        let member = MemberId(u16::from_be_bytes(take(&mut rest)?));
        let holder = take(&mut rest)?;
        let [standing, rules] = take(&mut rest)?;
        let number = u32::from_be_bytes(take(&mut rest)?);
        let valid_from = u32::from_be_bytes(take(&mut rest)?);
        let ends = u64::from_be_bytes(take(&mut rest)?);
        let moves_until = u64::from_be_bytes(take(&mut rest)?);
        let (role, entry) = read_standing(standing)?;
        Some(Self {
            room,
            opening,
            process,
            member,
            holder,
            role,
            entry,
            rules: read_rules(rules)?,
            edition: Edition { number, valid_from },
            ends: Some(ends).filter(|ends| *ends != u64::MAX),
            moves_until,
        })
    }
}

const fn standing(role: Role, entry: Entry) -> u8 {
    match (role, entry) {
        (Role::Guest, Entry::Link) => 0,
        (Role::CoHost, Entry::Link) => 1,
        (Role::Host, Entry::Link) => 2,
        (Role::Guest, Entry::Key) => 4,
        (Role::CoHost, Entry::Key) => 5,
        (Role::Host, Entry::Key) => 6,
    }
}

const fn read_standing(byte: u8) -> Option<(Role, Entry)> {
    let entry = if byte & 4 == 0 { Entry::Link } else { Entry::Key };
    match byte & !4 {
        0 => Some((Role::Guest, entry)),
        1 => Some((Role::CoHost, entry)),
        2 => Some((Role::Host, entry)),
        // What later companions sign.
        _ => None,
    }
}

fn rules_byte(rules: Rules) -> u8 {
    let switches = [rules.lobby, rules.locked, rules.guests_share, rules.guests_speak];
    switches.into_iter().rev().fold(0, |byte, switch| byte << 1 | u8::from(switch == Switch::On))
}

fn read_rules(byte: u8) -> Option<Rules> {
    let switch = |bit: u8| if byte & (1 << bit) == 0 { Switch::Off } else { Switch::On };
    (byte < 16).then(|| Rules {
        lobby: switch(0),
        locked: switch(1),
        guests_share: switch(2),
        guests_speak: switch(3),
    })
}

#[cfg(test)]
mod tests {
    use super::{Edition, Entry, Ticket, read_rules, rules_byte};
    use heliograph_wire::Private;
    use heliograph_wire::room::{MemberId, Role, RoomId, Rules};

    const SECRET: Private<[u8; 32]> = Private::new([9; 32]);

    fn tickets() -> Vec<Ticket> {
        let roles = [Role::Guest, Role::CoHost, Role::Host];
        let standings = roles.into_iter().flat_map(|role| [(role, Entry::Key), (role, Entry::Link)]);
        let ticket = |(role, entry)| Ticket {
            room: RoomId([1; 16]),
            opening: [2; 8],
            process: [3; 8],
            member: MemberId(4_711),
            holder: [4; 8],
            role,
            entry,
            rules: Rules::default(),
            edition: Edition { number: 70_000, valid_from: 300 },
            ends: (role > Role::Guest).then_some(1_800_000_000),
            moves_until: 1_800_000_001,
        };
        standings.map(ticket).collect()
    }

    #[test]
    fn a_ticket_says_what_was_written_to_those_with_the_same_secret() {
        for ticket in tickets() {
            let bytes = ticket.sign(&SECRET);
            assert!(Ticket::read(bytes.reveal(), &SECRET) == Some(ticket));
            assert!(Ticket::read(bytes.reveal(), &Private::new([8; 32])).is_none());
        }
    }

    #[test]
    fn all_rules_fit_into_a_byte() {
        for byte in 0..16 {
            assert_eq!(read_rules(byte).map(rules_byte), Some(byte));
        }
        assert_eq!(rules_byte(Rules::default()), 0b1101);
        assert_eq!(read_rules(16), None);
    }
}
