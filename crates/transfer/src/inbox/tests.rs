use super::{Arrival, Inbox};
use crate::{Announced, Incoming, Lie, Paths, Position, digest};
use heliograph_wire::Private;
use heliograph_wire::files::{CHUNK, Chunk, FILE_WINDOW, File, Message, WINDOW};

const TRANSFER: u32 = 3;

fn incoming(files: u32, bytes: u64) -> Incoming {
    Incoming::new(TRANSFER, Announced { files, bytes }, Paths::default())
}

/// A sender that says what it likes.
struct Sender {
    inbox: Inbox,
    arrivals: Vec<Arrival>,
}

impl Sender {
    fn announcing(files: u32, bytes: u64) -> Self {
        let mut inbox = Inbox::default();
        inbox.expect(TRANSFER, incoming(files, bytes));
        Self { inbox, arrivals: Vec::new() }
    }

    fn says(mut self, message: &[u8]) -> Self {
        self.inbox.receive(message, &mut self.arrivals);
        self
    }

    fn begins(self, file: u32, size: u64) -> Self {
        let path = Private::new("a.txt".to_owned());
        self.says(&Message::File(File { transfer: TRANSFER, file, size, path }).encode())
    }

    fn promises(self, file: u32, offset: u64, bytes: &[u8]) -> Self {
        let digest = digest(offset, bytes);
        let chunk = Chunk { transfer: TRANSFER, file, offset, length: bytes.len() as u32, digest };
        self.says(&Message::Chunk(chunk).encode())
    }

    fn sends(self, file: u32, offset: u64, bytes: &[u8]) -> Self {
        self.promises(file, offset, bytes).says(bytes)
    }

    fn ends(self) -> Self {
        self.says(&Message::End { transfer: TRANSFER }.encode())
    }

    /// The bytes that were taken, and how often everything was whole.
    fn taken(&self) -> (Vec<u8>, usize) {
        let mut taken = Vec::new();
        for arrival in &self.arrivals {
            if let Arrival::Bytes { bytes, .. } = arrival {
                taken.extend_from_slice(bytes);
            }
        }
        (taken, self.arrivals.iter().filter(|arrival| matches!(arrival, Arrival::Whole { .. })).count())
    }

    fn lie(&self) -> Option<Lie> {
        self.arrivals.iter().find_map(|arrival| match arrival {
            Arrival::Failed { lie, .. } => Some(*lie),
            _ => None,
        })
    }

    #[track_caller]
    fn caught(self, lie: Lie) {
        assert_eq!(self.lie(), Some(lie));
        let after = self.begins(0, 1).sends(0, 0, b"x").ends();
        assert_eq!(after.arrivals.len(), after.arrivals.iter().position(is_failure).map_or(0, |at| at + 1));
    }
}

fn is_failure(arrival: &Arrival) -> bool {
    matches!(arrival, Arrival::Failed { .. })
}

#[test]
fn an_honest_transfer_is_taken_as_it_was_sent() {
    let sender = Sender::announcing(3, 7).begins(0, 4).sends(0, 0, b"abcd");
    let sender =
        sender.begins(1, 0).begins(2, 3).promises(2, 0, b"efg").says(b"e").says(b"").says(b"fg").ends();
    assert_eq!(sender.taken(), (b"abcdefg".to_vec(), 1));
    let files = sender.arrivals.iter().filter(|arrival| matches!(arrival, Arrival::FileWhole { .. })).count();
    assert_eq!((files, sender.lie()), (3, None));
}

#[test]
fn a_changed_byte_is_caught_before_anything_is_taken() {
    let sender = Sender::announcing(1, 4).begins(0, 4).promises(0, 0, b"abcd").says(b"abcx");
    assert_eq!(sender.taken(), (Vec::new(), 0));
    sender.caught(Lie::Digest);
}

#[test]
fn a_chunk_at_another_place_than_it_belongs_is_caught() {
    let chunk = vec![1; CHUNK as usize];
    let size = 3 * u64::from(CHUNK);
    let begun = || Sender::announcing(1, size).begins(0, size).sends(0, 0, &chunk);
    begun().sends(0, 2 * u64::from(CHUNK), &chunk).caught(Lie::Order);
    begun().sends(1, 0, &chunk).caught(Lie::Order);
    begun().begins(1, 5).caught(Lie::Order);
    // The right chunk, with the digest of another place.
    let digest = digest(0, &chunk);
    let moved = Chunk { transfer: TRANSFER, file: 0, offset: u64::from(CHUNK), length: CHUNK, digest };
    begun().says(&Message::Chunk(moved).encode()).says(&chunk).caught(Lie::Digest);
}

