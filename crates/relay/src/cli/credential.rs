use super::{CommandError, moment};
use crate::{
    shared::unix_seconds,
    state::{Secrets, random},
};
use heliograph_turn::credential::{self, Credential, Exchange};
use serde::Serialize;
use std::fmt::{self, Display, Formatter};

/// A way through the relay, to be typed into other programs.
#[derive(Serialize)]
pub(super) struct Issued {
    username: String,
    password: String,
    /// Until when it may be used to begin with, in seconds since 1970.
    expires: u64,
}

impl Issued {
    /// One for an exchange of its own.
    pub(super) fn new(secrets: &Secrets, seconds: u32) -> Result<Self, CommandError> {
        let exchange = Exchange(u64::from_be_bytes(*random::<8>()?.reveal()));
        let expires = unix_seconds() + u64::from(seconds);
        let Credential { username, password } = credential::issue(secrets.relay.reveal(), exchange, expires);
        Ok(Self { username, password, expires })
    }

    /// For programs.
    pub(super) fn json(&self) -> String {
        serde_json::json!(self).to_string()
    }
}

impl Display for Issued {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        writeln!(out, "user name   {}", self.username)?;
        writeln!(out, "password    {}", self.password)?;
        write!(out, "until       {}; what is begun by then goes on", moment(self.expires))
    }
}
