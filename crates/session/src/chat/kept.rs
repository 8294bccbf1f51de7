//! The chat as it is kept on a device, where its person wants that.

use std::collections::BTreeMap;
use std::rc::Rc;

use heliograph_wire::Private;

use super::Chat;
use crate::view::{Author, Entry, Line, Mark, Reactions};

/// The first line of what is kept.
const VERSION: &str = "heliograph chat 1";

/// The most bytes kept on a device: browsers allow about five million for a page.
const LIMIT: usize = 1_000_000;

impl Chat {
    /// The newest messages, one in each line, oldest first.
    pub(crate) fn to_text(&self) -> Private<String> {
        let mut lines = Vec::new();
        let mut bytes = VERSION.len();
        for line in self.entries.iter().rev().filter_map(Entry::as_line) {
            let who = match line.author {
                Author::Me(_) => "me",
                Author::Other => "they",
            };
            let spelled = format!("{who} {}", escape(line.text.reveal()));
            bytes += spelled.len() + 1;
            if bytes > LIMIT {
                break;
            }
            lines.push(spelled);
        }
        lines.push(VERSION.to_owned());
        lines.reverse();
        Private::new(lines.join("\n"))
    }

    /// Reads what was kept, above a conversation that is still to begin. What cannot be read is as if it were not there.
    pub(crate) fn of_text(text: &str) -> Self {
        let mut chat = Self::default();
        let mut lines = text.lines();
        if lines.next() != Some(VERSION) {
            return chat;
        }
        for line in lines {
            let (author, text) = match line.split_once(' ') {
                Some(("me", text)) => (Author::Me(Mark::Sent), text),
                Some(("they", text)) => (Author::Other, text),
                _ => continue,
            };
            let text = Private::new(unescape(text));
            let (at, replies_to, reactions) = (None, None, Reactions::default());
            let line = Line { id: 0, author, text, at, replies_to, reactions };
            chat.push(Entry::Line(Rc::new(line)));
        }
        chat.begin_anew(&BTreeMap::new());
        chat
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

fn unescape(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => plain.push('\n'),
                Some('r') => plain.push('\r'),
                other => plain.extend(other),
            },
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::super::Chat;
    use super::LIMIT;
    use crate::view::{Author, Entry};
    use heliograph_wire::Private;

    fn shown(chat: &Chat) -> Vec<String> {
        let text = |entry: &Entry| match entry {
            Entry::Line(line) => match line.author {
                Author::Me(_) => format!("me: {}", line.text.reveal()),
                Author::Other => format!("they: {}", line.text.reveal()),
            },
            Entry::Files(_) => "files".to_owned(),
            Entry::NewConversation => "---".to_owned(),
        };
        chat.entries().iter().map(text).collect()
    }

    #[test]
    fn what_is_kept_is_read_again_and_is_not_sent() {
        let mut chat = Chat::default();
        chat.write(&Private::new("two\nlines \\n".to_owned()), None).unwrap();
        chat.hear(1, Private::new("me too".to_owned()), None);
        let text = chat.to_text();
        assert_eq!(text.reveal(), "heliograph chat 1\nme two\\nlines \\\\n\nthey me too");
        let again = Chat::of_text(text.reveal());
        assert_eq!(shown(&again), ["me: two\nlines \\n", "they: me too", "---"]);
        assert!(again.outstanding().is_empty());
    }

    #[test]
    fn the_newest_messages_are_kept() {
        let mut chat = Chat::default();
        for id in 1..=40 {
            chat.hear(id, Private::new(format!("{id}{}", "x".repeat(30_000))), None);
        }
        let kept = chat.to_text();
        assert!(kept.reveal().len() <= LIMIT);
        let again = Chat::of_text(kept.reveal());
        let last = again.entries().iter().rev().find_map(Entry::as_line).map(|line| line.text.clone());
        assert!(last.is_some_and(|text| text.reveal().starts_with("40")));
    }

    #[test]
    fn what_cannot_be_read_is_as_if_it_were_not_there() {
        assert!(shown(&Chat::of_text("")).is_empty());
        assert!(shown(&Chat::of_text("something else\nme x")).is_empty());
        let text = "heliograph chat 1\nyou x\n\nme a\\";
        assert_eq!(shown(&Chat::of_text(text)), ["me: a", "---"]);
    }
}
