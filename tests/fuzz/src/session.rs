mod conversing;
mod counterpart;
mod operation;

pub(crate) use operation::Operation;

use counterpart::Counterpart;
use heliograph_session::{Effect, Environment, Event, Kind, Screen, Session};
use heliograph_wire::{Millis, PeerId};
use std::collections::BTreeSet;

/// The most connections that a session may hold at once.
const CONNECTIONS_AT_MOST: usize = 17;

/// Plays a script to a session: each operation is its number, a choice, a length and that many times four bytes.
///
/// Whatever a person, a browser or a peer does, the session neither panics nor asks for endless work.
pub fn session(script: &[u8]) {
    drop(Play::new().perform(script));
}

/// A session, the browser it runs in and the other side.
struct Play {
    session: Session,
    now: Millis,
    open: BTreeSet<PeerId>,
    /// The connection that was begun last.
    newest: PeerId,
    /// The description that the browser is to make.
    asked: (PeerId, Kind),
    other: Counterpart,
}

impl Play {
    fn new() -> Self {
        Self {
            session: Session::new(Environment::default()),
            now: Millis(0),
            open: BTreeSet::new(),
            newest: PeerId(0),
            asked: (PeerId(0), Kind::Offer),
            other: Counterpart::default(),
        }
    }

    fn perform(mut self, script: &[u8]) -> Self {
        let mut rest = script;
        while let Some((&[number, choice, length], tail)) = rest.split_first_chunk() {
            let (content, tail) = tail.split_at(tail.len().min(usize::from(length) * 4));
            rest = tail;
            self.now = self.now + Millis(u64::from(number >> 6) * 997);
            let operation = Operation::numbered(number);
            for event in operation.events(&mut self, choice, content) {
                self.tell(event);
            }
            if let Operation::Wait = operation {
                self.wake();
            }
        }
        self
    }

    fn tell(&mut self, event: Event) {
        let mut effects = Vec::new();
        self.session.handle(self.now, event, &mut effects);
        assert!(effects.len() < 1_000, "one event asks for endless work");
        for effect in &effects {
            self.note(effect);
        }
        assert!(self.open.len() <= CONNECTIONS_AT_MOST, "the session never closes what it opens");
        if let Screen::Talk(_) = self.session.view(self.now).screen {
            self.other.greeted();
        }
    }

    fn note(&mut self, effect: &Effect) {
        match effect {
            Effect::CreateOffer { peer, .. } => self.begin(*peer, Kind::Offer),
            Effect::CreateAnswer { peer, .. } => self.begin(*peer, Kind::Answer),
            Effect::MakeOffer(peer) => self.asked = (*peer, Kind::Offer),
            Effect::AcceptOffer { peer, .. } => self.asked = (*peer, Kind::Answer),
            Effect::Send { bytes, .. } => self.other.hear(bytes.reveal()),
            Effect::Close(peer) => drop(self.open.remove(peer)),
            // What remains asks the browser for nothing that comes back.
            _ => {}
        }
    }

    fn begin(&mut self, peer: PeerId, kind: Kind) {
        assert!(self.open.insert(peer), "a connection is begun twice");
        self.newest = peer;
        self.asked = (peer, kind);
    }

    /// A session that was woken at its deadline does not ask to be woken at the same moment again.
    fn wake(&mut self) {
        let Some(deadline) = self.session.deadline() else { return };
        self.now = deadline.max(self.now);
        self.tell(Event::Woke);
        let next = self.session.deadline();
        assert!(next.is_none_or(|next| next > self.now), "the session would be woken for ever");
    }
}

#[cfg(test)]
mod tests {
    use super::Play;
    use crate::seeds::{script_of_a_break, scripts_of_both_sides, scripts_of_safety_words};
    use heliograph_session::{Author, Channel, Entry, Mark, SafetyView, Screen, TalkView};

    #[track_caller]
    fn talk(script: &[u8]) -> TalkView {
        let play = Play::new().perform(script);
        let Screen::Talk(talk) = play.session.view(play.now).screen else { panic!("nobody is connected") };
        *talk
    }

    /// Who wrote each line; nobody, where a new conversation begins.
    fn authors(talk: &TalkView) -> Vec<Option<Author>> {
        let author = |entry: &Entry| match entry {
            Entry::Line(line) => Some(line.author),
            Entry::Files(_) | Entry::NewConversation => None,
        };
        talk.entries.iter().map(author).collect()
    }

    #[test]
    fn the_scripts_of_both_sides_lead_into_a_conversation() {
        for script in scripts_of_both_sides() {
            let talk = talk(&script);
            assert_eq!((talk.channel, talk.parting), (Channel::Control, None));
            assert_eq!(authors(&talk), [Some(Author::Other), Some(Author::Me(Mark::Delivered))]);
        }
    }

    #[test]
    fn the_scripts_of_safety_words_end_in_words() {
        for script in scripts_of_safety_words() {
            assert!(matches!(talk(&script).safety, SafetyView::Shown { .. }));
        }
    }

    #[test]
    fn the_script_of_a_break_goes_on_with_the_same_conversation() {
        let talk = talk(&script_of_a_break());
        assert_eq!(talk.parting, None);
        assert_eq!(authors(&talk), [Some(Author::Other), Some(Author::Me(Mark::Delivered))]);
    }
}
