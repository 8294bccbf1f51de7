use heliograph_transfer::{Announced, Arrival, Inbox, Incoming, Outbox, Paths, Position, Source};
use heliograph_wire::Private;
use heliograph_wire::files::{Message, Taken, WINDOW};

/// What a person agreed to.
const ANNOUNCED: Announced = Announced { files: 3, bytes: 300 };

/// Hands the bytes to an inbox that expects a transfer: each message is its length in one byte, then so many bytes.
///
/// Whatever a sender says, no more is stored than a person agreed to, in places that are safe.
pub fn files(script: &[u8]) {
    play(script);
}

/// What was stored in the end.
fn play(script: &[u8]) -> Taken {
    let mut inbox = Inbox::default();
    inbox.expect(1, Incoming::new(1, ANNOUNCED, Paths::default()));
    let mut outbox = Outbox::default();
    let source = Source { path: Private::new("a".to_owned()), size: 4 * WINDOW };
    assert!(outbox.start(1, vec![source], Position::default()).is_ok());
    let mut stored = Taken { transfer: 1, files: 0, bytes: 0 };
    let mut rest = script;
    while let Some((&length, tail)) = rest.split_first() {
        let (message, tail) = tail.split_at(tail.len().min(usize::from(length)));
        rest = tail;
        if let Ok(Some(message)) = Message::decode(message) {
            assert!(Message::decode(&message.encode()) == Ok(Some(message)));
        }
        let mut arrivals = Vec::new();
        inbox.receive(message, &mut arrivals);
        for arrival in arrivals {
            take(arrival, &mut stored, &mut outbox);
        }
        drop(inbox.stored(stored));
        assert!(stored.bytes <= ANNOUNCED.bytes && stored.files <= ANNOUNCED.files);
    }
    while outbox.next().is_some() {}
    assert!(outbox.bytes_taken(1).is_some_and(|taken| taken <= 4 * WINDOW));
    stored
}

fn take(arrival: Arrival, stored: &mut Taken, outbox: &mut Outbox) {
    match arrival {
        Arrival::File { path, size, .. } => {
            assert!(size <= ANNOUNCED.bytes);
            for name in path.folders().iter().map(String::as_str).chain([path.name()]) {
                assert!(!name.is_empty() && name != ".." && !name.contains(['/', '\\', ':', '\0']));
            }
        }
        Arrival::Bytes { bytes, .. } => stored.bytes += bytes.len() as u64,
        Arrival::FileWhole { .. } => stored.files += 1,
        Arrival::Whole { .. } => {
            assert!(stored.files == ANNOUNCED.files && stored.bytes == ANNOUNCED.bytes);
        }
        Arrival::Taken(taken) => outbox.taken(taken),
        Arrival::Failed { .. } => {}
    }
}

/// A transfer as it was announced, and the messages of one out of their order.
pub(crate) fn file_scripts() -> Vec<Vec<u8>> {
    let sizes = [100, 0, 200];
    let source = |(number, size): (usize, &u64)| Source {
        path: Private::new(format!("folder/{number}.txt")),
        size: *size,
    };
    let mut outbox = Outbox::default();
    let begun = outbox.start(1, sizes.iter().enumerate().map(source).collect(), Position::default());
    assert!(begun.is_ok(), "every transfer has a beginning");
    let mut messages = vec![Message::Taken(Taken { transfer: 1, files: 0, bytes: 1 << 20 }).encode()];
    while let Some(step) = outbox.next() {
        let bytes = vec![7; step.length() as usize];
        messages.extend(outbox.heads(&step, &bytes).into_iter().flatten());
        // Each of these files fits into one message.
        messages.extend((!bytes.is_empty()).then_some(bytes));
    }
    let script = |messages: &[Vec<u8>]| {
        let with_length = |message: &Vec<u8>| [&[message.len() as u8], &message[..]].concat();
        messages.iter().flat_map(with_length).collect()
    };
    let honest = script(&messages);
    messages.reverse();
    vec![honest, script(&messages)]
}

#[cfg(test)]
mod tests {
    use super::{ANNOUNCED, file_scripts, play};

    #[test]
    fn the_honest_script_is_stored() {
        let stored = play(&file_scripts()[0]);
        assert_eq!((stored.files, stored.bytes), (ANNOUNCED.files, ANNOUNCED.bytes));
    }
}
