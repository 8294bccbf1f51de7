use heliograph_session::{RendezvousProblem, Strength};

use crate::words::MeetPhrases;

pub(super) const PHRASES: MeetPhrases = MeetPhrases {
    meet: "Mit Wörtern treffen",
    meaning: "Ihr tippt beide dieselben Wörter auf dieser Seite ein und werdet verbunden. Der Server bringt euch zusammen, \
        ohne die Wörter zu erfahren. Wer andere Wörter hat, wird nicht eingelassen.",
    new_words: "Wörter, die für euch gemacht werden",
    new_words_hint: "Du bekommst eine Zahl und drei Wörter, gut für ein Treffen. Sag sie deinem Gegenüber, am Telefon oder auf \
        einem anderen Weg, dem du traust.",
    make_words: "Wörter machen",
    have_words: "Wörter, die du hast",
    have_words_hint: "Die Wörter, die die Seite deines Gegenübers gemacht hat, oder Wörter, die ihr ausgemacht habt.",
    the_words: "Die Wörter",
    enter: "Treffen",
    strength: |strength| match strength {
        Strength::Unfinished => {
            "Hat eine Seite diese Wörter gemacht, dann tipp alle ein: eine Zahl und drei Wörter. Sind es eure eigenen, dann nehmt \
            mehr davon."
        }
        Strength::Weak => {
            "Leicht zu erraten für den, der diesen Server betreibt. Nimm besser mehrere Wörter, die nicht zusammengehören, und \
            vergleicht danach die Sicherheitswörter."
        }
        Strength::Fair => {
            "Schwer zu erraten. Ein drittes Wort macht es schwerer; vergleicht danach die Sicherheitswörter."
        }
        Strength::Good => "Schwer zu erraten, außer es ist eine Redensart, ein Name oder eine Liedzeile.",
    },
    directly: "Direkt verbinden, wenn mein Gegenüber das auch will",
    directly_hint: "Dann erfahrt ihr gegenseitig eure Netzadressen. Sonst läuft alles über diesen Server; er erfährt beide \
        Adressen, wann ihr sprecht und wie viel, aber nicht was.",
    preparing: "Einen Moment …",
    tell_them: "Sag deinem Gegenüber diese Wörter:",
    your_words: "Eure Wörter",
    copy_words: "Wörter kopieren",
    where_to: |page| format!("Dein Gegenüber öffnet {page} und wählt „Mit Wörtern treffen“."),
    waiting: "Warten auf dein Gegenüber. Lass diese Seite offen; sie darf im Hintergrund liegen.",
    minutes_left: |minutes| match minutes {
        1 => "Die Wörter gelten noch eine Minute.".to_owned(),
        _ => format!("Die Wörter gelten noch {minutes} Minuten."),
    },
    returning: "Der Server antwortet nicht. Er wird von selbst wieder gefragt; die Wörter gelten weiter.",
    stop: "Nicht mehr warten",
    connecting_relayed: "Dein Gegenüber ist da und hat dieselben Wörter. Verbinden über den Server …",
    connecting_directly: "Dein Gegenüber ist da und hat dieselben Wörter, und ihr wollt euch beide direkt verbinden. \
        Verbinden …",
    problem: |problem| match problem {
        RendezvousProblem::NoWords => {
            "Mit diesen Wörtern geht es nicht. Tipp mindestens ein Wort ein, und nicht mehr als 200 Buchstaben."
        }
        RendezvousProblem::Mistyped => {
            "Eines dieser Wörter ist keines von denen, die Heliograph macht, also ist es vertippt. Vergleicht sie Buchstabe für \
            Buchstabe."
        }
        RendezvousProblem::NoKeys => {
            "Dieser Browser konnte den Teil der Seite nicht starten, der eure Wörter geheim hält. Lade die Seite neu, oder nimm \
            einen anderen Browser."
        }
        RendezvousProblem::Silent => {
            "Der Server, von dem diese Seite kommt, antwortet nicht. Prüfe deine Verbindung und versuche es noch einmal, oder \
            lade dein Gegenüber ohne Server ein."
        }
        RendezvousProblem::NobodyCame => {
            "Niemand kam rechtzeitig. Fang noch einmal an, wenn dein Gegenüber so weit ist."
        }
        RendezvousProblem::NoPlace => {
            "Unter dieser Zahl wartet niemand. Vielleicht ist sie vertippt, zu alt oder schon benutzt; Zahlen gelten für ein \
            Treffen. Vergleicht sie, oder macht neue Wörter."
        }
        RendezvousProblem::Full => {
            "Dort sind schon zwei. Ist keiner davon dein Gegenüber, dann hat jemand anderes eure Wörter: Macht neue."
        }
        RendezvousProblem::WrongWords => {
            "Jemand kam mit anderen Wörtern, also sind diese verbraucht: Niemand darf zweimal raten. Vielleicht waren sie \
            vertippt, vielleicht hat es jemand Fremdes versucht. Macht neue Wörter und sagt sie euch."
        }
        RendezvousProblem::ManyStrangers => {
            "Mehrere kamen mit anderen Wörtern, deshalb wurde das Warten beendet. Vielleicht rät jemand, vielleicht der, der \
            diesen Server betreibt. Macht andere Wörter aus, oder lasst welche von dieser Seite machen."
        }
        RendezvousProblem::Taken => {
            "Jemand anderes kam vor dir mit denselben Wörtern und wird gerade verbunden. Ist das nicht dein Gegenüber, dann \
            kennt jemand eure Wörter: Sag es weiter, und nehmt andere."
        }
        RendezvousProblem::Third => {
            "Noch jemand kam mit denselben Wörtern oder derselben Zahl und wurde abgewiesen. Vergleicht die Sicherheitswörter, \
            um sicher zu sein, mit wem ihr sprecht."
        }
        RendezvousProblem::UsedUp => {
            "Die Seite wurde genau in dem Augenblick neu geladen, in dem die Wörter benutzt wurden; damit sind sie verbraucht. Mach \
            neue Wörter."
        }
        RendezvousProblem::WentAway => {
            "Dein Gegenüber war da und ging, bevor ihr verbunden wart. Fangt noch einmal an, mit neuen Wörtern."
        }
        RendezvousProblem::TooOften(_) => {
            "Aus deinem Netz kamen in kurzer Zeit viele Versuche. Warte eine Minute und versuche es dann noch einmal."
        }
        RendezvousProblem::Crowded => {
            "Der Server hat so viel zu tun, wie er kann. Warte eine Minute und versuche es dann noch einmal."
        }
        RendezvousProblem::Stopping => {
            "Der Server wird gleich angehalten. Versuche es wieder, wenn er zurück ist."
        }
        RendezvousProblem::Replaced => "Das geht in einem anderen Tab weiter.",
        RendezvousProblem::Mistaken => {
            "Der Server oder die andere Seite hat etwas gesagt, das hier keinen Sinn ergibt. Lade die Seite neu; vielleicht ist es \
            eine andere Version."
        }
    },
};
