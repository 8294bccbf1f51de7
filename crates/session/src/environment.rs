use std::collections::BTreeSet;
use std::net::IpAddr;
use std::rc::Rc;

use heliograph_wire::Private;
use thiserror::Error;

use crate::{Form, Notifications, Waking};

/// What the page finds itself in; constant for its life.
#[derive(Clone, Default)]
pub struct Environment {
    /// The form in which the app came here.
    pub form: Form,
    /// Where the page was opened.
    pub page: Page,
    /// How this browser treats its NAT bindings.
    pub bindings: Bindings,
    /// Whether there is a share sheet.
    pub share_sheet: ShareSheet,
    /// The languages that the browser asks for (BCP 47), dearest first.
    pub languages: Vec<String>,
    /// What was kept on the device by [`Effect::Keep`](crate::Effect::Keep).
    pub kept: Option<Private<String>>,
    /// What was kept by [`Effect::KeepChat`](crate::Effect::KeepChat).
    pub kept_chat: Option<Private<String>>,
    /// What was kept in this tab by [`RendezvousEffect::KeepMeeting`](crate::RendezvousEffect::KeepMeeting).
    pub kept_meeting: Option<Private<String>>,
    /// Whether the browser tells the person of rings.
    pub notifications: Notifications,
    /// Whether it can tell them while the page is not open.
    pub waking: Waking,
    /// What this browser can do that not every browser can.
    pub abilities: Rc<BTreeSet<Ability>>,
}

/// Something that not every browser can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ability {
    /// Capture a screen (W3C Screen Capture).
    CaptureScreen,
    /// Show a picture in a small window above all others (W3C Picture-in-Picture).
    Float,
    /// Fill the whole screen (WHATWG Fullscreen).
    FillScreen,
    /// Pick a folder.
    PickFolder,
    /// Store a page, so that it begins without a connection (W3C Service Workers).
    StoreApp,
    /// Open links of a scheme with a page (WHATWG HTML, custom scheme handlers).
    OpenLinks,
    /// Have frames sealed on their way (W3C WebRTC Encoded Transform).
    SealFrames,
}

/// Where a page was opened, and so who can follow a link to it.
#[derive(Clone, Default)]
pub enum Page {
    /// From a file or an extension: it has no address to share.
    #[default]
    Local,
    /// From a server on this device: its address, without a fragment, means nothing elsewhere.
    ThisDevice(Private<String>),
    /// From a server that others reach too: its address, without a fragment.
    Shared(Private<String>),
}

/// Whether a browser keeps the NAT bindings of an offer alive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bindings {
    /// It asks its STUN server again and again (Chromium: every 10 s).
    #[default]
    Kept,
    /// It asks once, so a reflexive candidate goes stale with the NAT's timeout (Firefox).
    Fading,
}

/// Whether the browser can hand a text to other apps (W3C Web Share).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShareSheet {
    /// It cannot.
    #[default]
    Absent,
    /// It can.
    Offered,
}

/// Whether the browser believes that there is any network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// There is, or the device moved to another one.
    Present,
    /// There is none.
    Absent,
}

/// A STUN server that the person chose (RFC 7064).
#[derive(Clone, PartialEq, Eq)]
pub struct StunServer(Private<String>);

/// Why a text is not a STUN server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StunError {
    /// It asks for a relay.
    #[error("only STUN servers can be set here, not TURN servers")]
    NotStun,
    /// No host name or address can be found in it.
    #[error("a STUN server is written host:port")]
    NotAHost,
    /// The port is not a number from 1 to 65535.
    #[error("the port must be a number from 1 to 65535")]
    BadPort,
}

impl StunServer {
    /// Reads `host`, `host:port`, `[v6]:port`, each with or without `stun:` before it.
    ///
    /// # Errors
    /// A [`StunError`] that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, StunError> {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        if ["turn:", "turns:", "stuns:"].iter().any(|scheme| lower.starts_with(scheme)) {
            return Err(StunError::NotStun);
        }
        let rest = if lower.starts_with("stun:") { &text["stun:".len()..] } else { text };
        let (host, port) = split_port(rest);
        if rest.contains('/') || !is_host(host) {
            return Err(StunError::NotAHost);
        }
        match port.unwrap_or("3478").parse::<u16>() {
            Ok(port) if port > 0 => Ok(Self(Private::new(format!("stun:{host}:{port}")))),
            _ => Err(StunError::BadPort),
        }
    }

    /// As `RTCIceServer.urls` wants it.
    pub const fn url(&self) -> &Private<String> {
        &self.0
    }
}

fn split_port(text: &str) -> (&str, Option<&str>) {
    if let Some(end) = text.find(']') {
        let (host, rest) = text.split_at(end + 1);
        return (host, rest.strip_prefix(':'));
    }
    match text.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    }
}

fn is_host(text: &str) -> bool {
    if let Some(v6) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return v6.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6());
    }
    let label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::{StunError, StunServer};

    #[track_caller]
    fn reads(text: &str, url: &str) {
        let Ok(server) = StunServer::parse(text) else { panic!("{text} is refused") };
        assert_eq!(server.url().reveal(), url);
    }

    #[track_caller]
    fn refuses(text: &str, error: StunError) {
        assert_eq!(StunServer::parse(text).err(), Some(error));
    }

    #[test]
    fn a_stun_server_is_read_as_people_write_it() {
        reads("stun.example.org", "stun:stun.example.org:3478");
        reads(" stun:stun.example.org:19302 ", "stun:stun.example.org:19302");
        reads("STUN:192.0.2.1", "stun:192.0.2.1:3478");
        reads("[2001:db8::1]:3479", "stun:[2001:db8::1]:3479");
    }

    #[test]
    fn what_is_not_a_stun_server_is_refused_with_the_reason() {
        refuses("turn:relay.example.org", StunError::NotStun);
        refuses("https://example.org", StunError::NotAHost);
        refuses("", StunError::NotAHost);
        refuses("two words", StunError::NotAHost);
        refuses("host:port", StunError::BadPort);
        refuses("host:0", StunError::BadPort);
        refuses("[2001:db8::1]:70000", StunError::BadPort);
    }
}
