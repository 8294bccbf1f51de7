use heliograph_session::Mark;

/// What is said around what people write.
pub(crate) struct ChatPhrases {
    pub(crate) messages: &'static str,
    pub(crate) nothing_written: &'static str,
    pub(crate) new_conversation: &'static str,
    pub(crate) earlier_not_shown: &'static str,
    pub(crate) message: &'static str,
    pub(crate) write_here: &'static str,
    pub(crate) send: &'static str,
    pub(crate) you: &'static str,
    pub(crate) they: &'static str,
    pub(crate) mark: fn(Mark) -> &'static str,
    pub(crate) new_messages: fn(usize) -> String,
    pub(crate) looking_for_a_way: &'static str,
    pub(crate) leave_question: &'static str,
    pub(crate) yes_leave: &'static str,
    pub(crate) no_stay: &'static str,
    pub(crate) writing: &'static str,

    pub(crate) more: &'static str,
    pub(crate) actions: &'static str,
    pub(crate) react: &'static str,
    pub(crate) reply: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) copied: &'static str,
    pub(crate) not_copied: &'static str,
    pub(crate) your_reaction: &'static str,
    pub(crate) their_reaction: &'static str,
    pub(crate) replying_to: &'static str,
    pub(crate) do_not_reply: &'static str,
    pub(crate) in_reply_to: &'static str,

    pub(crate) options: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) keep_warning: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) delete_question: &'static str,
    pub(crate) yes_delete: &'static str,
    pub(crate) no_keep: &'static str,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::words::of;
    use heliograph_session::Language;

    #[test]
    fn what_names_a_control_in_the_chat_names_no_other() {
        for words in Language::ALL.map(of) {
            let (chat, files) = (&words.chat, &words.files);
            let names = [
                chat.send,
                chat.more,
                chat.reply,
                chat.copy,
                chat.do_not_reply,
                chat.options,
                chat.keep,
                chat.delete,
                chat.yes_delete,
                chat.no_keep,
                chat.yes_leave,
                chat.no_stay,
                files.send_files,
                files.send_a_folder,
                files.send_a_picture,
                files.send_drawn,
                files.send_unchanged,
                files.do_not_send,
                files.accept,
                files.refuse,
                files.pause,
                files.go_on,
                files.cancel,
                files.save_again,
                files.show_large,
                files.save_picture,
                files.close,
            ];
            assert!(names.iter().all(|name| !name.is_empty() && !name.ends_with('.')));
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        }
    }
}
