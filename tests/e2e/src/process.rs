//! Processes that end with the test that started them.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// A process and everything it started, ended together when this is dropped.
///
/// A driver starts a browser, which starts a dozen processes of its own. They share one process group, so a test
/// that fails leaves nothing running.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// Starts a program in a process group of its own. What it says goes to `log`, and its temporary files go beside.
    pub(crate) fn start(command: &Invocation, log: &Path) -> Result<Self> {
        use std::os::unix::process::CommandExt;
        let output = File::create(log).with_context(|| format!("creating {}", log.display()))?;
        let child = Command::new(&command.program)
            .args(&command.arguments)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .env("TMPDIR", log.parent().unwrap_or(log))
            .process_group(0)
            .spawn()
            .with_context(|| format!("starting {}", command.program.display()))?;
        Ok(Self { child })
    }

    /// Asks the program itself to stop.
    pub(crate) fn ask_to_stop(&self) -> Result<()> {
        let program = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).context("no process")?;
        Ok(kill_process(program, Signal::TERM)?)
    }

    /// The number of the process group.
    pub(crate) fn group(&self) -> u32 {
        self.child.id()
    }

    /// How the program ended, or nothing while it runs.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // The group may be gone already, which is what is wanted.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

/// A program and its arguments, before it is decided where it runs.
#[derive(Clone)]
pub(crate) struct Invocation {
    program: OsString,
    arguments: Vec<OsString>,
}

impl Invocation {
    /// A program without arguments.
    pub(crate) fn new(program: impl Into<OsString>) -> Self {
        Self { program: program.into(), arguments: Vec::new() }
    }

    /// The same with one argument more.
    #[must_use]
    pub(crate) fn argument(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// The same, run inside a network namespace.
    #[must_use]
    pub(crate) fn inside(self, namespace: &str) -> Self {
        let mut arguments: Vec<OsString> = ["netns", "exec", namespace].map(OsString::from).into();
        arguments.push(self.program);
        arguments.extend(self.arguments);
        Self { program: "ip".into(), arguments }
    }
}
