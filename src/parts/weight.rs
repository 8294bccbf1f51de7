/// How much a button stands out: on each screen the likeliest next step does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// The likeliest step.
    Main,
    /// One of several.
    Plain,
}

impl Weight {
    /// The class of a button.
    pub(crate) const fn class(self) -> Option<&'static str> {
        match self {
            Self::Main => Some("main"),
            Self::Plain => None,
        }
    }
}
