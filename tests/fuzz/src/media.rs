use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use heliograph_sfu::forward::descriptor::{Change, Descriptor};
use heliograph_sfu::forward::facts::{Codec, Reader, Seen};
use heliograph_sfu::forward::projection::{Beginning, Origin, Packet, Projection, Target, Verdict};

const CODECS: [Codec; 5] = [Codec::Opus, Codec::Vp8, Codec::Vp9, Codec::H264, Codec::Av1];

const STREAMS: usize = 3;

/// More numbers than these are never left open by one packet.
const GAP: u64 = 512;

/// What comes before each packet: which stream and codec and what the receiver wants, by how much its numbers are ahead of
/// the one before, and how long payload and descriptor are.
const HEAD: usize = 6;

/// Takes bytes for packets of three streams, as a page may send them, and projects one stream after another.
///
/// Nothing goes out twice, no packet leaves more open than may be lost in a row, each has an origin, and streams begin where
/// one can begin.
pub fn media(bytes: &[u8]) {
    play(bytes);
}

/// How many packets went on.
fn play(mut script: &[u8]) -> u64 {
    let mut room = Room::new(script.first().copied().unwrap_or_default());
    while let Some((head, rest)) = script.split_first_chunk::<HEAD>() {
        let payload = usize::from(head[4]).min(rest.len());
        let (payload, rest) = rest.split_at(payload);
        let descriptor = usize::from(head[5] & 0x7f).min(rest.len());
        let (descriptor, rest) = rest.split_at(descriptor);
        script = rest;
        room.take(head, payload, (head[5] & 0x80 != 0).then_some(descriptor));
    }
    room.forwarded
}

/// Three who send, and one who receives.
struct Room {
    readers: [Reader; STREAMS],
    numbers: [(u64, u32); STREAMS],
    projection: Projection,
    now: Instant,
    sent: BTreeSet<u64>,
    forwarded: u64,
}

impl Room {
    fn new(choice: u8) -> Self {
        let codec = |place: usize| CODECS[(usize::from(choice) + place) % CODECS.len()];
        Self {
            readers: [0, 1, 2].map(|place| Reader::new(codec(place))),
            numbers: [(65_500, u32::MAX - 9_000), (7, 0), (1 << 40, 1 << 31)],
            projection: Projection::picture(Beginning { sequence: 32_767, timestamp: 0 }),
            now: Instant::now(),
            sent: BTreeSet::new(),
            forwarded: 0,
        }
    }

    fn take(&mut self, head: &[u8; HEAD], payload: &[u8], descriptor: Option<&[u8]>) {
        let [choice, wish, ahead, later, ..] = *head;
        let place = usize::from(choice & 3) % STREAMS;
        let stream = place as u32;
        self.wish(wish);
        let (sequence, timestamp) = &mut self.numbers[place];
        *sequence =
            sequence.saturating_add_signed(i64::from(ahead as i8) * if choice & 4 == 0 { 1 } else { 40 });
        *timestamp = timestamp.wrapping_add(u32::from(later) * if choice & 8 == 0 { 90 } else { 1 << 24 });
        self.now += Duration::from_millis(u64::from(later));
        let (sequence, timestamp, marker) = (*sequence, *timestamp, choice & 16 != 0);
        let reader = &mut self.readers[place];
        if let Some(bytes) = descriptor {
            rewritten(reader, bytes);
        }
        let Some(facts) = reader.read(&Seen { sequence, timestamp, marker, payload, descriptor }) else {
            self.projection.pass_over(stream, sequence);
            return;
        };
        assert!(!payload.is_empty(), "nothing was said of nothing");
        let arrived = self.now;
        let packet = Packet { stream, sequence, timestamp, marker, arrived, facts };
        let verdict = self.projection.offer(&packet);
        let (Verdict::Forward(outgoing) | Verdict::Fill(outgoing)) = verdict else { return };
        let newest = self.sent.last().copied();
        assert!(newest.is_none_or(|newest| outgoing.sequence <= newest + GAP), "too much is left open");
        assert!(newest.is_some() || outgoing.sequence == 32_767);
        assert!(self.sent.insert(outgoing.sequence), "a number went out twice");
        assert_eq!(self.projection.origin(outgoing.sequence), Some(Origin { stream, sequence }));
        assert!(!outgoing.first || facts.starts_key, "it begins where one cannot begin");
        assert_eq!(outgoing.numbers.picture.is_some(), facts.numbers.picture.is_some());
        self.forwarded += 1;
    }

    /// What the receiver wants is another stream, or other layers of it, or nothing.
    fn wish(&mut self, wish: u8) {
        if wish & 0x80 != 0 {
            let stream = u32::from(wish & 3);
            let target = Target { stream, spatial: wish >> 2 & 3, temporal: wish >> 4 & 3 };
            self.projection.aim((stream < STREAMS as u32).then_some(target));
        }
    }
}

/// A descriptor that is written anew says the same, but for what was changed.
fn rewritten(reader: &Reader, bytes: &[u8]) {
    let Some((said, structure)) = Descriptor::parse(bytes, reader.structure()) else { return };
    let change = Change { number: !said.number, templates: 0, active: None };
    let mut written = Vec::new();
    Descriptor::rewrite(bytes, reader.structure(), change, &mut written).expect("it was read");
    let (again, structure_again) = Descriptor::parse(&written, reader.structure()).expect("it was written");
    let mut expected = said;
    expected.number = !said.number;
    assert_eq!(again, expected);
    assert_eq!(structure, structure_again);
}

/// Scripts in which packets of each codec come, turn and are left out.
pub(crate) fn media_scripts() -> Vec<Vec<u8>> {
    const KEYS: [&[u8]; 5] =
        [b"\x78", b"\x90\xe0\x81\x01\x09\x00\x10", b"\x88\x01\xff", b"\x7c\x85\x88", b"\x18\x0a\x01"];
    const DELTAS: [&[u8]; 5] =
        [b"\x78", b"\x90\xe0\x81\x02\x09\x60\x11", b"\xc8\x02\xff", b"\x41\x9a", b"\x10\x32\x01"];
    const STRUCTURE: &[u8] = b"\xc0\x00\x07\x80\x01\x7a\x24\x00";
    let mut scripts = Vec::new();
    for codec in 0..CODECS.len() {
        let mut script = Vec::new();
        for turn in 0..12_u8 {
            let place = usize::from(turn / 4) % STREAMS;
            let of = (codec + place) % CODECS.len();
            let payload = if turn % 4 == 0 { KEYS[of] } else { DELTAS[of] };
            // The first byte chooses the codecs as well, so it is the first stream's.
            let first = if script.is_empty() { codec as u8 & !3 } else { place as u8 };
            let wish = if turn % 4 == 0 { 0x80 | place as u8 | turn << 4 & 0x30 } else { 0 };
            let described = usize::from(turn % 4 == 0) * STRUCTURE.len();
            script.extend([
                first,
                wish,
                1,
                33,
                payload.len() as u8,
                described as u8 | (described as u8) << 4,
            ]);
            script.extend(payload);
            script.extend(&STRUCTURE[..described]);
        }
        scripts.push(script);
    }
    scripts
}

#[cfg(test)]
mod tests {
    use super::{media_scripts, play};

    #[test]
    fn scripts_show_what_there_is_to_be_shown() {
        let forwarded: u64 = media_scripts().iter().map(|script| play(script)).sum();
        assert!(forwarded >= 20, "{forwarded}");
    }
}
