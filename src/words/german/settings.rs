use heliograph_session::{PreferenceError, StunError};

use crate::words::SettingsPhrases;

pub(super) const PHRASES: SettingsPhrases = SettingsPhrases {
    settings: "Einstellungen",
    language: "Sprache",
    as_in_the_browser: "Wie im Browser",
    colours: "Farben",
    as_on_the_device: "Wie auf dem Gerät",
    light: "Hell",
    dark: "Dunkel",
    your_name: "Dein Name",
    name_hint: "Nur wer mit dir spricht, bekommt ihn zu sehen. Du kannst das Feld auch leer lassen.",
    stun_servers: "STUN-Server",
    stun_hint: "Hinter den meisten Routern erfährt ein Browser seine öffentliche Adresse nur, wenn er einen \
        STUN-Server fragt. Ohne einen kommt ihr in der Regel nur im selben Netz zusammen.",
    ask_origin: "Den Server fragen, von dem diese Seite kommt",
    origin_hint: "Er kennt deine Adresse schon, seit er dir diese Seite geschickt hat. Mit wem du sprichst, erfährt er nicht.",
    ask_nobody: "Niemanden fragen",
    nobody_hint: "Kein Server erfährt etwas. Am besten im selben WLAN.",
    ask_my_own: "Eigene Server fragen",
    my_servers: "Meine STUN-Server",
    my_servers_hint: "Bis zu vier, in der Form stun.example.org:3478, in jeder Zeile einer.",
    ask_public_ones: "Öffentliche Server fragen",
    public_hint: "Sie erfahren deine öffentliche Adresse und dass du sie nutzt, aber nicht, mit wem du sprichst:",
    sounds: "Töne",
    sounds_hint: "Kurze Töne, wenn jemand anruft, kommt, geht oder schreibt. Was du wählst, gilt sofort.",
    keep: "Diese Einstellungen auf diesem Gerät behalten",
    keep_hint: "Sonst sind sie vergessen, sobald du diese Seite schließt. Ein Chat bleibt nur, wenn du das im Chat einschaltest.",
    save_hint: "Dein Name und die Wahl der Server gelten, sobald du sie speicherst.",
    save: "Speichern",
    forget: "Alles löschen",
    forget_question: "Damit endet, was du hier gerade tust, und deine Einstellungen und alles Geschriebene werden \
        gelöscht.",
    yes_forget: "Ja, alles löschen",
    no_keep: "Nein, behalten",
    error,
};

const fn error(error: PreferenceError) -> &'static str {
    match error {
        PreferenceError::Stun(StunError::NotStun) => "Hier gehen nur STUN-Server, keine TURN-Server.",
        PreferenceError::Stun(StunError::NotAHost) => {
            "Das ist kein Name eines Servers. Schreib ihn so: stun.example.org:3478."
        }
        PreferenceError::Stun(StunError::BadPort) => {
            "Der Port hinter dem Doppelpunkt muss eine Zahl von 1 bis 65535 sein."
        }
        PreferenceError::NoServer => {
            "Nenne mindestens einen eigenen Server, oder wähle, niemanden zu fragen."
        }
        PreferenceError::TooManyServers => "Nenne höchstens vier Server: Mehr machen den Browser langsam.",
        PreferenceError::NameTooLong => "Dieser Name ist zu lang. Bitte nimm einen kürzeren.",
        PreferenceError::NotAName => {
            "Ein Name ist eine schlichte Zeile ohne Steuerzeichen. Bitte tippe ihn noch einmal."
        }
        PreferenceError::NotKept => {
            "Dieser Browser behält nichts für diese Seite, vielleicht wegen eines privaten Fensters oder seiner \
            Einstellungen. Was du gewählt hast, gilt, bis du die Seite schließt."
        }
    }
}
