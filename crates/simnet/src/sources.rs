use heliograph_wire::room::MemberId;

use crate::mark::{Mark, Medium};

/// What a picture is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Packets of each frame.
    pub packets: u16,
    /// Packets of each key frame.
    pub key_packets: u16,
    /// Bytes of payload in each packet.
    pub bytes: usize,
}

/// A picture that does not exist: frames in packets, as VP8 is sent (RFC 7741).
#[derive(Clone, Debug)]
pub struct Picture {
    member: MemberId,
    medium: Medium,
    shape: Shape,
    frame: u32,
    number: u32,
    is_key_due: bool,
    layer_zero: u8,
}

/// A voice that says nothing: one packet every 20 ms.
#[derive(Clone, Debug)]
pub struct Voice {
    member: MemberId,
    medium: Medium,
    number: u32,
}

/// A packet before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Its number, which becomes its sequence number.
    pub number: u32,
    /// When it is to be played, by the clock of its kind of media.
    pub time: u32,
    /// Whether it is the last of its frame.
    pub is_last: bool,
    /// How loud it is, in dBov (RFC 6464); none for pictures.
    pub level: Option<i8>,
    /// What is in it.
    pub payload: Vec<u8>,
}

/// The clock of pictures, per second.
const PICTURES: u64 = 90_000;

/// The clock of sound, per second.
const SOUND: u64 = 48_000;

/// Bytes of sound in a packet: what 32 kbit/s take.
const SOUND_BYTES: usize = 80;

/// The first sequence number, a little before they begin anew, so that this happens wherever pictures are sent.
const FIRST: u32 = 65_000;

impl Picture {
    /// A picture of a member's that begins with a key frame.
    pub const fn new(member: MemberId, medium: Medium, shape: Shape) -> Self {
        Self { member, medium, shape, frame: 0, number: FIRST, is_key_due: true, layer_zero: 0 }
    }

    /// The next frame is a key frame.
    pub const fn ask_for_key(&mut self) {
        self.is_key_due = true;
    }

    /// The next frame, of this moment: in nanoseconds since some other one.
    pub fn frame(&mut self, stamp: u64) -> Vec<Packet> {
        let is_key = std::mem::take(&mut self.is_key_due);
        let count = if is_key { self.shape.key_packets } else { self.shape.packets }.max(1);
        let packets = (0..count).map(|place| {
            let mark = Mark {
                member: self.member,
                medium: self.medium,
                is_key,
                frame: self.frame,
                number: self.number,
                stamp,
            };
            self.number += 1;
            Packet {
                number: mark.number,
                time: of_clock(stamp, PICTURES),
                is_last: place + 1 == count,
                level: None,
                payload: self.payload(&mark, place == 0),
            }
        });
        let packets = packets.collect();
        self.frame += 1;
        self.layer_zero = self.layer_zero.wrapping_add(1);
        packets
    }

    /// A descriptor with all that there can be in it, and then the tag of the frame or what goes on.
    fn payload(&self, mark: &Mark, is_first: bool) -> Vec<u8> {
        let id = 0x8000 | (mark.frame as u16 & 0x7fff);
        let [high, low] = id.to_be_bytes();
        // More follows, and here a partition begins; then: a picture's id, that of the base layer, and both of layer and key.
        let begins = if is_first { 0x90 } else { 0x80 };
        let mut payload = vec![begins, 0xf0, high, low, self.layer_zero, 0x00];
        if is_first {
            let delta = u8::from(!mark.is_key);
            payload.extend([0x10 | delta, 0x02, 0x00]);
            if mark.is_key {
                // The start code, and 1280 x 720.
                payload.extend([0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02]);
            }
        }
        payload.resize(self.shape.bytes.max(payload.len() + Mark::LENGTH) - Mark::LENGTH, 0x55);
        payload.extend(mark.encode());
        payload
    }
}

impl Voice {
    /// A member's voice, or the sound of their screen.
    pub const fn new(member: MemberId, medium: Medium) -> Self {
        Self { member, medium, number: FIRST }
    }

    /// The next packet, of this moment and so loud.
    pub fn packet(&mut self, stamp: u64, level: i8) -> Packet {
        let (member, medium, number) = (self.member, self.medium, self.number);
        self.number += 1;
        let mark = Mark { member, medium, is_key: false, frame: number - FIRST, number, stamp };
        let mut payload = vec![0x78; SOUND_BYTES - Mark::LENGTH];
        payload.extend(mark.encode());
        Packet { number, time: of_clock(stamp, SOUND), is_last: false, level: Some(level), payload }
    }
}

/// What a clock shows; it begins anew as RTP's does.
fn of_clock(stamp: u64, per_second: u64) -> u32 {
    (u128::from(stamp) * u128::from(per_second) / 1_000_000_000) as u32
}

#[cfg(test)]
mod tests {
    use super::{Picture, Shape};
    use crate::mark::{Mark, Medium};
    use heliograph_wire::room::MemberId;
    use str0m::rtp::Vp8Descriptor;

    #[test]
    fn frames_are_what_others_take_for_vp8() {
        let shape = Shape { packets: 2, key_packets: 3, bytes: 1_100 };
        let mut picture = Picture::new(MemberId(1), Medium::Screen, shape);
        let frames = [0, 33_000_000, 66_000_000].map(|stamp| {
            if stamp == 66_000_000 {
                picture.ask_for_key();
            }
            picture.frame(stamp)
        });
        assert_eq!(frames.each_ref().map(Vec::len), [3, 2, 3]);
        assert_eq!(frames[1][0].time, 2_970);
        for (at, packet) in
            frames.iter().enumerate().flat_map(|(at, frame)| frame.iter().map(move |it| (at, it)))
        {
            assert_eq!(packet.payload.len(), 1_100);
            let mark = Mark::of(&packet.payload).unwrap();
            assert_eq!((mark.frame as usize, mark.is_key), (at, at != 1));
            let read = Vp8Descriptor::parse(&packet.payload).unwrap();
            assert!(!read.starts_keyframe(&packet.payload) || mark.is_key);
            assert!(read.patch().picture_id(7).tl0_pic_idx(7).key_idx(1).build().is_ok());
        }
        let starts = |frame: &[super::Packet]| {
            let payload = &frame[0].payload;
            Vp8Descriptor::parse(payload).unwrap().starts_keyframe(payload)
        };
        assert_eq!(frames.each_ref().map(|frame| starts(frame)), [true, false, true]);
        assert!(frames.iter().flatten().map(|packet| packet.number).is_sorted());
    }
}
