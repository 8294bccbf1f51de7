//! Where two who are relayed wait for each other, each at a socket, to pass on what brings their way back.
//!
//! A place is what both of them name and nobody else knows. It has two seats, and is forgotten when both are empty. What is
//! said at one seat is handed to the other; what nobody can take in is not kept.

use crate::{
    doors::{Guest, Guests},
    source::Source,
    state::{StateError, random},
};
use heliograph_wire::{
    Private,
    resume::Role,
    reunion::{LONGEST, Notice},
};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::mpsc;

/// Notices that wait for whoever sits at one seat: a restart of ICE is a description and a few candidates.
const NOTICES: usize = 32;

/// Bytes that wait there, and at all seats together.
const BYTES_EACH: usize = 2 * LONGEST;
const BYTES: usize = 16 << 20;

/// Everybody who waits at a place of theirs.
pub(crate) struct Reunions {
    start: [u8; 8],
    guests: Arc<Guests>,
    places: Mutex<HashMap<[u8; 32], Seats>>,
    /// What waits at all seats.
    bytes: Arc<AtomicUsize>,
    seats_taken: AtomicUsize,
}

type Seats = [Option<Seat>; 2];

struct Seat {
    number: usize,
    mouth: mpsc::Sender<Notice>,
    bytes: [Arc<AtomicUsize>; 2],
}

/// Hears what is said at a seat.
pub(crate) struct Ear {
    notices: mpsc::Receiver<Notice>,
    bytes: [Arc<AtomicUsize>; 2],
}

/// A seat that is taken; it is free again when this is dropped.
pub(crate) struct Sitting {
    reunions: Arc<Reunions>,
    place: Private<[u8; 32]>,
    side: usize,
    number: usize,
}

impl Reunions {
    /// Nobody waits.
    pub(crate) fn new() -> Result<Arc<Self>, StateError> {
        Ok(Arc::new(Self {
            start: *random::<8>()?.reveal(),
            guests: Guests::new(),
            places: Mutex::default(),
            bytes: Arc::default(),
            seats_taken: AtomicUsize::new(0),
        }))
    }

    /// Lets one more in, if there are fewer than these in all and from this source.
    pub(crate) fn enter(&self, source: Source, (most, most_each): (usize, usize)) -> Option<Guest> {
        self.guests.enter(source, most, most_each)
    }

    /// How many are here.
    pub(crate) fn count(&self) -> usize {
        self.guests.count()
    }

    /// Takes a seat, and hears from now on what is said to it. Whoever had it before has it no more.
    pub(crate) fn sit(self: &Arc<Self>, role: Role, place: &Private<[u8; 32]>) -> (Sitting, Ear) {
        let (mouth, notices) = mpsc::channel(NOTICES);
        let bytes = [Arc::default(), self.bytes.clone()];
        let number = self.seats_taken.fetch_add(1, Ordering::Relaxed);
        let side = usize::from(role == Role::Answerer);
        let mut places = self.places();
        let seats = places.entry(*place.reveal()).or_default();
        seats[side] = Some(Seat { number, mouth, bytes: bytes.clone() });
        tell(seats, side, Notice::Welcome(self.start));
        if seats[1 - side].is_some() {
            tell(seats, 1 - side, Notice::Here);
        }
        // Whoever took nothing in has lost the seat just now.
        if seats[1 - side].is_some() {
            tell(seats, side, Notice::Here);
        }
        let sitting = Sitting { reunions: self.clone(), place: Private::new(*place.reveal()), side, number };
        (sitting, Ear { notices, bytes })
    }

    fn places(&self) -> MutexGuard<'_, HashMap<[u8; 32], Seats>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ear {
    /// The next notice; none when the seat is lost.
    pub(crate) async fn hear(&mut self) -> Option<Notice> {
        let notice = self.notices.recv().await;
        self.take_off(notice.as_ref());
        notice
    }