#[test]
fn more_than_was_agreed_to_is_caught() {
    Sender::announcing(1, 4).begins(0, 5).caught(Lie::TooMuch);
    Sender::announcing(1, 4).begins(0, 4).sends(0, 0, b"abcd").begins(1, 0).caught(Lie::TooMuch);
    Sender::announcing(2, 4).begins(0, 3).sends(0, 0, b"abc").begins(1, 2).caught(Lie::TooMuch);
    Sender::announcing(0, 0).begins(0, 0).caught(Lie::TooMuch);
    Sender::announcing(1, u64::MAX).begins(0, u64::MAX).begins(0, 1).caught(Lie::Size);
}

#[test]
fn less_than_was_agreed_to_is_caught() {
    Sender::announcing(1, 4).ends().caught(Lie::TooLittle);
    Sender::announcing(1, 4).begins(0, 4).ends().caught(Lie::TooLittle);
    Sender::announcing(2, 4).begins(0, 4).sends(0, 0, b"abcd").ends().caught(Lie::TooLittle);
}

#[test]
fn a_size_that_is_not_kept_to_is_caught() {
    Sender::announcing(1, 4).begins(0, 4).sends(0, 0, b"abc").caught(Lie::Size);
    Sender::announcing(1, 4).begins(0, 4).sends(0, 0, b"abcde").caught(Lie::Size);
    Sender::announcing(1, 4).begins(0, 4).promises(0, 0, b"abcd").says(b"abcde").caught(Lie::Size);
    Sender::announcing(1, 4).begins(0, 4).begins(0, 3).caught(Lie::Size);
}

#[test]
fn whoever_does_not_wait_for_what_was_stored_is_caught() {
    let chunk = vec![1; CHUNK as usize];
    let mut sender = Sender::announcing(1, 4 * WINDOW).begins(0, 4 * WINDOW);
    for number in 0..WINDOW / u64::from(CHUNK) {
        sender = sender.sends(0, number * u64::from(CHUNK), &chunk);
    }
    assert_eq!(sender.lie(), None);
    sender.sends(0, WINDOW, &chunk).caught(Lie::TooFast);

    let mut sender = Sender::announcing(10_000, 0);
    for file in 0..FILE_WINDOW {
        sender = sender.begins(file, 0);
    }
    assert_eq!(sender.lie(), None);
    sender.begins(FILE_WINDOW, 0).caught(Lie::TooFast);
}

#[test]
fn what_cannot_be_read_ends_what_is_under_way() {
    Sender::announcing(1, 4).says(b"").caught(Lie::Unreadable);
    Sender::announcing(1, 4).says(&[0, 1, 2]).caught(Lie::Unreadable);
    assert_eq!(Sender::announcing(1, 4).says(&[250, 1, 2]).lie(), None);
}

#[test]
fn what_nobody_expects_is_dropped_without_losing_its_place() {
    let mut sender = Sender::announcing(1, 4).begins(0, 4).promises(0, 0, b"abcd").says(b"ab");
    sender.inbox.forget(TRANSFER);
    sender.inbox.expect(TRANSFER, incoming(1, 2));
    let sender = sender.says(b"cd").begins(0, 2).sends(0, 0, b"xy").ends();
    assert_eq!((sender.taken(), sender.lie()), ((b"xy".to_vec(), 1), None));
}

#[test]
fn after_its_end_a_transfer_cannot_fail_any_more() {
    let sender = Sender::announcing(1, 2).begins(0, 2).sends(0, 0, b"ab").ends();
    let sender = sender.ends().begins(1, 5).sends(1, 0, b"abcde").sends(0, 0, b"ab");
    assert_eq!((sender.taken(), sender.lie()), ((b"ab".to_vec(), 1), None));
}

#[test]
fn a_transfer_goes_on_at_the_first_chunk_that_is_missing() {
    let chunk = vec![1; CHUNK as usize];
    let size = u64::from(CHUNK) + 3;
    let mut sender = Sender::announcing(2, size + 1).begins(0, 1).sends(0, 0, b"x").begins(1, size);
    sender = sender.sends(1, 0, &chunk).promises(1, u64::from(CHUNK), b"abc").says(b"a");
    // The connection breaks.
    let interrupted = sender.inbox.interrupt(TRANSFER).unwrap();
    assert_eq!(interrupted.position(), Position { file: 1, offset: u64::from(CHUNK) });
    sender.inbox = Inbox::default();
    sender.inbox.expect(TRANSFER, interrupted);
    let sender = sender.begins(1, size).sends(1, u64::from(CHUNK), b"abc").ends();
    assert_eq!((sender.taken().0.len() as u64, sender.lie()), (size + 1, None));
}

#[test]
fn what_was_taken_before_is_skipped() {
    let sender = Sender::announcing(2, 5).begins(0, 2).sends(0, 0, b"ab").begins(1, 3).sends(1, 0, b"cde");
    let sender = sender.begins(0, 2).sends(0, 0, b"ab").begins(1, 3).sends(1, 0, b"cde").ends();
    assert_eq!((sender.taken(), sender.lie()), ((b"abcde".to_vec(), 1), None));
}
