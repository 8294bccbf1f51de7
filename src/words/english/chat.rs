use heliograph_session::Mark;

use crate::words::ChatPhrases;

pub(super) const PHRASES: ChatPhrases = ChatPhrases {
    messages: "Messages",
    nothing_written: "Nothing written yet.",
    new_conversation: "What is above is kept from an earlier conversation, perhaps with somebody else. It was not sent again.",
    earlier_not_shown: "Earlier messages are not shown.",
    message: "Message",
    write_here: "Write a message",
    send: "Send",
    you: "You",
    they: "They",
    mark,
    new_messages,
    looking_for_a_way: "Looking for a way…",
    leave_question: "Leave the conversation? A call ends then, what is still on its way does not arrive, and a chat that you do not keep \
        is gone here.",
    yes_leave: "Yes, leave",
    no_stay: "No, stay",
    writing: "They are writing…",

    more: "More",
    actions: "Actions",
    react: "React",
    reply: "Reply",
    copy: "Copy",
    copied: "Copied.",
    not_copied: "The browser did not allow copying. Select the text and copy it yourself.",
    your_reaction: "Your reaction:",
    their_reaction: "Their reaction:",
    replying_to: "Replying to:",
    do_not_reply: "Do not reply",
    in_reply_to: "In reply to:",

    options: "Chat options",
    keep: "Keep this chat on this device",
    keep_warning: "Anyone who can open this browser can read it.",
    delete: "Delete this chat",
    delete_question: "This erases everything written here, from this page and from this device. The other person \
        keeps what they have.",
    yes_delete: "Yes, delete it",
    no_keep: "No, keep it",
};

const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Sending => "sending",
        Mark::Sent => "sent",
        Mark::Delivered => "delivered",
        Mark::Lost => "not delivered",
    }
}

fn new_messages(count: usize) -> String {
    if count == 1 { "1 new message".to_owned() } else { format!("{count} new messages") }
}