    fn take_off(&self, notice: Option<&Notice>) {
        for count in &self.bytes {
            count.fetch_sub(notice.map_or(0, weight), Ordering::Relaxed);
        }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.notices.close();
        while let Ok(notice) = self.notices.try_recv() {
            self.take_off(Some(&notice));
        }
    }
}

impl Sitting {
    /// Hands on what was said; where the other seat is empty, it is lost.
    pub(crate) fn say(&self, sealed: Vec<u8>) {
        let mut places = self.reunions.places();
        if let Some(seats) = places.get_mut(self.place.reveal()) {
            tell(seats, 1 - self.side, Notice::Said(Private::new(sealed)));
        }
    }
}

impl Drop for Sitting {
    fn drop(&mut self) {
        let mut places = self.reunions.places();
        let Some(seats) = places.get_mut(self.place.reveal()) else { return };
        if seats[self.side].as_ref().is_some_and(|seat| seat.number == self.number) {
            seats[self.side] = None;
            tell(seats, 1 - self.side, Notice::Gone);
        }
        if seats.iter().all(Option::is_none) {
            places.remove(self.place.reveal());
        }
    }
}

/// Tells one of the two something. Whoever takes nothing in loses the seat, so that their page comes again, and the other
/// one hears of it.
fn tell(seats: &mut Seats, side: usize, notice: Notice) {
    let Some(seat) = &seats[side] else { return };
    if !seat.takes(notice) {
        seats[side] = None;
        tell(seats, 1 - side, Notice::Gone);
    }
}

impl Seat {
    fn takes(&self, notice: Notice) -> bool {
        let weight = weight(&notice);
        let [mine, all] =
            self.bytes.each_ref().map(|count| count.fetch_add(weight, Ordering::Relaxed) + weight);
        let taken = mine <= BYTES_EACH && all <= BYTES && self.mouth.try_send(notice).is_ok();
        if !taken {
            for count in &self.bytes {
                count.fetch_sub(weight, Ordering::Relaxed);
            }
        }
        taken
    }
}

