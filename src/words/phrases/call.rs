//! What is said about calls and about how the connection does.

use heliograph_session::{Capture, CaptureError, RouteKind, Section};

/// What is said before and during a call.
pub(crate) struct CallPhrases {
    pub(crate) call: &'static str,
    pub(crate) video_call: &'static str,
    pub(crate) voice_call: &'static str,

    pub(crate) incoming_call: &'static str,
    pub(crate) they_started_video: &'static str,
    pub(crate) they_started_voice: &'static str,
    pub(crate) they_are_in: &'static str,
    pub(crate) answer_with_video: &'static str,
    pub(crate) answer_with_voice: &'static str,
    pub(crate) watch_and_listen: &'static str,
    pub(crate) not_now: &'static str,
    pub(crate) join: &'static str,

    pub(crate) try_out: &'static str,
    pub(crate) not_sent_yet: &'static str,
    pub(crate) may_ask: &'static str,
    pub(crate) camera_is_off: &'static str,
    pub(crate) microphone_level: &'static str,
    pub(crate) start: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) takes_part_anyway: &'static str,

    pub(crate) devices: &'static str,
    pub(crate) microphone: &'static str,
    pub(crate) speaker: &'static str,
    pub(crate) as_in_the_system: &'static str,
    pub(crate) nothing_to_choose: &'static str,
    pub(crate) done: &'static str,

    pub(crate) your_camera: &'static str,
    pub(crate) their_camera: &'static str,
    pub(crate) your_screen: &'static str,
    pub(crate) their_screen: &'static str,

    pub(crate) waiting_for_them: &'static str,
    pub(crate) they_left: &'static str,
    pub(crate) they_cannot_answer: &'static str,
    pub(crate) both_still_on: &'static str,
    pub(crate) camera_still_on: &'static str,
    pub(crate) microphone_still_on: &'static str,
    pub(crate) both_off: &'static str,
    pub(crate) not_here_yet: &'static str,
    pub(crate) their_camera_is_off: &'static str,
    pub(crate) they_speak: &'static str,
    pub(crate) you_speak: &'static str,
    pub(crate) they_are_muted: &'static str,
    pub(crate) their_microphone_is_off: &'static str,
    pub(crate) they_share: &'static str,
    pub(crate) you_are_muted: &'static str,
    pub(crate) your_microphone_is_off: &'static str,
    pub(crate) you_share: &'static str,

    pub(crate) mute: &'static str,
    pub(crate) unmute: &'static str,
    pub(crate) camera_on: &'static str,
    pub(crate) camera_off: &'static str,
    pub(crate) share_screen: &'static str,
    pub(crate) stop_sharing: &'static str,
    pub(crate) hold_to_talk: &'static str,
    pub(crate) low_data: &'static str,
    pub(crate) low_data_hint: &'static str,
    pub(crate) swap: &'static str,
    pub(crate) small_window: &'static str,
    pub(crate) full_screen: &'static str,
    pub(crate) hang_up: &'static str,
    pub(crate) keys: &'static str,

    pub(crate) error: fn(Capture, CaptureError) -> &'static str,
}

/// What is said about how the connection does.
pub(crate) struct StatisticsPhrases {
    pub(crate) statistics: &'static str,
    pub(crate) close: &'static str,
    pub(crate) route: &'static str,
    pub(crate) route_kind: fn(RouteKind) -> &'static str,
    pub(crate) show_addresses: &'static str,
    pub(crate) hide_addresses: &'static str,
    pub(crate) addresses_hint: &'static str,
    pub(crate) relayed_hint: &'static str,
    pub(crate) here: &'static str,
    pub(crate) there: &'static str,
    pub(crate) round_trip: &'static str,
    pub(crate) loss: &'static str,
    pub(crate) jitter: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) received: &'static str,
    pub(crate) from_you: &'static str,
    pub(crate) from_them: &'static str,
    pub(crate) no_streams: &'static str,
    pub(crate) section: fn(Section) -> &'static str,
    pub(crate) frames: fn(u32) -> String,
    /// Between whole and tenths.
    pub(crate) decimal_mark: char,
    /// With the gap before it that the language wants.
    pub(crate) percent: &'static str,
}
