use proptest::prelude::*;

use super::{Codec, Facts, Numbers, PictureId, Reader, Seen};

const PLAIN: Facts = Facts {
    starts_key: false,
    begins_frame: false,
    ends_frame: false,
    spatial: 0,
    temporal: 0,
    discardable: false,
    switches_up: false,
    opens_above: false,
    numbers: Numbers { picture: None, base: None, key: None, frame: None },
};

const BEGINS: Facts = Facts { begins_frame: true, ..PLAIN };

const KEY: Facts = Facts { starts_key: true, ..BEGINS };

fn seen(sequence: u64, timestamp: u32, payload: &[u8]) -> Seen<'_> {
    Seen { sequence, timestamp, marker: false, payload, descriptor: None }
}

#[track_caller]
fn check(codec: Codec, payload: &[u8], expected: Option<Facts>) {
    assert_eq!(Reader::new(codec).read(&seen(1, 1, payload)), expected);
}

#[test]
fn vp8_says_it_in_its_descriptor_and_one_bit_behind() {
    let numbers = |picture, base, key| Numbers { picture, base, key, frame: None };
    check(Codec::Vp8, b"\x10\x10", Some(KEY));
    check(Codec::Vp8, b"\x10\x11", Some(BEGINS));
    // Another packet of the frame, or another partition: what looks like a key frame there is none.
    check(Codec::Vp8, b"\x00\x10", Some(PLAIN));
    check(Codec::Vp8, b"\x11\x10", Some(PLAIN));
    check(Codec::Vp8, b"\x30\x11", Some(Facts { discardable: true, ..BEGINS }));
    let picture = Facts { numbers: numbers(Some(PictureId::Short(0x7f)), None, None), ..KEY };
    check(Codec::Vp8, b"\x90\x80\x7f\x10", Some(picture));
    let picture = Facts { numbers: numbers(Some(PictureId::Long(0x1234)), None, None), ..KEY };
    check(Codec::Vp8, b"\x90\x80\x92\x34\x10", Some(picture));
    let all = numbers(Some(PictureId::Long(1)), Some(0xfe), Some(0x1f));
    let layered = Facts { numbers: all, temporal: 2, switches_up: true, ..BEGINS };
    check(Codec::Vp8, b"\x90\xf0\x80\x01\xfe\xbf\x11", Some(layered));
    // Without T, the layer's bits say nothing.
    let key_index = Facts { numbers: numbers(None, None, Some(3)), ..BEGINS };
    check(Codec::Vp8, b"\x90\x10\xe3\x11", Some(key_index));
}

#[test]
fn vp8_that_is_cut_short_or_mistaken_says_nothing() {
    let whole = b"\x90\xf0\x80\x01\xfe\xbf\x11";
    for length in 0..whole.len() {
        check(Codec::Vp8, &whole[..length], None);
    }
    // It counts base layers and has no layers.
    check(Codec::Vp8, b"\x90\x40\x01\x10", None);
}

#[test]
fn vp9_says_it_in_its_descriptor() {
    check(Codec::Vp9, b"\x08\xff", Some(Facts { switches_up: true, ..KEY }));
    check(Codec::Vp9, b"\x48\xff", Some(BEGINS));
    check(Codec::Vp9, b"\x0c\xff", Some(Facts { ends_frame: true, switches_up: true, ..KEY }));
    check(Codec::Vp9, b"\x44\xff", Some(Facts { ends_frame: true, ..PLAIN }));
    // Picture ids of both lengths, and layers with and without the count of base layers.
    check(Codec::Vp9, b"\xc8\x7f\xff", Some(BEGINS));
    let layer = Facts { temporal: 2, opens_above: true, spatial: 1, ..BEGINS };
    check(Codec::Vp9, b"\xe8\x81\x00\x52\x09\xff", Some(layer));
    // Its references follow where it is flexible.
    check(Codec::Vp9, b"\xf8\x81\x00\x52\x03\x05\x02\xff", Some(layer));
    check(Codec::Vp9, b"\xf8\x81\x00\x52\x03\x05\x03\xff", None);
    // A key frame's second spatial layer needs the first alone.
    let above = Facts { spatial: 1, switches_up: true, ..BEGINS };
    check(Codec::Vp9, b"\x28\x03\x00\xff", Some(above));
    // A structure with sizes and pictures.
    let structure = b"\x0a\x18\x02\x80\x01\x68\x02\x00\x04\x01\xff";
    check(Codec::Vp9, structure, Some(Facts { switches_up: true, ..KEY }));
    for length in 0..structure.len() {
        check(Codec::Vp9, &structure[..length], None);
    }
}

