use heliograph_session::RelayFault;

use crate::words::RelayPhrases;

pub(super) const PHRASES: RelayPhrases = RelayPhrases {
    hide: "Unsere Adressen voreinander verbergen",
    hide_hint: "Dann läuft alles über den Server, von dem diese Seite kommt. Er erfährt beide Adressen, wann ihr sprecht \
        und wie viel. Was ihr sagt, zeigt und schickt, bleibt zwischen euch beiden verschlüsselt.",
    invite_hides: "Diese Einladung verbirgt eure Adressen voreinander: Alles läuft über den Server, von dem diese Seite \
        kommt. Er erfährt beide Adressen, wann ihr sprecht und wie viel, aber nicht was.",
    hidden: "Über den Server, von dem diese Seite kommt: Eure Adressen sind voreinander verborgen. Der Server kennt sie \
        und weiß, wann ihr sprecht, aber nicht was.",
    directly: "Direkt verbinden",
    directly_question: "Dann erfahrt ihr gegenseitig eure Netzadressen, und sobald sich ein direkter Weg findet, ist der Server an \
        allem Weiteren nicht beteiligt. Dein Gegenüber wird vorher gefragt.",
    no_direct_way: "Ihr wollt euch direkt verbinden. Bis sich ein direkter Weg findet, läuft weiter alles über den Server, von \
        dem diese Seite kommt.",
    stopping: "Der Server, über den alles läuft, wird gleich angehalten. Wird er bald wieder gestartet, geht es von selbst \
        weiter, ohne neue Codes.",
    away: "Der Server, über den alles läuft, antwortet nicht. Ist er bald wieder da, geht es von selbst weiter, \
        ohne neue Codes. Was du bis dahin schreibst, kommt dann an.",
    ask_them: "Fragen",
    leave_it: "So lassen",
    they_are_asked: "Dein Gegenüber wird gefragt, ob das in Ordnung ist.",
    they_want_directly: "Dein Gegenüber möchte sich direkt verbinden. Dann erfahrt ihr gegenseitig eure Netzadressen.",
    agree: "Einverstanden",
    disagree: "Nein, so lassen",
    here_only: "Einladung und Server sind nur von diesem Gerät aus zu erreichen, denn du hast die Seite unter einer Adresse \
        geöffnet, die anderswo nirgends hinführt. Für ein anderes Gerät öffne die Seite unter einer der Adressen, die der \
        Server beim Start genannt hat, und mach die Einladung dort.",
    asked_again: "Der Server wird alle paar Sekunden wieder gefragt.",
    fault: |fault| match fault {
        RelayFault::NotHere => {
            "Diese Einladung läuft über einen Server, und diese Seite kommt nicht von ihm. Öffne die Einladung als den \
            Link, den du bekommen hast, oder bitte um eine direkte Einladung."
        }
        RelayFault::Unknown => {
            "Diese Einladung läuft über einen anderen Server als den, von dem diese Seite kommt. Öffne sie als den Link, den du \
            bekommen hast, oder bitte um eine direkte Einladung."
        }
        RelayFault::Busy => {
            "Der Server hat gerade so viel zu tun, wie er kann. Warte eine Minute und versuche es noch einmal, oder \
            verbindet euch direkt."
        }
        RelayFault::Stopping => {
            "Der Server, von dem diese Seite kommt, hört gleich auf. Versuche es wieder, wenn er zurück ist, oder verbindet \
            euch direkt."
        }
        RelayFault::Silent => {
            "Der Server, von dem diese Seite kommt, antwortet nicht und kann nicht benutzt werden. Prüfe deine Verbindung \
            und versuche es noch einmal, oder verbindet euch direkt."
        }
    },
};
