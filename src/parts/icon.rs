//! Small signs beside words; never instead of them.

use yew::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Back,
    Camera,
    Chart,
    Chat,
    Clip,
    Close,
    Copy,
    Folder,
    FullScreen,
    HangUp,
    Help,
    Lamp,
    Lock,
    Microphone,
    MicrophoneOff,
    More,
    Phone,
    Picture,
    Reply,
    Screen,
    Settings,
    Swap,
    Turn,
    Video,
    VideoOff,
    Voice,
    Warning,
    Window,
}

impl Icon {
    /// What can be read from one side only is mirrored where text runs from right to left.
    const fn class(self) -> &'static str {
        if matches!(self, Self::Back | Self::Reply) { "icon points" } else { "icon" }
    }

    /// Strokes in a square of 24.
    const fn path(self) -> &'static str {
        match self {
            Self::Back => "M14 5l-7 7 7 7",
            Self::Camera => {
                "M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3\
                M9 9h6v6H9z"
            }
            Self::Chart => "M4 4v16h16M8 15l3.5-4.5 3 2.5L19 7",
            Self::Chat => {
                "M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-8l-4 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1M8 9h8M8 12h5"
            }
            Self::Clip => {
                "M19 11.5l-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.7 7.7a1.5 1.5 0 0 1-2.2-2.2l7-7"
            }
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Copy => {
                "M9 8h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1\
                M5 16a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1"
            }
            Self::Folder => "M4 6h5l2 2.5h8a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1",
            Self::FullScreen => {
                "M4 9V5a1 1 0 0 1 1-1h4M15 4h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M9 20H5a1 1 0 0 1-1-1v-4"
            }
            Self::HangUp => {
                "M2.5 15.8v-2.3c0-2.8 4-4.7 9.5-4.7s9.5 1.9 9.5 4.7v2.3l-5 .6-.6-3a13 13 0 0 0-7.8 0l-.6 3z"
            }
            Self::Help => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 16.8v.2"
            }
            Self::Lamp => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4\
                M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5"
            }
            Self::Lock => {
                "M6 10.5h12a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-7.5a1 1 0 0 1 1-1M8 10.5V8a4 4 0 0 1 8 0v2.5"
            }
            Self::Microphone => {
                "M12 3.5a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0v-5a3 3 0 0 0-3-3M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M8.5 21h7"
            }
            Self::MicrophoneOff => {
                "M12 3.5a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0v-5a3 3 0 0 0-3-3M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M8.5 21h7M4 3l16 18"
            }
            Self::More => "M5 12v.01M12 12v.01M19 12v.01",
            Self::Picture => {
                "M5 5h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1\
                M4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 8.5v.01"
            }
            Self::Reply => "M9.5 6 4 11.5 9.5 17M4 11.5h9a7 7 0 0 1 7 7",
            Self::Phone => {
                "M5.2 3.5H9l1.6 4.8-2.3 1.8a12.5 12.5 0 0 0 5.6 5.6l1.8-2.3 4.8 1.6v3.8a1.7 1.7 0 0 1-1.8 1.7A16.6 16.6 0 0 1 3.5 5.3a1.7 1.7 0 0 1 1.7-1.8"
            }
            Self::Screen => {
                "M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1M9 20.5h6M12 13.8V8.5M9.5 10.8 12 8.3l2.5 2.5"
            }
            Self::Settings => {
                "M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5\
                M8 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5"
            }
            Self::Swap => "M4 8.5h14M14.5 5 18 8.5 14.5 12M20 15.5H6M9.5 12 6 15.5 9.5 19",
            Self::Turn => {
                "M4.5 11a7.5 7.5 0 0 1 13-4.2L20 9M20 4.5V9h-4.5M19.5 13a7.5 7.5 0 0 1-13 4.2L4 15M4 19.5V15h4.5"
            }
            Self::Video => {
                "M4.5 6.5h9A1.5 1.5 0 0 1 15 8v8a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16V8a1.5 1.5 0 0 1 1.5-1.5M15 10.8l6-3.3v9l-6-3.3"
            }
            Self::VideoOff => {
                "M4.5 6.5h9A1.5 1.5 0 0 1 15 8v8a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16V8a1.5 1.5 0 0 1 1.5-1.5M15 10.8l6-3.3v9l-6-3.3M3.5 3l17 18"
            }
            Self::Voice => "M4 10.5v3M8 7.5v9M12 4.5v15M16 8.5v7M20 11v2",
            Self::Warning => "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.2",
            Self::Window => {
                "M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1M12.5 12.5H18v4h-5.5z"
            }
        }
    }
}

/// A sign of its own, silent for screen readers.
pub(crate) fn icon(icon: Icon) -> Html {
    html! {
        <svg class={icon.class()} viewBox="0 0 24 24" aria-hidden="true"><path d={icon.path()} /></svg>
    }
}
