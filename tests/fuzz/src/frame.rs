use heliograph_frame::{
    BaseKey, Codec, Expected, Facts, HEADER_AT_MOST, Header, KeyId, Opener, Place, Sealer, Stream, Suite,
};

const CODECS: [Codec; 5] = [Codec::Audio, Codec::Vp8, Codec::Vp9, Codec::Av1, Codec::H264];

const SUITES: [Suite; 2] = [Suite::Aes128Gcm, Suite::Aes128CtrHmac80];

const ID: KeyId = KeyId { epoch: 1, sender: 1, stream: Stream::Camera(0) };

/// More changes than this are not tried, so that each input ends soon.
const CHANGES: usize = 16;

/// Takes bytes for a frame, for the changes that somebody makes on its way, and for what somebody sends in its place: the
/// first byte chooses codec, suite and kind, the second says how many changes there are, three bytes each.
///
/// A frame comes back as it was, whatever is in it, so that wrapper and escape lose nothing; and nothing else is opened.
pub fn frame(bytes: &[u8]) {
    header(bytes);
    let Some((&[choice, changes], rest)) = bytes.split_first_chunk() else { return };
    let ends = || Ends::new(choice);
    let changes = usize::from(changes).min(CHANGES).min(rest.len() / 3);
    let (changes, frame) = rest.split_at(changes * 3);

    // What is refused takes nothing from the honest frame behind it.
    let mut hostile = ends();
    if hostile.open(rest).is_none() {
        let sealed = hostile.seal(frame);
        assert!(hostile.open(&sealed).as_deref() == Some(frame));
    }

    let mut honest = ends();
    let sealed = honest.seal(frame);
    let changed = changed(&sealed, changes);
    if changed != sealed {
        assert!(honest.open(&changed).is_none());
    }
    assert!(honest.open(&sealed).as_deref() == Some(frame));
    assert!(honest.open(&sealed).is_none());
}

/// What reads as a header is as short as it can be, and has no other form.
fn header(bytes: &[u8]) {
    let Some((header, length)) = Header::decode(bytes) else { return };
    assert!(length <= HEADER_AT_MOST && length <= bytes.len());
    assert!(Header::decode(&bytes[..length]) == Some((header, length)));
    assert!(Header::decode(&bytes[..length - 1]).is_none());
}

/// Whoever seals and whoever opens.
struct Ends {
    facts: Facts,
    sealer: Sealer,
    opener: Opener,
    place: Place,
}

impl Ends {
    fn new(choice: u8) -> Self {
        let codec = CODECS[usize::from(choice) % CODECS.len()];
        let suite = SUITES[usize::from(choice >> 6 & 1)];
        let (base, mut opener) = (BaseKey::new([7; 32]), Opener::default());
        opener.take(ID.epoch, BaseKey::new([7; 32]));
        let expected = Expected::Stream { sender: ID.sender, stream: ID.stream };
        let place = Place { track: 0, suite, expected };
        let facts = Facts { codec, is_key: choice & 0x80 != 0, sealed_at: choice.into() };
        Self { facts, sealer: Sealer::new(&base, suite, ID), opener, place }
    }

    fn seal(&mut self, frame: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::new();
        self.sealer.seal(self.facts, frame, &mut sealed).expect("it is one of the first frames of its key");
        sealed
    }

    /// Nothing where it is refused.
    fn open(&mut self, sealed: &[u8]) -> Option<Vec<u8>> {
        let mut opened = Vec::new();
        let found = self.opener.open(&self.place, self.facts.codec, 0, sealed, &mut opened);
        let (facts, id) = found.ok()?;
        assert!(id == ID);
        // What somebody sealed who has the key may be of another kind, but of no other codec.
        assert!(facts.codec == self.facts.codec);
        Some(opened)
    }
}

/// Each change is the place, in two bytes, and what is done to the byte there.
fn changed(sealed: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut bytes = sealed.to_vec();
    for change in changes.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % (bytes.len() + 1);
        match (bytes.get_mut(place), change[2]) {
            // At its end it gets longer; where nothing is changed it gets shorter.
            (None, byte) => bytes.push(byte),
            (Some(_), 0) => bytes.truncate(place),
            (Some(byte), change) => *byte ^= change,
        }
    }
    bytes
}

/// Frames of every codec, some as they are and some changed; and what others seal and send.
pub(crate) fn frames() -> Vec<Vec<u8>> {
    let mut scripts = Vec::new();
    for codec in 0..CODECS.len() as u8 {
        for flags in [0, 0x40, 0x80, 0xc0] {
            let mut choices = (0..0x40).map(|low| flags | low);
            let choice = choices.find(|choice| choice % 5 == codec).unwrap_or_default();
            let sealed = Ends::new(choice).seal(b"a picture");
            scripts.push([&[choice, 0][..], b"a picture with \0\0\0 and \0\0\x01 in it\0\0"].concat());
            scripts.push([&[choice, 2, 9, 0, 1, 20, 0, 0x80][..], b"a picture"].concat());
            scripts.push([&[choice, 0][..], &sealed].concat());
            scripts.push(sealed);
        }
    }
    scripts
}
