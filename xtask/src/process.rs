use crate::{dist::signature, workspace};
use anyhow::{Context, Result, bail};
use std::{
    env,
    ffi::OsStr,
    path::PathBuf,
    process::{Command, Stdio},
};

/// Prepares `program` to run in the project's top folder.
///
/// What cargo says to the programs that it runs is taken away: with it, build scripts that watch those
/// variables would run again whenever cargo is started from here. The password of a signature's key is for this program
/// alone: build scripts of other people's crates are among what it runs.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root()).env_remove(signature::PASSWORD);
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        if text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
            || matches!(text, "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE")
        {
            command.env_remove(&name);
        }
    }
    command
}

/// Prepares cargo, as a person would start it.
pub fn cargo() -> Command {
    command("cargo")
}

/// Prepares `program` in the surroundings of another command: its folder and its environment.
pub fn surrounded_like(other: &Command, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    if let Some(folder) = other.get_current_dir() {
        command.current_dir(folder);
    }
    for (name, value) in other.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// The same command with so little claim to the processor that it gets what others leave. Where there is no `nice`, it has
/// as much as they.
pub fn giving_way(command: Command) -> Command {
    if find("nice").is_none() {
        return command;
    }
    let mut nice = surrounded_like(&command, "nice");
    nice.args(["-n", "19"]).arg(command.get_program()).args(command.get_args());
    nice
}

/// Runs a command to its end, its output going straight to the person.
pub fn run(command: &mut Command) -> Result<()> {
    let name = describe(command);
    let status = command.status().with_context(|| format!("`{name}` cannot be started"))?;
    if !status.success() {
        bail!("`{name}` ended with {status}");
    }
    Ok(())
}

/// Runs a command to its end without showing anything; `None` when it is not there or fails.
pub fn quiet_output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Where on `PATH` a program lies.
pub fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program).with_extension(env::consts::EXE_EXTENSION))
        .find(|path| path.is_file())
}

/// The command line as a person would type it.
pub fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{command, describe, find, giving_way, surrounded_like};
    use crate::{dist::signature::PASSWORD, workspace};
    use std::process::Command;

    #[test]
    fn nothing_that_is_run_gets_the_password_of_a_key() {
        assert!(command("true").get_envs().any(|(name, value)| name == PASSWORD && value.is_none()));
    }

    #[test]
    fn the_surroundings_of_a_command_are_its_folder_and_its_environment() {
        let like = surrounded_like(command("true").arg("word").env("PAGE", "dist"), "false");
        assert_eq!(like.get_current_dir(), Some(workspace::root()));
        assert!(like.get_envs().any(|(name, value)| name == "PAGE" && value.is_some_and(|it| it == "dist")));
        assert!(like.get_envs().any(|(name, value)| name == PASSWORD && value.is_none()));
        assert_eq!(describe(&like), "false");
    }

    #[test]
    fn what_gives_way_does_the_same_where_there_is_something_to_give_way_with() {
        let mut command = Command::new("cargo");
        command.arg("--version").env("PAGE", "dist");
        let nice = if find("nice").is_some() { "nice -n 19 " } else { "" };
        let giving_way = giving_way(command);
        assert_eq!(describe(&giving_way), format!("{nice}cargo --version"));
        assert_eq!(giving_way.get_envs().count(), 1);
    }
}
