//! What was written, in order, with what is known of its delivery.

use std::rc::Rc;

use heliograph_wire::Private;
use heliograph_wire::control::{CHAT_LIMIT, Message};

use crate::view::{Author, Entry, Line, Mark};

/// The most bytes of text kept; the oldest lines are forgotten first. It bounds what a flood can cost.
const KEPT_BYTES: usize = 8 * 1024 * 1024;

/// The most lines kept, for floods of empty messages.
const KEPT_LINES: usize = 10_000;

#[derive(Default)]
pub(crate) struct Chat {
    entries: Rc<Vec<Entry>>,
    bytes: usize,
    written: u64,
    heard: u64,
}

/// Why a message was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotWritten {
    Empty,
    TooLong,
}

impl Chat {
    pub(crate) fn entries(&self) -> Rc<Vec<Entry>> {
        Rc::clone(&self.entries)
    }

    /// Begins a new conversation below the old one, of which nothing is sent any more.
    pub(crate) fn begin_anew(&mut self) {
        self.mark(Mark::Lost, |_| true);
        (self.written, self.heard) = (0, 0);
        if !self.entries.is_empty() {
            self.push(Entry::NewConversation);
        }
    }

    /// Adds a message of our own, to be sent.
    pub(crate) fn write(&mut self, text: &Private<String>) -> Result<Message, NotWritten> {
        let trimmed = text.reveal().trim_end();
        if trimmed.trim().is_empty() {
            return Err(NotWritten::Empty);
        }
        if trimmed.len() > CHAT_LIMIT {
            return Err(NotWritten::TooLong);
        }
        self.written += 1;
        let (id, text) = (self.written, Private::new(trimmed.to_owned()));
        self.push(Entry::line(id, Author::Me(Mark::Sending), text.clone()));
        Ok(Message::Chat { id, text })
    }

    /// Adds a message of the other side; one that has already arrived is not added again.
    pub(crate) fn hear(&mut self, id: u64, text: Private<String>) -> Message {
        if id > self.heard {
            self.heard = id;
            self.push(Entry::line(id, Author::Other, text));
        }
        Message::Delivered(self.heard)
    }

    /// Adds a message of another tool, which knows no ids.
    pub(crate) fn hear_plain(&mut self, text: Private<String>) {
        let _no_acknowledgement = self.hear(self.heard + 1, text);
    }

    /// All our messages up to `id` have arrived.
    pub(crate) fn delivered(&mut self, id: u64) {
        self.mark(Mark::Delivered, |line| line.id <= id);
    }

    /// This message of ours has left; whether it arrives nobody will say.
    pub(crate) fn sent(&mut self, id: u64) {
        self.mark(Mark::Sent, |line| line.id == id);
    }

    /// What the other side may not have, in order.
    pub(crate) fn outstanding(&self) -> Vec<Message> {
        let sending = self.entries.iter().filter_map(Entry::as_line).filter(|line| is_sending(line));
        sending.map(|line| Message::Chat { id: line.id, text: line.text.clone() }).collect()
    }

    fn mark(&mut self, mark: Mark, applies: impl Fn(&Line) -> bool) {
        let pending = |line: &Line| is_sending(line) && applies(line);
        if !self.entries.iter().filter_map(Entry::as_line).any(pending) {
            return;
        }
        for entry in Rc::make_mut(&mut self.entries) {
            if let Entry::Line(line) = entry
                && pending(line)
            {
                // The view on show keeps the old line; only this one is copied.
                Rc::make_mut(line).author = Author::Me(mark);
            }
        }
    }

    fn push(&mut self, entry: Entry) {
        self.bytes += entry.bytes();
        let entries = Rc::make_mut(&mut self.entries);
        entries.push(entry);
        let mut forgotten = 0;
        while self.bytes > KEPT_BYTES || entries.len() - forgotten > KEPT_LINES {
            self.bytes -= entries[forgotten].bytes();
            forgotten += 1;
        }
        entries.drain(..forgotten);
    }
}

