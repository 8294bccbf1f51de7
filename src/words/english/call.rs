use heliograph_session::{Capture, CaptureError, RouteKind, Section};

use crate::words::{CallPhrases, StatisticsPhrases};

pub(super) const CALL: CallPhrases = CallPhrases {
    call: "Call",
    video_call: "Video call",
    voice_call: "Voice call",

    incoming_call: "Incoming call",
    they_started_video: "They have started a video call.",
    they_started_voice: "They have started a voice call.",
    they_are_in: "They are in a call.",
    answer_with_video: "Answer with video",
    answer_with_voice: "Answer with voice",
    watch_and_listen: "Just watch and listen",
    not_now: "Not now",
    join: "Join the call",

    try_out: "Try camera and microphone",
    not_sent_yet: "Only you see and hear this until you go on.",
    may_ask: "Your browser may ask whether this page can use your camera and microphone.",
    camera_is_off: "Your camera is off",
    microphone_level: "Microphone level",
    start: "Start the call",
    cancel: "Cancel",
    takes_part_anyway: "You can still hear and see the other person.",

    devices: "Devices",
    microphone: "Microphone",
    speaker: "Speaker",
    as_in_the_system: "As the system has it",
    nothing_to_choose: "There is nothing else to choose on this device.",
    done: "Done",

    your_camera: "Your camera",
    their_camera: "Their camera",
    your_screen: "Your screen",
    their_screen: "Their screen",

    waiting_for_them: "Waiting for them to join",
    they_left: "They have left the call",
    they_cannot_answer: "They cannot answer now.",
    both_still_on: "Your camera and microphone are still on",
    camera_still_on: "Your camera is still on",
    microphone_still_on: "Your microphone is still on",
    both_off: "Your camera and microphone are off",
    not_here_yet: "Not here yet",
    their_camera_is_off: "Their camera is off",
    they_speak: "They are speaking",
    you_speak: "You are speaking",
    they_are_muted: "They are muted",
    their_microphone_is_off: "Their microphone is off",
    they_share: "They are sharing their screen",
    you_are_muted: "You are muted",
    your_microphone_is_off: "Your microphone is off",
    you_share: "You are sharing your screen",

    mute: "Mute",
    unmute: "Unmute",
    camera_on: "Turn camera on",
    camera_off: "Turn camera off",
    share_screen: "Share screen",
    stop_sharing: "Stop sharing",
    hold_to_talk: "Hold to talk",
    low_data: "Low data",
    low_data_hint: "Smaller pictures, and fewer of them. Sound comes first.",
    swap: "Swap pictures",
    small_window: "Small window",
    full_screen: "Full screen",
    hang_up: "Hang up",
    keys: "Keys: M mutes and unmutes, V turns the camera on and off, Space lets you talk for as long as you hold it.",

    error,
};

pub(super) const STATISTICS: StatisticsPhrases = StatisticsPhrases {
    statistics: "Statistics",
    close: "Close",
    route: "Route",
    route_kind,
    show_addresses: "Show addresses",
    hide_addresses: "Hide addresses",
    addresses_hint: "They say where you both are. Show them only where nobody looks over your shoulder.",
    relayed_hint: "They are the server’s, which stands between you and knows yours. They do not say where you are.",
    here: "You",
    there: "The other side",
    round_trip: "Round trip",
    loss: "Loss",
    jitter: "Jitter",
    sent: "Sent",
    received: "Received",
    from_you: "Your sound and pictures, as they leave",
    from_them: "Their sound and pictures, as they come in",
    no_streams: "No sound and no pictures.",
    section,
    frames,
    decimal_mark: '.',
    percent: "%",
};

const fn route_kind(route: RouteKind) -> &'static str {
    match route {
        RouteKind::Unknown => "–",
        RouteKind::SameNetwork => "Same network",
        RouteKind::Direct => "Direct",
        RouteKind::Relayed => "Relayed",
    }
}

const fn section(section: Section) -> &'static str {
    match section {
        Section::Voice => "Voice",
        Section::Camera => "Camera picture",
        Section::Screen => "Screen picture",
        Section::ScreenSound => "Sound of the screen",
    }
}

fn frames(frames: u32) -> String {
    format!("{frames} per second")
}

const fn error(capture: Capture, error: CaptureError) -> &'static str {
    match capture {
        Capture::Microphone => microphone(error),
        Capture::Camera => camera(error),
        Capture::Screen => screen(error),
    }
}

const fn microphone(error: CaptureError) -> &'static str {
    match error {
        CaptureError::Refused => {
            "This page may not use the microphone. To allow it, open the microphone or lock sign in the address bar, \
            then choose “Unmute”. If that changes nothing, allow it to the browser in the settings of your device."
        }
        CaptureError::Absent => "No microphone was found. Plug one in, then choose “Unmute”.",
        CaptureError::Busy => "Another program uses the microphone. Close that one, then choose “Unmute”.",
        CaptureError::InsecurePage => {
            "Browsers give the microphone only to pages that come over https or from this device."
        }
        CaptureError::Failed => {
            "The microphone does not work. Choose “Unmute” to try again, or another one under “Devices”."
        }
    }
}

const fn camera(error: CaptureError) -> &'static str {
    match error {
        CaptureError::Refused => {
            "This page may not use the camera for the call. To allow it, open the camera or lock sign in the address \
            bar, then choose “Turn camera on”. If that changes nothing, allow it to the browser in the settings of your \
            device."
        }
        CaptureError::Absent => {
            "No camera was found for the call. Plug one in, then choose “Turn camera on”."
        }
        CaptureError::Busy => {
            "Another program or page uses the camera. Close that one, then choose “Turn camera on”."
        }
        CaptureError::InsecurePage => {
            "Browsers let you be seen only on pages that come over https or from this device."
        }
        CaptureError::Failed => {
            "The camera stopped working. Choose “Turn camera on” to try again, or another one under “Devices”."
        }
    }
}

const fn screen(error: CaptureError) -> &'static str {
    match error {
        CaptureError::Refused => {
            "Your screen is not shared. If you want to share it, choose “Share screen” once more and then what is to be \
            seen. If your browser does not ask, allow it to record the screen in the settings of your device."
        }
        CaptureError::Absent => "Your browser found no screen or window to share.",
        CaptureError::Busy => {
            "Another program keeps the screen from being shared. Close that one, then choose “Share screen”."
        }
        CaptureError::InsecurePage => {
            "Browsers share a screen only with pages that come over https or from this device."
        }
        CaptureError::Failed => "Your screen could not be shared. Choose “Share screen” to try again.",
    }
}
