//! Sentences for what went wrong: what it was, and what to do now.

use heliograph_session::{CaptureError, IS_SITE, Parting, Problem, Step};

pub(super) const fn parting(parting: Parting) -> &'static str {
    match parting {
        Parting::Left => "Dein Gegenüber hat das Gespräch beendet.",
        Parting::Closed => {
            "Die andere Seite hat die Verbindung ohne Abschied geschlossen: Die Seite wurde dort geschlossen, oder die \
            Sicherheitswörter waren dort verschieden. Frag auf einem anderen Weg nach, bevor du weitermachst."
        }
        Parting::NoWayBack => {
            "Die Verbindung ist abgerissen, und es hat sich kein anderer Weg gefunden. Deine Nachrichten bleiben: \
            Lade dieselbe Person noch einmal ein, oder nimm ihre neue Einladung an. Ist ihre Seite auch noch \
            offen, macht ihr da weiter, wo ihr wart."
        }
        Parting::RelayAway => {
            "Der Server, über den alles lief, antwortet nicht. Deine Nachrichten bleiben. Ist er wieder da, lade dieselbe \
            Person noch einmal ein; ist ihre Seite auch noch offen, macht ihr da weiter, wo ihr wart. Eine Einladung zur \
            direkten Verbindung braucht keinen Server."
        }
        Parting::Refused => {
            "Dieser Browser kam bei einer Änderung nicht mit, die die andere Seite vorschlug. Deshalb ist die \
            Verbindung zu Ende. Lade neu ein, um weiterzumachen."
        }
        Parting::Hostile => {
            "Die andere Seite hat etwas geschickt, was Heliograph nie schicken würde. Zu deinem Schutz ist die \
            Verbindung jetzt zu."
        }
        Parting::Forged => {
            "Zwischen dir und deinem Gegenüber könnte jemand sitzen: Die Sicherheitswörter wurden manipuliert. Die \
            Verbindung ist zu. Mach hier nicht weiter. Trefft euch, oder sprecht auf einem anderen Weg miteinander, und \
            fangt neu an mit Codes, die niemand sonst verändern kann."
        }
        Parting::WordsDiffer => {
            "Verschiedene Wörter heißen: Jemand könnte zwischen euch sitzen und mitlesen. Die Verbindung ist zu. \
            Geh davon aus, dass andere gelesen haben, was ihr geschrieben habt. Fangt neu an mit Codes, die ihr \
            auf einem anderen Weg überbringt, am besten vom Bildschirm gescannt."
        }
    }
}

