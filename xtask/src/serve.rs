//! `cargo xtask serve`: from a bare machine to a running page, served by the companion with the page inside.

use crate::{build, companion, process, progress::Progress, tools::Toolbox, workspace};
#[cfg(unix)]
use anyhow::Context;
use anyhow::Result;
use std::process::Command;

/// Who can reach the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This machine only, over http.
    Loopback,
    /// Every machine of the local network, over https with a certificate of its own.
    Lan,
}

/// Where the page is served when nobody asks for anything else: here, or at the next port that is free.
const FIRST_PORT: u16 = 8420;

/// Installs what is missing, builds the page and the companion, and serves until the person stops it.
pub fn run(reach: Reach, port: Option<u16>) -> Result<()> {
    let progress = Progress::start();
    let toolbox = Toolbox::for_page(&progress)?;
    build::build_page(&progress, &toolbox)?;
    let companion = companion::build(&progress, &workspace::dist())?;
    progress.say("Serving. Press Ctrl+C to stop.");
    let mut command = process::command(companion);
    command.args(words(reach, port));
    become_it(&mut command)
}

/// The companion takes this program's place, so that whatever ends the one ends the other.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<()> {
    let error = std::os::unix::process::CommandExt::exec(command);
    Err(error).with_context(|| format!("`{}` cannot be started", process::describe(command)))
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<()> {
    process::run(command)
}

/// What the companion is told; all else is as it is for anybody who starts it.
fn words(reach: Reach, port: Option<u16>) -> Vec<String> {
    let mut words = vec!["serve".to_owned()];
    if reach == Reach::Loopback {
        words.extend(["--listen", "127.0.0.1", "--tls", "off"].map(str::to_owned));
    }
    match port {
        Some(port) => words.extend(["--port".to_owned(), port.to_string()]),
        None => words.extend(["--first-port".to_owned(), FIRST_PORT.to_string()]),
    }
    words.extend(["--drain-seconds", "0"].map(str::to_owned));
    words
}

#[cfg(test)]
mod tests {
    use super::{Reach, words};

    #[test]
    fn on_this_machine_alone_the_page_needs_no_certificate() {
        let words = words(Reach::Loopback, None).join(" ");
        assert_eq!(words, "serve --listen 127.0.0.1 --tls off --first-port 8420 --drain-seconds 0");
    }

    #[test]
    fn a_port_that_was_asked_for_is_the_one() {
        assert_eq!(words(Reach::Lan, Some(9000)).join(" "), "serve --port 9000 --drain-seconds 0");
    }
}
