//! What a person prefers, how it is read when they enter it, and how it is kept when they wish so.

use heliograph_wire::Private;
use heliograph_wire::control::{NAME_LIMIT, Switch};
use thiserror::Error;

use crate::{StunError, StunServer};

/// A language that the page speaks, and in which there are safety words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// Every language there is, in the order of its number in control messages.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The language's subtag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language of a tag such as `de-AT`, where there is one.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let subtag = tag.split('-').next().unwrap_or(tag);
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(subtag))
    }

    /// Its number in control messages.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::English => 0,
            Self::German => 1,
        }
    }

    /// The language that a control message names, where this version has it.
    pub(crate) fn numbered(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// The colours of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device has them.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Who is asked for one's own public address.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Stun {
    /// The server that the page came from, where it answers; it sees the address in any case. Else nobody.
    #[default]
    Origin,
    /// Nobody.
    Nobody,
    /// The servers that the person named, and no others.
    Own(Vec<StunServer>),
    /// All of [`PUBLIC_SERVERS`], and no others.
    Public,
}

/// STUN servers that anybody may ask. They see the address of whoever does.
pub const PUBLIC_SERVERS: [&str; 2] = ["stun.nextcloud.com:443", "stun.cloudflare.com:3478"];

/// The most STUN servers of one's own: browsers grow slow with more.
const SERVERS_AT_MOST: usize = 4;

impl Stun {
    /// The servers to ask, where the one that the page came from answers at `origin`.
    pub(crate) fn servers(&self, origin: &[StunServer]) -> Vec<StunServer> {
        match self {
            Self::Origin => origin.to_vec(),
            Self::Nobody => Vec::new(),
            Self::Own(servers) => servers.clone(),
            Self::Public => PUBLIC_SERVERS.iter().filter_map(|text| StunServer::parse(text).ok()).collect(),
        }
    }
}

/// What a person entered about STUN servers.
#[derive(Clone, PartialEq, Eq)]
pub enum StunEntry {
    /// Ask the server that the page came from.
    Origin,
    /// Ask nobody.
    Nobody,
    /// Ask these, one in each line or parted by commas.
    Own(Private<String>),
    /// Ask public ones.
    Public,
}

/// What one calls oneself, for the other side to see.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(Private<String>);

impl Name {
    /// Reads a name; none where the text is empty.
    ///
    /// # Errors
    /// When it is longer than [`NAME_LIMIT`] bytes, or holds what does not belong into one line.
    pub fn parse(text: &str) -> Result<Option<Self>, PreferenceError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.len() > NAME_LIMIT {
            return Err(PreferenceError::NameTooLong);
        }
        if text.chars().any(steers_text) || text.chars().all(is_unseen) {
            return Err(PreferenceError::NotAName);
        }
        Ok(Some(Self(Private::new(text.to_owned()))))
    }

    /// The name itself.
    pub const fn text(&self) -> &Private<String> {
        &self.0
    }
}

/// Characters that change how the text around them is laid out (Unicode Standard Annex 9, section 2).
pub(crate) fn steers_text(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that leave no mark of their own.
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'
                ..='\u{180f}'
        )
        || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether preferences outlive the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// They are forgotten when the page is closed.
    #[default]
    ForThisPage,
    /// They are kept on this device.
    OnThisDevice,
}

/// Why a preference cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PreferenceError {
    /// A STUN server cannot be read.
    #[error(transparent)]
    Stun(#[from] StunError),
    /// One's own servers were chosen, and none was named.
    #[error("no server was named")]
    NoServer,
    /// More servers than a browser should ask.
    #[error("at most {SERVERS_AT_MOST} servers can be named")]
    TooManyServers,
    /// The name is too long.
    #[error("a name has at most {NAME_LIMIT} bytes")]
    NameTooLong,
    /// The name holds control characters.
    #[error("a name is one plain line")]
    NotAName,
    /// The browser keeps nothing for this page.
    #[error("the browser keeps nothing for this page")]
    NotKept,
}

