use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use heliograph_wire::room::{MemberId, Source};

use super::agenda::Agenda;
use crate::doors::RoomNumber;
use crate::forward::speakers::{SoundId, Speakers};
use crate::forward::upstream::Upstream;
use crate::peer::Sound;

/// A room is looked after no more often than this, whatever happens in it.
const STEP: Duration = Duration::from_millis(10);

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
    /// Whom something is to be allotted anew to.
    pub(super) allots: Agenda,
    /// Whose sources are to be looked after: whether they are watched, and whether key frames came.
    pub(super) looks: Agenda,
    /// When it was looked after last.
    ticked: Option<Instant>,
    /// When there is something to do at the latest.
    pub(super) due: Option<Instant>,
}

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
            allots: Agenda::default(),
            looks: Agenda::default(),
            ticked: None,
            due: None,
        }
    }

    /// The number of a sound among the speakers.
    pub(super) fn mouth(&mut self, member: MemberId, sound: Sound) -> SoundId {
        let found = self.mouths.iter().position(|mouth| *mouth == Some((member, sound)));
        let place = found.unwrap_or_else(|| {
            let place = self.mouths.iter().position(Option::is_none).unwrap_or(self.mouths.len());
            if place == self.mouths.len() {
                self.mouths.push(None);
            }
            self.mouths[place] = Some((member, sound));
            place
        });
        SoundId(place as u16)
    }

    /// Whose sound has this number.
    pub(super) fn owner(&self, mouth: SoundId) -> Option<(MemberId, Sound)> {
        self.mouths.get(usize::from(mouth.0)).copied().flatten()
    }

    /// The sounds of a member.
    pub(super) fn sounds(&self, member: MemberId) -> Vec<SoundId> {
        let mouths = (0..).map(SoundId).zip(&self.mouths);
        let own = mouths.filter(|(_, mouth)| mouth.is_some_and(|(owner, _)| owner == member));
        own.map(|(sound, _)| sound).collect()
    }

    /// Forgets a sound.
    pub(super) fn hush(&mut self, member: MemberId, sound: Sound) {
        if let Some(place) = self.mouths.iter().position(|mouth| *mouth == Some((member, sound))) {
            self.mouths[place] = None;
            self.speakers.forget(SoundId(place as u16));
            self.reseat = true;
        }
    }

    /// Who speaks, the loudest first: people, not their screens.
    pub(super) fn speaking(&self) -> Vec<MemberId> {
        let owners = self.speakers.speaking().iter().filter_map(|mouth| self.owner(*mouth));
        owners.filter(|(_, sound)| *sound == Sound::Microphone).map(|(member, _)| member).collect()
    }

    /// Nothing is to be done for a member who is gone.
    pub(super) fn forget(&mut self, place: usize) {
        self.allots.forget(place);
        self.looks.forget(place);
    }

    /// It is looked after now.
    pub(super) fn tick(&mut self, now: Instant) {
        self.ticked = Some(now);
        self.due = None;
    }

    /// There is something to do at this time at the latest, or as soon as may be.
    pub(super) fn due_by(&mut self, at: Instant) {
        let at = self.ticked.map_or(at, |ticked| at.max(ticked + STEP));
        self.due = Some(self.due.map_or(at, |before| before.min(at)));
    }
}
