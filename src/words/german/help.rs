use crate::words::HelpPhrases;

pub(super) const PHRASES: HelpPhrases = HelpPhrases {
    help: "Hilfe",
    how_it_works: "So geht es",
    pictures: [
        "Du zeigst oder schickst deine Einladung: einen kleinen Code, der sagt, wie dein Browser zu erreichen ist.",
        "Dein Gegenüber zeigt oder schickt eine Antwort zurück: dasselbe in die andere Richtung.",
        "Eure beiden Browser finden einander und sprechen direkt, von Ende zu Ende verschlüsselt.",
    ],
    who_sees_what: "Wer was sehen kann",
    sights: &[
        (
            "Wer eure Codes überbringt",
            "Sieht die Netzadressen darin und dass ihr euch verbindet, aber nicht, was ihr sagt. Wer beide Codes \
            auch verändern kann, könnte sich dazwischensetzen: Dagegen helfen die Sicherheitswörter.",
        ),
        (
            "Dein Gegenüber",
            "Sieht deine Netzadressen, außer ihr verbergt sie voreinander hinter dem Server, von dem diese Seite kommt; und \
            deinen Namen, falls du einen gewählt hast.",
        ),
        (
            "Ein STUN-Server, falls du einen gewählt hast",
            "Sieht deine öffentliche Adresse und wann du danach fragst, aber nicht, mit wem du sprichst, und \
            nichts von dem, was du sagst.",
        ),
        (
            "Dein Internetanbieter",
            "Sieht, dass zwei Adressen verschlüsselte Daten austauschen, wann und wie viel.",
        ),
        (
            "Von wo du diese Seite hast",
            "Sieht, dass du sie geladen hast. Ist es ein Heliograph-Begleiter, sagt er deinem Browser auch dessen öffentliche \
            Adresse, wenn du in den Einstellungen nichts anderes wählst; und verbergt ihr eure Adressen voreinander, reicht \
            er alles weiter und erfährt beide Adressen, wann ihr sprecht und wie viel, aber nicht was. Kein anderer Server \
            wird gefragt, außer du wählst einen.",
        ),
        (
            "Der Server, wenn ihr euch mit Wörtern trefft",
            "Bringt euch unter einer Zahl zusammen. Er erfährt, dass sich zwei Seiten treffen, von welchen Adressen und wann; \
            nicht die Wörter, und nichts von dem, was ihr sagt.",
        ),
        (
            "Der Server, wenn bei dir über einen Link geklingelt wird",
            "Bewahrt auf, wie viele Links du hast, wann du zuletzt da warst, und versiegelte Notizen verpasster Anrufe. Er \
            erfährt, über welchen Link jemand klingelt, wann und von welcher Adresse; nicht eure Namen, \
            nicht wie du den Link nennst, und nichts von dem, was ihr sagt.",
        ),
        ("Wir, die Heliograph machen", "Nichts. Wir haben keinen Server."),
    ],
    about_calls: "Zu Anrufen",
    calls: "Ton und Bild nehmen denselben Weg wie der Chat: geradewegs zu deinem Gegenüber, oder über den Server, wo ihr eure \
        Adressen voreinander verbergt. So oder so sind sie von Ende zu Ende verschlüsselt: Unterwegs kann dich niemand sehen \
        oder hören, und hier wird nichts aufgezeichnet. Ob dein Gegenüber es tut, liegt bei ihm. In den Einstellungen kannst du \
        Anrufe doppelt versiegeln lassen, noch einmal durch diese Seite: ein zweites Schloss, falls die Verschlüsselung der \
        Browser eine Lücke hat. Kamera und Mikrofon sind nur an, wo die Seite es sagt, und aus, sobald du auflegst.",
    about_files: "Zu Dateien und dem, was du schreibst",
    files: "Dateien nehmen denselben Weg, von Ende zu Ende verschlüsselt, und unterwegs bleibt keine Kopie. Was du empfängst, liegt dort, wo dein Browser Downloads ablegt, oder wo du es sagst. „Bild senden“ \
        lässt weg, wo und womit es aufgenommen wurde. Was du schreibst, ist weg, wenn du die Seite schließt, außer du \
        behältst den Chat auf diesem Gerät; dein Gegenüber behält, was es hat.",
    when_it_does_not_connect: "Wenn keine Verbindung entsteht",
    remedies: &[
        "Lasst beide Seiten offen und im Vordergrund, bis ihr verbunden seid. Telefone legen verdeckte Seiten \
        schlafen.",
        "Fangt mit einer frischen Einladung an: Ein Code gehört zu einer Seite und einem Netz und taugt für eine \
        Verbindung.",
        "Geht beide in dasselbe WLAN. Gastnetze halten ihre Geräte oft voneinander fern: Nehmt dann ein anderes.",
        "Nicht im selben Netz? Wählt beide in den Einstellungen einen STUN-Server, bevor ihr die Codes macht.",
        "Immer noch nichts? Lasst ein Telefon einen Hotspot öffnen und das andere Gerät hineingehen: Das gelingt \
        fast immer. Schaltet ein VPN zum Versuch ab, wenn ihr es gefahrlos könnt.",
    ],
    about_safety_words: "Was Sicherheitswörter sind",
    safety_words: "Sobald ihr verbunden seid, seht ihr beide vier Wörter. Lest sie einander laut vor, am besten am \
        Telefon oder von Angesicht zu Angesicht. Sind es dieselben, sitzt niemand zwischen euch und hört mit. \
        Ist auch nur eines anders, könnte es jemand tun: Sagt dort nichts mehr, und trefft euch, oder sprecht miteinander auf \
        einem anderen Weg.",
};
