use super::News;
use heliograph_sfu::{Happened, RoomNumber, Who};
use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    sync::Arc,
};
use tokio::sync::{Semaphore, mpsc};

/// The way from a shard to the host, which has room for so much from all of them.
#[derive(Clone)]
pub(super) struct Hearing {
    news: mpsc::UnboundedSender<News>,
    room: Arc<Semaphore>,
}

/// What happened at a shard and was not told yet: of each matter the newest, so that however long the host is busy, what
/// waits is no more than there is to know.
pub(super) struct Happenings {
    hearing: Hearing,
    newest: HashMap<Matter, Happened>,
    /// Those that have waited for the longest time go first.
    order: VecDeque<Matter>,
}

/// What something is about. What is said of it later takes the place of what was said before.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Matter {
    Voices(Who),
    Wanted(Who),
    Short(Who),
    Speaking(RoomNumber),
    Poor(RoomNumber),
}

impl Hearing {
    /// Has room for so much.
    pub(super) fn new(news: mpsc::UnboundedSender<News>, most: usize) -> Self {
        Self { news, room: Arc::new(Semaphore::new(most)) }
    }
}

impl Happenings {
    /// Nothing has happened.
    pub(super) fn new(hearing: Hearing) -> Self {
        Self { hearing, newest: HashMap::new(), order: VecDeque::new() }
    }

    /// Takes in what happened. Answers are told at once: there are no more of them than there are offers.
    pub(super) fn add(&mut self, happened: Happened) {
        let Some(matter) = matter(&happened) else {
            // Once the server stops, nobody listens.
            let _ = self.hearing.news.send(News::Happened { happened, _room: None });
            return;
        };
        match self.newest.entry(matter) {
            Entry::Occupied(mut before) => renew(before.get_mut(), happened),
            Entry::Vacant(place) => {
                place.insert(happened);
                self.order.push_back(matter);
            }
        }
    }

    /// Tells as much as there is room for.
    pub(super) fn tell(&mut self) {
        while let Some(matter) = self.order.front() {
            let Ok(room) = self.hearing.room.clone().try_acquire_owned() else { return };
            if let Some(happened) = self.newest.remove(matter) {
                let _ = self.hearing.news.send(News::Happened { happened, _room: Some(room) });
            }
            self.order.pop_front();
        }
    }

    /// Whether there was no room for something.
    pub(super) fn are_waiting(&self) -> bool {
        !self.order.is_empty()
    }
}

/// None where what is said is said once and for all.
const fn matter(happened: &Happened) -> Option<Matter> {
    Some(match happened {
        Happened::Answered { .. } => return None,
        Happened::Voices { who, .. } => Matter::Voices(*who),
        Happened::Wanted { who, .. } => Matter::Wanted(*who),
        Happened::Short { who, .. } => Matter::Short(*who),
        Happened::Speaking { room, .. } => Matter::Speaking(*room),
        Happened::Poor { room, .. } => Matter::Poor(*room),
    })
}

/// Puts what happened later in the place of what happened before. Of voices and of what is wanted only that is said which
/// changed.
fn renew(before: &mut Happened, later: Happened) {
    match (before, later) {
        (Happened::Voices { voices, .. }, Happened::Voices { voices: later, .. }) => {
            voices.retain(|known| later.iter().all(|voice| voice.section != known.section));
            voices.extend(later);
        }
        (Happened::Wanted { pictures, .. }, Happened::Wanted { pictures: later, .. }) => {
            pictures.retain(|known| later.iter().all(|picture| picture.source != known.source));
            pictures.extend(later);
        }
        (before, later) => *before = later,
    }
}

#[cfg(test)]
mod tests {
    use super::{Happenings, Hearing, News};
    use heliograph_sfu::{Answer, Happened, RoomNumber, Who};
    use heliograph_wire::room::{Layer, MemberId, Source, Tile, Upstream, Voice};
    use tokio::sync::mpsc;

    const ANA: Who = Who { room: RoomNumber(1), member: MemberId(1) };

    fn host(most: usize) -> (Happenings, mpsc::UnboundedReceiver<News>) {
        let (news, heard) = mpsc::unbounded_channel();
        (Happenings::new(Hearing::new(news, most)), heard)
    }

    fn heard(news: &mut mpsc::UnboundedReceiver<News>) -> Option<Happened> {
        match news.try_recv().ok()? {
            News::Happened { happened, .. } => Some(happened),
            _ => panic!("a shard tells something else"),
        }
    }

    fn speaking(room: u32, member: u16) -> Happened {
        Happened::Speaking { room: RoomNumber(room), members: vec![MemberId(member)] }
    }

    fn voice(section: u8, member: Option<u16>) -> Happened {
        Happened::Voices { who: ANA, voices: vec![Voice { section, member: member.map(MemberId) }] }
    }

    fn wanted(source: Source, layer: u8) -> Happened {
        Happened::Wanted { who: ANA, pictures: vec![Upstream { source, layers: vec![Layer(layer)] }] }
    }

    fn short(section: u8) -> Happened {
        let tile = Tile { section, member: MemberId(2), source: Source::Camera, height: 180, weight: 0 };
        Happened::Short { who: ANA, tiles: vec![tile] }
    }

    #[test]
    fn what_there_was_no_room_for_is_told_as_it_is_by_then() {
        let (mut happenings, mut news) = host(1);
        happenings.add(speaking(9, 9));
        happenings.tell();
        for later in [
            speaking(1, 1),
            voice(0, Some(2)),
            short(1),
            wanted(Source::Camera, 0),
            voice(1, Some(3)),
            speaking(2, 7),
            wanted(Source::Screen, 0),
            voice(0, None),
            wanted(Source::Camera, 2),
            speaking(1, 2),
            short(4),
        ] {
            happenings.add(later);
            happenings.tell();
        }
        assert!(heard(&mut news) == Some(speaking(9, 9)));
        assert!(heard(&mut news).is_none() && happenings.are_waiting());
        let mut told = Vec::new();
        while happenings.are_waiting() {
            happenings.tell();
            told.extend(heard(&mut news));
            assert!(heard(&mut news).is_none(), "there was room for one");
        }
        let voices = [(1, Some(MemberId(3))), (0, None)];
        let voices = voices.map(|(section, member)| Voice { section, member }).to_vec();
        let layers = [(Source::Screen, 0), (Source::Camera, 2)];
        let pictures = layers.map(|(source, layer)| Upstream { source, layers: vec![Layer(layer)] }).to_vec();
        assert!(
            told == [
                speaking(1, 2),
                Happened::Voices { who: ANA, voices },
                short(4),
                Happened::Wanted { who: ANA, pictures },
                speaking(2, 7),
            ]
        );
    }

    #[test]
    fn what_waits_is_no_more_than_there_is_to_know() {
        let (mut happenings, mut news) = host(0);
        for turn in 0..100_000 {
            happenings.add(voice(turn as u8 % 4, Some(turn as u16)));
            happenings.add(speaking(turn % 3, turn as u16));
            happenings.tell();
        }
        assert_eq!((happenings.order.len(), happenings.newest.len()), (4, 4));
        let Some(Happened::Voices { voices, .. }) =
            happenings.newest.values().find(|it| matches!(it, Happened::Voices { .. }))
        else {
            panic!("no voices")
        };
        assert_eq!(voices.len(), 4);
        let answer = Happened::Answered { who: ANA, number: 1, answer: Answer::Refused };
        happenings.add(answer.clone());
        assert!(heard(&mut news) == Some(answer), "whoever offers waits for that");
    }
}
