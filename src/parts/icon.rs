//! Small signs beside words; never instead of them.

use yew::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Back,
    Camera,
    Help,
    Lamp,
    Settings,
    Warning,
}

impl Icon {
    /// What can be read from one side only is mirrored where text runs from right to left.
    const fn class(self) -> &'static str {
        match self {
            Self::Back => "icon points",
            Self::Camera | Self::Help | Self::Lamp | Self::Settings | Self::Warning => "icon",
        }
    }

    /// Strokes in a square of 24.
    const fn path(self) -> &'static str {
        match self {
            Self::Back => "M14 5l-7 7 7 7",
            Self::Camera => {
                "M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3\
                M9 9h6v6H9z"
            }
            Self::Help => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 16.8v.2"
            }
            Self::Lamp => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4\
                M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5"
            }
            Self::Settings => {
                "M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5\
                M8 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5"
            }
            Self::Warning => "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.2",
        }
    }
}

/// A sign of its own, silent for screen readers.
pub(crate) fn icon(icon: Icon) -> Html {
    html! {
        <svg class={icon.class()} viewBox="0 0 24 24" aria-hidden="true"><path d={icon.path()} /></svg>
    }
}
