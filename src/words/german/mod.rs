//! German. It says “du”, as among friends.

mod app;
mod call;
mod causes;
mod chat;
mod files;
mod help;
mod meet;
mod relay;
mod ring;
pub(super) mod room;
mod sealing;
mod settings;
mod waking;

use heliograph_session::Carrier;

use super::{CameraPhrases, Phrases, SafetyPhrases};

pub(super) static PHRASES: Phrases = Phrases {
    give_up_question: "Vielleicht antwortet gerade jemand: Gehst du zurück, gilt der Code nicht mehr, den du weitergegeben hast.",
    yes_give_up: "Ja, zurück",
    no_stay: "Nein, hierbleiben",
    direction: "ltr",
    heliograph: "Heliograph",
    tagline: "Direkt miteinander sprechen, ohne Server dazwischen.",
    how_it_goes: "Ein kleiner Code hin, einer zurück, von Hand überbracht. Danach sprechen eure beiden Browser \
        allein miteinander, und verschlüsselt.",
    invite_someone: "Jemanden einladen",
    scan_an_invite: "Einladung scannen",
    have_an_invite: "Ich habe eine Einladung",
    everything_forgotten: "Alles ist gelöscht.",
    back: "Zurück",
    home: "Zum Anfang",

    together: "Ihr seid am selben Ort",
    apart: "Ihr seid an verschiedenen Orten",
    let_them_scan: "Lass dein Gegenüber das scannen",
    brightness_hint: "Stell deinen Bildschirm heller.",
    invite_link: "Einladungslink",
    invite_code: "Einladungscode",
    invite_picture: "QR-Code dieser Einladung",
    invite_file: "Datei mit der Einladung",
    new_code: "Neuer Code",
    making_code: "Der Code wird erstellt…",
    invite_age,
    earlier_invite,
    send_this_invite: "Schick deinem Gegenüber diese Einladung",
    then_scan_theirs: "Dann scanne, was dir gezeigt wird",
    then_enter_theirs: "Dann gib ein, was zurückkommt",
    scan_their_reply: "Antwort scannen",
    their_reply: "Antwort deines Gegenübers",
    connect: "Verbinden",
    connecting: "Die Verbindung wird aufgebaut…",

    join: "Einladung annehmen",
    join_hint: "Füge den Link oder den Code ein, den du bekommen hast, oder öffne die Datei oder ein Bild des \
        QR-Codes. Du kannst ihn auch irgendwo auf dieser Seite einfügen oder fallen lassen.",
    their_invite: "Einladung deines Gegenübers",
    continue_: "Weiter",
    join_it_instead: "Diese Einladung annehmen",

    send_reply_back: "Schick diese Antwort zurück",
    sent_reply_hint: "Schick sie der Person, die dich eingeladen hat, am besten so, wie die Einladung kam. Lass \
        diese Seite offen: Ihr seid verbunden, sobald die Antwort dort eingegeben ist, und das darf dauern.",
    scanned_reply_hint: "Dein Gegenüber wählt „Antwort scannen“ und richtet die Kamera hierher. Sobald sie den \
        Code gesehen hat, seid ihr verbunden.",
    foreign_reply_hint: "Die Einladung kommt aus einem anderen Programm. Füge diese Antwort dort ein. Einfache \
        Textnachrichten gehen dann hin und her; was Heliograph sonst noch kann (Zustellbestätigung, \
        Sicherheitswörter, neu verbinden), fehlt.",
    show_this_to_them: "Zeig das deinem Gegenüber zum Scannen",
    reply_link: "Antwortlink",
    reply_code: "Antwortcode",
    reply_picture: "QR-Code dieser Antwort",
    reply_file: "Datei mit der Antwort",
    reply_replaced: "Deine frühere Antwort gilt nicht mehr. Bitte schick stattdessen diese.",
    waiting: "Jetzt ist dein Gegenüber dran. Es eilt nicht.",
    waiting_for_old,

    this_is_a_reply: "Das ist eine Antwort",
    looking_for_the_invite: "Die Seite, von der die Einladung stammt, wird gesucht…",
    paste_reply_there: "Sie gehört zu einer Einladung von einer anderen Seite, aus einem anderen Browser oder \
        von einem anderen Gerät. Kopiere sie hier und füge sie dort unter „Antwort deines Gegenübers“ ein.",
    handed_over: "Übergeben",
    close_this_tab: "Die Seite, von der die Einladung stammt, hat diese Antwort übernommen. Du kannst diesen Tab \
        schließen und dort weitermachen.",

    copy_link: "Link kopieren",
    link_for_this_device: "Dieser Link öffnet sich nur auf diesem Gerät, denn von hier kommt die Seite. Für ein \
        anderes Gerät schick den Code.",
    copy_code: "Code kopieren",
    share: "Teilen",
    save_as_file: "Als Datei sichern",
    open_a_file: "Datei öffnen",
    paste_here: "Hier einfügen",
    carried,
    overtaken: "Seither haben sich weitere Wege zu dir gefunden. Falls du ihn noch nicht abgeschickt hast, nimm \
        ihn noch einmal.",
    not_carried,

    connected: "Verbunden",
    disconnected: "Nicht mehr verbunden",
    link_steady: "Eure beiden Browser sprechen direkt miteinander, und verschlüsselt.",
    plain_link: "Die andere Seite nutzt ein anderes Programm: nur einfacher Text, ohne Zustellbestätigung.",
    link_weak: "Die Verbindung ist schwach. Bilder können eine Weile stehen bleiben; der Ton geht vor.",
    link_broken: "Die Verbindung antwortet nicht. Ein anderer Weg wird gesucht… Was du schreibst, bleibt \
        erhalten und geht ab, sobald sie wieder da ist.",
    leave: "Beenden",
    invite_again: "Neu einladen",
    parting: causes::parting,

    problem: causes::problem,

    camera: CameraPhrases {
        camera: "Kamera",
        scan_with_the_camera: "Mit der Kamera scannen",
        starting: "Die Kamera startet…",
        may_ask: "Vielleicht fragt dein Browser, ob diese Seite die Kamera benutzen darf. Das Bild verlässt dein \
            Gerät nicht. Solange sie erlaubt ist, stehen in deinen Codes die Adressen, die dein Gerät in seinem eigenen \
            Netz hat.",
        point_at_the_code: "Richte die Kamera auf den QR-Code.",
        stop: "Nicht mehr scannen",
        other_camera: "Andere Kamera",
        light_on: "Licht einschalten",
        light_off: "Licht ausschalten",
        error: causes::camera,
    },

    safety: SafetyPhrases {
        safety_words: "Sicherheitswörter",
        meaning: "Lest euch diese Wörter vor, am besten in einem Anruf. Sind es dieselben, sitzt niemand zwischen euch.",
        same: "Es sind dieselben",
        different: "Sie sind verschieden",
        checked: "Geprüft",
        scanned_their_screen: "Ich habe vom Bildschirm meines Gegenübers gescannt",
        verified_by_scan: "Durch Scannen bestätigt",
        differ_question: "War auch nur ein Wort anders? Dann sitzt vielleicht jemand zwischen euch, und die Verbindung \
            endet.",
        yes_differ: "Ja, beenden",
        no_same_after_all: "Nein, noch einmal sehen",
        compare_again: "Noch einmal vergleichen",
        pending: "Die Sicherheitswörter entstehen…",
        ready: "Vier Sicherheitswörter sind da, zum Vergleichen.",
        overdue: "Die Sicherheitswörter sind noch nicht da. Vielleicht ist die andere Seite langsam, vielleicht hält \
            jemand dazwischen sie auf. Solange sie fehlen, ist nichts geprüft.",
        absent: "Das Programm der anderen Seite bildet keine Sicherheitswörter. Ob jemand zwischen euch sitzt, \
            lässt sich hier also nicht prüfen.",
        other_list: "Die andere Seite ist neuer und nimmt ihre Sicherheitswörter aus einer Liste, die hier fehlt. \
            Hol dir die neuere Version, und verbindet euch dann noch einmal.",
    },

    call: call::CALL,
    statistics: call::STATISTICS,
    sealing: sealing::PHRASES,
    chat: chat::PHRASES,
    files: files::PHRASES,
    settings: settings::PHRASES,
    help: help::PHRASES,
    app: app::PHRASES,
    relay: relay::PHRASES,
    meet: meet::PHRASES,
    ring: ring::PHRASES,
};