/// Everything a person prefers.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Preferences {
    /// None follows the browser.
    pub(crate) language: Option<Language>,
    pub(crate) theme: Theme,
    pub(crate) stun: Stun,
    pub(crate) name: Option<Name>,
    pub(crate) sounds: Switch,
    /// Whether calls are to be sealed twice where they can be.
    pub(crate) sealing: Switch,
    pub(crate) keeping: Keeping,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::System,
            stun: Stun::Origin,
            name: None,
            sounds: Switch::On,
            sealing: Switch::Off,
            keeping: Keeping::ForThisPage,
        }
    }
}

impl Preferences {
    /// Reads what [`Self::to_text`] wrote; a line that cannot be read is as if it were not there.
    pub(crate) fn of_text(text: &str) -> Self {
        let mut preferences = Self { keeping: Keeping::OnThisDevice, ..Self::default() };
        for line in text.lines() {
            let Some((key, value)) = line.split_once(' ') else { continue };
            match key {
                "language" => preferences.language = Language::of_tag(value),
                "theme" => preferences.theme = theme_named(value),
                "stun" => preferences.stun = stun_named(value),
                "name" => preferences.name = Name::parse(value).ok().flatten(),
                "sounds" if value == "off" => preferences.sounds = Switch::Off,
                "sealing" if value == "on" => preferences.sealing = Switch::On,
                // A later version's.
                _ => {}
            }
        }
        preferences
    }

    /// One preference in each line.
    pub(crate) fn to_text(&self) -> Private<String> {
        let mut lines = Vec::new();
        if let Some(language) = self.language {
            lines.push(format!("language {}", language.tag()));
        }
        match self.theme {
            Theme::System => {}
            Theme::Light => lines.push("theme light".to_owned()),
            Theme::Dark => lines.push("theme dark".to_owned()),
        }
        match &self.stun {
            Stun::Origin => {}
            Stun::Nobody => lines.push("stun nobody".to_owned()),
            Stun::Own(servers) => lines.push(format!("stun {}", listed(servers))),
            Stun::Public => lines.push("stun public".to_owned()),
        }
        if self.sounds == Switch::Off {
            lines.push("sounds off".to_owned());
        }
        if self.sealing == Switch::On {
            lines.push("sealing on".to_owned());
        }
        if let Some(name) = &self.name {
            lines.push(format!("name {}", name.text().reveal()));
        }
        Private::new(lines.join("\n"))
    }
}

/// Reads what was entered about STUN servers.
pub(crate) fn entered(entry: &StunEntry) -> Result<Stun, PreferenceError> {
    match entry {
        StunEntry::Origin => Ok(Stun::Origin),
        StunEntry::Nobody => Ok(Stun::Nobody),
        StunEntry::Public => Ok(Stun::Public),
        StunEntry::Own(text) => own_servers(text.reveal()).map(Stun::Own),
    }
}

/// Servers as a person edits them: without their scheme, unless that would make another server of one.
pub(crate) fn listed(servers: &[StunServer]) -> String {
    let spelled = |server: &StunServer| {
        let url = server.url().reveal();
        let bare = url.strip_prefix("stun:").filter(|bare| StunServer::parse(bare).as_ref() == Ok(server));
        bare.unwrap_or(url).to_owned()
    };
    servers.iter().map(spelled).collect::<Vec<_>>().join(", ")
}

