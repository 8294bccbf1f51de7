use heliograph_session::{TransferEnd, TransferState, Way};
use heliograph_wire::Millis;

use crate::words::amounts::{Decimals, Span};
use crate::words::{Content, FilesPhrases, amounts};

pub(super) const PHRASES: FilesPhrases = FilesPhrases {
    send_files: "Dateien senden",
    send_a_folder: "Ordner senden",
    send_a_picture: "Bild senden",
    bring_hint: "Dateien und Bilder kannst du hier auch fallen lassen oder einfügen.",
    pictures_may_tell: "Ein Bild kann verraten, wo und mit welcher Kamera es aufgenommen wurde.",
    send_drawn: "Kleiner senden, ohne Ort und Kamera",
    send_unchanged: "Unverändert senden",
    do_not_send: "Nicht senden",
    picture_hint: "„Bild senden“ macht es kleiner und lässt weg, wo und womit es aufgenommen wurde. „Dateien senden“ \
        lässt alles, wie es ist.",

    accept: "Annehmen",
    refuse: "Ablehnen",
    pause: "Anhalten",
    go_on: "Fortsetzen",
    cancel: "Abbrechen",
    save_again: "Noch einmal speichern",

    state,
    content,
    count,
    size,
    speed,
    of: "von",
    time_left,
    progress_of,

    picture_from,
    show_large: "Groß zeigen",
    save_picture: "Bild speichern",
    close: "Schließen",
};

const fn state(way: Way, state: TransferState) -> &'static str {
    match (way, state) {
        (Way::Out, TransferState::Offered) => "Dein Gegenüber hat noch nicht angenommen",
        (Way::In, TransferState::Offered) => "Das bietet dir dein Gegenüber an. Möchtest du es?",
        (_, TransferState::Preparing) => "Wird vorbereitet",
        (Way::Out, TransferState::Going) => "Wird gesendet",
        (Way::In, TransferState::Going) => "Wird empfangen",
        (_, TransferState::PausedHere) => "Von dir angehalten",
        (_, TransferState::PausedThere) => "Von deinem Gegenüber angehalten",
        (_, TransferState::Waiting) => "Wartet auf die Verbindung",
        (Way::Out, TransferState::Stored) => "Gesendet",
        (Way::In, TransferState::Stored) => "Empfangen",
        (Way::Out, TransferState::Ended(end)) => not_sent(end),
        (Way::In, TransferState::Ended(end)) => not_received(end),
    }
}

const fn not_sent(end: TransferEnd) -> &'static str {
    match end {
        TransferEnd::Refused => "Dein Gegenüber wollte es nicht.",
        TransferEnd::CancelledHere => "Du hast es abgebrochen.",
        TransferEnd::CancelledThere => "Dein Gegenüber hat es abgebrochen.",
        TransferEnd::Vanished => {
            "Hier lässt es sich nicht mehr lesen: Es wurde verändert, verschoben oder gelöscht. Um es zu senden, wähle \
            es noch einmal."
        }
        TransferEnd::NoRoomHere => "Auf diesem Gerät ist nicht genug Platz.",
        TransferEnd::NoRoomThere => {
            "Auf dem Gerät deines Gegenübers ist nicht genug Platz. Sobald dort welcher ist, sende es noch einmal."
        }
        TransferEnd::TooLarge => {
            "Es ist größer, als der Browser deines Gegenübers annehmen kann. Sende es in kleineren Teilen, oder nehmt \
            dort einen anderen Browser."
        }
        TransferEnd::NotWritable => {
            "Der Browser deines Gegenübers konnte es nicht an den gewünschten Ort schreiben. Sende es noch einmal."
        }
        TransferEnd::NotAsSaid => {
            "Drüben kam etwas anderes an, als angekündigt war, und wurde verworfen. Sende es noch einmal."
        }
        TransferEnd::Lost => {
            "Es geht nicht weiter, weil eine Seite geschlossen oder neu geladen wurde. Sende es noch einmal."
        }
    }
}

const fn not_received(end: TransferEnd) -> &'static str {
    match end {
        TransferEnd::Refused => "Du wolltest es nicht.",
        TransferEnd::CancelledHere => "Du hast es abgebrochen.",
        TransferEnd::CancelledThere => "Dein Gegenüber hat es abgebrochen.",
        TransferEnd::Vanished => {
            "Dein Gegenüber kann es nicht mehr lesen. Bitte darum, dass es noch einmal gesendet wird."
        }
        TransferEnd::NoRoomHere => {
            "Auf diesem Gerät ist nicht genug Platz. Schaff welchen, und lass es dir noch einmal senden."
        }
        TransferEnd::NoRoomThere => "Auf dem Gerät deines Gegenübers ist nicht genug Platz.",
        TransferEnd::TooLarge => {
            "Es ist größer, als dieser Browser annehmen kann. Bitte um kleinere Teile, oder nimm einen anderen Browser."
        }
        TransferEnd::NotWritable => {
            "Der Browser konnte es dort nicht hinschreiben. Lass es dir noch einmal senden, und wähle einen anderen Ort."
        }
        TransferEnd::NotAsSaid => {
            "Was kam, ist nicht, was angekündigt war, und wurde verworfen. Lass es dir noch einmal senden."
        }
        TransferEnd::Lost => {
            "Es geht nicht weiter, weil eine Seite geschlossen oder neu geladen wurde. Lass es dir noch einmal senden."
        }
    }
}

const fn content(content: Content) -> &'static str {
    match content {
        Content::Picture => "Bild",
        Content::Video => "Video",
        Content::Sound => "Ton",
        Content::Text => "Text",
        Content::Document => "Dokument",
        Content::Archive => "Archiv",
        Content::File => "Datei",
        Content::Files => "Dateien",
        Content::Folder => "Ordner",
    }
}

fn count(files: u32) -> String {
    if files == 1 { "1 Datei".to_owned() } else { format!("{files} Dateien") }
}

fn size(bytes: u64) -> String {
    amounts::size(bytes, Decimals::Comma)
        .unwrap_or_else(|| if bytes == 1 { "1 Byte".to_owned() } else { format!("{bytes} Bytes") })
}

fn speed(bytes: u64) -> String {
    format!("{} in der Sekunde", size(bytes))
}

fn time_left(time: Millis) -> String {
    match Span::of(time) {
        Span::Moment => "noch ein paar Sekunden".to_owned(),
        Span::Seconds(seconds) => format!("noch etwa {seconds} Sekunden"),
        Span::Minutes(1) => "noch etwa eine Minute".to_owned(),
        Span::Minutes(minutes) => format!("noch etwa {minutes} Minuten"),
        Span::Hours(hours) => format!("noch etwa {hours} Stunden"),
    }
}

fn progress_of(name: &str) -> String {
    format!("Fortschritt von {name}")
}

const fn picture_from(way: Way) -> &'static str {
    match way {
        Way::Out => "Bild von dir",
        Way::In => "Bild von deinem Gegenüber",
    }
}
