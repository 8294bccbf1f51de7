use heliograph_session::Mark;

use crate::words::ChatPhrases;

pub(super) const PHRASES: ChatPhrases = ChatPhrases {
    messages: "Nachrichten",
    nothing_written: "Noch nichts geschrieben.",
    new_conversation: "Was darüber steht, ist von einem früheren Gespräch aufgehoben, vielleicht mit jemand anderem. Es wurde nicht noch einmal gesendet.",
    earlier_not_shown: "Frühere Nachrichten werden nicht gezeigt.",
    message: "Nachricht",
    write_here: "Nachricht schreiben",
    send: "Senden",
    you: "Du",
    they: "Gegenüber",
    mark,
    new_messages,
    looking_for_a_way: "Suche einen Weg…",
    leave_question: "Das Gespräch verlassen? Ein Anruf endet dann, was noch unterwegs ist, kommt nicht an, und ein Chat, den du nicht \
        behältst, ist hier weg.",
    yes_leave: "Ja, verlassen",
    no_stay: "Nein, bleiben",
    writing: "Dein Gegenüber schreibt…",

    more: "Mehr",
    actions: "Aktionen",
    react: "Reagieren",
    reply: "Antworten",
    copy: "Kopieren",
    copied: "Kopiert.",
    not_copied: "Der Browser hat das Kopieren nicht erlaubt. Markiere den Text und kopiere ihn selbst.",
    your_reaction: "Deine Reaktion:",
    their_reaction: "Reaktion deines Gegenübers:",
    replying_to: "Antwort auf:",
    do_not_reply: "Doch nicht antworten",
    in_reply_to: "Als Antwort auf:",

    options: "Chat-Optionen",
    keep: "Diesen Chat auf diesem Gerät behalten",
    keep_warning: "Wer diesen Browser öffnen kann, kann ihn lesen.",
    delete: "Diesen Chat löschen",
    delete_question: "Das löscht alles, was hier geschrieben wurde, von dieser Seite und von diesem Gerät. Dein \
        Gegenüber behält, was es hat.",
    yes_delete: "Ja, löschen",
    no_keep: "Nein, behalten",
};

const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Sending => "unterwegs",
        Mark::Sent => "gesendet",
        Mark::Delivered => "zugestellt",
        Mark::Lost => "nicht zugestellt",
    }
}

fn new_messages(count: usize) -> String {
    if count == 1 { "1 neue Nachricht".to_owned() } else { format!("{count} neue Nachrichten") }
}
