use heliograph_session::{RoomEnd, RoomProblem};
use heliograph_wire::room::{Declined, Over, Role};

use crate::words::RoomPhrases;

pub(in crate::words) static PHRASES: RoomPhrases = RoomPhrases {
    open: "Raum öffnen",

    titled: |name| format!("Raum „{name}“"),
    of_yours: "Das ist dein Raum. Er ist offen, sobald du hineingehst, und mit seinem Link holst du andere dazu.",
    of_somebody: "Jemand hat dich in diesen Raum eingeladen.",
    sealed_before: "Was in einem Raum gesagt, gezeigt und geschrieben wird, ist für die Menschen darin versiegelt. Der \
        Server reicht es weiter und kann es weder sehen noch hören; er sieht, wer da ist, und wann.",
    your_name: "Dein Name",
    name_hint: "Die anderen im Raum sehen ihn. Du kannst ihn weglassen.",
    try_out: "Kamera und Mikrofon ausprobieren",
    turn_both_on: "Kamera und Mikrofon einschalten",
    not_sent_yet: "Das siehst und hörst nur du, bis du im Raum bist.",
    go_in: "Hineingehen",
    ask_to_join: "Anklopfen",
    connecting: "Der Server wird gefragt …",
    waits_for_host: "Der Raum ist noch nicht offen",
    waits_for_host_hint: "Er öffnet, wenn der Gastgeber kommt. Lass diese Seite offen: Es geht von selbst weiter.",
    waits_for_admission: "Du hast angeklopft",
    waits_for_admission_hint: "Jemand im Raum muss dich hereinlassen. Lass diese Seite offen: Es geht von selbst weiter.",
    stop_waiting: "Nicht mehr warten",

    over,
    over_hint,
    key: "Der Schlüssel deines Raums",
    copy_key: "Schlüssel kopieren",
    again: "Noch einmal versuchen",
    come_back: "Zurückkommen",
    open_another: "Anderen Raum öffnen",

    sealed: "Versiegelt: Der Server kann diesen Raum weder sehen noch hören.",
    in_the_room: "Im Raum",
    nobody_else: "Noch ist niemand sonst da. Schick ihnen den Link.",
    joining: "Ton und Bilder kommen gleich.",
    poor_line: "Deine Verbindung ist schlecht. Bilder bleiben vielleicht kurz stehen; der Ton geht vor.",
    connection_lost: "Die Verbindung ist weg. Sie wird von selbst wieder gesucht, und dein Platz bleibt eine halbe Minute frei.",
    unnamed: |number| format!("Gast {number}"),
    you: "Du",
    you_named: |name| format!("{name} (du)"),
    camera_of: |name| format!("Kamera von {name}"),
    screen_of: |name| format!("Bildschirm von {name}"),
    your_camera: "Deine Kamera",
    your_screen: "Dein Bildschirm",
    larger: |name| format!("{name} groß zeigen"),
    as_before: |name| format!("{name} nicht mehr groß zeigen"),
    previous_page: "Die davor",
    next_page: "Weitere Leute",
    page_of: |page, pages| format!("{page} von {pages}"),

    is_muted: "stumm",
    speaks: "spricht",
    hand_in_order: |place| format!("meldet sich als Nummer {place}"),
    is_poor: "schlechte Verbindung",
    is_away: "Verbindung weg, kommt vielleicht wieder",
    is_short: "für das Bild reicht deine Leitung nicht",
    shares: "teilt den Bildschirm",

    raise_hand: "Melden",
    lower_hand: "Nicht mehr melden",
    chat: "Chat",
    people: "Leute",
    people_counted: |count| match count {
        1 => "Eine Person".to_owned(),
        _ => format!("{count} Leute"),
    },
    more: "Mehr",
    speaker_layout: "Wer spricht, groß",
    gallery_layout: "Alle gleich groß",
    leave: "Verlassen",
    end: "Für alle beenden",
    end_question: "Dann müssen alle den Raum verlassen, und er ist geschlossen.",
    yes_end: "Ja, beenden",
    no_go_on: "Nein, weitermachen",
    close: "Schließen",

    role: |role| match role {
        Role::Host => "Gastgeber",
        Role::CoHost => "Mitgastgeber",
        Role::Guest => "Gast",
    },
    about: |name| format!("Was mit {name} geschehen soll"),
    ask_to_mute: "Um Stille bitten",
    stop_share: "Teilen beenden",
    take_hand_down: "Meldung zurücknehmen",
    make_co_host: "Zum Mitgastgeber machen",
    make_guest: "Nicht mehr Mitgastgeber",
    remove: "Entfernen",
    remove_question: "Wer entfernt wird, verlässt den Raum sofort und kann wieder anklopfen, wenn du den Raum nicht abschließt.",
    yes_remove: "Ja, entfernen",
    no_keep: "Nein, dabei lassen",
    ask_all_to_mute: "Alle um Stille bitten",
    rules: "Regeln des Raums",
    lobby: "Wer anklopft, wartet, bis er hereingelassen wird",
    locked: "Raum abschließen: Niemand kommt mehr herein",
    guests_share: "Gäste dürfen ihren Bildschirm teilen",
    guests_speak: "Gäste dürfen sprechen",

    knocks: |name| format!("{name} möchte herein"),
    many_knock: |count| format!("{count} Leute möchten herein"),
    admit: |name| format!("{name} hereinlassen"),
    admit_all: "Alle hereinlassen",
    turn_away: |name| format!("{name} abweisen"),

    invite: "Leute einladen",
    invite_hint: "Wer diesen Link öffnet, kann hier anklopfen.",
    link: "Link zu diesem Raum",
    here_only: "Dieser Link führt nur auf dieses Gerät, denn du hast die Seite unter einer Adresse geöffnet, die anderswo \
        nirgendwohin führt. Öffne sie unter der eigenen Adresse des Servers, und öffne deinen Raum dort.",
    picture: "QR-Code dieses Raums",
    is_locked: "Der Raum ist abgeschlossen, deshalb lässt der Link gerade niemanden herein.",
    host_link: "Dein Link als Gastgeber",
    host_hint: "Behalte ihn für dich: Wer ihn öffnet, kommt als Gastgeber herein. Bewahre ihn auf, wenn du diesen Raum an einem \
        anderen Tag wieder öffnen willst.",

    chat_hint: "Wer später kommt, sieht das nicht. Der Server kann es lesen.",
    to_whom: "An",
    everybody: "Alle",
    for_you_alone: "nur an dich",
    for_one_alone: |name| format!("nur an {name}"),

    came: |names| format!("{} {} jetzt da.", listed(names), if names.len() == 1 { "ist" } else { "sind" }),
    gone: |names| format!("{} {} gegangen.", listed(names), if names.len() == 1 { "ist" } else { "sind" }),
    wants_to_speak: |name| format!("{name} meldet sich."),
    mute_asked: |name| format!("{name} bittet dich, dein Mikrofon stumm zu schalten."),
    mute_now: "Jetzt stumm schalten",
    stay_unmuted: "Jetzt nicht",
    share_stopped: |name| format!("{name} hat das Teilen deines Bildschirms beendet."),
    role_now: |role| match role {
        Role::Host => "Du bist jetzt Gastgeber.",
        Role::CoHost => "Du bist jetzt Mitgastgeber: Du kannst Leute hereinlassen und für Ordnung sorgen.",
        Role::Guest => "Du bist nicht mehr Mitgastgeber.",
    },
    ends_in: |minutes| match minutes {
        0 | 1 => "Der Raum endet in weniger als einer Minute: Räume dauern auf diesem Server nur so lange."
            .to_owned(),
        _ => format!("Der Raum endet in {minutes} Minuten: Räume dauern auf diesem Server nur so lange."),
    },
    low_data_on: "Daten sparen: Du sendest ein kleines Bild und bekommst nur eines. Der Ton geht vor.",
    problem,
    dismiss: "In Ordnung",
};