#[test]
fn h264_says_it_in_the_types_of_its_units() {
    check(Codec::H264, b"\x65\x88\x80", Some(KEY));
    check(Codec::H264, b"\x41\x9a", Some(BEGINS));
    check(Codec::H264, b"\x01\x9a", Some(Facts { discardable: true, ..BEGINS }));
    // Parameter sets, alone and together.
    check(Codec::H264, b"\x67\x42\xe0\x1f", Some(KEY));
    check(Codec::H264, b"\x18\x00\x02\x67\x42\x00\x02\x68\xce", Some(KEY));
    check(Codec::H264, b"\x18\x00\x02\x68\xce\x00\x02\x41\x9a", Some(BEGINS));
    // The first fragment of a key frame's first slice, one of another slice, and a later one.
    check(Codec::H264, b"\x7c\x85\x88", Some(KEY));
    check(Codec::H264, b"\x7c\x85\x08", Some(BEGINS));
    check(Codec::H264, b"\x7c\x05\x88", Some(BEGINS));
    for bad in
        [&b""[..], b"\x18", b"\x18\x00", b"\x18\x00\x05\x67\x42", b"\x18\x00\x00", b"\x7c", b"\x7c\x85"]
    {
        check(Codec::H264, bad, None);
    }
    for kind in [0, 25, 26, 27, 29, 30, 31] {
        check(Codec::H264, &[0x60 | kind, 0, 1, 0x80], None);
    }
}

#[test]
fn h264_begins_where_the_timestamp_is_another_and_a_key_frame_once() {
    let mut reader = Reader::new(Codec::H264);
    let mut read = |sequence, timestamp, payload: &[u8]| {
        let facts = reader.read(&seen(sequence, timestamp, payload)).unwrap();
        (facts.begins_frame, facts.starts_key)
    };
    assert_eq!(read(10, 900, b"\x67\x42"), (true, true));
    assert_eq!(read(11, 900, b"\x7c\x85\x88"), (false, false));
    assert_eq!(read(12, 900, b"\x7c\x45\x88"), (false, false));
    assert_eq!(read(14, 1_800, b"\x41\x9a"), (true, false));
    assert_eq!(read(13, 900, b"\x41\x9a"), (false, false));
    // The parameter sets of this one were lost.
    assert_eq!(read(16, 2_700, b"\x7c\x85\x88"), (true, true));
}

#[test]
fn av1_says_it_in_its_aggregation_header() {
    check(Codec::Av1, b"\x18\x0a", Some(KEY));
    check(Codec::Av1, b"\x10\x32", Some(BEGINS));
    check(Codec::Av1, b"\x90\x32", Some(PLAIN));
    check(Codec::Av1, b"\x98\x32", None);
    check(Codec::Av1, b"\x18", None);
    check(Codec::Av1, b"", None);
}

#[test]
fn sound_begins_anywhere() {
    check(Codec::Opus, b"\x78", Some(KEY));
    check(Codec::Opus, b"", None);
}

#[test]
fn a_dependency_descriptor_says_more() {
    // Two temporal layers: one target each; the second template is of the upper one, and a switch to it.
    let key = b"\xc0\x00\x07\x80\x01\x7a\x24\x00";
    let mut reader = Reader::new(Codec::Av1);
    let delta = Seen { descriptor: Some(b"\xc1\x00\x08"), ..seen(1, 1, b"\x10\x32") };
    assert_eq!(reader.read(&delta), None, "nobody knows its template yet");
    let first = reader.read(&Seen { descriptor: Some(key), ..seen(2, 1, b"\x18\x0a") }).unwrap();
    assert!(first.starts_key && first.begins_frame && first.ends_frame);
    assert_eq!(first.numbers.frame, Some(7));
    let second = reader.read(&Seen { sequence: 3, ..delta }).unwrap();
    assert_eq!((second.temporal, second.spatial, second.numbers.frame), (1, 0, Some(8)));
    assert!(!second.starts_key && second.switches_up);
    // Beside a VP8 descriptor both are rewritten.
    let mut reader = Reader::new(Codec::Vp8);
    let both = reader.read(&Seen { descriptor: Some(key), ..seen(2, 1, b"\x90\x80\x92\x34\x10") }).unwrap();
    assert_eq!(
        both.numbers,
        Numbers { picture: Some(PictureId::Long(0x1234)), frame: Some(7), ..Numbers::default() }
    );
}

proptest! {
    #[test]
    fn other_bytes_break_nothing(
        packets in prop::collection::vec(
            (any::<u64>(), any::<u32>(), any::<bool>(), prop::collection::vec(any::<u8>(), 0..40),
                prop::option::of(prop::collection::vec(any::<u8>(), 0..40))),
            0..8,
        ),
    ) {
        for codec in [Codec::Opus, Codec::Vp8, Codec::Vp9, Codec::H264, Codec::Av1] {
            let mut reader = Reader::new(codec);
            for (sequence, timestamp, marker, payload, descriptor) in &packets {
                let (sequence, timestamp, marker) = (*sequence, *timestamp, *marker);
                let descriptor = descriptor.as_deref();
                let facts = reader.read(&Seen { sequence, timestamp, marker, payload, descriptor });
                prop_assert!(facts.is_none_or(|facts| facts.begins_frame || !facts.starts_key || codec == Codec::H264 || codec == Codec::Av1));
                prop_assert!(!payload.is_empty() || facts.is_none());
            }
        }
    }
}
