use heliograph_session::{NoteStage, RingEnd, RingProblem, Standing};

use crate::words::RingPhrases;

pub(super) const PHRASES: RingPhrases = RingPhrases {
    be_reachable: "Über einen Link erreichbar sein",
    first_label: "Mein Link",
    reachable: "Erreichbar sein",
    making: "Deine Links werden gemacht …",
    standing: |standing| match standing {
        Standing::Asking => "Der Server wird gefragt …",
        Standing::Reachable => "Erreichbar. Lass diese Seite offen; sie darf im Hintergrund liegen.",
        Standing::Away => {
            "Im Moment nicht erreichbar: Der Server antwortet nicht. Er wird von selbst wieder gefragt."
        }
        Standing::Elsewhere => {
            "Hier nicht erreichbar: Diese Seite kommt von keinem Server, der bei Leuten klingelt. Öffne deinen privaten Link \
            bei dem Server, bei dem du ihn gemacht hast."
        }
        Standing::Stopped => "Über diese Seite nicht erreichbar.",
    },
    resume: "Wieder erreichbar sein",
    to_links: "Links und verpasste Anrufe",
    to_keep: "Dein privater Link",
    private_link: "Privater Link",
    private_hint: "Behalte ihn für dich: Setz jetzt ein Lesezeichen auf diese Seite. Wer diesen Link öffnet, bei dem klingelt es \
        an deiner Stelle, und er kann sich als du melden. Du kannst ihn auf mehreren Geräten öffnen.",
    days: |days| match days {
        1 => "Öffnest du ihn einen Tag lang nicht, vergisst der Server dich und alle deine Links.".to_owned(),
        _ => format!("Öffnest du ihn {days} Tage lang nicht, vergisst der Server dich und alle deine Links."),
    },
    trial: "Schließt du diese Seite, bevor du einen Link kopiert oder geteilt hast, wird alles eine Stunde, nachdem es gemacht \
        wurde, vergessen, außer du kommst zurück oder jemand klingelt bei dir.",
    here_only: "Diese Links führen nur auf dieses Gerät, denn du hast die Seite unter einer Adresse geöffnet, die \
        anderswo nirgendwohin führt. Öffne sie unter der eigenen Adresse des Servers, und mach deine Links dort.",
    to_give: "Links zum Weitergeben",
    to_give_hint: "Wer einen davon öffnet, kann bei dir klingeln. Verschiedene Links für verschiedene Leute kannst du einzeln \
        zurückziehen. Wie du sie nennst, erfährt der Server nicht.",
    no_links: "Es gibt keinen. Mach einen, sonst kann niemand bei dir klingeln.",
    unnamed_link: "Link ohne Namen",
    caller_link: "Link zum Weitergeben",
    link_of: |label| format!("Link: {label}"),
    rename: "Umbenennen",
    label: "Wie du ihn nennst",
    save_label: "Speichern",
    revoke: "Zurückziehen",
    revoke_question: "Wer diesen Link hat, kann damit nie wieder bei dir klingeln und erfährt nicht, warum.",
    yes_revoke: "Ja, zurückziehen",
    no_keep: "Nein, behalten",
    new_link: "Neuer Link",
    new_label: "Für wen oder was er ist",
    make_link: "Link machen",
    no_room: "Mehr Links gehen nicht. Zieh einen zurück, um einen anderen zu machen.",
    attention: "Wenn es klingelt",
    attention_hint: "Vor dem ersten Klick auf eine Seite erlauben ihr Browser oft keinen Ton. Probier es einmal aus.",
    hushed: "Du hast in den Einstellungen alle Töne abgestellt, deshalb klingelt es nicht laut.",
    sounds: "Laut klingeln",
    try_sound: "Anhören",
    allow_notifications: "Benachrichtigungen erlauben",
    notifications_allowed: "Wenn du gerade woanders hinsiehst, benachrichtigt dich dein Browser.",
    notifications_refused: "Benachrichtigungen sind dieser Seite nicht erlaubt. Das kannst du in den Einstellungen deines \
        Browsers ändern.",
    notifications_absent: "Dieser Browser zeigt keine Benachrichtigungen dieser Seite.",
    waking: super::waking::PHRASES,
    missed: "Verpasste Anrufe",
    by_link: |label| format!("über „{label}“"),
    forget_missed: "Verpasste Anrufe vergessen",
    erase: "Alles löschen",
    erase_question: "Der Server vergisst dich, alle deine Links und verpassten Anrufe, sofort und endgültig. Niemand kann mit \
        diesen Links wieder bei dir klingeln.",
    yes_erase: "Ja, alles löschen",
    erased: "Alles ist gelöscht. Deine Links führen nirgendwohin mehr, auch das Lesezeichen nicht, falls du eines hast.",

    rings: |name| format!("{name} klingelt"),
    somebody: "Jemand ohne Namen",
    since: "seit",
    answer: "Annehmen",
    answer_directly: "Annehmen und direkt verbinden",
    wants_directly: "Dein Gegenüber möchte sich direkt verbinden. Dann erfahrt ihr gegenseitig eure Netzadressen. Nimmst du \
        einfach an, läuft alles über den Server.",
    decline: "Ablehnen",
    not_now: "Jetzt nicht …",
    short_note: "Eine kurze Nachricht dazu",
    say_not_now: "Senden",
    silence: "Stumm schalten",
    silenced: "Es klingelt ohne Ton.",
    clocks_differ: "Eure Uhren gehen um mehr als zehn Minuten auseinander, deshalb klingelt es nicht laut. Vielleicht bringt der \
        Server auch ein früheres Klingeln noch einmal. Du kannst trotzdem annehmen: Sonst erfährt dadurch niemand etwas.",
    ended: |end, name| match end {
        RingEnd::Elsewhere => {
            format!("{name} hat geklingelt; ein anderes deiner Geräte hat sich darum gekümmert.")
        }
        RingEnd::HungUp => format!("{name} klingelt nicht mehr."),
        RingEnd::Unanswered => format!("{name} hat geklingelt, und niemand hat angenommen."),
    },
    connecting_relayed: "Verbinden über den Server …",
    connecting_directly: "Direkt verbinden, wie ihr beide es wollt …",
    stop_connecting: "Abbrechen",

    ring_somebody: "Bei jemandem klingeln",
    ring_meaning: "Mit diesem Link klingelst du bei der Person, die ihn dir gegeben hat, in ihrem Browser. Sie sieht den Namen, \
        den du hier eintippst. Der Server erfährt weder deinen Namen noch, was ihr sagt.",
    your_name: "Dein Name",
    directly: "Direkt verbinden, wenn mein Gegenüber zustimmt",
    ring: "Klingeln",
    it_rings: "Es klingelt …",
    it_rings_hint: "Es kann zwei Minuten dauern. Lass diese Seite offen; sie darf im Hintergrund liegen.",
    hang_up: "Auflegen",
    answered_relayed: "Angenommen. Verbinden über den Server …",
    answered_directly: "Angenommen, und ihr wollt euch beide direkt verbinden. Verbinden …",
    declined: "Dein Gegenüber kann gerade nicht sprechen.",
    not_now_said: "Dein Gegenüber kann gerade nicht sprechen und sagt:",
    unanswered: "Keine Antwort. Vielleicht ist niemand da, vielleicht wurde der Link zurückgezogen.",
    note: "Eine Nachricht hinterlassen",
    note_hint: "Dein Gegenüber findet sie später vor, wenn der Link gilt. Der Server kann sie nicht lesen.",
    too_long: |letters| match letters {
        1 => "Um einen Buchstaben zu lang.".to_owned(),
        _ => format!("Um {letters} Buchstaben zu lang."),
    },
    leave_note: "Nachricht hinterlassen",
    note_stage: |stage| match stage {
        NoteStage::Open => "",
        NoteStage::Leaving => "Einen Moment …",
        NoteStage::Left => {
            "Deine Nachricht ist hinterlassen. Dein Gegenüber findet sie vor, wenn der Link gilt."
        }
        NoteStage::TooLate => {
            "Für eine Nachricht ist es jetzt zu spät. Klingle noch einmal, dann kannst du eine hinterlassen."
        }
    },
    ring_again: "Noch einmal klingeln",
    problem: |problem| match problem {
        RingProblem::DamagedLink => {
            "Dieser Link ist nicht vollständig. Lass ihn dir noch einmal geben, und öffne oder kopiere ihn ganz."
        }
        RingProblem::Elsewhere => {
            "Dieser Link muss bei dem Server geöffnet werden, den er nennt, nicht auf dieser Seite. Öffne den ganzen Link, so \
            wie du ihn bekommen hast."
        }
        RingProblem::NoKeys => {
            "Dieser Browser konnte den Teil der Seite nicht starten, der deine Schlüssel hütet. Lade die Seite neu, oder nimm \
            einen anderen Browser."
        }
        RingProblem::Silent => {
            "Der Server antwortet nicht, deshalb ist nichts geschehen. Prüfe deine Verbindung und versuche es gleich noch einmal."
        }
        RingProblem::NoName => "Tipp einen Namen ein, damit dein Gegenüber weiß, wer klingelt.",
        RingProblem::Name(error) => (super::settings::PHRASES.error)(error),
        RingProblem::NoteTooLong => "Diese Nachricht ist zu lang. Bitte kürze sie.",
        RingProblem::WentAway => {
            "Dein Gegenüber war da und ging, bevor ihr verbunden wart. Es kann noch einmal geklingelt werden."
        }
        RingProblem::NoWay => {
            "Ihr wärt fast verbunden gewesen, aber zwischen euren Geräten fand sich kein Weg. Versucht es noch einmal; wolltet \
            ihr euch direkt verbinden, lasst das weg."
        }
        RingProblem::TooManyLinks => {
            "Es gibt so viele Links, wie es geben darf. Zieh einen zurück, um einen anderen zu machen."
        }
        RingProblem::NotKept => {
            "Der Server konnte das nicht aufbewahren, deshalb hat sich nichts geändert. Versuche es später noch einmal."
        }
        RingProblem::TooOften => {
            "Es gab in kurzer Zeit viele Versuche, aus deinem Netz oder bei dieser Person. Warte ein paar Minuten und versuche \
            es dann noch einmal."
        }
        RingProblem::Crowded => {
            "Der Server ist voll beschäftigt. Warte eine Minute und versuche es dann noch einmal."
        }
        RingProblem::Stopping => {
            "Der Server wird gleich angehalten. Du kannst es wieder versuchen, sobald er zurück ist."
        }
        RingProblem::Replaced => {
            "Dein privater Link ist auf vielen anderen Seiten offen, deshalb klingelt es auf dieser nicht mehr. Schließ einige \
            davon."
        }
        RingProblem::Mistaken => {
            "Der Server oder die Seite deines Gegenübers hat etwas gesagt, das keinen Sinn ergibt. Lade diese Seite neu; \
            vielleicht ist es eine andere Version."
        }
    },
};
