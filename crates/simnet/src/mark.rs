use heliograph_wire::room::{Layer, MemberId, Source};

/// What stands at the end of every payload that a page sends here: what it is, so that whoever takes it can tell whether
/// it is what should come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Who sent it.
    pub member: MemberId,
    /// Of what it is.
    pub medium: Medium,
    /// Whether it belongs to a key frame.
    pub is_key: bool,
    /// The number of the frame among those of this medium.
    pub frame: u32,
    /// The number of the packet among those of this medium.
    pub number: u32,
    /// When it was sent, in nanoseconds, by whatever clock the sender has.
    pub stamp: u64,
}

/// What a stream of packets is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Medium {
    /// The microphone.
    Voice,
    /// The sound that comes with the screen.
    ScreenSound,
    /// A layer of the camera's picture.
    Camera(Layer),
    /// The screen.
    Screen,
}

impl Medium {
    /// Of which picture it is; none for sound.
    pub const fn picture(self) -> Option<Source> {
        match self {
            Self::Voice | Self::ScreenSound => None,
            Self::Camera(_) => Some(Source::Camera),
            Self::Screen => Some(Source::Screen),
        }
    }

    const fn code(self) -> u8 {
        match self {
            Self::Voice => 0,
            Self::ScreenSound => 1,
            Self::Screen => 2,
            Self::Camera(Layer(layer)) => 3 + layer,
        }
    }

    const fn of_code(code: u8) -> Self {
        match code {
            0 => Self::Voice,
            1 => Self::ScreenSound,
            2 => Self::Screen,
            layer => Self::Camera(Layer(layer - 3)),
        }
    }
}

impl Mark {
    /// How long it is.
    pub const LENGTH: usize = 24;

    /// What it begins with.
    const SIGN: [u8; 4] = *b"mark";

    /// Its bytes.
    pub fn encode(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[..4].copy_from_slice(&Self::SIGN);
        bytes[4..6].copy_from_slice(&self.member.0.to_be_bytes());
        bytes[6] = self.medium.code();
        bytes[7] = self.is_key.into();
        bytes[8..12].copy_from_slice(&self.frame.to_be_bytes());
        bytes[12..16].copy_from_slice(&self.number.to_be_bytes());
        bytes[16..].copy_from_slice(&self.stamp.to_be_bytes());
        bytes
    }

    /// The mark at the end of a payload; none where there is none.
    pub fn of(payload: &[u8]) -> Option<Self> {
        let bytes: &[u8; Self::LENGTH] = payload.last_chunk()?;
        let rest = bytes.strip_prefix(&Self::SIGN)?;
        let (head, rest) = rest.split_first_chunk::<4>()?;
        let (frame, rest) = rest.split_first_chunk()?;
        let (number, stamp) = rest.split_first_chunk()?;
        Some(Self {
            member: MemberId(u16::from_be_bytes([head[0], head[1]])),
            medium: Medium::of_code(head[2]),
            is_key: head[3] != 0,
            frame: u32::from_be_bytes(*frame),
            number: u32::from_be_bytes(*number),
            stamp: u64::from_be_bytes(stamp.try_into().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Mark, Medium};
    use heliograph_wire::room::{Layer, MemberId};

    #[test]
    fn a_mark_is_read_from_the_end_of_a_payload() {
        for medium in [Medium::Voice, Medium::ScreenSound, Medium::Screen, Medium::Camera(Layer(2))] {
            let mark = Mark {
                member: MemberId(700),
                medium,
                is_key: true,
                frame: 9,
                number: 1 << 20,
                stamp: u64::MAX,
            };
            let payload = [&b"a picture"[..], &mark.encode()].concat();
            assert_eq!(Mark::of(&payload), Some(mark));
            assert_eq!(Mark::of(&payload[..payload.len() - 1]), None);
        }
        assert_eq!(Mark::of(b"short"), None);
    }
}
