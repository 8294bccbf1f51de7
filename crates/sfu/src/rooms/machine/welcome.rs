//! Who is let in, and what for.

use heliograph_machine::{Rate, Source, Talk};
use heliograph_wire::Millis;
use heliograph_wire::room::{Card, NAME_LIMIT, Notice, Over, Request, TICKET_LIMIT};

use super::{Admission, Part, Present, Rooms, Timer, tell};
use crate::rooms::event::{Action, Guest};

/// How long a guest may take to say what it is here for.
const DECIDES: Millis = Millis::seconds(60);

/// How many of one source may do so at a time.
const UNDECIDED: usize = 64;

impl Rooms {
    pub(super) fn arrived(&mut self, guest: Guest, source: Source, actions: &mut Vec<Action>) {
        if self.guests.contains_key(&guest) {
            return;
        }
        let now = self.now.monotonic;
        let source = self.sources.admit(now, source);
        if let Err(over) = self.has_room(source) {
            self.figures.refused += 1;
            return actions.extend([tell(guest, Notice::Over(over)), Action::Dismiss(guest)]);
        }
        self.sources.count_one(source, |used| &mut used.guests);
        self.sources.count_one(source, |used| &mut used.undecided);
        self.figures.undecided += 1;
        let until = now + DECIDES;
        self.timers.set(until, Timer::Undecided(guest));
        self.guests.insert(guest, Present { source, part: Part::Undecided { until }, talk: Talk::default() });
        let challenge = self.challenges.of(guest);
        actions.push(tell(guest, Notice::Welcome { challenge }));
    }

    /// Whether there is room for one more of this source.
    fn has_room(&mut self, source: Source) -> Result<(), Over> {
        if self.admission == Admission::Closed {
            return Err(Over::Stopping);
        }
        let each = self.settings.guests_per_source;
        let rate = Rate::of_arrivals(each);
        let now = self.now.monotonic;
        self.sources.take(source, |used| &mut used.arrivals, rate, now).map_err(Over::TooOften)?;
        let has_room = self.guests.len() < self.settings.guests
            && self.sources.has_room(source, |used| &mut used.guests, each)
            && self.sources.has_room(source, |used| &mut used.undecided, UNDECIDED);
        if has_room { Ok(()) } else { Err(Over::Crowded) }
    }

    /// What a guest says first decides what it is here for.
    pub(super) fn first_request(
        &mut self,
        guest: Guest,
        request: Request,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        if self.admission == Admission::Closed {
            return Err(Over::Stopping);
        }
        match request {
            Request::Open(opening) => self.open(guest, opening, actions),
            Request::Knock { room, card } => self.knock(guest, room, card, actions),
            Request::Return { ticket, card } if ticket.reveal().len() <= TICKET_LIMIT => {
                self.come_back(guest, ticket.reveal(), card, actions)
            }
            // Anything else is for those who have a part already.
            _ => Err(Over::Mistaken),
        }
    }
}

/// Whether a card is one that may be shown to others.
pub(super) fn checked(card: Card) -> Result<Card, Over> {
    if card.name.reveal().len() <= NAME_LIMIT { Ok(card) } else { Err(Over::Mistaken) }
}
