//! A companion that cheats, or somebody who guesses, against people who meet by words.

use heliograph_keys::Keys;
use heliograph_session::{
    Event, Problem, RendezvousEvent, RendezvousProblem, Screen, SocketId, WordsEvent, WordsStage,
};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Heard, Lane, Letter, Notice, Outcome, Pairing, Request, Task};

use crate::support::{ANA, BEN, Chance, Pair, private};

/// The companion of the stories says so at each socket.
fn companion_of(pair: &Pair) -> [u8; 16] {
    pair.companion.identity
}

/// Somebody who plays a further waiter, with words of their own guess.
struct Guesser {
    keys: Keys<Chance>,
    seat: u16,
    letters: usize,
}

impl Pair {
    fn waits_with(&mut self, words: &str) -> SocketId {
        self.does(ANA, words_event(WordsEvent::Chosen));
        self.does(ANA, words_event(WordsEvent::Entered(private(words))));
        *self.sides[ANA].browser.desk.open_sockets().first().expect("Ana waits at a socket")
    }

    fn bucket(&self) -> u16 {
        let bucket = self.companion.heard.iter().rev().find_map(|bytes| match Request::decode(bytes) {
            Some(Request::Wait { bucket, .. }) => Some(bucket),
            _ => None,
        });
        bucket.expect("Ana waits in a bucket")
    }

    /// What Ana's page says to a seat from here on.
    fn said_to(&self, seat: u16, from: usize) -> Vec<Private<Vec<u8>>> {
        let requests = self.companion.heard[from..].iter().filter_map(|bytes| Request::decode(bytes));
        requests
            .filter_map(|request| match request {
                Request::Say { to, sealed } if to == seat => Some(sealed),
                _ => None,
            })
            .collect()
    }

    fn told(&mut self, socket: SocketId, notice: Notice) {
        self.does(ANA, Event::Rendezvous(RendezvousEvent::Told { socket, notice }));
    }
}

const fn words_event(event: WordsEvent) -> Event {
    Event::Rendezvous(RendezvousEvent::Words(event))
}

impl Guesser {
    /// Comes later than Ana, and so to a higher seat.
    fn beside(pair: &Pair) -> Self {
        let seat = pair.companion.seat.checked_add(7).expect("seats do not begin anew here");
        Self { keys: Keys::new(Chance(9)), seat, letters: 0 }
    }

    /// Sits down beside Ana, and compares a guess with her words. Whether she agreed.
    fn guesses(&mut self, words: &str, pair: &mut Pair, socket: SocketId) -> bool {
        self.seat += 1;
        let (lane, seat) = (Lane(u32::from(self.seat)), self.seat);
        let heard = pair.companion.heard.len();
        pair.told(socket, Notice::Here(seat));
        let companion = companion_of(pair);
        let pairing = Pairing::Bucket(pair.bucket());
        let words = private(words);
        let begun = self.keys.perform(Task::Meet {
            lane,
            words,
            pairing,
            companion,
            seats: [seat, pair.companion.seat],
        });
        let Outcome::Say { bytes: mine, .. } = begun else { panic!("a lane begins with a message") };
        let hers = pair.said_to(seat, heard);
        let Some(hers) = hers.into_iter().next() else { return false };
        pair.told(socket, Notice::Said { from: seat, sealed: mine });
        let proof = self.keys.perform(Task::Hear { lane, bytes: hers });
        let Outcome::Heard { heard: Heard::Say(proof), .. } = proof else { panic!("a proof is due") };
        let heard = pair.companion.heard.len();
        pair.told(socket, Notice::Said { from: seat, sealed: proof });
        let answers = pair.said_to(seat, heard);
        self.letters += answers.len();
        !answers.is_empty()
    }
}

#[test]
fn whoever_guesses_at_words_of_peoples_own_has_five_tries_and_then_they_are_warned() {
    let mut pair = Pair::chromium();
    let socket = pair.waits_with("correct horse");
    let mut guesser = Guesser::beside(&pair);
    for guess in ["battery", "staple", "password", "horse correct"] {
        assert!(!guesser.guesses(guess, &mut pair, socket));
        let Screen::Words(view) = pair.view(ANA).screen else { panic!("Ana waits") };
        assert!(matches!(view.stage, WordsStage::Waiting { .. }), "she waits for the right one");
    }
    assert!(!guesser.guesses("letmein", &mut pair, socket));
    let Screen::Words(view) = pair.view(ANA).screen else { panic!("Ana waits no more") };
    assert_eq!(view.problem, Some(Problem::Rendezvous(RendezvousProblem::ManyStrangers)));
    assert_eq!(pair.sides[ANA].browser.sockets(), 0);
    assert_eq!(guesser.letters, 0, "Ana said something to somebody with other words");
}

/// Or else the tries above would prove nothing.
#[test]
fn whoever_guesses_right_is_taken_for_the_other_one() {
    let mut pair = Pair::chromium();
    let socket = pair.waits_with("correct horse");
    let mut guesser = Guesser::beside(&pair);
    assert!(!guesser.guesses("battery", &mut pair, socket));
    assert!(guesser.guesses("correct-horse", &mut pair, socket));
}

/// A page that proves first to whoever asks would let them guess at leisure: what it said can be compared with all words there
/// are.
#[test]
fn tries_that_are_broken_off_count_as_well() {
    let mut pair = Pair::chromium();
    let socket = pair.waits_with("correct horse");
    let mut keys = Keys::new(Chance(9));
    let anas = pair.companion.seat;
    for seat in anas + 1..=anas + 6 {
        pair.told(socket, Notice::Here(seat));
        let (companion, lane) = (companion_of(&pair), Lane(u32::from(seat)));
        let pairing = Pairing::Bucket(pair.bucket());
        let words = private("battery");
        let begun =
            keys.perform(Task::Meet { lane, words, pairing, companion, seats: [seat, pair.companion.seat] });
        let Outcome::Say { bytes, .. } = begun else { panic!("a lane begins with a message") };
        pair.told(socket, Notice::Said { from: seat, sealed: bytes });
        pair.told(socket, Notice::Gone(seat));
    }
    let Screen::Words(view) = pair.view(ANA).screen else { panic!("Ana waits no more") };
    assert_eq!(view.problem, Some(Problem::Rendezvous(RendezvousProblem::ManyStrangers)));
}

