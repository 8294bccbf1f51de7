//! What outlives the process: a folder that nobody else can read, with secrets that were made at random.

use crate::trouble;
use aws_lc_rs::{constant_time, digest};
use heliograph_wire::Private;
use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    str::Lines,
};
use thiserror::Error;
use tracing::warn;

const SECRETS: &str = "secrets";
const FIRST_LINE: &str = "heliograph-relay secrets 1";

const PUSH_KEY: &str = "push-key";
const PUSH_FIRST_LINE: &str = "heliograph-relay push key 1";

/// The folder in which the server keeps things.
#[derive(Clone, Debug)]
pub struct State {
    folder: PathBuf,
}

/// Secrets of this server, 32 random bytes each.
pub struct Secrets {
    /// Signs the credentials of the relay.
    pub relay: Private<[u8; 32]>,
    /// Names this server to those who come back.
    pub identity: Private<[u8; 32]>,
}

/// Why secrets cannot be had.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum StateError {
    #[error(
        "{0} is damaged. Put back a copy of it; or remove it, and the server makes new secrets: credentials and \
         invitations that it gave out before stop working"
    )]
    Damaged(PathBuf),
    #[error(
        "{0} is damaged. Put back a copy of it; or remove it, and the server makes a new key for push messages: who was \
         woken by them has to switch that on again"
    )]
    DamagedPushKey(PathBuf),
    #[error("{file}, which has the secrets of the server, {why}")]
    Unreadable { file: PathBuf, why: String },
    #[error(
        "the user that this program runs as may not read {0}. Start it as the user that this belongs to, or name another \
         folder for secrets with --state"
    )]
    Forbidden(PathBuf),
    #[error("{0} is no folder, and secrets need one. Name another one with --state, or move it away")]
    NoFolder(PathBuf),
    #[error(
        "{0} can be read by others on this machine; `chmod 600` it, or remove it if somebody may have read it"
    )]
    Exposed(PathBuf),
    #[error(
        "the server has not been started here yet: {0} has no secrets. Start it once; or name the folder of the server \
         with --state (the service of a package has it in /var/lib/heliograph-relay), as its user or as root"
    )]
    NotStarted(PathBuf),
    #[error("the system gives no random numbers")]
    NoChance,
}

impl State {
    /// The state in a folder, which is made when it is first needed.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where a file of the state lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The secrets that are kept. Where there are none they are made; if they then cannot be kept, that is said, and
    /// they last as long as the process.
    pub fn secrets(&self) -> Result<Secrets, StateError> {
        match self.kept_secrets() {
            Err(StateError::NotStarted(_)) => {
                let secrets = Secrets::random()?;
                if let Err(error) = self.write(SECRETS, secrets.written().as_bytes()) {
                    warn!(
                        why = %error.kind(),
                        "the secrets cannot be kept, so credentials stop working when the server is started again. Let \
                         its user write to the folder for them, or name another one with --state"
                    );
                }
                Ok(secrets)
            }
            kept => kept,
        }
    }

    /// The secrets that a server has left here.
    pub fn kept_secrets(&self) -> Result<Secrets, StateError> {
        let damaged = StateError::Damaged(absolute(&self.path(SECRETS)));
        match self.read(SECRETS)? {
            Some(text) => Secrets::read(&text).ok_or(damaged),
            None => Err(StateError::NotStarted(absolute(&self.folder))),
        }
    }

    /// Where the key for push messages lies.
    pub(crate) fn push_key_path(&self) -> PathBuf {
        absolute(&self.path(PUSH_KEY))
    }

    /// The key for push messages that is kept; it is made where there is none. None if it then cannot be kept, which is
    /// said: devices are asked to remember it, so it has to last.
    pub(crate) fn push_key(
        &self,
        make: impl FnOnce() -> Result<Private<[u8; 32]>, StateError>,
    ) -> Result<Option<Private<[u8; 32]>>, StateError> {
        if let Some(text) = self.read(PUSH_KEY)? {
            let key = whole(&text, PUSH_FIRST_LINE).and_then(|mut lines| secret(lines.next()?, "key"));
            return key.map(Some).ok_or_else(|| StateError::DamagedPushKey(self.push_key_path()));
        }
        let key = make()?;
        let written = with_sum(format!("{PUSH_FIRST_LINE}\nkey {}\n", hex(key.reveal())));
        if let Err(error) = self.write(PUSH_KEY, written.as_bytes()) {
            warn!(
                why = %error.kind(),
                "the key for push messages cannot be kept, so nobody is woken by them. Let the server's user write to the \
                 folder for secrets, or name another one with --state"
            );
            return Ok(None);
        }
        Ok(Some(key))
    }

