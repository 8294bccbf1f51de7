use heliograph_wire::room::{MemberId, Voice};

use super::Unit;
use crate::doors::{Happened, Who};
use crate::forward::projection::Target;
use crate::peer::{Section, Sound, Track};

impl Unit {
    /// Gives voices to the sections of one member.
    pub(super) fn reseat(&mut self, room: usize, who: Who, place: usize) {
        let Some(known) = self.rooms.get(room) else { return };
        let (own, voices) = (known.sounds(who.member), known.speakers.voices().to_vec());
        let Some(connection) = self.connection(place) else { return };
        let changed = connection.seats.seat(&own, &voices);
        let seated = *connection.seats.sections();
        let mut owners: Vec<Option<(MemberId, Sound)>> = Vec::new();
        for mouth in seated {
            owners.push(mouth.and_then(|mouth| self.rooms.get(room).and_then(|known| known.owner(mouth))));
        }
        for (section, owner) in owners.iter().enumerate() {
            let section = section as u8;
            let stream = owner.and_then(|(member, sound)| {
                let place = self.other(who.room, member)?;
                self.connection(place)?.stream(Track::Sound(sound))
            });
            let Some(connection) = self.connection(place) else { return };
            let target = stream.map(|stream| Target { stream, spatial: u8::MAX, temporal: u8::MAX });
            if let Some(lane) = connection.lane(Section::Voice(section)) {
                lane.projection.aim(target);
            }
            self.follow(place, Section::Voice(section));
        }
        if !changed.is_empty() {
            let voice = |section: u8| Voice {
                section,
                member: owners[usize::from(section)].map(|(member, _)| member),
            };
            let voices = changed.into_iter().map(voice).collect();
            self.happened.push(Happened::Voices { who, voices });
        }
    }
}