/// The bytes that a notice keeps waiting.
fn weight(notice: &Notice) -> usize {
    match notice {
        Notice::Said(sealed) => sealed.reveal().len(),
        Notice::Welcome(_) | Notice::Here | Notice::Gone | Notice::Stopping(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES, BYTES_EACH, Ear, NOTICES, Reunions, Sitting};
    use heliograph_wire::{
        Private,
        resume::Role,
        reunion::{LONGEST, Notice},
    };
    use std::sync::{Arc, atomic::Ordering};

    fn sit(reunions: &Arc<Reunions>, role: Role, place: usize) -> (Sitting, Ear) {
        let mut name = [0; 32];
        name[..8].copy_from_slice(&place.to_be_bytes());
        reunions.sit(role, &Private::new(name))
    }

    /// What is said to a seat, as bytes.
    fn heard(ear: &mut Ear) -> Vec<Vec<u8>> {
        let next = || {
            let notice = ear.notices.try_recv().ok()?;
            ear.take_off(Some(&notice));
            Some(notice.encode())
        };
        std::iter::from_fn(next).collect()
    }

    fn is_over(ear: &mut Ear) -> bool {
        matches!(ear.notices.try_recv(), Err(tokio::sync::mpsc::error::TryRecvError::Disconnected))
    }

    fn is_empty(reunions: &Reunions) -> bool {
        reunions.places().is_empty() && reunions.bytes.load(Ordering::Relaxed) == 0
    }

    #[test]
    fn two_at_one_place_hear_of_each_other_and_what_the_other_says() {
        let reunions = Reunions::new().unwrap();
        let (ana, mut anas) = sit(&reunions, Role::Offerer, 1);
        assert_eq!(heard(&mut anas), [Notice::Welcome(reunions.start).encode()]);
        let (ben, mut bens) = sit(&reunions, Role::Answerer, 1);
        assert_eq!(heard(&mut bens), [Notice::Welcome(reunions.start).encode(), vec![1]]);
        assert_eq!(heard(&mut anas), [vec![1]]);
        ana.say(b"x".to_vec());
        ben.say(b"y".to_vec());
        assert_eq!((heard(&mut anas), heard(&mut bens)), (vec![b"\x04y".to_vec()], vec![b"\x04x".to_vec()]));
        drop(ana);
        assert_eq!(heard(&mut bens), [vec![2]]);
        ben.say(b"into the air".to_vec());
        drop(ben);
        assert!(is_empty(&reunions));
    }

    #[test]
    fn nobody_hears_what_is_said_elsewhere() {
        let reunions = Reunions::new().unwrap();
        let (ana, _anas) = sit(&reunions, Role::Offerer, 1);
        let (_eve, mut eves) = sit(&reunions, Role::Answerer, 2);
        ana.say(b"x".to_vec());
        assert_eq!(heard(&mut eves).len(), 1, "more than the welcome");
    }

    #[test]
    fn whoever_comes_again_takes_their_own_earlier_seat() {
        let reunions = Reunions::new().unwrap();
        let (_ben, mut bens) = sit(&reunions, Role::Answerer, 1);
        let (first, mut first_ear) = sit(&reunions, Role::Offerer, 1);
        let (second, _ear) = sit(&reunions, Role::Offerer, 1);
        heard(&mut first_ear);
        assert!(is_over(&mut first_ear));
        heard(&mut bens);
        drop(first);
        assert!(heard(&mut bens).is_empty(), "the one who came again is still here");
        drop(second);
        assert_eq!(heard(&mut bens), [vec![2]]);
    }

    #[test]
    fn whoever_takes_nothing_in_loses_the_seat_and_the_other_hears_of_it() {
        for (message, taken) in [(100, NOTICES - 2), (LONGEST, BYTES_EACH / LONGEST)] {
            let reunions = Reunions::new().unwrap();
            let (ana, mut anas) = sit(&reunions, Role::Offerer, 1);
            let (ben, mut bens) = sit(&reunions, Role::Answerer, 1);
            heard(&mut anas);
            (0..10 * NOTICES).for_each(|_| ana.say(vec![0; message]));
            assert_eq!(heard(&mut anas), [vec![2]]);
            assert_eq!(heard(&mut bens).len(), 2 + taken, "after welcome and here");
            assert!(is_over(&mut bens));
            drop((ana, ben));
            assert!(is_empty(&reunions));
        }
    }

    #[test]
    fn a_place_is_forgotten_even_where_both_lost_their_seats() {
        let reunions = Reunions::new().unwrap();
        let (ana, anas) = sit(&reunions, Role::Offerer, 1);
        let (ben, bens) = sit(&reunions, Role::Answerer, 1);
        // Both are full, and then one of them is told that the other is gone.
        (0..NOTICES - 2).for_each(|_| ben.say(vec![0; 10]));
        (0..NOTICES).for_each(|_| ana.say(vec![0; 10]));
        assert!(
            reunions.places().values().flatten().all(Option::is_none),
            "the test begins with two who are deaf"
        );
        drop((ana, ben, anas, bens));
        assert!(is_empty(&reunions));
    }

    #[test]
    fn all_who_take_nothing_in_cost_so_much_and_no_more() {
        let reunions = Reunions::new().unwrap();
        let pairs = 2 * BYTES / BYTES_EACH;
        let all: Vec<_> = (0..pairs)
            .map(|place| (sit(&reunions, Role::Offerer, place), sit(&reunions, Role::Answerer, place)))
            .collect();
        for ((ana, _), _) in &all {
            (0..BYTES_EACH / LONGEST).for_each(|_| ana.say(vec![0; LONGEST]));
        }
        assert!(reunions.bytes.load(Ordering::Relaxed) <= BYTES);
        drop(all);
        assert!(is_empty(&reunions));
    }
}
