//! The vectors of `tests/vectors/signal`, which another program wrote from the description of the format.
//!
//! Each file says first what is expected of it: a kind of code, or the name of the error that refuses it.

mod common;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use common::{refusal, unpacked};
use heliograph_signal::{
    Exchange, Form, Packed, Reading, Rule, Stamp, Tag, pack_answer, pack_offer, pack_relayed_offer, read,
};
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
            let exchange =
                vector.fields.get("exchange").map(|text| Exchange::parse(text).expect("16 digits"));
            assert!(offer.description.exchange() == exchange.as_ref(), "{name}");
            match exchange {
                Some(exchange) => pack_relayed_offer(&sdp, stamp, &exchange),
                None => pack_offer(&sdp, stamp),
            }
        }
        Ok(Reading::Answer(answer)) => {
            assert_eq!(vector.field("expect"), "answer", "{name}");
            assert_eq!(answer.tag, tag, "{name}");
            pack_answer(&sdp, tag)
        }
        _ => panic!("{name} is no code"),
    };
    let packed = packed.expect("what was read packs again");
    if vector.field("packs") == "yes" {
        assert_eq!(packed.code.bytes(), bytes, "{name}: packing the description gives the same bytes");
        assert_eq!(packed.code.digits(), vector.field("digits"), "{name}");
    } else {
        check_difference(vector, &packed, &sdp);
    }
}

/// Where packing may give other bytes, they say the same but for what is named here.
fn check_difference(vector: &Vector, packed: &Packed, sdp: &str) {
    let name = &vector.name;
    let again = unpacked(&packed.code.text());
    match (packed.form, vector.field("note")) {
        // Another compressor finds other bytes for the same text.
        (Form::Deflated(_), _) => assert_eq!(again, sdp, "{name}"),
        (Form::Packed, "an unknown extension of odd type is skipped") => {
            assert_eq!(again, sdp, "{name}");
            let extension = [0x03, 0x02, 0x3f, 0x3f];
            let whole = URL_SAFE_NO_PAD.decode(vector.field("text")).expect("the text is base64url");
            assert!(whole[..whole.len() - 2].ends_with(&extension), "{name}: it ends in the extension");
            assert_eq!(packed.code.bytes().len() + extension.len(), whole.len(), "{name}: only that is lost");
        }
        (Form::Packed, "each descriptor once, where the second IPv6 address shares a prefix") => {
            assert_eq!(without_candidates(&again), without_candidates(sdp), "{name}");
            check_budget(packed, &again, sdp);
        }
        (Form::Packed, _) => panic!("{name} packs to other bytes for no reason that is named"),
    }
}

/// Ten candidates exceed the budget: the reflexive ones of IPv6 and the second relay stay behind.
fn check_budget(packed: &Packed, again: &str, sdp: &str) {
    let kept = [
        "192.168.1.23 1 typ host",
        "198.51.100.1 1 typ srflx",
        "203.0.113.9 2 typ host",
        "2001:db8:1:2:3:4:5:6 3 typ host",
        "2001:db8:1:2::7 4 typ host",
        "198.51.100.3 7 typ relay",
        "198.51.100.2 5 typ srflx",
    ];
    let left_out =
        ["2001:db8:ffff::1 3 typ srflx", "2001:db8:ffff::2 6 typ srflx", "2001:db8:ffff::3 8 typ relay"];
    assert_eq!(spots(candidates(again)), kept);
    let dropped = packed.dropped.iter().map(|dropped| dropped.candidate.reveal().as_str());
    assert_eq!(spots(dropped), left_out);
    assert!(packed.dropped.iter().all(|dropped| dropped.rule == Rule::Budget));
    let (mut all, mut parts) = (spots(candidates(sdp)), [&kept[..], &left_out[..]].concat());
    all.sort();
    parts.sort_unstable();
    assert_eq!(all, parts, "the vector lists these candidates and no others");
}

fn candidates(sdp: &str) -> impl Iterator<Item = &str> {
    sdp.lines().filter_map(|line| line.strip_prefix("a=candidate:"))
}

/// Where each candidate is and of what kind: its address and port up to the word behind `typ`.
fn spots<'a>(candidates: impl Iterator<Item = &'a str>) -> Vec<String> {
    candidates.map(|text| text.split(' ').skip(4).take(4).collect::<Vec<_>>().join(" ")).collect()
}

fn without_candidates(sdp: &str) -> Vec<&str> {
    sdp.lines().filter(|line| !line.starts_with("a=candidate:")).collect()
}
