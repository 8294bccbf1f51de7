use super::{
    CHAT_LIMIT, Candidate, Consent, ControlError, FilesEnd, Hello, Holding, MESSAGE_LIMIT, Message,
    Microphone, Offered, Part, Readiness, Reference, Shown, Switch, Transfer, Whose,
};
use crate::Private;
use proptest::prelude::*;

fn private(text: &str) -> Private<String> {
    Private::new(text.to_owned())
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<char> = hex.chars().filter(|c| !c.is_whitespace()).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap()).collect()
}

#[track_caller]
fn stands_for(hex: &str, message: &Message) {
    assert_eq!(message.encode(), bytes(hex));
    assert!(Message::decode(&bytes(hex)) == Ok(Some(message.clone())), "{hex} reads as something else");
}

#[track_caller]
fn is_refused(hex: &str, error: ControlError) {
    assert!(Message::decode(&bytes(hex)) == Err(error), "{hex} is not refused with {error:?}");
}

#[track_caller]
fn is_skipped(hex: &str) {
    assert!(Message::decode(&bytes(hex)) == Ok(None), "{hex} is not skipped");
}

#[test]
fn every_message_has_fixed_bytes() {
    let nonce = [7; 16];
    let sevens = "07".repeat(16);
    let hello = Hello { version: 1, oldest: 1, nonce, resumes: None };
    stands_for(&format!("00 01 01 {sevens} 00"), &Message::Hello(hello.clone()));
    let resuming = Hello { resumes: Some([9; 16]), ..hello };
    stands_for(&format!("00 01 01 {sevens} 01 {}", "09".repeat(16)), &Message::Hello(resuming));
    stands_for("01", &Message::Goodbye);
    stands_for("02 ac02", &Message::Ping(300));
    stands_for("03 05", &Message::Pong(5));
    stands_for("04 03 763d30", &Message::Offer(private("v=0")));
    stands_for("05 03 763d30", &Message::Answer(private("v=0")));
    let candidate = Candidate { line: private("candidate:1"), mid: "0".to_owned() };
    stands_for("06 0b 63616e6469646174653a31 01 30", &Message::Candidate(candidate));
    stands_for("07 01 02 c3a9", &Message::Chat { id: 1, text: private("é"), replies_to: None });
    let replies_to = Some(Reference { whose: Whose::Receivers, id: 5 });
    stands_for("07 01 02 c3a9 01 01 05", &Message::Chat { id: 1, text: private("é"), replies_to });
    stands_for("08 8001", &Message::Delivered(128));
    let commitment = Message::Commitment { digest: [10; 32], list: 1 };
    stands_for(&format!("09 {} 01", "0a".repeat(32)), &commitment);
    stands_for(&format!("0a {sevens}"), &Message::SafetyNonce(nonce));
    stands_for(&format!("0b {sevens}"), &Message::Opening(nonce));
    stands_for("0c 03 416e61", &Message::Name(private("Ana")));
    stands_for("0d", &Message::Typing);
    let to = Reference { whose: Whose::Senders, id: 300 };
    stands_for("0e 00 ac02 04 f09f918d", &Message::Reaction { to, emoji: private("👍") });
    stands_for("0f 00", &Message::Call(None));
    let part = Part { microphone: Microphone::Live, camera: Switch::On, screen: Switch::Off };
    stands_for("0f 01 02 01 00", &Message::Call(Some(part)));
    stands_for("14", &Message::NotNow);
    stands_for("15", &Message::RestartWanted);
    stands_for("16", &Message::DirectWanted);
    stands_for("17 00", &Message::DirectAnswered(Consent::Refused));
    stands_for("17 01", &Message::DirectAnswered(Consent::Given));
    stands_for("18 00", &Message::Sealing(Readiness::Unable));
    stands_for("18 01", &Message::Sealing(Readiness::Able));
    stands_for("18 02", &Message::Sealing(Readiness::Wanted));
    stands_for("18 03", &Message::Sealing(Readiness::Ready));
    let offered = Offered {
        name: private("a.txt"),
        files: 1,
        bytes: 300,
        media_type: "text/plain".to_owned(),
        shown: Shown::Named,
    };
    let offer = Message::FilesOffered { number: 2, offered };
    stands_for("10 02 05 612e747874 01 ac02 0a 746578742f706c61696e 00", &offer);
    stands_for("11 02 00 808040", &Message::FilesWanted { number: 2, file: 0, offset: 1 << 20 });
    let transfer = Transfer { whose: Whose::Receivers, number: 2 };
    stands_for("12 01 02 01", &Message::FilesHeld { transfer, holding: Holding::Paused });
    stands_for("13 01 02 05", &Message::FilesEnded { transfer, end: FilesEnd::NotAsSaid });
}

#[test]
fn what_a_later_version_adds_is_skipped() {
    is_skipped("19");
    is_skipped("ff 01 02 03");
    assert!(Message::decode(&bytes("02 05 aa bb")) == Ok(Some(Message::Ping(5))));
    assert!(Message::decode(&bytes("01 aa")) == Ok(Some(Message::Goodbye)));
}

#[test]
fn broken_messages_are_refused_by_name() {
    is_refused("", ControlError::Empty);
    is_refused("00", ControlError::Malformed);
    is_refused("00 01 01 07", ControlError::Malformed);
    is_refused(&format!("00 01 01 {} 02", "07".repeat(16)), ControlError::Malformed);
    is_refused("02", ControlError::Malformed);
    is_refused("02 ff ff ff ff ff", ControlError::Malformed);
    is_refused("04 ff ff ff ff 0f 61", ControlError::Malformed);
    is_refused("07 01 02 c3 28", ControlError::Malformed);
    is_refused("07 01 05 61", ControlError::Malformed);
    is_refused("06 01 61", ControlError::Malformed);
    is_refused(&format!("09 {}", "0a".repeat(32)), ControlError::Malformed);
    is_refused("0a 07", ControlError::Malformed);
    is_refused(&format!("0c 41 {}", "61".repeat(65)), ControlError::TooLarge);
    is_refused("07 01 02 c3a9 02", ControlError::Malformed);
    is_refused(&format!("0e 00 01 41 {}", "61".repeat(65)), ControlError::TooLarge);
    is_refused("0f 01 03 00 00", ControlError::Malformed);
    is_refused(&format!("10 02 8108 {} 01 00 00 00", "61".repeat(1_025)), ControlError::TooLarge);
    is_refused(&format!("10 02 01 61 01 00 8002 {} 00", "61".repeat(256)), ControlError::TooLarge);
    is_refused("13 01 02 07", ControlError::Malformed);
    is_refused("17 02", ControlError::Malformed);
    is_refused("18", ControlError::Malformed);
    is_refused("18 04", ControlError::Malformed);
}

#[test]
fn a_message_has_a_largest_size() {
    let full = Message::Chat { id: 1, text: private(&"a".repeat(CHAT_LIMIT)), replies_to: None };
    assert!(Message::decode(&full.encode()) == Ok(Some(full)));
    let over = Message::Chat { id: 1, text: private(&"a".repeat(CHAT_LIMIT + 1)), replies_to: None };
    assert!(Message::decode(&over.encode()) == Err(ControlError::TooLarge));
    assert!(Message::decode(&vec![255; MESSAGE_LIMIT + 1]) == Err(ControlError::TooLarge));
}

proptest! {
    #[test]
    fn any_bytes_give_a_message_or_a_named_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(Some(message)) = Message::decode(&bytes) {
            prop_assert!(Message::decode(&message.encode()) == Ok(Some(message)));
        }
    }
}
