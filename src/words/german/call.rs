use heliograph_session::{Capture, CaptureError, RouteKind, Section};

use crate::words::{CallPhrases, StatisticsPhrases};

pub(super) const CALL: CallPhrases = CallPhrases {
    call: "Anruf",
    video_call: "Videoanruf",
    voice_call: "Sprachanruf",

    incoming_call: "Eingehender Anruf",
    they_started_video: "Dein Gegenüber ruft mit Bild an.",
    they_started_voice: "Dein Gegenüber ruft mit Ton an.",
    they_are_in: "Dein Gegenüber ist im Anruf.",
    answer_with_video: "Mit Bild annehmen",
    answer_with_voice: "Nur mit Ton annehmen",
    watch_and_listen: "Nur zusehen und zuhören",
    not_now: "Jetzt nicht",
    join: "Am Anruf teilnehmen",

    try_out: "Kamera und Mikrofon ausprobieren",
    not_sent_yet: "Das siehst und hörst nur du, bis du weitermachst.",
    may_ask: "Vielleicht fragt dein Browser, ob diese Seite Kamera und Mikrofon benutzen darf.",
    camera_is_off: "Deine Kamera ist aus",
    microphone_level: "Pegel des Mikrofons",
    start: "Anruf beginnen",
    cancel: "Abbrechen",
    takes_part_anyway: "Du kannst dein Gegenüber trotzdem hören und sehen.",

    devices: "Geräte",
    microphone: "Mikrofon",
    speaker: "Lautsprecher",
    as_in_the_system: "Wie im System eingestellt",
    nothing_to_choose: "Auf diesem Gerät gibt es nichts anderes zu wählen.",
    done: "Fertig",

    your_camera: "Deine Kamera",
    their_camera: "Kamera deines Gegenübers",
    your_screen: "Dein Bildschirm",
    their_screen: "Bildschirm deines Gegenübers",

    waiting_for_them: "Dein Gegenüber ist noch nicht dabei",
    they_left: "Dein Gegenüber hat aufgelegt",
    they_cannot_answer: "Dein Gegenüber kann jetzt nicht.",
    both_still_on: "Deine Kamera und dein Mikrofon sind noch an",
    camera_still_on: "Deine Kamera ist noch an",
    microphone_still_on: "Dein Mikrofon ist noch an",
    both_off: "Deine Kamera und dein Mikrofon sind aus",
    not_here_yet: "Noch nicht dabei",
    their_camera_is_off: "Die Kamera deines Gegenübers ist aus",
    they_speak: "Dein Gegenüber spricht",
    you_speak: "Du sprichst",
    they_are_muted: "Dein Gegenüber ist stumm",
    their_microphone_is_off: "Das Mikrofon deines Gegenübers ist aus",
    they_share: "Dein Gegenüber teilt den Bildschirm",
    you_are_muted: "Du bist stumm",
    your_microphone_is_off: "Dein Mikrofon ist aus",
    you_share: "Du teilst deinen Bildschirm",

    mute: "Stumm schalten",
    unmute: "Mikrofon einschalten",
    camera_on: "Kamera einschalten",
    camera_off: "Kamera ausschalten",
    share_screen: "Bildschirm teilen",
    stop_sharing: "Nicht mehr teilen",
    hold_to_talk: "Halten und sprechen",
    low_data: "Daten sparen",
    low_data_hint: "Kleinere Bilder, und weniger davon. Der Ton geht vor.",
    swap: "Bilder tauschen",
    small_window: "Kleines Fenster",
    full_screen: "Ganzer Bildschirm",
    hang_up: "Auflegen",
    keys: "Tasten: M schaltet das Mikrofon stumm und wieder ein, V die Kamera ein und aus, und solange du die \
        Leertaste hältst, hört man dich.",

    error,
};

pub(super) const STATISTICS: StatisticsPhrases = StatisticsPhrases {
    statistics: "Messwerte",
    close: "Schließen",
    route: "Weg",
    route_kind,
    show_addresses: "Adressen zeigen",
    hide_addresses: "Adressen verbergen",
    addresses_hint: "Sie verraten, wo ihr beide seid. Zeig sie nur, wo dir niemand über die Schulter schaut.",
    relayed_hint: "Es sind die des Servers, der zwischen euch steht und eure kennt. Sie verraten nicht, wo ihr seid.",
    here: "Du",
    there: "Gegenüber",
    round_trip: "Hin und zurück",
    loss: "Verlust",
    jitter: "Schwankung (Jitter)",
    sent: "Gesendet",
    received: "Empfangen",
    from_you: "Dein Ton und deine Bilder, wie sie hinausgehen",
    from_them: "Ton und Bilder deines Gegenübers, wie sie ankommen",
    no_streams: "Kein Ton und keine Bilder.",
    section,
    frames,
    decimal_mark: ',',
    percent: "\u{a0}%",
};

