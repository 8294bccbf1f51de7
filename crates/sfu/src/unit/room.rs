use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use heliograph_wire::room::{MemberId, Source};

use crate::doors::RoomNumber;
use crate::forward::speakers::Speakers;
use crate::forward::upstream::Upstream;
use crate::peer::Sound;

/// What a unit knows of a room.
pub(super) struct Room {
    pub(super) number: RoomNumber,
    /// The places of its members.
    pub(super) members: BTreeMap<MemberId, usize>,
    pub(super) speakers: Speakers,
    /// Whose sound it is, by the number that it has among the speakers: a member has two, one for the screen.
    mouths: Vec<Option<(MemberId, Sound)>>,
    /// Which layers are watched.
    pub(super) upstreams: BTreeMap<(MemberId, Source), Upstream>,
    /// Whose connection is poor, as it was last said, and when that was judged.
    pub(super) poor: Vec<MemberId>,
    pub(super) judged: Option<Instant>,
    /// Voices are to be seated anew.
    pub(super) reseat: bool,
    /// When there is something to do at the latest.
    pub(super) due: Option<Instant>,
    /// When it was last looked after.
    pub(super) ticked: Option<Instant>,
}

/// A room is looked after no more often than this.
const STEP: Duration = Duration::from_millis(10);

impl Room {
    pub(super) fn new(number: RoomNumber) -> Self {
        Self {
            number,
            members: BTreeMap::new(),
            speakers: Speakers::default(),
            mouths: Vec::new(),
            upstreams: BTreeMap::new(),
            poor: Vec::new(),
            judged: None,
            reseat: false,
            due: None,
            ticked: None,
        }
    }

    /// The number of a sound among the speakers.
    pub(super) fn mouth(&mut self, member: MemberId, sound: Sound) -> MemberId {
        let found = self.mouths.iter().position(|mouth| *mouth == Some((member, sound)));
        let place = found.unwrap_or_else(|| {
            let place = self.mouths.iter().position(Option::is_none).unwrap_or(self.mouths.len());
            if place == self.mouths.len() {
                self.mouths.push(None);
            }
            self.mouths[place] = Some((member, sound));
            place
        });
        MemberId(place as u16)
    }

    /// Whose sound has this number.
    pub(super) fn owner(&self, mouth: MemberId) -> Option<(MemberId, Sound)> {
        self.mouths.get(usize::from(mouth.0)).copied().flatten()
    }

    /// Forgets a sound.
    pub(super) fn hush(&mut self, member: MemberId, sound: Sound) {
        if let Some(place) = self.mouths.iter().position(|mouth| *mouth == Some((member, sound))) {
            self.mouths[place] = None;
            self.speakers.forget(MemberId(place as u16));
            self.reseat = true;
        }
    }

    /// Who speaks, the loudest first: people, not their screens.
    pub(super) fn speaking(&self) -> Vec<MemberId> {
        let owners = self.speakers.speaking().iter().filter_map(|mouth| self.owner(*mouth));
        owners.filter(|(_, sound)| *sound == Sound::Microphone).map(|(member, _)| member).collect()
    }

    /// There is something to do at this time at the latest, or as soon as the room may be looked after again.
    pub(super) fn due_by(&mut self, at: Instant) {
        let at = self.ticked.map_or(at, |ticked| at.max(ticked + STEP));
        self.due = Some(self.due.map_or(at, |before| before.min(at)));
    }
}
