//! What was written, in order, with what is known of its delivery and what people think of it.

mod kept;

use std::collections::BTreeMap;
use std::rc::Rc;

use heliograph_wire::control::{CHAT_LIMIT, Message, REACTION_LIMIT, Reference, Whose};
use heliograph_wire::{Millis, Private};

use crate::view::{Author, Entry, Line, LineKey, Mark, Quote, Reactions};
use crate::{TransferId, Who};

/// The most bytes of text kept; the oldest lines are forgotten first. It bounds what a flood can cost.
const KEPT_BYTES: usize = 8 * 1024 * 1024;

/// The most lines kept, for floods of empty messages.
const KEPT_LINES: usize = 10_000;

/// How many characters of a message are enough to know it again.
const QUOTED: usize = 120;

#[derive(Default)]
pub(crate) struct Chat {
    entries: Rc<Vec<Entry>>,
    bytes: usize,
    /// When what is added next is said.
    now: Option<Millis>,
    written: u64,
    heard: u64,
    /// Counts the messages that came and went.
    changes: u64,
    /// Messages of which this side has taken its reaction back.
    taken_back: Vec<LineKey>,
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
    pub(crate) fn begin_anew(&mut self, retired: &BTreeMap<TransferId, TransferId>) {
        self.mark(Mark::Lost, |_| true);
        (self.written, self.heard) = (0, 0);
        self.taken_back.clear();
        // The numbers of messages and of transfers belong to one conversation.
        let entries = Rc::make_mut(&mut self.entries);
        for entry in &mut *entries {
            match entry {
                Entry::Line(line) if line.is_present() => Rc::make_mut(line).id = 0,
                Entry::Files(transfer) => *transfer = retired.get(transfer).copied().unwrap_or(*transfer),
                Entry::Line(_) | Entry::NewConversation => {}
            }
        }
        if !matches!(entries.last(), None | Some(Entry::NewConversation)) {
            self.push(Entry::NewConversation);
        }
    }

    /// The same chat, a moment later: when what is added to it is said.
    pub(crate) const fn at(&mut self, now: Millis) -> &mut Self {
        self.now = Some(now);
        self
    }

    /// Adds a message of our own, to be sent.
    pub(crate) fn write(
        &mut self,
        text: &Private<String>,
        replies_to: Option<LineKey>,
    ) -> Result<Message, NotWritten> {
        let trimmed = text.reveal().trim_end();
        if trimmed.trim().is_empty() {
            return Err(NotWritten::Empty);
        }
        if trimmed.len() > CHAT_LIMIT {
            return Err(NotWritten::TooLong);
        }
        self.written += 1;
        let (id, text) = (self.written, Private::new(trimmed.to_owned()));
        let quote = replies_to.and_then(|line| self.quote(line));
        let line = Line {
            id,
            author: Author::Me(Mark::Sending),
            text,
            at: self.now,
            replies_to: quote,
            reactions: Reactions::default(),
        };
        let message = chat(&line);
        self.push(Entry::Line(Rc::new(line)));
        Ok(message)
    }

    /// Adds a message of the other side; one that has already arrived is not added again.
    pub(crate) fn hear(&mut self, id: u64, text: Private<String>, replies_to: Option<Reference>) -> Message {
        if id > self.heard {
            self.heard = id;
            // What it replies to may be forgotten here: then it is a message like any other.
            let replies_to = replies_to.and_then(|to| self.quote(LineKey::of_theirs(to)));
            let (author, at, reactions) = (Author::Other, self.now, Reactions::default());
            self.push(Entry::Line(Rc::new(Line { id, author, text, at, replies_to, reactions })));
        }
        Message::Delivered(self.heard)
    }

    /// Adds a message of another tool, which knows no ids.
    pub(crate) fn hear_plain(&mut self, text: Private<String>) {
        let _no_acknowledgement = self.hear(self.heard + 1, text, None);
    }

    /// Forgets what was written; the numbers go on, since the other side knows them.
    pub(crate) fn clear(&mut self) {
        self.entries = Rc::default();
        self.taken_back.clear();
        self.bytes = 0;
        self.changes += 1;
    }

    /// Adds files that were offered.
    pub(crate) fn add_files(&mut self, transfer: TransferId) {
        self.push(Entry::Files(transfer));
    }

    /// All our messages up to `id` have arrived.
    pub(crate) fn delivered(&mut self, id: u64) {
        self.mark(Mark::Delivered, |line| line.id <= id);
    }

    /// This message of ours has left; whether it arrives nobody will say.
    pub(crate) fn sent(&mut self, id: u64) {
        self.mark(Mark::Sent, |line| line.id == id);
    }

