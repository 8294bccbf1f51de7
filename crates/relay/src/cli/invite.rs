use super::{CommandError, moment};
use crate::{
    config::{Config, Port, Tls},
    lan,
    rooms::own_secret,
    shared::unix_seconds,
    state::{Secrets, hex, random},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use heliograph_sfu::rooms::Permit;
use heliograph_wire::room::PERMIT_LINK;
use serde::Serialize;
use std::{
    fmt::{self, Display, Formatter},
    net::SocketAddr,
};

const DAY: u64 = 24 * 3600;

/// What somebody gets who is to make rooms.
#[derive(Serialize)]
pub(super) struct Invite {
    /// Names it in `revoked_invites`.
    id: String,
    link: String,
    /// How many rooms can be made with it; none where they are not counted.
    rooms: Option<u16>,
    /// Until when, in seconds since 1970.
    expires: u64,
}

impl Invite {
    /// To the server with these settings and secrets.
    pub(super) fn new(
        config: &Config,
        secrets: &Secrets,
        days: u16,
        rooms: Option<u16>,
    ) -> Result<Self, CommandError> {
        let ends = unix_seconds() + u64::from(days) * DAY;
        let id = *random()?.reveal();
        let permit = Permit { id, ends, rooms }.sign(&own_secret(&secrets.relay));
        let fragment = BASE64_URL_SAFE_NO_PAD.encode(permit.reveal());
        let id = hex(&id);
        Ok(Self { id, link: format!("{}#{PERMIT_LINK}{fragment}", page(config)), rooms, expires: ends })
    }

    /// For programs.
    pub(super) fn json(&self) -> String {
        serde_json::json!(self).to_string()
    }
}

impl Display for Invite {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "Whoever has this link can make rooms here; send it to nobody else:\n\n   {}\n",
            self.link
        )?;
        match self.rooms {
            Some(rooms) => writeln!(out, "rooms       {rooms}")?,
            None => writeln!(out, "rooms       as many as the settings allow")?,
        }
        writeln!(out, "until       {}", moment(self.expires))?;
        write!(out, "number      {}; `revoked_invites` takes it back", self.id)
    }
}

/// Where the page is, as the settings say it; another port may be in use if that was taken.
fn page(config: &Config) -> String {
    let addresses = if config.is_public() { lan::addresses() } else { Vec::new() };
    let (Port::Exactly(port) | Port::From(port)) = config.port;
    let tcp: Vec<_> = config.addresses.iter().map(|address| SocketAddr::new(*address, port)).collect();
    let welcome = lan::Welcome {
        domain: config.domain.as_deref(),
        tcp: &tcp,
        is_sealed: config.tls != Tls::Off || !config.trusted_proxies.is_empty(),
        fingerprint: None,
        addresses: &addresses,
    };
    welcome.best_or_here()
}

#[cfg(test)]
mod tests {
    use super::Invite;
    use crate::{
        config::{Config, Port, Tls},
        state::Secrets,
    };

    #[track_caller]
    fn check(config: &Config, page: &str) {
        let invite = Invite::new(config, &Secrets::random().unwrap(), 7, Some(3)).unwrap();
        let said = invite.to_string();
        let start = format!("\n   {page}#i=");
        let line = said.lines().find(|line| line.starts_with(&start[1..]));
        let fragment = line.unwrap_or_else(|| panic!("{said}")).rsplit('=').next().unwrap();
        assert!(fragment.len() > 40 && fragment.len() <= 128, "{fragment}");
        assert!(said.contains("rooms       3\n"), "{said}");
    }

    #[test]
    fn an_invite_leads_to_the_page_as_people_find_it() {
        let mut config = Config::on_loopback("nowhere".into());
        config.port = Port::From(8080);
        check(&config, "http://localhost:8080/");
        config.domain = Some("calls.example.org".to_owned());
        config.tls = Tls::Own;
        check(&config, "https://calls.example.org:8080/");
        config.port = Port::Exactly(443);
        check(&config, "https://calls.example.org/");
    }
}
