//! What `docs/protocol/lanes.md` pins for whoever builds another.

use super::{LANE, hear, private, said, say};
use crate::{Keys, callee::Callee, chance::Same};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Lane, Outcome, Pairing, Task};
use sha2::{Digest, Sha256};

const DOCUMENT: &str = include_str!("../../../../docs/protocol/lanes.md");

const COMPANION: [u8; 16] = [1; 16];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The document says so, in a line of its own that begins with this name.
#[track_caller]
fn pinned(name: &str, bytes: &[u8]) {
    says(name, &hex(bytes));
}

#[track_caller]
fn says(name: &str, value: &str) {
    let is_said = DOCUMENT.lines().any(|line| {
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ') && rest.trim() == value)
    });
    assert!(is_said, "the document does not say: {name} {value}");
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[test]
fn a_meeting_goes_as_it_is_written() {
    let [mut lower, mut higher] = [1, 2].map(|byte| Keys::new(Same(byte)));
    let begun = [(&mut lower, [3, 7]), (&mut higher, [7, 3])];
    let [from_lower, from_higher] = begun.map(|(keys, seats)| {
        let (words, pairing) = (private("abandon-zoo-act"), Pairing::Nameplate(42));
        said(keys.perform(Task::Meet { lane: LANE, words, pairing, companion: COMPANION, seats }))
    });
    pinned("identity", &crate::meeting::identity(&Pairing::Nameplate(42), &COMPANION));
    pinned("lower says", &from_lower);
    pinned("higher says", &from_higher);
    hear(&mut lower, &from_higher);
    let proof = said(hear(&mut higher, &from_lower));
    pinned("higher proves", &proof);
    let proof = said(hear(&mut lower, &proof));
    pinned("lower proves", &proof);
    hear(&mut higher, &proof);
    pinned("lower's letter", &hash(&said(say(&mut lower, b"x"))));
    pinned("higher's letter", &hash(&said(say(&mut higher, b"x"))));
}

#[test]
fn words_of_ones_own_come_to_what_is_written() {
    let mut keys = Keys::new(Same(1));
    let task = Task::PlaceWords { typed: private("Süße  Träume!"), companion: COMPANION };
    let Outcome::Placed { words, pairing: Pairing::Bucket(bucket) } = keys.perform(task) else {
        panic!("these are words of one's own")
    };
    says("words", words.reveal());
    says("bucket", &bucket.to_string());
    pinned("secret", &keys.secret_of(&words, &Pairing::Bucket(bucket), &COMPANION).reveal()[..32]);
}

#[test]
fn a_callee_is_what_is_written() {
    let secret = Private::new([1; 32]);
    let callee = Callee::of(&secret);
    pinned("ring secret", callee.ring.reveal());
    pinned("ring key", &callee.key());
    pinned("label key", callee.label.reveal());
    pinned("wake key", callee.wake.reveal());
    let mut keys = Keys::new(Same(3));
    let Outcome::Attends(attends) = keys.perform(Task::Attend { secret: secret.clone(), challenge: [2; 32] })
    else {
        panic!("a callee attends")
    };
    pinned("signing key", &attends.signing);
    pinned("signature", &attends.signature.concat());
    let task = Task::NewLink { secret: secret.clone(), label: private("Grandma") };
    let Outcome::NewLink(link) = keys.perform(task) else { panic!("a link was asked for") };
    pinned("link id", link.id.reveal());
    pinned("link hash", &link.hash.0);
    pinned("label", link.sealed.reveal());
    pinned("wake", link.wake.reveal());
    let task = Task::Subscribe { secret, endpoint: private("https://push.example/a") };
    let Outcome::Subscription(subscription) = keys.perform(task) else { panic!("it was to be sealed") };
    pinned("subscription id", &subscription.id);
    pinned("subscription", &hash(subscription.sealed.reveal()));
}

#[test]
fn a_ring_goes_as_it_is_written() {
    let (secret, mut caller, mut callee) = (Private::new([1; 32]), Keys::new(Same(5)), Keys::new(Same(6)));
    let key = Callee::of(&secret).key();
    let intro = said(caller.perform(Task::Ring { lane: Lane(1), key, intro: Private::new(b"x".to_vec()) }));
    pinned("first message begins", &intro[..48]);
    pinned("first message", &hash(&intro));
    callee.perform(Task::HearRing { lane: LANE, secret, intro: Private::new(intro) });
    let answer = said(say(&mut callee, b"x"));
    pinned("second message begins", &answer[..48]);
    pinned("second message", &hash(&answer));
    hear(&mut caller, &answer);
    pinned("caller's letter", &hash(&said(say(&mut caller, b"x"))));
    pinned("callee's letter", &hash(&said(say(&mut callee, b"x"))));
}

#[test]
fn work_is_what_is_written() {
    let Outcome::Worked { work, .. } =
        Keys::new(Same(1)).perform(Task::Work { challenge: [7; 32], bits: 12 })
    else {
        panic!("work was asked for")
    };
    says("work", &work.to_string());
}
