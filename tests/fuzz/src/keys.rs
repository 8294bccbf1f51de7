use heliograph_keys::Keys;
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{
    Answer, Heard, Intro, Lane, Letter, Link, LinkHash, NewLink, Outcome, Pairing, SEALED_LIMIT, Task,
};
use rand_core::{CryptoRng, Error, RngCore, impls};

/// More tasks than this are not played, so that each script ends soon.
const TASKS: usize = 64;

/// More work takes too long.
const BITS: u8 = 10;

/// Plays a script to what keeps a page's secrets: tasks, each behind its length in two bytes, with whatever others sent.
///
/// Each task comes to something that can be said to the page, and what is to be sent is as short as it has to be.
pub fn keys(bytes: &[u8]) {
    play(bytes);
}

/// How often somebody agreed or said something that could be opened.
fn play(script: &[u8]) -> usize {
    let (mut keys, mut rest, mut opened) = (Keys::new(Counted(0)), script, 0);
    for _ in 0..TASKS {
        let Some((task, behind)) = first(rest) else { break };
        rest = behind;
        let Some(task) = Task::decode(task).filter(is_quick) else { continue };
        let outcome = keys.perform(task);
        assert!(Outcome::decode(&outcome.encode()).is_some_and(|again| again == outcome));
        match outcome {
            Outcome::Say { bytes, .. } => assert!(bytes.reveal().len() <= SEALED_LIMIT),
            Outcome::Heard { heard: Heard::Agreed { .. } | Heard::Letter(_), .. } => opened += 1,
            _ => {}
        }
    }
    opened
}

/// Words of people's own are stretched over 64 MiB, and work is done for seconds: neither is tried a million times.
fn is_quick(task: &Task) -> bool {
    match task {
        Task::PlaceWords { .. } | Task::Meet { pairing: Pairing::Bucket(_), .. } => false,
        Task::Work { bits, .. } => *bits <= BITS,
        _ => true,
    }
}

/// The first task and what is behind it.
fn first(script: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = script.split_first_chunk()?;
    rest.split_at_checked(u16::from_le_bytes(*length).into())
}

/// Chance that is the same in each run, so that what another one said once is right again.
struct Counted(u64);

impl RngCore for Counted {
    fn next_u32(&mut self) -> u32 {
        impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (self.0 >> 56) as u8;
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Counted {}

/// One side of a conversation, whose tasks are written down.
struct Told {
    keys: Keys<Counted>,
    script: Vec<u8>,
}

impl Told {
    fn begin(chance: u64) -> Self {
        Self { keys: Keys::new(Counted(chance)), script: Vec::new() }
    }

    fn does(&mut self, task: Task) -> Outcome {
        let bytes = task.encode();
        self.script.extend((bytes.len() as u16).to_le_bytes());
        self.script.extend(bytes);
        self.keys.perform(task)
    }

    /// What it says, where it says something.
    fn says(&mut self, task: Task) -> Option<Private<Vec<u8>>> {
        match self.does(task) {
            Outcome::Say { bytes, .. } | Outcome::Heard { heard: Heard::Say(bytes), .. } => Some(bytes),
            Outcome::Heard { heard: Heard::Agreed { say }, .. } => say,
            _ => None,
        }
    }

    fn hears(&mut self, bytes: Option<Private<Vec<u8>>>) -> Option<Private<Vec<u8>>> {
        self.says(Task::Hear { lane: Lane(1), bytes: bytes? })
    }
}

/// Conversations in which everybody does what they should.
pub(crate) fn key_scripts() -> Vec<Vec<u8>> {
    let chores =
        [Task::DrawWords, Task::NewCallee, Task::Work { challenge: [5; 32], bits: 8 }, Task::Forget(Lane(1))];
    let mut told = Told::begin(0);
    chores.into_iter().for_each(|task| drop(told.does(task)));
    [two_who_meet(), a_call().unwrap_or_default()].into_iter().flatten().chain([told.script]).collect()
}

/// Two who have the same words, each as the one whose script is played.
fn two_who_meet() -> Vec<Vec<u8>> {
    [[0, 1], [1, 0]].map(|seats| meeting(seats).script).into()
}

fn meeting(seats: [u16; 2]) -> Told {
    let [mut one, mut other] = [Told::begin(0), Told::begin(1)];
    let meet = |seats| Task::Meet {
        lane: Lane(1),
        words: Private::new("abandon-zoo-act".to_owned()),
        pairing: Pairing::Nameplate(4711),
        companion: [7; 16],
        seats,
    };
    let [mine, theirs] = [one.says(meet(seats)), other.says(meet([seats[1], seats[0]]))];
    let (mut to_me, mut to_them) = (theirs, mine);
    // Both messages cross, then the proofs, until nothing more is to be said.
    while to_me.is_some() || to_them.is_some() {
        let from_me = one.hears(to_me.take());
        let from_them = other.hears(to_them.take());
        (to_me, to_them) = (from_them, from_me);
    }
    let letter = || Private::new(Letter::Wish { direct: Switch::On }.encode());
    let said = other.says(Task::Say { lane: Lane(1), bytes: letter() });
    one.hears(said);
    one.says(Task::Say { lane: Lane(1), bytes: letter() });
    one
}

/// Somebody rings by a link, and is answered: the scripts of the callee and of the caller.
fn a_call() -> Option<Vec<Vec<u8>>> {
    let [mut callee, mut caller] = [Told::begin(0), Told::begin(0)];
    let secret = Private::new([9; 32]);
    callee.does(Task::Attend { secret: secret.clone(), challenge: [1; 32] });
    let label = Private::new("for Ana".to_owned());
    let made = callee.does(Task::NewLink { secret: secret.clone(), label: label.clone() });
    let Outcome::NewLink(NewLink { hash, sealed, key, .. }) = made else { return None };
    callee.does(Task::Label { secret: secret.clone(), hash, label });
    let links = vec![
        Link { hash, made: 20_000, label: sealed },
        Link { hash: LinkHash([3; 32]), made: 0, label: Private::new(vec![1; 40]) },
    ];
    callee.does(Task::ReadLinks { secret: secret.clone(), links });

    let text = |text: &str| Private::new(text.to_owned());
    let intro = Intro { name: text("Ana"), direct: Switch::Off, at: 1_700_000_000_000, note: text("") };
    let rings = Task::Ring { lane: Lane(1), key, intro: Private::new(intro.encode()) };
    let intro = caller.says(rings)?;
    callee.does(Task::HearRing { lane: Lane(1), secret, intro });
    let answer = Private::new(Answer::Taken { direct: Switch::Off }.encode());
    let said = callee.says(Task::Say { lane: Lane(1), bytes: answer });
    caller.hears(said);
    let offer = Private::new(Letter::Offer(text("an invite")).encode());
    let said = caller.says(Task::Say { lane: Lane(1), bytes: offer });
    callee.hears(said);
    Some(vec![callee.script, caller.script])
}

#[cfg(test)]
mod tests {
    use super::{key_scripts, play};

    #[test]
    fn scripts_reach_as_far_as_people_do() {
        let opened: Vec<_> = key_scripts().iter().map(|script| play(script)).collect();
        // Agreed and heard a letter; was rung and heard an offer; heard an answer; nothing.
        assert_eq!(opened, [2, 2, 2, 1, 0]);
    }
}
