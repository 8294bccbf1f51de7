//! The vectors of `tests/vectors/signal`, which another program wrote from the description of the format.
//!
//! Each file says first what is expected of it: a kind of code, or the name of the error that refuses it.

mod common;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use common::{refusal, unpacked};
use heliograph_signal::{Reading, Stamp, Tag, pack_answer, pack_offer, read};
use heliograph_wire::Millis;
use std::{collections::BTreeMap, fs, path::Path};

struct Vector {
    name: String,
    fields: BTreeMap<String, String>,
    /// The description, or the text that is refused.
    body: String,
}

impl Vector {
    #[track_caller]
    fn field(&self, name: &str) -> &str {
        let Some(field) = self.fields.get(name) else { panic!("{} has no {name}", self.name) };
        field
    }
}

fn vectors() -> Vec<Vector> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/signal");
    let entries = fs::read_dir(folder).expect("the folder of vectors can be read");
    let vector = |path: &Path| {
        let text = fs::read_to_string(path).expect("a vector is text");
        let (head, body) = text.split_once("\n\n").expect("an empty line ends the fields");
        let fields = head.lines().filter_map(|line| line.split_once(": "));
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Vector { name: path.display().to_string(), fields, body: body.to_owned() }
    };
    entries.map(|entry| vector(&entry.expect("an entry can be read").path())).collect()
}

#[test]
fn every_vector_is_read_or_refused_as_it_says() {
    let vectors = vectors();
    assert!(vectors.len() > 50, "the vectors are there");
    for vector in vectors {
        match vector.field("expect") {
            "offer" | "answer" => check_code(&vector),
            refused => assert_eq!(format!("{:?}", refusal(&vector.body)), refused, "{}", vector.name),
        }
    }
}

fn check_code(vector: &Vector) {
    let name = &vector.name;
    let (text, hex) = (vector.field("text"), vector.field("bytes"));
    let bytes = URL_SAFE_NO_PAD.decode(text).expect("the text is base64url");
    assert_eq!(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), hex, "{name}");
    let sdp = vector.body.replace('\n', "\r\n");
    assert_eq!(unpacked(text), sdp, "{name}");
    assert_eq!(unpacked(vector.field("digits")), sdp, "{name}");
    let tag = u16::from_str_radix(vector.field("tag"), 16).expect("the tag is hexadecimal");
    let tag = Tag::new(tag.to_be_bytes());
    let packed = match read(text) {
        Ok(Reading::Offer(offer)) => {
            assert_eq!(vector.field("expect"), "offer", "{name}");
            assert_eq!(offer.tag, tag, "{name}");
            let ticks: u64 = vector.field("stamp").parse().expect("the stamp is a number");
            let stamp = Stamp::at(Millis::minutes(5 * ticks));
            assert_eq!(offer.stamp, stamp, "{name}");
            pack_offer(&sdp, stamp)
        }
        Ok(Reading::Answer(answer)) => {
            assert_eq!(vector.field("expect"), "answer", "{name}");
            assert_eq!(answer.tag, tag, "{name}");
            pack_answer(&sdp, tag)
        }
        _ => panic!("{name} is no code"),
    };
    let code = packed.expect("what was read packs again").code;
    if vector.field("packs") == "yes" {
        assert_eq!(code.bytes(), bytes, "{name}: packing the description gives the same bytes");
        assert_eq!(code.digits(), vector.field("digits"), "{name}");
    } else {
        assert_eq!(unpacked(&code.text()).lines().next(), sdp.lines().next(), "{name}");
    }
}
