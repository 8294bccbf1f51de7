//! Who opens a room.

use heliograph_machine::Source;
use heliograph_wire::Millis;
use heliograph_wire::room::{Opening, Over, PERMIT_LIMIT, Role, RoomId, Rules, hosting, room_preimage};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::seats::Newcomer;
use super::{Rooms, Timer, welcome::checked};
use crate::doors::RoomNumber;
use crate::rooms::event::{Action, Guest};
use crate::rooms::group::Group;
use crate::rooms::numbers::Numbers;
use crate::rooms::permit::Permit;
use crate::rooms::room::{Edition, Ends, Entry, Lineage, News, Presence, Room};
use crate::rooms::settings::Creation;

/// What a room begins with.
pub(super) struct Founding {
    pub id: RoomId,
    pub opening: [u8; 8],
    pub lineage: Lineage,
    pub rules: Rules,
    pub edition: Edition,
    pub ends: Option<u64>,
}

impl Rooms {
    /// A host opens a room, or comes to one that is open.
    pub(super) fn open(
        &mut self,
        guest: Guest,
        opening: Opening,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let card = checked(opening.card.clone())?;
        let source = self.take_one(guest, |used| &mut used.opens, self.settings.opens_per_minute)?;
        let Opening { room: id, key, salt, signature, .. } = &opening;
        let digest = Sha256::digest(room_preimage(key, salt.reveal()));
        let message = hosting(&self.challenges.of(guest), *id);
        let signature = signature.as_flattened().try_into().map_err(|_| Over::NotHost)?;
        if digest[..id.0.len()] != id.0 || !(self.settings.verify)(key, &message, signature) {
            return Err(Over::NotHost);
        }
        let host = |holder| Newcomer {
            member: None,
            holder,
            card,
            role: Role::Host,
            entry: Entry::Key,
            inherited: None,
        };
        if let Some(number) = self.numbers.get(id).copied() {
            if let Some(member) = self.away_host(number) {
                return self.take_seat(guest, (number, member), actions);
            }
            self.has_place_for_host(number, source)?;
            let host = host(self.chance.bytes());
            return self.sit(guest, number, host, actions);
        }
        self.has_place(source)?;
        self.may_open(&opening, source)?;
        let ends = self.settings.hours.map(|hours| self.now.unix.saturating_add(u64::from(hours) * 3_600));
        let founding = Founding {
            id: *id,
            opening: self.chance.bytes(),
            lineage: Lineage::Opened,
            rules: opening.rules,
            edition: Edition::default(),
            ends,
        };
        let number = self.found(founding, source)?;
        let host = host(self.chance.bytes());
        self.sit(guest, number, host, actions)?;
        self.let_early_in(number, actions);
        Ok(())
    }

    /// Makes a room, in which nobody is yet.
    pub(super) fn found(&mut self, founding: Founding, source: Source) -> Result<RoomNumber, Over> {
        if self.rooms.len() >= self.settings.rooms {
            return Err(Over::Crowded);
        }
        self.last_room = self.last_room.checked_add(1).ok_or(Over::Crowded)?;
        let number = RoomNumber(self.last_room);
        let now = self.now.monotonic;
        let ends = founding.ends.map(|unix| {
            let left = Millis::seconds(unix.saturating_sub(self.now.unix));
            Ends::new(now, now + left, unix)
        });
        if let Some(ends) = ends {
            self.timers.set(ends.due, Timer::Ends(number));
        }
        self.sources.count_one(source, |used| &mut used.rooms);
        self.figures.opened += 1;
        self.numbers.insert(founding.id, number);
        self.rooms.insert(
            number,
            Room {
                id: founding.id,
                opening: founding.opening,
                lineage: founding.lineage,
                founder: source,
                rules: founding.rules,
                seats: BTreeMap::new(),
                knockers: BTreeMap::new(),
                numbers: Numbers::default(),
                edition: founding.edition,
                heard: founding.edition,
                returned: BTreeSet::new(),
                hands: 0,
                ends,
                watched: VecDeque::new(),
                news: News::default(),
                group: Group::of(founding.lineage),
                speaking: Vec::new(),
                poor: Vec::new(),
            },
        );
        Ok(number)
    }

    /// Whether the operator lets this host open a room, and there is room for it.
    fn may_open(&mut self, opening: &Opening, source: Source) -> Result<(), Over> {
        let per_source = self.settings.rooms_per_source;
        if self.rooms.len() >= self.settings.rooms
            || !self.sources.has_room(source, |used| &mut used.rooms, per_source)
        {
            return Err(Over::Crowded);
        }
        match &self.settings.creation {
            Creation::Anyone => Ok(()),
            Creation::Listed(keys) => {
                if keys.contains(&opening.key) {
                    Ok(())
                } else {
                    Err(Over::NotListed)
                }
            }
            Creation::Invited { revoked } => {
                let bytes = opening.permit.as_ref().ok_or(Over::NeedsInvite)?.reveal();
                let permit = (bytes.len() <= PERMIT_LIMIT)
                    .then(|| Permit::read(bytes, &self.secret))
                    .flatten()
                    .filter(|permit| permit.ends > self.now.unix && !revoked.contains(&permit.id))
                    .ok_or(Over::BadInvite)?;
                if self.permits.allow(permit, opening.room, self.now.unix) {
                    Ok(())
                } else {
                    Err(Over::BadInvite)
                }
            }
        }
    }

    /// A seat of somebody with the room's key whose socket is broken: whoever comes with the key now is the same.
    fn away_host(&self, number: RoomNumber) -> Option<heliograph_wire::room::MemberId> {
        let seats = &self.rooms.get(&number)?.seats;
        let is_away = |seat: &crate::rooms::room::Seat| {
            seat.entry == Entry::Key && matches!(seat.presence, Presence::Away { .. })
        };
        seats.iter().find(|(_, seat)| is_away(seat)).map(|(member, _)| *member)
    }

    /// A host comes into a full room as well, if there is none with the room's key.
    fn has_place_for_host(&mut self, number: RoomNumber, source: Source) -> Result<(), Over> {
        self.has_place(source)?;
        let room = self.rooms.get(&number).ok_or(Over::Full)?;
        let is_hosted = room.seats.values().any(|seat| seat.entry == Entry::Key);
        if is_hosted && self.is_full(number) { Err(Over::Full) } else { Ok(()) }
    }
}
