use crate::words::{AppPhrases, UpdatePhrases};

pub(super) const PHRASES: AppPhrases = AppPhrases {
    about: "Über Heliograph",
    version: |version| format!("Version {version}"),
    what_runs: "Was hier läuft",
    reading: "Wird gelesen…",
    unreadable: "Was hier läuft, lässt sich gerade nicht lesen. Prüfe deine Verbindung und öffne diese Seite noch \
        einmal.",
    sha256_of: |name| format!("SHA-256 von {name}"),
    copy_sha256: "SHA-256 kopieren",

    is_it_genuine: "Ist es echt?",
    pages_can_lie: "Eine Seite, die jemand verändert hat, kann auch hierbei lügen. Speichere Heliograph und lass die \
        SHA-256 der Datei von einem Programm ausrechnen, das nicht dazugehört:",
    systems: ["Linux", "macOS", "Windows"],
    where_to_compare: "Vergleiche dann. Der richtige Wert der Datei steht in SHA256SUMS: Das wird mit jeder \
        Version veröffentlicht und kann mit minisign unterschrieben sein. Oder lass dir den Wert von jemandem \
        vorlesen, dem du vertraust. Auf einer Website und in einer Erweiterung gilt der Wert dessen, was hier läuft, \
        nur für das WebAssembly-Modul; er steht in der SHA256SUMS im ZIP.",

    keep_it: "Behalten und weitergeben",
    save: "Heliograph speichern",
    save_hint: "Eine einzige Datei, in der alles steckt. Ein Doppelklick öffnet sie, ohne Server und ohne Netz.",
    fetching: "Die Datei wird geholt…",
    saved: |name| format!("Gespeichert als {name}. Ihre SHA-256:"),
    missing: "Die Datei ist gerade nicht zu bekommen. Prüfe deine Verbindung und versuche es noch einmal.",
    send: "Heliograph an dein Gegenüber schicken",
    send_hint: "Die Person, mit der du verbunden bist, bekommt dieselbe Datei, wie jede andere Datei im Chat.",
    install: "Heliograph installieren",
    install_hint: "Es bekommt ein Symbol und ein eigenes Fenster.",
    open_links: "Codes mit Heliograph öffnen",
    open_links_hint: "Links, die mit web+heliograph: beginnen, gehen dann hier auf. Dein Browser fragt vorher.",

    without_a_connection: "Ohne Verbindung",
    offline: "Heliograph startet auch ohne Verbindung.",
    offline_not_yet: "Noch nicht: Der Browser legt Heliograph gerade erst ab oder hat keinen Platz dafür.",
    offline_not_here: "Diese Seite nicht: Browser legen nur ab, was über https kommt. Speichere Heliograph stattdessen \
        als Datei.",

    update: UpdatePhrases {
        there_is: |version| format!("Es gibt eine neue Version von Heliograph: {version}."),
        now: "Jetzt aktualisieren",
        later: "Später",
        ends_question: "Was hier läuft, endet mit der Aktualisierung, und Nachrichten, die nicht behalten werden, sind weg.",
        yes_end: "Ja, aktualisieren",
        no_go_on: "Nein, hier weitermachen",
        taking: "Die neue Version wird geholt und geprüft…",
        failed: "Die neue Version ist nicht vollständig angekommen, deshalb bleibt die bisherige. Prüfe deine \
            Verbindung und versuche es noch einmal.",
        try_again: "Noch einmal versuchen",
        ready: "Die neue Version ist da und geprüft. Sie läuft, sobald du Heliograph neu startest.",
        restart: "Neu starten",
        restarting: "Heliograph startet neu…",
    },
};
