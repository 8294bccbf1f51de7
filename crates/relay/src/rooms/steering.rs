use heliograph_sfu::Path;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Ways that shards know and that are remembered in a generation, of which there are two.
const KNOWN: usize = 8192;

/// The same of those that somebody only named.
const NAMED: usize = 2048;

/// To which other shard the packets of a way go that the system hands to this one.
///
/// Whoever names a shard is believed once that one knows them: what strangers name fills a table of its own, from which
/// nothing goes on but what names somebody again.
pub(crate) struct Steering {
    known: Ways,
    named: Ways,
}

/// Where a packet goes.
#[derive(Clone)]
pub(crate) struct Steered {
    /// The number of the shard.
    pub shard: u8,
    /// Whether that knows who sends it.
    pub standing: Standing,
    /// By what it says whether it does.
    pub word: Word,
}

/// Whether a shard knows who sends something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It took something from there.
    Known,
    /// Nobody knows.
    Stranger,
}

/// What a shard says of a way when it has looked at what came by it.
#[derive(Clone, Default)]
pub(crate) struct Word(Arc<AtomicBool>);

impl Word {
    /// Says whether the way is one of a member.
    pub(crate) fn say(&self, is_known: bool) {
        // Mostly it is what it was, and then no other thread has to hear of it.
        if self.0.load(Ordering::Relaxed) != is_known {
            self.0.store(is_known, Ordering::Relaxed);
        }
    }

    fn is_known(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Steering {
    /// Without any way.
    pub(crate) fn new() -> Self {
        Self { known: Ways::new(KNOWN), named: Ways::new(NAMED) }
    }

    /// Where a packet goes that names this shard.
    pub(crate) fn name(&mut self, path: Path, shard: u8) -> Steered {
        if let Some(steered) = self.shard_of(&path).filter(|steered| steered.shard == shard) {
            return steered;
        }
        let known = self.named.get(&path).filter(|(known, _)| *known == shard);
        let word = known.map(|(_, word)| word.clone()).unwrap_or_default();
        for (path, way) in self.named.put(path, (shard, word.clone())) {
            if way.1.is_known() {
                self.known.put(path, way);
            }
        }
        Steered { shard, standing: Standing::Stranger, word }
    }

    /// Where the packets of a way go, if a shard knows it.
    pub(crate) fn shard_of(&mut self, path: &Path) -> Option<Steered> {
        let is_named = self.named.get(path).is_some_and(|(_, word)| word.is_known());
        let way = if is_named { self.named.remove(path) } else { self.known.remove_older(path) };
        if let Some(way) = way {
            self.known.put(*path, way);
        }
        let (shard, word) = self.known.get(path)?;
        let steered = Steered { shard: *shard, standing: Standing::Known, word: word.clone() };
        if !word.is_known() {
            self.known.remove(path);
            return None;
        }
        Some(steered)
    }
}

/// Ways in two generations: where there are too many, the older one is forgotten.
struct Ways {
    most: usize,
    now: HashMap<Path, (u8, Word)>,
    before: HashMap<Path, (u8, Word)>,
}

impl Ways {
    fn new(most: usize) -> Self {
        Self { most, now: HashMap::new(), before: HashMap::new() }
    }

    /// Remembers a way, and hands out those that are forgotten for that.
    fn put(&mut self, path: Path, way: (u8, Word)) -> HashMap<Path, (u8, Word)> {
        let mut forgotten = HashMap::new();
        if self.now.len() >= self.most && !self.now.contains_key(&path) {
            forgotten = std::mem::replace(&mut self.before, std::mem::take(&mut self.now));
        }
        self.now.insert(path, way);
        forgotten
    }

    fn get(&self, path: &Path) -> Option<&(u8, Word)> {
        self.now.get(path).or_else(|| self.before.get(path))
    }

    fn remove(&mut self, path: &Path) -> Option<(u8, Word)> {
        let before = self.before.remove(path);
        self.now.remove(path).or(before)
    }

    /// Takes a way out of the older generation, if that has it.
    fn remove_older(&mut self, path: &Path) -> Option<(u8, Word)> {
        let before = self.before.remove(path)?;
        (!self.now.contains_key(path)).then_some(before)
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, NAMED, Standing, Steering};
    use heliograph_sfu::{Path, Transport};
    use std::net::{Ipv4Addr, SocketAddr};

    fn path(number: u32) -> Path {
        let remote = SocketAddr::from((Ipv4Addr::from(number), 9));
        Path { transport: Transport::Udp, local: (Ipv4Addr::LOCALHOST, 3479).into(), remote }
    }

    fn shard_of(steering: &mut Steering, number: u32) -> Option<u8> {
        steering.shard_of(&path(number)).map(|steered| steered.shard)
    }

    #[test]
    fn a_way_leads_nowhere_before_the_shard_that_it_names_knows_it() {
        let mut steering = Steering::new();
        let named = steering.name(path(1), 3);
        assert_eq!((named.shard, named.standing), (3, Standing::Stranger));
        assert_eq!(shard_of(&mut steering, 1), None);
        assert_eq!(steering.name(path(1), 3).standing, Standing::Stranger);
        named.word.say(true);
        assert_eq!(steering.name(path(1), 3).standing, Standing::Known);
        assert_eq!(shard_of(&mut steering, 1), Some(3));
    }

    #[test]
    fn a_way_leads_elsewhere_once_another_shard_knows_it_and_nowhere_once_none_does() {
        let mut steering = Steering::new();
        steering.name(path(1), 1).word.say(true);
        assert_eq!(shard_of(&mut steering, 1), Some(1));
        let other = steering.name(path(1), 2);
        assert_eq!(other.standing, Standing::Stranger);
        assert_eq!(shard_of(&mut steering, 1), Some(1), "whoever names another one is not believed yet");
        other.word.say(true);
        assert_eq!(shard_of(&mut steering, 1), Some(2));
        other.word.say(false);
        assert_eq!(shard_of(&mut steering, 1), None);
        assert_eq!(steering.name(path(1), 2).standing, Standing::Stranger);
    }

    #[test]
    fn strangers_turn_no_way_over_that_a_shard_knows() {
        let mut steering = Steering::new();
        steering.name(path(1), 1).word.say(true);
        assert_eq!(shard_of(&mut steering, 1), Some(1));
        // Of this one nothing has come since the shard has taken it in.
        steering.name(path(2), 2).word.say(true);
        for number in 3..20 * NAMED as u32 {
            steering.name(path(number), 3);
        }
        assert_eq!(shard_of(&mut steering, 1), Some(1));
        assert_eq!(shard_of(&mut steering, 2), Some(2));
        let remembered = |ways: &super::Ways| ways.now.len() + ways.before.len();
        assert!(remembered(&steering.named) <= 2 * NAMED);
        assert_eq!(remembered(&steering.known), 2);
    }

    #[test]
    fn a_way_that_is_in_use_is_remembered_however_many_others_are_known() {
        let mut steering = Steering::new();
        for number in 0..5 * KNOWN as u32 {
            steering.name(path(number), 1).word.say(true);
            assert_eq!(shard_of(&mut steering, number), Some(1));
            if number % 1000 == 0 {
                assert_eq!(shard_of(&mut steering, 0), Some(1), "{number}");
            }
        }
        assert_eq!(shard_of(&mut steering, 1), None);
        assert!(steering.known.now.len() + steering.known.before.len() <= 2 * KNOWN);
    }
}
