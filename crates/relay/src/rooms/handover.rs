use super::steering::{Standing, Steered, Word};
use heliograph_sfu::Path;
use tokio::sync::mpsc;

/// Parcels that may wait for a shard; more are lost, as UDP loses packets.
const PARCELS: usize = 256;

/// Packets of one way that came to one shard, or by the relay, and are for another.
pub(crate) struct Parcel {
    path: Path,
    bytes: Box<[u8]>,
    /// How long each is; the last may be shorter.
    length: usize,
    word: Word,
}

/// The way to a shard for packets that did not come to its own sockets. Those of strangers wait by themselves, so that they
/// take nobody's room.
#[derive(Clone)]
pub(crate) struct Handover {
    known: mpsc::Sender<Parcel>,
    strangers: mpsc::Sender<Parcel>,
}

/// What was handed over to a shard.
pub(super) struct Handed {
    known: mpsc::Receiver<Parcel>,
    strangers: mpsc::Receiver<Parcel>,
}

/// A way to a shard, and its end.
pub(super) fn handover() -> (Handover, Handed) {
    let (known, known_handed) = mpsc::channel(PARCELS);
    let (strangers, strangers_handed) = mpsc::channel(PARCELS);
    (Handover { known, strangers }, Handed { known: known_handed, strangers: strangers_handed })
}

impl Parcel {
    /// The way by which its packets came.
    pub(super) const fn path(&self) -> Path {
        self.path
    }

    /// Each packet.
    pub(super) fn packets(&self) -> impl Iterator<Item = &[u8]> {
        self.bytes.chunks(self.length.max(1))
    }

    /// Says to whoever handed it over whether any of them was for somebody here.
    pub(super) fn say(&self, is_known: bool) {
        self.word.say(is_known);
    }
}

impl Handover {
    /// Hands packets of one length over; none where there is no room for them.
    pub(crate) fn hand(&self, steered: Steered, path: Path, (packets, length): (&[u8], usize)) -> Option<()> {
        let way = match steered.standing {
            Standing::Known => &self.known,
            Standing::Stranger => &self.strangers,
        };
        // Where they are lost, nothing has to be copied.
        let place = way.try_reserve().ok()?;
        place.send(Parcel { path, bytes: packets.into(), length, word: steered.word });
        Some(())
    }
}

impl Handed {
    /// Waits for the next parcel. There may always be one.
    pub(super) async fn next(&mut self) -> Option<Parcel> {
        tokio::select! {
            Some(parcel) = self.known.recv() => Some(parcel),
            Some(parcel) = self.strangers.recv() => Some(parcel),
            else => None,
        }
    }

    /// All that waits, or as much of it as may.
    pub(super) fn waiting(&mut self) -> impl Iterator<Item = Parcel> {
        let Self { known, strangers } = self;
        let each = |handed: &mut mpsc::Receiver<Parcel>| handed.try_recv().ok();
        let known = (0..PARCELS).map_while(move |_| each(known));
        known.chain((0..PARCELS).map_while(move |_| each(strangers)))
    }
}

#[cfg(test)]
mod tests {
    use super::{PARCELS, handover};
    use crate::rooms::steering::Steering;
    use heliograph_sfu::{Path, Transport};
    use std::net::Ipv4Addr;

    fn path(port: u16) -> Path {
        let local = (Ipv4Addr::LOCALHOST, 3479).into();
        Path { transport: Transport::Udp, local, remote: (Ipv4Addr::LOCALHOST, port).into() }
    }

    #[test]
    fn however_many_strangers_come_there_is_room_for_those_whom_the_shard_knows() {
        let (way, mut handed) = handover();
        let mut steering = Steering::new();
        let member = steering.name(path(1), 0);
        way.hand(member, path(1), (b"first", 5)).unwrap();
        handed.waiting().for_each(|parcel| parcel.say(true));
        let turned_away = (2..1_000)
            .filter(|port| way.hand(steering.name(path(*port), 0), path(*port), (b"who", 3)).is_none());
        assert_eq!(turned_away.count(), 998 - PARCELS);
        let member = steering.shard_of(&path(1)).unwrap();
        way.hand(member, path(1), (b"onetwothr", 3)).unwrap();
        let next = handed.waiting().next().unwrap();
        assert_eq!(next.packets().collect::<Vec<_>>(), [b"one", b"two", b"thr"]);
        assert_eq!(next.path(), path(1));
        assert_eq!(handed.waiting().count(), PARCELS);
    }
}
