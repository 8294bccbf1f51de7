//! Where two who are relayed wait for each other, each at a socket, to pass on what brings their way back.
//!
//! A place is what both of them name and nobody else knows. It has two seats, and is forgotten when both are empty. What is
//! said at one seat is handed to the other; what nobody can take in is not kept.

use crate::{
    source::Source,
    state::{StateError, random},
};
use heliograph_wire::{Private, resume::Role, reunion::Notice};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::mpsc;

/// A restart of ICE is a description and a few candidates; whoever takes in nothing for so many messages is as good as gone.
const WAITING_AT_MOST: usize = 64;

/// Everybody who waits at a place of theirs.
pub(crate) struct Reunions {
    start: [u8; 8],
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    places: HashMap<[u8; 32], Seats>,
    sources: HashMap<Source, usize>,
    all: usize,
    seats_taken: u64,
}

struct Seat {
    number: u64,
    ear: mpsc::Sender<Notice>,
}

/// A seat that is taken; it is free again when this is dropped.
pub(crate) struct Sitting {
    reunions: Arc<Reunions>,
    place: Private<[u8; 32]>,
    side: usize,
    number: u64,
    source: Source,
}

type Seats = [Option<Seat>; 2];

impl Reunions {
    /// Nobody waits.
    pub(crate) fn new() -> Result<Arc<Self>, StateError> {
        Ok(Arc::new(Self { start: *random::<8>()?.reveal(), waiting: Mutex::default() }))
    }

    /// How many are here.
    pub(crate) fn count(&self) -> usize {
        self.locked().all
    }

    /// Takes a seat, if fewer than these are taken, and hears from now on what is said to it. Whoever had it before has it
    /// no more.
    pub(crate) fn sit(
        self: &Arc<Self>,
        role: Role,
        place: &Private<[u8; 32]>,
        source: Source,
        (most, most_each): (usize, usize),
    ) -> Option<(Sitting, mpsc::Receiver<Notice>)> {
        let (ear, heard) = mpsc::channel(WAITING_AT_MOST);
        let mut waiting = self.locked();
        if waiting.all >= most || waiting.sources.get(&source).is_some_and(|count| *count >= most_each) {
            return None;
        }
        waiting.all += 1;
        *waiting.sources.entry(source).or_default() += 1;
        waiting.seats_taken += 1;
        let number = waiting.seats_taken;
        let side = usize::from(role == Role::Answerer);
        let seats = waiting.places.entry(*place.reveal()).or_default();
        seats[side] = Some(Seat { number, ear });
        tell(seats, side, Notice::Welcome(self.start));
        if seats[1 - side].is_some() {
            tell(seats, 1 - side, Notice::Here);
            tell(seats, side, Notice::Here);
        }
        let sitting =
            Sitting { reunions: self.clone(), place: Private::new(*place.reveal()), side, number, source };
        Some((sitting, heard))
    }

    fn locked(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sitting {
    /// Hands on what was said; where the other seat is empty, it is lost.
    pub(crate) fn say(&self, sealed: Vec<u8>) {
        let mut waiting = self.reunions.locked();
        if let Some(seats) = waiting.places.get_mut(self.place.reveal()) {
            tell(seats, 1 - self.side, Notice::Said(Private::new(sealed)));
        }
    }
}

impl Drop for Sitting {
    fn drop(&mut self) {
        let mut waiting = self.reunions.locked();
        waiting.all -= 1;
        if let Some(count) = waiting.sources.get_mut(&self.source) {
            *count -= 1;
            if *count == 0 {
                waiting.sources.remove(&self.source);
            }
        }
        let Some(seats) = waiting.places.get_mut(self.place.reveal()) else { return };
        if seats[self.side].as_ref().is_none_or(|seat| seat.number != self.number) {
            return;
        }
        seats[self.side] = None;
        tell(seats, 1 - self.side, Notice::Gone);
        if seats.iter().all(Option::is_none) {
            waiting.places.remove(self.place.reveal());
        }
    }
}

/// Tells one of the two something. Whoever takes nothing in loses the seat, so that their page comes again, and the other
/// one hears of it.
fn tell(seats: &mut Seats, side: usize, notice: Notice) {
    let Some(seat) = &seats[side] else { return };
    if seat.ear.try_send(notice).is_err() {
        seats[side] = None;
        tell(seats, 1 - side, Notice::Gone);
    }
}

#[cfg(test)]
mod tests {
    use super::{Reunions, Sitting, WAITING_AT_MOST};
    use crate::source::Source;
    use heliograph_wire::{Private, resume::Role, reunion::Notice};
    use std::{net::Ipv4Addr, sync::Arc};
    use tokio::sync::mpsc::Receiver;

    const MANY: (usize, usize) = (100, 100);

    fn source(number: u32) -> Source {
        std::net::IpAddr::V4(Ipv4Addr::from(number)).into()
    }

    fn sit(reunions: &Arc<Reunions>, role: Role, place: u8) -> (Sitting, Receiver<Notice>) {
        reunions.sit(role, &Private::new([place; 32]), source(1), MANY).expect("there is room")
    }

    /// What is said to a seat, each as its first byte and what follows.
    fn heard(ear: &mut Receiver<Notice>) -> Vec<Vec<u8>> {
        std::iter::from_fn(|| ear.try_recv().ok()).map(|notice| notice.encode()).collect()
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
        assert!(reunions.locked().places.is_empty() && reunions.locked().sources.is_empty());
        assert_eq!(reunions.count(), 0);
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
        assert!(matches!(first_ear.try_recv(), Err(tokio::sync::mpsc::error::TryRecvError::Disconnected)));
        heard(&mut bens);
        drop(first);
        assert!(heard(&mut bens).is_empty(), "the one who came again is still here");
        drop(second);
        assert_eq!(heard(&mut bens), [vec![2]]);
    }

    #[test]
    fn no_more_sit_than_may() {
        let reunions = Reunions::new().unwrap();
        let sit = |place: u8, number, most| {
            reunions.sit(Role::Offerer, &Private::new([place; 32]), source(number), most)
        };
        let kept: Vec<_> = (0..2).map(|place| sit(place, 1, (3, 2)).expect("there is room")).collect();
        assert!(sit(2, 1, (3, 2)).is_none(), "one source has too many");
        let _other = sit(3, 2, (3, 2)).expect("there is room");
        assert!(sit(4, 3, (3, 2)).is_none(), "there are too many in all");
        drop(kept);
        assert!(sit(5, 1, (3, 2)).is_some());
    }

    #[test]
    fn whoever_takes_nothing_in_loses_the_seat_and_the_other_hears_of_it() {
        let reunions = Reunions::new().unwrap();
        let (ana, mut anas) = sit(&reunions, Role::Offerer, 1);
        let (ben, mut bens) = sit(&reunions, Role::Answerer, 1);
        heard(&mut anas);
        (0..10 * WAITING_AT_MOST).for_each(|_| ana.say(vec![0; 100]));
        assert_eq!(heard(&mut anas), [vec![2]]);
        assert_eq!(heard(&mut bens).len(), WAITING_AT_MOST);
        assert!(matches!(bens.try_recv(), Err(tokio::sync::mpsc::error::TryRecvError::Disconnected)));
        drop((ana, ben));
        assert!(reunions.locked().places.is_empty());
    }
}
