//! What is written in a room.

use std::rc::Rc;

use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Saying, TEXT_LIMIT};
use heliograph_wire::{Millis, Private};

use crate::{Problem, RoomAudience, RoomLine};

/// So many lines are kept; the oldest go first.
const LINES_AT_MOST: usize = 2_000;

/// What was written, and how much of it was not seen.
#[derive(Default)]
pub(super) struct Lines {
    lines: Rc<Vec<RoomLine>>,
    last: u32,
    unread: u32,
    on_show: Switch,
}

impl Lines {
    pub(super) fn all(&self) -> Rc<Vec<RoomLine>> {
        Rc::clone(&self.lines)
    }

    pub(super) const fn unread(&self) -> u32 {
        self.unread
    }

    /// The chat is on show from now on, or no longer.
    pub(super) const fn show(&mut self, on_show: Switch) {
        self.on_show = on_show;
        if matches!(on_show, Switch::On) {
            self.unread = 0;
        }
    }

    /// Writes something; says what is to be said, or why it is not.
    pub(super) fn write(
        &mut self,
        text: &Private<String>,
        author: (MemberId, Private<String>),
        to: RoomAudience,
        now: Millis,
    ) -> Result<Option<Private<Vec<u8>>>, Problem> {
        let text = text.reveal().trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.len() > TEXT_LIMIT {
            return Err(Problem::MessageTooLong);
        }
        let text = Private::new(text.to_owned());
        let bytes = Saying::Text(text.clone()).encode();
        self.add(author, Switch::On, to, text, now);
        Ok(Some(Private::new(bytes)))
    }

    /// Somebody writes something; says whether there is anything to read.
    pub(super) fn hear(
        &mut self,
        text: Private<String>,
        author: (MemberId, Private<String>),
        to: RoomAudience,
        now: Millis,
    ) -> bool {
        if text.reveal().trim().is_empty() || text.reveal().len() > TEXT_LIMIT {
            return false;
        }
        if self.on_show == Switch::Off {
            self.unread = self.unread.saturating_add(1);
        }
        self.add(author, Switch::Off, to, text, now);
        true
    }

    fn add(
        &mut self,
        (author, name): (MemberId, Private<String>),
        mine: Switch,
        to: RoomAudience,
        text: Private<String>,
        at: Millis,
    ) {
        self.last += 1;
        let lines = Rc::make_mut(&mut self.lines);
        if lines.len() >= LINES_AT_MOST {
            lines.remove(0);
        }
        lines.push(RoomLine { number: self.last, author, name, mine, to, text, at });
    }
}

#[cfg(test)]
mod tests {
    use super::{LINES_AT_MOST, Lines};
    use crate::{Problem, RoomAudience};
    use heliograph_wire::control::Switch;
    use heliograph_wire::room::{MemberId, TEXT_LIMIT};
    use heliograph_wire::{Millis, Private};

    fn author() -> (MemberId, Private<String>) {
        (MemberId(7), Private::new("Ana".to_owned()))
    }

    fn hear(lines: &mut Lines, text: &str) -> bool {
        lines.hear(Private::new(text.to_owned()), author(), RoomAudience::Everybody, Millis(1))
    }

    #[test]
    fn what_comes_while_the_chat_is_not_on_show_is_unread() {
        let mut lines = Lines::default();
        assert!(hear(&mut lines, "one") && hear(&mut lines, "two"));
        assert_eq!(lines.unread(), 2);
        lines.show(Switch::On);
        assert!(hear(&mut lines, "three"));
        assert_eq!((lines.unread(), lines.all().len()), (0, 3));
    }

    #[test]
    fn nothing_is_written_that_is_empty_or_too_long_or_not_text() {
        let mut lines = Lines::default();
        let write = |lines: &mut Lines, text: String| {
            lines.write(&Private::new(text), author(), RoomAudience::Everybody, Millis(1))
        };
        assert!(matches!(write(&mut lines, " \n ".to_owned()), Ok(None)));
        assert!(matches!(write(&mut lines, "a".repeat(TEXT_LIMIT + 1)), Err(Problem::MessageTooLong)));
        assert!(!hear(&mut lines, "\t") && !hear(&mut lines, &"a".repeat(TEXT_LIMIT + 1)));
        assert!(lines.all().is_empty() && lines.unread() == 0);
    }

    #[test]
    fn a_room_in_which_much_is_written_forgets_the_oldest() {
        let mut lines = Lines::default();
        for line in 0..LINES_AT_MOST + 10 {
            assert!(hear(&mut lines, &line.to_string()));
        }
        let all = lines.all();
        assert_eq!(all.len(), LINES_AT_MOST);
        assert_eq!(all[0].text.reveal(), "10");
    }
}
