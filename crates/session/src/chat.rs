//! What was written, in order, with what is known of its delivery.

use std::rc::Rc;

use heliograph_wire::Private;
use heliograph_wire::control::{CHAT_LIMIT, Message};

use crate::view::{Author, Line, Mark};

/// The most bytes of text kept; the oldest lines are forgotten first. It bounds what a flood can cost.
const KEPT_BYTES: usize = 8 * 1024 * 1024;

/// The most lines kept, for floods of empty messages.
const KEPT_LINES: usize = 10_000;

#[derive(Default)]
pub(crate) struct Chat {
    lines: Rc<Vec<Line>>,
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
    pub(crate) fn lines(&self) -> Rc<Vec<Line>> {
        Rc::clone(&self.lines)
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
        self.push(Line { id, author: Author::Me(Mark::Sending), text: text.clone() });
        Ok(Message::Chat { id, text })
    }

    /// Adds a message of the other side; one that has already arrived is not added again.
    pub(crate) fn hear(&mut self, id: u64, text: Private<String>) -> Message {
        if id > self.heard {
            self.heard = id;
            self.push(Line { id, author: Author::Other, text });
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
        let sending = self.lines.iter().filter(|line| line.author == Author::Me(Mark::Sending));
        sending.map(|line| Message::Chat { id: line.id, text: line.text.clone() }).collect()
    }

    fn mark(&mut self, mark: Mark, applies: impl Fn(&Line) -> bool) {
        let pending = |line: &Line| line.author == Author::Me(Mark::Sending) && applies(line);
        if self.lines.iter().any(pending) {
            for line in Rc::make_mut(&mut self.lines).iter_mut().filter(|line| pending(line)) {
                line.author = Author::Me(mark);
            }
        }
    }

    fn push(&mut self, line: Line) {
        self.bytes += line.text.reveal().len();
        let lines = Rc::make_mut(&mut self.lines);
        lines.push(line);
        let mut forgotten = 0;
        while self.bytes > KEPT_BYTES || lines.len() - forgotten > KEPT_LINES {
            self.bytes -= lines[forgotten].text.reveal().len();
            forgotten += 1;
        }
        lines.drain(..forgotten);
    }
}

#[cfg(test)]
mod tests {
    use super::{Chat, KEPT_LINES, NotWritten};
    use crate::view::{Author, Mark};
    use heliograph_wire::Private;
    use heliograph_wire::control::{CHAT_LIMIT, Message};

    fn text(text: &str) -> Private<String> {
        Private::new(text.to_owned())
    }

    fn shown(chat: &Chat) -> Vec<(String, Author)> {
        chat.lines().iter().map(|line| (line.text.reveal().clone(), line.author)).collect()
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
        assert_eq!(chat.lines().len(), KEPT_LINES);
        assert_eq!(chat.lines()[0].id, 6);
    }
}
