use super::{CALLEES, Change, Kept, Store, StoreError, existing, open, over, path};
use crate::{config::Ring, state::State};
use heliograph_rendezvous::{Activation, Record};
use heliograph_wire::{
    Private,
    rendezvous::{LinkHash, Note},
};
use redb::{StorageBackend, backends::FileBackend};
use std::{
    fs,
    io::{self, ErrorKind},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

const ON: Ring = Ring::On { days: 92 };

fn state() -> (tempfile::TempDir, State) {
    let folder = tempfile::tempdir().unwrap();
    let state = State::new(folder.path().join("state"));
    (folder, state)
}

/// A callee with notes of so many bytes in all.
fn callee(number: u8, bytes: usize) -> Record {
    let note = |index| Note {
        number: index,
        hash: LinkHash([number; 32]),
        day: 20_000,
        sealed: Private::new(vec![number; 1000]),
    };
    let notes = (0..u32::try_from(bytes / 1000).unwrap()).map(note).collect();
    Record {
        key: [number; 32],
        last_day: 20_000,
        activation: Activation::Done,
        links: Vec::new(),
        subscriptions: Vec::new(),
        notes,
    }
}

fn keys(store: &Store) -> Vec<u8> {
    let (records, unknown) = store.records().unwrap();
    assert_eq!(unknown, 0);
    records.iter().map(|record| record.key[0]).collect()
}

fn kept(state: &State) -> Vec<u8> {
    let store = Store::open(state).unwrap();
    keys(&store)
}

/// A file with these two.
fn begun(state: &State) {
    let store = Store::open(state).unwrap();
    store.write(&[Change::Keep(callee(1, 5000)), Change::Keep(callee(2, 0))]).unwrap();
}

#[test]
fn what_is_kept_is_there_after_another_start_and_what_is_forgotten_is_not() {
    let (_folder, state) = state();
    begun(&state);
    let Kept { store, records } = open(ON, &state).unwrap().unwrap();
    assert_eq!(records.len(), 2);
    assert!(records[0].notes == callee(1, 5000).notes);
    let changes = [Change::Forget([1; 32]), Change::Keep(callee(3, 0)), Change::Forget([9; 32])];
    store.write(&changes).unwrap();
    store.close();
    assert_eq!(store.write(&changes), Err(ErrorKind::NotConnected), "it was closed");
    assert_eq!(kept(&state), [2, 3]);
}

#[test]
fn what_another_version_kept_is_passed_over_and_stays() {
    let (_folder, state) = state();
    begun(&state);
    {
        let database = existing(&path(&state)).unwrap();
        let write = database.begin_write().unwrap();
        let later = [&[0xFF][..], &callee(3, 0).encode()[1..]].concat();
        write.open_table(CALLEES).unwrap().insert([3; 32], later.as_slice()).unwrap();
        write.commit().unwrap();
    }
    let Kept { store, records } = open(ON, &state).unwrap().unwrap();
    assert_eq!(records.len(), 2);
    store.write(&[Change::Keep(callee(4, 0))]).unwrap();
    let (records, unknown) = store.records().unwrap();
    assert_eq!((records.len(), unknown), (3, 1));
}

#[test]
fn without_rings_the_file_is_not_touched() {
    let (_folder, state) = state();
    assert!(open(Ring::Off, &state).unwrap().is_none());
    assert!(!state.folder().exists());
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, state) = state();
    begun(&state);
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(state.folder()), mode(path(&state))), (0o700, 0o600));
    assert_eq!(fs::read_dir(state.folder()).unwrap().count(), 1);
}

#[test]
fn a_second_server_is_told_that_there_is_one() {
    let (_folder, state) = state();
    let first = Store::open(&state).unwrap();
    let Err(error) = Store::open(&state) else { panic!("two have it open") };
    assert!(matches!(error, StoreError::InUse(_)));
    let said = error.to_string();
    assert!(said.contains("callees.redb") && said.contains("--state"), "{said}");
    first.close();
    assert!(Store::open(&state).is_ok());
}

#[test]
fn what_is_no_such_file_is_told_of_and_left_as_it_is() {
    let (_folder, state) = state();
    begun(&state);
    let whole = fs::read(path(&state)).unwrap();
    let mut wrong = [b"".to_vec(), b"no database".to_vec(), vec![0; 5000], whole[1..].to_vec()].to_vec();
    // Written halfway, once at each place where something begins.
    wrong.extend((0..whole.len()).step_by(4096).map(|length| whole[..length].to_vec()));
    for bytes in wrong {
        fs::write(path(&state), &bytes).unwrap();
        let opened = open(ON, &state).map(drop);
        assert!(matches!(opened, Err(StoreError::Damaged(_))), "{} bytes: {opened:?}", bytes.len());
        assert!(fs::read(path(&state)).unwrap() == bytes, "{} bytes were changed", bytes.len());
    }
}

