use super::{CHUNK, Chunk, File, FilesError, Message, PATH_LIMIT, Taken};
use crate::Private;
use proptest::prelude::*;

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<char> = hex.chars().filter(|c| !c.is_whitespace()).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap()).collect()
}

fn file(path: &str) -> File {
    File { transfer: 1, file: 300, size: 5, path: Private::new(path.to_owned()) }
}

fn chunk(length: u32) -> Chunk {
    Chunk { transfer: 1, file: 2, offset: 1 << 20, length, digest: [7; 32] }
}

#[track_caller]
fn stands_for(hex: &str, message: &Message) {
    assert_eq!(message.encode(), bytes(hex));
    assert!(Message::decode(&bytes(hex)) == Ok(Some(message.clone())), "{hex} reads as something else");
}

#[track_caller]
fn is_refused(hex: &str, error: FilesError) {
    assert!(Message::decode(&bytes(hex)) == Err(error), "{hex} is not refused with {error:?}");
}

#[test]
fn every_message_has_fixed_bytes() {
    stands_for("00 01 ac02 05 05 612f62c3a9", &Message::File(file("a/bé")));
    stands_for(&format!("01 01 02 808040 8004 {}", "07".repeat(32)), &Message::Chunk(chunk(512)));
    stands_for("02 05", &Message::End { transfer: 5 });
    stands_for("03 05 01 808080 08", &Message::Taken(Taken { transfer: 5, files: 1, bytes: 16 << 20 }));
}

#[test]
fn what_a_later_version_adds_is_skipped() {
    assert!(Message::decode(&bytes("04")) == Ok(None));
    assert!(Message::decode(&bytes("ff 01 02")) == Ok(None));
    assert!(Message::decode(&bytes("02 05 aa")) == Ok(Some(Message::End { transfer: 5 })));
}

#[test]
fn broken_messages_are_refused_by_name() {
    is_refused("", FilesError::Empty);
    is_refused("00", FilesError::Malformed);
    is_refused("00 01 02 05 02 c3 28", FilesError::Malformed);
    is_refused("00 01 02 05 05 61", FilesError::Malformed);
    is_refused(&format!("01 01 02 808040 8004 {}", "07".repeat(31)), FilesError::Malformed);
    is_refused("02", FilesError::Malformed);
    is_refused("02 ff ff ff ff ff", FilesError::Malformed);
    is_refused("03 05", FilesError::Malformed);
}

#[test]
fn paths_and_chunks_have_a_largest_size() {
    let full = Message::File(file(&"a".repeat(PATH_LIMIT)));
    assert!(Message::decode(&full.encode()) == Ok(Some(full)));
    let over = Message::File(file(&"a".repeat(PATH_LIMIT + 1)));
    assert!(Message::decode(&over.encode()) == Err(FilesError::TooLarge));
    let full = Message::Chunk(chunk(CHUNK));
    assert!(Message::decode(&full.encode()) == Ok(Some(full)));
    assert!(Message::decode(&Message::Chunk(chunk(CHUNK + 1)).encode()) == Err(FilesError::TooLarge));
}

proptest! {
    #[test]
    fn any_bytes_give_a_message_or_a_named_error(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        if let Ok(Some(message)) = Message::decode(&bytes) {
            prop_assert!(Message::decode(&message.encode()) == Ok(Some(message)));
        }
    }
}