    /// Takes note of what somebody thinks of a message; says whether there is such a message.
    pub(crate) fn react(&mut self, who: Who, to: LineKey, emoji: Private<String>) -> bool {
        let Some(place) = self.find(to) else { return false };
        // What is too long, or steers the text around it, is no emoji.
        let unfit = emoji.reveal().len() > REACTION_LIMIT
            || emoji.reveal().chars().any(crate::preferences::steers_text);
        let reaction = Some(emoji).filter(|emoji| !emoji.reveal().is_empty() && !unfit);
        if who == Who::Me {
            self.taken_back.retain(|key| *key != to);
            if reaction.is_none() {
                self.taken_back.push(to);
            }
        }
        if let Entry::Line(line) = &mut Rc::make_mut(&mut self.entries)[place] {
            let reactions = &mut Rc::make_mut(line).reactions;
            match who {
                Who::Me => reactions.mine = reaction,
                Who::Other => reactions.theirs = reaction,
            }
        }
        true
    }

    /// What the other side may not have, in order: messages, and what this side thinks of others.
    pub(crate) fn outstanding(&self) -> Vec<Message> {
        let lines = || self.entries.iter().filter_map(Entry::as_line);
        let mut messages: Vec<Message> = lines().filter(|line| is_sending(line)).map(chat).collect();
        messages.extend(lines().filter_map(|line| {
            let emoji = line.reactions.mine.clone().filter(|_| line.is_present())?;
            Some(Message::Reaction { to: line.key().to_theirs(), emoji })
        }));
        messages.extend(self.taken_back.iter().map(|key| {
            let nothing = Private::new(String::new());
            Message::Reaction { to: key.to_theirs(), emoji: nothing }
        }));
        messages
    }

    /// The message of the present conversation that goes by this name.
    pub(crate) fn line(&self, key: LineKey) -> Option<Rc<Line>> {
        match &self.entries[self.find(key)?] {
            Entry::Line(line) => Some(Rc::clone(line)),
            Entry::Files(_) | Entry::NewConversation => None,
        }
    }

    fn quote(&self, key: LineKey) -> Option<Rc<Quote>> {
        let line = self.line(key)?;
        let text = line.text.reveal().chars().take(QUOTED).collect();
        Some(Rc::new(Quote { line: key, text: Private::new(text) }))
    }