impl Entry {
    fn line(id: u64, author: Author, text: Private<String>) -> Self {
        Self::Line(Rc::new(Line { id, author, text }))
    }

    fn as_line(&self) -> Option<&Line> {
        match self {
            Self::Line(line) => Some(line),
            Self::NewConversation => None,
        }
    }

    fn bytes(&self) -> usize {
        self.as_line().map_or(0, |line| line.text.reveal().len())
    }
}

fn is_sending(line: &Line) -> bool {
    line.author == Author::Me(Mark::Sending)
}

#[cfg(test)]
mod tests {
    use super::{Chat, KEPT_LINES, NotWritten};
    use crate::view::{Author, Entry, Mark};
    use heliograph_wire::Private;
    use heliograph_wire::control::{CHAT_LIMIT, Message};

    fn text(text: &str) -> Private<String> {
        Private::new(text.to_owned())
    }

    fn shown(chat: &Chat) -> Vec<(String, Author)> {
        chat.entries()
            .iter()
            .filter_map(Entry::as_line)
            .map(|it| (it.text.reveal().clone(), it.author))
            .collect()
    }

    #[test]
    fn a_message_is_sending_until_it_is_delivered() {
        let mut chat = Chat::default();
        assert!(chat.write(&text("one\ntwo\n")) == Ok(Message::Chat { id: 1, text: text("one\ntwo") }));
        assert_eq!(shown(&chat), [("one\ntwo".to_owned(), Author::Me(Mark::Sending))]);
        chat.delivered(1);
        assert_eq!(shown(&chat), [("one\ntwo".to_owned(), Author::Me(Mark::Delivered))]);
    }

    #[test]
    fn what_was_not_delivered_is_sent_again_in_order_and_heard_once() {
        let (mut here, mut there) = (Chat::default(), Chat::default());
        for word in ["a", "b", "c"] {
            here.write(&text(word)).unwrap();
        }
        here.delivered(1);
        there.hear(1, text("a"));
        there.hear(2, text("b"));
        for message in here.outstanding() {
            let Message::Chat { id, text } = message else { panic!("only chat is outstanding") };
            let Message::Delivered(id) = there.hear(id, text) else { panic!("every message is answered") };
            here.delivered(id);
        }
        let words: Vec<String> = shown(&there).into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["a", "b", "c"]);
        assert!(here.outstanding().is_empty());
    }

    #[test]
    fn empty_and_endless_messages_are_not_written() {
        let mut chat = Chat::default();
        assert!(chat.write(&text(" \n ")) == Err(NotWritten::Empty));
        assert!(chat.write(&text(&"a".repeat(CHAT_LIMIT + 1))) == Err(NotWritten::TooLong));
        assert!(shown(&chat).is_empty());
    }

    #[test]
    fn a_flood_is_forgotten_from_its_beginning() {
        let mut chat = Chat::default();
        for id in 1..=(KEPT_LINES as u64 + 5) {
            chat.hear(id, text("x"));
        }
        assert_eq!(chat.entries().len(), KEPT_LINES);
        assert_eq!(chat.entries()[0].as_line().map(|line| line.id), Some(6));
    }

    #[test]
    fn a_new_conversation_keeps_the_old_one_on_show_and_sends_nothing_of_it() {
        let mut chat = Chat::default();
        chat.begin_anew();
        assert!(chat.entries().is_empty());
        chat.write(&text("old")).unwrap();
        chat.begin_anew();
        assert!(chat.outstanding().is_empty());
        assert_eq!(shown(&chat), [("old".to_owned(), Author::Me(Mark::Lost))]);
        assert!(chat.write(&text("new")) == Ok(Message::Chat { id: 1, text: text("new") }));
        chat.delivered(1);
        assert_eq!(shown(&chat)[0].1, Author::Me(Mark::Lost));
        assert_eq!(shown(&chat)[1].1, Author::Me(Mark::Delivered));
    }
}