    /// What a file says that only this user can read; none where there is none. What is no text is damaged text, of which
    /// the sum tells.
    fn read(&self, name: &str) -> Result<Option<String>, StateError> {
        let file = absolute(&self.path(name));
        let error = match fs::read(&file) {
            Ok(bytes) => {
                refuse_exposed(&file)?;
                return Ok(Some(String::from_utf8_lossy(&bytes).into_owned()));
            }
            Err(error) => error,
        };
        Err(match error.kind() {
            io::ErrorKind::NotFound => return Ok(None),
            io::ErrorKind::PermissionDenied => StateError::Forbidden(file),
            io::ErrorKind::NotADirectory => {
                let in_the_way = file.ancestors().skip(1).find(|folder| folder.exists());
                StateError::NoFolder(in_the_way.unwrap_or(&file).to_owned())
            }
            _ => StateError::Unreadable { file, why: trouble::in_words(&error) },
        })
    }

    /// A folder within, which nobody else can look into. Where it cannot be made, whoever writes there finds out.
    pub(crate) fn inner(&self, name: &str) -> PathBuf {
        let inner = self.path(name);
        let _ = make_folder(&inner);
        inner
    }

    /// The folder, as it is named wherever one stands.
    pub(crate) fn folder(&self) -> PathBuf {
        absolute(&self.folder)
    }

    /// Whether something can be kept here.
    pub(crate) fn is_writable(&self) -> bool {
        self.write("trial", b"").and_then(|()| fs::remove_file(self.path("trial"))).is_ok()
    }

    /// Whether others on this machine can look into the folder. The secrets have rights of their own, but what else is
    /// kept need not.
    pub(crate) fn is_open_to_others(&self) -> bool {
        is_open_to_others(&self.folder).unwrap_or(false)
    }

    /// Whether the folder is there and belongs to another user.
    pub(crate) fn is_anothers(&self) -> bool {
        is_anothers(&self.folder).unwrap_or(false)
    }

    /// Makes an empty file that only this user can read, in place of one of the same name.
    pub(crate) fn create(&self, name: &str) -> io::Result<fs::File> {
        make_folder(&self.folder)?;
        create_private(&self.path(name))
    }

    /// Writes a file that only this user can read: all of it, or nothing.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        make_folder(&self.folder)?;
        let unfinished = self.path(&format!("{name}.new"));
        let written =
            write_private(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, self.path(name)));
        if written.is_err() {
            // What is left of it is worth nothing, and may be what filled the disk.
            let _ = fs::remove_file(&unfinished);
        }
        written
    }
}

impl Secrets {
    /// New ones.
    pub fn random() -> Result<Self, StateError> {
        Ok(Self { relay: random()?, identity: random()? })
    }

    fn written(&self) -> String {
        with_sum(format!(
            "{FIRST_LINE}\nrelay {}\nidentity {}\n",
            hex(self.relay.reveal()),
            hex(self.identity.reveal())
        ))
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = whole(text, FIRST_LINE)?;
        let mut next = |name| secret(lines.next()?, name);
        Some(Self { relay: next("relay")?, identity: next("identity")? })
    }
}

fn with_sum(body: String) -> String {
    let sum = sum(&body);
    body + "sum " + &sum + "\n"
}

/// The lines behind the first. The sum finds what was cut short or changed by accident.
fn whole<'a>(text: &'a str, first_line: &str) -> Option<Lines<'a>> {
    let (body, end) = text.split_at(text.rfind("sum ")?);
    let said = end.strip_prefix("sum ")?.strip_suffix('\n')?;
    constant_time::verify_slices_are_equal(said.as_bytes(), sum(body).as_bytes()).ok()?;
    let mut lines = body.lines();
    (lines.next()? == first_line).then_some(lines)
}

/// What a line says behind its name.
fn secret(line: &str, name: &str) -> Option<Private<[u8; 32]>> {
    let bytes = unhex(line.strip_prefix(name)?.strip_prefix(' ')?)?;
    Some(Private::new(<[u8; 32]>::try_from(bytes).ok()?))
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes out of hexadecimal digits, small ones only, so that every value has one spelling.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |letter: u8| match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

/// Random bytes.
pub(crate) fn random<const LENGTH: usize>() -> Result<Private<[u8; LENGTH]>, StateError> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|_| StateError::NoChance)?;
    Ok(Private::new(bytes))
}

