use heliograph_session::WakingProblem;

use crate::words::WakingPhrases;

pub(super) const PHRASES: WakingPhrases = WakingPhrases {
    title: "Wenn diese Seite geschlossen ist",
    meaning: "Dein Browser kann dir auch dann sagen, dass jemand klingelt, wenn diese Seite nicht offen ist. Du hast dann zwei \
        Minuten, um sie zu öffnen und anzunehmen.",
    services: "Das geht über einen Dritten: den Push-Dienst, den der Hersteller deines Browsers betreibt. Es ist einer von \
        diesen:",
    learns: "Der Push-Dienst erfährt, wann bei dir jemand klingelt, in welchem Browser und über welchen Server. Er erfährt \
        nicht, wer klingelt, und auch nicht, worüber ihr redet.",
    keeps: "Um die richtige Seite zu öffnen, behält dieser Browser deinen privaten Link, bis du es hier beendest. Tu das nur \
        auf einem Gerät, das dir gehört.",
    begin: "Auch klingeln, wenn diese Seite geschlossen ist",
    busy: "Einen Moment …",
    on: |service| {
        format!(
            "Dein Browser sagt dir auch dann, dass jemand klingelt, wenn diese Seite geschlossen ist. Das geht über {service}."
        )
    },
    end: "Nur klingeln, solange diese Seite offen ist",
    from_home_screen: "Auf diesem Gerät erfahren nur Apps auf dem Home-Bildschirm davon, dass jemand klingelt, während sie \
        geschlossen sind. Leg Heliograph über „Teilen“ und „Zum Home-Bildschirm“ dort ab, öffne es und füge deinen privaten \
        Link ein.",
    service_of: |company, host| format!("{company} ({host})"),
    problem: |problem| match problem {
        WakingProblem::Refused => {
            "Benachrichtigungen sind dieser Seite nicht erlaubt, deshalb könnte dein Browser dir nicht sagen, dass jemand \
            klingelt. Erlaube sie in den Einstellungen deines Browsers und versuch es dann noch einmal."
        }
        WakingProblem::NoService => {
            "Dieser Browser hat keinen Push-Dienst, deshalb erfährt er nicht, dass jemand klingelt."
        }
        WakingProblem::Unreachable => {
            "Dein Browser erreicht seinen Push-Dienst nicht. Manche Browser haben keinen oder haben ihn abgestellt. Prüf deine \
            Verbindung und die Einstellungen deines Browsers und versuch es dann noch einmal."
        }
        WakingProblem::OtherService => {
            "Der Push-Dienst deines Browsers ist keiner von denen, an die dieser Server sendet. Ändern kann das, wer den \
            Server betreibt."
        }
        WakingProblem::NotKeptHere => {
            "Dieser Browser konnte nicht behalten, was er dafür braucht. Schließ alle Seiten von Heliograph, öffne deinen \
            privaten Link noch einmal und versuch es dann erneut."
        }
        WakingProblem::NotKeptThere => {
            "Der Server konnte nicht behalten, was er dafür braucht, deshalb hat sich nichts geändert. Versuch es später noch \
            einmal."
        }
        WakingProblem::Ended => {
            "Dieses Gerät erfährt nichts mehr davon, wenn es klingelt: Das wurde in einem anderen Tab beendet, oder neuere \
            Geräte haben seinen Platz bekommen. Du kannst es wieder einschalten."
        }
        WakingProblem::Withdrawn => {
            "Dieser Server sagt geschlossenen Seiten nicht mehr, dass jemand klingelt. Dein Browser behält deinen privaten \
            Link noch dafür."
        }
    },
    somebody_rang: "Bei dir hat es geklingelt",
    come: "Öffne Heliograph, um anzunehmen oder zu sehen, wer es war.",
};
