//! What a key is for, as its id says it (RFC 9605, section 5.2): epoch, sender, and the stream of that sender.

/// How many bits of the epoch are in the id.
const EPOCH_BITS: u32 = 4;

/// How many bits the sender's index has.
const SENDER_BITS: u32 = 8;

/// Names a key. A frame that was sealed for one stream can be opened as no other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId {
    /// The epoch of the group; the id has its last four bits only.
    pub epoch: u64,
    /// The sender's index in the group.
    pub sender: u8,
    /// Which of the sender's streams.
    pub stream: Stream,
}

/// What a sender sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// What the microphone hears.
    Microphone,
    /// What the camera sees: one of its simulcast layers, of which 0 is the only one or the smallest. There are three.
    Camera(u8),
    /// What the screen shows.
    Screen,
    /// What sounds on the screen.
    ScreenSound,
}

impl KeyId {
    /// So many epochs have ids of their own.
    pub const EPOCHS: usize = 1 << EPOCH_BITS;

    /// What an id says: sender, stream, and the last bits of the epoch. None where it is none of ours.
    pub(crate) const fn parts(number: u64) -> Option<(u8, Stream, u64)> {
        let sender = (number >> EPOCH_BITS) as u8;
        match Stream::of_context(number >> (EPOCH_BITS + SENDER_BITS)) {
            Some(stream) => Some((sender, stream, Self::last_bits(number))),
            None => None,
        }
    }

    /// What an id has of the number of an epoch.
    pub(crate) const fn last_bits(epoch: u64) -> u64 {
        epoch & ((1 << EPOCH_BITS) - 1)
    }

    /// As it stands in the header (KID).
    pub const fn number(self) -> u64 {
        let epoch = Self::last_bits(self.epoch);
        let sender = (self.sender as u64) << EPOCH_BITS;
        self.stream.context() << (EPOCH_BITS + SENDER_BITS) | sender | epoch
    }
}

impl Stream {
    /// The stream of this number, as `docs/protocol/frame.md` has them.
    pub const fn of_context(context: u64) -> Option<Self> {
        match context {
            0 => Some(Self::Microphone),
            1..=3 => Some(Self::Camera(context as u8 - 1)),
            4 => Some(Self::Screen),
            5 => Some(Self::ScreenSound),
            _ => None,
        }
    }

    const fn context(self) -> u64 {
        match self {
            Self::Microphone => 0,
            Self::Camera(layer) => {
                assert!(layer < 3, "a camera has three layers");
                1 + layer as u64
            }
            Self::Screen => 4,
            Self::ScreenSound => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyId, Stream};

    #[test]
    fn an_id_is_the_stream_the_sender_and_the_end_of_the_epoch() {
        let id = |epoch, sender, stream| KeyId { epoch, sender, stream }.number();
        assert_eq!(id(0, 0, Stream::Microphone), 0);
        assert_eq!(id(5, 0, Stream::Microphone), 5);
        assert_eq!(id(21, 3, Stream::Microphone), 0x35);
        assert_eq!(id(15, 255, Stream::Camera(0)), 0x1fff);
        assert_eq!(id(1, 2, Stream::Camera(2)), 0x3021);
        assert_eq!(id(1, 2, Stream::Screen), 0x4021);
        assert_eq!(id(1, 2, Stream::ScreenSound), 0x5021);
    }

    #[test]
    fn an_id_says_what_it_is_made_of() {
        for context in 0..6 {
            let stream = Stream::of_context(context).unwrap();
            let number = KeyId { epoch: 37, sender: 249, stream }.number();
            assert_eq!(KeyId::parts(number), Some((249, stream, 5)));
        }
        for number in [0x6000, 0xf000, 0x1_0000, u64::MAX] {
            assert_eq!(KeyId::parts(number), None);
        }
    }
}