/// What the worker did for a socket that is closed is no work at another one.
#[test]
fn work_counts_for_the_challenge_that_it_was_done_for() {
    let mut pair = Pair::chromium();
    // So many bits are never done, so that the page waits for the work.
    pair.companion.meddles = Some(|notice| match notice {
        Notice::Welcome { companion, .. } => Notice::Welcome { challenge: [7; 32], bits: 255, companion },
        notice => notice,
    });
    pair.waits_with("correct horse");
    for (challenge, is_right) in [([8; 32], false), ([7; 32], true)] {
        let worked = Outcome::Worked { challenge, work: 5 };
        pair.does(ANA, Event::Rendezvous(RendezvousEvent::Done(worked)));
        let waits = matches!(pair.companion.last_request(), Some(Request::Wait { work: 5, .. }));
        assert_eq!(waits, is_right);
    }
}

/// Somebody who leaves and comes back to the same seat has had their run.
#[test]
fn one_seat_has_one_guess_however_often_it_comes_back() {
    let mut pair = Pair::chromium();
    let socket = pair.waits_with("correct horse");
    let mut guesser = Guesser::beside(&pair);
    assert!(!guesser.guesses("battery", &mut pair, socket));
    let seat = guesser.seat;
    for notice in [Notice::Gone(seat), Notice::Here(seat), Notice::Here(seat)] {
        let heard = pair.companion.heard.len();
        pair.told(socket, notice);
        assert!(pair.said_to(seat, heard).is_empty(), "the seat is given another run");
    }
}

/// The companion sits between the two and gives each what the other said: changed, twice, late, or its own.
#[test]
fn a_companion_that_changes_what_it_carries_connects_nobody() {
    type Change = fn(&mut Vec<u8>);
    let changes: [Change; 4] = [
        |bytes| bytes[1] ^= 1,
        |bytes| bytes.truncate(bytes.len() - 1),
        |bytes| bytes.push(0),
        |bytes| bytes.fill(0),
    ];
    for change in changes {
        let mut pair = Pair::chromium();
        pair.companion.changes = Some(change);
        for who in [ANA, BEN] {
            pair.does(who, words_event(WordsEvent::Chosen));
            pair.does(who, words_event(WordsEvent::Entered(private("correct horse"))));
        }
        pair.wait(heliograph_wire::Millis::seconds(5));
        assert!(!pair.talks(ANA) && !pair.talks(BEN));
        for who in [ANA, BEN] {
            let Screen::Words(view) = pair.view(who).screen else { panic!("they wait") };
            assert!(matches!(view.stage, WordsStage::Waiting { .. }), "nobody agreed with anybody");
        }
    }
}

/// Two who hold the same words, where the companion answers each with its own letters.
#[test]
fn a_companion_that_sends_letters_back_connects_nobody() {
    let mut pair = Pair::chromium();
    let socket = pair.waits_with("correct horse");
    pair.told(socket, Notice::Here(9));
    let mine = pair.said_to(9, 0);
    assert_eq!(mine.len(), 1);
    pair.told(socket, Notice::Said { from: 9, sealed: mine[0].clone() });
    let Screen::Words(view) = pair.view(ANA).screen else { panic!("Ana waits") };
    assert!(matches!(view.stage, WordsStage::Waiting { .. }));
    assert_eq!(pair.said_to(9, 0).len(), 1, "Ana proved something to her own message");
}

/// The letters that follow an agreement are what only the other one can have said.
#[test]
fn letters_are_heard_once_and_by_the_other_one_only() {
    let [mut ana, mut ben] = [1, 2].map(|seed| Keys::new(Chance(seed)));
    let lane = Lane(1);
    let meet = |seats| Task::Meet {
        lane,
        words: private("abandon-zoo-act"),
        pairing: Pairing::Nameplate(42),
        companion: [7; 16],
        seats,
    };
    let say = |outcome| match outcome {
        Outcome::Say { bytes, .. } | Outcome::Heard { heard: Heard::Say(bytes), .. } => bytes,
        Outcome::Heard { heard: Heard::Agreed { say: Some(bytes) }, .. } => bytes,
        _ => panic!("something is due"),
    };
    let hear = |bytes| Task::Hear { lane, bytes };
    let (first, second) = (say(ana.perform(meet([0, 1]))), say(ben.perform(meet([1, 0]))));
    assert!(ana.perform(hear(second)) == Outcome::Heard { lane, heard: Heard::Nothing });
    let proof = say(ben.perform(hear(first)));
    let back = say(ana.perform(hear(proof)));
    assert!(ben.perform(hear(back)) == Outcome::Heard { lane, heard: Heard::Agreed { say: None } });
    let letter = Private::new(Letter::Taken.encode());
    let sealed = say(ana.perform(Task::Say { lane, bytes: letter.clone() }));
    let nothing = Outcome::Heard { lane, heard: Heard::Nothing };
    assert!(ana.perform(hear(sealed.clone())) == nothing, "a reflection was heard");
    assert!(ben.perform(hear(sealed.clone())) == Outcome::Heard { lane, heard: Heard::Letter(letter) });
    assert!(ben.perform(hear(sealed)) == nothing, "a letter was heard twice");
}
