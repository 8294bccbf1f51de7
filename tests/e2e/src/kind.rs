//! Which browsers are driven, and what differs from one person's to another's.

/// A stock browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Chromium as it comes.
    Chromium,
    /// Chromium that refuses local descriptions whose credentials were changed.
    ChromiumWithoutMunging,
    /// Firefox as it comes.
    Firefox,
}

/// What the browser shows of the addresses of the machine it runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// Plain addresses, as after the camera or microphone was granted.
    Raw,
    /// Names ending in `.local` in their place, which is what browsers do until then.
    Mdns,
}

/// The colours a person asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A language that the page speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its subtag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}