fn sum(text: &str) -> String {
    hex(&digest::digest(&digest::SHA256, text.as_bytes()).as_ref()[..8])
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

fn create_private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create_private(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn refuse_exposed(file: &Path) -> Result<(), StateError> {
    match is_open_to_others(file) {
        Ok(false) => Ok(()),
        Ok(true) => Err(StateError::Exposed(file.to_owned())),
        Err(error) => Err(StateError::Unreadable { file: file.to_owned(), why: trouble::in_words(&error) }),
    }
}

#[cfg(unix)]
fn is_anothers(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata(path)?.uid() != rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn is_anothers(_: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> io::Result<bool> {
    Ok(false)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{PUSH_KEY, SECRETS, State, StateError, hex, unhex};
    use heliograph_wire::Private;
    use std::fs;

    fn state() -> (tempfile::TempDir, State) {
        let folder = tempfile::tempdir().unwrap();
        let state = State::new(folder.path().join("inner").join("state"));
        (folder, state)
    }

    #[test]
    fn secrets_are_made_once_and_stay() {
        let (_folder, state) = state();
        let first = state.secrets().unwrap();
        let second = state.secrets().unwrap();
        assert!(first.relay == second.relay && first.identity == second.identity);
        assert!(first.relay != first.identity);
        let other = State::new(state.path("other")).secrets().unwrap();
        assert!(other.relay != first.relay);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, state) = state();
        state.secrets().unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(state.path("")), mode(state.path(SECRETS))), (0o700, 0o600));
        fs::set_permissions(state.path(SECRETS), fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(state.secrets(), Err(StateError::Exposed(_))));
    }

    #[test]
    fn a_torn_or_changed_file_is_no_reason_to_make_new_ones() {
        let (_folder, state) = state();
        state.secrets().unwrap();
        let whole = fs::read_to_string(state.path(SECRETS)).unwrap();
        for length in 0..whole.len() {
            fs::write(state.path(SECRETS), &whole[..length]).unwrap();
            assert!(matches!(state.secrets(), Err(StateError::Damaged(_))), "{length} bytes");
        }
        let (changed, to) =
            if whole.contains("relay 0") { ("relay 0", "relay 1") } else { ("relay ", "relay 0") };
        fs::write(state.path(SECRETS), whole.replacen(changed, to, 1)).unwrap();
        assert!(matches!(state.secrets(), Err(StateError::Damaged(_))));
        fs::write(state.path(SECRETS), [0xFF, 0xFE, 0x00]).unwrap();
        assert!(matches!(state.secrets(), Err(StateError::Damaged(_))));
    }

    #[test]
    fn a_file_where_the_folder_should_be_is_named() {
        let (folder, _) = state();
        let file = folder.path().join("file");
        fs::write(&file, "no folder").unwrap();
        for state in [State::new(file.clone()), State::new(file.join("state"))] {
            let Err(StateError::NoFolder(named)) = state.secrets() else { panic!("there is no folder") };
            assert_eq!(named, file);
        }
        assert_eq!(fs::read(&file).unwrap(), b"no folder");
    }

    #[test]
    fn secrets_that_are_asked_for_before_the_first_start_are_not_made() {
        let (_folder, state) = state();
        assert!(matches!(state.kept_secrets(), Err(StateError::NotStarted(_))));
        assert!(!state.folder().exists());
        let made = state.secrets().unwrap();
        assert!(state.kept_secrets().unwrap().relay == made.relay);
    }

    #[test]
    fn a_key_for_push_messages_is_made_once_and_a_damaged_one_is_not_replaced() {
        let (_folder, state) = state();
        let key = |first: u8| state.push_key(|| Ok(Private::new([first; 32])));
        assert!(key(1).unwrap().unwrap() == Private::new([1; 32]));
        assert!(key(2).unwrap().unwrap() == Private::new([1; 32]));
        let whole = fs::read(state.path(PUSH_KEY)).unwrap();
        for length in 0..whole.len() {
            fs::write(state.path(PUSH_KEY), &whole[..length]).unwrap();
            assert!(matches!(key(3), Err(StateError::DamagedPushKey(_))), "{length} bytes");
        }
        fs::write(state.path(PUSH_KEY), [0xFF, 0xFE, 0x00]).unwrap();
        assert!(matches!(key(3), Err(StateError::DamagedPushKey(_))));
        let nowhere = State::new("/proc/nowhere".into());
        assert!(nowhere.push_key(|| Ok(Private::new([1; 32]))).unwrap().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_can_look_into_is_known() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, state) = state();
        state.secrets().unwrap();
        assert!(!state.is_open_to_others() && state.is_writable());
        assert_eq!(fs::read_dir(state.folder()).unwrap().count(), 1, "a trial leaves nothing");
        let inner = State::new(state.inner("acme"));
        assert!(inner.folder().is_dir() && !inner.is_open_to_others());
        fs::set_permissions(state.folder(), fs::Permissions::from_mode(0o750)).unwrap();
        assert!(state.is_open_to_others());
    }

    #[test]
    fn hexadecimal_digits_have_one_spelling() {
        assert_eq!(unhex("00ff10"), Some(vec![0, 255, 16]));
        assert_eq!(hex(&[0, 255, 16]), "00ff10");
        for wrong in ["0", "0G", "FF", " 0", "é"] {
            assert_eq!(unhex(wrong), None, "{wrong}");
        }
    }
}
