use std::collections::BTreeMap;

use heliograph_transfer::{Announced, Arrival, Inbox, Incoming, Outbox, Paths, Position, Source};
use heliograph_wire::Private;
use heliograph_wire::files::{SMALL_PIECE, Taken};

/// The files of one transfer.
pub(crate) struct Files(Vec<(String, Vec<u8>)>);

pub(crate) fn source(path: &str, size: u64) -> Source {
    Source { path: Private::new(path.to_owned()), size }
}

impl Files {
    pub(crate) fn of_sizes(sizes: &[usize]) -> Self {
        let file = |(number, size): (usize, &usize)| {
            let bytes = (0..*size).map(|place| (place * 31 + number) as u8).collect();
            (format!("folder/{number}.bin"), bytes)
        };
        Self(sizes.iter().enumerate().map(file).collect())
    }

    fn sources(&self) -> Vec<Source> {
        self.0.iter().map(|(path, bytes)| source(path, bytes.len() as u64)).collect()
    }

    fn announced(&self) -> Announced {
        let bytes = self.0.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        Announced { files: self.0.len() as u32, bytes }
    }
}

/// A sender and a receiver with a disk.
#[derive(Default)]
pub(crate) struct Pair {
    pub(crate) outbox: Outbox,
    pub(crate) inbox: Inbox,
    /// Which transfer each chunk belonged to.
    pub(crate) turns: Vec<u32>,
    offered: BTreeMap<u32, Vec<Vec<u8>>>,
    pub(crate) disk: BTreeMap<u32, Vec<(String, Vec<u8>)>>,
    stored: BTreeMap<u32, Taken>,
    whole: Vec<u32>,
}

impl Pair {
    pub(crate) fn offer(&mut self, transfer: u32, files: &Files) {
        self.inbox.expect(transfer, Incoming::new(transfer, files.announced(), Paths::default()));
        self.outbox.start(transfer, files.sources(), Position::default()).expect("it begins");
        self.offered.insert(transfer, files.0.iter().map(|(_, bytes)| bytes.clone()).collect());
        self.disk.insert(transfer, Vec::new());
    }

    /// The connection is another one, and the transfer goes on.
    pub(crate) fn reconnect(&mut self, transfer: u32, files: &Files) {
        let interrupted = self.inbox.interrupt(transfer).expect("it is expected");
        let from = interrupted.position();
        self.inbox = Inbox::default();
        self.inbox.expect(transfer, interrupted);
        self.outbox = Outbox::default();
        self.outbox.start(transfer, files.sources(), from).expect("it goes on");
    }

    pub(crate) fn run(&mut self) {
        self.run_for(usize::MAX);
    }

    /// Delivers so many messages; what was under way besides is lost.
    pub(crate) fn run_for(&mut self, mut messages: usize) {
        while let Some(step) = self.outbox.next() {
            let Position { file, offset } = step.position();
            let length = step.length() as usize;
            let bytes = match length {
                0 => Vec::new(),
                _ => self.offered[&step.transfer()][file as usize][offset as usize..][..length].to_vec(),
            };
            if length > 0 {
                self.turns.push(step.transfer());
            }
            let heads = self.outbox.heads(&step, &bytes).expect("it was not forgotten");
            for message in heads.into_iter().chain(bytes.chunks(SMALL_PIECE as usize).map(<[u8]>::to_vec)) {
                if messages == 0 {
                    return;
                }
                messages -= 1;
                self.deliver(&message);
            }
        }
    }

    fn deliver(&mut self, message: &[u8]) {
        let mut arrivals = Vec::new();
        self.inbox.receive(message, &mut arrivals);
        for arrival in arrivals {
            match arrival {
                Arrival::File { transfer, path, .. } => {
                    self.files(transfer).push((path.joined(), Vec::new()));
                }
                Arrival::Bytes { transfer, bytes } => {
                    let (_, file) = self.files(transfer).last_mut().expect("a file was begun");
                    file.extend_from_slice(&bytes);
                    self.store(transfer, 0, bytes.len() as u64);
                }
                Arrival::FileWhole { transfer } => self.store(transfer, 1, 0),
                Arrival::Whole { transfer } => self.whole.push(transfer),
                Arrival::Taken(_) => panic!("a sender sends no receipts"),
                Arrival::Failed { lie, .. } => panic!("an honest sender was called a liar: {lie}"),
            }
        }
    }

    fn files(&mut self, transfer: u32) -> &mut Vec<(String, Vec<u8>)> {
        self.disk.get_mut(&transfer).expect("it was offered")
    }

    fn store(&mut self, transfer: u32, files: u32, bytes: u64) {
        let stored = self.stored.entry(transfer).or_insert(Taken { transfer, files: 0, bytes: 0 });
        stored.files += files;
        stored.bytes += bytes;
        let Some(receipt) = self.inbox.stored(*stored) else { return };
        let mut arrivals = Vec::new();
        Inbox::default().receive(&receipt, &mut arrivals);
        for arrival in arrivals {
            let Arrival::Taken(taken) = arrival else { panic!("a receipt is nothing else") };
            self.outbox.taken(taken);
        }
    }

    #[track_caller]
    pub(crate) fn has_arrived(&self, transfer: u32, files: &Files) {
        assert!(self.disk[&transfer] == files.0, "something else arrived than was sent");
        assert_eq!(self.whole.iter().filter(|whole| **whole == transfer).count(), 1);
        let sent: usize = files.0.iter().map(|(_, bytes)| bytes.len()).sum();
        assert_eq!(self.outbox.bytes_taken(transfer), Some(sent as u64));
    }
}