fn own_servers(text: &str) -> Result<Vec<StunServer>, PreferenceError> {
    let parts = text.split(['\n', ',', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let mut servers = Vec::new();
    for part in parts {
        if servers.len() == SERVERS_AT_MOST {
            return Err(PreferenceError::TooManyServers);
        }
        let server = StunServer::parse(part)?;
        if !servers.contains(&server) {
            servers.push(server);
        }
    }
    if servers.is_empty() { Err(PreferenceError::NoServer) } else { Ok(servers) }
}

fn theme_named(name: &str) -> Theme {
    match name {
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        // Also names that a later version may have.
        _ => Theme::System,
    }
}

fn stun_named(text: &str) -> Stun {
    match text {
        "nobody" => Stun::Nobody,
        "public" => Stun::Public,
        // Whom the person did not name is not asked.
        servers => own_servers(servers).map_or(Stun::Nobody, Stun::Own),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Keeping, Language, Name, PUBLIC_SERVERS, PreferenceError, Preferences, Stun, StunEntry, Switch,
        Theme, entered,
    };
    use crate::StunError;
    use heliograph_wire::Private;

    fn own(text: &str) -> Result<Vec<String>, PreferenceError> {
        let stun = entered(&StunEntry::Own(Private::new(text.to_owned())))?;
        Ok(stun.servers(&[]).iter().map(|server| server.url().reveal().clone()).collect())
    }

    #[test]
    fn own_servers_are_read_one_a_line_or_parted_by_commas() {
        let expected = ["stun:a.example:3478", "stun:b.example:99"];
        assert_eq!(own("a.example\nb.example:99").unwrap(), expected);
        assert_eq!(own(" a.example, stun:b.example:99 ,a.example").unwrap(), expected);
        assert_eq!(own(" ,\n"), Err(PreferenceError::NoServer));
        assert_eq!(own("a b c d e"), Err(PreferenceError::TooManyServers));
        assert_eq!(own("a.example, turn:b.example"), Err(PreferenceError::Stun(StunError::NotStun)));
    }

    #[test]
    fn every_public_server_can_be_asked() {
        assert_eq!(Stun::Public.servers(&[]).len(), PUBLIC_SERVERS.len());
        assert!(Stun::Nobody.servers(&[]).is_empty());
    }

    #[test]
    fn a_name_is_one_short_plain_line() {
        assert!(Name::parse("  ") == Ok(None));
        let name = Name::parse(" Ana Ćosić ").unwrap().expect("a name");
        assert_eq!(name.text().reveal(), "Ana Ćosić");
        assert!(Name::parse(&"a".repeat(65)) == Err(PreferenceError::NameTooLong));
        for text in [
            "two\nlines",
            "turned \u{202e}round",
            "a\u{2066}b",
            "\u{61c}x",
            "\u{200b}\u{3164}",
            "\u{2060}\u{200d}",
        ] {
            assert!(Name::parse(text) == Err(PreferenceError::NotAName), "{text:?}");
        }
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let preferences = Preferences {
            language: Some(Language::German),
            theme: Theme::Dark,
            stun: entered(&StunEntry::Own(Private::new("a.example, [2001:db8::1]:7, stun".to_owned())))
                .unwrap(),
            name: Name::parse("Ana").unwrap(),
            sounds: Switch::Off,
            sealing: Switch::On,
            keeping: Keeping::OnThisDevice,
        };
        assert!(Preferences::of_text(preferences.to_text().reveal()) == preferences);
        for stun in [Stun::Origin, Stun::Nobody, Stun::Public] {
            let other = Preferences { stun, theme: Theme::Light, language: None, ..preferences.clone() };
            assert!(Preferences::of_text(other.to_text().reveal()) == other);
        }
    }

    #[test]
    fn what_cannot_be_read_is_as_if_it_were_not_there() {
        let nothing = Preferences { keeping: Keeping::OnThisDevice, ..Preferences::default() };
        let found = Preferences::of_text("language tlh\ntheme\nname a\u{7}b\ncolour blue\n\u{0}");
        assert!(found == nothing);
        // Some server was meant, and no other one is.
        assert!(Preferences::of_text("stun turn:x") == Preferences { stun: Stun::Nobody, ..nothing });
    }

    #[test]
    fn a_language_is_known_by_its_first_subtag() {
        assert_eq!(Language::of_tag("de-AT"), Some(Language::German));
        assert_eq!(Language::of_tag("EN"), Some(Language::English));
        assert_eq!(Language::of_tag("den"), None);
        for language in Language::ALL {
            assert_eq!(Language::numbered(language.number()), Some(language));
        }
    }
}
