use heliograph_session::{SealingStage, Unsealed};

use crate::words::SealingPhrases;

pub(super) const PHRASES: SealingPhrases = SealingPhrases {
    prefer: "Anrufe doppelt versiegeln",
    prefer_hint: "Eure Browser verschlüsseln Anrufe immer von Ende zu Ende. Hiermit versiegelt die Seite jedes Stück Ton und Bild noch \
        einmal, bevor es sie verlässt: ein zweites Schloss, falls die Verschlüsselung der Browser eine Lücke hat. Es kostet etwas \
        Akku und geht nur, wenn es auch bei deinem Gegenüber geht. Es gilt ab dem ersten Anruf einer Verbindung; \
        Ausschalten gilt für neue Verbindungen.",
    choose: "Anrufe hier doppelt versiegeln",
    choose_in_call: "Diesen Anruf doppelt versiegeln",
    stage,
    tampering: "Was ankommt, ist nicht das, was gesendet wurde. Vielleicht verändert es etwas unterwegs, vielleicht hat einer der \
        Browser einen Fehler. Was nicht stimmt, ist weder zu hören noch zu sehen. Vergleicht die Sicherheitswörter: Sind sie verschieden, verlasst das Gespräch, und trefft euch auf einem anderen Weg.",
    dismiss: "Ausblenden",
    heading: "Doppeltes Versiegeln",
    sealed: |frames| format!("{frames} versiegelt pro Sekunde"),
    opened: |frames| format!("{frames} geöffnet pro Sekunde"),
    refused: |frames| format!("{frames} abgewiesen"),
    cost: |micros| format!("je {micros}\u{a0}µs"),
};

const fn stage(stage: SealingStage) -> &'static str {
    match stage {
        SealingStage::Open => {
            "Anrufe sind hier von Ende zu Ende verschlüsselt. Sie lassen sich noch einmal versiegeln; wähle das vor dem \
            ersten Anruf."
        }
        SealingStage::Starting => "Das doppelte Versiegeln wird vorbereitet …",
        SealingStage::Agreed => "Anrufe werden hier doppelt versiegelt.",
        SealingStage::Sealed => {
            "Anrufe sind hier doppelt versiegelt. Das bleibt so, bis ihr euch neu verbindet."
        }
        SealingStage::Broken => {
            "Das doppelte Versiegeln ist ausgefallen, darum ist nichts mehr zu hören und zu sehen. Verlasst das Gespräch, \
            und verbindet euch neu."
        }
        SealingStage::Unsealed(Unsealed::ThisBrowser) => {
            "Dieser Browser kann Anrufe nicht doppelt versiegeln. Sie sind wie immer von Ende zu Ende verschlüsselt."
        }
        SealingStage::Unsealed(Unsealed::OtherSide) => {
            "Der Browser deines Gegenübers, oder dessen Version dieser Seite, kann Anrufe nicht doppelt versiegeln. Sie sind \
            wie immer von Ende zu Ende verschlüsselt."
        }
        SealingStage::Unsealed(Unsealed::NotStarted) => {
            "Das doppelte Versiegeln wurde nicht rechtzeitig fertig, darum geht es ohne weiter; Anrufe sind wie immer von \
            Ende zu Ende verschlüsselt. Um es noch einmal zu versuchen, verbindet euch neu."
        }
        SealingStage::Unsealed(Unsealed::NotWanted) => {
            "Anrufe sind hier von Ende zu Ende verschlüsselt, aber nicht doppelt versiegelt: Das entscheidet sich beim \
            ersten Anruf. Um es zu ändern, verbindet euch neu."
        }
    }
}
