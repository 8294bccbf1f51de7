/// Which half of the exchange a description is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The invitation.
    Offer,
    /// The reply to it.
    Answer,
}

/// Who opens the DTLS connection (RFC 8842, section 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setup {
    /// Either side may.
    Actpass,
    /// This side does.
    Active,
    /// This side waits.
    Passive,
}

impl Setup {
    /// The value of the `a=setup` attribute.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Actpass => "actpass",
            Self::Active => "active",
            Self::Passive => "passive",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "actpass" => Some(Self::Actpass),
            "active" => Some(Self::Active),
            "passive" => Some(Self::Passive),
            _ => None,
        }
    }
}
