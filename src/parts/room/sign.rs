//! Small signs of rooms, beside words as all others are.

use yew::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Hand,
    People,
    Pin,
    Poor,
    Away,
    Before,
    Next,
    Invite,
    Layout,
}

impl Sign {
    const fn class(self) -> &'static str {
        match self {
            Self::Before | Self::Next => "icon points",
            Self::Hand | Self::People | Self::Pin | Self::Poor | Self::Away | Self::Invite | Self::Layout => {
                "icon"
            }
        }
    }

    /// Strokes in a square of 24.
    const fn path(self) -> &'static str {
        match self {
            Self::Hand => {
                "M8 12.5V6a1.4 1.4 0 0 1 2.8 0v5M10.8 11V4.4a1.4 1.4 0 0 1 2.8 0V11M13.6 11V5.6a1.4 1.4 0 0 1 2.8 0V12\
                M16.4 9.5a1.4 1.4 0 0 1 2.8 0V15a6.2 6.2 0 0 1-11.5 3.2L4.3 13a1.5 1.5 0 0 1 2.4-1.7L8 13"
            }
            Self::People => {
                "M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M2.5 19.5c0-3.2 2.9-5.2 6.5-5.2s6.5 2 6.5 5.2\
                M16 5a3 3 0 0 1 0 6M18 14.6c2.2.7 3.5 2.4 3.5 4.9"
            }
            Self::Pin => "M12 15v6M8 3.5h8l-1 6 2.5 3.5v2h-11v-2L9 9.5z",
            Self::Poor => "M4 19v-3M9 19v-6M14 19v.01M19 19v.01",
            Self::Away => {
                "M5 5l14 14M4 10.5a12 12 0 0 1 4-2.3M12 7.5a12 12 0 0 1 8 3M7.5 14a7 7 0 0 1 3-1.7M12 19v.01"
            }
            Self::Before => "M14 5l-7 7 7 7",
            Self::Next => "M10 5l7 7-7 7",
            Self::Invite => {
                "M9.5 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M3 19.5c0-3.2 2.9-5.2 6.5-5.2 2 0 3.8.600 5 1.7M18 14v6M15 17h6"
            }
            Self::Layout => "M4 5h16v9H4zM4 17.5h4v2H4zM10 17.5h4v2h-4zM16 17.5h4v2h-4z",
        }
    }
}

/// A sign of its own, silent for screen readers.
pub(super) fn sign(sign: Sign) -> Html {
    html! {
        <svg class={sign.class()} viewBox="0 0 24 24" aria-hidden="true"><path d={sign.path()} /></svg>
    }
}
