//! What the link of a room is good for.

use heliograph_wire::group::Refused;
use heliograph_wire::room::{MemberId, RoomId};

use super::pages::{Page, ROOM, SECRET, group_of, let_in};
use crate::link::Link;

const OTHER_SECRET: [u8; 16] = [8; 16];
const OTHER_ROOM: RoomId = RoomId([2; 16]);

/// Has the envelopes of the link, and mixes in another secret.
fn with_another_secret_mixed_in(page: &mut Page) {
    let other = Link::new(&OTHER_SECRET.into(), ROOM).unwrap();
    page.group.seat.as_mut().unwrap().link.mixed_in = other.mixed_in;
}

#[test]
fn a_package_fits_only_with_the_link_of_the_room_and_from_its_seat() {
    let mut ana = Page::new(10);
    ana.found();
    let package = Page::new(11).ask();
    assert!(ana.read(11, &package));
    assert!(!ana.read(12, &package));
    assert!(!ana.read(11, &Page::with(OTHER_SECRET, ROOM, 11).ask()));
    assert!(!ana.read(11, &Page::with(SECRET, OTHER_ROOM, 11).ask()));
    assert!(!ana.read(11, &[]));
}

#[test]
fn a_package_that_claims_another_seat_than_its_envelope_does_not_fit() {
    let mut ana = Page::new(10);
    ana.found();
    let mut ben = Page::new(11);
    ben.group.seat.as_mut().unwrap().identity.member = MemberId(12);
    let claims_another = ben.ask();
    assert!(ana.read(12, &claims_another));
    let seat = ben.group.seat.as_ref().unwrap();
    let link = &seat.link.envelopes;
    let inside = link.open(crate::envelope::Content::Package(MemberId(12)), &claims_another).unwrap();
    let envelope = link.seal(crate::envelope::Content::Package(MemberId(11)), inside.reveal()).unwrap();
    assert!(!ana.read(11, envelope.reveal()));
}

#[test]
fn nobody_without_the_link_reads_commits_or_welcomes() {
    let [mut ana, _] = group_of([10, 11]);
    let mut eva = Page::new(12);
    let committed = let_in(&mut ana, &mut [&mut eva]);
    for (secret, room) in [(OTHER_SECRET, ROOM), (SECRET, OTHER_ROOM)] {
        let mut stranger = Page::with(secret, room, 12);
        stranger.ask();
        assert_eq!(stranger.enter(committed.welcome.as_ref().unwrap()), Err(Refused::Forged));
        stranger.found();
        assert_eq!(stranger.hear(&committed.commit), Err(Refused::Forged));
    }
    assert_eq!(eva.enter(&committed.commit), Err(Refused::Forged), "a commit is no welcome");
    assert_eq!(ana.hear(committed.welcome.as_ref().unwrap()), Err(Refused::Forged));
}

#[test]
fn names_cannot_be_seen_without_the_link() {
    let mut ana = Page::new(10);
    ana.found();
    let mut ben = Page::new(11);
    ben.begin(SECRET, ROOM, "Benjamin Blümchen");
    let package = ben.ask();
    assert!(ana.read(11, &package));
    let committed = ana.commit(&[11], &[]).unwrap();
    for bytes in [&package, &committed.commit, committed.welcome.as_ref().unwrap()] {
        assert!(!bytes.windows(8).any(|window| window == b"Benjamin"));
        assert!(!bytes.windows(16).any(|window| window == ROOM.0));
    }
}

#[test]
fn whoever_mixes_in_another_secret_is_not_let_in_and_lets_nobody_in() {
    let mut ana = Page::new(10);
    ana.found();
    let mut ben = Page::new(11);
    with_another_secret_mixed_in(&mut ben);
    let committed = let_in(&mut ana, &mut [&mut ben]);
    assert_eq!(ben.enter(&committed.welcome.unwrap()), Err(Refused::Forged));

    let mut eva = Page::new(12);
    with_another_secret_mixed_in(&mut eva);
    eva.found();
    let mut dan = Page::new(13);
    let committed = let_in(&mut eva, &mut [&mut dan]);
    assert_eq!(dan.enter(&committed.welcome.unwrap()), Err(Refused::Forged));
}
