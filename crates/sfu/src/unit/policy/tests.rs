use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use heliograph_wire::room::{Layer, MemberId, Source, Tile};

use super::Unit;
use crate::doors::{RoomNumber, Who};
use crate::forward::projection::Outgoing;
use crate::peer::{
    Credentials, Demand, Format, Packet, Peer, Polled, Received, Report, Section, Sent, Taken, Way,
};
use crate::unit::member::Connection;
use crate::unit::{Limits, Offer, Settings};

/// A connection by which nothing comes. It counts how often something is allotted to it.
struct Silent {
    allotted: Rc<Cell<u32>>,
}

impl Peer for Silent {
    fn take(&mut self, _: Instant, _: &Offer<'_>, _: Credentials) -> Option<Taken> {
        None
    }

    fn vouches(&mut self, _: Instant, _: Way, _: &[u8]) -> bool {
        false
    }

    fn receive(&mut self, _: Instant, _: Way, _: &[u8]) -> Received {
        Received::Malformed
    }

    fn send(&mut self, _: Section, _: &Packet, _: &Outgoing) -> Sent {
        Sent::Impossible
    }

    fn ask_key_frame(&mut self, _: Source, _: Layer) {}

    fn demand(&mut self, _: Demand) {
        self.allotted.set(self.allotted.get() + 1);
    }

    fn estimate(&mut self, _: u64) {}

    fn poll(&mut self, _: Instant, _: &mut dyn FnMut(Polled<'_>)) -> Option<Instant> {
        None
    }

    fn has_room(&self, _: usize) -> bool {
        true
    }

    fn speaks(&self, _: Format) -> bool {
        true
    }
}

/// A room of so many, each of whom has a picture of the next on show; how often something was allotted to each; and where
/// they are.
fn room(start: Instant, members: u16) -> (Unit, Vec<Rc<Cell<u32>>>, Vec<usize>) {
    let limits = Limits::default();
    let mut unit = Unit::new(Settings { shard: 0, candidates: Vec::new(), limits }, [7; 32]);
    unit.pass(start);
    let (mut counts, mut places) = (Vec::new(), Vec::new());
    for member in 0..members {
        let allotted = Rc::<Cell<u32>>::default();
        let place = unit.seat(Who { room: RoomNumber(1), member: MemberId(member) }).unwrap();
        let peer = Box::new(Silent { allotted: allotted.clone() });
        let mut connection = Connection::new(start, peer, member.into(), &limits);
        connection.is_connected = true;
        let known = unit.members.get_mut(place).unwrap();
        known.connection = Some(connection);
        let next = MemberId((member + 1) % members);
        known.tiles = vec![Tile { section: 0, member: next, source: Source::Camera, height: 720, weight: 0 }];
        counts.push(allotted);
        places.push(place);
    }
    (unit, counts, places)
}

#[test]
fn however_often_a_line_changes_a_room_is_looked_after_a_hundred_times_a_second() {
    let start = Instant::now();
    let (mut unit, counts, places) = room(start, 3);
    for millis in 0..1_000 {
        unit.pass(start + Duration::from_millis(millis));
        let bits = 1_000_000 * (1 + millis % 2);
        let report = Report { bits, sent: 0, lost: 0.0, round_trip: Duration::from_millis(40) };
        unit.reported(places[0], report);
        unit.advance(start + Duration::from_millis(millis), &mut |_| ());
    }
    let times = counts[0].get();
    assert!((90..=101).contains(&times), "{times}");
    assert!(counts[1..].iter().all(|times| times.get() == 0), "to others nothing new is allotted");
}