/// Ana, Ben und 3 weitere.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} und {other}"),
        [one, other, third] => format!("{one}, {other} und {third}"),
        [one, other, rest @ ..] => format!("{one}, {other} und {} weitere", rest.len()),
    }
}

fn over(end: RoomEnd) -> &'static str {
    match end {
        RoomEnd::Over(over) => match over {
            Over::Left => "Du hast den Raum verlassen.",
            Over::Removed => "Du wurdest aus dem Raum entfernt.",
            Over::Denied => "Du wurdest nicht hereingelassen.",
            Over::Locked => "Der Raum ist abgeschlossen.",
            Over::Full => "Der Raum ist voll.",
            Over::Ended => "Der Raum wurde für alle beendet.",
            Over::TimeUp => "Die Zeit des Raums ist um.",
            Over::NobodyCame => "Niemand kam, der dich hereinlassen konnte.",
            Over::NoSeat => "Dein Platz im Raum ist weg.",
            Over::NotHost => "Das ist nicht der Link des Gastgebers.",
            Over::NeedsInvite => "Räume öffnet hier nur, wer eine Einladung dieses Servers hat.",
            Over::BadInvite => "Diese Einladung des Servers gilt nicht.",
            Over::NotListed => "Räume öffnet hier nur, wessen Schlüssel der Server kennt.",
            Over::Crowded => "Der Server hat so viele Räume und Leute, wie er fassen kann.",
            Over::TooOften(_) => "Aus deinem Netz kamen in kurzer Zeit viele Versuche.",
            Over::Stopping => "Der Server wird gleich angehalten.",
            Over::Replaced => "Du bist in einem anderen Tab oder Fenster in diesem Raum.",
            Over::Mistaken => "Der Server und diese Seite verstehen einander nicht.",
        },
        RoomEnd::Silent => "Der Server antwortet nicht.",
        RoomEnd::NoRooms => "Auf diesem Server gibt es keine Räume.",
        RoomEnd::NoKeys => "Der Teil dieser Seite, der deine Schlüssel hütet, ist nicht angelaufen.",
        RoomEnd::BrowserRefused => "Dieser Browser wollte sich nicht mit dem Raum verbinden.",
    }
}

