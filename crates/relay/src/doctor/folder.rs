use super::Finding;
use crate::state::State;

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

#[cfg(all(test, unix))]
mod tests {
    use super::{Finding, secrets};
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
}