fn ago(minutes: u64) -> String {
    match minutes {
        0 => "gerade eben".to_owned(),
        1 => "vor einer Minute".to_owned(),
        minutes if minutes < 120 => format!("vor {minutes} Minuten"),
        minutes => format!("vor {} Stunden", minutes / 60),
    }
}

fn invite_age(age: u64) -> String {
    format!("Erstellt {}. Lass diese Seite offen, bis die Antwort da ist.", ago(age))
}

fn earlier_invite(age: u64) -> String {
    format!("Auch die Einladung, die du {} verschickt hast, gilt noch.", ago(age))
}

fn waiting_for_old(age: u64) -> String {
    format!(
        "Jetzt ist dein Gegenüber dran. Die Einladung wurde etwa {} erstellt: Vergewissere dich, dass die Seite \
        dort noch offen ist.",
        ago(age)
    )
}

const fn carried(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::CopiedCode => "Code kopiert.",
        Carrier::CopiedLink => "Link kopiert.",
        Carrier::ShareSheet => "Geteilt.",
        Carrier::File => "Als Datei gesichert.",
    }
}

const fn not_carried(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::CopiedCode | Carrier::CopiedLink => {
            "Der Browser hat das Kopieren nicht erlaubt. Markiere den Text und kopiere ihn selbst."
        }
        Carrier::ShareSheet => "Der Browser konnte ihn nicht teilen. Bitte kopiere ihn stattdessen.",
        Carrier::File => "Der Browser konnte keine Datei sichern. Bitte kopiere stattdessen den Code.",
    }
}