pub(super) fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::Rendezvous(problem) => (super::meet::PHRASES.problem)(problem),
        Problem::Ring(problem) => (super::ring::PHRASES.problem)(problem),
        Problem::Empty => "Hier ist noch nichts. Füge den Code ein, oder öffne seine Datei.",
        Problem::NotACode => {
            "Das ist kein Code von Heliograph. Kopiere den ganzen Link oder Code, den du bekommen hast."
        }
        Problem::CutShort => "Der Code ist abgeschnitten: Sein Ende fehlt. Kopiere ihn ganz.",
        Problem::Mistyped => "Ein Zeichen dieses Codes ist falsch oder fehlt. Bitte kopiere ihn noch einmal.",
        Problem::NewerVersion => {
            "Dieser Code stammt aus einer neueren Fassung von Heliograph. Hol dir die neuere Version \
            und versuche es dann noch einmal."
        }
        Problem::Damaged => "Dieser Code ist beschädigt. Bitte um einen neuen.",
        Problem::TooLong => {
            "Dieser Text ist für einen Code viel zu lang. Kopiere nur den Link oder den Code."
        }
        Problem::NoCodeInPicture => {
            "In diesem Bild ist kein QR-Code zu finden. Nimm eines, das scharf ist und den ganzen Code mit seinem \
            weißen Rand zeigt, oder füge stattdessen den Code ein."
        }
        Problem::PictureUnread => {
            "Dieser Browser konnte in dem Bild nicht nach einem QR-Code suchen. Wähle das Bild noch einmal, oder füge \
            stattdessen den Code ein."
        }
        Problem::NotACodeFile => "In dieser Datei ist kein Code von Heliograph.",
        Problem::BadDescription => {
            "Das kommt aus einem anderen Programm, ist aber nicht zu gebrauchen: Die Beschreibung der Verbindung \
            ist unvollständig."
        }
        Problem::OwnInvite => {
            "Das ist deine eigene Einladung. Schick sie deinem Gegenüber, und gib hier die Antwort darauf ein."
        }
        Problem::OwnReply => "Das ist deine eigene Antwort. Schick sie der Person, die dich eingeladen hat.",
        Problem::InviteInsteadOfReply => {
            "Das ist eine Einladung, aber hier gehört eine Antwort hin. Nimmst du sie an, gilt deine eigene nicht mehr."
        }
        Problem::ReplyInsteadOfInvite => {
            "Das ist eine Antwort, aber hier gehört eine Einladung hin. Gib sie auf der Seite ein, von der die \
            Einladung stammt."
        }
        Problem::ReplyToAnother => {
            "Diese Antwort gehört zu einer anderen Einladung, oder zu einer, die zu alt ist. Schick deinem \
            Gegenüber die Einladung, die oben steht."
        }
        Problem::ForeignReply => {
            "Diese Antwort kommt aus einem anderen Programm, das auf Einladungen von Heliograph nicht antworten \
            kann. Bitte um eine Einladung aus jenem Programm, und nimm sie an."
        }
        Problem::AlreadyConnecting => {
            "Eine Antwort ist schon eingegeben. Warte einen Augenblick, bis die Verbindung entsteht."
        }
        Problem::NoNetwork => {
            "Es scheint kein Netz da zu sein. Verbinde dieses Gerät mit einem, dann erscheint der Code."
        }
        Problem::NoRoute => {
            "Es kam keine Verbindung zustande, obwohl beide Codes stimmen. Ist die Seite drüben noch offen? Schick die \
            frische Einladung unten. Falls eure beiden Geräte einander nicht erreichen, geht in dasselbe WLAN, oder \
            wählt auf beiden Seiten einen STUN-Server in den Einstellungen."
        }
        Problem::NoRouteThroughRelay => {
            "Es kam keine Verbindung zustande, obwohl beide Codes stimmen. Ist die Seite dort noch offen? Wurde der Server neu \
            gestartet, nachdem du die Einladung gemacht hast, führt sie ins Leere. Schick die neue von unten."
        }
        Problem::BrowserRefused(step) => refused(step),
        Problem::HandshakeFailed => {
            "Es war jemand zu erreichen, aber nicht die Person, deren Code du hast: Ein Code wurde unterwegs \
            verändert, oder er stammt aus einer älteren Einladung. Fangt mit einer frischen Einladung neu an."
        }
        Problem::InviteWithdrawn => {
            "Du hast geändert, wer deine Adresse erfährt. Die Einladung von vorhin gilt deshalb nicht mehr: \
            Schick bitte diese hier."
        }
        Problem::ReplyReplaced => {
            "Auf der anderen Seite ist nach der Antwort, die du eingegeben hast, eine weitere entstanden. Auf eine \
            Einladung passt nur eine Antwort. Schick deshalb bitte die frische Einladung unten."
        }
        Problem::GoneBeforeGreeting => {
            "Die andere Seite war da, und war wieder weg, bevor ihr verbunden wart. Fangt mit einer frischen \
            Einladung neu an."
        }
        Problem::NoGreeting => {
            "Die andere Seite war da, hat aber nicht geantwortet, wie Heliograph es tut. Versuch es noch einmal."
        }
        Problem::NoCommonVersion => {
            "Auf beiden Seiten läuft eine Fassung von Heliograph, die die andere nicht versteht. Bringt die ältere \
            auf den neuen Stand."
        }
        Problem::MessageTooLong => "Diese Nachricht ist zu lang für einmal. Bitte teile sie auf.",
        Problem::NothingPicked => {
            "In dem, was du gewählt hast, ist nichts, was gesendet werden kann. Bitte wähle es noch einmal."
        }
        Problem::PictureNotDrawn => {
            "Dieses Bild lässt sich hier nicht neu zeichnen, und also nicht ohne den Ort und die Kamera, die darin stehen können. Mit „Dateien senden“ geht es so, wie es ist."
        }
        Problem::NobodyToSendTo => {
            "Es ist niemand verbunden, der das bekommen könnte. Verbinde dich zuerst und wähle es dann noch einmal."
        }
        Problem::NoFilesThere => "Die andere Person benutzt ein anderes Programm, das keine Dateien annimmt.",
        Problem::ChatNotKept => {
            "Dein Browser lässt diese Seite nichts auf diesem Gerät behalten, also wird der Chat nicht behalten."
        }
        Problem::DirectRefused => "Dein Gegenüber möchte es lieber so lassen: über den Server.",
        Problem::NoRelay(fault) => (super::relay::PHRASES.fault)(fault),
        // No other form of the app knows of rooms.
        Problem::Room(problem) if IS_SITE => (super::room::PHRASES.problem)(problem),
        Problem::Room(_) => "",
        Problem::Busy => {
            "Du bist mitten in einem Gespräch. Beende es erst, und gib den Code dann noch einmal ein."
        }
    }
}

const fn refused(step: Step) -> &'static str {
    match step {
        Step::Describe => {
            "Dieser Browser wollte keine Verbindung herstellen. Vielleicht ist WebRTC in seinen Einstellungen oder \
            durch eine Erweiterung abgeschaltet."
        }
        Step::AcceptDescription => {
            "Dieser Browser hat den Code der anderen Seite nicht angenommen. Bitte um einen neuen, oder versuch es \
            mit einem anderen Browser."
        }
        Step::AcceptCandidate | Step::Send => {
            "Dieser Browser hat die Verbindung abgebrochen. Bitte versuch es noch einmal."
        }
    }
}

pub(super) const fn camera(error: CaptureError) -> &'static str {
    match error {
        CaptureError::Refused => {
            "Diese Seite darf die Kamera nicht benutzen. Um es zu erlauben, tippe in der Adresszeile auf das \
            Kamera- oder Schlosszeichen, und versuch es noch einmal. Oder füge den Code ein, oder öffne ein Bild \
            davon."
        }
        CaptureError::Absent => {
            "Es wurde keine Kamera gefunden. Füge stattdessen den Code ein, oder öffne ein Bild davon."
        }
        CaptureError::Busy => {
            "Ein anderes Programm benutzt die Kamera. Schließ es, und versuch es noch einmal, oder füge den Code \
            ein."
        }
        CaptureError::InsecurePage => {
            "Browser geben die Kamera nur Seiten, die über https oder von diesem Gerät kommen. Füge den Code ein, \
            öffne seine Datei oder ein Bild davon, oder scanne ihn mit der Kamera-App deines Telefons."
        }
        CaptureError::Failed => {
            "Die Kamera funktioniert in diesem Browser nicht. Füge stattdessen den Code ein, oder öffne ein Bild davon."
        }
    }
}
