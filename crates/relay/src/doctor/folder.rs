use super::Finding;
use crate::{rendezvous, state::State, trouble};
use std::{
    fs::{File, TryLockError},
    io::ErrorKind,
};

/// Whether secrets outlive the server, and nobody else can have what is beside them.
pub(super) fn secrets(state: &State) -> Finding {
    let folder = state.folder();
    let folder = folder.display();
    if !state.is_writable() {
        return Finding::Note(format!(
            "Secrets: nothing can be kept in {folder}, so each start makes new ones, and browsers ask about the \
             certificate again. Let the user that the server runs as write there, or name another folder with --state"
        ));
    }
    if state.is_open_to_others() {
        return Finding::Note(format!(
            "Secrets: others on this machine can look into their folder; `chmod 700 {folder}`"
        ));
    }
    Finding::Well(format!("Secrets: kept in {folder}, where nobody else can look"))
}

/// Whether those who can be rung are kept by the server that is examined, which then has their file open.
pub(super) fn callees(state: &State) -> Finding {
    let file = rendezvous::path(state);
    let opened = match File::options().read(true).write(true).open(&file) {
        Ok(opened) => opened,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Finding::Note(format!(
                "Callees: nobody is kept in {}, so nobody can be rung. Let the user that the server runs as write there, or \
                 name another folder with --state; `ring = false` is right where nobody is to be rung",
                state.folder().display()
            ));
        }
        Err(error) => {
            return Finding::Ill(format!("Callees: {} {}", file.display(), trouble::in_words(&error)));
        }
    };
    match opened.try_lock() {
        Err(TryLockError::WouldBlock) => {
            Finding::Well(format!("Callees: the server keeps those who can be rung in {}", file.display()))
        }
        Ok(()) | Err(TryLockError::Error(_)) => Finding::Note(format!(
            "Callees: no server has {} open. Does the one that runs have `ring = false`, or was it started before there \
             were rings? Start it again",
            file.display()
        )),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Finding, callees, secrets};
    use crate::state::State;
    use std::{fs, os::unix::fs::PermissionsExt};

    #[test]
    fn a_folder_that_others_can_look_into_or_that_keeps_nothing_is_noted() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::new(folder.path().join("state"));
        state.secrets().unwrap();
        assert!(matches!(secrets(&state), Finding::Well(_)));
        fs::set_permissions(state.folder(), fs::Permissions::from_mode(0o755)).unwrap();
        let Finding::Note(said) = secrets(&state) else { panic!("others can look into it") };
        assert!(said.contains("`chmod 700 /") && said.ends_with("state`"), "{said}");
        let absent = State::new("/proc/nowhere".into());
        let Finding::Note(said) = secrets(&absent) else { panic!("nothing can be kept there") };
        assert!(said.contains("nothing can be kept in /proc/nowhere"), "{said}");
    }
    #[test]
    fn callees_are_kept_where_a_server_has_their_file_open() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::new(folder.path().join("state"));
        let said = |finding: Finding| finding.to_string();
        assert!(said(callees(&state)).starts_with("note  Callees: nobody is kept in /"));
        let kept = crate::rendezvous::open(crate::config::Ring::On { days: 1 }, &state).unwrap();
        let found = said(callees(&state));
        assert!(found.starts_with("well  Callees: ") && found.ends_with("callees.redb"), "{found}");
        drop(kept);
        assert!(said(callees(&state)).starts_with("note  Callees: no server has /"));
        fs::remove_file(crate::rendezvous::path(&state)).unwrap();
        fs::create_dir(crate::rendezvous::path(&state)).unwrap();
        assert!(said(callees(&state)).starts_with("ILL   Callees: /"));
    }
}