const fn route_kind(route: RouteKind) -> &'static str {
    match route {
        RouteKind::Unknown => "–",
        RouteKind::SameNetwork => "Im selben Netz",
        RouteKind::Direct => "Direkt",
        RouteKind::Relayed => "Über eine Zwischenstelle",
    }
}

const fn section(section: Section) -> &'static str {
    match section {
        Section::Voice => "Stimme",
        Section::Camera => "Kamerabild",
        Section::Screen => "Bildschirm",
        Section::ScreenSound => "Ton vom Bildschirm",
    }
}

fn frames(frames: u32) -> String {
    format!("{frames} pro Sekunde")
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
            "Diese Seite darf das Mikrofon nicht benutzen. Um es zu erlauben, tippe in der Adresszeile auf das \
            Mikrofon- oder Schlosszeichen, und wähle dann „Mikrofon einschalten“. Hilft das nicht, erlaube es dem \
            Browser in den Einstellungen deines Geräts."
        }
        CaptureError::Absent => {
            "Es wurde kein Mikrofon gefunden. Schließ eines an, und wähle dann „Mikrofon einschalten“."
        }
        CaptureError::Busy => {
            "Ein anderes Programm benutzt das Mikrofon. Schließ es, und wähle dann „Mikrofon einschalten“."
        }
        CaptureError::InsecurePage => {
            "Browser geben das Mikrofon nur Seiten, die über https oder von diesem Gerät kommen."
        }
        CaptureError::Failed => {
            "Das Mikrofon funktioniert nicht. Wähle „Mikrofon einschalten“, um es noch einmal zu versuchen, oder unter \
            „Geräte“ ein anderes."
        }
    }
}

const fn camera(error: CaptureError) -> &'static str {
    match error {
        CaptureError::Refused => {
            "Diese Seite darf die Kamera für den Anruf nicht benutzen. Um es zu erlauben, tippe in der Adresszeile auf \
            das Kamera- oder Schlosszeichen, und wähle dann „Kamera einschalten“. Hilft das nicht, erlaube es dem \
            Browser in den Einstellungen deines Geräts."
        }
        CaptureError::Absent => {
            "Für den Anruf wurde keine Kamera gefunden. Schließ eine an, und wähle dann „Kamera einschalten“."
        }
        CaptureError::Busy => {
            "Ein anderes Programm oder eine andere Seite benutzt die Kamera. Schließ es, und wähle dann „Kamera \
            einschalten“."
        }
        CaptureError::InsecurePage => {
            "Browser lassen dich nur auf Seiten sehen, die über https oder von diesem Gerät kommen."
        }
        CaptureError::Failed => {
            "Die Kamera funktioniert nicht mehr. Wähle „Kamera einschalten“, um es noch einmal zu versuchen, oder unter \
            „Geräte“ eine andere."
        }
    }
}

const fn screen(error: CaptureError) -> &'static str {
    match error {
        CaptureError::Refused => {
            "Dein Bildschirm wird nicht geteilt. Wenn du ihn teilen willst, wähle noch einmal „Bildschirm teilen“ und \
            dann, was zu sehen sein soll. Fragt dein Browser nicht, erlaube ihm die Bildschirmaufnahme in den \
            Einstellungen deines Geräts."
        }
        CaptureError::Absent => "Dein Browser hat nichts gefunden, was sich teilen lässt.",
        CaptureError::Busy => {
            "Ein anderes Programm verhindert, dass dein Bildschirm geteilt wird. Schließ es, und wähle dann \
            „Bildschirm teilen“."
        }
        CaptureError::InsecurePage => {
            "Browser teilen einen Bildschirm nur mit Seiten, die über https oder von diesem Gerät kommen."
        }
        CaptureError::Failed => {
            "Dein Bildschirm ließ sich nicht teilen. Wähle „Bildschirm teilen“, um es noch einmal zu versuchen."
        }
    }
}
