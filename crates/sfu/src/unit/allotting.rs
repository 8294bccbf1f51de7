use std::collections::BTreeMap;
use std::time::Duration;

use heliograph_wire::room::Tile;

use super::Unit;
use super::stream::assumed;
use crate::doors::{Happened, RoomNumber};
use crate::forward::allot::{Line, Offered, READY_FOR, Wish, probed};
use crate::forward::projection::Target;
use crate::peer::{Demand, Section, Track};

/// Whoever made for many key frames asks for the next so much later.
const PUT_OFF: Duration = Duration::from_millis(500);

/// What one voice takes of a line, in bits in a second, with what is around it.
const VOICE: u64 = 60_000;

/// While somebody is short of something, their line is filled to so many hundredths of what it is known to carry: an
/// estimate stands on what comes, and falls far below what the line carries where little is sent on it.
const FILLED_TO: u64 = 85;

/// On a line that carries less than this, sound needs what there is.
const FILLED_FROM: u64 = 200_000;

/// A picture as it could be sent to a member.
#[derive(Default)]
struct Shown {
    /// The smallest first.
    layers: Vec<Offered>,
    /// Something of it came of late.
    moves: bool,
}

impl Unit {
    /// Says what one member gets of what they have on show.
    pub(super) fn allot(&mut self, number: RoomNumber, place: usize) {
        let now = self.now();
        let Some(member) = self.members.get(place) else { return };
        let (who, tiles) = (member.who, member.tiles.clone());
        let shown: Vec<Shown> = tiles.iter().map(|tile| self.layers(number, place, tile)).collect();
        let moves = shown.iter().any(|shown| shown.moves);
        let wishes: Vec<Wish<'_>> = tiles
            .iter()
            .zip(&shown)
            .map(|(tile, shown)| Wish {
                section: tile.section,
                height: tile.height,
                weight: tile.weight,
                layers: &shown.layers,
            })
            .collect();
        let most = self.settings.limits.bits_per_member;
        let Some(connection) = self.connection(place).filter(|known| known.is_connected) else { return };
        let estimate = if connection.is_silent(now) { 0 } else { connection.line.bits().min(most) };
        let voices = connection.seats.sections().iter().flatten().count() as u64;
        let line = Line { estimate, sound: voices * VOICE, flows: connection.line.flows() };
        let allotment = connection.allotter.allot(now, line, &wishes);
        if !wishes.is_empty() {
            // Of pictures that stand still nothing is missed.
            let is_short = moves && allotment.sections.iter().any(|allotted| allotted.short);
            let (bits, least) = if estimate < FILLED_FROM {
                (probed(allotment.desired, estimate), 0)
            } else {
                (allotment.desired.max(READY_FOR), u64::from(is_short) * estimate * FILLED_TO / 100)
            };
            connection.wished = if is_short { allotment.desired.min(most) } else { 0 };
            connection.peer.demand(Demand { bits: bits.min(most), least });
        }
        if let Some(again) = allotment.again {
            self.allot_by(place, again);
        }
        let mut targets = BTreeMap::new();
        let mut short = Vec::new();
        for (allotted, tile) in allotment.sections.iter().zip(&tiles) {
            if allotted.choice.is_none() && allotted.short {
                short.push(*tile);
            }
            let target = allotted.choice.and_then(|choice| {
                let stream = self.picture(self.other(number, tile.member)?, tile.source, choice.layer)?;
                Some(Target { stream, spatial: u8::MAX, temporal: choice.temporal })
            });
            targets.insert(allotted.section, target);
        }
        self.aim(place, &targets);
        let Some(connection) = self.connection(place) else { return };
        let said = connection.short.lack(now, short.into_iter());
        if let Some(at) = connection.short.deadline(now) {
            self.allot_by(place, at);
        }
        if let Some(tiles) = said {
            self.happened.push(Happened::Short { who, tiles });
        }
        self.soil(place);
    }

    /// Aims the lanes of a member's pictures.
    fn aim(&mut self, place: usize, targets: &BTreeMap<u8, Option<Target>>) {
        let now = self.now();
        let Some(lanes) = self.connection(place).map(|connection| connection.pictures.len()) else { return };
        for section in 0..lanes as u8 {
            let target = targets.get(&section).copied().flatten();
            let Some(lane) =
                self.connection(place).and_then(|connection| connection.lane(Section::Picture(section)))
            else {
                continue;
            };
            let rests = lane.rest.until(now);
            lane.projection.aim(target.filter(|_| rests.is_none()));
            let awaited = lane.awaits(now);
            let is_put_off = awaited.is_none() && lane.projection.awaits_key().is_some();
            self.follow(place, Section::Picture(section));
            if let Some(until) = rests {
                self.allot_by(place, until);
            }
            if is_put_off {
                self.allot_by(place, now + PUT_OFF);
            }
            if let Some(awaited) = awaited {
                self.need_key_frame(awaited);
            }
        }
    }

    /// What there is of a picture that can be sent to a member.
    fn layers(&self, number: RoomNumber, receiver: usize, tile: &Tile) -> Shown {
        let sender = self.other(number, tile.member).filter(|sender| *sender != receiver);
        let Some(connection) = sender.and_then(|sender| self.members.get(sender)?.connection.as_ref()) else {
            return Shown::default();
        };
        let Some(peer) =
            self.members.get(receiver).and_then(|member| Some(&member.connection.as_ref()?.peer))
        else {
            return Shown::default();
        };
        let mut offered: Vec<(bool, Offered)> = Vec::new();
        let mut moves = false;
        for (track, stream) in &connection.streams {
            let (Track::Picture(source, layer), Some(stream)) = (track, self.streams.get(stream)) else {
                continue;
            };
            if *source != tile.source || !peer.speaks(stream.format) {
                continue;
            }
            moves |= stream.meter.moves(self.now());
            let (comes, bits) = (stream.meter.bits(self.now()).is_some(), stream.meter.measured());
            offered.push((comes, Offered { layer: layer.0, height: assumed(*source, *layer).0, bits }));
        }
        // A picture of which nothing comes stands still, as screens do. It may move at any time.
        let stands_still = offered.iter().all(|(comes, _)| !comes);
        offered.retain(|(comes, _)| *comes || stands_still);
        let mut layers: Vec<Offered> = offered.into_iter().map(|(_, offered)| offered).collect();
        layers.sort_by_key(|offered| offered.layer);
        Shown { layers, moves }
    }
}
