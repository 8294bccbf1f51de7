//! What `docs/protocol/group.md` pins for whoever builds another.

use crate::envelope::Content;
use crate::envelope::tests::sealed;
use crate::identity::Identity;
use crate::suite::derived;
use heliograph_wire::room::MemberId;

const DOCUMENT: &str = include_str!("../../../../docs/protocol/group.md");

/// The document says so, in a line of its own that begins with this name.
#[track_caller]
fn pinned(name: &str, bytes: &[u8]) {
    let value: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let is_said = DOCUMENT.lines().any(|line| {
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ') && rest.trim() == value)
    });
    assert!(is_said, "the document does not say: {name} {value}");
}

#[test]
fn what_the_link_comes_to_is_what_is_written() {
    pinned("envelope key", derived(&[7; 16], b"heliograph room envelope 1", 16).unwrap().reveal());
    pinned("mixed in", derived(&[7; 16], b"heliograph room psk 1", 32).unwrap().reveal());
}

#[test]
fn envelopes_are_what_is_written() {
    pinned("package of member 300", &sealed(Content::Package(MemberId(300)), b"abc"));
    pinned("commit", &sealed(Content::Commit, b"abc"));
    pinned("welcome", &sealed(Content::Welcome, b"abc"));
}

#[test]
fn credentials_are_what_is_written() {
    let identity = Identity::new(MemberId(300), "Ana".to_owned().into()).unwrap();
    pinned("member 300 called Ana", &identity.bytes());
}