#[test]
fn a_file_that_something_wrote_into_is_told_of_or_as_good_as_before() {
    let (_folder, state) = state();
    begun(&state);
    let whole = fs::read(path(&state)).unwrap();
    let used = whole.iter().rposition(|byte| *byte != 0).unwrap();
    let mut told = 0;
    for place in (0..=used).step_by(97).filter(|place| whole[*place] != 0) {
        let mut changed = whole.clone();
        changed[place] ^= 0xA5;
        fs::write(path(&state), &changed).unwrap();
        match open(ON, &state) {
            Ok(Some(kept)) => assert!(kept.records.len() <= 2),
            Ok(None) => panic!("it was passed over"),
            Err(error) => {
                assert!(matches!(error, StoreError::Damaged(_)), "{error}");
                told += 1;
            }
        }
    }
    assert!(told > 0, "the test is blind");
}

#[test]
fn a_file_that_was_cut_off_while_it_was_made_is_made_again() {
    let (_folder, state) = state();
    state.write("callees.redb.new", b"half of it").unwrap();
    begun(&state);
    assert_eq!(kept(&state), [1, 2]);
}

#[test]
fn where_nothing_can_be_kept_nobody_can_be_rung_and_the_rest_goes_on() {
    let nowhere = State::new("/proc/nowhere".into());
    assert!(open(ON, &nowhere).unwrap().is_none());
}

#[cfg(unix)]
#[test]
fn a_file_that_is_none_is_told_of() {
    let (_folder, state) = state();
    fs::create_dir_all(path(&state)).unwrap();
    let Err(error) = open(ON, &state) else { panic!("a folder was opened") };
    let said = error.to_string();
    assert!(said.contains("is a folder, and should be a file") && !said.contains("os error"), "{said}");
}

/// A disk with so much room.
#[derive(Debug)]
struct Disk {
    file: FileBackend,
    room: Arc<AtomicI64>,
}

impl Disk {
    fn take(&self, bytes: u64) -> io::Result<()> {
        let bytes = i64::try_from(bytes).unwrap();
        if self.room.fetch_sub(bytes, Ordering::Relaxed) >= bytes {
            Ok(())
        } else {
            Err(ErrorKind::StorageFull.into())
        }
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.take(len.saturating_sub(self.len()?))?;
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        // A file has holes until something is written there.
        self.take(data.len() as u64)?;
        self.file.write(offset, data)
    }
}

fn on_disk(path: &Path, room: &Arc<AtomicI64>) -> Store {
    let (path, room) = (path.to_owned(), room.clone());
    let opened = move || {
        let file = fs::File::options().read(true).write(true).open(&path).unwrap();
        let file = FileBackend::new(file).map_err(|error| super::in_words(error, &path))?;
        over(Disk { file, room: room.clone() }).map_err(|error| super::in_words(error, &path))
    };
    Store::open_with(opened).unwrap()
}

#[test]
fn wherever_the_disk_gets_full_nothing_is_lost_that_was_kept_before_and_later_it_goes_on() {
    const PLENTY: i64 = 1 << 40;
    let (_folder, state) = state();
    begun(&state);
    let whole = fs::read(path(&state)).unwrap();
    let mut failed = 0;
    for room in (0..80_000).step_by(1_111) {
        fs::write(path(&state), &whole).unwrap();
        let left = Arc::new(AtomicI64::new(PLENTY));
        let store = on_disk(&path(&state), &left);
        left.store(room, Ordering::Relaxed);
        let outcome = store.write(&[Change::Keep(callee(3, 20_000)), Change::Forget([1; 32])]);
        match outcome {
            Ok(()) => {}
            Err(why) => {
                assert_eq!(why, ErrorKind::StorageFull);
                failed += 1;
                assert!(store.write(&[Change::Keep(callee(4, 0))]).is_err(), "there is no room yet");
                left.store(PLENTY, Ordering::Relaxed);
                store.write(&[Change::Keep(callee(5, 0))]).unwrap();
                assert_eq!(keys(&store), [1, 2, 5], "with room for {room} bytes");
            }
        }
        left.store(PLENTY, Ordering::Relaxed);
        store.close();
        let expected = if outcome.is_ok() { vec![2, 3] } else { vec![1, 2, 5] };
        let again = Store::open_with({
            let path = path(&state);
            move || existing(&path)
        });
        assert_eq!(keys(&again.unwrap()), expected);
    }
    assert!(failed > 5, "the test is blind: {failed}");
}
