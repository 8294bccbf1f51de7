//! `heliograph-relay doctor`: tries everything that people are going to need, and says what to do where it does not work.

mod authority;
mod checks;
mod folder;
mod limits;
mod push;

pub use limits::raise_file_limit;

use crate::{
    config::{Config, Push, Ring},
    state::State,
};
use checks::Patient;
use std::{
    fmt::{self, Display, Formatter},
    io::{self, Write},
    process::ExitCode,
};

/// What came of one check.
#[derive(Debug, PartialEq, Eq)]
pub enum Finding {
    /// It works.
    Well(String),
    /// It works, and there is something to know about it.
    Note(String),
    /// It does not work; what to do.
    Ill(String),
}

impl Display for Finding {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let (mark, text) = match self {
            Self::Well(text) => ("well", text),
            Self::Note(text) => ("note", text),
            Self::Ill(text) => ("ILL ", text),
        };
        write!(out, "{mark}  {text}")
    }
}

/// Checks a server that runs with these settings, or one that is started for that; a line for each finding.
pub async fn run(config: Config) -> io::Result<ExitCode> {
    let findings = examine(config).await;
    let mut out = io::stdout();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    let is_ill = findings.iter().any(|finding| matches!(finding, Finding::Ill(_)));
    let sum = if is_ill { "Something does not work: see the lines with ILL." } else { "All of this works." };
    writeln!(out, "\n{sum}")?;
    Ok(if is_ill { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// All findings about a server with these settings.
pub async fn examine(config: Config) -> Vec<Finding> {
    let mut findings = vec![limits::clock(), limits::files(&config)];
    let (state, ring, push) = (State::new(config.state.clone()), config.ring, config.push.clone());
    let patient = match Patient::find(config).await {
        Ok((patient, finding)) => {
            findings.push(finding);
            patient
        }
        Err(finding) => {
            findings.push(finding);
            return findings;
        }
    };
    findings.push(folder::secrets(&state));
    findings.extend((ring != Ring::Off).then(|| folder::callees(&state)));
    if let Push::On { services, .. } = &push {
        findings.push(push::names(services).await);
    }
    findings.push(patient.stun().await);
    findings.push(patient.relay_by_udp().await);
    findings.push(patient.relay_by_tcp().await);
    findings.extend(patient.tls().await);
    findings.extend(patient.rooms());
    findings.extend(patient.reach());
    findings
}