fn over_hint(end: RoomEnd) -> &'static str {
    match end {
        RoomEnd::Over(over) => match over {
            Over::Left => "Du kannst zurückkommen, solange er offen ist.",
            Over::Removed => {
                "Das war ein Gastgeber. War es ein Versehen, frag nach, und öffne den Link noch einmal."
            }
            Over::Denied => {
                "Das war ein Gastgeber. War es ein Versehen, frag anderswo nach, und klopf noch einmal an."
            }
            Over::Locked => "Bitte jemanden darin, ihn aufzuschließen, und versuche es dann noch einmal.",
            Over::Full => {
                "Es sind so viele darin, wie sein dürfen. Versuche es wieder, wenn jemand gegangen ist."
            }
            Over::Ended => "Das war ein Gastgeber. Mit demselben Link kann er wieder geöffnet werden.",
            Over::TimeUp => {
                "Räume dauern auf diesem Server nur so lange. Der Gastgeber kann ihn wieder öffnen."
            }
            Over::NobodyCame => {
                "Frag, wer dir den Link gab, wann der Raum offen ist, und versuche es dann noch einmal."
            }
            Over::NoSeat => {
                "Du warst zu lange weg, oder der Server wurde neu gestartet. Komm noch einmal herein."
            }
            Over::NotHost => "Öffne den ganzen Link, den du behalten hast, als du den Raum öffnetest.",
            Over::NeedsInvite => {
                "Frag die danach, die ihn betreiben, und öffne ihren Link hier. In Räume von anderen kommst du mit deren Links."
            }
            Over::BadInvite => {
                "Sie ist abgelaufen oder stammt von einem anderen Server. Bitte die um eine neue, die diesen betreiben."
            }
            Over::NotListed => {
                "Schick denen, die ihn betreiben, den Schlüssel unten, damit sie ihn eintragen. In Räume von anderen kommst du mit deren Links."
            }
            Over::Crowded => "Warte ein paar Minuten, und versuche es dann noch einmal.",
            Over::TooOften(_) => "Warte eine Minute, und versuche es dann noch einmal.",
            Over::Stopping => "Versuche es wieder, wenn er zurück ist.",
            Over::Replaced => "Mach dort weiter, oder komm stattdessen hier herein.",
            Over::Mistaken => "Lade die Seite neu; vielleicht ist es eine andere Version.",
        },
        RoomEnd::Silent => "Prüfe deine Verbindung, und versuche es gleich noch einmal.",
        RoomEnd::NoRooms => {
            "Öffne den ganzen Link bei dem Server, den er nennt, so wie du ihn bekommen hast."
        }
        RoomEnd::NoKeys => "Lade die Seite neu, oder nimm einen anderen Browser.",
        RoomEnd::BrowserRefused => {
            "Vielleicht ist WebRTC in seinen Einstellungen oder durch eine Erweiterung abgeschaltet. Versuche es noch einmal, oder nimm einen anderen Browser."
        }
    }
}

fn declined(declined: Declined) -> &'static str {
    match declined {
        Declined::NotYours => "Das kann nur ein Gastgeber.",
        Declined::NobodyThere => "Diese Person ist nicht mehr da.",
        Declined::TooOften => "Das war zu oft oder zu viel auf einmal. Warte einen Moment.",
        Declined::Full => "Der Raum ist voll, deshalb kann niemand mehr hereinkommen.",
        Declined::AgainstRules => "Das ist hier den Gastgebern vorbehalten.",
    }
}

fn problem(problem: RoomProblem) -> &'static str {
    match problem {
        RoomProblem::DamagedLink => {
            "Dieser Link zu einem Raum ist nicht vollständig. Lass ihn dir noch einmal geben, und öffne oder kopiere ihn ganz."
        }
        RoomProblem::Elsewhere => {
            "Dieser Link zu einem Raum muss bei dem Server geöffnet werden, den er nennt, nicht auf dieser Seite. Öffne den \
            ganzen Link, so wie du ihn bekommen hast."
        }
        RoomProblem::Declined(why) => declined(why),
        RoomProblem::Name(error) => (super::settings::PHRASES.error)(error),
        RoomProblem::NotSaid => {
            "Der Raum ist gerade nicht zu erreichen, also ging nichts hinaus. Versuch es gleich noch einmal."
        }
        RoomProblem::NoKeys => {
            "Dieser Browser konnte nicht damit beginnen, zu versiegeln, was gesagt und gezeigt wird. Darum geht nichts hinaus, \
            und nichts ist zu hören. Lade die Seite neu; wenn das nicht hilft, nimm einen anderen Browser."
        }
        RoomProblem::NoWay => {
            "Ton und Bilder des Raums kommen nicht bis zu diesem Gerät durch. Vielleicht hilft ein anderes Netz, oder wer den \
            Server betreibt."
        }
    }
}