    fn find(&self, key: LineKey) -> Option<usize> {
        let is_it =
            |entry: &Entry| entry.as_line().is_some_and(|line| line.is_present() && line.key() == key);
        self.entries.iter().rposition(is_it)
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

    /// Changes whenever there is something else to keep.
    pub(crate) const fn changes(&self) -> u64 {
        self.changes
    }

    fn push(&mut self, entry: Entry) {
        self.changes += 1;
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
    fn as_line(&self) -> Option<&Line> {
        match self {
            Self::Line(line) => Some(line),
            Self::Files(_) | Self::NewConversation => None,
        }
    }

    fn bytes(&self) -> usize {
        self.as_line().map_or(0, |line| line.text.reveal().len())
    }
}

impl Line {
    /// Whether it belongs to the present conversation, so that it can be replied to.
    pub const fn is_present(&self) -> bool {
        self.id > 0
    }

    /// What names this message.
    pub fn key(&self) -> LineKey {
        let by = match self.author {
            Author::Me(_) => Who::Me,
            Author::Other => Who::Other,
        };
        LineKey { by, id: self.id }
    }
}

impl LineKey {
    /// A message as the other side names it.
    pub(crate) const fn of_theirs(reference: Reference) -> Self {
        let by = match reference.whose {
            Whose::Senders => Who::Other,
            Whose::Receivers => Who::Me,
        };
        Self { by, id: reference.id }
    }

    /// The message as this side names it to the other.
    pub(crate) const fn to_theirs(self) -> Reference {
        let whose = match self.by {
            Who::Me => Whose::Senders,
            Who::Other => Whose::Receivers,
        };
        Reference { whose, id: self.id }
    }
}

fn chat(line: &Line) -> Message {
    let replies_to = line.replies_to.as_ref().map(|quote| quote.line.to_theirs());
    Message::Chat { id: line.id, text: line.text.clone(), replies_to }
}

fn is_sending(line: &Line) -> bool {
    line.author == Author::Me(Mark::Sending)
}

#[cfg(test)]
mod tests {
    use super::{Chat, KEPT_LINES, NotWritten};
    use crate::Who;
    use crate::view::{Author, Entry, LineKey, Mark};
    use heliograph_wire::Private;
    use heliograph_wire::control::{CHAT_LIMIT, Message};
    use std::collections::BTreeMap;

    fn text(text: &str) -> Private<String> {
        Private::new(text.to_owned())
    }

    fn said(id: u64, words: &str) -> Result<Message, NotWritten> {
        Ok(Message::Chat { id, text: text(words), replies_to: None })
    }

    fn key(by: Who, id: u64) -> LineKey {
        LineKey { by, id }
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
        assert!(chat.write(&text("one\ntwo\n"), None) == said(1, "one\ntwo"));
        assert_eq!(shown(&chat), [("one\ntwo".to_owned(), Author::Me(Mark::Sending))]);
        chat.delivered(1);
        assert_eq!(shown(&chat), [("one\ntwo".to_owned(), Author::Me(Mark::Delivered))]);
    }

    #[test]
    fn what_was_not_delivered_is_sent_again_in_order_and_heard_once() {
        let (mut here, mut there) = (Chat::default(), Chat::default());
        for word in ["a", "b", "c"] {
            here.write(&text(word), None).unwrap();
        }
        here.delivered(1);
        there.hear(1, text("a"), None);
        there.hear(2, text("b"), None);
        for message in here.outstanding() {
            let Message::Chat { id, text, .. } = message else { panic!("only chat is outstanding") };
            let Message::Delivered(id) = there.hear(id, text, None) else {
                panic!("every message is answered")
            };
            here.delivered(id);
        }
        let words: Vec<String> = shown(&there).into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["a", "b", "c"]);
        assert!(here.outstanding().is_empty());
    }

    #[test]
    fn empty_and_endless_messages_are_not_written() {
        let mut chat = Chat::default();
        assert!(chat.write(&text(" \n "), None) == Err(NotWritten::Empty));
        assert!(chat.write(&text(&"a".repeat(CHAT_LIMIT + 1)), None) == Err(NotWritten::TooLong));
        assert!(shown(&chat).is_empty());
    }

    #[test]
    fn a_flood_is_forgotten_from_its_beginning() {
        let mut chat = Chat::default();
        for id in 1..=(KEPT_LINES as u64 + 5) {
            chat.hear(id, text("x"), None);
        }
        assert_eq!(chat.entries().len(), KEPT_LINES);
        assert_eq!(chat.entries()[0].as_line().map(|line| line.id), Some(6));
    }

    #[test]
    fn a_new_conversation_keeps_the_old_one_on_show_and_sends_nothing_of_it() {
        let mut chat = Chat::default();
        chat.begin_anew(&BTreeMap::new());
        assert!(chat.entries().is_empty());
        chat.write(&text("old"), None).unwrap();
        chat.begin_anew(&BTreeMap::new());
        assert!(chat.outstanding().is_empty());
        assert_eq!(shown(&chat), [("old".to_owned(), Author::Me(Mark::Lost))]);
        assert!(chat.write(&text("new"), None) == said(1, "new"));
        chat.delivered(1);
        assert_eq!(shown(&chat)[0].1, Author::Me(Mark::Lost));
        assert_eq!(shown(&chat)[1].1, Author::Me(Mark::Delivered));
    }

    #[test]
    fn a_reply_shows_how_the_message_begins_that_it_replies_to() {
        let (mut here, mut there) = (Chat::default(), Chat::default());
        there.hear(1, text(&"a".repeat(200)), None);
        here.write(&text(&"a".repeat(200)), None).unwrap();
        let reply = there.write(&text("yes"), Some(key(Who::Other, 1))).unwrap();
        let Message::Chat { id, text, replies_to } = reply else { panic!("a reply is a message") };
        here.hear(id, text, replies_to);
        let line = here.line(key(Who::Other, 1)).expect("the reply");
        let quote = line.replies_to.as_ref().expect("a quote");
        assert_eq!((quote.line, quote.text.reveal().len()), (key(Who::Me, 1), 120));
    }

    #[test]
    fn a_reply_to_nothing_known_is_a_message() {
        let mut chat = Chat::default();
        chat.hear(1, text("yes"), Some(key(Who::Me, 7).to_theirs()));
        assert!(chat.line(key(Who::Other, 1)).is_some_and(|line| line.replies_to.is_none()));
    }

    #[test]
    fn reactions_replace_each_other_and_are_told_again_after_a_break() {
        let mut chat = Chat::default();
        chat.hear(1, text("look"), None);
        assert!(chat.react(Who::Me, key(Who::Other, 1), text("👍")));
        assert!(chat.react(Who::Me, key(Who::Other, 1), text("🎉")));
        assert!(chat.react(Who::Other, key(Who::Other, 1), text("\u{202e}abc")));
        assert!(!chat.react(Who::Other, key(Who::Me, 1), text("👍")));
        let line = chat.line(key(Who::Other, 1)).unwrap();
        assert!(line.reactions.mine == Some(text("🎉")) && line.reactions.theirs.is_none());
        let [Message::Reaction { emoji, .. }] = &chat.outstanding()[..] else { panic!("one reaction") };
        assert!(*emoji == text("🎉"));
        chat.react(Who::Me, key(Who::Other, 1), text(""));
        let [Message::Reaction { emoji, .. }] = &chat.outstanding()[..] else { panic!("one taken back") };
        assert!(emoji.reveal().is_empty());
    }

    #[test]
    fn numbers_of_an_earlier_conversation_name_nothing_in_this_one() {
        let mut chat = Chat::default();
        chat.hear(1, text("old"), None);
        chat.begin_anew(&BTreeMap::new());
        assert!(!chat.react(Who::Other, key(Who::Other, 1), text("👍")));
    }
}
